//! Whether a policy enforces something: whether nobody gets through without it.

pub mod case;

use std::collections::BTreeSet;

use super::exposure::{Everyone, Hole, Passed, Question};
use super::parse::{Effect, Element, Policy, Statement};
use super::principal::Principal;
use super::request::Request;
use super::roles::Roles;
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
    /// What it puts into a bucket over https does not ask for keys of S3's own. What services put there they encrypt as
    /// they are told.
    NotSseS3,
    /// Its caller belongs to that organisation, or is a service.
    Organization(&'a str),
    /// It comes through one of these VPC endpoints, through any endpoint in one of these VPCs, or from a service.
    Endpoint { endpoints: &'a BTreeSet<String>, vpcs: &'a BTreeSet<String> },
    /// There is none: nobody gets through at all.
    Nobody,
    /// Its caller belongs to that organisation, is a service, or has an account, an endpoint or an id that the policy
    /// names. Resources carry no tags: a tag is the owner's word, and no outsider's. `None`: whatever is done.
    Perimeter { organization: &'a str, action: Option<&'a str> },
    /// Its caller has signed in with a second factor, or is a service.
    Mfa,
    /// Its caller is one of these roles, or a service. `None`: whatever is done.
    NamedRole { roles: &'a Roles, action: Option<&'a str> },
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

/// What a policy denies, in one that allows everybody everything else: for questions that only denials answer.
pub(super) fn denials(policy: &Policy) -> Policy {
    let all = || Element::Is(vec!["*".to_owned()]);
    let everything = Statement {
        index: policy.statements.len(),
        line: 0,
        sid: None,
        document: None,
        effect: Some(Effect::Allow),
        principals: Element::Is(vec![Principal::Any]),
        actions: all(),
        resources: all(),
        conditions: Vec::new(),
        issues: Vec::new(),
        is_effect_unclear_only: false,
    };
    let denies = policy.statements.iter().filter(|one| one.may_be(Effect::Deny)).cloned();
    Policy { version: policy.version, statements: [everything].into_iter().chain(denies).collect() }
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
