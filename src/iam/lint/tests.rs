use std::collections::BTreeSet;

use super::DocumentKind::{Identity, Resource, ServiceControl, Trust};
use super::*;

mod effect;
mod table;

use table::{CONDITIONS, STATEMENTS};

fn known(name: &str) -> Option<bool> {
    let (service, action) = name.split_once(':')?;
    let glob = super::super::glob::Glob::new(&action.to_ascii_lowercase());
    let known = ["getobject", "putobject", "listbucket", "deleteobject", "listallmybuckets"];
    service.eq_ignore_ascii_case("s3").then(|| known.iter().any(|own| glob.matches(own)))
}

fn remarks(kind: DocumentKind, text: &str) -> Vec<Remark> {
    lint(text, kind, &known)
}

/// The remarks on one statement, in a document that is sound otherwise.
fn on(kind: DocumentKind, elements: &str) -> Vec<Remark> {
    remarks(kind, &format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{{{elements}}}]}}"))
}

fn codes(remarks: &[Remark]) -> Vec<&'static str> {
    remarks.iter().map(|remark| remark.code).collect()
}

/// Whole documents.
fn documents() -> Vec<(DocumentKind, String, &'static [&'static str])> {
    let good = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#;
    let named = |sid: &str, action: &str| {
        format!(r#"{{"Sid": "{sid}", "Effect": "Allow", "Action": "{action}", "Resource": "*"}}"#)
    };
    let in_version = |version: &str, statements: &str| format!(r#"{{{version} "Statement": {statements}}}"#);
    let new = r#""Version": "2012-10-17","#;
    let variable = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::${aws:username}/${aws:userid}"}"#;
    let long = |size: usize| {
        in_version(
            new,
            &format!(r#"{{"Sid": "{}", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#, "a".repeat(size)),
        )
    };
    vec![
        (Identity, in_version(new, good), &[]),
        (Identity, in_version(new, &format!("[{good}]")), &[]),
        (Identity, String::new(), &["not-json"]),
        (Identity, "{".to_owned(), &["not-json"]),
        (Identity, "<html>".to_owned(), &["not-json"]),
        (Identity, format!("{} trailing", in_version(new, good)), &["not-json"]),
        (Identity, format!("\u{feff}{}", in_version(new, good)), &["byte-order-mark"]),
        (Identity, "\u{feff}".to_owned(), &["byte-order-mark", "not-json"]),
        (Identity, "null".to_owned(), &["not-a-policy"]),
        (Identity, "[]".to_owned(), &["not-a-policy"]),
        (Identity, r#"{"Version": "2012-10-17"}"#.to_owned(), &["not-a-policy"]),
        (Identity, in_version("", good), &["old-version"]),
        (Identity, in_version(r#""Version": "2008-10-17","#, good), &["old-version"]),
        (Identity, in_version(r#""Version": "2012-10-18","#, good), &["unknown-version"]),
        (Identity, in_version(r#""Version": 2012,"#, good), &["unknown-version"]),
        (Identity, in_version(r#""version": "2012-10-17","#, good), &["case-variant"]),
        (Identity, in_version(r#""Version": "2012-10-17", "Id": 1,"#, good), &["wrong-type"]),
        (Identity, in_version(r#""Version": "2012-10-17", "Versoin": 1,"#, good), &["unknown-element"]),
        (Identity, in_version(r#""Version": "2012-10-17", "Statement": [],"#, good), &["duplicate-key"]),
        (Identity, in_version("", variable), &["old-version", "variable-needs-2012"]),
        (Identity, in_version(new, "[]"), &["empty-value"]),
        (Identity, in_version(new, "[7]"), &["wrong-type"]),
        (Identity, in_version(new, "null"), &["wrong-type"]),
        (Identity, in_version(new, &format!("[{good}, {good}]")), &["duplicate-statement"]),
        (
            Identity,
            in_version(new, &format!("[{}, {}]", named("A", "s3:*"), named("B", "s3:*"))),
            &["duplicate-statement"],
        ),
        (
            Identity,
            in_version(new, &format!("[{}, {}]", named("A", "s3:*"), named("A", "s3:Get*"))),
            &["duplicate-sid"],
        ),
        (
            Identity,
            in_version(new, &format!("[{}, {}]", named("A", "s3:*"), named("a", "s3:Get*"))),
            &["covered-statement"],
        ),
        (Identity, in_version(new, &format!("[{good}, {}]", good.replace("Allow", "Deny"))), &["denied-statement"]),
        (
            Identity,
            in_version(
                new,
                r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:username": "x"}, "Null": {"aws:username": "true"}}}"#,
            ),
            &["vacuous-statement"],
        ),
        (
            Trust,
            in_version(
                new,
                r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRoleWithSAML"}"#,
            ),
            &["dead-trust"],
        ),
        (Identity, long(7_000), &["size-limit"]),
        (Identity, long(11_000), &["size-limit"]),
        (Identity, in_version(new, &format!("[{}{good}]", " ".repeat(9_000))), &[]),
        (
            Trust,
            long(2_100).replace(
                "\"Action\": \"s3:*\", \"Resource\": \"*\"",
                "\"Principal\": \"*\", \"Action\": \"sts:AssumeRole\"",
            ),
            &["size-limit"],
        ),
        (ServiceControl, in_version(new, &format!("[{}{good}]", " ".repeat(6_000))), &["size-limit"]),
        (Resource, long(21_000).replace("\"Effect\"", "\"Principal\": \"*\", \"Effect\""), &["size-limit"]),
    ]
}

/// Every case as a document, with the codes expected.
fn cases() -> Vec<(DocumentKind, String, &'static [&'static str])> {
    let whole = |elements: &str| format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{{{elements}}}]}}");
    let mut cases = documents();
    cases.extend(STATEMENTS.iter().map(|(kind, elements, codes)| (*kind, whole(elements), *codes)));
    cases.extend(CONDITIONS.iter().map(|(effect, condition, codes)| {
        let elements = format!(
            r#""Effect": "{effect}", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {condition}"#
        );
        (Resource, whole(&elements), *codes)
    }));
    cases
}

#[test]
fn each_oddity_is_told_and_nothing_else() {
    let mut wrong = Vec::new();
    for (kind, text, expected) in cases() {
        let remarks = remarks(kind, &text);
        let (mut found, mut expected) = (codes(&remarks), expected.to_vec());
        found.sort_unstable();
        expected.sort_unstable();
        if found != expected {
            wrong.push(format!("{text}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_case_and_a_row() {
    let names: Vec<&str> = CODES.iter().map(|code| code.name).collect();
    let rows: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(rows.len(), names.len(), "a code stands twice");
    let told: BTreeSet<&str> = cases().into_iter().flat_map(|(_, _, codes)| codes.iter().copied()).collect();
    assert_eq!(told, rows);
}

#[test]
fn a_remark_names_its_place() {
    let text = "{\"Version\": \"2012-10-17\", \"Statement\": [\n {\"Effect\": \"Allow\", \"Action\": \"s3:*\",\n  \"Resource\": \"*\"},\n {\"Sid\": \"B\", \"Effect\": \"Deny\",\n  \"Action\": \"s3:GetObjekt\", \"Resource\": [\"*\",\n  \"x\"]}]}";
    let remarks = remarks(Identity, text);
    let places: Vec<_> =
        remarks.iter().map(|one| (one.line, one.statement, one.sid.as_deref(), one.code, one.severity)).collect();
    assert_eq!(
        places,
        [
            (5, Some(1), Some("B"), "unknown-action", Severity::Error),
            (6, Some(1), Some("B"), "resource-form", Severity::Error),
            (6, Some(1), Some("B"), "redundant-value", Severity::Suggestion),
        ]
    );
    let remarks = lint("{\"Version\":\n  \"2012\" \"a\"}", Identity, &known);
    assert_eq!((remarks[0].line, remarks[0].statement), (2, None));
    assert!(remarks[0].message.contains("line 2, column 10"), "{}", remarks[0].message);
    let doubled = "{\"Statement\": [],\n\n\"Statement\": []}";
    let remarks = lint(doubled, Identity, &known);
    assert!(remarks.iter().any(|one| one.line == 3 && one.message.contains("line 1")), "{remarks:#?}");
}

#[test]
fn a_mistyped_name_is_guessed() {
    for (elements, guess) in [
        (r#""Effect": "Allow", "Action": "*", "Resource": "*", "Conditions": {}"#, "Condition"),
        (
            r#""Effect": "Allow", "Action": "*", "Resource": "${aws:user}", "Condition": {"Bool": {"aws:SecureTransprt": "true"}}"#,
            "aws:SecureTransport",
        ),
    ] {
        let remarks = on(Identity, elements);
        assert!(remarks.iter().any(|one| one.mend.contains(guess)), "{remarks:#?}");
    }
}

#[test]
fn no_damage_makes_it_panic() {
    let patches =
        ["\0", "\"", "{", "}", "[", "]", ",", ":", "*", "${", "}", "\\", "\\ud800", "\u{202e}", "9", "null", "é"];
    // A fixed walk through damaged documents: xorshift from a fixed seed, so that a failure comes again.
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % bound.max(1) as u64).unwrap_or_default()
    };
    for (kind, text, _) in cases().into_iter().filter(|(_, text, _)| text.len() < 2_000) {
        for _ in 0..60 {
            let mut damaged: Vec<char> = text.chars().collect();
            for _ in 0..=next(4) {
                let at = next(damaged.len());
                match next(3) {
                    0 => damaged.truncate(at),
                    1 if at < damaged.len() => {
                        damaged.remove(at);
                    }
                    _ => {
                        let patch = patches[next(patches.len())];
                        damaged.splice(at..at, patch.chars());
                    }
                }
            }
            let damaged: String = damaged.into_iter().collect();
            let lines = damaged.lines().count().max(1);
            for remark in remarks(kind, &damaged) {
                assert!((1..=lines + 1).contains(&remark.line), "{remark:?}: {damaged}");
                assert!(!remark.message.is_empty() && !remark.mend.is_empty(), "{remark:?}");
            }
        }
    }
}

#[test]
fn hostile_documents_cost_little() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(50_000), close.repeat(50_000));
    let listed = |one: &str, count: usize| vec![one; count].join(",");
    let texts = [
        deep("[", "]"),
        format!("{{\"Statement\": {}}}", deep("[", "]")),
        format!(
            "{{\"Version\": \"2012-10-17\", \"Statement\": [{{\"Sid\": \"{}\", \"Action\": [{}]}}]}}",
            "a".repeat(200_000),
            listed("7", 20_000)
        ),
        format!(
            "{{\"Version\": \"2012-10-17\", \"Statement\": {{\"Action\": [{}]}}}}",
            listed("\"s3:*a*b*c*d*\"", 20_000)
        ),
        format!(
            "{{\"Version\": \"2012-10-17\", \"Statement\": {{\"Resource\": \"{}\"}}}}",
            "${aws:usernam}".repeat(20_000)
        ),
        format!(
            "{{\"Statement\": {{\"Effect\": \"Allow\", \"Condition\": {{\"ForAllValues:StringLike\": {{{}}}, \"Null\": {{{}}}}}}}}}",
            listed("\"a:b\": \"*\"", 20_000),
            listed("\"a:b\": false", 20_000)
        ),
        format!("{{\"Statement\": [{}]}}", listed("{}", 20_000)),
    ];
    let start = std::time::Instant::now();
    for text in texts {
        let _ = lint(&text, Resource, &known);
    }
    // Far above what it takes, far below what a square of the length would.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
