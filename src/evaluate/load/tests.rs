use std::collections::BTreeSet;

use super::super::sources::of_texts;
use super::{Checks, LoadError, Vocabulary, load};

const METADATA: &str = "# METADATA
# title: A title
# description: Why it matters.
# custom:
#   severity: high
#   resource: AWS::S3::Bucket
#   remediation: {cli: aws}
#   parameters: {days: 30}
";
const RULES: &str = "package s3.x
pass if input.facts.A == false
fail contains {\"sub_key\": \"\", \"message\": \"bad\"} if input.facts.A == true
";
const CASES: &str = "- {name: good, verdict: pass, input: {facts: {A: false}}}\n";

fn vocabulary() -> Vocabulary {
    let names = |text: &str| text.split(' ').map(str::to_string).collect::<BTreeSet<_>>();
    Vocabulary::from([
        ("AWS::S3::Bucket".to_string(), names("facts.A facts.B properties.C tags")),
        ("AWS::S3::AccessPoint".to_string(), names("facts.A")),
    ])
}

fn load_files(embedded: bool, files: &[(&str, &str)]) -> Result<Checks, LoadError> {
    load(&of_texts(embedded, files), &vocabulary())
}

fn load_rules(rules: &str) -> Result<Checks, LoadError> {
    let text = format!("{METADATA}{rules}");
    load_files(true, &[("s3/x.rego", &text), ("s3/x.yaml", CASES)])
}

fn library(rules: &str, library: &str) -> Result<Checks, LoadError> {
    let text = format!("{METADATA}{rules}");
    load_files(true, &[("s3/x.rego", &text), ("s3/x.yaml", CASES), ("lib/text.rego", library)])
}

fn reads(checks: &Checks) -> Vec<&str> {
    checks.get("s3-x").unwrap().reads.iter().map(String::as_str).collect()
}

#[test]
fn the_id_is_the_path() {
    let text = format!("{METADATA}{}", RULES.replace("s3.x", "apigw_rest.cors_wildcard_origin"));
    let stem = "apigw_rest/cors_wildcard_origin";
    let checks = load_files(true, &[(&format!("{stem}.rego"), &text), (&format!("{stem}.yaml"), CASES)]).unwrap();
    let check = checks.iter().next().unwrap();
    assert_eq!(check.id, "apigw-rest-cors-wildcard-origin");
    assert_eq!(check.path, "policies/apigw_rest/cors_wildcard_origin.rego");
    assert!(check.embedded && !check.can_be_not_applicable);
}

#[test]
fn reads_go_through_rules_and_libraries_and_are_kept_by_clause() {
    let rules = "package s3.x
import data.lib.text
pass if helper == false
helper := input.facts.A
unused := input.properties.C
fail contains {\"sub_key\": \"a\", \"message\": \"a\"} if helper
fail contains {\"sub_key\": \"b\", \"message\": \"b\"} if text.owner(1)
";
    let checks =
        library(rules, "package lib.text\nowner(_) if input.tags.Owner == \"x\"\nother if input.facts.B\n").unwrap();
    assert_eq!(reads(&checks), ["facts.A", "tags"]);
    let clauses = &checks.get("s3-x").unwrap().clauses;
    let by_clause: Vec<Vec<&String>> = clauses.iter().map(|reads| reads.iter().collect()).collect();
    assert_eq!(by_clause, [["facts.A"], ["tags"]]);
}

#[test]
fn rules_that_no_check_may_have_are_refused() {
    let with = |line: &str| format!("{RULES}{line}\n");
    for (rules, word) in [
        (RULES.replace("package s3.x", "package s3.y"), "the path says `s3.x`"),
        (RULES.replace("pass if", "passed if"), "no rule `pass`"),
        (RULES.replace("fail contains", "failed contains"), "no rule `fail`"),
        (RULES.replace("pass if", "pass contains 1 if"), "`pass` has another form"),
        (RULES.replace("pass if", "pass(x) if"), "`pass` has another form"),
        (
            RULES.replace("fail contains {\"sub_key\": \"\", \"message\": \"bad\"}", "fail := 1"),
            "`fail` has another form",
        ),
        (with("not_applicable contains 1"), "`not_applicable` has another form"),
        (RULES.replace("facts.A == true", "facts.Aa == true"), "`facts.Aa` is not declared for AWS::S3::Bucket"),
        (RULES.replace("facts.A == true", "status.A == true"), "`status.A` is not declared"),
        (with("unused if input.facts.Misspelt"), "`facts.Misspelt` is not declared"),
        (with("late if data.params.dayz > 1"), "the parameter `dayz` is not declared"),
        (with("late if data.lib.text.none"), "no rule `none` in lib/text.rego"),
        (with("a if b\nb if c\nc if not a"), "a rule calls itself: a -> b -> c -> a"),
        (with("f(x) := f(x)"), "a rule calls itself: f -> f"),
        (
            RULES.replace("facts.A == false", "facts.A == false\npass if count(fail) == 0\nfail contains 1 if pass"),
            "itself",
        ),
        (with("late if undefined_name"), "undefined_name"),
        (with("late if input"), "`input`"),
        (with("aplomb_fail_0 contains 1"), "`aplomb_fail_0` is reserved"),
    ] {
        let error = load_rules(&rules).map(|_| ()).expect_err(&rules);
        assert!(error.what.contains(word), "{rules}: {error}");
        assert!(error.file == "policies/s3/x.rego" && !error.hint.is_empty(), "{error}");
    }
}

#[test]
fn an_error_names_its_line() {
    let error = load_rules(&RULES.replace("facts.A == true", "facts.Aa == true")).map(|_| ()).unwrap_err();
    assert_eq!(error.line, Some(11), "{error}");
    assert!(error.to_string().starts_with("policies/s3/x.rego:11: `facts.Aa` is not declared"), "{error}");
    assert!(error.to_string().contains("\nhint: of facts these are declared: facts.A, facts.B"), "{error}");
}

#[test]
fn recursion_is_found_across_libraries_and_long_chains_are_refused() {
    let rules = format!("{RULES}late if data.lib.text.a\n");
    let error = library(&rules, "package lib.text\na if b\nb if data.lib.text.a\n").map(|_| ()).unwrap_err();
    assert!(error.what.contains("calls itself: a -> b -> a") && error.file == "policies/lib/text.rego", "{error}");
    let chain = |length: usize, upwards: bool| {
        let link = |i: usize| format!("r{i} if r{}\n", i + 1);
        let links: String =
            if upwards { (0..length).rev().map(link).collect() } else { (0..length).map(link).collect() };
        load_rules(&format!("{RULES}r{length} if true\n{links}")).map(|_| ())
    };
    for upwards in [true, false] {
        assert!(chain(63, upwards).is_ok());
        for length in [64, 3000] {
            let error = chain(length, upwards).unwrap_err();
            assert!(error.what.contains("chain of more than 64 rules"), "{error}");
        }
    }
}

#[test]
fn a_name_must_be_declared_for_each_type_of_the_check() {
    let two = METADATA.replace("AWS::S3::Bucket", "[AWS::S3::Bucket, AWS::S3::AccessPoint]");
    let load_two = |rules: &str| load_files(true, &[("s3/x.rego", &format!("{two}{rules}")), ("s3/x.yaml", CASES)]);
    assert!(load_two(RULES).is_ok());
    let error = load_two(&RULES.replace("facts.A == true", "facts.B == true")).map(|_| ()).unwrap_err();
    assert!(error.what.contains("`facts.B` is not declared for AWS::S3::AccessPoint"), "{error}");
    let text = format!("{}{RULES}", METADATA.replace("AWS::S3::Bucket", "AWS::S3::Buckets"));
    let error = load_files(true, &[("s3/x.rego", &text), ("s3/x.yaml", CASES)]).map(|_| ()).unwrap_err();
    assert!(error.what.contains("no collector reads the type AWS::S3::Buckets"), "{error}");
}

#[test]
fn what_a_library_reads_is_judged_by_the_checks_that_use_it() {
    let used = format!("{RULES}late if data.lib.text.late\n");
    for (text, word) in [
        ("package lib.text\nlate if input.facts.Nope\n", "`facts.Nope` is not declared"),
        ("package lib.text\nlate if data.params.nope\n", "the parameter `nope` is not declared"),
        ("package lib.text\nlate if input.facts\n", "`input.facts`"),
        ("package lib.texts\nlate if true\n", "the path says `lib.text`"),
    ] {
        let error = library(&used, text).map(|_| ()).expect_err(text);
        assert!(error.what.contains(word) && error.file == "policies/lib/text.rego", "{error}");
    }
    assert!(library(RULES, "package lib.text\nlate if input.facts.Nope\n").is_ok());
}

#[test]
fn paths_that_give_no_id_are_refused() {
    for path in ["x.rego", "s3/a/x.rego", "S3/x.rego", "s3/x-y.rego", "s3/2x.rego", "params/x.rego"] {
        let error = load_files(true, &[(path, &format!("{METADATA}{RULES}"))]).map(|_| ()).expect_err(path);
        assert!(error.what.contains("its path gives no id"), "{path}: {error}");
    }
    let text = |package: &str| format!("{METADATA}{}", RULES.replace("s3.x", package));
    let (left, right) = (text("s3.a_b"), text("s3_a.b"));
    let files = [
        ("s3/a_b.rego", left.as_str()),
        ("s3/a_b.yaml", CASES),
        ("s3_a/b.rego", right.as_str()),
        ("s3_a/b.yaml", CASES),
    ];
    let error = load_files(true, &files).map(|_| ()).unwrap_err();
    assert!(error.what.contains("`s3-a-b`"), "{error}");
}

#[test]
fn cases_are_needed_and_understood() {
    let text = format!("{METADATA}{RULES}");
    let error = load_files(true, &[("s3/x.rego", &text)]).map(|_| ()).unwrap_err();
    assert!(error.what.contains("s3/x.yaml is missing"), "{error}");
    let error = load_files(true, &[("s3/y.yaml", CASES)]).map(|_| ()).unwrap_err();
    assert!(error.what.contains("cases without a check"), "{error}");
    for (cases, word) in [
        ("[]", "no cases"),
        ("- {name: a, verdict: passed}", "passed"),
        ("- {name: a, verdict: pass, inputs: {}}", "inputs"),
        ("- {name: a, verdict: pass, input: {fact: {}}}", "fact"),
        ("- {name: a, verdict: pass, input: {facts: {X: 1}}}", "`facts.X` is not declared"),
        ("- {name: a, verdict: unknown, gaps: {facts.X: denied}}", "`facts.X` is not declared"),
        ("- {name: a, verdict: unknown, gaps: {facts.A: forbidden}}", "forbidden"),
        ("- {name: a, verdict: unknown, input: {facts: {A: 1}}, gaps: {facts.A: denied}}", "in `input` and in `gaps`"),
        ("- {name: a, verdict: pass, params: {hours: 1}}", "no such parameter"),
        ("- {name: a, verdict: pass, params: {days: many}}", "a string where the default is a number"),
        ("- {name: a, verdict: unknown}\n- {name: a, verdict: unknown}", "another case of this name"),
    ] {
        let error = load_files(true, &[("s3/x.rego", &text), ("s3/x.yaml", cases)]).map(|_| ()).expect_err(cases);
        assert!(error.what.contains(word) && error.file == "policies/s3/x.yaml", "{cases}: {error}");
    }
}

#[test]
fn cases_of_files_from_disk_are_run_when_loaded() {
    let text = format!("{METADATA}{RULES}");
    let wrong = "- {name: good, verdict: pass, input: {facts: {A: false}}}\n\
        - {name: odd, verdict: fail, input: {facts: {A: false}}}\n";
    let files = [("s3/x.rego", text.as_str()), ("s3/x.yaml", wrong)];
    assert!(load_files(true, &files).is_ok());
    let error = load_files(false, &files).map(|_| ()).unwrap_err();
    assert_eq!((error.file.as_str(), error.line), ("policies/s3/x.yaml", Some(2)));
    assert!(error.what.contains("the case \"odd\" fails: fail expected, but it says pass (A title)"), "{error}");
    // A library from disk makes the checks that use it checks from disk.
    let used = format!("{METADATA}{RULES}late if data.lib.text.yes\npass if data.lib.text.yes == 1\n");
    let embedded = of_texts(true, &[("s3/x.rego", &used), ("s3/x.yaml", wrong), ("lib/text.rego", "no rego")]);
    let sources = embedded.overlaid(of_texts(false, &[("lib/text.rego", "package lib.text\nyes := 2\n")]));
    let error = load(&sources, &vocabulary()).map(|_| ()).unwrap_err();
    assert!(error.what.contains("the case \"odd\" fails"), "{error}");
}

#[test]
fn brackets_that_would_keep_the_parser_busy_are_refused() {
    for rules in [format!("x := {}{}", "[".repeat(400), "]".repeat(400)), format!("x :=\n{}", " (\n".repeat(400))] {
        let error = load_rules(&format!("{RULES}{rules}\n")).unwrap_err().to_string();
        assert!(error.contains("nested"), "{error}");
    }
}
