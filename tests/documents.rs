//! Documents that nobody here wrote: AWS's own policies, and the truth table's cases with faults put in.

#[path = "universe/dice.rs"]
mod dice;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use aplomb::iam::exposure::case::answer_line;
use aplomb::iam::{DocumentKind, lint, parse, simulate_json};
use dice::Dice;
use serde_json::value::RawValue;

/// In milliseconds since 1970: 2026-11-18.
const NOW: i64 = 1_795_000_000_000;

const KINDS: [DocumentKind; 5] = [
    DocumentKind::Identity,
    DocumentKind::Resource,
    DocumentKind::Trust,
    DocumentKind::ServiceControl,
    DocumentKind::ResourceControl,
];

/// The file of AWS's managed policies that comes with moto, in the environment that tests/run.sh makes.
fn managed_file() -> Option<PathBuf> {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/lib");
    let versions = std::fs::read_dir(library).ok()?;
    let files = versions.flatten().map(|version| version.path().join("site-packages/moto/iam/aws_managed_policies.py"));
    files.into_iter().find(|file| file.is_file())
}

#[derive(serde::Deserialize)]
struct Managed<'a> {
    #[serde(borrow, rename = "Document")]
    document: &'a RawValue,
}

#[test]
fn every_managed_policy_is_read_without_an_issue() {
    // Without moto there is nothing to read. tests/run.sh brings it, and says that nothing may be left out.
    let file = managed_file();
    assert!(file.is_some() || std::env::var_os("APLOMB_ALL_TESTS").is_none(), "moto's managed policies are missing");
    let Some(file) = file else { return };
    let text = std::fs::read_to_string(file).expect("it can be read");
    let start = text.find('{').expect("it holds an object");
    let end = text.rfind('}').expect("which ends");
    let policies: std::collections::BTreeMap<String, Managed> =
        serde_json::from_str(&text[start..=end]).expect("it is JSON");
    let mut wrong = Vec::new();
    for (name, managed) in &policies {
        match parse(managed.document.get()) {
            Err(error) => wrong.push(format!("{name}: {error}")),
            Ok(policy) => {
                let issues = policy.statements.iter().flat_map(|statement| &statement.issues);
                wrong.extend(issues.map(|issue| format!("{name}: {issue}")));
            }
        }
        // Any remark will do; what counts is that there is an end to it.
        let _ = lint(managed.document.get(), DocumentKind::Identity, &|_| None);
    }
    assert!(policies.len() >= 1_582, "{} policies only", policies.len());
    assert!(wrong.is_empty(), "{} issues:\n{}", wrong.len(), wrong.join("\n"));
}

/// Words that matter to some part of the engine.
const WORDS: &[&str] = &[
    "*",
    "?",
    "${",
    "}",
    "${aws:username}",
    "${*}",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "true",
    "-1",
    "1e999",
    "\\u0000",
    "\\ud800",
    "é",
    "NotPrincipal",
    "NotAction",
    "NotResource",
    "ForAllValues:",
    "ForAnyValue:",
    "IfExists",
    "Null",
    "StringLike",
    "ArnLike",
    "IpAddress",
    "NumericLessThan",
    "DateLessThan",
    "Bool",
    "BinaryEquals",
    "0.0.0.0/0",
    "::/0",
    "/33",
    "aws:SourceIp",
    "aws:PrincipalOrgID",
    "arn:aws:iam::",
    "2012-10-17",
    "Deny",
    "9999999999999999999",
];

fn mutated(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + dice.below(4) {
        let place = dice.below(bytes.len() + 1);
        let end = (place + dice.below(30)).min(bytes.len());
        match dice.below(7) {
            0 => drop(bytes.drain(place..end)),
            1 => {
                let copy = bytes[place..end].to_vec();
                bytes.splice(place..place, copy);
            }
            2 if place < bytes.len() => bytes[place] = u8::try_from(dice.below(128)).unwrap_or_default(),
            3 => {
                let from = dice.below(other.len());
                let part = other.as_bytes()[from..(from + dice.below(60)).min(other.len())].to_vec();
                bytes.splice(place..end, part);
            }
            _ => {
                let word = dice.pick(WORDS).bytes();
                bytes.splice(place..place, word);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every line of the truth table.
fn lines() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exposure");
    let files = std::fs::read_dir(folder).expect("the table is in the repository");
    let mut files: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    files.sort();
    let of_file = |file: &PathBuf| std::fs::read_to_string(file).unwrap_or_default();
    let tables = files.iter().filter(|file| file.extension().is_some_and(|end| end == "jsonl")).map(of_file);
    let asked = |line: &str| line.rsplit_once(r#", "expect":"#).map(|(asked, _)| format!("{asked}}}"));
    tables.flat_map(|table| table.lines().filter_map(asked).collect::<Vec<_>>()).collect()
}

/// The policy of a case, as it stands there.
fn policy(line: &str) -> &str {
    line.split_once(r#""policy": "#).map_or(line, |(_, policy)| policy.trim_end_matches('}'))
}

#[test]
fn no_fault_in_a_document_ends_in_a_panic_or_takes_long() {
    let lines = lines();
    let number =
        |name: &str, otherwise: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let (seed, count) = (number("APLOMB_SEED", 20_261_118), number("APLOMB_POLICIES", 400));
    for place in 0..count {
        let mut dice = Dice::new(seed.wrapping_add(place.wrapping_mul(0x1_0000_0001)));
        let (line, other) = (dice.pick(&lines), dice.pick(&lines));
        let text = mutated(line, other, &mut dice);
        let begun = Instant::now();
        let answer = answer_line(&text, NOW);
        assert!(answer.get("exposure").is_some() != answer.get("error").is_some(), "{answer} to {text}");
        let own = mutated(policy(line), policy(other), &mut dice);
        let _ = parse(&own);
        let _ = lint(&own, *dice.pick(&KINDS), &|_| None);
        let request = r#"{"principal":"anonymous","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"}"#;
        let _ = simulate_json(&format!(r#"{{"request":{request},"resource_policy":{own}}}"#), |_| true);
        let reaches = dice.percent(50);
        let _ = simulate_json(&text, |_| reaches);
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(5), "{took:?} for number {place} of seed {seed}: {text}");
    }
}

#[test]
fn depth_and_length_are_no_way_to_break_it() {
    let deep = "[".repeat(100_000);
    let wide = format!(r#"{{"Statement":[{}{{}}]}}"#, "{},".repeat(20_000));
    let globs = "*a?b".repeat(2_000);
    let long = format!(
        r#"{{"Statement":{{"Effect":"Allow","Principal":"*","Action":"{globs}","Resource":"arn:aws:s3:::{globs}"}}}}"#
    );
    for text in [deep, wide, long] {
        let _ = parse(&text);
        let _ = lint(&text, DocumentKind::Resource, &|_| None);
        let case = format!(r#"{{"type":"AWS::S3::BucketPolicy","account":"111122223333","policy":{text}}}"#);
        let answer = answer_line(&case, NOW);
        assert!(answer.get("exposure").is_some() != answer.get("error").is_some(), "{answer}");
        let _ = simulate_json(&format!(r#"{{"identity":[{text}]}}"#), |_| true);
    }
}
