//! What remains of a set of texts when statements cut into it.

use super::glob::{Budget, Glob, exists};
use super::rule::Set;

/// Texts that match a glob of every group and none of those left out.
#[derive(Clone)]
pub(super) struct Space<'a> {
    within: Vec<Vec<&'a Glob>>,
    without: Vec<&'a Glob>,
}

/// Which reading of a statement that is not wholly decided.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Only what it surely covers.
    Surely,
    /// All that it may cover.
    Possibly,
}

impl<'a> Space<'a> {
    /// All texts of `glob`.
    pub fn of(glob: &'a Glob) -> Self {
        Self { within: vec![vec![glob]], without: Vec::new() }
    }

    /// What of it lies inside `set`.
    pub fn inside(mut self, set: &'a Set, reading: Reading) -> Self {
        match (set.inverted, reading) {
            (false, Reading::Surely) => self.within.push(set.certain.iter().collect()),
            (false, Reading::Possibly) => self.within.push(set.certain.iter().chain(&set.possible).collect()),
            // An inverted element with an open part may match nothing at all.
            (true, Reading::Surely) if !set.possible.is_empty() => self.within.push(Vec::new()),
            (true, _) => self.without.extend(&set.certain),
        }
        self
    }

    /// What of it lies outside `set`.
    pub fn outside(mut self, set: &'a Set, reading: Reading) -> Self {
        match (set.inverted, reading) {
            (false, Reading::Surely) => self.without.extend(&set.certain),
            (false, Reading::Possibly) => self.without.extend(set.certain.iter().chain(&set.possible)),
            (true, Reading::Surely) if !set.possible.is_empty() => {}
            (true, _) => self.within.push(set.certain.iter().collect()),
        }
        self
    }

    /// Whether nothing is left. `None`: the budget ran out.
    pub fn is_empty(&self, budget: &mut Budget) -> Option<bool> {
        exists(&self.within, &self.without, budget).map(|found| !found)
    }
}
