//! One statement, read as leniently as it goes, so that one mistake does not hide the next.

use super::super::json;
use super::super::operator::{Operator, documented_name};
use super::super::parse::Effect;
use super::DocumentKind;
use super::document::{named, object, twice};
use super::report::{Report, short};

/// A text of the document, with its place.
pub(super) struct Text<'a> {
    pub raw: &'a str,
    pub value: String,
}

/// `Action`, `NotAction`, `Resource` or `NotResource`.
pub(super) struct Listed<'a> {
    pub raw: &'a str,
    pub name: &'static str,
    pub texts: Vec<Text<'a>>,
}

impl Listed<'_> {
    /// Whether the element stands in its `Not` form.
    pub fn inverted(&self) -> bool {
        self.name.starts_with("Not")
    }
}

/// `Principal` or `NotPrincipal`: texts, each with the key that it stands under.
pub(super) struct Principals<'a> {
    pub raw: &'a str,
    pub inverted: bool,
    pub entries: Vec<(String, Text<'a>)>,
}

pub(super) struct Condition<'a> {
    pub raw: &'a str,
    pub name: String,
    pub operator: Option<Operator>,
    /// The name in the case that AWS documents; as written where there is none.
    pub documented: String,
    pub key: String,
    pub values: Vec<Text<'a>>,
}

pub(super) struct Statement<'a> {
    pub index: usize,
    pub raw: &'a str,
    pub sid: Option<String>,
    pub effect: Option<Effect>,
    pub principals: Vec<Principals<'a>>,
    pub actions: Vec<Listed<'a>>,
    pub resources: Vec<Listed<'a>>,
    pub conditions: Vec<Condition<'a>>,
}

const ELEMENTS: &[&str] =
    &["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

impl Statement<'_> {
    /// What the statement says, without its Sid: equal texts mean the same.
    pub fn body(&self) -> String {
        let mut parts = vec![format!("{:?}", self.effect)];
        let mut list = |name: &str, mut texts: Vec<String>| {
            texts.sort_unstable();
            texts.dedup();
            parts.push(format!("{name} {texts:?}"));
        };
        for listed in self.actions.iter().chain(&self.resources) {
            list(listed.name, listed.texts.iter().map(|text| text.value.clone()).collect());
        }
        for principals in &self.principals {
            let texts = principals.entries.iter().map(|(key, text)| format!("{key}={}", text.value)).collect();
            list(if principals.inverted { "NotPrincipal" } else { "Principal" }, texts);
        }
        for condition in &self.conditions {
            let name = format!("{} {}", condition.name, condition.key);
            list(&name, condition.values.iter().map(|text| text.value.clone()).collect());
        }
        parts.sort_unstable();
        parts.join("\n")
    }
}

/// Reads a statement and tells what the grammar does not take.
pub(super) fn read<'a>(index: usize, raw: &'a str, kind: DocumentKind, report: &mut Report) -> Option<Statement<'a>> {
    let Some(members) = object(raw, report) else {
        if !raw.trim_start().starts_with('{') {
            report.say("wrong-type", raw, "the statement is no object".to_owned(), "write {\"Effect\": ..., ...}");
        }
        return None;
    };
    let sid = members.0.iter().find(|(name, _)| name == "Sid").and_then(|(_, raw)| json::string(raw.get()));
    report.enter(index, sid.as_deref());
    let mut statement = Statement {
        index,
        raw,
        sid,
        effect: None,
        principals: Vec::new(),
        actions: Vec::new(),
        resources: Vec::new(),
        conditions: Vec::new(),
    };
    let mut has_effect = false;
    for (name, raw) in named(&members, ELEMENTS, report) {
        match name {
            "Sid" => read_sid(raw, kind, report),
            "Effect" => {
                has_effect = true;
                statement.effect = effect(raw, report);
            }
            "Principal" | "NotPrincipal" => {
                let entries = principals(raw, report);
                statement.principals.push(Principals { raw, inverted: name == "NotPrincipal", entries });
            }
            "Action" | "NotAction" => {
                statement.actions.push(Listed { raw, name, texts: texts(name, raw, false, report) });
            }
            "Condition" => statement.conditions.extend(conditions(raw, report)),
            _ => statement.resources.push(Listed { raw, name, texts: texts(name, raw, false, report) }),
        }
    }
    if !has_effect {
        report.say(
            "missing-effect",
            raw,
            "the statement has no Effect".to_owned(),
            "add \"Effect\": \"Allow\" or \"Deny\"",
        );
    }
    forms(&statement, report);
    Some(statement)
}

fn read_sid(raw: &str, kind: DocumentKind, report: &mut Report) {
    match json::string(raw) {
        None => report.say("wrong-type", raw, "Sid is not a text".to_owned(), "write it in quotes"),
        Some(sid) => {
            let iam = matches!(kind, DocumentKind::Identity | DocumentKind::Trust);
            if iam && !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                let message = format!("Sid {:?} has more than letters and digits", short(&sid));
                report.say("sid-characters", raw, message, "use letters and digits only");
            }
        }
    }
}

fn effect(raw: &str, report: &mut Report) -> Option<Effect> {
    match json::string(raw).as_deref() {
        Some("Allow") => Some(Effect::Allow),
        Some("Deny") => Some(Effect::Deny),
        _ => {
            let message = format!("Effect is {}", short(raw));
            report.say("unknown-effect", raw, message, "write \"Allow\" or \"Deny\": case counts");
            None
        }
    }
}

fn forms(statement: &Statement, report: &mut Report) {
    let counts = [
        ("Action", statement.actions.len()),
        ("Resource", statement.resources.len()),
        ("Principal", statement.principals.len()),
    ];
    for (name, count) in counts {
        // The same name twice was told of as a duplicate; the two forms together are another mistake.
        let both = match name {
            "Action" => mixed(&statement.actions),
            "Resource" => mixed(&statement.resources),
            _ => {
                statement.principals.iter().any(|one| one.inverted)
                    && statement.principals.iter().any(|one| !one.inverted)
            }
        };
        if count > 1 && both {
            report.say(
                "both-forms",
                statement.raw,
                format!("{name} stands together with Not{name}"),
                "keep one of them",
            );
        }
    }
    if statement.actions.is_empty() {
        report.say("missing-action", statement.raw, "the statement has no Action".to_owned(), "add an Action");
    }
}

fn mixed(listed: &[Listed]) -> bool {
    listed.iter().any(Listed::inverted) && !listed.iter().all(Listed::inverted)
}

/// A text or a list of texts; where `scalars` are taken, numbers and truth values too.
fn texts<'a>(name: &str, raw: &'a str, scalars: bool, report: &mut Report) -> Vec<Text<'a>> {
    let parts = match json::list(raw) {
        None => vec![raw],
        Some(list) if list.is_empty() => {
            report.say("empty-value", raw, format!("{} is an empty list", short(name)), "add a value, or take it out");
            return Vec::new();
        }
        Some(list) => list.into_iter().map(|one| one.get()).collect(),
    };
    let mut found = Vec::new();
    for raw in parts {
        let value = if scalars { json::scalar(raw) } else { json::string(raw) };
        match value {
            Some(value) => {
                if value.is_empty() && !scalars {
                    report.say("empty-value", raw, format!("{} has an empty text", short(name)), "take it out");
                }
                found.push(Text { raw, value });
            }
            None if raw.starts_with('"') => {
                report.say(
                    "bad-escape",
                    raw,
                    format!("a text of {} has an escape that is no character", short(name)),
                    "pair surrogates, or write the character",
                );
            }
            None => {
                report.say(
                    "wrong-type",
                    raw,
                    format!("{} does not take {}", short(name), short(raw)),
                    "write a text or a list of texts",
                );
            }
        }
    }
    found
}

fn principals<'a>(raw: &'a str, report: &mut Report) -> Vec<(String, Text<'a>)> {
    if let Some(value) = json::string(raw) {
        if value == "*" {
            return vec![("AWS".to_owned(), Text { raw, value })];
        }
        let mend = "write {\"AWS\": ...}, {\"Service\": ...} or \"*\"";
        report.say("wrong-type", raw, format!("Principal is the text {:?}", short(&value)), mend);
        return Vec::new();
    }
    let Some(members) = object(raw, report) else {
        report.say("wrong-type", raw, format!("Principal is {}", short(raw)), "write \"*\" or an object of principals");
        return Vec::new();
    };
    if members.0.is_empty() {
        report.say("empty-value", raw, "Principal is empty".to_owned(), "name somebody");
    }
    twice(&members, report);
    let mut found = Vec::new();
    for (key, value) in &members.0 {
        let texts = texts("Principal", value.get(), false, report);
        found.extend(texts.into_iter().map(|text| (key.clone(), text)));
    }
    found
}

fn conditions<'a>(raw: &'a str, report: &mut Report) -> Vec<Condition<'a>> {
    let Some(operators) = parts("Condition", raw, report) else { return Vec::new() };
    let mut found = Vec::new();
    for (name, raw) in &operators {
        let Some(keys) = parts(name, raw, report) else { continue };
        for (key, raw) in keys {
            let values = texts(&key, raw, true, report);
            let operator = Operator::parse(name);
            let documented = documented_name(name).unwrap_or_else(|| name.clone());
            found.push(Condition { raw, name: name.clone(), operator, documented, key, values });
        }
    }
    found
}

/// The members of an object that may not be empty.
fn parts<'a>(name: &str, raw: &'a str, report: &mut Report) -> Option<Vec<(String, &'a str)>> {
    let Some(members) = object(raw, report) else {
        report.say("wrong-type", raw, format!("{} is no object", short(name)), "write {OPERATOR: {KEY: VALUES}}");
        return None;
    };
    if members.0.is_empty() {
        report.say("empty-value", raw, format!("{} is empty", short(name)), "take it out");
    }
    twice(&members, report);
    Some(members.0.into_iter().map(|(name, raw)| (name, raw.get())).collect())
}
