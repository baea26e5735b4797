//! A check, ready to run, and the set of those that were loaded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::cases::Case;
use super::metadata::Remediation;
use super::program::Program;
use crate::finding::{Control, Severity};

/// One policy file: decides one question about one resource.
#[derive(Debug, Clone)]
pub struct Check {
    /// `s3-bucket-sse-kms`, from the path.
    pub id: String,
    /// The policy file as the user knows it.
    pub path: String,
    pub title: String,
    /// Why it matters.
    pub description: String,
    pub severity: Severity,
    /// The types that it judges.
    pub resource_types: Vec<String>,
    pub remediation: Remediation,
    /// Parameters and their defaults.
    pub parameters: BTreeMap<String, Value>,
    /// Sorted, each once.
    pub controls: Arc<[Control]>,
    /// Every name that the verdict rests on: `properties.X`, `status.X`, `facts.X`, `tags`; sorted.
    pub reads: BTreeSet<String>,
    pub cases: Vec<Case>,
    /// Whether its rules have a `not_applicable`.
    pub can_be_not_applicable: bool,
    /// Whether all of its files ship in the binary; others run within limits.
    pub embedded: bool,
    pub(super) program: Program,
    /// What each `fail` clause reads: with all of that known, it fails whatever else is a gap.
    pub(super) clauses: Vec<BTreeSet<String>>,
}

/// The checks that were loaded, by id.
#[derive(Debug, Clone, Default)]
pub struct Checks(pub(super) BTreeMap<String, Check>);

impl Checks {
    /// All of them, by id.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Check> {
        self.0.values()
    }

    /// The check with this id.
    pub fn get(&self, id: &str) -> Option<&Check> {
        self.0.get(id)
    }

    /// Keeps the checks that were selected.
    pub fn retain(&mut self, mut selected: impl FnMut(&Check) -> bool) {
        self.0.retain(|_, check| selected(check));
    }
}
