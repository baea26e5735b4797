//! `policy enforcement`, and `--what-if`: what nobody gets around, and what opens if a guard falls.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::hostile::harmless;
use crate::run::{Ran, aplomb, directory, fed, run};

const OF_BUCKET: &[&str] = &["--type", "AWS::S3::BucketPolicy", "--account", "111122223333", "--at", "2026-01-31"];

/// TLS for all but one action, and callers of the organisation only.
const BUCKET: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Downloads", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
     "Resource": "arn:aws:s3:::acme-data/*"},
    {"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObject",
     "Resource": ["arn:aws:s3:::acme-data", "arn:aws:s3:::acme-data/*"],
     "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
    {"Sid": "OursOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
     "Resource": ["arn:aws:s3:::acme-data", "arn:aws:s3:::acme-data/*"],
     "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}},
    {"Sid": "NewTls", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
     "Resource": ["arn:aws:s3:::acme-data", "arn:aws:s3:::acme-data/*"],
     "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}
  ]
}"#;

const ORGANIZATION: &[&str] = &["--org", "o-a1b2c3d4e5"];

fn home(text: &str) -> TempDir {
    let home = directory();
    fs::write(home.path().join("policy.json"), text).expect("write");
    home
}

fn ask(command: &str, policy: &str, more: &[&str]) -> Ran {
    run(home(policy).path(), &[&["policy", command], OF_BUCKET, &["policy.json"], more].concat())
}

/// Each property and whether it is enforced.
fn words(answer: &Value) -> Vec<String> {
    let all = answer["properties"].as_array().expect("a list").iter();
    all.map(|one| format!("{} {}", one["property"], one["enforced"]).replace('"', "")).collect()
}

#[test]
fn people_read_what_is_enforced_and_how_it_is_got_around() {
    let ran = ask("enforcement", BUCKET, ORGANIZATION).exits(0);
    assert_eq!(ran.stderr, "");
    insta::assert_snapshot!("enforcement", ran.stdout);
}

#[test]
fn programs_get_one_object_with_all_its_members() {
    let answer = ask("enforcement", BUCKET, &[ORGANIZATION, &["--format", "json"]].concat()).exits(0).json();
    assert_eq!(words(&answer), ["tls unknown", "tls12 unknown", "kms false", "organization true", "mfa false"]);
    for one in answer["properties"].as_array().expect("a list") {
        let names: Vec<&String> = one.as_object().expect("an object").keys().collect();
        assert_eq!(names, ["property", "enforced", "by", "allowed_by", "witness", "denies", "unknowns"]);
        // The request can be put to the concrete evaluator as it is.
        if one["enforced"] == false {
            let case = json!({"request": one["witness"], "resource_policy": BUCKET,
                "identity": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}});
            let decided = fed(&["policy", "simulate", "--format", "json"], case.to_string().as_bytes()).exits(0).json();
            assert_eq!(decided["decision"], "allowed", "{one:#}");
        }
    }
    let by = &answer["properties"][3]["by"];
    assert_eq!(*by, json!([{"sid": "OursOnly", "index": 2, "line": 9}]));
}

#[test]
fn what_is_required_decides_the_exit_code() {
    let bucket = |conditions: &str| {
        format!(
            r#"{{"Statement": {{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {conditions}}}}}"#
        )
    };
    let tls = bucket(r#"{"Bool": {"aws:SecureTransport": "false"}}"#);
    let odd = bucket(r#"{"BoolNearly": {"aws:SecureTransport": "false"}}"#);
    for (policy, require, code) in
        [(&tls, "tls", 0), (&tls, "kms", 1), (&tls, "tls,kms", 1), (&odd, "tls", 4), (&odd, "kms,tls", 4)]
    {
        ask("enforcement", policy, &["--require", require]).exits(code);
    }
    ask("enforcement", &tls, &["--require", "organization"]).complains(2, &["organization", "--org"]);
    ask("enforcement", &tls, &["--require", "endpoint"]).complains(2, &["endpoint", "--vpc"]);
    ask("enforcement", &tls, &["--endpoint", "vpc-1"]).complains(2, &["vpce-"]);
    ask("enforcement", &tls, &["--require", "https"]).complains(2, &["https"]);
    let only = bucket(r#"{"StringNotEquals": {"aws:SourceVpc": "vpc-0123456789abcdef0"}}"#);
    ask("enforcement", &only, &["--vpc", "vpc-0123456789abcdef0", "--require", "endpoint"]).exits(0);
    let two = |first: &str, second: &str| {
        let deny = |condition: &str| {
            format!(
                r#"{{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {condition}}}"#
            )
        };
        format!(r#"{{"Statement": [{}, {}]}}"#, deny(first), deny(second))
    };
    let kms = two(
        r#"{"StringEquals": {"s3:x-amz-server-side-encryption": "AES256"}}"#,
        r#"{"Null": {"s3:x-amz-server-side-encryption-customer-algorithm": "false"}}"#,
    );
    ask("enforcement", &kms, &["--require", "kms"]).exits(1);
    ask("enforcement", &kms, &["--require", "kms", "--kms-by-default"]).exits(0);
}

#[test]
fn cases_are_answered_a_line() {
    let case = json!({"id": 1, "type": "AWS::S3::BucketPolicy", "account": "111122223333", "policy": BUCKET,
        "org": "o-a1b2c3d4e5", "trust": {"vpcs": ["vpc-0123456789abcdef0"]}});
    let lines = format!("{case}\n{{\n");
    let asked = &["policy", "enforcement", "--jsonl", "--require"];
    let ran = fed(&[&asked[..], &["organization"]].concat(), lines.as_bytes()).exits(4);
    let answers: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(words(&answers[0])[3..], ["organization true", "endpoint false", "mfa false"]);
    assert_eq!(answers[0]["id"], 1);
    assert!(answers[1]["error"].is_string());
    fed(&[&asked[..], &["mfa"]].concat(), lines.as_bytes()).exits(1);
    fed(&[&asked[..], &["organization"]].concat(), format!("{case}\n").as_bytes()).exits(0);
}

#[test]
fn what_opens_if_a_guard_falls() {
    let ran = ask("exposure", BUCKET, &[ORGANIZATION, &["--what-if"]].concat()).exits(0);
    assert!(ran.stdout.starts_with("private"), "{}", ran.stdout);
    insta::assert_snapshot!("what_if", ran.stdout);
    let flags = ["--what-if", "--format", "json", "--block-public-access", "RestrictPublicBuckets,BlockPublicPolicy"];
    let own = r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}"#;
    let open = BUCKET.replace(own, r#"{"Bool": {"aws:SecureTransport": "false"}}"#);
    let answer = ask("exposure", &open, &flags).exits(0).json();
    let all = answer["what_if"].as_array().expect("a list");
    let told: Vec<String> = all
        .iter()
        .map(|one| {
            let guard = &one["guard"];
            let name = if guard["name"].is_string() { &guard["name"] } else { &guard["sid"] };
            let count = one["opens"].as_array().map_or(0, Vec::len);
            format!("{} {name} {} {count}", guard["type"], one["exposure"]).replace('"', "")
        })
        .collect();
    assert_eq!(
        told,
        [
            "deny TlsOnly private 0",
            "deny OursOnly private 0",
            "deny NewTls private 0",
            "block_public_access RestrictPublicBuckets public 1",
            "block_public_access BlockPublicPolicy private 0",
        ]
    );
    assert_eq!(ask("exposure", &open, &["--format", "json"]).json()["what_if"], Value::Null);
}

#[test]
fn resource_control_policies_stand_above() {
    let home = home(&BUCKET.replace("\"Deny\"", "\"Allow\""));
    let perimeter = r#"{"Version": "2012-10-17", "Statement": {"Sid": "Perimeter", "Effect": "Deny", "Principal": "*",
        "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}}"#;
    fs::write(home.path().join("rcp.json"), perimeter).expect("write");
    let ask = |more: &[&str]| {
        run(
            home.path(),
            &[&["policy", "exposure"], OF_BUCKET, ORGANIZATION, &["policy.json", "--format", "json"], more].concat(),
        )
    };
    assert_eq!(ask(&[]).json()["exposure"], "public");
    let answer = ask(&["--rcp", "rcp.json", "--what-if"]).exits(0).json();
    assert_eq!(answer["exposure"], "private", "{answer:#}");
    assert_eq!(answer["what_if"][0]["guard"], json!({"type": "rcp", "name": "rcp.json"}));
    assert_eq!(answer["what_if"][0]["opens"][0]["archetype"], "anonymous");
    // Its statements are named with their document.
    let other = perimeter.replace("\"Resource\": \"*\"", "\"Resource\": \"arn:aws:s3:::other/*\"");
    fs::write(home.path().join("other.json"), other).expect("write");
    let answer = ask(&["--rcp", "other.json"]).exits(0).json();
    let denies = &answer["exposures"][0]["denies"];
    assert_eq!(denies[0]["policy"], "other.json", "{answer:#}");
    ask(&["--rcp", "missing.json"]).complains(2, &["missing.json"]);
    fs::write(home.path().join("odd.json"), "[]").expect("write");
    ask(&["--rcp", "odd.json"]).complains(2, &["odd.json"]);
}

#[test]
fn a_decision_without_each_of_its_policies() {
    let all = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
    let none = json!({"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}});
    let case = json!({
        "request": {"principal": "arn:aws:iam::111122223333:user/ann", "action": "s3:ListAllMyBuckets", "resource": "*"},
        "identity": [{"name": "admin", "policy": all}], "boundary": {"name": "limit", "policy": none},
        "scp": [[{"name": "full", "policy": all}]]
    });
    let ran = fed(&["policy", "simulate", "--what-if"], case.to_string().as_bytes()).exits(0);
    assert!(ran.stdout.contains("\nwithout permissions boundary limit: allowed\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("the same without any other of 2 policies\n"), "{}", ran.stdout);
    let line = fed(&["policy", "simulate", "--what-if", "--jsonl"], case.to_string().as_bytes()).exits(0).json();
    assert_eq!(line["what_if"][1]["guard"], json!({"type": "permissions boundary", "level": null, "name": "limit"}));
    assert_eq!(line["what_if"][1]["decision"], "allowed");
}

#[test]
fn hostile_text_is_shown_and_not_obeyed() {
    let name = "\\u001b[2J\\u202eowned\\u200b";
    let policy = BUCKET.replace("OursOnly", name);
    for (command, more) in [("enforcement", &[][..]), ("exposure", &["--what-if"])] {
        for format in ["text", "json"] {
            let ran = ask(command, &policy, &[more, ORGANIZATION, &["--format", format]].concat()).exits(0);
            assert!(ran.stdout.contains("owned"), "{}", ran.stdout);
            harmless(command, &ran.stdout);
        }
    }
}

#[test]
fn help_tells_the_exit_codes() {
    let help = aplomb(&["policy", "enforcement", "--help"]).exits(0).stdout;
    for code in [0, 1, 2, 4] {
        assert!(help.contains(&format!("\n  {code}  ")), "{help}");
    }
}
