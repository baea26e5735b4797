//! What conditions say of who calls: only known accounts, only a known organisation, or anybody.

use std::collections::BTreeSet;

use super::condition::is_organization;
use super::glob::Glob;
use super::parse::{Condition, Statement, Version};

/// How one condition, positively compared, limits the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// Callers of these accounts only.
    Accounts(BTreeSet<String>),
    /// Callers of these organisations only.
    Organizations(BTreeSet<String>),
    /// Callers who were given an external id.
    ExternalId,
    /// Every stranger can meet it.
    Anybody,
    /// Not decided.
    Open,
}

/// What each condition of a statement says of the caller, in order. All must hold.
///
/// Only exact values limit: a `*` in the place of an account or id lets in those whom nobody knows. Names are those of
/// "AWS global condition context keys" and of the KMS developer guide.
pub fn limits(statement: &Statement, version: Version) -> Vec<Limit> {
    statement.conditions.iter().map(|condition| limit(condition, version)).collect()
}

fn limit(condition: &Condition, version: Version) -> Limit {
    if version == Version::V2012 && condition.values.iter().any(|value| value.contains("${")) {
        return Limit::Open;
    }
    positive(&condition.operator, &condition.key, &condition.values)
}

fn positive(operator: &str, key: &str, values: &[String]) -> Limit {
    let wild = matches!(operator, "StringLike" | "ArnLike" | "ArnEquals");
    let exact = !wild || !values.iter().any(|value| value.contains(['*', '?']));
    let text = matches!(operator, "StringEquals" | "StringEqualsIgnoreCase" | "StringLike");
    // One value that everybody meets is enough: any of them may match.
    let anybody = operator == "StringLike" && values.iter().any(|value| is_run(value));
    match key.to_ascii_lowercase().as_str() {
        "aws:principalorgid" | "aws:sourceorgid" if text && exact => organizations(values, Some),
        "aws:principalorgid" if operator == "StringLike" && values.iter().any(|value| value == "o-*") => Limit::Anybody,
        "aws:principalorgpaths" if matches!(operator, "ForAnyValue:StringEquals" | "ForAnyValue:StringLike") => {
            organizations(values, |value| value.split_once('/').map(|(organization, _)| organization))
        }
        "aws:principalaccount" | "kms:calleraccount" | "aws:sourceaccount" if text && exact => {
            accounts(values, |value| is_account(value).then_some(value))
        }
        "aws:principalarn" | "aws:sourcearn" if text || wild => {
            let limit = accounts(values, |value| account_of(value, operator));
            match limit {
                Limit::Open if !key.eq_ignore_ascii_case("aws:sourcearn") && names_anybody(operator, values) => {
                    Limit::Anybody
                }
                limit => limit,
            }
        }
        "sts:externalid" if text && exact && values.iter().all(|value| !value.is_empty()) => Limit::ExternalId,
        "aws:principalorgid" | "aws:principalaccount" | "kms:calleraccount" | "sts:externalid" if anybody => {
            Limit::Anybody
        }
        // Everybody may use the service in an account of their own.
        "kms:viaservice" if text && values.iter().any(|value| value.ends_with(".amazonaws.com") || is_run(value)) => {
            Limit::Anybody
        }
        "aws:securetransport" | "aws:multifactorauthpresent"
            if operator == "Bool" && values.iter().any(|value| value.eq_ignore_ascii_case("true")) =>
        {
            Limit::Anybody
        }
        _ => Limit::Open,
    }
}

fn organizations<'a>(values: &'a [String], read: impl Fn(&'a str) -> Option<&'a str>) -> Limit {
    let ids = values.iter().map(|value| read(value).filter(|id| is_organization(id)).map(str::to_owned));
    ids.collect::<Option<BTreeSet<String>>>().map_or(Limit::Open, Limit::Organizations)
}

fn accounts<'a>(values: &'a [String], read: impl Fn(&'a str) -> Option<&'a str>) -> Limit {
    let ids = values.iter().map(|value| read(value).map(str::to_owned));
    ids.collect::<Option<BTreeSet<String>>>().map_or(Limit::Open, Limit::Accounts)
}

/// The account that an ARN pattern is held to. `StringLike` lets a `*` run over colons: nothing before the account may
/// hold one.
fn account_of<'a>(value: &'a str, operator: &str) -> Option<&'a str> {
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    let &[arn, partition, service, region, account, rest] = parts.as_slice() else { return None };
    let literal = [partition, service, region].iter().all(|part| !part.contains(['*', '?']));
    let segments = matches!(operator, "ArnLike" | "ArnEquals");
    (arn == "arn" && is_account(account) && !rest.is_empty() && (literal || segments)).then_some(account)
}

/// Whether a pattern over principals takes any account: whoever asks can have a user or role of that name.
fn names_anybody(operator: &str, values: &[String]) -> bool {
    if !matches!(operator, "StringLike" | "ArnLike" | "ArnEquals") {
        return false;
    }
    values.iter().any(|value| {
        if operator == "StringLike" && is_run(value) {
            return true;
        }
        let parts: Vec<&str> = value.splitn(6, ':').collect();
        let &["arn", _, service, "", account, rest] = parts.as_slice() else { return false };
        let name = rest.strip_prefix("role/").or_else(|| rest.strip_prefix("user/")).unwrap_or_default();
        is_run(account) && Glob::new(service).matches("iam") && (is_run(rest) || !name.is_empty())
    })
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_run(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

#[cfg(test)]
mod tests;
