//! Policy variables: which there are, and the values that are tried for them.

use std::collections::BTreeSet;

use super::super::parse::{Element, Version};
use super::super::request::Context;
use super::super::variable::{self, Part};
use super::reading::{Said, is_open};

/// The variables of some policies.
pub struct Variables<'p> {
    /// Keys in lower case.
    keys: BTreeSet<String>,
    /// The texts that hold variables, and the policy they stand in.
    texts: BTreeSet<(usize, &'p str)>,
}

/// How many choices of further values are tried.
const TRIES: usize = 9;

impl<'p> Variables<'p> {
    /// Finds all variables.
    pub fn of(statements: &[Said<'p>]) -> Self {
        let mut found = Self { keys: BTreeSet::new(), texts: BTreeSet::new() };
        for said in statements {
            for (side, text, _) in texts(said).filter(|(_, text, _)| is_open(text, said.version)) {
                found.texts.insert((side, text));
                found.keys.extend(keys(text, said.version).map(|(key, _)| key));
            }
        }
        found
    }

    /// The keys, in lower case.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// Whether so many policies use variables in the same texts. Then what they stand for hardly matters: the values that
    /// are tried are all that there is to try.
    pub fn are_alike(&self, policies: usize) -> bool {
        let of = |wanted: usize| {
            self.texts.iter().filter(move |(side, _)| *side == wanted).map(|(_, text)| *text).collect::<BTreeSet<_>>()
        };
        (1..policies).all(|side| of(side) == of(0))
    }

    /// The values that are always tried, all of a choice together: fresh ones, ones with a wildcard, and none at all.
    /// Without variables there is one choice.
    pub fn choices(&self) -> Vec<Context> {
        if self.keys.is_empty() {
            return vec![Context::default()];
        }
        vec![self.choice(fresh), self.choice(|place, _| Some(format!("wild*{place}"))), self.choice(|_, _| None)]
    }

    /// Further values: what stands in other texts where the variable stands in one, and what its key is compared with.
    pub fn candidates(&self, statements: &[Said]) -> Vec<Context> {
        let mut values: BTreeSet<(String, String)> = BTreeSet::new();
        let all: Vec<(usize, &str, bool)> = statements.iter().flat_map(texts).collect();
        for said in statements {
            for (_, text, is_resource) in texts(said).filter(|(_, text, _)| is_open(text, said.version)) {
                for (key, before) in keys(text, said.version) {
                    let others =
                        all.iter().filter(|(_, other, of_resource)| *other != text && *of_resource == is_resource);
                    let rests = others.filter_map(|(_, other, _)| other.strip_prefix(before.as_str()));
                    let words = rests.map(|rest| rest.split(['/', ':']).next().unwrap_or_default());
                    values.extend(words.filter(|word| is_plain(word)).map(|word| (key.clone(), word.to_owned())));
                }
            }
            for condition in &said.statement.conditions {
                let key = condition.key.to_ascii_lowercase();
                if self.keys.contains(&key) {
                    values.extend(
                        condition.values.iter().filter(|one| is_plain(one)).map(|one| (key.clone(), one.clone())),
                    );
                }
            }
        }
        let choice = |(key, value): &(String, String)| {
            self.choice(|place, other| if other == key { Some(value.clone()) } else { fresh(place, other) })
        };
        values.iter().take(TRIES).map(choice).collect()
    }

    fn choice(&self, value: impl Fn(usize, &str) -> Option<String>) -> Context {
        let mut pins = Context::default();
        for (place, key) in self.keys.iter().enumerate() {
            if let Some(value) = value(place, key) {
                pins.set(key, value);
            }
        }
        pins
    }
}

/// A value that no policy speaks of.
#[allow(clippy::unnecessary_wraps, reason = "a choice may have no value")]
fn fresh(place: usize, key: &str) -> Option<String> {
    Some(if key.ends_with("account") { format!("11112222333{}", place % 10) } else { format!("example{place}") })
}

/// The keys of a text's variables in lower case, each with what is written before it.
fn keys(text: &str, version: Version) -> impl Iterator<Item = (String, String)> {
    let mut before = String::new();
    variable::parts(text, version).into_iter().filter_map(move |part| match part {
        Part::Variable { key, .. } => Some((key.to_ascii_lowercase(), before.clone())),
        Part::Text(text) => {
            before.push_str(text);
            None
        }
        Part::Character(_) | Part::Odd(_) => None,
    })
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.contains(['*', '?', '$'])
}

/// All texts of a statement that could hold variables, with the policy, and whether they are resources.
fn texts<'p>(said: &Said<'p>) -> impl Iterator<Item = (usize, &'p str, bool)> {
    let resources = match &said.statement.resources {
        Element::Is(texts) | Element::Not(texts) => texts.as_slice(),
        Element::Missing => &[],
    };
    let side = said.side;
    let values = said.statement.conditions.iter().flat_map(|condition| &condition.values);
    let resources = resources.iter().map(move |text| (side, text.as_str(), true));
    resources.chain(values.map(move |text| (side, text.as_str(), false)))
}
