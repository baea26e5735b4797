//! The mutation run: a name is misspelt, a value has another type or is missing, and no check passes because of it.

#[path = "shared/pool.rs"]
mod pool;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use aplomb::aws::session::{Options, Source};
use aplomb::config::Declarations;
use aplomb::evaluate::{Check, Checks, Vocabulary, embedded, evaluate, from_directory, load};
use aplomb::finding::Verdict;
use aplomb::resource::{Field, Inventory, Known, Resource, Section};
use serde_json::{Value, json};

static DEMO: LazyLock<Demo> = LazyLock::new(Demo::load);

/// The demo's inventory, and what passes on it.
struct Demo {
    checks: Checks,
    inventory: Inventory,
    declarations: Declarations,
    passes: BTreeSet<Pass>,
}

/// Check and ARN.
type Pass = (String, String);

impl Demo {
    fn load() -> Self {
        let checks = aplomb::scan::load_checks(None).unwrap_or_else(|error| panic!("{error}"));
        let options = Options { known_services: aplomb::collect::services(), ..Options::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let source = Source::Demo { bytes: aplomb::scan::DEMO };
        let audit = runtime.block_on(aplomb::audit(source, options, &checks, |_| ()));
        let audit = audit.unwrap_or_else(|error| panic!("{error}"));
        let declarations = audit.header.declarations;
        let passes = passes(&checks, &audit.inventory, &declarations);
        for check in checks.iter() {
            let passed = passes.iter().any(|(id, _)| *id == check.id);
            let failed = audit.findings.iter().any(|f| *f.check == *check.id && f.verdict == Verdict::Fail);
            assert!(passed || failed, "{} decides nothing in the demo: it can show nothing", check.id);
        }
        Self { checks, inventory: audit.inventory, declarations, passes }
    }

    /// Passes that there were not before.
    fn new_passes(&self, checks: &Checks, inventory: &Inventory) -> Vec<Pass> {
        passes(checks, inventory, &self.declarations).difference(&self.passes).cloned().collect()
    }
}

fn passes(checks: &Checks, inventory: &Inventory, declarations: &Declarations) -> BTreeSet<Pass> {
    let findings = evaluate(checks, inventory, &declarations.parameters);
    let passed = findings.into_iter().filter(|finding| finding.verdict == Verdict::Pass);
    passed.map(|finding| (finding.check.to_string(), finding.resource.arn.clone())).collect()
}

/// What happens to a value.
#[derive(Debug, Clone)]
enum Mutation {
    Misspelt,
    Removed,
    Becomes(Value),
}

/// A string, a number, a list and null; nothing of it means anything.
fn mutations() -> Vec<Mutation> {
    let values = [json!("seven"), json!(7), json!(["seven"]), json!(null)];
    let mut mutations = vec![Mutation::Misspelt, Mutation::Removed];
    mutations.extend(values.map(Mutation::Becomes));
    mutations
}

/// The same, and lists of other things, true, and objects.
fn more_mutations() -> Vec<Mutation> {
    let values = [json!([]), json!([7]), json!([{}]), json!([null]), json!(true), json!({}), json!({"seven": true})];
    mutations().into_iter().chain(values.map(Mutation::Becomes)).collect()
}

/// Whether the mutation gives another type: an empty list is a list, and what is not known has no type.
fn is_another_type(before: &Field, mutation: &Mutation) -> bool {
    match (&before.known, mutation) {
        (Known::Gap(_), _) => false,
        (Known::Value(Value::Array(_)), Mutation::Becomes(after)) => *after != json!([]),
        (Known::Value(Value::Bool(_)), Mutation::Becomes(after)) => !after.is_boolean(),
        (Known::Value(Value::Object(_)), Mutation::Becomes(after)) => !after.is_object(),
        (Known::Value(Value::String(_)), Mutation::Becomes(after)) => !after.is_string(),
        _ => true,
    }
}

#[test]
fn a_name_misspelt_in_a_check_is_refused_or_passes_nothing_new() {
    let vocabulary = aplomb::vocabulary();
    let cells: Vec<(&Check, &String)> =
        DEMO.checks.iter().flat_map(|check| check.reads.iter().map(move |path| (check, path))).collect();
    in_parallel(&cells, |(check, path)| {
        let mut problems = Vec::new();
        let misspelt = format!("{path}s");
        let text = source(check);
        let (head, rules) = text.split_at(text.find("\npackage ").expect("a package"));
        let places = occurrences(rules, &format!("input.{path}"));
        if places.is_empty() {
            return vec![format!("{}: input.{path} does not stand in its rules", check.id)];
        }
        // Each place alone, and all of them.
        for chosen in places.iter().map(|place| vec![*place]).chain([places.clone()]) {
            let mut rules = rules.to_owned();
            for place in chosen.iter().rev() {
                rules.insert(place + "input.".len() + path.len(), 's');
            }
            let mutant = format!("{head}{rules}");
            if loaded(check, &mutant, &[path, &misspelt], &vocabulary).is_ok() {
                problems.push(format!("{}: input.{misspelt} is accepted", check.id));
            }
            // Even if somebody declared the name: nobody set it.
            let mut wider = vocabulary.clone();
            for resource_type in &check.resource_types {
                wider.entry(resource_type.clone()).or_default().insert(misspelt.clone());
            }
            match loaded(check, &mutant, &[path, &misspelt], &wider) {
                Ok(checks) => {
                    let new = DEMO.new_passes(&checks, &DEMO.inventory);
                    problems.extend(new.iter().map(|(id, arn)| format!("{id} on {arn}: passes with input.{misspelt}")));
                }
                Err(error) => problems.push(format!("{}: the mutant cannot be tried: {error}", check.id)),
            }
        }
        problems
    });
}

/// What a check reads is changed under its eyes.
#[test]
fn what_a_check_reads_passes_nothing_new_when_it_is_misspelt_retyped_or_gone() {
    let cells: Vec<(&Check, &String)> =
        DEMO.checks.iter().flat_map(|check| check.reads.iter().map(move |path| (check, path))).collect();
    in_parallel(&cells, |(check, path)| {
        let mut alone = DEMO.checks.clone();
        alone.retain(|other| other.id == check.id);
        let of_type = |resource: &&Resource| check.resource_types.contains(&resource.resource_type);
        let resources: Vec<Resource> = DEMO.inventory.resources.iter().filter(of_type).cloned().collect();
        let few = Inventory { resources, ..bare(&DEMO.inventory) };
        let mut problems = Vec::new();
        for mutation in more_mutations() {
            let mut mutant = few.clone();
            for resource in &mut mutant.resources {
                mutate(resource, path, &mutation);
            }
            let new = DEMO.new_passes(&alone, &mutant);
            problems.extend(new.iter().map(|(id, arn)| format!("{id} on {arn}: passes with {path} {mutation:?}")));
            if !matches!(mutation, Mutation::Becomes(_)) {
                let left = passes(&alone, &mutant, &DEMO.declarations);
                problems
                    .extend(left.iter().map(|(id, arn)| format!("{id} on {arn}: still passes, {path} {mutation:?}")));
            }
        }
        problems
    });
}

/// What a collector found is changed before the facts are derived from it.
#[test]
fn what_was_collected_passes_nothing_new_when_it_is_misspelt_retyped_or_gone() {
    let mut cells = Vec::new();
    for (resource_type, names) in aplomb::vocabulary() {
        for path in names.into_iter().filter(|path| !path.starts_with("facts.")) {
            cells.extend(mutations().into_iter().map(|mutation| (resource_type.clone(), path.clone(), mutation)));
        }
    }
    let mut collected = DEMO.inventory.clone();
    for resource in &mut collected.resources {
        resource.facts.clear();
    }
    in_parallel(&cells, |(resource_type, path, mutation)| {
        let mut mutant = collected.clone();
        for resource in mutant.resources.iter_mut().filter(|one| one.resource_type == *resource_type) {
            mutate(resource, path, mutation);
        }
        aplomb::analyze::analyze(&mut mutant, &DEMO.declarations);
        let new = DEMO.new_passes(&DEMO.checks, &mutant);
        new.iter().map(|(id, arn)| format!("{id} on {arn}: passes with {resource_type} {path} {mutation:?}")).collect()
    });
}

fn bare(inventory: &Inventory) -> Inventory {
    Inventory { resources: Vec::new(), ..inventory.clone() }
}

fn mutate(resource: &mut Resource, path: &str, mutation: &Mutation) {
    let (section, name) = match path.split_once('.') {
        Some(("properties", name)) => (&mut resource.properties, name),
        Some(("status", name)) => (&mut resource.status, name),
        Some(("facts", name)) => (&mut resource.facts, name),
        _ => return mutate_tags(resource, mutation),
    };
    let Some(field) = section.remove(name) else { return };
    put(section, name, field, mutation);
}

fn put(section: &mut Section, name: &str, field: Field, mutation: &Mutation) {
    match mutation {
        Mutation::Removed => {}
        Mutation::Misspelt => drop(section.insert(format!("{name}s"), field)),
        Mutation::Becomes(value) if is_another_type(&field, mutation) => {
            section.insert(name.to_owned(), Field::value(value.clone(), field.evidence));
        }
        Mutation::Becomes(_) => drop(section.insert(name.to_owned(), field)),
    }
}

fn mutate_tags(resource: &mut Resource, mutation: &Mutation) {
    let before = std::mem::take(&mut resource.tags);
    resource.tags = match mutation {
        Mutation::Removed | Mutation::Misspelt => Field::default(),
        Mutation::Becomes(value) if is_another_type(&before, mutation) => Field::value(value.clone(), before.evidence),
        Mutation::Becomes(_) => before,
    };
}

/// The text of a check.
fn source(check: &Check) -> String {
    let path = check.path.strip_prefix("policies/").expect("an embedded check");
    embedded().text(path).expect("its text").to_owned()
}

/// Where a path of the input stands, whole.
fn occurrences(text: &str, path: &str) -> Vec<usize> {
    let whole = |end: usize| !text[end..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    text.match_indices(path).map(|(place, _)| place).filter(|place| whole(place + path.len())).collect()
}

/// The check alone, with another text, from a directory; its only case knows nothing.
fn loaded(check: &Check, text: &str, new: &[&str], vocabulary: &Vocabulary) -> Result<Checks, String> {
    let directory = tempfile::tempdir().expect("a directory");
    let write = |path: &str, text: &str| {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a group")).expect("a directory");
        std::fs::write(path, text).expect("a file");
    };
    for (path, text) in embedded().iter().filter(|(path, _)| path.starts_with("lib/")) {
        write(path, text);
    }
    let path = check.path.strip_prefix("policies/").expect("an embedded check");
    write(path, text);
    let known = vocabulary.get(&check.resource_types[0]).cloned().unwrap_or_default();
    let paths = check.reads.iter().map(String::as_str).chain(new.iter().copied());
    let gaps: BTreeMap<&str, &str> = paths.filter(|path| known.contains(*path)).map(|path| (path, "denied")).collect();
    let case = json!([{"name": "nothing is known", "verdict": "unknown", "gaps": gaps}]);
    write(&path.replace(".rego", ".yaml"), &case.to_string());
    let sources = from_directory(directory.path()).map_err(|error| error.to_string())?;
    load(&sources, vocabulary).map_err(|error| error.to_string())
}

/// Runs all cases, if there is something that could change.
fn in_parallel<T: Sync>(cases: &[T], run: impl Fn(&T) -> Vec<String> + Sync) {
    assert!(!DEMO.passes.is_empty());
    pool::in_parallel(cases, run);
}
