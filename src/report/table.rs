//! The table: made to be read in a terminal, worst first.

mod checks;
mod page;

use std::collections::BTreeSet;
use std::io::{self, Write};

use page::Page;

use super::{Coverage, Format, GapGroup, Report, RunHeader, Style, coverage, fails_by_severity, gaps};
use crate::config::Declarations;
use crate::resource::{GapCode, Scope};

pub const FORMAT: Format = Format { name: "table", about: "for people: worst first, what is wrong and why", render };

/// Causes of gaps that are listed, and warnings, unless all is asked for.
const MOST_LINES: usize = 15;

const WHEN_DENIED: &str =
    "`aplomb permissions` prints the whole policy; then `--resume FILE --retry-denied` asks only what is missing.";

fn render(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let page = Page::new(style);
    let count = coverage(&report.findings);
    let mut blocks = vec![head(&page, report, &count)];
    blocks.extend(checks::blocks(&page, report, style.all));
    blocks.extend(gap_block(&page, &count, &gaps(&report.findings), style.all));
    blocks.push(summary(&page, report, &count));
    out.write_all((blocks.join("\n\n") + "\n").as_bytes())
}

/// What one must know first: whose account, whether AWS answered, how bad it is, how much of it is decided.
fn head(page: &Page, report: &Report, count: &Coverage) -> String {
    let run = &report.header;
    let tool = format!("{} {}", run.tool.name, run.tool.version);
    let mut lines = vec![page.heading(&format!("{tool}: {}", account(run)))];
    lines.extend(run.notices().iter().map(|notice| page.notice(notice)));
    lines.push(String::new());
    lines.extend(outcome(page, report, count));
    lines.push(String::new());
    lines.push(page.entry("run as", &run.caller));
    lines.push(page.entry("answers", &spans(run)));
    lines.extend(scope(&run.scope).into_iter().map(|(key, value)| page.entry(key, &value)));
    lines.push(page.entry("declared", &declared(&run.declared)));
    lines.push(page.entry("run", &run.id));
    lines.extend(warnings(page, &run.warnings));
    lines.join("\n")
}

/// The last lines are the ones that stay on the screen, so they say again whose account this is.
fn summary(page: &Page, report: &Report, count: &Coverage) -> String {
    let mut lines = vec![page.heading(&format!("Summary: {}", account(&report.header)))];
    lines.extend(report.header.notices().iter().map(|notice| page.notice(notice)));
    lines.push(page.entry("verdicts", &checks::counts(count)));
    lines.extend(outcome(page, report, count));
    if count.fail > 0 {
        lines
            .push(page.entry("next", "`aplomb explain CHECK` tells why a check matters and how to mend what it finds"));
    }
    lines.join("\n")
}

fn outcome(page: &Page, report: &Report, count: &Coverage) -> Vec<String> {
    if count.asked == 0 {
        return vec![page.entry("decided", "nothing was asked: no selected check met a resource")];
    }
    let fails = fails_by_severity(&report.findings);
    let parts: Vec<_> =
        fails.iter().map(|(severity, fails)| (*severity, format!("{fails} {}", severity.word()))).collect();
    let decided = format!(
        "{} of {} pairs of a check and a resource ({}), {} unknown",
        count.decided,
        count.asked,
        percentage(count),
        count.unknown
    );
    let fails = match count.fail {
        0 => page.entry("fails", "none"),
        fail => page.severities("fails", &format!("{fail}: "), &parts),
    };
    vec![fails, page.entry("decided", &decided)]
}

/// One decimal, rounded down: only a scan that decided everything reads 100 %.
fn percentage(count: &Coverage) -> String {
    let permille = count.decided * 1000 / count.asked.max(1);
    format!("{}.{} %", permille / 10, permille % 10)
}

fn account(run: &RunHeader) -> String {
    let aliases = match &run.account_aliases {
        None => " (alias not known)".to_owned(),
        Some(aliases) if aliases.is_empty() => String::new(),
        Some(aliases) => format!(" ({})", aliases.join(", ")),
    };
    format!("account {}{aliases}, partition {}", run.account, run.partition)
}

fn spans(run: &RunHeader) -> String {
    let spans = run.spans.iter().map(|span| match &span.finished {
        Some(finished) => format!("from {} to {finished}", span.started),
        None => format!("from {} until it was cut", span.started),
    });
    spans.collect::<Vec<_>>().join(", then ")
}

fn scope(scope: &Scope) -> Vec<(&'static str, String)> {
    let list = |chosen: &BTreeSet<String>, left_out: &BTreeSet<String>| {
        let chosen = chosen.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        match left_out.len() {
            0 => chosen,
            left_out => format!("{chosen} ({left_out} left out)"),
        }
    };
    vec![
        ("services", list(&scope.services, &scope.services_not_scanned)),
        ("regions", list(&scope.regions, &scope.regions_not_scanned)),
    ]
}

fn declared(declared: &Declarations) -> String {
    let mut parts = Vec::new();
    if let Some(accounts) = &declared.trust.accounts {
        parts.push(plural(accounts.len(), "trusted account"));
    }
    if let Some(organization) = &declared.trust.organization {
        parts.push(format!("organisation {organization}"));
    }
    if !declared.classify.is_empty() {
        parts.push(plural(declared.classify.len(), "classification rule"));
    }
    if !declared.parameters.is_empty() {
        parts.push(format!("parameters of {}", plural(declared.parameters.len(), "check")));
    }
    if !declared.registry.is_undeclared() {
        parts.push(plural(declared.registry.documents.len(), "API contract"));
    }
    match parts.is_empty() {
        true => "nothing: trust and classification are not known".to_owned(),
        false => parts.join(", "),
    }
}

fn warnings(page: &Page, warnings: &[String]) -> Vec<String> {
    let mut lines: Vec<String> =
        warnings.iter().take(MOST_LINES).map(|text| page.notice(&format!("warning: {text}"))).collect();
    if warnings.len() > MOST_LINES {
        lines.push(page.notice(&format!("… and {} more warnings, see --format json", warnings.len() - MOST_LINES)));
    }
    lines
}

fn gap_block(page: &Page, count: &Coverage, gaps: &[GapGroup], all: bool) -> Option<String> {
    let shown = if all { gaps.len() } else { gaps.len().min(MOST_LINES) };
    let title = match count.unknown {
        0 => return None,
        1 => "Gaps: 1 pair is not decided".to_owned(),
        unknown => format!("Gaps: {unknown} pairs are not decided"),
    };
    let mut rows = vec![["pairs".to_owned(), "why".to_owned(), "what would mend it".to_owned()]];
    rows.extend(gaps[..shown].iter().map(|gap| [gap.pairs.to_string(), gap.reason(), gap.mend.clone()]));
    let mut block = format!("{}\n{}", page.heading(&title), page.gap_rows(&rows));
    if shown < gaps.len() {
        block += &format!("\n  … and {} more, see --format json", plural(gaps.len() - shown, "cause"));
    }
    if gaps[..shown].iter().any(|gap| gap.code == GapCode::Denied) {
        block += &format!("\n{}", page.paragraph(WHEN_DENIED));
    }
    Some(block)
}

fn plural(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}
