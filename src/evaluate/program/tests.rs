use std::collections::{BTreeMap, BTreeSet};

use regorus::{Engine, Value};
use serde_json::json;

use super::super::functions::FUNCTIONS;
use super::{Document, Program, Runner};
use crate::resource::{Field, Gap, Resource};

fn program(rules: &str, limited: bool) -> Program {
    let files = vec![("x.rego".to_string(), format!("package s3.x\n{rules}"))];
    Program::compile(files, "s3.x", &["pass", "fail"], limited).unwrap()
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
    let error = program(&rules, true).machine(&BTreeMap::new()).unwrap().run(empty()).unwrap_err();
    assert!(error.to_lowercase().contains("instruction"), "{error}");
}

#[test]
fn deep_chains_of_rules_do_not_end_the_process() {
    let links: String = (0..3000).map(|i| format!("r{i} if r{}\n", i + 1)).collect();
    let rules = format!("pass if r0\nfail contains 1 if false\n{links}r3000 if true");
    // The loader refuses such chains; should one slip through, the machine's own stack holds it.
    assert!(program(&rules, true).machine(&BTreeMap::new()).unwrap().run(empty()).unwrap().pass);
}

#[test]
fn answers_that_are_none_are_errors() {
    for (rules, word) in [
        ("pass := 1\nfail contains 1 if false", "`pass` is 1"),
        ("pass if false\nfail contains \"x\" if true", "an element of `fail` is \"x\""),
        ("pass if false\nfail contains {\"sub_key\": \"\"} if true", "an element of `fail`"),
        ("pass if false\nfail contains {\"sub_key\": 1, \"message\": \"m\"} if true", "an element of `fail`"),
        ("pass if false\nfail contains {\"sub_key\": \"\", \"message\": \" \"} if true", "an element of `fail`"),
        (
            "pass if false\nfail contains {\"sub_key\": \"\", \"message\": \"m\", \"x\": 1} if true",
            "an element of `fail`",
        ),
    ] {
        for runner in [Program::machine, Program::interpreter] {
            let error = runner(&program(rules, false), &BTreeMap::new()).unwrap().run(empty()).unwrap_err();
            assert!(error.contains(word), "{rules}: {error}");
        }
    }
}

#[test]
fn a_runner_keeps_nothing_from_one_document_to_the_next() {
    let rules = "pass if input.facts.A == data.params.a\nfail contains {\"sub_key\": \"\", \"message\": \"m\"} if input.facts.A != data.params.a";
    let parameters = BTreeMap::from([("a".to_string(), json!(1))]);
    let reads = BTreeSet::from(["facts.A".to_string()]);
    for limited in [true, false] {
        let program = program(rules, limited);
        for mut runner in [program.machine(&parameters).unwrap(), program.interpreter(&parameters).unwrap()] {
            for value in [1, 2, 1, 2] {
                let facts = BTreeMap::from([("A".to_string(), Field::value(value, Vec::new()))]);
                let resource = Resource { facts, ..Resource::default() };
                let answers = runner.run(Document::new(&resource).input(&reads)).unwrap();
                assert_eq!((answers.pass, answers.failures.len()), (value == 1, usize::from(value == 2)));
            }
        }
    }
}

#[test]
fn the_strict_interpreter_reports_what_the_machine_drops() {
    let program = program("bad if startswith(1, \"x\")\npass if not bad\nfail contains 1 if false", false);
    assert!(program.machine(&BTreeMap::new()).unwrap().run(empty()).unwrap().pass);
    let mut interpreter = program.interpreter(&BTreeMap::new()).unwrap();
    assert!(matches!(interpreter, Runner::Interpreter(_)));
    assert!(interpreter.run(empty()).unwrap_err().contains("expects string"));
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
