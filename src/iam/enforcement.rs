//! Whether a policy enforces something: whether nobody gets through without it.

pub mod case;

use std::collections::BTreeSet;

use super::exposure::{Everyone, Hole, Passed, Question};
use super::parse::{Effect, Policy};
use super::request::Request;
use super::rule::Doubt;

/// What every request must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand<'a> {
    /// It does not come over plain http. Services call over https anyway.
    Tls,
    /// It comes over TLS 1.2 or newer.
    Tls12,
    /// What it puts into a bucket is encrypted with a key of KMS. `by_default`: so is what asks for nothing.
    SseKms { by_default: bool },
    /// Its caller belongs to that organisation, or is a service.
    Organization(&'a str),
    /// It comes through one of these VPC endpoints, through any endpoint in one of these VPCs, or from a service.
    Endpoint { endpoints: &'a BTreeSet<String>, vpcs: &'a BTreeSet<String> },
    /// There is none: nobody gets through at all.
    Nobody,
    /// Its caller has signed in with a second factor, or is a service.
    Mfa,
}

/// Whether a policy enforces a demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enforcement {
    /// Nobody gets through without it: indexes of the `Deny` statements that it takes.
    Yes { by: Vec<usize> },
    /// Somebody does: with that request, and by that `Allow`. `None`: by an identity policy of the owner's account.
    /// `denies`: why each `Deny` does not stop it.
    No { witness: Box<Request>, statement: Option<usize>, denies: Vec<Passed> },
    /// Not decided.
    Maybe { doubts: BTreeSet<Doubt> },
}

/// Whether nobody is allowed anything that lacks what is demanded.
///
/// Callers of the owner's account may be allowed everything by their own policies, so only a `Deny` stops them, except
/// where the resource's policy must allow them too: roles and keys. All others are allowed what the policy allows; `by_acl`: or, by an ACL, anything. A `Deny` for some action, resource or
/// caller only leaves the rest open, whatever it is called.
pub fn enforces(policy: &Policy, question: &Question, demand: Demand, by_acl: bool) -> Enforcement {
    let mut everyone = Everyone::of(policy, question, demand, by_acl);
    match everyone.hole() {
        Hole::Request { witness, statement, denies } => Enforcement::No { witness, statement, denies },
        Hole::Doubts(doubts) => Enforcement::Maybe { doubts },
        Hole::None => Enforcement::Yes { by: needed(policy, question, demand, by_acl) },
    }
}

/// The `Deny` statements without which the demand is not enforced, as far as one can be left out for another.
fn needed(policy: &Policy, question: &Question, demand: Demand, by_acl: bool) -> Vec<usize> {
    let denies: Vec<usize> =
        policy.statements.iter().filter(|one| one.effect == Some(Effect::Deny)).map(|one| one.index).collect();
    if denies.len() > MOST {
        return denies;
    }
    let mut rest = policy.clone();
    for index in denies {
        let without = Policy {
            version: rest.version,
            statements: rest.statements.iter().filter(|one| one.index != index).cloned().collect(),
        };
        if Everyone::of(&without, question, demand, by_acl).hole() == Hole::None {
            rest = without;
        }
    }
    rest.statements.iter().filter(|one| one.effect == Some(Effect::Deny)).map(|one| one.index).collect()
}

/// How many statements are tried, one by one, at most.
const MOST: usize = 16;

#[cfg(test)]
mod tests;
