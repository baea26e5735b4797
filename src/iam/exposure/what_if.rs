//! What keeps outsiders out: what would open if one guard fell.

use super::super::parse::{Effect, Element, Policy, Statement};
use super::super::truth::Truth;
use super::answer::{Answer, Class, Exposure, Grant, Unknown};
use super::control::Control;
use super::{Question, exposure_under};

/// Something that keeps people out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// A statement that denies.
    Deny(Grant),
    /// A flag of block public access.
    BlockPublicAccess(String),
    /// A resource control policy, by its name.
    ResourceControl(String),
}

/// What a policy would be without one of its guards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    pub without: Guard,
    pub class: Class,
    /// Who gets in then and does not now; of those who get in now, what more they may do. The worst first.
    pub opens: Vec<Exposure>,
    /// What is not known then, and does not matter now.
    pub unknowns: Vec<Unknown>,
}

/// How many statements are taken away, one by one, at most: more than a policy of the size that AWS takes can hold.
const MOST: usize = 256;

/// Takes each guard away in turn, also those without which nothing opens. `now`: the answer with all of them.
pub fn what_if(policy: &Policy, controls: &[Control], question: &Question, now: &Answer) -> Vec<WhatIf> {
    let mut found = Vec::new();
    let mut tell = |without: Guard, policy: &Policy, controls: &[Control], question: &Question| {
        let then = exposure_under(policy, controls, question);
        let unknowns = then.unknowns.into_iter().filter(|one| !now.unknowns.contains(one)).collect();
        let new = then.exposures.into_iter().filter_map(|one| new_actions(now, one));
        let opens = new.map(|one| with_witness(policy, controls, question, one)).collect();
        found.push(WhatIf { without, class: then.class, opens, unknowns });
    };
    let denies = policy.statements.iter().filter(|statement| statement.effect == Some(Effect::Deny));
    for statement in denies.take(MOST) {
        let others = policy.statements.iter().filter(|other| other.index != statement.index).cloned();
        let rest = Policy { version: policy.version, statements: others.collect() };
        // What the fallen statement names is still what the policy hangs on.
        let resource = question.resource.clone().or_else(|| only_resource(policy, question));
        tell(Guard::Deny(Grant::of(statement)), &rest, controls, &Question { resource, ..question.clone() });
    }
    if question.is_restricted != Truth::No {
        let open = Question { is_restricted: Truth::No, ..question.clone() };
        tell(Guard::BlockPublicAccess("RestrictPublicBuckets".to_owned()), policy, controls, &open);
    }
    for (place, control) in controls.iter().enumerate().take(MOST) {
        let others = controls.iter().enumerate().filter(|(own, _)| *own != place);
        let rest: Vec<Control> = others.map(|(_, one)| one.clone()).collect();
        tell(Guard::ResourceControl(control.name.clone()), policy, &rest, question);
    }
    found
}

/// The resource, where the policy writes out one only.
fn only_resource(policy: &Policy, question: &Question) -> Option<String> {
    match super::resource::written(policy, question).as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// An exposure with those of its actions that are not open now. `None`: all are.
fn new_actions(now: &Answer, mut one: Exposure) -> Option<Exposure> {
    let is_same = |own: &&Exposure| own.archetype == one.archetype && own.allowed_by == one.allowed_by;
    let had: Vec<&String> = now.exposures.iter().filter(is_same).flat_map(|own| &own.actions).collect();
    one.actions.retain(|action| !had.contains(&action));
    (!one.actions.is_empty()).then_some(one)
}

/// The exposure with a request that does one of its actions: the one that it has may do what is open now.
fn with_witness(policy: &Policy, controls: &[Control], question: &Question, one: Exposure) -> Exposure {
    if one.actions.contains(&one.witness.action) {
        return one;
    }
    let narrowed = policy.statements.iter().filter_map(|statement| match statement.effect {
        Some(Effect::Allow) if statement.index != one.allowed_by.index => None,
        Some(Effect::Allow) => Some(Statement { actions: Element::Is(one.actions.clone()), ..statement.clone() }),
        _ => Some(statement.clone()),
    });
    let narrowed = Policy { version: policy.version, statements: narrowed.collect() };
    let again = exposure_under(&narrowed, controls, question).exposures.into_iter();
    let found = again.into_iter().find(|own| own.archetype == one.archetype && own.allowed_by == one.allowed_by);
    found.map(|own| Exposure { witness: own.witness, denies: own.denies, ..one.clone() }).unwrap_or(one)
}

#[cfg(test)]
mod tests;
