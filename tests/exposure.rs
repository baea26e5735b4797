//! Holds the engine against the truth table in tests/exposure: whose expectations are AWS's documentation's.

use std::path::Path;

use aplomb::iam::exposure::case::answer_line;
use serde_json::Value;

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
