//! Renders a scan: data in, bytes out, one small file a format.

mod coverage;
mod gaps;
mod json;
mod table;
mod text;

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::config::Declarations;
use crate::finding::{Control, Finding, Severity};
use crate::resource::{Scope, Span};

pub use coverage::{Coverage, coverage, fails_by_severity};
pub use gaps::{GapGroup, gaps};
pub use text::{visible, visible_json};

/// Every format. To add one, write its file and name it here.
pub const FORMATS: &[Format] = &[table::FORMAT, json::FORMAT];

/// Version of the native JSON. The first number changes when a reader of the old one could break.
pub const SCHEMA_VERSION: &str = "1.0";

/// One output format: a pure function of the report.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// One line for `--help`.
    pub about: &'static str,
    render: fn(&Report, &Style, &mut dyn Write) -> io::Result<()>,
}

/// How the table looks; no other format reads it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Columns of the terminal. `None` where output goes elsewhere: then 120, so that files do not differ by terminal.
    pub width: Option<usize>,
    /// Whether to print ANSI colours.
    pub color: bool,
    /// List every finding, passes too, and cut no list short.
    pub all: bool,
}

/// Everything that a format may say of one scan of one account.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub header: RunHeader,
    /// Checks that were selected, also those that found no resource to judge.
    pub checks: Vec<CheckSummary>,
    /// All verdicts, in any order: each format sorts.
    pub findings: Vec<Finding>,
}

/// What was scanned, when, and under which assumptions.
///
/// It holds nothing that tells a live scan from the replay of its recording, since both give the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunHeader {
    /// UUIDv4.
    pub id: String,
    pub tool: Tool,
    pub partition: String,
    /// Account id, 12 digits.
    pub account: String,
    /// Empty: the account has none. `None`: they could not be read.
    pub account_aliases: Option<Vec<String>>,
    /// ARN that the scan ran as.
    pub caller: String,
    /// URLs that answered in the place of AWS. Empty: AWS itself answered.
    pub endpoint_overrides: Vec<String>,
    /// Whether the answers are those that ship with aplomb.
    pub demo: bool,
    /// When answers were collected, oldest first; a resumed recording has several. Ages count from the first start.
    pub spans: Vec<Span>,
    /// Why the recording ends before the scan was done.
    pub partial: Option<String>,
    pub scope: Scope,
    /// What `aplomb.toml` said.
    pub declared: Declarations,
    /// What a reader should know besides the notices.
    pub warnings: Vec<String>,
}

/// What made a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

/// What a report tells of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckSummary {
    pub id: String,
    pub title: String,
    /// Why it matters.
    pub description: String,
    pub severity: Severity,
    /// CloudFormation types that it judges.
    pub resource_types: Vec<String>,
    pub remediation: Remediation,
    pub controls: Vec<Control>,
}

/// How to mend what a check finds, in three tongues; empty where there is no such way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remediation {
    pub cli: String,
    pub terraform: String,
    pub cloudformation: String,
}

/// Finds a format by its name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Renders a report. The same report gives the same bytes.
///
/// # Errors
/// It cannot be written there.
pub fn render(format: &Format, report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    (format.render)(report, style, out)
}

/// The JSON Schema (draft 2020-12) of the native JSON.
pub fn schema() -> &'static str {
    include_str!("report/schema.json")
}

impl RunHeader {
    /// What must be known before a finding is believed, one sentence each. Every format shows them.
    pub fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
        if !self.endpoint_overrides.is_empty() {
            let urls = self.endpoint_overrides.join(", ");
            notices.push(format!("emulated account: answers came from {urls}, not from AWS"));
        }
        if self.demo {
            notices.push("demo: these answers ship with aplomb; they tell nothing of your account".to_owned());
        }
        if let Some(reason) = &self.partial {
            notices.push(format!("partial: {reason}"));
        }
        if let [first, .., last] = self.spans.as_slice() {
            notices.push(format!(
                "resumed: answers are from {} spans of time, the first from {}, the last from {}",
                self.spans.len(),
                first.started,
                last.started
            ));
        }
        notices
    }
}

/// Findings in the one order that every report has: account, region, type, ARN, check, sub-key.
fn sorted(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|f| {
        let r = &f.resource;
        (&r.account, &r.region, &r.resource_type, &r.arn, &f.check, &f.sub_key)
    });
    sorted
}
