//! Text from the cloud is hostile: names, tags, Sids, error messages.

use std::fs;

use unicode_width::UnicodeWidthChar;

use crate::accounts::{self, HOSTILE};
use crate::run::{Ran, directory, record, run};

/// Fails if a character could act on a terminal, hide, or turn text around.
pub fn harmless(what: &str, text: &str) {
    for (number, line) in text.lines().enumerate() {
        for c in line.chars() {
            let shown = c.width().unwrap_or(0) > 0 && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{ad}');
            assert!(shown, "{what}, line {}: {c:?} came through: {line:?}", number + 1);
        }
    }
}

fn scan(more: &[&str]) -> Ran {
    let home = directory();
    record(&accounts::hostile(), &home.path().join("f"));
    // What a user declares is shown as well.
    let declared = "[[classify]]\nfact = \"IsModel\"\nname = \"\\u001b[2J\\u202e*\"";
    fs::write(home.path().join("c"), declared).expect("write");
    run(home.path(), &[&["scan", "--replay", "f", "--config", "c", "--verbose"], more].concat()).exits(1)
}

#[test]
fn hostile_text_acts_in_no_report() {
    let table = scan(&[]);
    harmless("table", &table.stdout);
    harmless("stderr", &table.stderr);
    assert!(table.stdout.contains("owned"), "the account does not carry the text any more");
    assert!(!table.stdout.lines().any(|line| line.starts_with("HIGH  s3-fake")), "a line was forged");
    let json = scan(&["--format", "json"]);
    harmless("json", &json.stdout);
    // Escaped, not lost.
    let report = json.json();
    assert_eq!(report["run"]["account_aliases"][0], HOSTILE);
    let findings = report["findings"].as_array().expect("findings");
    let failures: Vec<_> = findings.iter().filter(|finding| finding["verdict"] == "fail").collect();
    assert!(failures.iter().any(|finding| finding["sub_key"] == HOSTILE), "the Sid is the sub-key as it stands");
    // No bucket of AWS has such a name, but an endpoint can say so.
    let named = |finding: &&serde_json::Value| finding["resource"]["arn"] == format!("arn:aws:s3:::{HOSTILE}");
    assert!(findings.iter().filter(named).count() > 10, "the bucket with a hostile name is not judged");
}

#[test]
fn colours_are_ours_alone() {
    let table = scan(&["--color", "always"]);
    // Every escape is a colour or its end.
    for escape in table.stdout.split('\u{1b}').skip(1) {
        let end = escape.find('m').unwrap_or(0);
        let colour =
            escape.strip_prefix('[').is_some() && escape[1..end].bytes().all(|b| b.is_ascii_digit() || b == b';');
        assert!(colour, "{escape:?}");
    }
}
