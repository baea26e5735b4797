//! Reports: what each format prints of a made-up account, and what no format may ever do.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "reports/fixture.rs"]
mod fixture;
#[path = "reports/hostile.rs"]
mod hostile;
#[path = "reports/schema.rs"]
mod schema;

use aplomb::finding::{Finding, Severity, Verdict};
use aplomb::report::{FORMATS, Report, Style, coverage, format, gaps, render};
use aplomb::resource::GapCode;
use aplomb::resource::Span;
use unicode_width::UnicodeWidthStr;

#[test]
fn table_of_an_account() {
    insta::assert_snapshot!("table_100", table(&fixture::account(), 100));
    insta::assert_snapshot!("table_80", table(&fixture::account(), 80));
}

#[test]
fn table_of_nothing() {
    insta::assert_snapshot!("table_empty", table(&fixture::empty(), 100));
}

#[test]
fn json_of_a_few_findings() {
    insta::assert_snapshot!("json", json(&few()));
}

#[test]
fn every_format_shows_what_must_be_known_first() {
    let mut report = few();
    report.header.demo = true;
    report.header.partial = Some("the recording was cut after record 12".to_owned());
    report.header.spans.push(Span { started: "2026-11-22T08:00:00Z".to_owned(), finished: None });
    for format in FORMATS {
        let text = text_of(format.name, &report, &Style { width: Some(200), ..Style::default() });
        for notice in [
            "emulated account: answers came from http://127.0.0.1:5000, not from AWS",
            "demo: these answers ship with aplomb",
            "partial: the recording was cut after record 12",
            "resumed: answers are from 2 spans of time",
        ] {
            assert!(text.contains(notice), "format {:?} (src/report/{0}.rs) hides {notice:?}", format.name);
        }
    }
}

#[test]
fn every_format_file_is_registered() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| std::fs::read_to_string(path).unwrap().contains("const FORMAT: Format"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut registered: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    registered.sort();
    assert_eq!(files, registered, "name each format of src/report/ in FORMATS of src/report.rs, under its file's name");
}

#[test]
fn order_of_the_input_changes_nothing() {
    let report = fixture::account();
    let mut turned = report.clone();
    turned.findings.reverse();
    turned.checks.reverse();
    for format in FORMATS {
        let style = Style::default();
        assert_eq!(text_of(format.name, &report, &style), text_of(format.name, &turned, &style), "{}", format.name);
    }
}

#[test]
fn style_is_for_the_table_only() {
    let report = fixture::account();
    let loud = Style { width: Some(60), color: true, all: true };
    assert_eq!(text_of("json", &report, &Style::default()), text_of("json", &report, &loud));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let report = fixture::account();
    let plain = text_of("table", &report, &Style { width: Some(100), color: false, all: true });
    let painted = text_of("table", &report, &Style { width: Some(100), color: true, all: true });
    assert!(!plain.contains('\u{1b}'));
    assert!(painted.contains("\u{1b}[31mfail"));
    let mut stripped = String::new();
    for (at, part) in painted.split('\u{1b}').enumerate() {
        stripped.push_str(if at == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(stripped, plain);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let report = fixture::account();
    for width in 40..=200 {
        for all in [false, true] {
            for line in text_of("table", &report, &Style { width: Some(width), color: false, all }).lines() {
                assert!(line.width() <= width, "{width} columns: {line:?}");
            }
        }
    }
}

#[test]
fn a_pair_counts_once_and_takes_its_worst_verdict() {
    let pair = |verdict, sub_key| {
        fixture::part("s3-x", verdict, Severity::High, fixture::named("b", "eu-west-1"), sub_key, "")
    };
    let count = coverage(&[pair(Verdict::Fail, "0"), pair(Verdict::Fail, "1"), pair(Verdict::Fail, "2")]);
    assert_eq!((count.asked, count.fail, count.decided, count.ratio), (1, 1, 1, Some(1.0)));
    let count = coverage(&[pair(Verdict::Pass, ""), pair(Verdict::Unknown, "1"), pair(Verdict::Fail, "2")]);
    assert_eq!((count.asked, count.fail, count.unknown, count.pass), (1, 1, 0, 0));
    assert_eq!(coverage(&[]).ratio, None);
}

#[test]
fn only_full_coverage_reads_100_percent() {
    let mut report = fixture::empty();
    report.findings = (0..3000).map(|number| pass(&format!("b{number}"))).collect();
    assert!(table(&report, 100).contains("3000 of 3000 pairs of a check and a resource (100.0 %), 0 unknown"));
    report.findings.push(undecided("s3-x", fixture::denied(), "last"));
    assert!(table(&report, 100).contains("3000 of 3001 pairs of a check and a resource (99.9 %), 1 unknown"));
}

#[test]
fn gaps_are_summed_up_by_cause() {
    let report = fixture::account();
    let groups = gaps(&report.findings);
    let summary: Vec<_> = groups.iter().map(|group| (group.code, group.pairs, group.mend.as_str())).collect();
    assert_eq!(
        summary,
        [
            (GapCode::Denied, 7, "allow s3:GetBucketPolicy"),
            (GapCode::NotDeclared, 5, "add [[classify]] IsLog to aplomb.toml"),
            (GapCode::Undecided, 3, "judge it by hand: aplomb cannot decide this yet"),
            (GapCode::Denied, 1, "allow s3:ListAccessPoints"),
            (GapCode::Timeout, 1, "scan again; a recording goes on with --resume FILE"),
        ]
    );
}

#[test]
fn every_gap_is_said_with_what_would_mend_it() {
    for (code, needed) in [
        // Where a permission would mend it, the gap names that: see above.
        (GapCode::Denied, "credentials that are valid"),
        (GapCode::Throttled, "--resume"),
        (GapCode::Timeout, "--resume"),
        (GapCode::Failed, "--resume"),
        (GapCode::NotInRecording, "--resume"),
        (GapCode::NotDeclared, "aplomb.toml"),
        (GapCode::NotScanned, "scan Why too (--services, --regions"),
        (GapCode::Gone, "scan again"),
        (GapCode::Undecodable, "report it"),
        (GapCode::Unsupported, "s3:GetX is not offered"),
        (GapCode::Undecided, "by hand"),
        (GapCode::NotCollected, "report it"),
    ] {
        let mut report = fixture::empty();
        report.findings.push(undecided("s3-x", fixture::gap("facts.Y", "s3:GetX", code, "Why"), "b"));
        let table = table(&report, 200);
        let reason = if code == GapCode::Undecided { "not decided" } else { code.word() };
        assert!(table.contains(&format!("{reason}: s3:GetX (Why)")), "{code:?}: no reason in {table}");
        assert!(table.contains(needed), "{code:?}: no mend in {table}");
    }
}

#[test]
fn an_unknown_without_a_gap_is_not_lost() {
    let mut report = fixture::empty();
    let resource = fixture::named("b", "eu-west-1");
    report.findings.push(fixture::finding("s3-x", Verdict::Unknown, Severity::High, resource, "not decided"));
    let table = table(&report, 100);
    assert!(table.contains("unknown  b  eu-west-1  not decided"), "{table}");
    assert!(table.contains("the check came to no verdict"), "{table}");
}

#[test]
fn unknowns_flood_nothing_and_hide_no_failure() {
    let mut report = fixture::empty();
    for number in 0..100 {
        report.findings.push(undecided("s3-x", fixture::denied(), &format!("denied-{number:03}")));
    }
    for number in 0..40 {
        let gap = fixture::gap("facts.Y", "", GapCode::Undecided, &format!("construct {number:02}"));
        report.findings.push(undecided("s3-x", gap, &format!("odd-{number:02}")));
    }
    for number in 0..7 {
        let resource = fixture::named(&format!("open-{number}"), "eu-west-1");
        report.findings.push(fixture::finding("s3-x", Verdict::Fail, Severity::High, resource, "it is open"));
    }
    let brief = table(&report, 100);
    assert_eq!(brief.matches("it is open").count(), 7);
    assert!(brief.find("open-6") < brief.find("denied-000"), "failures come first");
    assert_eq!(brief.matches("unknown  denied-").count(), 3);
    assert!(brief.contains("… and 97 more"), "{brief}");
    assert!(brief.contains("… and 24 more"), "{brief}");
    let all = text_of("table", &report, &Style { width: Some(100), color: false, all: true });
    assert_eq!(all.matches("unknown  denied-").count(), 100);
    assert_eq!(all.matches("unknown  odd-").count(), 40);
    assert!(!all.contains("more"), "{all}");
}

#[test]
fn many_failures_are_cut_short_with_a_word_where_the_rest_is() {
    let mut report = fixture::empty();
    for number in 0..57 {
        let resource = fixture::named(&format!("open-{number:02}"), "eu-west-1");
        report.findings.push(fixture::finding("s3-x", Verdict::Fail, Severity::High, resource, "it is open"));
    }
    let table = table(&report, 100);
    assert!(table.contains("… and 37 more"), "{table}");
    assert!(table.contains("see --format json"), "{table}");
}

#[test]
fn names_are_short_within_the_account_and_whole_outside() {
    let mut report = fixture::empty();
    let mut resource = fixture::named("b", "eu-west-1");
    for arn in ["arn:aws:kms:eu-west-1:123456789012:key/1", "arn:aws:cloudtrail:eu-west-1:999999999999:trail/org"] {
        resource.arn = arn.to_owned();
        report.findings.push(fixture::finding("s3-x", Verdict::Fail, Severity::High, resource.clone(), "it is open"));
    }
    let table = table(&report, 120);
    assert!(table.contains("fail     key/1") || table.contains("fail  key/1"), "{table}");
    assert!(table.contains("fail  arn:aws:cloudtrail:eu-west-1:999999999999:trail/org"), "{table}");
}

/// A report of every verdict, small enough to be read as JSON.
fn few() -> Report {
    let mut report = fixture::empty();
    report.checks.push(fixture::check("s3-x", Severity::High, "A bucket is not open"));
    report.findings = vec![
        pass("closed"),
        undecided("s3-x", fixture::denied(), "secret"),
        fixture::part("s3-x", Verdict::Fail, Severity::High, fixture::named("open", "eu-west-1"), "PublicRead", "open"),
        fixture::finding("s3-x", Verdict::NotApplicable, Severity::High, fixture::named("log", "eu-west-1"), "a log"),
    ];
    report
}

fn pass(name: &str) -> Finding {
    fixture::finding("s3-x", Verdict::Pass, Severity::High, fixture::named(name, "eu-west-1"), "closed")
}

fn undecided(check: &str, gap: aplomb::finding::FindingGap, name: &str) -> Finding {
    fixture::unknown(check, Severity::High, fixture::named(name, "eu-west-1"), gap)
}

fn table(report: &Report, width: usize) -> String {
    text_of("table", report, &Style { width: Some(width), ..Style::default() })
}

fn json(report: &Report) -> String {
    text_of("json", report, &Style::default())
}

fn text_of(name: &str, report: &Report, style: &Style) -> String {
    let mut bytes = Vec::new();
    render(format(name).unwrap(), report, style, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}
