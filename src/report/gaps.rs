//! What could not be read or decided, summed up by cause, with what would mend it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, FindingGap, ResourceRef, Verdict};
use crate::resource::GapCode;

/// One cause of undecided pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapGroup {
    pub code: GapCode,
    /// `service:Operation`; `""` where no call was made.
    pub operation: String,
    /// AWS's error code; for the other codes what is undecided, undeclared or out of scope.
    pub error: String,
    /// IAM action that would mend it, where a permission would.
    pub permission: Option<String>,
    /// Names that are not known because of it, sorted.
    pub properties: BTreeSet<String>,
    /// Pairs of a check and a resource that it leaves undecided. A pair with two causes counts in both.
    pub pairs: usize,
    /// What would mend it, in words.
    pub mend: String,
}

/// Groups the gaps of undecided findings by cause: most pairs first, then by code, operation, permission, error.
pub fn gaps(findings: &[Finding]) -> Vec<GapGroup> {
    let mut causes: BTreeMap<Cause<'_>, Reach<'_>> = BTreeMap::new();
    for finding in findings.iter().filter(|f| f.verdict == Verdict::Unknown) {
        for (cause, property) in causes_of(finding) {
            let reach = causes.entry(cause).or_default();
            reach.pairs.insert((&finding.check, &finding.resource));
            reach.properties.extend(property.map(str::to_owned));
        }
    }
    let mut groups: Vec<GapGroup> = causes.into_iter().map(|(cause, reach)| group(&cause, reach)).collect();
    // The sort is stable: what the map ordered stays so among equals.
    groups.sort_by_key(|group| std::cmp::Reverse(group.pairs));
    groups
}

/// Why a finding is undecided, each cause once, in the words of the gap summary.
pub(super) fn reasons(finding: &Finding) -> BTreeSet<String> {
    if finding.gaps.is_empty() {
        return BTreeSet::from([finding.message.clone()]);
    }
    finding.gaps.iter().map(|gap| reason(gap.code, &gap.operation, &gap.error, [gap.property.as_str()])).collect()
}

impl GapGroup {
    /// The cause in words, e.g. `denied: s3:GetBucketPolicy (AccessDenied)`.
    pub(super) fn reason(&self) -> String {
        reason(self.code, &self.operation, &self.error, self.properties.iter().map(String::as_str))
    }
}

/// Text of a finding that is undecided although nothing is said to be missing.
const NO_VERDICT: &str = "the check came to no verdict";

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Cause<'a> {
    code: GapCode,
    operation: &'a str,
    permission: Option<&'a str>,
    error: &'a str,
}

#[derive(Default)]
struct Reach<'a> {
    pairs: BTreeSet<(&'a str, &'a ResourceRef)>,
    properties: BTreeSet<String>,
}

fn causes_of(finding: &Finding) -> Vec<(Cause<'_>, Option<&str>)> {
    if finding.gaps.is_empty() {
        let cause = Cause { code: GapCode::Undecided, operation: "", permission: None, error: NO_VERDICT };
        return vec![(cause, None)];
    }
    finding.gaps.iter().map(|gap| (cause_of(gap), Some(gap.property.as_str()))).collect()
}

fn cause_of(gap: &FindingGap) -> Cause<'_> {
    Cause { code: gap.code, operation: &gap.operation, permission: gap.permission.as_deref(), error: &gap.error }
}

fn group(cause: &Cause<'_>, reach: Reach<'_>) -> GapGroup {
    GapGroup {
        code: cause.code,
        operation: cause.operation.to_owned(),
        error: cause.error.to_owned(),
        permission: cause.permission.map(str::to_owned),
        properties: reach.properties,
        pairs: reach.pairs.len(),
        mend: mend(cause),
    }
}

fn reason<'a>(code: GapCode, operation: &str, error: &str, properties: impl IntoIterator<Item = &'a str>) -> String {
    let word = match code {
        GapCode::Undecided if error == NO_VERDICT => return NO_VERDICT.to_owned(),
        // The reasoning names its construct in whole words.
        GapCode::Undecided if error.contains("not decided") || error.contains("not understood") => {
            return error.to_owned();
        }
        GapCode::Undecided => "not decided",
        code => code.word(),
    };
    match (operation, error) {
        ("", "") => format!("{word}: {}", properties.into_iter().collect::<Vec<_>>().join(", ")),
        ("", error) => format!("{word}: {error}"),
        (operation, "") => format!("{word}: {operation}"),
        (operation, error) => format!("{word}: {operation} ({error})"),
    }
}

fn mend(cause: &Cause<'_>) -> String {
    let (operation, error) = (cause.operation, cause.error);
    match cause.code {
        GapCode::Denied => match cause.permission {
            Some(permission) => format!("allow {permission}"),
            None => "use credentials that are valid".to_owned(),
        },
        GapCode::Throttled | GapCode::Timeout | GapCode::Failed => {
            "scan again; a recording goes on with --resume FILE".to_owned()
        }
        GapCode::NotInRecording => "run again with --resume FILE: it was never asked".to_owned(),
        GapCode::NotDeclared => format!("add {error} to aplomb.toml"),
        GapCode::NotScanned => format!("scan {error} too (--services, --regions, or its own account)"),
        GapCode::Gone => "nothing, if it was deleted: what names it should not; else scan again".to_owned(),
        GapCode::Undecodable => {
            "scan again; if it stays, report it: the answer has not the form AWS documents".to_owned()
        }
        GapCode::Unsupported => format!("nothing: {operation} is not offered there; look with another tool"),
        GapCode::Undecided if error == NO_VERDICT => "report it: the fault is in the check".to_owned(),
        GapCode::Undecided => "judge it by hand: aplomb cannot decide this yet".to_owned(),
        // What the reasoning names in words nobody set out to read.
        GapCode::NotCollected if error.contains(' ') => "judge it by hand: this version does not read it".to_owned(),
        GapCode::NotCollected => "report it: aplomb declares this and did not set it".to_owned(),
    }
}
