//! Statements that stand in both policies: whatever they mean, they mean the same.

use std::collections::BTreeSet;

use super::super::parse::{Element, Statement, Version};
use super::reading::Said;

/// The places of all statements that the other policy has too.
pub fn twins(statements: &[Said]) -> BTreeSet<usize> {
    let has_twin = |own: &Said| statements.iter().any(|other| other.side != own.side && is_twin(own, other));
    let places = statements.iter().enumerate().filter(|(_, said)| has_twin(said));
    places.map(|(place, _)| place).collect()
}

fn is_twin(one: &Said, other: &Said) -> bool {
    let (own, twin) = (one.statement, other.statement);
    // What was not understood is not kept word for word.
    own.issues.is_empty()
        && twin.issues.is_empty()
        && own.effect == twin.effect
        && (one.version == other.version || !(has_dollar(own, one.version) || has_dollar(twin, other.version)))
        && same(&own.principals, &twin.principals, |one, other| one == other)
        && same(&own.actions, &twin.actions, |one, other| one.eq_ignore_ascii_case(other))
        && same(&own.resources, &twin.resources, |one, other| one == other)
        && both(&own.conditions, &twin.conditions, |one, other| {
            one.operator.eq_ignore_ascii_case(&other.operator)
                && one.key.eq_ignore_ascii_case(&other.key)
                && both(&one.values, &other.values, |one, other| one == other)
        })
}

/// Whether a statement holds what only one version of the language takes for a variable.
fn has_dollar(statement: &Statement, version: Version) -> bool {
    let resources = match &statement.resources {
        Element::Is(texts) | Element::Not(texts) => texts.as_slice(),
        Element::Missing => &[],
    };
    let values = statement.conditions.iter().flat_map(|condition| &condition.values);
    version == Version::V2012 && resources.iter().chain(values).any(|text| text.contains("${"))
}

fn same<T>(one: &Element<T>, other: &Element<T>, is: impl Fn(&T, &T) -> bool + Copy) -> bool {
    match (one, other) {
        (Element::Missing, Element::Missing) => true,
        (Element::Is(one), Element::Is(other)) | (Element::Not(one), Element::Not(other)) => both(one, other, is),
        _ => false,
    }
}

/// Whether two lists hold the same, in any order.
fn both<T>(one: &[T], other: &[T], is: impl Fn(&T, &T) -> bool + Copy) -> bool {
    let within = |one: &[T], other: &[T]| one.iter().all(|own| other.iter().any(|other| is(own, other)));
    // Most that differ differ in length; each within the other is what counts.
    (one.is_empty() == other.is_empty()) && within(one, other) && within(other, one)
}
