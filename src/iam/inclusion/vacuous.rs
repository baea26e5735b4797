//! Statements without effect.

use std::ops::ControlFlow;

use super::super::exposure::Grant;
use super::super::parse::{Effect, Policy};
use super::super::statement::Kind;
use super::super::truth::Truth;
use super::gate::Gate;
use super::inquiry::{About, Ask, Asked, Inquiry};

/// A statement that could as well not be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vacuous {
    pub statement: Grant,
    pub why: Why,
}

/// Why a statement has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// No request can be such.
    Unsatisfiable,
    /// None of its actions works on such a resource, as far as the vocabulary knows.
    NoResource,
    /// All that it allows is denied.
    Denied,
    /// The policy allows nothing of what it denies.
    DeniesNothing,
    /// Other statements say all that it says.
    Shadowed,
}

impl Why {
    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Unsatisfiable => "no request can meet it",
            Self::NoResource => "none of its actions works on such a resource",
            Self::Denied => "all that it allows is denied",
            Self::DeniesNothing => "nothing that it denies is allowed",
            Self::Shadowed => "other statements say all of it",
        }
    }
}

/// The statements of a policy that surely have no effect. Of several that say the same, the last is told.
///
/// A policy that only denies limits others: nothing of it is told to deny nothing.
pub fn vacuous(policy: &Policy, kind: Kind) -> Vec<Vacuous> {
    let inquiry = Inquiry::of(&[policy], kind);
    let (mut allows, mut denies) = (inquiry.of_effect(0, Effect::Allow), inquiry.of_effect(0, Effect::Deny));
    let is_nothing = |ask: Ask| !exists(&inquiry, ask);
    let mut found = Vec::new();
    let mut tell = |place: usize, why: Why| {
        let statement = inquiry.statements[place].statement;
        found.push((place, Vacuous { statement: Grant::of(statement), why }));
    };
    let decided = |place: &usize| inquiry.statements[*place].statement.effect.is_some();
    for place in allows.clone().into_iter().filter(decided).rev() {
        let ask = |leave| Ask { allow: place, leave, enter: None };
        let others: Vec<usize> = allows.iter().copied().filter(|other| *other != place).collect();
        let why = if is_nothing(ask(&[])) {
            impossible(&inquiry, place)
        } else if is_nothing(ask(&denies)) {
            Why::Denied
        } else if is_nothing(ask(&others)) {
            Why::Shadowed
        } else {
            continue;
        };
        allows = others;
        tell(place, why);
    }
    let limits_others = inquiry.of_effect(0, Effect::Allow).is_empty();
    for place in denies.clone().into_iter().filter(decided).rev() {
        let others: Vec<usize> = denies.iter().copied().filter(|other| *other != place).collect();
        let within = |allow: &usize| is_nothing(Ask { allow: *allow, leave: &[], enter: Some(place) });
        let why = if is_nothing(Ask { allow: place, leave: &[], enter: None }) {
            impossible(&inquiry, place)
        } else if is_nothing(Ask { allow: place, leave: &others, enter: None }) {
            Why::Shadowed
        } else if !limits_others && inquiry.of_effect(0, Effect::Allow).iter().all(within) {
            Why::DeniesNothing
        } else {
            continue;
        };
        denies = others;
        tell(place, why);
    }
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, vacuous)| vacuous).collect()
}

/// Why no request meets a statement.
fn impossible(inquiry: &Inquiry, place: usize) -> Why {
    let ask = Ask { allow: place, leave: &[], enter: None };
    let is_wanted = |about: &About| about.covers[place] != Truth::No;
    let found = inquiry.each(&[place], is_wanted, |about, _, _| {
        let about = About { names: about.names, action: about.action, covers: about.covers, gate: Gate::Open };
        if inquiry.may(ask, &about) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if found.is_break() { Why::NoResource } else { Why::Unsatisfiable }
}

/// Whether there may be such a request.
fn exists(inquiry: &Inquiry, ask: Ask) -> bool {
    let wanted: Vec<usize> = [ask.allow].into_iter().chain(ask.enter).collect();
    let may = |about: &About| wanted.iter().all(|place| about.covers[*place] != Truth::No);
    let ended = inquiry.each(
        &wanted[..1],
        |about| may(about) && inquiry.may(ask, about),
        |about, _, _| match may(about).then(|| inquiry.ask(ask, about)) {
            Some(Asked::Yes(_) | Asked::Maybe(_)) => ControlFlow::Break(()),
            Some(Asked::No) | None => ControlFlow::Continue(()),
        },
    );
    ended.is_break()
}
