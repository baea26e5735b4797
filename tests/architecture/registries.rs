//! Registries against what lies on disk: a file that nobody registered does nothing.

use std::collections::BTreeSet;

use aplomb::analyze::facts;
use aplomb::collect::{COLLECTORS, type_spec};
use aplomb::report::FORMATS;

use crate::source::{files, none, read};

/// Files of a folder that are registered nowhere, by stem: what they are for is in their first line.
const OF_COLLECT: &[&str] = &["field", "gateway", "members", "pages", "regions"];
const OF_REPORT: &[&str] = &["coverage", "gaps", "text"];

/// Stems of the files directly in a folder.
fn stems(folder: &str) -> BTreeSet<String> {
    let here = files(folder, &["rs"]);
    let stem = |file: &String| Some(file.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".rs")?.to_owned());
    here.iter().filter_map(stem).filter(|stem| !stem.contains('/')).collect()
}

fn registered<'a>(names: impl Iterator<Item = &'a str>, others: &[&'a str]) -> BTreeSet<String> {
    names.chain(others.iter().copied()).map(str::to_owned).collect()
}

#[test]
fn every_collector_is_registered() {
    let names = registered(COLLECTORS.iter().map(|collector| collector.service), OF_COLLECT);
    assert_eq!(stems("src/collect"), names, "a line in COLLECTORS (src/collect.rs) for each file of src/collect/");
}

#[test]
fn every_format_is_registered() {
    let names = registered(FORMATS.iter().map(|format| format.name), OF_REPORT);
    assert_eq!(stems("src/report"), names, "a line in FORMATS (src/report.rs) for each file of src/report/");
}

#[test]
fn registries_are_sorted_and_name_each_thing_once() {
    let sorted = |what: &str, names: Vec<&str>| {
        assert!(names.is_sorted_by(|a, b| a < b), "{what}: sort it, and name each once: {names:?}");
    };
    let once: BTreeSet<(&str, &str)> =
        facts().flat_map(|fact| fact.types.iter().map(|name| (fact.name, *name))).collect();
    assert_eq!(once.len(), facts().flat_map(|fact| fact.types).count(), "a fact is derived twice for a type");
    sorted("COLLECTORS (src/collect.rs)", COLLECTORS.iter().map(|collector| collector.service).collect());
}

#[test]
fn every_fact_is_of_a_type_that_a_collector_yields() {
    for fact in facts() {
        for name in fact.types {
            assert!(type_spec(name).is_some(), "{} is derived for {name}, which no collector yields", fact.name);
        }
        assert!(fact.name.starts_with(|c: char| c.is_ascii_uppercase()), "{}: write facts in PascalCase", fact.name);
    }
}

#[test]
fn every_read_is_made_by_its_service_and_names_its_action() {
    let mut problems = Vec::new();
    for collector in COLLECTORS {
        for read in collector.reads {
            let own = read.service == collector.service || collector.service == "account";
            if !own || read.actions.is_empty() {
                problems.push(format!("src/collect/{}.rs: {}", collector.service, read.name()));
            }
        }
        for spec in collector.types {
            // A name can stand in both: what the schema has of a record, and what AWS answers beyond it.
            let twice = |names: &[&str]| names.iter().collect::<BTreeSet<_>>().len() != names.len();
            if twice(spec.properties) || twice(spec.status) {
                problems.push(format!("src/collect/{}.rs: {} declares a name twice", collector.service, spec.name));
            }
        }
    }
    none(problems);
}

/// Each service that may be overridden by environment or profile must be one that we call, and the reverse.
#[test]
fn every_service_has_a_client_or_a_generic_call() {
    let live = read("src/aws/live.rs");
    for read in COLLECTORS.iter().flat_map(|collector| collector.reads) {
        let named = format!("\"{}\")", read.service);
        assert!(live.contains(&named), "src/aws/live.rs: SERVICE_IDS lacks {}", read.service);
    }
}

#[test]
fn every_policy_lies_beside_its_cases() {
    let all: BTreeSet<String> = files("policies", &["rego", "yaml"]).into_iter().collect();
    let mut problems = Vec::new();
    for file in &all {
        if file.starts_with("policies/lib/") || file.starts_with("policies/frameworks/") {
            continue;
        }
        let other = match file.strip_suffix(".rego") {
            Some(stem) => format!("{stem}.yaml"),
            None => file.replace(".yaml", ".rego"),
        };
        if !all.contains(&other) {
            problems.push(format!("{file}: {other} is missing"));
        }
    }
    none(problems);
}
