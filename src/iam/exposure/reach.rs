//! Whether a statement speaks of a caller.

use super::super::parse::{Effect, Element, Statement};
use super::super::principal::Principal;
use super::super::request::Caller;
use super::super::truth::Truth;

/// Whether the `Principal` or `NotPrincipal` of a statement speaks of the caller, for a statement of that effect.
///
/// Follows "AWS JSON policy elements: Principal" and "NotPrincipal" of the IAM user guide.
pub fn reaches(statement: &Statement, effect: Effect, caller: &Caller) -> Truth {
    match &statement.principals {
        Element::Missing => Truth::Maybe,
        Element::Is(listed) => Truth::any(listed.iter().map(|principal| names(principal, caller))),
        Element::Not(listed) => {
            let named = Truth::any(listed.iter().map(|principal| names(principal, caller)));
            if effect == Effect::Deny && named == Truth::Yes && !is_spared(listed, caller) {
                // Who is to be left out must be listed with the account; what AWS makes of less is not certain.
                return Truth::Maybe;
            }
            named.negated()
        }
    }
}

/// Whether a caller is listed so that a `Deny` with `NotPrincipal` surely leaves him out.
fn is_spared(listed: &[Principal], caller: &Caller) -> bool {
    let Some(account) = caller.account() else { return true };
    listed.iter().any(|principal| match principal {
        Principal::Any => true,
        Principal::Account(own) => own == account,
        _ => false,
    })
}

/// Whether a principal of a policy is the caller, or his account, or his role.
pub fn names(principal: &Principal, caller: &Caller) -> Truth {
    Truth::from(match (principal, caller) {
        (Principal::Unknown(_), _) => return Truth::Maybe,
        (Principal::Any, _) => true,
        (Principal::Account(account), _) => caller.account() == Some(account),
        (Principal::User { arn, .. }, Caller::User(own)) => arn == own,
        (Principal::Role { arn, .. }, Caller::Session { role: Some(role), .. }) => is_same_role(arn, role),
        (Principal::Role { arn, .. }, Caller::Session { arn: session, role: None }) => {
            role_of(session).is_some_and(|(account, name)| {
                arn.split(':').nth(4) == Some(account)
                    && arn.rsplit('/').next().is_some_and(|own| own.eq_ignore_ascii_case(name))
            })
        }
        (Principal::Session { arn, .. }, Caller::Session { arn: own, .. }) => arn == own,
        (Principal::FederatedUser { arn, .. }, Caller::FederatedUser(own)) => arn == own,
        (Principal::Service(name), Caller::Service(own)) => name == own,
        (Principal::Federated(provider), Caller::Federated(own)) => provider == own,
        (Principal::Canonical(id), Caller::Canonical(own)) => id == own,
        (Principal::Oai(arn), Caller::OriginAccess(own)) => arn == own,
        _ => false,
    })
}

/// Names of roles compare without case.
fn is_same_role(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// The account and the role's name of a session's ARN, which has no path.
fn role_of(session: &str) -> Option<(&str, &str)> {
    let mut parts = session.splitn(6, ':');
    let account = parts.nth(4)?;
    let name = parts.next()?.strip_prefix("assumed-role/")?.split('/').next()?;
    Some((account, name))
}
