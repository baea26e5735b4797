//! A decision for people, from the JSON that programs get.

use serde_json::Value;

use super::page::Page;

/// What was decided, and what by or what for not.
pub(crate) fn summary(page: &mut Page, decision: &Value) {
    page.line(match decision["decision"].as_str() {
        Some("allowed") => "allowed",
        Some("explicitly_denied") => "denied: a Deny refuses it",
        Some("implicitly_denied") => "denied: nothing allows it",
        _ => "unknown: it is not decided",
    });
    page.values("because", texts(&decision["reasons"]));
    page.values("not known", texts(&decision["unknowns"]));
}

/// The statements that were read, those that `keep` takes; how many were left out.
pub(crate) fn trace(page: &mut Page, decision: &Value, keep: impl Fn(&Value) -> bool) {
    let steps = decision["trace"].as_array().map(Vec::as_slice).unwrap_or_default();
    let kept: Vec<&Value> = steps.iter().filter(|step| keep(step)).collect();
    if steps.is_empty() {
        return;
    }
    page.gap();
    page.line("statements");
    for step in &kept {
        let word = match step["matched"].as_bool() {
            Some(true) => "matches",
            Some(false) => "does not",
            None => "may match",
        };
        page.values(word, [statement(step)]);
    }
    let rest = steps.len() - kept.len();
    if rest > 0 {
        page.values("", [format!("{rest} more that do not match")]);
    }
}

fn statement(step: &Value) -> String {
    let text = |name: &str| step[name].as_str().unwrap_or_default();
    let effect = step["effect"].as_str().unwrap_or("odd");
    let level = step["level"].as_u64().map(|level| format!(" of level {level}")).unwrap_or_default();
    let why = step["why"].as_str().map(|why| format!(": {why}")).unwrap_or_default();
    let (statement, kind, policy) = (text("statement"), text("type"), text("policy"));
    format!("{effect} statement {statement} of {kind} {policy}{level}, line {}{why}", step["line"])
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}
