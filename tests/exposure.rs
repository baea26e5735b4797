//! Holds the engine against the truth table in tests/exposure: whose expectations are AWS's documentation's.

use std::path::Path;

use aplomb::iam::exposure::case::answer_line;
use aplomb::iam::simulate_json;
use serde_json::{Value, json};

/// The day that the table was written on, in milliseconds since 1970: 2026-11-18.
const NOW: i64 = 1_795_000_000_000;

/// What an answer and its case disagree on.
fn differences(case: &Value, answer: &Value) -> Vec<String> {
    let (expect, mut found) = (&case["expect"], Vec::new());
    for field in ["exposure", "aws_public"] {
        if !expect[field].is_null() && expect[field] != answer[field] {
            found.push(format!("{field} is {}, not {}", answer[field], expect[field]));
        }
    }
    let exposures = answer["exposures"].as_array().map_or(&[][..], Vec::as_slice);
    if exposures.iter().any(|exposure| exposure["witness"]["action"].is_null()) {
        found.push("an exposure has no witness".to_owned());
    }
    let is_open = matches!(answer["exposure"].as_str(), Some("public" | "external"));
    if is_open && exposures.is_empty() {
        found.push("nobody is named who gets in".to_owned());
    }
    if answer["exposure"] == "unknown" && answer["unknowns"].as_array().is_none_or(Vec::is_empty) {
        found.push("no construct is named that is unknown".to_owned());
    }
    found
}

#[test]
fn the_truth_table_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exposure");
    let (mut cases, mut wrong) = (0, Vec::new());
    let files = std::fs::read_dir(&folder).expect("the table is in the repository");
    let mut files: Vec<_> = files.map(|file| file.expect("its folder can be read").path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "jsonl")) {
        let text = std::fs::read_to_string(file).expect("a file of the table can be read");
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let case: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            // The policy goes as it stands: parsed and written again it would lose keys that stand twice.
            let (asked, _) = line.rsplit_once(r#", "expect":"#).expect("what is expected comes after what is asked");
            let answer = answer_line(&format!("{asked}}}"), NOW);
            let reason = &case["reason"];
            let found = differences(&case, &answer);
            wrong.extend(found.into_iter().map(|why| format!("{}: {why}. {reason} {answer}", case["id"])));
            cases += 1;
        }
    }
    assert!(cases >= 150, "{cases} cases only");
    assert!(wrong.is_empty(), "{} of {cases} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn each_way_in_is_told_by_what_it_takes() {
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-a/*",
         "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-a/*",
         "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}}}]});
    let case = json!({"type": "AWS::S3::BucketPolicy", "account": "111122223333", "policy": policy});
    let answer = answer_line(&case.to_string(), NOW);
    let told = |exposure: &Value| exposure["archetype"].as_str().unwrap_or_default().to_owned();
    let told: Vec<String> = answer["exposures"].as_array().expect("a list").iter().map(told).collect();
    // An endpoint is nothing to those who come over the internet.
    let expected = ["anonymous from some networks", "anonymous through a VPC endpoint, by something that is fixed"];
    assert!(expected.iter().all(|name| told.iter().any(|own| own == name)), "{told:?}");
    assert!(!told.iter().any(|name| name.starts_with("anonymous, by something")), "{told:?}");
}

#[test]
fn tokens_match_and_roles_are_as_open_as_the_vectors_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exposure/oidc/vectors.jsonl");
    let text = std::fs::read_to_string(path).expect("the vectors are in the repository");
    let (role, mut wrong) = ("arn:aws:iam::111122223333:role/deploy", Vec::new());
    for line in text.lines() {
        let vector: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let (host, action) = (vector["host"].as_str().unwrap_or_default(), "sts:AssumeRoleWithWebIdentity");
        let provider = format!("arn:aws:iam::111122223333:oidc-provider/{host}");
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": { "Federated": provider },
                "Action": action,
                "Condition": vector["condition"],
            },
        });
        let claims = vector["claims"].as_object().cloned().unwrap_or_default();
        let context: serde_json::Map<String, Value> =
            claims.into_iter().map(|(claim, value)| (format!("{host}:{claim}"), value)).collect();
        let request = json!({
            "principal": { "Federated": provider },
            "action": action,
            "resource": role,
            "resource_account": "111122223333",
            "context": context,
        });
        let simulated = simulate_json(&json!({ "request": request, "resource_policy": policy }).to_string(), |_| false);
        let wanted = if vector["matches"] == true { "allowed" } else { "implicitly_denied" };
        if simulated["decision"] != wanted {
            wrong.push(format!("{}: the token is {}, not {wanted}", vector["id"], simulated["decision"]));
        }
        let case = json!({ "type": "AWS::IAM::Role", "account": "111122223333", "resource": role, "policy": policy });
        let answer = answer_line(&case.to_string(), NOW);
        if answer["exposure"] != vector["exposure"] {
            wrong.push(format!("{}: the role is {}, not {}", vector["id"], answer["exposure"], vector["exposure"]));
        }
    }
    assert_eq!(text.lines().count(), 68, "all vectors of subvectors that speak of AWS");
    assert!(wrong.is_empty(), "{} vectors:\n{}", wrong.len(), wrong.join("\n"));
}
