//! Policy variables: which there are, and the values that are tried for them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::parse::Element;
use super::super::request::Context;
use super::super::variable::{self, Part};
use super::reading::{Said, is_open};

/// The variables of some policies.
#[derive(Default)]
pub struct Variables<'p> {
    /// Keys in lower case, and values of theirs that the policies tell apart.
    keys: BTreeMap<String, BTreeSet<String>>,
    /// The texts that hold variables, and the policy they stand in.
    texts: BTreeSet<(usize, &'p str)>,
}

/// How many choices of values are tried.
const TRIES: usize = 12;

impl<'p> Variables<'p> {
    /// Finds all variables.
    pub fn of(statements: &[Said<'p>]) -> Self {
        let mut found = Self::default();
        let texts: Vec<(usize, &str, bool)> = statements.iter().flat_map(texts).collect();
        for (side, text, is_resource) in &texts {
            let version = statements.iter().find(|said| said.side == *side).map(|said| said.version);
            let Some(version) = version.filter(|version| is_open(text, *version)) else { continue };
            found.texts.insert((*side, text));
            let mut before = String::new();
            for part in variable::parts(text, version) {
                let Part::Variable { key, .. } = part else {
                    if let Part::Text(text) = part {
                        before.push_str(text);
                    }
                    continue;
                };
                let values = found.keys.entry(key.to_ascii_lowercase()).or_default();
                // What stands in the place of the variable in another text.
                let others = texts.iter().filter(|(_, other, of_resource)| other != text && of_resource == is_resource);
                let rests = others.filter_map(|(_, other, _)| other.strip_prefix(before.as_str()));
                let words = rests.map(|rest| rest.split(['/', ':']).next().unwrap_or_default());
                values.extend(words.filter(|word| is_plain(word)).map(str::to_owned));
            }
        }
        for condition in statements.iter().flat_map(|said| &said.statement.conditions) {
            if let Some(values) = found.keys.get_mut(&condition.key.to_ascii_lowercase()) {
                values.extend(condition.values.iter().filter(|value| is_plain(value)).cloned());
            }
        }
        found
    }

    /// The keys, in lower case.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// Whether so many policies use variables in the same texts. Then what they stand for hardly matters: the values that
    /// are tried are all that there is to try.
    pub fn are_alike(&self, policies: usize) -> bool {
        let of = |wanted: usize| {
            self.texts.iter().filter(move |(side, _)| *side == wanted).map(|(_, text)| *text).collect::<BTreeSet<_>>()
        };
        (1..policies).all(|side| of(side) == of(0))
    }

    /// The values that are tried, all of a choice together. Without variables there is one choice.
    pub fn choices(&self) -> Vec<Context> {
        if self.keys.is_empty() {
            return vec![Context::default()];
        }
        let choice = |value: &dyn Fn(usize, &str) -> Option<String>| {
            let mut pins = Context::default();
            for (place, key) in self.keys.keys().enumerate() {
                if let Some(value) = value(place, key) {
                    pins.set(key, value);
                }
            }
            pins
        };
        let fresh = |place: usize, key: &str| {
            Some(if key.ends_with("account") {
                format!("11112222333{}", place % 10)
            } else {
                format!("example{place}")
            })
        };
        let mut choices = vec![choice(&fresh), choice(&|place, _| Some(format!("wild*{place}"))), choice(&|_, _| None)];
        for (key, values) in &self.keys {
            for value in values {
                let own = |place: usize, other: &str| {
                    if other == key { Some(value.clone()) } else { fresh(place, other) }
                };
                choices.push(choice(&own));
            }
        }
        choices.truncate(TRIES);
        choices
    }
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.contains(['*', '?', '$'])
}

/// All texts of a statement that could hold variables, with the policy, and whether they are resources.
fn texts<'p>(said: &Said<'p>) -> Vec<(usize, &'p str, bool)> {
    let resources = match &said.statement.resources {
        Element::Is(texts) | Element::Not(texts) => texts.as_slice(),
        Element::Missing => &[],
    };
    let values = said.statement.conditions.iter().flat_map(|condition| &condition.values);
    let resources = resources.iter().map(|text| (said.side, text.as_str(), true));
    resources.chain(values.map(|text| (said.side, text.as_str(), false))).collect()
}
