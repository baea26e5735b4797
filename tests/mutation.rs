//! The mutation run: a name is misspelt, a value has another type or is missing, and no check passes because of it.

#[path = "shared/pool.rs"]
mod pool;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem::discriminant;
use std::sync::LazyLock;

use aplomb::aws::session::{Options, Source};
use aplomb::config::Declarations;
use aplomb::evaluate::{Check, Checks, Vocabulary, embedded, evaluate, from_directory, load};
use aplomb::finding::Verdict;
use aplomb::resource::{Field, Inventory, Known, Resource, Section, field_of};
use serde_json::{Value, json};

static DEMO: LazyLock<Demo> = LazyLock::new(Demo::load);

/// The demo's inventory, and what passes on it.
struct Demo {
    checks: Checks,
    inventory: Inventory,
    declarations: Declarations,
    passes: BTreeSet<Pass>,
    /// By ARN and type.
    resources: HashMap<(String, String), Resource>,
    /// By type and path: a value as it should be.
    samples: HashMap<(String, String), Value>,
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
        let inventory = audit.inventory;
        let own = |resource: &Resource| ((resource.arn.clone(), resource.resource_type.clone()), resource.clone());
        let resources = inventory.resources.iter().map(own).collect();
        Self { samples: samples(&inventory), checks, inventory, declarations, passes, resources }
    }

    /// Passes that there were not before.
    fn new_passes(&self, checks: &Checks, inventory: &Inventory) -> Vec<Pass> {
        passes(checks, inventory, &self.declarations).difference(&self.passes).cloned().collect()
    }

    /// The same, where the checks are those of the demo: a resource that is as it was passes what it passed.
    fn new_passes_of_changed(&self, mut inventory: Inventory) -> Vec<Pass> {
        let before = |resource: &Resource| (resource.arn.clone(), resource.resource_type.clone());
        inventory.resources.retain(|resource| self.resources.get(&before(resource)) != Some(resource));
        self.new_passes(&self.checks, &inventory)
    }

    /// Whether a fact is another one than before.
    fn has_other_facts(&self, inventory: &Inventory) -> bool {
        let before = |resource: &Resource| self.resources.get(&(resource.arn.clone(), resource.resource_type.clone()));
        inventory.resources.iter().any(|now| before(now).is_none_or(|before| before.facts != now.facts))
    }
}

fn samples(inventory: &Inventory) -> HashMap<(String, String), Value> {
    let mut samples = HashMap::new();
    for (resource_type, names) in aplomb::vocabulary() {
        for path in names {
            let of_type = inventory.resources.iter().filter(|resource| resource.resource_type == resource_type);
            let value = |resource| match &field_of(resource, &path)?.known {
                Known::Value(value) => Some(value.clone()),
                _ => None,
            };
            if let Some(sample) = of_type.filter_map(value).next() {
                samples.insert((resource_type.clone(), path), sample);
            }
        }
    }
    samples
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

/// Whether the mutation gives another type. What fits may pass, and rightly: 7 is an age like any other, an empty list is
/// a list. What is not known has no type.
fn is_another_type(before: &Field, sample: Option<&Value>, mutation: &Mutation) -> bool {
    let Mutation::Becomes(after) = mutation else { return true };
    match &before.known {
        Known::Gap(_) => false,
        Known::Value(Value::Array(_)) => *after != json!([]),
        Known::Value(value) => discriminant(value) != discriminant(after),
        // Where there is none, another resource tells what would fit.
        Known::Absent => !sample.is_some_and(|sample| is_like(sample, after)),
    }
}

/// Of the same type, and so is each item of a list.
fn is_like(sample: &Value, value: &Value) -> bool {
    let item = sample.as_array().and_then(|items| items.first());
    let items = value.as_array().into_iter().flatten();
    discriminant(sample) == discriminant(value)
        && item.is_none_or(|item| items.into_iter().all(|one| is_like(item, one)))
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
        let count = DEMO.inventory.resources.iter().filter(|one| one.resource_type == resource_type).count();
        let names = names.into_iter().filter(|path| !path.starts_with("facts."));
        cells.extend(names.map(|path| (resource_type.clone(), path, count)));
    }
    let mut collected = DEMO.inventory.clone();
    for resource in &mut collected.resources {
        resource.facts.clear();
    }
    in_parallel(&cells, |(resource_type, path, count)| {
        let mut problems = Vec::new();
        for (number, round) in rounds(*count).iter().enumerate() {
            let mut mutant = collected.clone();
            let of_type = mutant.resources.iter_mut().filter(|one| one.resource_type == *resource_type);
            for (resource, mutation) in of_type.zip(round) {
                mutate(resource, path, mutation);
            }
            if mutant.resources == collected.resources {
                continue;
            }
            aplomb::analyze::analyze(&mut mutant, &DEMO.declarations);
            let has_other_facts = DEMO.has_other_facts(&mutant);
            let new = DEMO.new_passes_of_changed(mutant);
            problems.extend(
                new.iter().map(|(id, arn)| {
                    format!("{id} on {arn}: passes with {resource_type} {path} {:?} and on", round[0])
                }),
            );
            // All lost the name: no fact asks for it, and what checks read themselves was tried above.
            if number == 0 && !has_other_facts {
                break;
            }
        }
        problems
    });
}

/// What happens to each resource of a type: first all lose the name; then each changes in another way, in turn, until
/// everything happened to each of them. Misspelt is lost by one and not by the next. Where there are many, two turns
/// are enough for everything to happen to several of them.
fn rounds(resources: usize) -> Vec<Vec<Mutation>> {
    let ways: Vec<Mutation> = mutations().into_iter().filter(|way| !matches!(way, Mutation::Removed)).collect();
    let starts = if resources < MANY { Vec::from_iter(0..ways.len()) } else { vec![0, 3] };
    let turn = |start: usize| (0..resources).map(|place| ways[(start + place) % ways.len()].clone()).collect();
    std::iter::once(vec![Mutation::Removed; resources]).chain(starts.into_iter().map(turn)).collect()
}

const MANY: usize = 20;

fn bare(inventory: &Inventory) -> Inventory {
    Inventory { resources: Vec::new(), ..inventory.clone() }
}

fn mutate(resource: &mut Resource, path: &str, mutation: &Mutation) {
    let sample = DEMO.samples.get(&(resource.resource_type.clone(), path.to_owned()));
    let (section, name) = match path.split_once('.') {
        Some(("properties", name)) => (&mut resource.properties, name),
        Some(("status", name)) => (&mut resource.status, name),
        Some(("facts", name)) => (&mut resource.facts, name),
        _ => return mutate_tags(resource, sample, mutation),
    };
    let Some(field) = section.remove(name) else { return };
    put(section, name, field, sample, mutation);
}

fn put(section: &mut Section, name: &str, field: Field, sample: Option<&Value>, mutation: &Mutation) {
    match mutation {
        Mutation::Removed => {}
        Mutation::Misspelt => drop(section.insert(format!("{name}s"), field)),
        Mutation::Becomes(value) if is_another_type(&field, sample, mutation) => {
            section.insert(name.to_owned(), Field::value(value.clone(), field.evidence));
        }
        Mutation::Becomes(_) => drop(section.insert(name.to_owned(), field)),
    }
}

fn mutate_tags(resource: &mut Resource, sample: Option<&Value>, mutation: &Mutation) {
    let before = std::mem::take(&mut resource.tags);
    resource.tags = match mutation {
        Mutation::Removed | Mutation::Misspelt => Field::default(),
        Mutation::Becomes(value) if is_another_type(&before, sample, mutation) => {
            Field::value(value.clone(), before.evidence)
        }
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
