//! `policy simulate`, `policy lint` and `policy diff`: questions about documents alone.

use std::fs;

use crate::hostile::harmless;
use crate::run::{Ran, directory, fed, run};

const CASE: &str = r#"{
  "request": {
    "principal": "arn:aws:iam::111122223333:user/ann",
    "action": "s3:GetObject",
    "resource": "arn:aws:s3:::acme-data/report.csv",
    "resource_account": "111122223333",
    "context": {"aws:SecureTransport": "true", "aws:MultiFactorAuthPresent": PRESENT}
  },
  "identity": {"Version": "2012-10-17", "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
    {"Sid": "WithoutFactor", "Effect": "Deny", "Action": "*", "Resource": "*",
     "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}
  ]}
}"#;

const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
     "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}
  ]
}"#;

fn ask(arguments: &[&str], files: &[(&str, &str)]) -> Ran {
    let home = directory();
    for (name, text) in files {
        fs::write(home.path().join(name), text).expect("write");
    }
    run(home.path(), &[&["policy"], arguments].concat())
}

#[test]
fn a_simulation_says_what_decided() {
    for (present, decision, words) in [
        ("\"true\"", "allowed", &["allowed\n", "because     Allow statement Read", "does not    Deny statement"][..]),
        (
            "\"false\"",
            "explicitly_denied",
            &["denied: a Deny refuses it\n", "because     Deny statement WithoutFactor"],
        ),
        // Whoever does not know what the request says gets no guess.
        ("null", "unknown", &["unknown: ", "not known   Deny statement WithoutFactor", "may match   Deny"]),
    ] {
        let case = CASE.replace("PRESENT", present);
        let text = ask(&["simulate", "case.json"], &[("case.json", &case)]).exits(0).stdout;
        for word in words {
            assert!(text.contains(word), "{word:?} is missing from: {text}");
        }
        let json = ask(&["simulate", "case.json", "--format", "json"], &[("case.json", &case)]).exits(0).json();
        assert_eq!(json["decision"], decision);
    }
}

#[test]
fn simulations_come_a_line_each() {
    let case = CASE.replace("PRESENT", "\"true\"").replace('\n', " ");
    let lines = format!("{case}\n{{\"id\": 7}}\n\n{{\n{case}\n");
    let ran = fed(&["policy", "simulate", "--jsonl"], lines.as_bytes()).exits(0);
    let answers: Vec<serde_json::Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let decided: Vec<bool> = answers.iter().map(|answer| answer["decision"] == "allowed").collect();
    assert_eq!(decided, [true, false, false, true]);
    assert!(answers[1]["id"] == 7 && answers[1]["error"].is_string() && answers[2]["error"].is_string());
}

#[test]
fn the_witness_of_an_exposure_is_a_request_to_simulate() {
    let policy = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#;
    let type_and_account = ["--type", "AWS::S3::BucketPolicy", "--account", "111122223333"];
    let exposure = [&["exposure", "p", "--format", "json"], &type_and_account[..]].concat();
    let exposed = ask(&exposure, &[("p", policy)]).exits(0).json();
    let case = format!(r#"{{"request": {}, "resource_policy": {policy}}}"#, exposed["exposures"][0]["witness"]);
    let ran = ask(&["simulate", "case", "--format", "json"], &[("case", &case)]).exits(0);
    assert_eq!(ran.json()["decision"], "allowed");
}

#[test]
fn remarks_name_the_line_and_errors_end_with_1() {
    let odd = POLICY.replace("s3:GetObject", "s3:GetObjcet");
    let ran = ask(&["lint", "p.json"], &[("p.json", &odd)]).exits(1);
    assert!(ran.stdout.starts_with("p.json:4: error unknown-action in statement Read: "), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("p.json, read as an identity policy: 1 error, 0 warnings, 0 suggestions\n"));
    let json = ask(&["lint", "p.json", "--format", "json"], &[("p.json", &odd)]).exits(1).json();
    assert_eq!(
        (&json["kind"], &json["errors"], &json["remarks"][0]["line"]),
        (&"identity".into(), &1.into(), &4.into())
    );
    ask(&["lint", "p.json"], &[("p.json", POLICY)]).exits(0);
    // What is no JSON is a remark too; what is no file is wrong use.
    assert!(ask(&["lint", "p.json"], &[("p.json", "{")]).exits(1).stdout.contains("error not-json"));
    ask(&["lint", "p.json"], &[]).complains(2, &["p.json"]);
}

#[test]
fn what_a_document_is_for_is_guessed_or_told() {
    let kind = |policy: &str, more: &[&str]| {
        let arguments = [&["lint", "p", "--format", "json"], more].concat();
        ask(&arguments, &[("p", policy)]).json()["kind"].clone()
    };
    let resource = POLICY.replace("\"Effect\"", "\"Principal\": \"*\", \"Effect\"");
    let trust =
        r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}"#;
    assert_eq!(kind(POLICY, &[]), "identity");
    assert_eq!(kind(&resource, &[]), "resource");
    assert_eq!(kind(trust, &[]), "trust");
    for name in ["identity", "resource", "trust", "scp", "rcp"] {
        assert_eq!(kind(POLICY, &["--kind", name]), name);
    }
}

#[test]
fn a_difference_has_a_request_that_shows_it() {
    let wider = POLICY.replace("s3:GetObject", "s3:*Object");
    let files = [("old.json", POLICY), ("new.json", &wider)];
    let text = ask(&["diff", "old.json", "new.json"], &files).exits(0).stdout;
    for word in ["different\n", "newly allowed\n", "s3:PutObject", "Allow statement Read, line 4 of the new policy"] {
        assert!(text.contains(word), "{word:?} is missing from: {text}");
    }
    assert!(!text.contains("newly denied"), "{text}");
    let json = ask(&["diff", "new.json", "old.json", "--format", "json"], &files).exits(0).json();
    assert_eq!((&json["equal"], &json["newly_allowed"]), (&false.into(), &serde_json::json!([])));
    assert!(json["newly_denied"][0]["witness"]["action"].is_string(), "{json:#}");
    for (new, code) in [("old.json", 0), ("new.json", 1)] {
        ask(&["diff", "old.json", new, "--exit-code"], &files).exits(code);
    }
    assert!(ask(&["diff", "old.json", "old.json"], &files).exits(0).stdout.starts_with("equal: "));
    ask(&["diff", "old.json", "missing"], &files).complains(2, &["missing"]);
    ask(&["diff", "-", "-"], &files).complains(2, &["stdin"]);
    ask(&["diff", "old.json", "odd"], &[files[0], ("odd", "[]")]).complains(2, &["odd"]);
}

#[test]
fn hostile_documents_are_shown_and_not_obeyed() {
    let name = "\\u001b[2J\\u202eowned";
    let policy = format!(
        r#"{{"Statement": {{"Sid": "{name}", "Effect": "Allow", "Action": "s3:{name}", "Resource": "{name}",
            "{name}": 1, "Condition": {{"{name}": {{"{name}": "{name}"}}}}}}}}"#
    );
    let case = format!(
        r#"{{"id": "{name}", "request": {{"principal": "arn:aws:iam::111122223333:user/ann", "action": "s3:GetObject",
            "resource": "arn:aws:s3:::b/{name}", "resource_account": "111122223333"}}, "identity": {policy}}}"#
    );
    let files = [("p", policy.as_str()), ("q", POLICY), ("case", &case), ("odd", &format!("{{\"{name}\": 1}}"))];
    for arguments in [&["lint", "p"][..], &["diff", "p", "q"], &["simulate", "case"], &["simulate", "odd"]] {
        for format in ["text", "json"] {
            let ran = ask(&[arguments, &["--format", format]].concat(), &files);
            harmless(&format!("{arguments:?}"), &ran.stdout);
            harmless(&format!("{arguments:?}"), &ran.stderr);
            assert!(ran.code <= 2 && !ran.stderr.contains("panicked"), "{ran:?}");
        }
    }
    let longest = "[".repeat(10_000_000);
    for arguments in [&["lint", "p"][..], &["diff", "p", "q"], &["simulate", "p"]] {
        ask(arguments, &[("p", &longest), ("q", POLICY)]).complains(2, &["longer"]);
    }
    let deep = "[".repeat(1_000_000);
    for arguments in [&["lint", "p"][..], &["diff", "p", "q"], &["simulate", "p"]] {
        assert!((1..=2).contains(&ask(arguments, &[("p", &deep), ("q", POLICY)]).code), "{arguments:?}");
    }
}
