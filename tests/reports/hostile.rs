//! Text from the cloud can hold anything: no format may let it act, hide or break the lines.

use aplomb::finding::{Severity, Verdict};
use aplomb::report::{FORMATS, Report, Style};
use aplomb::resource::GapCode;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::{fixture, json, table, text_of};

/// Terminal escapes, line ends, overrides of direction, characters that take no column.
const HOSTILE: &[&str] = &[
    "\u{1b}[2J\u{1b}[1;31mowned\u{1b}[0m",
    "\u{1b}]0;title\u{7}\u{1b}]8;;http://evil.example\u{1b}\\click",
    "\u{9b}31mC1 and \u{7f} and \u{0}",
    "first\nHIGH  s3-fake  1 fail\r\nfail     fake\u{85}next\u{2028}next\u{2029}next\u{b}\u{c}",
    "gnp.\u{202e}exe\u{202c} \u{2066}x\u{2069} \u{200e}\u{200f}\u{61c}",
    "ze\u{200b}ro\u{200d}wi\u{feff}dth\u{2060}\u{ad}",
    "tag\u{e0041}\u{e0042} e\u{301}\u{302}\u{303} \u{fe0f}",
    "日本語のバケット 🪣🔥 ｆｕｌｌ",
    "<script>alert(1)</script> =cmd|' /C calc'!A0 | # [x](y) `z` \\u{1b}",
    "",
    "   ",
];

#[test]
fn nothing_hidden_reaches_any_output() {
    for format in FORMATS {
        let text = text_of(format.name, &report(), &Style { width: Some(100), color: false, all: true });
        for c in text.chars().filter(|c| *c != '\n') {
            assert!(c.width().unwrap_or(0) > 0, "{}: {:?} came through", format.name, c);
            assert!(!matches!(c, '\u{2028}' | '\u{2029}' | '\u{ad}'), "{}: {c:?} came through", format.name);
        }
    }
}

#[test]
fn what_was_hidden_is_shown_as_an_escape() {
    let table = table(&report(), 200);
    for shown in [r"\u{1b}[2J", r"\u{9b}31m", r"first\nHIGH", r"\u{202e}exe", r"ze\u{200b}ro", r"\u{e0041}", "日本語"]
    {
        assert!(table.contains(shown), "{shown} is missing from {table}");
    }
    assert!(!table.lines().any(|line| line.starts_with("HIGH  s3-fake")), "{table}");
}

#[test]
fn json_keeps_the_text_as_it_was() {
    let report = report();
    let read: serde_json::Value = serde_json::from_str(&json(&report)).unwrap();
    let messages: Vec<&str> =
        read["findings"].as_array().unwrap().iter().map(|finding| finding["message"].as_str().unwrap()).collect();
    for text in HOSTILE {
        assert!(messages.contains(text), "{text:?}");
    }
}

#[test]
fn columns_line_up_whatever_the_names_hold() {
    let mut report = fixture::empty();
    for name in ["plain", "日本語", "🪣🔥", "e\u{301}x", "\u{1b}[2J", "\u{202e}x"] {
        let resource = fixture::named(name, "eu-west-1");
        report.findings.push(fixture::finding("s3-x", Verdict::Fail, Severity::High, resource, "it is open"));
    }
    let table = table(&report, 100);
    let columns: Vec<usize> = table
        .lines()
        .filter(|line| line.starts_with("  fail"))
        .map(|line| line[..line.find("eu-west-1").unwrap()].width())
        .collect();
    assert_eq!(columns.len(), 6);
    assert!(columns.iter().all(|column| *column == columns[0]), "{columns:?} in {table}");
}

#[test]
fn hostile_text_fits_every_terminal() {
    for width in [40, 57, 80, 100, 200, 1000] {
        for all in [false, true] {
            for line in text_of("table", &report(), &Style { width: Some(width), color: false, all }).lines() {
                assert!(line.width() <= width, "{width} columns: {line:?}");
            }
        }
    }
}

/// Hostile text in every place that text from outside can reach.
fn report() -> Report {
    let mut report = fixture::empty();
    let all = HOSTILE.concat();
    report.header.account_aliases = Some(vec![all.clone()]);
    report.header.caller = all.clone();
    report.header.endpoint_overrides = vec![all.clone()];
    report.header.partial = Some(all.clone());
    report.header.warnings = vec![all.clone()];
    report.header.scope.regions.insert(all.clone());
    report.header.declared.trust.organization = Some(all.clone());
    report.checks = vec![fixture::check("s3-x", Severity::High, &all), fixture::check(&all, Severity::Low, "Idle")];
    for (number, text) in HOSTILE.iter().enumerate() {
        let resource = fixture::named(&format!("{number}{text}"), &format!("r{text}"));
        let part = fixture::part("s3-x", Verdict::Fail, Severity::High, resource.clone(), text, text);
        let gap = fixture::gap(text, text, GapCode::Undecided, &format!("{number}{text}"));
        report.findings.push(part);
        report.findings.push(fixture::unknown("s3-y", Severity::High, resource.clone(), gap));
        report.findings.push(fixture::finding("s3-z", Verdict::Unknown, Severity::Low, resource.clone(), text));
        report.findings.push(fixture::finding(text, Verdict::Pass, Severity::Info, resource, text));
    }
    report
}
