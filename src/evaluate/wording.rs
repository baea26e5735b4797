//! What findings say in plain words.

use super::check::Check;
use crate::finding::{FindingGap, Verdict};
use crate::resource::{GapCode, Unlisted};

/// Stands for the name in the gap of a verdict that the check's own rules left open.
pub(super) const VERDICT: &str = "verdict";

/// The message of a verdict that needs no reason.
pub(super) fn settled(check: &Check, verdict: Verdict) -> String {
    match verdict {
        Verdict::NotApplicable => "the question does not arise for this resource".to_string(),
        _ => check.title.clone(),
    }
}

/// The first reason why something is not known, and how many others there are.
pub(super) fn unknown(gaps: &[FindingGap]) -> String {
    let mut reasons: Vec<String> = Vec::new();
    for reason in gaps.iter().map(reason) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    match reasons.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, others @ ..] => format!("{first} (and {} more)", others.len()),
    }
}

/// Why nothing, or not everything, of a type could be judged.
pub(super) fn unlisted(unlisted: &Unlisted, gaps: &[FindingGap]) -> String {
    let how_far = if unlisted.partial { "was listed only in part" } else { "could not be listed" };
    format!("{} {how_far}: {}", unlisted.resource_type, unknown(gaps))
}

fn reason(gap: &FindingGap) -> String {
    let FindingGap { property, operation, code, error, permission } = gap;
    let asked = if operation.is_empty() { property } else { operation };
    let because = if error.is_empty() { String::new() } else { format!(" ({error})") };
    match code {
        GapCode::Denied => match permission {
            Some(permission) => format!("{asked} was denied{because}; allow {permission}"),
            None => format!("{asked} was denied{because}"),
        },
        GapCode::Throttled => format!("{asked} was throttled{because}; scan again"),
        GapCode::Timeout => format!("{asked} timed out{because}; scan again"),
        GapCode::Failed => format!("{asked} failed{because}; scan again"),
        GapCode::Undecodable => format!("the answer of {asked} cannot be decoded{because}"),
        GapCode::Unsupported => format!("{asked} is not supported there{because}"),
        GapCode::Gone => format!("{asked}: gone while it was read{because}"),
        // The reasoning names its construct in whole words: `condition not decided: IpAddress aws:SourceIp in ...`.
        GapCode::Undecided if error.contains("not decided") || error.contains("not understood") => error.clone(),
        GapCode::Undecided => format!("not decided: {error}"),
        GapCode::NotCollected => format!("not collected: {property}"),
        GapCode::NotScanned => format!("not scanned: {}", or(error, property)),
        GapCode::NotDeclared => format!("not declared: {}", or(error, property)),
        GapCode::NotInRecording => format!("{asked} is not in the recording"),
    }
}

fn or<'a>(text: &'a str, instead: &'a str) -> &'a str {
    if text.is_empty() { instead } else { text }
}
