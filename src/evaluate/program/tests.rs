use std::collections::{BTreeMap, BTreeSet};

use regorus::{Engine, Value};
use serde_json::json;

use super::super::functions::FUNCTIONS;
use super::{Document, Failure, Program, Runner, Way, split};
use crate::resource::{Field, Gap, Resource};

fn program(rules: &str, limited: bool) -> Program {
    let text = format!("package s3.x\n{rules}");
    let fails: Vec<usize> = text.match_indices("\nfail ").map(|(place, _)| place + 1).collect();
    Program::compile(("x.rego", &text), Vec::new(), "s3.x", &["pass"], &fails, limited).unwrap()
}

fn runner(program: &Program, way: Way) -> Runner {
    program.runner(&BTreeMap::new(), way).unwrap()
}

fn empty() -> Value {
    Value::new_object()
}

#[test]
fn the_engine_knows_every_function_that_a_check_may_call() {
    for name in FUNCTIONS {
        let mut engine = Engine::new();
        engine.add_policy("x.rego".to_string(), format!("package x\ny := {name}(1, 2, 3, 4, 5, 6)")).unwrap();
        let error = engine.eval_rule("data.x.y".to_string()).unwrap_err().to_string();
        assert!(!error.contains("could not find function"), "{name}: {error}");
    }
}

#[test]
fn a_runaway_check_from_disk_ends_with_an_error() {
    let range = "numbers.range(1, 2000)";
    let rules = format!(
        "pass if {{ count([1 | some a in {range}; some b in {range}; a + b == 0]) == 0 }}\nfail contains 1 if false"
    );
    let error = runner(&program(&rules, true), Way::Machine).answers(empty()).unwrap_err();
    assert!(error.to_lowercase().contains("instruction"), "{error}");
}

#[test]
fn deep_chains_of_rules_do_not_end_the_process() {
    let links: String = (0..3000).map(|i| format!("r{i} if r{}\n", i + 1)).collect();
    let rules = format!("pass if r0\nfail contains 1 if false\n{links}r3000 if true");
    // The loader refuses such chains; should one slip through, the machine's own stack holds it.
    assert!(runner(&program(&rules, true), Way::Machine).answers(empty()).unwrap().pass);
}

#[test]
fn answers_that_are_none_are_errors() {
    for (rules, word) in [
        ("pass := 1\nfail contains 1 if false", "`pass` is 1, neither"),
        ("pass if false\nfail contains \"x\" if true", "an element of `fail` is \"x\""),
        ("pass if false\nfail contains {\"sub_key\": \"\"} if true", "an element of `fail`"),
        ("pass if false\nfail contains {\"sub_key\": 1, \"message\": \"m\"} if true", "an element of `fail`"),
        ("pass if false\nfail contains {\"sub_key\": \"\", \"message\": \" \"} if true", "an element of `fail`"),
        (
            "pass if false\nfail contains {\"sub_key\": \"\", \"message\": \"m\", \"x\": 1} if true",
            "an element of `fail`",
        ),
    ] {
        for way in [Way::Machine, Way::StrictInterpreter] {
            let error = runner(&program(rules, false), way).answers(empty()).unwrap_err();
            assert!(error.contains(word), "{rules}: {error}");
        }
    }
}

#[test]
fn clauses_answer_together_and_alone() {
    let rules = "pass if count(fail) == 3
fail contains {\"sub_key\": \"…\", \"message\": \"m\"} if true
fail contains {\"sub_key\": \"b\", \"message\": m} if { some m in {\"n\", \"o\"} }
fail contains {\"sub_key\": \"c\", \"message\": \"p\"} if false";
    let failure = |clause: usize, key: &str, message: &str| Failure {
        clause,
        sub_key: key.to_string(),
        message: message.to_string(),
    };
    let program = program(rules, false);
    for way in [Way::Machine, Way::StrictInterpreter] {
        let mut runner = runner(&program, way);
        let answers = runner.answers(empty()).unwrap();
        assert!(answers.pass && !answers.not_applicable);
        assert_eq!(answers.failures, [failure(0, "…", "m"), failure(1, "b", "n"), failure(1, "b", "o")]);
        assert_eq!(runner.failures(0, empty()).unwrap(), [failure(0, "…", "m")]);
        assert_eq!(runner.failures(1, empty()).unwrap(), [failure(1, "b", "n"), failure(1, "b", "o")]);
        assert_eq!(runner.failures(2, empty()).unwrap(), []);
    }
}

#[test]
fn splitting_keeps_the_lines() {
    let text = "package s3.x\nfail contains 1\n\nfail contains 2\n";
    let expected = "package s3.x\naplomb_fail_0 contains 1\n\naplomb_fail_1 contains 2\n";
    assert!(split(text, &[13, 30]).starts_with(expected), "{}", split(text, &[13, 30]));
}

#[test]
fn a_runner_keeps_nothing_from_one_document_to_the_next() {
    let rules = "pass if input.facts.A == data.params.a\nfail contains {\"sub_key\": \"\", \"message\": \"m\"} if input.facts.A != data.params.a";
    let parameters = BTreeMap::from([("a".to_string(), json!(1))]);
    let reads = BTreeSet::from(["facts.A".to_string()]);
    for limited in [true, false] {
        let program = program(rules, limited);
        for way in [Way::Machine, Way::StrictInterpreter] {
            let mut runner = program.runner(&parameters, way).unwrap();
            for value in [1, 2, 1, 2] {
                let facts = BTreeMap::from([("A".to_string(), Field::value(value, Vec::new()))]);
                let resource = Resource { facts, ..Resource::default() };
                let answers = runner.answers(Document::new(&resource).input(&reads)).unwrap();
                assert_eq!((answers.pass, answers.failures.len()), (value == 1, usize::from(value == 2)));
            }
        }
    }
}

#[test]
fn the_strict_interpreter_reports_what_the_machine_drops() {
    let program = program("bad if startswith(1, \"x\")\npass if not bad\nfail contains 1 if false", false);
    assert!(runner(&program, Way::Machine).answers(empty()).unwrap().pass);
    assert!(runner(&program, Way::StrictInterpreter).answers(empty()).unwrap_err().contains("expects string"));
}

#[test]
fn a_document_holds_the_names_that_are_asked_for_and_known() {
    let field = |value: serde_json::Value| Field::value(value, Vec::new());
    let mut resource = Resource { tags: field(json!({"Owner": "x"})), ..Resource::default() };
    resource.properties.insert("A".to_string(), field(json!({"B": [1, 2.5, "x", null, true]})));
    resource.properties.insert("Other".to_string(), field(json!(1)));
    resource.status.insert("S".to_string(), Field::absent(Vec::new()));
    resource.facts.insert("F".to_string(), Field::gap(Gap::undecided("x"), Vec::new()));
    let reads = ["properties.A", "properties.None", "status.S", "facts.F", "tags"].map(str::to_string).into();
    let input = Document::new(&resource).input(&reads);
    let expected = json!({"properties": {"A": {"B": [1, 2.5, "x", null, true]}}, "tags": {"Owner": "x"}});
    assert_eq!(input, Value::from(expected));
}
