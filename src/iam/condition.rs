//! The conditions that are decided: two of them. All others are left open.

use super::parse::{Condition, Statement, Version};
use super::truth::Truth;

/// How a statement's conditions limit it to organisations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganizationLimit {
    /// No condition at all.
    Unlimited,
    /// Only callers of these organisations.
    Only(Vec<String>),
    /// Other conditions: not decided.
    Undecided,
}

/// Reads a statement's conditions as a limit to organisations: exactly one `StringEquals` on `aws:PrincipalOrgID`.
pub fn organization_limit(statement: &Statement) -> OrganizationLimit {
    match statement.conditions.as_slice() {
        [] => OrganizationLimit::Unlimited,
        // A value that is no id (a `*`, a policy variable) is left open: who is meant by it is not ours to guess.
        [one] if is_on(one, "StringEquals", "aws:PrincipalOrgID") && one.values.iter().all(|v| is_organization(v)) => {
            OrganizationLimit::Only(one.values.clone())
        }
        _ => OrganizationLimit::Undecided,
    }
}

/// Whether the conditions are exactly `Bool` `aws:SecureTransport` `false`: they hold for plain http and for it only.
pub(super) fn is_plain_http_only(statement: &Statement) -> bool {
    matches!(statement.conditions.as_slice(), [one]
        if is_on(one, "Bool", "aws:SecureTransport")
            && one.values.iter().all(|value| value.eq_ignore_ascii_case("false")))
}

/// Whether the conditions speak of how a request travels.
pub(super) fn mentions_transport(statement: &Statement) -> bool {
    let about =
        |key: &str| key.eq_ignore_ascii_case("aws:SecureTransport") || key.eq_ignore_ascii_case("s3:TlsVersion");
    statement.conditions.iter().any(|condition| about(&condition.key))
}

/// Whether the conditions hold for every request over plain http.
pub(super) fn over_plain_http(statement: &Statement) -> Truth {
    if statement.conditions.is_empty() || is_plain_http_only(statement) { Truth::Yes } else { Truth::Maybe }
}

/// Whether the conditions hold for a service that calls over https on behalf of a known resource.
///
/// Only what AWS documents of such a call is decided: `aws:SourceArn` and `aws:SourceAccount`, compared positively.
pub(super) fn for_service(statement: &Statement, version: Version, source_arn: &str, source_account: &str) -> Truth {
    if is_plain_http_only(statement) {
        return Truth::No;
    }
    let holds = |condition: &Condition| {
        let (actual, is_arn) = match condition.key.to_ascii_lowercase().as_str() {
            "aws:sourcearn" => (source_arn, true),
            "aws:sourceaccount" => (source_account, false),
            _ => return Truth::Maybe,
        };
        if version == Version::V2012 && condition.values.iter().any(|value| value.contains("${")) {
            return Truth::Maybe;
        }
        let matched = |value: &String| match condition.operator.as_str() {
            "StringEquals" => Truth::from(value == actual),
            "StringLike" => Truth::from(super::glob::Glob::new(value).matches(actual)),
            "ArnLike" | "ArnEquals" if is_arn => arn_like(value, actual),
            _ => Truth::Maybe,
        };
        Truth::any(condition.values.iter().map(matched))
    };
    statement.conditions.iter().map(holds).fold(Truth::Yes, Truth::and)
}

/// How messages name a statement's conditions: operator and key of each.
pub(super) fn describe(statement: &Statement) -> String {
    let parts = statement.conditions.iter().map(|one| format!("{} {}", one.operator, one.key));
    parts.collect::<Vec<_>>().join(" and ")
}

/// Compares segment by segment, as the ARN operators do. A value without six segments is left open.
fn arn_like(pattern: &str, arn: &str) -> Truth {
    let (patterns, parts): (Vec<_>, Vec<_>) = (pattern.splitn(6, ':').collect(), arn.splitn(6, ':').collect());
    if patterns.len() != 6 || parts.len() != 6 {
        return Truth::Maybe;
    }
    let like = |(pattern, part): (&&str, &&str)| super::glob::Glob::new(pattern).matches(part);
    Truth::from(patterns.iter().zip(&parts).all(like))
}

fn is_on(condition: &Condition, operator: &str, key: &str) -> bool {
    condition.operator == operator && condition.key.eq_ignore_ascii_case(key)
}

/// `o-` and 10 to 32 lower-case letters or digits.
pub(super) fn is_organization(text: &str) -> bool {
    text.strip_prefix("o-").is_some_and(|rest| {
        (10..=32).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}
