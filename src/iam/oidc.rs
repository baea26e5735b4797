//! Roles for the bearers of web identity tokens: which tokens of a provider a trust policy takes.

use std::collections::BTreeSet;

use super::exposure::{Admission, Claimed, Question, bearer_enters};
use super::identity::doubt;
use super::lone::issue_of_trust;
use super::operator::{Comparison, Operator};
use super::parse::{Condition, Effect, Element, Policy, Statement};
use super::principal::Principal;
use super::rule::Doubt;
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
    /// What the policy compares with.
    pub values: Vec<String>,
    /// Whether it surely holds the role to somebody: to audiences that are written out, to subjects of named owners.
    pub pinned: bool,
}

/// How a claim is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// Held to the values themselves.
    Equals,
    /// Held to patterns, by another claim, or not held at all by what is asked.
    Like,
    /// Nothing is asked of the claim.
    None,
}

/// What a trust policy says to web identity tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebTrusts {
    pub entries: Vec<WebTrust>,
    /// Why there may be more entries, or others than these.
    pub doubts: BTreeSet<Doubt>,
}

/// The providers whose tokens can assume the role, and the claims that are asked for. An empty list: none can.
///
/// Each claim is asked about for itself: could somebody get in with an audience that the policy does not write out, or
/// with a subject of nobody whom it names? Conditions on other claims count, and every `Deny`. Of an identity pool of
/// Cognito, that its user signed in (`amr`) counts as the subject.
/// See "Available keys for AWS OIDC federation" of the IAM user guide.
pub fn web_trust(policy: &Policy, question: &Question) -> WebTrusts {
    let mut found = WebTrusts::default();
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        if let Some(issue) = issue_of_trust(statement) {
            found.doubts.insert(doubt(statement, &format!("statement not understood: {issue}")));
            continue;
        }
        let Element::Is(listed) = &statement.principals else { continue };
        for principal in listed {
            let only = policy.only(statement, principal);
            match principal {
                Principal::Federated(provider) => {
                    if let Some(url) = provider_url(provider) {
                        trust(&only, question, provider, url, &mut found);
                    }
                }
                Principal::Any | Principal::Unknown(_) => {
                    let unnamed = "token.example.com";
                    found.doubts.extend(enters(&only, question, unnamed, Claimed::Anything).doubts);
                }
                _ => {}
            }
        }
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

fn enters(policy: &Policy, question: &Question, provider: &str, claimed: Claimed) -> Admission {
    bearer_enters(policy, question, provider, claimed, &["sts:AssumeRoleWithWebIdentity"])
}

/// What one statement asks of the tokens of one provider: the first of the policy, which has only denials besides.
fn trust(policy: &Policy, question: &Question, provider: &str, url: &str, found: &mut WebTrusts) {
    let any = enters(policy, question, provider, Claimed::Anything);
    if any.truth == Truth::No {
        return;
    }
    let other = enters(policy, question, provider, Claimed::OtherAudience);
    let strange = enters(policy, question, provider, Claimed::StrangeSubject);
    let Some(statement) = policy.statements.first().map(|statement| statement.index) else { return };
    let (audience, subject) = names(url);
    let is_key = |key: &str, claim: &str| {
        key.rsplit_once(':')
            .is_some_and(|(host, own)| host.eq_ignore_ascii_case(url) && own.eq_ignore_ascii_case(claim))
    };
    let is_other = |key: &str| {
        key.rsplit_once(':').is_some_and(|(host, own)| {
            host.eq_ignore_ascii_case(url) && !own.eq_ignore_ascii_case(audience) && !own.eq_ignore_ascii_case(subject)
        })
    };
    let of_audience = claim(policy, &other, |key| is_key(key, audience), |_| false);
    let of_subject = claim(policy, &strange, |key| is_key(key, subject), is_other);
    match (of_audience, of_subject) {
        (Some(audience), Some(subject)) => {
            let provider = provider.to_owned();
            found.entries.push(WebTrust { statement, provider, audience, subject });
        }
        _ => found.doubts.extend(other.doubts.into_iter().chain(strange.doubts)),
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

/// What is asked of a claim, where it is decided whether others than those who are named get in. `else_by`: claims that
/// may hold the role to somebody in its place.
fn claim(
    policy: &Policy,
    others: &Admission,
    of_claim: impl Fn(&str) -> bool,
    else_by: impl Fn(&str) -> bool,
) -> Option<Claim> {
    let pinned = match others.truth {
        Truth::Yes => false,
        Truth::No => true,
        Truth::Maybe => return None,
    };
    let conditions = |wanted: &dyn Fn(&str) -> bool| -> Vec<&Condition> {
        let all = policy.statements.iter().flat_map(|statement: &Statement| &statement.conditions);
        all.filter(|condition| wanted(&condition.key)).collect()
    };
    let asked = conditions(&of_claim);
    let is_exact = |condition: &&&Condition| {
        Operator::parse(&condition.operator)
            .is_some_and(|own| matches!(own.comparison, Comparison::String | Comparison::StringIgnoreCase))
    };
    let values = |conditions: &[&Condition]| -> Vec<String> {
        let all: BTreeSet<&String> = conditions.iter().flat_map(|condition| &condition.values).collect();
        all.into_iter().cloned().collect()
    };
    Some(match (pinned, asked.iter().find(is_exact)) {
        (true, Some(exact)) => Claim { test: Test::Equals, values: values(&[exact]), pinned },
        (true, None) if asked.is_empty() => Claim { test: Test::Like, values: values(&conditions(&else_by)), pinned },
        _ if asked.is_empty() => Claim { test: Test::None, values: Vec::new(), pinned },
        _ => Claim { test: Test::Like, values: values(&asked), pinned },
    })
}

#[cfg(test)]
mod tests;
