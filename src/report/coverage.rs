//! How much of what was asked came to a verdict.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, ResourceRef, Severity, Verdict};

/// Counts of pairs of a check and a resource: several failures of one pair count once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// All pairs. A listing that failed is one pair for each check that needed it.
    pub asked: usize,
    pub pass: usize,
    pub fail: usize,
    pub not_applicable: usize,
    pub unknown: usize,
    /// Pairs that came to a verdict: pass, fail and not applicable.
    pub decided: usize,
    /// `decided / asked`, from 0 to 1; `None` where nothing was asked.
    pub ratio: Option<f64>,
}

/// Counts pairs by verdict. A pair with several findings takes the worst of them.
pub fn coverage<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Coverage {
    let mut count = Coverage::default();
    for (_, verdict) in pairs(findings).into_values() {
        count.asked += 1;
        match verdict {
            Verdict::Pass => count.pass += 1,
            Verdict::Fail => count.fail += 1,
            Verdict::NotApplicable => count.not_applicable += 1,
            Verdict::Unknown => count.unknown += 1,
        }
    }
    count.decided = count.asked - count.unknown;
    if count.asked > 0 {
        count.ratio = Some(count.decided as f64 / count.asked as f64);
    }
    count
}

/// Counts failing pairs by severity; a severity without any is missing.
pub fn fails_by_severity<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> BTreeMap<Severity, usize> {
    let mut fails = BTreeMap::new();
    for (severity, verdict) in pairs(findings).into_values() {
        if verdict == Verdict::Fail {
            *fails.entry(severity).or_default() += 1;
        }
    }
    fails
}

type Pair<'a> = (&'a str, &'a ResourceRef);

fn pairs<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> BTreeMap<Pair<'a>, (Severity, Verdict)> {
    let mut pairs = BTreeMap::new();
    for finding in findings {
        let pair = pairs.entry((&*finding.check, &*finding.resource));
        let (severity, verdict) = pair.or_insert((finding.severity, finding.verdict));
        // `Severity` and `Verdict` sort worst first.
        *severity = finding.severity.min(*severity);
        *verdict = finding.verdict.min(*verdict);
    }
    pairs
}
