//! The words of the user as a request.

use std::collections::BTreeMap;

use serde_json::Value;

use super::book::Book;
use super::resource;
use crate::cli::Question;
use crate::error::Error;
use crate::iam::{Caller, Context, Entry, Request, caller_of, vocabulary};
use crate::resource::Known;

/// Refuses what is no question, before AWS is asked.
///
/// # Errors
/// The action, the resource or a context key is none.
pub(super) fn check(question: &Question) -> Result<(), Error> {
    let is_action = question.action.split(':').count() == 2 && !question.action.contains(['*', '?', ' ']);
    if !is_action {
        return Err(Error::usage(format!("{:?} is not one action", question.action)).hint("for example s3:GetObject"));
    }
    let (prefix, name) = question.action.split_once(':').unwrap_or_default();
    if vocabulary::service(prefix).is_some_and(|service| service.action(name).is_none()) {
        let hint = "see the service authorization reference; actions younger than this version are not known";
        return Err(Error::usage(format!("{prefix} has no action {name:?}")).hint(hint));
    }
    let is_arn = question.resource.starts_with("arn:") && question.resource.splitn(6, ':').count() == 6;
    if question.resource != "*" && !is_arn {
        let hint = "for example an ARN of a bucket with /KEY, or * for actions on no resource";
        return Err(Error::usage(format!("{:?} is no ARN", question.resource)).hint(hint));
    }
    context(question).map(|_| ())
}

/// The principal that a text names.
///
/// # Errors
/// It names none, or one that the account surely lacks.
pub(super) fn principal(book: &Book, text: &str) -> Result<Caller, Error> {
    let hint = "give the ARN of a user, role or session, user/NAME, role/NAME, or anonymous";
    let named = |kind: &str, name: &str| {
        let found = book.named(kind, name).and_then(|resource| caller_of(&resource.arn));
        found.ok_or_else(|| Error::usage(format!("{text:?} is not among the principals that were read")).hint(hint))
    };
    match text.split_once('/') {
        _ if text == "anonymous" => Ok(Caller::Anonymous),
        Some(("user", name)) => named("AWS::IAM::User", name),
        Some(("role", name)) => named("AWS::IAM::Role", name),
        _ => {
            let caller = caller_of(text).ok_or_else(|| Error::usage(format!("{text:?} is no principal")).hint(hint))?;
            Ok(book.with_role(caller))
        }
    }
}

/// The request with all that is known of it. What nobody gave is unknown, not absent.
///
/// # Errors
/// A context key is none.
pub(super) fn request(book: &Book, caller: Caller, question: &Question) -> Result<Request, Error> {
    let mut context = context(question)?;
    if let Caller::User(arn) = &caller
        && let Some(user) = book.find("AWS::IAM::User", arn)
        && let Known::Value(Value::Object(tags)) = &user.tags.known
    {
        for (key, value) in tags {
            give(&mut context, &format!("aws:PrincipalTag/{key}"), value.as_str());
        }
    }
    let resource = resource(book, question, &mut context);
    let owner = question.resource.split(':').nth(4).filter(|account| !account.is_empty());
    let resource_account = owner.unwrap_or(book.account()).to_owned();
    if caller.account() == Some(book.account()) {
        give(&mut context, "aws:PrincipalOrgID", book.organization_id());
    }
    if resource_account == book.account() {
        give(&mut context, "aws:ResourceOrgID", book.organization_id());
    }
    let action = question.action.clone();
    let mut request = Request { caller, action, resource, resource_account, context }.complete();
    request.context.open();
    Ok(request)
}

/// The resource that policies meet: of an alias the key that it stands for ("Using aliases to control access to KMS
/// keys", KMS developer guide), but for actions on the alias itself.
fn resource(book: &Book, question: &Question, context: &mut Context) -> String {
    let own = || question.resource.clone();
    let alias = question.resource.split_once(":alias/").map(|(_, name)| format!("alias/{name}"));
    let (Some(alias), Some(found)) = (alias, book.find("AWS::KMS::Alias", &question.resource)) else { return own() };
    let (prefix, name) = question.action.split_once(':').unwrap_or_default();
    let service = vocabulary::service(prefix);
    let is_of_alias = service.is_none_or(|service| {
        service.action(name).is_none_or(|action| service.types_of(action).any(|kind| kind.name == "alias"))
    });
    let Some(target) = resource::text(found, "TargetKeyId").filter(|_| !is_of_alias) else { return own() };
    give(context, "kms:RequestAlias", Some(&alias));
    question.resource.replace(&format!(":{alias}"), &format!(":key/{target}"))
}

fn give(context: &mut Context, key: &str, value: Option<&str>) {
    if let Some(value) = value
        && context.get(key).is_none()
    {
        context.set(key, value);
    }
}

fn context(question: &Question) -> Result<Context, Error> {
    let mut given: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for text in &question.context {
        match text.split_once('=') {
            Some((key, value)) if key.contains(':') => {
                given.entry(key.to_ascii_lowercase()).or_default().push(value.to_owned());
            }
            _ => {
                let error = Error::usage(format!("--context {text:?} is not KEY=VALUE"));
                return Err(error.hint("for example --context aws:SecureTransport=true"));
            }
        }
    }
    let mut context = Context::default();
    for (key, mut values) in given {
        let entry = match values.pop() {
            Some(value) if values.is_empty() => Entry::One(value),
            Some(value) => {
                values.push(value);
                Entry::Many(values)
            }
            None => continue,
        };
        context.insert(&key, entry);
    }
    Ok(context)
}
