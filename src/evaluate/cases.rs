//! Examples of a check: written beside it, run as its tests, shown by `aplomb explain`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_saphyr::{Location, Spanned};

use super::LoadError;
use super::check::Check;
use super::judge::{Decision, Judge};
use super::load::Vocabulary;
use super::metadata::yaml;
use super::parameters::mismatch;
use super::program::{Document, Way};
use crate::finding::Verdict;
use crate::resource::{Field, Gap, GapCode, Resource, Section};

/// One example: what is known of a resource, and the verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub name: String,
    /// Where it stands in its file.
    #[serde(skip)]
    pub line: u32,
    pub verdict: Verdict,
    /// What AWS said. What is neither here nor in `gaps` is absent.
    #[serde(default)]
    pub input: CaseInput,
    /// Names that could not be read, and why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gaps: BTreeMap<String, GapCode>,
    /// Parameters that differ from their defaults.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, Value>,
    /// The sub-keys of the failures; not compared where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_keys: Option<BTreeSet<String>>,
}

/// The document of a case, as a check sees it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CaseInput {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub status: BTreeMap<String, Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

/// A case whose check decides otherwise than it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFailure {
    pub case: String,
    /// Where the case stands in its file.
    pub line: u32,
    pub what: String,
}

/// Runs the cases of a check on the machine and on the strict interpreter; both must give what the case says.
pub fn run_cases(check: &Check) -> Vec<CaseFailure> {
    let failure = |case: &Case| {
        let what = run(check, case).err()?;
        Some(CaseFailure { case: case.name.clone(), line: case.line, what })
    };
    check.cases.iter().filter_map(failure).collect()
}

const SHAPE: &str = "write a list of {name, verdict, input {properties, status, facts, tags}, gaps {NAME: code}, \
    params, sub_keys}";

/// Reads the cases beside a check.
///
/// # Errors
/// It is no YAML, holds an unknown key, a name or parameter that is not declared, or two cases of one name.
pub(super) fn parse(file: &str, text: &str, check: &Check, vocabulary: &Vocabulary) -> Result<Vec<Case>, LoadError> {
    let cases: Vec<Spanned<Case>> = yaml(file, text, SHAPE)?;
    let line = |place: Location| u32::try_from(place.line()).unwrap_or(1);
    let cases: Vec<Case> = cases.into_iter().map(|c| Case { line: line(c.referenced), ..c.value }).collect();
    if cases.is_empty() {
        return Err(LoadError::new(file, None, "no cases", SHAPE));
    }
    let declared = |path: &str| {
        let declares = |name: &String| vocabulary.get(name).is_some_and(|names| names.contains(path));
        check.resource_types.iter().any(declares)
    };
    let mut names = BTreeSet::new();
    for case in &cases {
        let values = case.input.values();
        let undeclared = values.keys().chain(case.gaps.keys()).find(|path| !declared(path));
        let both = case.gaps.keys().find(|path| values.contains_key(*path));
        let what = if !names.insert(&case.name) {
            "there is another case of this name".to_string()
        } else if let Some(path) = undeclared {
            format!("`{path}` is not declared for {}", check.resource_types.join(", "))
        } else if let Some(path) = both {
            format!("`{path}` is in `input` and in `gaps`")
        } else if let Some(problem) = case.params.iter().find_map(|(name, value)| mismatch(check, name, value)) {
            problem.to_string()
        } else {
            continue;
        };
        return Err(LoadError::new(
            file,
            Some(case.line),
            format!("case \"{}\": {what}", case.name),
            "correct the case",
        ));
    }
    Ok(cases)
}

impl CaseInput {
    /// The fields by their paths (`properties.X`, ..., `tags`).
    fn values(&self) -> BTreeMap<String, Value> {
        let mut values = BTreeMap::new();
        for (section, fields) in [("properties", &self.properties), ("status", &self.status), ("facts", &self.facts)] {
            values.extend(fields.iter().map(|(name, value)| (format!("{section}.{name}"), value.clone())));
        }
        if let Some(tags) = &self.tags {
            values.insert("tags".to_string(), tags.iter().map(|(k, v)| (k.clone(), v.clone())).collect());
        }
        values
    }
}

fn run(check: &Check, case: &Case) -> Result<(), String> {
    let resource = resource(check, case);
    let mut parameters = check.parameters.clone();
    parameters.extend(case.params.clone());
    let decide = |way| Judge::new(check, &parameters, way).decide(&mut Document::new(&resource));
    let (machine, interpreter) = (decide(Way::Machine), decide(Way::StrictInterpreter));
    if summary(&machine) != summary(&interpreter) {
        let (machine, interpreter) = (said(&machine), said(&interpreter));
        return Err(format!("the machine says {machine}; the strict interpreter says {interpreter}"));
    }
    let found: BTreeSet<String> = machine.iter().map(|decision| decision.sub_key.clone()).collect();
    let expected = case.sub_keys.as_ref().filter(|_| case.verdict == Verdict::Fail);
    if machine.iter().any(|decision| decision.verdict != case.verdict) {
        return Err(format!("{} expected, but it says {}", case.verdict.word(), said(&machine)));
    }
    match expected {
        Some(expected) if *expected != found => Err(format!("sub_keys are {found:?}, expected {expected:?}")),
        _ => Ok(()),
    }
}

/// The resource of a case: all that the check reads is known, absent or a gap.
fn resource(check: &Check, case: &Case) -> Resource {
    let values = case.input.values();
    let mut resource =
        Resource { resource_type: check.resource_types.first().cloned().unwrap_or_default(), ..Resource::default() };
    for path in &check.reads {
        let field = match (case.gaps.get(path), values.get(path)) {
            (Some(code), _) => Field::gap(Gap::bare(*code), Vec::new()),
            (None, Some(value)) => Field::value(value.clone(), Vec::new()),
            (None, None) => Field::absent(Vec::new()),
        };
        set(&mut resource, path, field);
    }
    resource
}

fn set(resource: &mut Resource, path: &str, field: Field) {
    let Resource { properties, status, facts, .. } = resource;
    let put = |section: &mut Section, name: &str| section.insert(name.to_string(), field.clone());
    match path.split_once('.') {
        Some(("properties", name)) => put(properties, name),
        Some(("status", name)) => put(status, name),
        Some(("facts", name)) => put(facts, name),
        _ => {
            resource.tags = field;
            None
        }
    };
}

/// What the two ways must agree on: how they word an error is their own.
fn summary<'a>(decisions: &'a [Decision]) -> BTreeSet<(Verdict, &'a str, &'a str)> {
    let message = |d: &Decision| d.verdict == Verdict::Fail;
    decisions
        .iter()
        .map(|d| (d.verdict, d.sub_key.as_str(), if message(d) { d.message.as_str() } else { "" }))
        .collect()
}

fn said(decisions: &[Decision]) -> String {
    let said = |d: &Decision| match d.sub_key.as_str() {
        "" => format!("{} ({})", d.verdict.word(), d.message),
        key => format!("{} at {key} ({})", d.verdict.word(), d.message),
    };
    decisions.iter().map(said).collect::<Vec<_>>().join(", ")
}
