//! The verdict of one check on one resource: never on data that was not read.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::check::Check;
use super::program::{Answers, Document, Program, Runner};
use super::wording;
use crate::finding::{FindingGap, Verdict};
use crate::resource::{Gap, GapCode, Known, field_of};

/// A check, ready to decide about one resource after the other.
pub(super) struct Judge<'a> {
    pub check: &'a Check,
    whole: Result<Runner, String>,
    /// One for each `fail` clause that has a program of its own.
    clauses: Vec<(&'a BTreeSet<String>, Result<Runner, String>)>,
}

/// How rules are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Machine,
    Interpreter,
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

/// Messages and reads of the failures, by sub-key.
type Failures<'a> = BTreeMap<String, (BTreeSet<String>, BTreeSet<&'a str>)>;

impl<'a> Judge<'a> {
    /// `parameters` holds a value for each parameter of the check.
    pub fn new(check: &'a Check, parameters: &BTreeMap<String, Value>, way: Way) -> Self {
        let runner = |program: &Program| match way {
            Way::Machine => program.machine(parameters),
            Way::Interpreter => program.interpreter(parameters),
        };
        let clause = |clause: &'a super::check::Clause| Some((&clause.reads, runner(clause.program.as_ref()?)));
        Self { check, whole: runner(&check.program), clauses: check.clauses.iter().filter_map(clause).collect() }
    }

    /// Decides; a `fail` may come in several parts, every other verdict in one.
    pub fn decide(&mut self, document: &mut Document<'a>) -> Vec<Decision<'a>> {
        let gaps = self.gaps(document);
        let unknown: BTreeSet<&str> = gaps.iter().map(|gap| gap.property.as_str()).collect();
        let decided = if gaps.is_empty() { self.with_all_known(document) } else { self.with_gaps(document, &unknown) };
        match decided {
            Ok(Some(decisions)) => decisions,
            Ok(None) => vec![self.unknown(gaps)],
            // With gaps the error is no news: they are why nothing else could be asked.
            Err(_) if !gaps.is_empty() => vec![self.unknown(gaps)],
            Err(error) => vec![self.undecided(error)],
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
    fn with_all_known(&mut self, document: &mut Document<'a>) -> Result<Option<Vec<Decision<'a>>>, String> {
        let Answers { pass, not_applicable, failures } = run(&mut self.whole, document, &self.check.reads)?;
        let verdict = match (pass, not_applicable, failures.is_empty()) {
            (true, false, true) => Verdict::Pass,
            (false, true, true) => Verdict::NotApplicable,
            (false, false, false) => Verdict::Fail,
            (pass, not_applicable, no_failure) => return Err(held(pass, not_applicable, !no_failure)),
        };
        if verdict != Verdict::Fail {
            let message = wording::settled(self.check, verdict);
            return Ok(Some(vec![self.decision(verdict, message, Vec::new())]));
        }
        let mut by_key = self.failures(document, &BTreeSet::new())?;
        for (sub_key, message) in failures {
            let all = self.check.reads.iter().map(String::as_str);
            let (messages, reads) = by_key.entry(sub_key).or_default();
            if messages.insert(message) {
                // No clause of its own said so: it rests on everything.
                reads.extend(all);
            }
        }
        Ok(Some(fails(by_key)))
    }

    /// A `fail` whose own reads are all known stands, whatever else is a gap.
    fn with_gaps(
        &mut self,
        document: &mut Document<'a>,
        unknown: &BTreeSet<&str>,
    ) -> Result<Option<Vec<Decision<'a>>>, String> {
        let by_key = self.failures(document, unknown)?;
        Ok(Some(fails(by_key)).filter(|decisions| !decisions.is_empty()))
    }

    /// What the clauses say that read nothing unknown.
    fn failures(&mut self, document: &mut Document<'a>, unknown: &BTreeSet<&str>) -> Result<Failures<'a>, String> {
        let mut by_key = Failures::new();
        for (reads, runner) in &mut self.clauses {
            if reads.iter().any(|path| unknown.contains(path.as_str())) {
                continue;
            }
            for (sub_key, message) in run(runner, document, reads)?.failures {
                let (messages, rests_on) = by_key.entry(sub_key).or_default();
                messages.insert(message);
                rests_on.extend(reads.iter().map(String::as_str));
            }
        }
        Ok(by_key)
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

fn run<'a>(
    runner: &mut Result<Runner, String>,
    document: &mut Document<'a>,
    reads: &'a BTreeSet<String>,
) -> Result<Answers, String> {
    runner.as_mut().map_err(|error| error.clone())?.run(document.input(reads))
}

/// One failure for each sub-key, in order; several messages become one.
fn fails(by_key: Failures) -> Vec<Decision> {
    let decision = |(sub_key, (messages, reads)): (String, (BTreeSet<String>, BTreeSet<_>))| {
        let message = messages.into_iter().collect::<Vec<_>>().join("; ");
        Decision { verdict: Verdict::Fail, sub_key, message, gaps: Vec::new(), reads }
    };
    by_key.into_iter().map(decision).collect()
}

fn held(pass: bool, not_applicable: bool, fail: bool) -> String {
    let rules = [(pass, "pass"), (fail, "fail"), (not_applicable, "not_applicable")];
    let held: Vec<&str> = rules.into_iter().filter(|(held, _)| *held).map(|(_, rule)| rule).collect();
    match held.as_slice() {
        [] => "none of pass, fail, not_applicable holds".to_string(),
        several => format!("{} hold together", several.join(" and ")),
    }
}
