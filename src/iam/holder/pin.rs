//! Policy variables: the values that are tried for them.

use super::super::exposure::Mentions;
use super::super::request::{Context, Entry};
use super::super::search::{Domain, Mode, Present, Solved, solve};
use super::super::text::Budget;

/// How many values of one variable are tried.
const TRIES: usize = 8;

/// Choices of values for some keys, and whether they can hold nothing else.
pub fn choices(keys: &[String], domain: impl Fn(&str) -> Domain, mentions: &Mentions) -> (Vec<Context>, bool) {
    let each: Vec<(&String, Vec<Option<String>>, bool)> = keys
        .iter()
        .map(|key| {
            let (values, is_all) = values(&domain(key), mentions.values(key));
            (key, values, is_all)
        })
        .collect();
    let most = each.iter().map(|(_, values, _)| values.len()).max().unwrap_or(1);
    let choice = |turn: usize| {
        let mut pins = Context::default();
        for (key, values, _) in &each {
            if let Some(Some(value)) = values.get(turn.min(values.len().saturating_sub(1))) {
                pins.set(key, value.clone());
            }
        }
        pins
    };
    ((0..most).map(choice).collect(), each.iter().all(|(_, _, is_all)| *is_all))
}

/// Values that a key can hold: the usual one, an empty one, those that it is compared with, and none. Whether it can
/// hold no other.
fn values<'v>(domain: &Domain, compared: impl Iterator<Item = &'v str>) -> (Vec<Option<String>>, bool) {
    let mut values: Vec<Option<String>> = match &domain.present {
        // Variables of many values have none.
        Present::Never | Present::Set(_) => return (vec![None], true),
        Present::Points(points) if points.len() == 1 && !domain.absent => {
            return (vec![points.first().cloned()], true);
        }
        Present::Points(points) => points.iter().cloned().map(Some).collect(),
        present => {
            let there = Domain { absent: false, present: present.clone() };
            let usual = match solve(&there, &[], Mode::Surely, &mut Budget::default()) {
                Solved::Value(Some(Entry::One(value))) => Some(value),
                _ => None,
            };
            let plain = compared.filter(|value| !value.contains(['*', '?', '$']));
            let more = ["", "anyone"].into_iter().chain(plain).filter(|text| present.has(text)).map(str::to_owned);
            usual.into_iter().chain(more).map(Some).collect()
        }
    };
    values.truncate(TRIES);
    if domain.absent {
        values.push(None);
    }
    (values, false)
}
