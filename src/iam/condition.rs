//! Conditions of statements, read for those whose requests are known.

use super::operator;
use super::parse::{Statement, Version};
use super::request::{Caller, Context, Entry, Request};
use super::truth::Truth;
use super::variable;
use super::vocabulary;

/// Whether the conditions speak of how a request travels.
pub(super) fn mentions_transport(statement: &Statement) -> bool {
    let about =
        |key: &str| key.eq_ignore_ascii_case("aws:SecureTransport") || key.eq_ignore_ascii_case("s3:TlsVersion");
    statement.conditions.iter().any(|condition| about(&condition.key))
}

/// Whether the conditions hold for a service that calls over https, on behalf of a resource.
///
/// What AWS documents of such a call is decided; what it does not is left open: keys of the service that is called, and
/// the address.
pub(super) fn for_service(statement: &Statement, version: Version, service: &str, source: Source) -> Truth {
    let context = of_service(statement, service, source);
    statement.conditions.iter().map(|one| operator::holds(one, version, &context)).fold(Truth::Yes, Truth::and)
}

/// Why the same is not decided: each condition that may hold.
pub(super) fn doubts_for_service(
    statement: &Statement,
    version: Version,
    service: &str,
    source: Source,
) -> Vec<String> {
    let context = of_service(statement, service, source);
    let open = statement.conditions.iter().filter(|one| operator::holds(one, version, &context) == Truth::Maybe);
    open.map(|one| {
        let name = format!("{} {}", one.operator, one.key);
        if operator::Operator::parse(&one.operator).is_none() {
            format!("condition operator {} is not documented", one.operator)
        } else if context.get(&one.key) == Some(&Entry::Unknown) && is_about_place(&one.key) {
            format!("where in its organisation the account is, which condition {name} asks for, is not known")
        } else if context.get(&one.key) == Some(&Entry::Unknown) {
            format!("what {service} sends under {} AWS does not document", one.key)
        } else if one.values.iter().any(|value| variable::has_variables(value, version)) {
            format!("policy variable in condition {name}")
        } else {
            format!("value in condition {name} means nothing that AWS documents")
        }
    })
    .collect()
}

fn is_about_place(key: &str) -> bool {
    let keys = ["aws:SourceOrgID", "aws:SourceOrgPaths", "aws:ResourceOrgID", "aws:ResourceOrgPaths"];
    keys.iter().any(|own| own.eq_ignore_ascii_case(key))
}

/// What a service sends with its call under the keys that a statement asks for.
fn of_service(statement: &Statement, service: &str, source: Source) -> Context {
    let mut request = Request {
        caller: Caller::Service(service.to_owned()),
        action: String::new(),
        resource: "*".to_owned(),
        resource_account: String::new(),
        context: Context::default(),
    };
    request.context.set("aws:SecureTransport", "true");
    request.context.set("aws:SourceArn", source.arn);
    for key in ["aws:SourceAccount", "aws:ResourceAccount"] {
        request.context.set(key, source.account);
    }
    for key in ["aws:SourceOrgID", "aws:ResourceOrgID"] {
        let known = source.organization.map(|id| Entry::One(id.to_owned()));
        request.context.insert(key, known.unwrap_or(Entry::Unknown));
    }
    for condition in &statement.conditions {
        let key = condition.key.to_ascii_lowercase();
        let is_open = matches!(key.as_str(), "aws:sourceip" | "aws:sourceorgid" | "aws:sourceorgpaths")
            || key.starts_with("aws:resource")
            || !key.starts_with("aws:")
            || vocabulary::condition_key(&key).is_none();
        if is_open && request.context.get(&key).is_none() {
            request.context.insert(&key, Entry::Unknown);
        }
    }
    request.complete().context
}

/// What a service works for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub arn: &'a str,
    /// The account that owns it, and the resource that the service calls for it.
    pub account: &'a str,
    /// The organisation of that account, where one is known.
    pub organization: Option<&'a str>,
}

/// How messages name a statement's conditions: operator and key of each.
pub(super) fn describe(statement: &Statement) -> String {
    let parts = statement.conditions.iter().map(|one| format!("{} {}", one.operator, one.key));
    parts.collect::<Vec<_>>().join(" and ")
}

/// `o-` and 10 to 32 lower-case letters or digits.
pub(super) fn is_organization(text: &str) -> bool {
    text.strip_prefix("o-").is_some_and(|rest| {
        (10..=32).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}
