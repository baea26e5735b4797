//! Native JSON: the whole report, and the source that every other format can be made from.

use serde::Serialize;

use super::text::is_hidden;
use super::{
    CheckSummary, Coverage, Format, GapGroup, RenderError, Report, RunHeader, SCHEMA_VERSION, Style, coverage, gaps,
    sorted,
};
use crate::finding::Finding;

pub const FORMAT: Format =
    Format { name: "json", about: "for programs: everything, by a published JSON Schema", render };

/// The document, in the order in which it is written.
#[derive(Serialize)]
struct Document<'a> {
    schema_version: &'static str,
    run: Run<'a>,
    coverage: Coverage,
    gaps: Vec<GapGroup>,
    checks: Vec<&'a CheckSummary>,
    findings: Vec<&'a Finding>,
}

#[derive(Serialize)]
struct Run<'a> {
    #[serde(flatten)]
    header: &'a RunHeader,
    notices: Vec<String>,
}

fn render(report: &Report, _: &Style) -> Result<Vec<u8>, RenderError> {
    let mut checks: Vec<&CheckSummary> = report.checks.iter().collect();
    checks.sort_by_key(|check| &check.id);
    let document = Document {
        schema_version: SCHEMA_VERSION,
        run: Run { header: &report.header, notices: report.header.notices() },
        coverage: coverage(&report.findings),
        gaps: gaps(&report.findings),
        checks,
        findings: sorted(&report.findings),
    };
    match serde_json::to_string_pretty(&document) {
        Ok(text) => Ok(escape(&text).into_bytes()),
        Err(source) => Err(RenderError { format: FORMAT.name, source }),
    }
}

/// Writes characters without a glyph as `\u` escapes: the data stays the same, and a terminal that shows the file
/// obeys none of it. Outside of strings JSON is plain ASCII, so whatever is found stands within one.
fn escape(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if c != '\n' && is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            escaped.push(c);
        }
    }
    escaped.push('\n');
    escaped
}
