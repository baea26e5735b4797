//! Denials in trust policies: whom they keep out of a role.

use std::collections::BTreeSet;

use super::condition;
use super::identity::doubt;
use super::lone::issue_of_trust;
use super::parse::{Effect, Element, Policy, Statement};
use super::principal::Principal;
use super::rule::{self, Doubt};
use super::truth::Truth;

/// A way into a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// `sts:AssumeRole`, for AWS principals.
    Aws,
    /// `sts:AssumeRoleWithWebIdentity`, for the bearers of tokens.
    Web,
}

impl Door {
    pub(super) fn action(self) -> &'static str {
        match self {
            Self::Aws => "sts:assumerole",
            Self::Web => "sts:assumerolewithwebidentity",
        }
    }
}

/// Whether a statement of a trust policy is about this way in.
pub fn opens(statement: &Statement, door: Door) -> Truth {
    rule::actions(statement).holds(door.action())
}

/// Whether nobody comes in this way, since all are denied; where some may be, what stands against it.
pub fn denials(policy: &Policy, door: Door) -> (Truth, BTreeSet<Doubt>) {
    let (mut shut, mut doubts) = (Truth::No, BTreeSet::new());
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Deny)) {
        let (truth, why) = denied(statement, door);
        shut = shut.or(truth);
        if truth == Truth::Maybe {
            doubts.insert(why);
        }
    }
    (shut, doubts)
}

fn denied(statement: &Statement, door: Door) -> (Truth, Doubt) {
    if let Some(issue) = issue_of_trust(statement) {
        return (Truth::Maybe, doubt(statement, &format!("statement not understood: {issue}")));
    }
    let listed = match &statement.principals {
        Element::Is(listed) => listed.as_slice(),
        _ => &[],
    };
    let reached = Truth::any(listed.iter().map(|principal| match (principal, door) {
        (Principal::Any, _) => Truth::Yes,
        (Principal::Service(_), _) => Truth::No,
        (Principal::Federated(_), Door::Aws) => Truth::No,
        (Principal::Federated(_) | Principal::Unknown(_), Door::Web) => Truth::Maybe,
        (_, Door::Web) => Truth::No,
        (_, Door::Aws) if principal.is_nobody() => Truth::No,
        (_, Door::Aws) => Truth::Maybe,
    }));
    let free = if statement.conditions.is_empty() { Truth::Yes } else { Truth::Maybe };
    let why = match reached {
        Truth::Maybe => format!("principal not decided: {}", rule::principal_texts(statement)),
        _ => format!("condition not decided: {}", condition::describe(statement)),
    };
    (opens(statement, door).and(reached).and(free), doubt(statement, &why))
}
