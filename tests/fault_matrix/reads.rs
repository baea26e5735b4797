//! The judge: `tests/reads.csv`, which says what each check rests on.
//!
//! It is written from the specification and from what the demo account holds, never from what the product prints.
//! The third column is one of
//!
//! - `always`: with the operation broken every pair of the check is unknown,
//! - `always; still fail: NAMES`: but these fail all the same, since other answers decide it,
//! - `decisive: NAMES` or `decisive: all but NAMES`: these turn unknown, the others stay as they are,
//! - `shorter: NAMES`: nothing turns, but these fail for fewer reasons: the others are not known any more.
//!
//! NAMES are those of `labels.rs`. What `still fail`s may do so for fewer reasons too. What has no row here stays as it
//! is, to the letter.

use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a pair whose operation is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Unknown,
    /// A failure stays one, perhaps for fewer reasons.
    Fail,
    Same,
}

enum When {
    Always { still_fail: BTreeSet<String> },
    These(BTreeSet<String>),
    AllBut(BTreeSet<String>),
    Shorter(BTreeSet<String>),
}

/// The rows, by check and operation.
pub struct Reads(BTreeMap<(String, String), When>);

impl Reads {
    pub fn load() -> Self {
        let mut lines = include_str!("../reads.csv").lines();
        assert_eq!(lines.next(), Some("check,operation,when,reason"), "tests/reads.csv: the header");
        let mut rows = BTreeMap::new();
        for line in lines {
            let columns: Vec<&str> = line.split(',').collect();
            let [check, operation, when, reason] = columns[..] else {
                panic!("tests/reads.csv: four columns, none with a comma in it: {line}");
            };
            assert!(!reason.is_empty(), "tests/reads.csv: no reason: {line}");
            let key = (check.to_owned(), operation.to_owned());
            assert!(rows.insert(key, parse(when)).is_none(), "tests/reads.csv: twice: {check}, {operation}");
        }
        Self(rows)
    }

    pub fn effect(&self, check: &str, operation: &str, name: &str) -> Effect {
        let (turns, fails) = match self.0.get(&(check.to_owned(), operation.to_owned())) {
            None => (false, false),
            Some(When::Always { still_fail }) => (!still_fail.contains(name), true),
            Some(When::These(names)) => (names.contains(name), false),
            Some(When::AllBut(names)) => (!names.contains(name), false),
            Some(When::Shorter(names)) => (false, names.contains(name)),
        };
        match (turns, fails) {
            (true, _) => Effect::Unknown,
            (false, true) => Effect::Fail,
            (false, false) => Effect::Same,
        }
    }

    pub fn checks(&self) -> BTreeSet<&str> {
        self.0.keys().map(|(check, _)| check.as_str()).collect()
    }

    pub fn operations(&self) -> BTreeSet<&str> {
        self.0.keys().map(|(_, operation)| operation.as_str()).collect()
    }

    /// Every name that a row gives, with its check.
    pub fn names(&self) -> BTreeSet<(&str, &str)> {
        let mut names = BTreeSet::new();
        for ((check, _), when) in &self.0 {
            let (When::Always { still_fail: given } | When::These(given) | When::AllBut(given) | When::Shorter(given)) =
                when;
            names.extend(given.iter().map(|name| (check.as_str(), name.as_str())));
        }
        names
    }
}

fn parse(when: &str) -> When {
    let names = |text: &str| -> BTreeSet<String> {
        let names: BTreeSet<String> = text.split_whitespace().map(str::to_owned).collect();
        assert!(!names.is_empty(), "tests/reads.csv: no names in {when:?}");
        names
    };
    if when == "always" {
        return When::Always { still_fail: BTreeSet::new() };
    }
    if let Some(rest) = when.strip_prefix("always; still fail:") {
        return When::Always { still_fail: names(rest) };
    }
    if let Some(rest) = when.strip_prefix("shorter:") {
        return When::Shorter(names(rest));
    }
    match when.strip_prefix("decisive:").map(str::trim) {
        Some(rest) => match rest.strip_prefix("all but ") {
            Some(rest) => When::AllBut(names(rest)),
            None => When::These(names(rest)),
        },
        None => panic!("tests/reads.csv: not understood: {when:?}"),
    }
}
