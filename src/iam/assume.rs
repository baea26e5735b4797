//! Whether a role's trust policy lets an AWS service assume the role.

use std::collections::BTreeSet;

use super::condition;
use super::parse::{Effect, Element, Policy, Statement, Version};
use super::principal::Principal;
use super::rule::{Doubt, actions};
use super::truth::Truth;

/// Whether `service` (such as `apigateway.amazonaws.com`) may assume the role that trusts by this policy.
///
/// Conditions on the resource that a service works for are left open: which services tell it, and when, AWS documents
/// for some only.
pub fn service_may_assume(policy: &Policy, service: &str) -> (Truth, BTreeSet<Doubt>) {
    let mut doubts = BTreeSet::new();
    let mut any = |effect: Effect| {
        let statements = policy.statements.iter().filter(|statement| statement.may_be(effect));
        Truth::any(statements.map(|statement| {
            let (reaches, construct) = reaches(statement, policy.version, service, effect);
            if reaches == Truth::Maybe {
                let construct = format!("{construct} in statement {}", statement.name());
                doubts.insert(Doubt { construct, effect: statement.effect });
            }
            reaches
        }))
    };
    let (allowed, denied) = (any(Effect::Allow), any(Effect::Deny));
    let may = allowed.and(denied.negated());
    if may != Truth::Maybe {
        doubts.clear();
    }
    (may, doubts)
}

/// Whether a statement surely speaks of the service assuming the role, and what keeps that open.
fn reaches(statement: &Statement, version: Version, service: &str, effect: Effect) -> (Truth, String) {
    if let Some(issue) = statement.issues.first() {
        return (Truth::Maybe, format!("statement not understood: {issue}"));
    }
    let named = match &statement.principals {
        Element::Is(listed) => Truth::any(listed.iter().map(|principal| match principal {
            Principal::Service(name) => Truth::from(name == service),
            // Whether everyone means services too is not told; who is denied to everyone is denied to them.
            Principal::Any if effect == Effect::Deny => Truth::Yes,
            Principal::Any | Principal::Unknown(_) => Truth::Maybe,
            _ => Truth::No,
        })),
        // AWS takes neither in a trust policy.
        Element::Not(_) | Element::Missing => Truth::Maybe,
    };
    let acts = actions(statement).holds("sts:assumerole");
    let holds = condition::for_service(statement, version, service, None);
    let construct = match (named, acts) {
        (Truth::Maybe, _) => "principal not decided".to_owned(),
        (_, Truth::Maybe) => "action not decided: a name that is no service:action".to_owned(),
        _ => format!("condition not decided: {}", condition::describe(statement)),
    };
    (named.and(acts).and(holds), construct)
}

#[cfg(test)]
mod tests;
