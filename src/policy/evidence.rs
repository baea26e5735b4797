//! Evidence for people: statements, what is not known, and why no `Deny` stops a request.

use super::page::Page;
use crate::iam::exposure::{Direction, Grant, Passed, Unknown};
use crate::iam::vocabulary;

/// A statement by its name and line.
pub(super) fn name(grant: &Grant) -> String {
    let name = grant.sid.clone().unwrap_or_else(|| grant.index.to_string());
    let document = grant.document.as_ref().map(|document| format!(" of {document}")).unwrap_or_default();
    format!("statement {name}{document}, line {}", grant.line)
}

/// Why each `Deny` does not stop a request.
pub(super) fn passes(page: &mut Page, denies: &[Passed]) {
    page.values("passes", denies.iter().map(|deny| format!("Deny {}: {}", name(&deny.statement), deny.because)));
}

/// What the answer hangs on.
pub(super) fn not_known(page: &mut Page, unknowns: &[Unknown]) {
    let one = |unknown: &Unknown| {
        let could = match unknown.direction {
            Direction::Worse => "it could let in more callers than is certain",
            Direction::Better => "it could keep out callers who seem to get in",
            Direction::Either => "it could let in more callers, or fewer",
        };
        format!("{}: {could}", unknown.construct)
    };
    page.values("", unknowns.iter().map(one));
}

/// The gravest actions, in a number that people read.
pub(super) fn actions(actions: &[String]) -> Vec<String> {
    const MOST: usize = 12;
    if actions.len() <= MOST {
        return actions.to_vec();
    }
    let level = |text: &String| {
        let (service, name) = text.split_once(':')?;
        vocabulary::service(service)?.action(name).map(|action| action.level)
    };
    let mut sorted = actions.to_vec();
    sorted.sort_by_key(|action| std::cmp::Reverse(level(action)));
    let rest = sorted.split_off(MOST).len();
    sorted.push(format!("and {rest} more (--format json lists them)"));
    sorted
}
