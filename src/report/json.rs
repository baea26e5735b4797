//! Native JSON: the whole report, and the source that every other format can be made from.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use super::text::is_hidden;
use super::{
    CheckSummary, Coverage, Format, GapGroup, Report, RunHeader, SCHEMA_VERSION, Style, coverage, gaps, sorted,
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

fn render(report: &Report, _: &Style, out: &mut dyn Write) -> io::Result<()> {
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
    // Written as it is made: the text of a large account's report is far larger than the report.
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Escaping(PrettyFormatter::new()));
    document.serialize(&mut serializer).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// Writes characters without a glyph as `\u` escapes: the data stays the same, and a terminal that shows the file
/// obeys none of it. Outside of strings JSON is plain ASCII.
struct Escaping(PrettyFormatter<'static>);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, hidden)) = rest.char_indices().find(|(_, c)| is_hidden(*c)) {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in hidden.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + hidden.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}
