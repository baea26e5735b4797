//! `policy diff`: what a new policy allows that the old one does not, and the reverse, each with a request.

use std::path::Path;

use serde_json::Value;

use super::page::Page;
use super::{input, kind};
use crate::cli::{PolicyDiff, PolicyFormat};
use crate::error::{Error, Exit};
use crate::iam::inclusion::diff_json;
use crate::scan::write_stdout;

/// Compares two documents of one kind.
///
/// # Errors
/// A document that cannot be read, or stdout that cannot be written.
pub(super) fn diff(arguments: &PolicyDiff) -> Result<Exit, Error> {
    if arguments.old == Path::new("-") && arguments.new == Path::new("-") {
        return Err(Error::usage("stdin cannot be both policies"));
    }
    let (old, new) = (input::policy(&arguments.old)?, input::policy(&arguments.new)?);
    let answer = diff_json(&old, &new, kind::of(arguments.kind.unwrap_or_else(|| kind::guess(&new))));
    match arguments.format {
        PolicyFormat::Json => super::print_json(&answer)?,
        PolicyFormat::Text => write_stdout(page(&answer).as_bytes())?,
    }
    let differs = !(list(&answer["newly_allowed"]).is_empty() && list(&answer["newly_denied"]).is_empty());
    Ok(match (arguments.exit_code, differs, list(&answer["unknowns"]).is_empty()) {
        (true, true, _) => Exit::Findings,
        (true, false, false) => Exit::Incomplete,
        _ => Exit::Clean,
    })
}

fn page(answer: &Value) -> String {
    let mut page = Page::new();
    page.line(match answer["equal"].as_bool() {
        Some(true) => "equal: both allow the same",
        Some(false) => "different",
        None => "unknown: it is not decided whether both allow the same",
    });
    for (name, word, whose) in [("newly_allowed", "newly allowed", "new"), ("newly_denied", "newly denied", "old")] {
        for change in list(&answer[name]) {
            page.gap();
            page.line(word);
            self::change(&mut page, change, whose);
        }
    }
    let unknowns = list(&answer["unknowns"]);
    if !unknowns.is_empty() {
        page.gap();
        page.line("not known");
    }
    for one in unknowns {
        let more = if one["could"] == "allow" { "more" } else { "less" };
        page.values("", [format!("{}: the new policy could allow {more} by it", text(&one["construct"]))]);
    }
    page.into_text()
}

/// `whose`: the policy that allows it.
fn change(page: &mut Page, change: &Value, whose: &str) {
    let mut actions = texts(&change["actions"]);
    let rest = change["action_count"].as_u64().unwrap_or_default().saturating_sub(actions.len() as u64);
    if rest > 0 {
        actions.push(format!("and {rest} more"));
    }
    page.list("may", &actions);
    page.list("on", &texts(&change["resources"]));
    page.values("by", [format!("Allow {} of the {whose} policy", statement(&change["statement"]))]);
    if change["denied_by"].is_object() {
        let other = if whose == "new" { "old" } else { "new" };
        page.values("but for", [format!("Deny {} of the {other} policy", statement(&change["denied_by"]))]);
    }
    page.values("request", super::request::lines(&change["witness"]));
}

fn statement(statement: &Value) -> String {
    let name = statement["sid"].as_str().map_or_else(|| statement["index"].to_string(), str::to_owned);
    format!("statement {name}, line {}", statement["line"])
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn texts(value: &Value) -> Vec<String> {
    list(value).iter().map(|one| text(one).to_owned()).collect()
}
