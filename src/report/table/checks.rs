//! What each check found: a heading with counts, then one line a resource.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::super::{gaps::reasons, sorted};
use super::page::{Page, Row, word};
use super::{Coverage, Report, coverage, plural};
use crate::finding::{Finding, ResourceRef, Severity, Verdict};

/// Failures of one check that are listed, and undecided lines, unless all is asked for.
const MOST_ROWS: usize = 20;
/// Undecided lines of one check that share a reason: more of them say nothing new.
const SAME_REASON: usize = 3;

/// The blocks of the page, worst first: checks that found something, then those that did not.
pub fn blocks(page: &Page, report: &Report, all: bool) -> Vec<String> {
    let mut by_check: BTreeMap<(Severity, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in sorted(&report.findings) {
        by_check.entry((finding.severity, &finding.check)).or_default().push(finding);
    }
    let mut checks: Vec<Outcome<'_>> =
        by_check.into_iter().map(|((severity, id), found)| outcome(report, severity, id, found)).collect();
    // Within a severity a certain failure comes before a doubt.
    checks.sort_by_key(|check| (check.severity, check.count.fail == 0, check.id));
    let (listed, quiet): (Vec<_>, Vec<_>) =
        checks.into_iter().partition(|check| all || check.count.fail + check.count.unknown > 0);
    let lists: Vec<Vec<Row>> = listed.iter().map(|check| rows(&check.findings, all)).collect();
    let layout = page.layout(lists.iter().flatten());
    let mut blocks: Vec<String> = listed
        .iter()
        .zip(&lists)
        .map(|(check, rows)| {
            let heading = page.check_heading(check.severity, check.id, &counts(&check.count), check.title);
            format!("{heading}\n{}", page.rows(&layout, rows))
        })
        .collect();
    let clear: Vec<&str> = quiet.iter().map(|check| check.id).collect();
    let count = counts(&coverage(quiet.iter().flat_map(|check| check.findings.iter().copied())));
    blocks.extend(paragraph(
        page,
        &format!("Without failure or doubt: {} ({count})", plural(clear.len(), "check")),
        &clear,
    ));
    let idle = idle(report);
    blocks.extend(paragraph(page, &format!("No resource to judge: {}", plural(idle.len(), "check")), &idle));
    blocks
}

/// Counts by verdict in words, worst first; what there is none of is left out.
pub fn counts(count: &Coverage) -> String {
    let parts = [
        (count.fail, Verdict::Fail),
        (count.unknown, Verdict::Unknown),
        (count.pass, Verdict::Pass),
        (count.not_applicable, Verdict::NotApplicable),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = parts.map(|(count, verdict)| format!("{count} {}", word(*verdict))).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// What one check found.
struct Outcome<'a> {
    severity: Severity,
    id: &'a str,
    title: &'a str,
    count: Coverage,
    findings: Vec<&'a Finding>,
}

fn outcome<'a>(report: &'a Report, severity: Severity, id: &'a str, findings: Vec<&'a Finding>) -> Outcome<'a> {
    let title = report.checks.iter().find(|check| check.id == id).map_or("", |check| check.title.as_str());
    Outcome { severity, id, title, count: coverage(findings.iter().copied()), findings }
}

fn rows(findings: &[&Finding], all: bool) -> Vec<Row> {
    let of = |verdict| findings.iter().copied().filter(move |finding| finding.verdict == verdict);
    let mut rows = failed(of(Verdict::Fail), all);
    rows.extend(undecided(of(Verdict::Unknown), all));
    if all {
        let good = of(Verdict::Pass).chain(of(Verdict::NotApplicable));
        rows.extend(good.map(|finding| row(finding, finding.message.clone())));
    }
    rows
}

/// Undecided lines by reason, the most frequent first.
fn undecided<'a>(findings: impl Iterator<Item = &'a Finding>, all: bool) -> Vec<Row> {
    let mut by_reason: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let reason = reasons(finding).into_iter().collect::<Vec<_>>().join("; ");
        by_reason.entry(reason).or_default().push(finding);
    }
    let mut by_reason: Vec<_> = by_reason.into_iter().collect();
    by_reason.sort_by_key(|(_, findings)| Reverse(findings.len()));
    let mut left: usize = by_reason.iter().map(|(_, findings)| findings.len()).sum();
    let mut rows = Vec::new();
    for (reason, findings) in by_reason {
        if !all && rows.len() >= MOST_ROWS {
            rows.push(more(Verdict::Unknown, left, "for other reasons, see --format json"));
            break;
        }
        // One line that says "1 more" saves nothing.
        let shown = if all || findings.len() == SAME_REASON + 1 { findings.len() } else { SAME_REASON };
        rows.extend(findings.iter().take(shown).map(|finding| row(finding, reason.clone())));
        if findings.len() > shown {
            rows.push(more(Verdict::Unknown, findings.len() - shown, "for the same reason"));
        }
        left -= findings.len();
    }
    rows
}

fn failed<'a>(findings: impl Iterator<Item = &'a Finding>, all: bool) -> Vec<Row> {
    let mut rows: Vec<Row> = findings.map(|finding| row(finding, finding.message.clone())).collect();
    if !all && rows.len() > MOST_ROWS {
        let left = rows.len() - MOST_ROWS;
        rows.truncate(MOST_ROWS);
        rows.push(more(Verdict::Fail, left, "see --format json"));
    }
    rows
}

fn more(verdict: Verdict, count: usize, why: &str) -> Row {
    Row { verdict, name: format!("… and {count} more"), region: String::new(), reason: why.to_owned() }
}

fn row(finding: &Finding, reason: String) -> Row {
    let name = short_name(&finding.resource);
    let name = if finding.sub_key.is_empty() { name } else { format!("{name} [{}]", finding.sub_key) };
    Row { verdict: finding.verdict, name, region: finding.resource.region.clone(), reason }
}

/// The part of an ARN that tells resources of one account apart; all of it where it belongs to another account.
fn short_name(resource: &ResourceRef) -> String {
    let parts: Vec<&str> = resource.arn.splitn(6, ':').collect();
    match parts[..] {
        ["arn", _, _, _, owner, name] if owner.is_empty() || owner == resource.account => {
            match name.strip_prefix("account#") {
                Some(listed) if listed == resource.resource_type => format!("every {listed}"),
                _ => name.to_owned(),
            }
        }
        _ => resource.arn.clone(),
    }
}

fn idle(report: &Report) -> Vec<&str> {
    let judged: BTreeSet<&str> = report.findings.iter().map(|finding| &*finding.check).collect();
    let ids: BTreeSet<&str> = report.checks.iter().map(|check| check.id.as_str()).collect();
    ids.difference(&judged).copied().collect()
}

fn paragraph(page: &Page, title: &str, ids: &[&str]) -> Option<String> {
    if ids.is_empty() {
        return None;
    }
    Some(format!("{}\n{}", page.heading(title), page.paragraph(&ids.join(", "))))
}
