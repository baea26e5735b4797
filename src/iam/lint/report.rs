//! Collects remarks and knows the lines.

use super::code::CODES;
use super::{Remark, Severity};

/// Codes of remarks on what does nothing.
const IDLE: &[&str] = &[
    "action-matches-nothing",
    "action-resource-mismatch",
    "dead-principal",
    "set-operator-missing",
    "duplicate-statement",
    "variable-needs-2012",
];

pub(super) struct Report<'a> {
    text: &'a str,
    /// Where each line ends.
    line_ends: Vec<usize>,
    remarks: Vec<Remark>,
    /// The statement that is being read.
    statement: Option<(usize, Option<String>)>,
}

impl<'a> Report<'a> {
    pub fn new(text: &'a str) -> Self {
        let line_ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
        Self { text, line_ends, remarks: Vec::new(), statement: None }
    }

    /// Remarks from now on are about this statement.
    pub fn enter(&mut self, index: usize, sid: Option<&str>) {
        // Each remark holds a copy: a Sid as long as the document would cost its square.
        self.statement = Some((index, sid.map(short)));
    }

    /// Remarks from now on are about the document.
    pub fn leave(&mut self) {
        self.statement = None;
    }

    /// Adds a remark about `part`, a slice of the document.
    pub fn say(&mut self, code: &'static str, part: &str, message: String, mend: &str) {
        let line = self.line(part);
        self.push(code, line, message, mend);
    }

    /// Adds a remark about what begins in a line.
    pub fn say_at(&mut self, code: &'static str, line: usize, message: String, mend: &str) {
        self.push(code, line, message, mend);
    }

    /// Whether a remark tells already that a statement, or a part of it, does nothing.
    pub fn is_blamed(&self, statement: usize) -> bool {
        let own = self.remarks.iter().filter(|remark| remark.statement == Some(statement));
        own.into_iter().any(|remark| remark.severity == Severity::Error || IDLE.contains(&remark.code))
    }

    /// Remarks that the text is no JSON, and where that shows.
    pub fn not_json(&mut self, error: &serde_json::Error) {
        // The words of the reader end in the place, which is told apart.
        let full = error.to_string();
        let words = full.split(" at line ").next().unwrap_or_default().to_owned();
        let message = format!("not JSON: {words}, at line {}, column {}", error.line(), error.column());
        self.push("not-json", error.line().max(1), message, "write it as JSON");
    }

    /// The line where `part`, a slice of the document, begins.
    pub fn line(&self, part: &str) -> usize {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        self.line_ends.partition_point(|end| *end < offset) + 1
    }

    /// All remarks, by line.
    pub fn finish(mut self) -> Vec<Remark> {
        self.remarks.sort_by_key(|remark| remark.line);
        self.remarks
    }

    fn push(&mut self, code: &'static str, line: usize, message: String, mend: &str) {
        let known = CODES.iter().find(|known| known.name == code);
        let (statement, sid) = self.statement.clone().unzip();
        self.remarks.push(Remark {
            line,
            statement,
            sid: sid.flatten(),
            severity: known.map_or(Severity::Warning, |known| known.severity),
            code,
            message,
            mend: mend.to_owned(),
        });
    }
}

/// The start of a text, so that a message stays readable.
pub(super) fn short(text: &str) -> String {
    const LIMIT: usize = 100;
    match text.char_indices().nth(LIMIT) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}...", &text[..end]),
    }
}
