//! Roles for the bearers of web identity tokens: which tokens of a provider a trust policy takes.

use std::collections::BTreeSet;

use super::condition;
use super::denial::{Door, denials, opens};
use super::identity::doubt;
use super::lone::issue_of_trust;
use super::parse::{Condition, Effect, Element, Policy, Statement, Version};
use super::principal::Principal;
use super::rule::Doubt;
use super::subject;
use super::truth::Truth;

/// One provider that a statement of a trust policy lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebTrust {
    /// Index of the statement.
    pub statement: usize,
    /// As the policy names it: the provider's ARN, or the host of one that AWS knows itself.
    pub provider: String,
    pub audience: Claim,
    pub subject: Claim,
}

/// What must be true of one claim of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub test: Test,
    pub values: Vec<String>,
    /// Whether every value holds it to somebody: an exact audience, a subject of a named owner.
    pub pinned: bool,
}

/// How a claim is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// `StringEquals`
    Equals,
    /// `StringLike`
    Like,
    /// No condition on the claim.
    None,
}

/// What a trust policy says to web identity tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebTrusts {
    pub entries: Vec<WebTrust>,
    /// Why there may be more entries.
    pub doubts: BTreeSet<Doubt>,
    /// Denials that may undo any of the entries.
    pub denials: BTreeSet<Doubt>,
}

/// The providers whose tokens can assume the role, and the claims that are asked for. An empty list: none can.
///
/// See "Available keys for AWS OIDC federation" of the IAM user guide.
pub fn web_trust(policy: &Policy) -> WebTrusts {
    let (shut, denials) = denials(policy, Door::Web);
    if shut == Truth::Yes {
        return WebTrusts::default();
    }
    let mut found = WebTrusts { denials, ..WebTrusts::default() };
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        allowed(policy.version, statement, &mut found);
    }
    found
}

/// The provider's name in condition keys: its URL without scheme. `None`: it gives no web identity tokens.
pub fn provider_url(provider: &str) -> Option<&str> {
    match provider.split_once(":oidc-provider/") {
        Some((_, url)) => Some(url),
        None => (!provider.contains(":saml-provider/")).then_some(provider),
    }
}

fn allowed(version: Version, statement: &Statement, found: &mut WebTrusts) {
    if let Some(issue) = issue_of_trust(statement) {
        found.doubts.insert(doubt(statement, &format!("statement not understood: {issue}")));
        return;
    }
    let Element::Is(listed) = &statement.principals else { return };
    let action = opens(statement, Door::Web);
    for principal in listed.iter().filter(|_| action != Truth::No) {
        let provider = match principal {
            Principal::Federated(provider) => provider,
            Principal::Any | Principal::Unknown(_) => {
                let text = principal.text();
                found.doubts.insert(doubt(statement, &format!("principal not decided: {text}")));
                continue;
            }
            _ => continue,
        };
        let Some(url) = provider_url(provider) else { continue };
        if action == Truth::Maybe {
            found.doubts.insert(doubt(statement, "action not decided: a name that is no service:action"));
            continue;
        }
        match (audience(statement, version, url), subject(statement, version, url)) {
            (Some(audience), Some(subject)) => {
                let (statement, provider) = (statement.index, provider.clone());
                found.entries.push(WebTrust { statement, provider, audience, subject });
            }
            _ => {
                let conditions = condition::describe(statement);
                found.doubts.insert(doubt(statement, &format!("condition not decided: {conditions}")));
            }
        }
    }
}

/// The claims that name the application and the user. Those of two old providers have names of their own.
fn names(url: &str) -> (&'static str, &'static str) {
    match url {
        "www.amazon.com" => ("app_id", "user_id"),
        "graph.facebook.com" => ("app_id", "id"),
        _ => ("aud", "sub"),
    }
}

fn audience(statement: &Statement, version: Version, url: &str) -> Option<Claim> {
    let exact = |test, value: &str| test == Test::Equals || !value.contains(['*', '?']);
    claim(statement, version, &format!("{url}:{}", names(url).0), exact)
}

fn subject(statement: &Statement, version: Version, url: &str) -> Option<Claim> {
    let anchored = |test, value: &str| test == Test::Equals || subject::is_anchored(url, value);
    let subject = claim(statement, version, &format!("{url}:{}", names(url).1), anchored)?;
    // An identity pool vouches for guests too; who signed in is told by `amr`.
    if url == COGNITO && !subject.pinned && statement.conditions.iter().any(is_signed_in) {
        return Some(Claim { test: Test::Like, values: vec!["authenticated".to_owned()], pinned: true });
    }
    Some(subject)
}

const COGNITO: &str = "cognito-identity.amazonaws.com";

fn is_signed_in(condition: &Condition) -> bool {
    condition.key.eq_ignore_ascii_case("cognito-identity.amazonaws.com:amr")
        && matches!(condition.operator.as_str(), "ForAnyValue:StringLike" | "ForAnyValue:StringEquals")
        && condition.values.iter().all(|value| value == "authenticated")
}

/// What the conditions ask of a claim. All must hold, so one that pins it suffices. `None`: not decided.
fn claim(statement: &Statement, version: Version, key: &str, pins: impl Fn(Test, &str) -> bool) -> Option<Claim> {
    let (mut found, mut open): (Option<Claim>, bool) = (None, false);
    for condition in statement.conditions.iter().filter(|condition| condition.key.eq_ignore_ascii_case(key)) {
        let test = match condition.operator.as_str() {
            _ if version == Version::V2012 && condition.values.iter().any(|value| value.contains("${")) => None,
            "StringEquals" | "StringEqualsIgnoreCase" => Some(Test::Equals),
            "StringLike" => Some(Test::Like),
            _ => None,
        };
        let Some(test) = test else {
            open = true;
            continue;
        };
        let values: BTreeSet<String> = condition.values.iter().cloned().collect();
        let pinned = values.iter().all(|value| pins(test, value));
        if pinned || found.is_none() {
            found = Some(Claim { test, values: values.into_iter().collect(), pinned });
        }
        if pinned {
            return found;
        }
    }
    match open {
        true => None,
        false => Some(found.unwrap_or(Claim { test: Test::None, values: Vec::new(), pinned: false })),
    }
}

#[cfg(test)]
mod tests;
