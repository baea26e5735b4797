//! What a statement speaks of: the names of its actions.

use std::collections::HashSet;

use super::super::glob::Glob;
use super::super::parse::Effect;
use super::DocumentKind;
use super::report::{Report, short};
use super::statement::{Listed, Statement};

pub(super) fn remarks(
    statement: &Statement,
    kind: DocumentKind,
    known_action: &dyn Fn(&str) -> Option<bool>,
    report: &mut Report,
) {
    for listed in &statement.actions {
        if listed.inverted() {
            inverted(statement, listed, kind, report);
        }
        for text in &listed.texts {
            name(text.raw, &text.value, kind, known_action, report);
        }
        redundant(listed, str::to_ascii_lowercase, |_| true, report);
    }
}

fn inverted(statement: &Statement, listed: &Listed, kind: DocumentKind, report: &mut Report) {
    if kind == DocumentKind::ResourceControl {
        let message = "NotAction in a resource control policy".to_owned();
        report.say("element-not-allowed", listed.raw, message, "list the actions in Action");
    } else if statement.effect == Some(Effect::Allow) {
        let message = "Allow with NotAction grants everything else, of services to come too".to_owned();
        report.say("not-action-allow", listed.raw, message, "list what is granted in Action");
    }
}

fn name(raw: &str, text: &str, kind: DocumentKind, known_action: &dyn Fn(&str) -> Option<bool>, report: &mut Report) {
    // An empty text was told of already.
    if text.is_empty() {
        return;
    }
    if text == "*" {
        if kind == DocumentKind::ResourceControl {
            let message = "the action * in a resource control policy".to_owned();
            report.say("control-action", raw, message, "name the service: \"s3:*\"");
        }
        return;
    }
    let shown = short(text);
    if text.contains("${") {
        let message = format!("a policy variable in the action {shown:?}");
        report.say("variable-not-taken", raw, message, "write the action out");
        return;
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*' | '?');
    let Some((service, action)) = text.split_once(':').filter(|(service, action)| {
        !service.is_empty() && !action.is_empty() && service.chars().chain(action.chars()).all(is_name)
    }) else {
        let message = format!("{shown:?} is no action");
        report.say("action-form", raw, message, "write service:Name, without spaces");
        return;
    };
    if service.contains(['*', '?']) {
        let message = format!("the service of {shown:?} has a wildcard");
        report.say("action-service-wildcard", raw, message, "name the service, or write \"*\"");
        return;
    }
    if kind == DocumentKind::Trust && !service.eq_ignore_ascii_case("sts") {
        let message = format!("{shown:?} in a trust policy");
        report.say(
            "trust-action",
            raw,
            message,
            "use sts:AssumeRole, its variants, sts:TagSession or sts:SetSourceIdentity",
        );
        return;
    }
    if known_action(text) == Some(false) {
        if action.contains(['*', '?']) {
            let message = format!("no action matches {shown:?}");
            report.say("action-matches-nothing", raw, message, "mend the pattern, or take it out");
        } else {
            let message = format!("there is no action {shown:?}");
            report.say("unknown-action", raw, message, "look the name up in the service authorization reference");
        }
    }
}

/// Tells of values that another value of the list covers. `is_pattern`: whether the stars of a value run as in a glob.
pub(super) fn redundant(
    listed: &Listed,
    fold: impl Fn(&str) -> String,
    is_pattern: impl Fn(&str) -> bool,
    report: &mut Report,
) {
    // Each value is held against each pattern: on a hostile list the remark is not worth more than this.
    let mut budget: usize = 5_000_000;
    let folded: Vec<String> = listed.texts.iter().map(|text| fold(&text.value)).collect();
    let plain = |text: &str| text.contains('*') && !text.contains('?') && !text.contains("${") && is_pattern(text);
    let patterns: Vec<(&str, Glob)> =
        folded.iter().filter(|text| plain(text)).map(|text| (text.as_str(), Glob::new(text))).collect();
    let mut seen = HashSet::new();
    for (text, own) in listed.texts.iter().zip(&folded) {
        let mut by = (!seen.insert(own.as_str())).then_some(own.as_str());
        for (pattern, glob) in &patterns {
            // A wildcard of the value is a character that only a star of the pattern takes: then it covers both.
            let Some(left) = budget.checked_sub(1 + pattern.len().saturating_mul(own.len())) else { break };
            budget = left;
            if by.is_none() && *pattern != own.as_str() && glob.matches(own) {
                by = Some(pattern);
            }
        }
        if let Some(by) = by {
            let message = format!("{:?} is covered by {:?}", short(&text.value), short(by));
            report.say("redundant-value", text.raw, message, "take it out");
        }
    }
}
