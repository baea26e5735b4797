//! Holds the outcomes of an audit with a fault against those without, and against what the judge says must change.

use std::collections::{BTreeMap, BTreeSet};

use aplomb::error::Exit;
use aplomb::finding::{FindingGap, Verdict};
use aplomb::resource::GapCode;

use crate::audits::{Outcomes, Pair, Said};

/// What a fault must do.
#[derive(Default)]
pub struct Expected {
    /// Pairs that become unknown.
    pub unknown: BTreeSet<Pair>,
    /// Pairs of resources that could not be listed.
    pub gone: BTreeSet<Pair>,
    /// The one unknown of each check for a type that could not be listed in a region.
    pub unlisted: BTreeSet<Pair>,
    /// Pairs whose failure stays but may name less: of other things it is not known any more that they fail.
    pub may_name_less: BTreeSet<Pair>,
    /// One of these each new unknown must name.
    pub blame: Vec<Blame>,
}

/// The operation of a gap, and its code if it can be but one.
#[derive(Debug, Clone)]
pub struct Blame {
    pub operation: String,
    pub code: Option<GapCode>,
}

impl Blame {
    pub fn new(operation: &str, code: Option<GapCode>) -> Self {
        Self { operation: operation.to_owned(), code }
    }
}

/// What is wrong with the outcomes, in words.
pub fn judge(before: &Outcomes, after: &Outcomes, expected: &Expected) -> Vec<String> {
    let mut problems = Vec::new();
    for (pair, said) in &before.said {
        let now = after.said.get(pair);
        let problem = match now {
            None if expected.gone.contains(pair) => continue,
            None => "disappeared".to_owned(),
            Some(_) if expected.gone.contains(pair) => "is still there".to_owned(),
            Some(now) if expected.unknown.contains(pair) => match why_not_unknown(said, now, &expected.blame) {
                None => continue,
                Some(problem) => problem,
            },
            Some(now) if same(said, now) => continue,
            Some(now) if expected.may_name_less.contains(pair) && still_fails(said, now) => continue,
            Some(now) => format!("must stay, became {}", words(now)),
        };
        problems.push(format!("{} on {}, {}: {problem}", pair.check, pair.name(), words(said)));
    }
    let appeared: BTreeSet<&Pair> = after.said.keys().filter(|pair| !before.said.contains_key(*pair)).collect();
    for pair in appeared.iter().copied().filter(|pair| !expected.unlisted.contains(*pair)) {
        problems.push(format!("{} on {} in {}: appeared", pair.check, pair.arn, pair.region));
    }
    for pair in &expected.unlisted {
        let problem = match after.said.get(pair) {
            None => Some("is missing".to_owned()),
            Some(now) if !is_unknown(now) => Some(format!("must be unknown, is {}", words(now))),
            Some(now) => unblamed(now, &expected.blame),
        };
        problems.extend(problem.map(|what| format!("{} on {}: {what}", pair.check, pair.arn)));
    }
    problems.extend(exits(&before.exits, &after.exits));
    problems
}

/// Whatever is broken, and however much of it: nothing gets better, and no question is lost.
pub fn judge_any(before: &Outcomes, after: &Outcomes) -> Vec<String> {
    let unlisted = |pair: &Pair| {
        let other = |other: &Pair| other.check == pair.check && other.resource_type == pair.resource_type;
        after.said.iter().any(|(found, said)| {
            other(found) && found.arn.ends_with(&format!("account#{}", pair.resource_type)) && is_unknown(said)
        })
    };
    let mut problems = Vec::new();
    for (pair, said) in &before.said {
        let problem = match after.said.get(pair) {
            None if unlisted(pair) => continue,
            None => "disappeared".to_owned(),
            Some(now) if same(said, now) || still_fails(said, now) || is_unknown(now) => continue,
            Some(now) => format!("became {}", words(now)),
        };
        problems.push(format!("{} on {}, {}: {problem}", pair.check, pair.name(), words(said)));
    }
    problems.extend(exits(&before.exits, &after.exits));
    problems
}

fn exits(before: &BTreeMap<String, Exit>, after: &BTreeMap<String, Exit>) -> Vec<String> {
    let lost = before.iter().filter(|(_, exit)| **exit != Exit::Clean);
    let lost = lost.filter(|(what, _)| after.get(*what).is_none_or(|exit| *exit == Exit::Clean));
    lost.map(|(what, exit)| format!("{what}: exit code was {}, now 0", *exit as u8)).collect()
}

fn why_not_unknown(before: &Said, now: &Said, blame: &[Blame]) -> Option<String> {
    if !is_unknown(now) {
        return Some(format!("must be unknown, is {}", words(now)));
    }
    // What was unknown before has reasons of its own.
    if is_unknown(before) { None } else { unblamed(now, blame) }
}

fn unblamed(now: &Said, blame: &[Blame]) -> Option<String> {
    let fits = |gap: &&FindingGap| {
        blame.iter().any(|one| {
            gap.operation == one.operation && one.code.map_or(gap.code.is_failed_read(), |code| code == gap.code)
        })
    };
    match now.gaps.iter().find(fits) {
        None => {
            let named = now.gaps.iter().map(|gap| format!("{} {}", gap.operation, gap.code.word()));
            Some(format!("names none of {blame:?}, but {}", named.collect::<Vec<_>>().join(", ")))
        }
        Some(gap) if gap.code == GapCode::Denied && gap.permission.is_none() => {
            Some(format!("does not say which permission would mend {}", gap.operation))
        }
        Some(_) => None,
    }
}

/// The reasons of an unknown may grow; everything else stays to the letter.
fn same(before: &Said, now: &Said) -> bool {
    if is_unknown(before) { is_unknown(now) } else { before == now }
}

/// It fails as before, perhaps in fewer parts, and a list in a message may be shorter.
fn still_fails(before: &Said, now: &Said) -> bool {
    let failed = before.verdict == Verdict::Fail && now.verdict == Verdict::Fail;
    failed && now.parts.keys().all(|part| before.parts.contains_key(part))
}

fn is_unknown(said: &Said) -> bool {
    said.verdict == Verdict::Unknown && said.parts.keys().all(String::is_empty) && !said.gaps.is_empty()
}

fn words(said: &Said) -> String {
    let parts: Vec<String> = said.parts.iter().map(|(key, message)| format!("{key:?} {message}")).collect();
    format!("{} ({})", said.verdict.word(), parts.join("; "))
}
