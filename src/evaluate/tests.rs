use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::sources::of_texts;
use super::{Checks, ParameterError, Vocabulary, check_parameters, evaluate, load, run_cases};
use crate::finding::{Finding, FindingKey, Severity, Verdict};
use crate::resource::{Evidence, Field, Gap, GapCode, Inventory, Resource, Unlisted};

const BUCKET: &str = "AWS::S3::Bucket";

/// Checks of buckets by name; each is `s3.NAME` and has the parameters `limit: 10` and `words: [a]`.
fn checks(rules: &[(&str, &str)], embedded: bool) -> Checks {
    let names = ["facts.A", "facts.B", "facts.C", "properties.P", "tags"].map(str::to_string);
    let vocabulary = Vocabulary::from([(BUCKET.to_string(), BTreeSet::from(names))]);
    let mut files = Vec::new();
    for (name, rules) in rules {
        let text = format!(
            "# METADATA\n# title: All is well\n# description: It matters.\n# custom:\n#   severity: high\n\
             #   resource: {BUCKET}\n#   remediation: {{cli: aws}}\n#   parameters: {{limit: 10, words: [a]}}\n\
             #   controls: [{{framework: f, id: \"1\", grade: exact}}]\npackage s3.{name}\n{rules}\n"
        );
        files.push((format!("s3/{name}.rego"), text));
        files.push((format!("s3/{name}.yaml"), "- {name: a, verdict: unknown, gaps: {facts.A: denied}}".to_string()));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    load(&of_texts(embedded, &files), &vocabulary).unwrap_or_else(|error| panic!("{error}"))
}

fn call(operation: &str) -> Evidence {
    Evidence { operation: operation.into(), region: "eu-west-1".into(), sha256: Some("00".into()) }
}

fn denied(operation: &str, permission: &str) -> Gap {
    Gap {
        operation: operation.to_string(),
        code: GapCode::Denied,
        error: "AccessDenied".to_string(),
        permission: Some(permission.to_string()),
    }
}

fn value(value: Value, operation: &str) -> Field {
    Field::value(value, vec![call(operation)])
}

fn bucket(name: &str, facts: Vec<(&str, Field)>) -> Resource {
    Resource {
        arn: format!("arn:aws-cn:s3:::{name}"),
        resource_type: BUCKET.to_string(),
        account: "111122223333".to_string(),
        region: "cn-north-1".to_string(),
        facts: facts.into_iter().map(|(name, field)| (name.to_string(), field)).collect(),
        ..Resource::default()
    }
}

fn inventory(resources: Vec<Resource>) -> Inventory {
    let (partition, account) = ("aws-cn".to_string(), "111122223333".to_string());
    Inventory { partition, account, resources, ..Inventory::default() }
}

fn judge(rules: &str, facts: Vec<(&str, Field)>) -> Vec<Finding> {
    evaluate(&checks(&[("x", rules)], true), &inventory(vec![bucket("b", facts)]), &BTreeMap::new())
}

fn one(rules: &str, facts: Vec<(&str, Field)>) -> Finding {
    let mut findings = judge(rules, facts);
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings.remove(0)
}

const SIMPLE: &str = "pass if input.facts.A == 1
not_applicable if input.facts.A == 2
fail contains {\"sub_key\": \"\", \"message\": \"A is 3\"} if input.facts.A == 3
fail contains {\"sub_key\": \"\", \"message\": \"B is 3\"} if input.facts.B == 3";

fn known(number: i64) -> Field {
    value(json!(number), "s3:GetA")
}

#[test]
fn exactly_one_answer_must_hold() {
    let b = || ("B", value(json!(1), "s3:GetB"));
    for (a, verdict, message) in [
        (1, Verdict::Pass, "All is well"),
        (2, Verdict::NotApplicable, "the question does not arise for this resource"),
        (3, Verdict::Fail, "A is 3"),
        (4, Verdict::Unknown, "not decided: none of pass, fail, not_applicable holds"),
    ] {
        let finding = one(SIMPLE, vec![("A", known(a)), b()]);
        assert_eq!((finding.verdict, finding.message.as_str()), (verdict, message));
        assert_eq!((&*finding.check, finding.sub_key.as_str(), finding.severity), ("s3-x", "", Severity::High));
        assert_eq!(finding.controls.len(), 1);
    }
    for (rules, message) in [
        (
            "pass if input.facts.A\nfail contains {\"sub_key\": \"\", \"message\": \"m\"} if input.facts.A",
            "pass and fail",
        ),
        ("pass if input.facts.A\nnot_applicable if input.facts.A\nfail contains 1 if false", "pass and not_applicable"),
        (
            "pass if false\nnot_applicable if input.facts.A\nfail contains {\"sub_key\": \"\", \"message\": \"m\"} if input.facts.A",
            "fail and not_applicable",
        ),
    ] {
        let finding = one(rules, vec![("A", known(1))]);
        assert_eq!(finding.verdict, Verdict::Unknown);
        assert_eq!(finding.message, format!("not decided: {message} hold together"));
        assert_eq!((finding.gaps[0].code, finding.gaps[0].property.as_str()), (GapCode::Undecided, "verdict"));
    }
}

#[test]
fn what_the_rules_cannot_decide_is_unknown() {
    for rules in [
        // A type error, a misspelt key, two values for one rule, an element that is none, an answer that is none.
        "pass if startswith(input.facts.A, \"x\")\nfail contains {\"sub_key\": \"\", \"message\": \"m\"} if endswith(input.facts.A, \"x\")",
        "pass if input.facts.A.Value == 1\nfail contains {\"sub_key\": \"\", \"message\": \"m\"} if input.facts.A.Valeu != 1",
        "pass := input.facts.A == 1\npass := input.facts.A == 2\nfail contains 1 if false",
        "pass if false\nfail contains {\"sub_key\": 0, \"message\": \"m\"} if input.facts.A",
        "pass := input.facts.A\nfail contains {\"sub_key\": \"\", \"message\": \"m\"} if false",
    ] {
        let finding = one(rules, vec![("A", known(1))]);
        assert_eq!(finding.verdict, Verdict::Unknown, "{rules}");
        assert!(finding.message.starts_with("not decided: "), "{}", finding.message);
        assert_eq!(finding.gaps[0].code, GapCode::Undecided);
        assert!(!finding.gaps[0].code.is_failed_read());
    }
}

#[test]
fn a_gap_is_never_a_pass_nor_not_applicable() {
    for a in [1, 2] {
        let gap = Field::gap(denied("s3:GetB", "s3:GetBucketB"), vec![call("s3:GetB")]);
        let finding = one(SIMPLE, vec![("A", known(a)), ("B", gap)]);
        assert_eq!(finding.verdict, Verdict::Unknown);
        assert_eq!(finding.message, "s3:GetB was denied (AccessDenied); allow s3:GetBucketB");
        let gap = &finding.gaps[0];
        assert_eq!((gap.property.as_str(), gap.code, gap.operation.as_str()), ("facts.B", GapCode::Denied, "s3:GetB"));
        assert_eq!(gap.permission.as_deref(), Some("s3:GetBucketB"));
        assert_eq!(finding.evidence, [call("s3:GetA"), call("s3:GetB")]);
    }
}

#[test]
fn a_name_that_no_collector_set_is_a_gap_and_absent_is_none() {
    let finding = one(SIMPLE, vec![("A", known(1))]);
    assert_eq!((finding.verdict, finding.message.as_str()), (Verdict::Unknown, "not collected: facts.B"));
    assert_eq!(finding.gaps[0].code, GapCode::NotCollected);
    let finding = one(SIMPLE, vec![("A", known(1)), ("B", Field::absent(vec![call("s3:GetB")]))]);
    assert_eq!(finding.verdict, Verdict::Pass);
    let tags =
        "pass if not input.tags.Owner\nfail contains {\"sub_key\": \"\", \"message\": \"m\"} if input.tags.Owner";
    assert_eq!(one(tags, Vec::new()).message, "not collected: tags");
}

#[test]
fn a_failure_whose_own_reads_are_known_stands() {
    let gap = || Field::gap(denied("s3:GetB", "s3:GetBucketB"), vec![call("s3:GetB")]);
    let finding = one(SIMPLE, vec![("A", known(3)), ("B", gap())]);
    assert_eq!((finding.verdict, finding.message.as_str()), (Verdict::Fail, "A is 3"));
    assert_eq!(finding.evidence, [call("s3:GetA")]);
    assert!(finding.gaps.is_empty());
    // The clause's helper reads the gap: the failure may not be one.
    let helped = "pass if helper == false
fail contains {\"sub_key\": \"\", \"message\": \"m\"} if { input.facts.A == 3; not helper }
helper if input.facts.B == 1";
    assert_eq!(one(helped, vec![("A", known(3)), ("B", gap())]).verdict, Verdict::Unknown);
    // A guard by another answer counts as a read of the clause.
    let guarded = "pass if input.facts.A == 1
not_applicable if input.facts.B == 1
fail contains {\"sub_key\": \"\", \"message\": \"m\"} if { input.facts.A == 3; not not_applicable }";
    assert_eq!(one(guarded, vec![("A", known(3)), ("B", gap())]).verdict, Verdict::Unknown);
    assert_eq!(one(guarded, vec![("A", known(3)), ("B", known(2))]).verdict, Verdict::Fail);
}

#[test]
fn every_gap_of_every_read_is_listed_once_in_order() {
    let twice = Field {
        known: crate::resource::Known::Gap(vec![
            Gap::undecided("condition not decided: StringLike aws:Referer"),
            denied("s3:GetZ", "s3:GetZ"),
            Gap::undecided("condition not decided: StringLike aws:Referer"),
        ]),
        evidence: vec![call("s3:GetZ")],
    };
    let declared = Field::gap(Gap::not_declared("trust.accounts"), Vec::new());
    let rules = "pass if { input.facts.A; input.facts.B; input.facts.C }\nfail contains 1 if false";
    let finding = one(rules, vec![("A", twice), ("B", declared), ("C", known(1))]);
    let gaps: Vec<(&str, GapCode)> = finding.gaps.iter().map(|gap| (gap.property.as_str(), gap.code)).collect();
    let expected = [("facts.A", GapCode::Undecided), ("facts.A", GapCode::Denied), ("facts.B", GapCode::NotDeclared)];
    assert_eq!(gaps, expected);
    assert_eq!(finding.message, "condition not decided: StringLike aws:Referer (and 2 more)");
    let declared = Field::gap(Gap::not_declared("trust.accounts"), Vec::new());
    assert_eq!(
        one("pass if input.facts.A\nfail contains 1 if false", vec![("A", declared)]).message,
        "not declared: trust.accounts"
    );
}

#[test]
fn failures_are_merged_by_sub_key_and_rest_on_their_clauses() {
    let rules = "pass if false
fail contains {\"sub_key\": \"k\", \"message\": \"z\"} if input.facts.A == 1
fail contains {\"sub_key\": \"k\", \"message\": \"a\"} if input.facts.B == 1
fail contains {\"sub_key\": \"other\", \"message\": \"c\"} if input.facts.C == 1";
    let field = |operation: &str| value(json!(1), operation);
    let findings = judge(rules, vec![("A", field("s3:GetA")), ("B", field("s3:GetB")), ("C", field("s3:GetC"))]);
    let found: Vec<(&str, &str)> = findings.iter().map(|f| (f.sub_key.as_str(), f.message.as_str())).collect();
    assert_eq!(found, [("k", "a; z"), ("other", "c")]);
    assert_eq!(findings[0].evidence, [call("s3:GetA"), call("s3:GetB")]);
    assert_eq!(findings[1].evidence, [call("s3:GetC")]);
    let findings = judge(rules, vec![("A", field("s3:GetA")), ("B", field("s3:GetA")), ("C", known(2))]);
    assert_eq!(findings[0].evidence, [call("s3:GetA")]);
    let gap = Field::gap(Gap::bare(GapCode::Timeout), Vec::new());
    let findings = judge(rules, vec![("A", field("s3:GetA")), ("B", gap), ("C", field("s3:GetC"))]);
    let found: Vec<(&str, &str)> = findings.iter().map(|f| (f.sub_key.as_str(), f.message.as_str())).collect();
    assert_eq!(found, [("k", "z"), ("other", "c")]);
}

#[test]
fn the_verdict_is_the_same_within_limits() {
    let inventory = inventory((1..=4).map(|a| bucket("b", vec![("A", known(a)), ("B", known(1))])).collect());
    let run = |embedded| evaluate(&checks(&[("x", SIMPLE)], embedded), &inventory, &BTreeMap::new());
    assert_eq!(run(true), run(false));
}

#[test]
fn a_check_from_disk_that_runs_too_long_is_unknown() {
    let rules = "pass if { input.facts.A; count([1 | some a in numbers.range(1, 2000); some b in numbers.range(1, 2000); a + b == 0]) == 0 }\nfail contains 1 if false";
    let inventory = inventory(vec![bucket("b", vec![("A", known(1))])]);
    let findings = evaluate(&checks(&[("x", rules)], false), &inventory, &BTreeMap::new());
    assert_eq!(findings[0].verdict, Verdict::Unknown);
    assert!(findings[0].message.contains("nstruction"), "{}", findings[0].message);
}

#[test]
fn parameters_replace_defaults() {
    let rules = "pass if input.facts.A <= data.params.limit
fail contains {\"sub_key\": \"\", \"message\": sprintf(\"%d is over %d\", [input.facts.A, data.params.limit])} if input.facts.A > data.params.limit";
    let checks = checks(&[("x", rules)], true);
    let inventory = inventory(vec![bucket("b", vec![("A", known(11))])]);
    assert_eq!(evaluate(&checks, &inventory, &BTreeMap::new())[0].message, "11 is over 10");
    let set = |check: &str, name: &str, value: Value| {
        BTreeMap::from([(check.to_string(), BTreeMap::from([(name.to_string(), value)]))])
    };
    assert_eq!(evaluate(&checks, &inventory, &set("s3-x", "limit", json!(12)))[0].verdict, Verdict::Pass);
    assert_eq!(check_parameters(&checks, &set("s3-x", "limit", json!(12.5))), Ok(()));
    assert_eq!(check_parameters(&checks, &set("s3-x", "words", json!([]))), Ok(()));
    let error = |parameters| check_parameters(&checks, &parameters).unwrap_err().to_string();
    assert!(matches!(
        check_parameters(&checks, &set("s3-y", "limit", json!(1))),
        Err(ParameterError::UnknownCheck { check }) if check == "s3-y"
    ));
    assert!(error(set("s3-y", "limit", json!(1))).contains("parameters.s3-y: no such check"));
    assert!(error(set("s3-x", "limits", json!(1))).contains("it has limit, words"));
    assert!(error(set("s3-x", "limit", json!("12"))).contains("a string where the default is a number"));
    assert!(error(set("s3-x", "words", json!("a"))).contains("a string where the default is a list"));
    assert!(error(set("s3-x", "words", json!(["a", 1]))).contains("a number where the default is a string"));
}

#[test]
fn a_type_that_could_not_be_listed_is_one_unknown_a_check() {
    let checks = checks(&[("x", SIMPLE), ("y", SIMPLE)], true);
    let unlisted = |resource_type: &str, region: &str, gap: Gap, partial| Unlisted {
        resource_type: resource_type.to_string(),
        region: region.to_string(),
        gap,
        evidence: vec![call("s3:ListBuckets")],
        partial,
    };
    let list = || denied("s3:ListBuckets", "s3:ListAllMyBuckets");
    let inventory = Inventory {
        unlisted: vec![
            unlisted(BUCKET, "global", list(), false),
            unlisted(BUCKET, "cn-north-1", Gap::bare(GapCode::Throttled), true),
            unlisted(BUCKET, "cn-north-1", list(), true),
            unlisted("AWS::KMS::Key", "cn-north-1", list(), false),
        ],
        ..inventory(Vec::new())
    };
    let findings = evaluate(&checks, &inventory, &BTreeMap::new());
    let found: Vec<(&str, &str, usize)> =
        findings.iter().map(|f| (f.resource.arn.as_str(), &*f.check, f.gaps.len())).collect();
    let (regional, global) = (
        "arn:aws-cn:account:cn-north-1:111122223333:account#AWS::S3::Bucket",
        "arn:aws-cn:account::111122223333:account#AWS::S3::Bucket",
    );
    assert_eq!(found, [(regional, "s3-x", 2), (regional, "s3-y", 2), (global, "s3-x", 1), (global, "s3-y", 1)]);
    let finding = &findings[2];
    assert_eq!(
        finding.message,
        "AWS::S3::Bucket could not be listed: s3:ListBuckets was denied (AccessDenied); allow s3:ListAllMyBuckets"
    );
    assert!(findings[0].message.starts_with("AWS::S3::Bucket was listed only in part: "), "{}", findings[0].message);
    assert_eq!((finding.verdict, finding.resource.region.as_str()), (Verdict::Unknown, "global"));
    assert_eq!((finding.gaps[0].property.as_str(), finding.evidence.len()), (BUCKET, 1));
}

#[test]
fn findings_are_sorted_and_their_ids_follow_from_their_keys() {
    let checks = checks(&[("y", SIMPLE), ("x", SIMPLE)], true);
    let good = || vec![("A", known(1)), ("B", known(1))];
    let far = Resource { region: "cn-northwest-1".to_string(), ..bucket("a", good()) };
    let other = Resource { account: "000000000000".to_string(), ..bucket("z", good()) };
    let ignored = Resource { resource_type: "AWS::S3::AccessPoint".to_string(), ..bucket("q", good()) };
    let resources = vec![far, bucket("c", good()), ignored, other, bucket("b", good())];
    let findings = evaluate(&checks, &inventory(resources.clone()), &BTreeMap::new());
    let found: Vec<String> =
        findings.iter().map(|f| format!("{} {}", f.resource.arn.rsplit(':').next().unwrap(), f.check)).collect();
    assert_eq!(found, ["z s3-x", "z s3-y", "b s3-x", "b s3-y", "c s3-x", "c s3-y", "a s3-x", "a s3-y"]);
    let reversed = inventory(resources.into_iter().rev().collect());
    assert_eq!(evaluate(&checks, &reversed, &BTreeMap::new()), findings);
    for finding in &findings {
        let key = FindingKey { check: &finding.check, resource: &finding.resource, sub_key: &finding.sub_key };
        assert_eq!(finding.id, key.id());
    }
    let mut selected = checks.clone();
    selected.retain(|check| check.id == "s3-y");
    assert_eq!(evaluate(&selected, &reversed, &BTreeMap::new()).len(), 4);
}

#[test]
fn a_case_fails_where_verdict_sub_keys_or_the_two_ways_differ() {
    let mut checks = checks(
        &[(
            "x",
            "pass if not bad\nbad if startswith(input.facts.A, \"x\")\nfail contains {\"sub_key\": \"k\", \"message\": \"m\"} if bad",
        )],
        true,
    );
    let check = checks.0.values_mut().next().unwrap();
    let mut case = check.cases[0].clone();
    case.gaps.clear();
    for (a, verdict, keys, failure) in [
        (json!("y"), Verdict::Pass, None, None),
        (json!("x"), Verdict::Fail, Some("k"), None),
        (json!("x"), Verdict::Fail, Some("l"), Some("sub_keys are {\"k\"}, expected {\"l\"}")),
        (json!("x"), Verdict::Pass, None, Some("pass expected, but it says fail at k (m)")),
        (json!(1), Verdict::Pass, None, Some("the strict interpreter says unknown (not decided: ")),
    ] {
        case.input.facts = BTreeMap::from([("A".to_string(), a)]);
        (case.verdict, case.sub_keys) = (verdict, keys.map(|key| BTreeSet::from([key.to_string()])));
        check.cases = vec![case.clone()];
        let failures = run_cases(check);
        match failure {
            None => assert_eq!(failures, []),
            Some(text) => assert!(failures[0].what.contains(text), "{failures:?}"),
        }
    }
}
