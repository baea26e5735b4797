//! Lines for people: a key at the left, what there is of it at the right. All text is made visible.

use crate::progress::stdout_width;
use crate::report::visible;

/// Width where there is no terminal.
const FIXED_WIDTH: usize = 120;
/// Where values begin.
const VALUE_AT: usize = 14;
const INDENT: &str = "  ";

/// A text that grows line by line.
#[derive(Debug)]
pub(crate) struct Page {
    text: String,
    width: usize,
}

impl Page {
    pub fn new() -> Self {
        Self { text: String::new(), width: stdout_width().unwrap_or(FIXED_WIDTH).max(VALUE_AT * 3) }
    }

    /// A line at the left edge.
    pub fn line(&mut self, text: &str) {
        self.text += visible(text).trim_end();
        self.text.push('\n');
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Values under a key, one a line.
    pub fn values<S: AsRef<str>>(&mut self, key: &str, values: impl IntoIterator<Item = S>) {
        let mut key = key;
        for value in values {
            self.line(&format!("{INDENT}{key:<width$}{}", value.as_ref(), width = VALUE_AT - INDENT.len()));
            key = "";
        }
    }

    /// Values under a key, as many a line as fit.
    pub fn list(&mut self, key: &str, values: &[String]) {
        let mut lines: Vec<String> = Vec::new();
        for (place, value) in values.iter().enumerate() {
            let comma = if place + 1 < values.len() { "," } else { "" };
            match lines.last_mut() {
                Some(line) if VALUE_AT + line.len() + value.len() + 2 <= self.width => {
                    line.push_str(&format!(" {value}{comma}"));
                }
                _ => lines.push(format!("{value}{comma}")),
            }
        }
        self.values(key, lines);
    }

    /// All that was written.
    pub fn into_text(self) -> String {
        self.text
    }
}
