//! Holds every embedded check against its cases, its path, and the rules that all checks keep.

use std::collections::{BTreeMap, BTreeSet};

use aplomb::evaluate::{Case, Check, Checks, Sources, embedded, evaluate, load, run_cases};
use aplomb::finding::Verdict;
use aplomb::resource::{Field, Gap, GapCode, Inventory, Resource};
use serde_json::Value;

fn checks() -> Checks {
    load(&embedded(), &aplomb::vocabulary()).unwrap_or_else(|error| panic!("{error}"))
}

/// Fails with all problems at once.
fn none(problems: Vec<String>) {
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn the_binary_holds_what_is_on_disk() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let disk = aplomb::evaluate::from_directory(&root).unwrap_or_else(|error| panic!("{error}"));
    let texts = |sources: &Sources| -> BTreeMap<String, String> {
        sources.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
    };
    assert_eq!(texts(&embedded()), texts(&disk), "build.rs did not list what is in policies/");
    assert!(checks().iter().len() > 0);
}

#[test]
fn the_path_is_the_id() {
    for check in checks().iter() {
        let path = check.path.strip_prefix("policies/").and_then(|path| path.strip_suffix(".rego")).unwrap_or("");
        assert_eq!(check.id, path.replace(['/', '_'], "-"), "{}", check.path);
    }
}

#[test]
fn every_case_gives_its_verdict_both_ways() {
    let failed = |check: &Check| {
        let path = check.path.clone();
        run_cases(check).into_iter().map(move |failure| format!("{path}: case \"{}\": {}", failure.case, failure.what))
    };
    none(checks().iter().flat_map(failed).collect());
}

#[test]
fn every_verdict_that_a_check_can_give_has_a_case() {
    let mut problems = Vec::new();
    for check in checks().iter() {
        let mut wanted = vec![Verdict::Pass, Verdict::Fail, Verdict::Unknown];
        wanted.extend(check.can_be_not_applicable.then_some(Verdict::NotApplicable));
        for verdict in wanted {
            if !check.cases.iter().any(|case| case.verdict == verdict) {
                problems.push(format!("{}: add a case whose verdict is {}", check.path, verdict.word()));
            }
        }
        for case in check.cases.iter().filter(|case| case.verdict == Verdict::Fail && case.sub_keys.is_none()) {
            problems.push(format!("{}: say the sub_keys of the case \"{}\"", check.path, case.name));
        }
    }
    none(problems);
}

#[test]
fn every_check_says_why_it_matters_and_how_to_mend_it() {
    let mut problems = Vec::new();
    for check in checks().iter() {
        let mends = [
            ("cli", &check.remediation.cli),
            ("terraform", &check.remediation.terraform),
            ("cloudformation", &check.remediation.cloudformation),
        ];
        for (way, mend) in mends {
            if mend.as_ref().is_none_or(|text| text.trim().is_empty()) {
                problems.push(format!("{}: remediation.{way} is missing", check.path));
            }
        }
        if check.description.trim().len() < 40 {
            problems.push(format!("{}: the description does not say why it matters", check.path));
        }
        if check.controls.is_empty() {
            problems.push(format!("{}: no control", check.path));
        }
    }
    none(problems);
}

/// `policies/frameworks/NAME.yaml`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Framework {
    title: String,
    /// Our own short title of each control, by its id.
    controls: BTreeMap<String, String>,
}

#[test]
fn every_control_is_in_its_framework() {
    let sources = embedded();
    let mut problems = Vec::new();
    let mut frameworks: BTreeMap<String, Framework> = BTreeMap::new();
    for (path, text) in sources.iter() {
        if let Some(name) = path.strip_prefix("frameworks/").and_then(|path| path.strip_suffix(".yaml")) {
            match serde_saphyr::from_str(text) {
                Ok(framework) => drop(frameworks.insert(name.to_string(), framework)),
                Err(error) => problems.push(format!("policies/{path}: {error}")),
            }
        }
    }
    let untitled = frameworks.iter().filter(|(_, framework)| framework.title.trim().is_empty());
    problems.extend(untitled.map(|(name, _)| format!("policies/frameworks/{name}.yaml: no title")));
    for check in checks().iter() {
        for control in check.controls.iter() {
            let title = frameworks.get(&control.framework).and_then(|framework| framework.controls.get(&control.id));
            if title.is_none_or(|title| title.trim().is_empty()) {
                let file = format!("policies/frameworks/{}.yaml", control.framework);
                problems.push(format!("{}: {file} gives no title for {}", check.path, control.id));
            }
        }
    }
    none(problems);
}

#[test]
fn every_parameter_is_used() {
    let sources = embedded();
    let mut problems = Vec::new();
    for check in checks().iter() {
        let own = check.path.strip_prefix("policies/").and_then(|path| sources.text(path)).unwrap_or_default();
        let libraries = sources.iter().filter(|(path, _)| path.starts_with("lib/")).map(|(_, text)| text);
        let text: String = std::iter::once(own).chain(libraries).collect();
        for name in check.parameters.keys() {
            if !text.contains(&format!("data.params.{name}")) {
                problems.push(format!("{}: nothing reads the parameter {name}", check.path));
            }
        }
    }
    none(problems);
}

/// Whatever a case knows: take one name away, and nothing but a failure may remain.
#[test]
fn a_gap_leaves_a_failure_or_unknown() {
    let mut problems = Vec::new();
    let all = checks();
    for check in all.iter() {
        let mut alone = all.clone();
        alone.retain(|other| other.id == check.id);
        for case in check.cases.iter().filter(|case| case.params.is_empty()) {
            for path in &check.reads {
                let mut resource = resource(check, case);
                set(&mut resource, path, Field::gap(Gap::bare(GapCode::Denied), Vec::new()));
                let verdicts = verdicts(&alone, resource);
                let allowed = match case.verdict {
                    Verdict::Fail => [Verdict::Fail, Verdict::Unknown].as_slice(),
                    _ => [Verdict::Unknown].as_slice(),
                };
                if verdicts.is_empty() || verdicts.iter().any(|verdict| !allowed.contains(verdict)) {
                    let words: Vec<_> = verdicts.iter().map(|verdict| verdict.word()).collect();
                    let (file, name) = (&check.path, &case.name);
                    problems.push(format!("{file}: case \"{name}\" without {path} gives {}", words.join(", ")));
                }
            }
        }
    }
    none(problems);
}

fn verdicts(checks: &Checks, resource: Resource) -> BTreeSet<Verdict> {
    let inventory = Inventory { resources: vec![resource], ..Inventory::default() };
    evaluate(checks, &inventory, &BTreeMap::new()).into_iter().map(|finding| finding.verdict).collect()
}

fn resource(check: &Check, case: &Case) -> Resource {
    let mut resource = Resource { resource_type: check.resource_types[0].clone(), ..Resource::default() };
    for path in &check.reads {
        let (section, name) = path.split_once('.').unwrap_or((path, ""));
        let value = match section {
            "properties" => case.input.properties.get(name).cloned(),
            "status" => case.input.status.get(name).cloned(),
            "facts" => case.input.facts.get(name).cloned(),
            _ => case.input.tags.clone().map(Value::from_iter),
        };
        let field = match (case.gaps.get(path), value) {
            (Some(code), _) => Field::gap(Gap::bare(*code), Vec::new()),
            (None, Some(value)) => Field::value(value, Vec::new()),
            (None, None) => Field::absent(Vec::new()),
        };
        set(&mut resource, path, field);
    }
    resource
}

fn set(resource: &mut Resource, path: &str, field: Field) {
    match path.split_once('.') {
        Some(("properties", name)) => drop(resource.properties.insert(name.to_string(), field)),
        Some(("status", name)) => drop(resource.status.insert(name.to_string(), field)),
        Some(("facts", name)) => drop(resource.facts.insert(name.to_string(), field)),
        _ => resource.tags = field,
    }
}
