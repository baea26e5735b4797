//! The judge: `tests/reads.csv`, which says what each check rests on.
//!
//! It is written from the specification and from what the demo account holds, never from what the product prints.
//! The third column is one of
//!
//! - `always`: with the operation broken every pair of the check is unknown,
//! - `always; still fail: NAMES`: but these fail all the same, since other answers decide it,
//! - `decisive: NAMES` or `decisive: all but NAMES`: these turn unknown, the others stay as they are,
//! - `shorter: NAMES`, or after one of `decisive`, `; shorter: NAMES`: these fail for fewer reasons than before, since of
//!   other things it is not known any more.
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

struct When {
    turns: Turns,
    /// These fail all the same, perhaps for fewer reasons.
    fail: BTreeSet<String>,
}

enum Turns {
    These(BTreeSet<String>),
    AllBut(BTreeSet<String>),
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
        let Some(when) = self.0.get(&(check.to_owned(), operation.to_owned())) else { return Effect::Same };
        let turns = match &when.turns {
            Turns::These(names) => names.contains(name),
            Turns::AllBut(names) => !names.contains(name),
        };
        match (turns, when.fail.contains(name)) {
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
        for ((check, _), When { turns: Turns::These(given) | Turns::AllBut(given), fail }) in &self.0 {
            names.extend(given.iter().chain(fail).map(|name| (check.as_str(), name.as_str())));
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
        return When { turns: Turns::AllBut(BTreeSet::new()), fail: BTreeSet::new() };
    }
    if let Some(rest) = when.strip_prefix("always; still fail:") {
        return When { turns: Turns::AllBut(names(rest)), fail: names(rest) };
    }
    if let Some(rest) = when.strip_prefix("shorter:") {
        return When { turns: Turns::These(BTreeSet::new()), fail: names(rest) };
    }
    let Some(rest) = when.strip_prefix("decisive:") else { panic!("tests/reads.csv: not understood: {when:?}") };
    let (rest, fail) = match rest.split_once("; shorter:") {
        Some((rest, shorter)) => (rest, names(shorter)),
        None => (rest, BTreeSet::new()),
    };
    let turns = match rest.trim().strip_prefix("all but ") {
        Some(rest) => Turns::AllBut(names(rest)),
        None => Turns::These(names(rest)),
    };
    When { turns, fail }
}
