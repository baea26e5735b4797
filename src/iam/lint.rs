//! What is odd about a policy document: what AWS refuses, and what it takes but hardly as meant.

use serde_json::value::RawValue;

mod action;
mod code;
mod condition;
mod document;
mod effect;
mod fit;
mod known;
mod principal;
mod report;
mod resource;
mod statement;
mod value;
mod variable;

pub use code::{CODES, Code};

/// What a document is written for. It decides which elements may stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// A policy of a user, group or role, managed or inline; also a permissions boundary.
    Identity,
    /// A policy of a resource: a bucket, a queue, a key.
    Resource,
    /// Who may assume a role.
    Trust,
    /// A service control policy of AWS Organizations.
    ServiceControl,
    /// A resource control policy of AWS Organizations.
    ResourceControl,
}

/// How grave a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// AWS refuses it, or a part of it can never work.
    Error,
    /// AWS takes it; it hardly does what was meant.
    Warning,
    /// It could be said better.
    Suggestion,
}

/// One oddity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Line of the text, from 1.
    pub line: usize,
    /// Place of the statement, from 0; `None` where the document as a whole is meant.
    pub statement: Option<usize>,
    pub sid: Option<String>,
    pub severity: Severity,
    /// One of [`CODES`]. Codes stay as they are once released.
    pub code: &'static str,
    /// What is odd, with the words of the document.
    pub message: String,
    /// What to write instead.
    pub mend: String,
}

/// Remarks on a policy document, by line. Any text will do: nothing panics, and what cannot be read is a remark.
///
/// `known_action` answers for `service:Name`, wildcards included, whether AWS has such an action; `None` where the
/// service is not known. Follows the "IAM JSON policy elements reference" and "Grammar of the IAM JSON policy language"
/// of the IAM user guide, and for organisations the SCP and RCP syntax of the AWS Organizations user guide. What each
/// code means is told by [`CODES`].
pub fn lint(text: &str, kind: DocumentKind, known_action: &dyn Fn(&str) -> Option<bool>) -> Vec<Remark> {
    let mut report = report::Report::new(text);
    let body = match text.strip_prefix('\u{feff}') {
        None => text,
        Some(rest) => {
            report.say(
                "byte-order-mark",
                text,
                "the text starts with a byte order mark".to_owned(),
                "save it as UTF-8 without one",
            );
            rest
        }
    };
    match serde_json::from_str::<&RawValue>(body) {
        Ok(document) => {
            document::document(document.get(), kind, known_action, &mut report);
            effect::remarks(text, kind, &mut report);
        }
        Err(error) => report.not_json(&error),
    }
    report.finish()
}

#[cfg(test)]
mod tests;
