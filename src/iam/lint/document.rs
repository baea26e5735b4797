//! The document as a whole: its elements, its version, its length, its statements beside each other.

use std::collections::HashMap;

use super::super::json::{self, Members};
use super::super::parse::Version;
use super::DocumentKind;
use super::known;
use super::report::{Report, short};
use super::statement::{self, Statement};
use super::{action, condition, fit, principal, resource};

const ELEMENTS: &[&str] = &["Version", "Id", "Statement"];

/// Reads a document that is JSON.
pub(super) fn document(
    text: &str,
    kind: DocumentKind,
    known_action: &dyn Fn(&str) -> Option<bool>,
    report: &mut Report,
) {
    length(text, kind, report);
    characters(text, kind, report);
    let Some(members) = object(text, report) else {
        report.say(
            "not-a-policy",
            text,
            "the document is no object".to_owned(),
            "write {\"Version\": ..., \"Statement\": [...]}",
        );
        return;
    };
    let mut version = None;
    let mut statements = None;
    for (name, raw) in named(&members, ELEMENTS, report) {
        match name {
            "Version" => version = Some(raw),
            "Statement" => statements = Some(raw),
            _ if json::string(raw).is_none() => {
                report.say("wrong-type", raw, "Id is not a text".to_owned(), "write it in quotes");
            }
            _ => {}
        }
    }
    let version = read_version(version, text, report);
    let Some(raw) = statements else {
        report.say("not-a-policy", text, "the document has no Statement".to_owned(), "add a Statement");
        return;
    };
    let list = json::list(raw).map_or_else(|| vec![raw], |list| list.into_iter().map(|one| one.get()).collect());
    if list.is_empty() {
        report.say(
            "empty-value",
            raw,
            "Statement is an empty list".to_owned(),
            "add a statement, or delete the policy",
        );
    }
    let mut read = Vec::new();
    for (index, raw) in list.into_iter().enumerate() {
        report.enter(index, None);
        if let Some(statement) = statement::read(index, raw, kind, report) {
            principal::remarks(&statement, kind, report);
            action::remarks(&statement, kind, known_action, report);
            resource::remarks(&statement, kind, version, report);
            fit::remarks(&statement, kind, report);
            condition::remarks(&statement, version, report);
            read.push(statement);
        }
    }
    report.leave();
    duplicates(&read, report);
}

/// The members of an object. A remark tells of one that cannot be read.
pub(super) fn object<'a>(text: &'a str, report: &mut Report) -> Option<Members<'a>> {
    let members = Members::of(text);
    if members.is_none() && text.trim_start().starts_with('{') {
        report.say(
            "bad-escape",
            text,
            "a name in the object has an escape that is no character".to_owned(),
            "pair surrogates, or write the character",
        );
    }
    members
}

/// The members whose names are known, by the known name. Remarks tell of all others and of those that stand twice.
pub(super) fn named<'a>(
    members: &Members<'a>,
    known: &[&'static str],
    report: &mut Report,
) -> Vec<(&'static str, &'a str)> {
    twice(members, report);
    let mut found = Vec::new();
    for (name, raw) in &members.0 {
        let raw = raw.get();
        match known.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            Some(known) => {
                if known != name {
                    report.say(
                        "case-variant",
                        raw,
                        format!("{:?} is written {known}", short(name)),
                        "write it so: names compare by case",
                    );
                }
                found.push((*known, raw));
            }
            None => {
                let mend = match known::nearest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean {near}?"),
                    None => format!("take it out: known are {}", known.join(", ")),
                };
                report.say("unknown-element", raw, format!("unknown element {:?}", short(name)), &mend);
            }
        }
    }
    found
}

/// Tells of names that stand twice.
pub(super) fn twice(members: &Members, report: &mut Report) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (name, raw) in &members.0 {
        let line = report.line(raw.get());
        if let Some(first) = seen.get(&name.to_ascii_lowercase()) {
            let message = format!("{:?} stands already in line {first}", short(name));
            report.say("duplicate-key", raw.get(), message, "join the two: which of them counts is not documented");
        } else {
            seen.insert(name.to_ascii_lowercase(), line);
        }
    }
}

fn read_version(raw: Option<&str>, document: &str, report: &mut Report) -> Version {
    let mend = "write \"Version\": \"2012-10-17\"";
    let Some(raw) = raw else {
        report.say("old-version", document, "Version is missing: that is 2008-10-17".to_owned(), mend);
        return Version::V2008;
    };
    match json::string(raw).as_deref() {
        Some("2012-10-17") => return Version::V2012,
        Some("2008-10-17") => report.say("old-version", raw, "Version is 2008-10-17".to_owned(), mend),
        _ => report.say("unknown-version", raw, format!("unknown Version {}", short(raw)), mend),
    }
    Version::V2008
}

/// Quotas of IAM, of AWS Organizations and of S3. IAM does not count white space.
fn length(text: &str, kind: DocumentKind, report: &mut Report) {
    let black = text.chars().filter(|c| !c.is_whitespace()).count();
    let (size, limit, what) = match kind {
        DocumentKind::Identity if black > 10_240 => (black, 10_240, "no user, group or role takes more"),
        DocumentKind::Identity => (black, 6_144, "a managed policy takes no more"),
        DocumentKind::Trust if black > 4_096 => (black, 4_096, "no role takes more"),
        DocumentKind::Trust => (black, 2_048, "a role takes no more before its quota is raised"),
        DocumentKind::Resource => (text.len(), 20_480, "a bucket takes no more"),
        DocumentKind::ServiceControl | DocumentKind::ResourceControl => {
            (text.chars().count(), 5_120, "an organisation takes no more; white space counts")
        }
    };
    if size > limit {
        report.say(
            "size-limit",
            text,
            format!("{size} characters, over {limit}: {what}"),
            "split it, or say it with fewer words",
        );
    }
}

/// The characters that the API of IAM takes in a document.
fn characters(text: &str, kind: DocumentKind, report: &mut Report) {
    if !matches!(kind, DocumentKind::Identity | DocumentKind::Trust) {
        return;
    }
    if let Some((at, c)) = text.char_indices().find(|(_, c)| *c > '\u{ff}') {
        let message = format!("IAM does not take the character {c:?}");
        report.say("character-not-taken", &text[at..], message, "write an escape, or plain letters");
    }
}

/// Statements that share a Sid or say the same.
fn duplicates(statements: &[Statement], report: &mut Report) {
    let mut sids: HashMap<&str, usize> = HashMap::new();
    let mut bodies: HashMap<String, usize> = HashMap::new();
    for statement in statements {
        report.enter(statement.index, statement.sid.as_deref());
        if let Some(sid) = statement.sid.as_deref().filter(|sid| !sid.is_empty()) {
            match sids.get(sid) {
                Some(first) => {
                    let message = format!("Sid {:?} is that of statement {first} too", short(sid));
                    report.say("duplicate-sid", statement.raw, message, "give each statement its own");
                }
                None => {
                    sids.insert(sid, statement.index);
                }
            }
        }
        let body = statement.body();
        match bodies.get(&body) {
            Some(first) => {
                let message = format!("says the same as statement {first}");
                report.say("duplicate-statement", statement.raw, message, "take one of them out");
            }
            None => {
                bodies.insert(body, statement.index);
            }
        }
    }
    report.leave();
}
