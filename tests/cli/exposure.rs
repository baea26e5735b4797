//! `policy exposure`: who gets in, for people and for programs, a case a line, and what cannot be read.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::hostile::harmless;
use crate::run::{Ran, aplomb, directory, fed, run};

const ASK: &[&str] = &["policy", "exposure", "--type", "AWS::S3::BucketPolicy", "--account", "111122223333"];

const OPEN: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Downloads", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
     "Resource": "arn:aws:s3:::acme-data/*"},
    {"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
     "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
  ]
}"#;

/// A bucket policy that lets this principal read.
fn reader(principal: &str, condition: &str) -> String {
    let statement = format!(
        r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {condition}}}"#
    );
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#)
}

fn foreign() -> String {
    reader(r#"{"AWS": "444455556666"}"#, "{}")
}

/// What nobody documents.
fn odd() -> String {
    reader(r#""*""#, r#"{"StringNearly": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}"#)
}

fn with(file: &str, text: &str) -> TempDir {
    let home = directory();
    fs::write(home.path().join(file), text).expect("write");
    home
}

fn ask(policy: &str, more: &[&str]) -> Ran {
    run(with("policy.json", policy).path(), &[ASK, &["policy.json"], more].concat())
}

#[test]
fn people_read_who_gets_in_and_why_nothing_stops_him() {
    let ran = ask(OPEN, &["--at", "2026-01-31"]).exits(0);
    assert_eq!(ran.stderr, "");
    insta::assert_snapshot!("exposure", ran.stdout);
}

#[test]
fn programs_get_one_object() {
    let ran = ask(OPEN, &["--format", "json", "--at", "2026-01-31"]).exits(0).json();
    insta::assert_snapshot!("exposure_json", format!("{ran:#}"));
}

#[test]
fn stdin_is_read_where_no_file_is_named() {
    for arguments in [ASK.to_vec(), [ASK, &["-"]].concat()] {
        assert!(fed(&arguments, OPEN.as_bytes()).exits(0).stdout.starts_with("public: "));
    }
}

#[test]
fn exit_codes_follow_what_was_asked() {
    let own = reader(r#"{"AWS": "111122223333"}"#, "{}");
    for (policy, class, codes) in [
        (OPEN, "public", [0, 1, 1, 1]),
        (&foreign(), "external", [0, 0, 1, 1]),
        (&odd(), "unknown", [0, 4, 4, 1]),
        (&own, "private", [0, 0, 0, 0]),
    ] {
        let flags = [&[][..], &["--fail-on", "public"], &["--fail-on", "external"], &["--fail-on", "unknown"]];
        for (flag, code) in flags.into_iter().zip(codes) {
            let ran = ask(policy, &[flag, &["--format", "json"]].concat()).exits(code);
            assert_eq!(ran.json()["exposure"], class, "{flag:?}");
        }
    }
    assert!(ask(&odd(), &[]).stdout.contains("not known\n"));
}

#[test]
fn trust_is_the_table_of_the_declarations() {
    let home = with("policy.json", &foreign());
    fs::write(home.path().join("aplomb.toml"), "[trust]\nvendors = [\"444455556666\"]\n").expect("write");
    let ask = |more: &[&str]| run(home.path(), &[ASK, &["policy.json", "--format", "json"], more].concat());
    // A file that happens to lie here is not read: the answer depends on what was asked alone.
    assert_eq!(ask(&[]).exits(0).json()["exposure"], "external");
    assert_eq!(ask(&["--trust", "aplomb.toml"]).exits(0).json()["exposure"], "private");
    ask(&["--trust", "missing"]).exits(2);
    for (name, value, words) in [
        ("vendors", "12", "12-digit"),
        ("organizations", "acme", "o-"),
        ("vpcs", "vpce-1", "vpc-"),
        ("endpoints", "vpc-1", "vpce-"),
        ("cidrs", "10.0.0.0/33", "CIDR"),
        ("subjects", "", "empty"),
        ("identity_providers", "", "empty"),
        ("canonical_ids", "acme", "hexadecimal"),
    ] {
        fs::write(home.path().join("odd.toml"), format!("[trust]\n{name} = [\"{value}\"]\n")).expect("write");
        let ran = ask(&["--trust", "odd.toml"]).exits(2);
        assert!(ran.stderr.contains(&format!("trust.{name}")) && ran.stderr.contains(words), "{}", ran.stderr);
    }
}

#[test]
fn flags_reach_the_question() {
    let class =
        |policy: &str, more: &[&str]| ask(policy, &[&["--format", "json"], more].concat()).json()["exposure"].clone();
    let organization = reader(r#""*""#, r#"{"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}"#);
    assert_eq!(class(&organization, &[]), "external");
    assert_eq!(class(&organization, &["--org", "o-a1b2c3d4e5"]), "private");
    assert_eq!(class(OPEN, &["--block-public-access", "BlockPublicAcls,RestrictPublicBuckets"]), "private");
    assert_eq!(class(OPEN, &["--resource", "arn:aws:s3:::other"]), "private");
    let until = reader(r#""*""#, r#"{"DateLessThan": {"aws:CurrentTime": "2026-01-31T00:00:00Z"}}"#);
    assert_eq!(class(&until, &["--at", "2026-01-30"]), "public");
    assert_eq!(class(&until, &["--at", "2026-02-01"]), "private");
}

#[test]
fn wrong_use_is_2_and_says_what_is_wrong() {
    let home = with("policy.json", OPEN);
    for (arguments, words) in [
        (&["policy.json"][..], &["--type", "--account"][..]),
        (&["--type", "AWS::S3::BucketPolicy", "policy.json"], &["--account"]),
        (&["--type", "AWS::Nope", "--account", "111122223333", "policy.json"], &["AWS::Nope", "AWS::S3::BucketPolicy"]),
        (&["--type", "AWS::S3::BucketPolicy", "--account", "12", "policy.json"], &["12-digit"]),
        (&[ASK[2], ASK[3], ASK[4], ASK[5], "missing.json"], &["cannot read missing.json"]),
        (&[ASK[2], ASK[3], ASK[4], ASK[5], "--at", "soon", "policy.json"], &["--at", "2026-01-31"]),
        (&[ASK[2], ASK[3], ASK[4], ASK[5], "--block-public-access", "x", "policy.json"], &["RestrictPublicBuckets"]),
        (&["--jsonl", "--type", "AWS::S3::BucketPolicy", "policy.json"], &["--jsonl"]),
    ] {
        let ran = run(home.path(), &[&["policy", "exposure"], arguments].concat()).exits(2);
        for word in words {
            assert!(ran.stderr.contains(word), "{arguments:?}: {word:?} is missing from: {}", ran.stderr);
        }
        assert_eq!(ran.stdout, "");
    }
    for text in ["", "{", "[]", "{}", "\"text\"", "\u{0}"] {
        ask(text, &[]).complains(2, &["policy.json"]);
    }
}

/// A case of the truth table's form.
fn case(id: &Value, policy: &Value) -> Value {
    json!({"id": id, "type": "AWS::S3::BucketPolicy", "account": "111122223333", "policy": policy})
}

#[test]
fn cases_are_answered_a_line_in_order_whatever_the_others_are() {
    let open: Value = serde_json::from_str(OPEN).expect("JSON");
    let lines = [
        case(&json!("object"), &open).to_string(),
        case(&json!(7), &json!(OPEN)).to_string(),
        "{".to_owned(),
        String::new(),
        case(&json!("odd"), &json!("no policy")).to_string(),
        json!({"id": "kind", "type": "AWS::Nope", "account": "111122223333", "policy": open}).to_string(),
        json!({"id": "misspelt", "typ": "AWS::S3::BucketPolicy"}).to_string(),
        "x".repeat(2_000_000),
        case(&json!("last"), &serde_json::from_str(&foreign()).expect("JSON")).to_string(),
    ];
    let ran = fed(&["policy", "exposure", "--jsonl", "-"], (lines.join("\r\n")).as_bytes()).exits(0);
    let answers: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let said: Vec<String> = answers
        .iter()
        .map(|answer| format!("{} {}", answer["id"], answer.get("exposure").unwrap_or(&json!("error"))))
        .collect();
    assert_eq!(
        said,
        [
            r#""object" "public""#,
            r#"7 "public""#,
            r#"null "error""#,
            r#""odd" "error""#,
            r#""kind" "error""#,
            r#""misspelt" "error""#,
            r#"null "error""#,
            r#""last" "external""#
        ]
    );
    assert!(answers.iter().all(|answer| answer.get("exposure").is_some() != answer.get("error").is_some()));
    assert!(answers[6]["error"].as_str().is_some_and(|error| error.contains("line 8")));
}

#[test]
fn of_many_cases_the_worst_counts() {
    let text = |policy: &str| case(&json!(1), &json!(policy)).to_string() + "\n";
    let ask = |lines: &str, level: &str| fed(&["policy", "exposure", "--jsonl", "--fail-on", level], lines.as_bytes());
    ask(&(text(OPEN) + &text(&foreign())), "public").exits(1);
    ask(&text(&foreign()), "public").exits(0);
    // One that cannot be read is not decided.
    ask("{\n", "external").exits(4);
    ask("{\n", "unknown").exits(1);
}

#[test]
fn what_is_too_long_is_refused_at_once() {
    fed(ASK, &vec![b' '; 10_000_000]).complains(2, &["stdin", "longer"]);
    fed(ASK, b"\xff\xfe").complains(2, &["UTF-8"]);
}

#[test]
fn hostile_text_is_shown_and_not_obeyed() {
    let name = "\\u001b[2J\\u202eowned\\u200b";
    let policy = format!(
        r#"{{"Statement": [{{"Sid": "{name}", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::b/{name}*"}}, {{"Sid": "{name}", "Effect": "Deny", "Principal": "*",
            "Action": "s3:*", "Resource": "*", "Condition": {{"StringEquals": {{"aws:Referer": "{name}"}}}}}}]}}"#
    );
    let text = ask(&policy, &[]).exits(0);
    assert!(text.stdout.starts_with("public") && text.stdout.contains("owned"), "{}", text.stdout);
    let json = ask(&policy, &["--format", "json"]).exits(0);
    let line = fed(&["policy", "exposure", "--jsonl"], case(&json!("\u{1b}"), &json!(policy)).to_string().as_bytes());
    for (what, ran) in [("text", &text), ("json", &json), ("jsonl", &line)] {
        harmless(what, &ran.stdout);
        harmless(what, &ran.stderr);
    }
    assert_eq!(json.json()["exposures"][0]["allowed_by"]["sid"], "\u{1b}[2J\u{202e}owned\u{200b}");
    assert_eq!(line.json()["id"], "\u{1b}");
}

#[test]
fn help_tells_the_exit_codes() {
    let help = aplomb(&["policy", "exposure", "--help"]).exits(0).stdout;
    for code in [0, 1, 2, 4] {
        assert!(help.contains(&format!("\n  {code}  ")), "{help}");
    }
}
