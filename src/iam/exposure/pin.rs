//! Policy variables: what they may stand for in a request of one kind of caller.

use super::super::parse::Policy;
use super::super::request::{Context, Entry};
use super::super::search::{Domain, Mode, Present, Solved, solve};
use super::super::text::{Budget, Found, Pattern, find};
use super::World;
use super::caller::Archetype;
use super::mention;
use super::prepared::Prepared;

/// A policy read with its variables put in, or left open.
pub struct Reading<'p> {
    pub prepared: Prepared<'p>,
    /// What was put in, and for which keys. `None`: they are left open.
    pins: Option<Context>,
    variables: Vec<String>,
}

/// How many values of one variable are tried.
const TRIES: usize = 8;

impl Reading<'_> {
    /// What a key holds that variables stand for. `None`: no variable stands for it, or it is left open.
    pub fn pinned(&self, key: &str) -> Option<Domain> {
        let pins = self.pins.as_ref()?;
        if !self.variables.iter().any(|own| own == key) {
            return None;
        }
        Some(match pins.one(key) {
            Some(value) => Domain { absent: false, present: Present::Points(vec![value.to_owned()]) },
            None => super::key::never(),
        })
    }

    /// Whether a key surely has a value here: the only variable is left open, and that it has none is a reading of its own.
    pub fn has_value(&self, key: &str) -> bool {
        self.is_open() && self.variables.len() == 1 && self.variables.iter().any(|own| own == key)
    }

    /// All keys that conditions and variables speak of.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.prepared.keys.iter().chain(&self.variables).map(String::as_str)
    }

    /// Whether variables are left open, so that nothing found is sure.
    pub fn is_open(&self) -> bool {
        self.pins.is_none()
    }
}

/// All readings for one kind of caller, the open one last. Without variables there is one.
pub fn readings<'p>(policy: &'p Policy, variables: &[String], who: &Archetype, world: &World) -> Vec<Reading<'p>> {
    let reading = |pins: Option<Context>| Reading {
        prepared: Prepared::of(policy, world, pins.as_ref()),
        pins,
        variables: variables.to_vec(),
    };
    if variables.is_empty() {
        return vec![reading(Some(Context::default()))];
    }
    let (mut choices, mut fixed) = (Vec::new(), true);
    for key in variables {
        let values = values(key, who, world);
        fixed &= values.len() == 1 && values.iter().all(|(_, is_all)| *is_all);
        choices.push((key, values.into_iter().map(|(value, _)| value).collect::<Vec<_>>()));
    }
    let most = choices.iter().map(|(_, values)| values.len()).max().unwrap_or(1);
    let mut readings = Vec::new();
    for turn in 0..most {
        let mut pins = Context::default();
        for (key, values) in &choices {
            if let Some(Some(value)) = values.get(turn.min(values.len().saturating_sub(1))) {
                pins.set(key, value.clone());
            }
        }
        readings.push(reading(Some(pins)));
    }
    if !fixed {
        readings.push(reading(None));
    }
    readings
}

/// Values that a key may hold, as far as they are tried, and whether it can hold no other.
fn values(key: &str, who: &Archetype, world: &World) -> Vec<(Option<String>, bool)> {
    let Some(domain) = super::key::domain(key, who, None, world) else { return vec![(None, false)] };
    let mut values = Vec::new();
    match &domain.present {
        Present::Never => return vec![(None, true)],
        // Variables of many values are none.
        Present::Set(_) => return vec![(None, true)],
        Present::Points(points) if points.len() == 1 && !domain.absent => return vec![(points.first().cloned(), true)],
        Present::Points(points) => values.extend(points.iter().cloned().map(Some)),
        present => {
            let there = Domain { absent: false, present: present.clone() };
            if let Solved::Value(Some(Entry::One(value))) = solve(&there, &[], Mode::Surely, &mut Budget::default()) {
                // An empty text is no good example.
                let plain = (value.is_empty() && present.has("a")).then(|| "a".to_owned());
                values.extend([plain, Some(value)].into_iter().flatten().map(Some));
            }
            // What he calls himself can be anything, so also what the policy compares it with.
            let known = [who.account.as_str(), world.rest(), "outsider"].into_iter().filter(|text| present.has(text));
            values.extend(known.map(|text| Some(text.to_owned())));
            let written = mention::Mentions::values(world.mentions, key).filter(|value| !value.contains('$'));
            let (patterns, texts): (Vec<&str>, Vec<&str>) = written.partition(|value| value.contains(['*', '?']));
            // It may be somebody else's: an id of ours, or an address.
            values.extend(texts.into_iter().filter(|text| present.has(text)).map(|value| Some(value.to_owned())));
            // One that each pattern takes, and one that none does.
            let patterns: Vec<Pattern> = patterns.into_iter().take(TRIES).map(Pattern::glob).collect();
            if let Present::Texts { within, without } = present {
                let within: Vec<&Pattern> = within.iter().collect();
                let not = || without.iter();
                let taken = patterns
                    .iter()
                    .map(|one| find(&[within.clone(), vec![one]], &not().collect::<Vec<_>>(), &mut Budget::default()));
                let others: Vec<&Pattern> = not().chain(&patterns).collect();
                let other = (!patterns.is_empty())
                    .then(|| find(std::slice::from_ref(&within), &others, &mut Budget::default()));
                values.extend(other.into_iter().chain(taken).filter_map(|found| match found {
                    Found::Text(text) => Some(Some(text)),
                    _ => None,
                }));
            }
        }
    }
    values.truncate(TRIES);
    if domain.absent {
        values.push(None);
    }
    values.into_iter().map(|value| (value, false)).collect()
}
