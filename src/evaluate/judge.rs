//! The verdict of one check on one resource: never on data that was not read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::check::Check;
use super::program::{Answers, Document, Failure, Runner, Way};
use super::wording;
use crate::finding::{FindingGap, Verdict};
use crate::resource::{Gap, GapCode, Known, field_of};

/// A check, ready to decide about one resource after the other.
pub(super) struct Judge<'a> {
    pub check: &'a Check,
    /// Its id, as its findings share it.
    pub id: Arc<str>,
    runner: Result<Runner, String>,
}

/// One verdict before it becomes a finding.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decision<'a> {
    pub verdict: Verdict,
    pub sub_key: String,
    pub message: String,
    pub gaps: Vec<FindingGap>,
    /// The names that it rests on.
    pub reads: BTreeSet<&'a str>,
}

impl<'a> Judge<'a> {
    /// `parameters` holds a value for each parameter of the check.
    pub fn new(check: &'a Check, parameters: &BTreeMap<String, Value>, way: Way) -> Self {
        Self { check, id: check.id.as_str().into(), runner: check.program.runner(parameters, way) }
    }

    /// Decides; a `fail` may come in several parts, every other verdict in one.
    pub fn decide(&mut self, document: &mut Document<'_, 'a>) -> Vec<Decision<'a>> {
        let gaps = self.gaps(document);
        if gaps.is_empty() {
            return self.with_all_known(document).unwrap_or_else(|error| vec![self.undecided(error)]);
        }
        // An error is no news then: the gaps are why nothing else could be asked.
        match self.with_gaps(document, &gaps) {
            Ok(failures) if !failures.is_empty() => failures,
            _ => vec![self.unknown(gaps)],
        }
    }

    /// What the check reads and nobody knows, sorted.
    fn gaps(&self, document: &Document) -> Vec<FindingGap> {
        let missing = [Gap::bare(GapCode::NotCollected)];
        let mut gaps = Vec::new();
        for path in &self.check.reads {
            let unread = match field_of(document.resource, path).map(|field| &field.known) {
                Some(Known::Gap(unread)) if !unread.is_empty() => unread.as_slice(),
                Some(Known::Value(_) | Known::Absent) => continue,
                _ => missing.as_slice(),
            };
            gaps.extend(unread.iter().map(|gap| FindingGap {
                property: path.clone(),
                operation: gap.operation.clone(),
                code: gap.code,
                error: gap.error.clone(),
                permission: gap.permission.clone(),
            }));
        }
        gaps.sort();
        gaps.dedup();
        gaps
    }

    /// Exactly one of `pass`, a non-empty `fail`, `not_applicable` must hold.
    fn with_all_known(&mut self, document: &mut Document<'_, 'a>) -> Result<Vec<Decision<'a>>, String> {
        let runner = self.runner.as_mut().map_err(|error| error.clone())?;
        let Answers { pass, not_applicable, failures } = runner.answers(document.input(&self.check.reads))?;
        let verdict = match (pass, not_applicable, failures.is_empty()) {
            (false, false, false) => return Ok(self.fails(failures)),
            (true, false, true) => Verdict::Pass,
            (false, true, true) => Verdict::NotApplicable,
            (pass, not_applicable, no_failure) => return Err(held(pass, not_applicable, !no_failure)),
        };
        Ok(vec![self.decision(verdict, wording::settled(self.check, verdict), Vec::new())])
    }

    /// A `fail` whose own reads are all known stands, whatever else is a gap: asks the clauses that read no gap.
    fn with_gaps(&mut self, document: &mut Document<'_, 'a>, gaps: &[FindingGap]) -> Result<Vec<Decision<'a>>, String> {
        let runner = self.runner.as_mut().map_err(|error| error.clone())?;
        let mut failures = Vec::new();
        for (clause, reads) in self.check.clauses.iter().enumerate() {
            if !gaps.iter().any(|gap| reads.contains(&gap.property)) {
                failures.extend(runner.failures(clause, document.input(reads))?);
            }
        }
        Ok(self.fails(failures))
    }

    /// One failure for each sub-key, in order; several messages become one.
    fn fails(&self, failures: Vec<Failure>) -> Vec<Decision<'a>> {
        let mut by_key: BTreeMap<String, (BTreeSet<String>, BTreeSet<&str>)> = BTreeMap::new();
        for Failure { clause, sub_key, message } in failures {
            let (messages, reads) = by_key.entry(sub_key).or_default();
            messages.insert(message);
            reads.extend(self.check.clauses.get(clause).into_iter().flatten().map(String::as_str));
        }
        let decision = |(sub_key, (messages, reads)): (String, (BTreeSet<String>, BTreeSet<_>))| {
            let message = messages.into_iter().collect::<Vec<_>>().join("; ");
            Decision { verdict: Verdict::Fail, sub_key, message, gaps: Vec::new(), reads }
        };
        by_key.into_iter().map(decision).collect()
    }

    fn unknown(&self, gaps: Vec<FindingGap>) -> Decision<'a> {
        self.decision(Verdict::Unknown, wording::unknown(&gaps), gaps)
    }

    fn undecided(&self, error: String) -> Decision<'a> {
        let gap = FindingGap {
            property: wording::VERDICT.to_string(),
            operation: String::new(),
            code: GapCode::Undecided,
            error,
            permission: None,
        };
        self.unknown(vec![gap])
    }

    fn decision(&self, verdict: Verdict, message: String, gaps: Vec<FindingGap>) -> Decision<'a> {
        let reads = self.check.reads.iter().map(String::as_str).collect();
        Decision { verdict, sub_key: String::new(), message, gaps, reads }
    }
}

fn held(pass: bool, not_applicable: bool, fail: bool) -> String {
    let rules = [(pass, "pass"), (fail, "fail"), (not_applicable, "not_applicable")];
    let held: Vec<&str> = rules.into_iter().filter(|(held, _)| *held).map(|(_, rule)| rule).collect();
    match held.as_slice() {
        [] => "none of pass, fail, not_applicable holds".to_string(),
        several => format!("{} hold together", several.join(" and ")),
    }
}
