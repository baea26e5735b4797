//! Reads policy files into checks and refuses what could give a verdict without having looked.

use std::collections::{BTreeMap, BTreeSet};

use super::LoadError;
use super::cases::{self, Case};
use super::check::{Check, Checks};
use super::metadata::{self, Metadata};
use super::program::{Program, RESERVED};
use super::reads::{Code, Reads};
use super::sources::{Source, Sources};
use super::syntax::{self, Module, Rule, Shape, Used};

/// The names (`properties.X`, `status.X`, `facts.X`, `tags`) that are declared for each resource type.
pub type Vocabulary = BTreeMap<String, BTreeSet<String>>;

/// Reads all checks; the cases of those that do not ship in the binary are run.
///
/// # Errors
/// The first file that cannot be used, in the order of paths. ARCHITECTURE.md says what a check may do.
pub fn load(sources: &Sources, vocabulary: &Vocabulary) -> Result<Checks, LoadError> {
    let mut libraries = BTreeMap::new();
    for (path, source) in sources.files() {
        if let Some(name) = path.strip_prefix("lib/").and_then(|path| path.strip_suffix(".rego")) {
            let module = syntax::parse(&source.origin, &source.text)?;
            expect_package(&module, &format!("lib.{name}"))?;
            libraries.insert(name.to_string(), module);
        }
    }
    let mut checks = Checks::default();
    for (path, source) in sources.files() {
        match path.rsplit_once('.') {
            _ if path.starts_with("lib/") || path.starts_with("frameworks/") => {}
            Some((stem, "rego")) => {
                let check = Loader { sources, vocabulary, libraries: &libraries, stem, source }.check()?;
                if let Some(other) = checks.get(&check.id) {
                    let what = format!("its id `{}` is that of {} too", check.id, other.path);
                    return Err(LoadError::new(&check.path, None, what, "rename one of the two"));
                }
                checks.0.insert(check.id.clone(), check);
            }
            Some((stem, _)) if sources.file(&format!("{stem}.rego")).is_none() => {
                let hint = format!("put the check into {stem}.rego, or remove the file");
                return Err(LoadError::new(&source.origin, None, "cases without a check", hint));
            }
            _ => {}
        }
    }
    Ok(checks)
}

struct Loader<'a> {
    sources: &'a Sources,
    vocabulary: &'a Vocabulary,
    libraries: &'a BTreeMap<String, Module>,
    /// The path without its ending: `s3/bucket_sse_kms`.
    stem: &'a str,
    source: &'a Source,
}

impl Loader<'_> {
    fn check(&self) -> Result<Check, LoadError> {
        let file = &self.source.origin;
        let (group, name) = self.group_and_name()?;
        let metadata = metadata::parse(file, &self.source.text)?;
        let module = syntax::parse(file, &self.source.text)?;
        expect_package(&module, &format!("{group}.{name}"))?;
        expect_rules(&module)?;
        let code = Code { check: &module, libraries: self.libraries };
        code.refuse_recursion()?;
        // Rules that nothing uses must not name what does not exist either: it would be a misspelling.
        self.expect_declared(&code.reads(&module.rules)?, &metadata)?;
        let answers = ["pass", "fail", "not_applicable"];
        let reads = code.reads(module.rules.iter().filter(|rule| answers.contains(&rule.name.as_str())))?;
        let cases_file = format!("{}.yaml", self.stem);
        let cases = self.sources.file(&cases_file).ok_or_else(|| {
            let what = format!("it has no cases: {cases_file} is missing");
            LoadError::new(file, None, what, format!("put cases into {cases_file} beside it"))
        })?;
        let used = |name: &String| self.sources.file(&format!("lib/{name}.rego"));
        let embedded = self.source.embedded && reads.libraries.iter().filter_map(used).all(|source| source.embedded);
        let mut clauses = Vec::new();
        for clause in fails(&module) {
            clauses.push(code.reads([clause])?.inputs.into_keys().collect());
        }
        let can_be_not_applicable = module.rules.iter().any(|rule| rule.name == "not_applicable");
        let check = Check {
            id: format!("{group}-{name}").replace('_', "-"),
            path: file.clone(),
            severity: metadata.custom.severity,
            resource_types: metadata.resource_types(),
            controls: metadata.controls().into(),
            clauses,
            program: self.program(&code, embedded)?,
            title: metadata.title,
            description: metadata.description,
            remediation: metadata.custom.remediation,
            parameters: metadata.custom.parameters,
            reads: reads.inputs.into_keys().collect(),
            cases: Vec::new(),
            can_be_not_applicable,
            embedded,
        };
        self.with_cases(check, cases)
    }

    fn group_and_name(&self) -> Result<(&str, &str), LoadError> {
        let word = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_lowercase())
                && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        match self.stem.split_once('/') {
            // `data.params` holds the parameters.
            Some((group, name)) if word(group) && word(name) && group != "params" => Ok((group, name)),
            _ => {
                let what = "its path gives no id";
                let hint = "name it <group>/<name>.rego in lower case, digits and underscores (group not `params`)";
                Err(LoadError::new(&self.source.origin, None, what, hint))
            }
        }
    }

    fn expect_declared(&self, reads: &Reads, metadata: &Metadata) -> Result<(), LoadError> {
        for resource_type in metadata.resource_types() {
            let Some(declared) = self.vocabulary.get(&resource_type) else {
                let what = format!("no collector reads the type {resource_type}");
                let hint = "name a type that `aplomb` collects under `custom.resource`";
                return Err(LoadError::new(&self.source.origin, None, what, hint));
            };
            for (path, (file, line)) in &reads.inputs {
                if !declared.contains(path) {
                    let what = format!("`{path}` is not declared for {resource_type}");
                    let section = path.split('.').next().unwrap_or_default();
                    let known = declared.iter().map(String::as_str).filter(|name| name.starts_with(section));
                    let hint = format!("of {section} these are declared: {}", known.collect::<Vec<_>>().join(", "));
                    return Err(LoadError::new(file, Some(*line), what, hint));
                }
            }
        }
        for (name, (file, line)) in &reads.parameters {
            if !metadata.custom.parameters.contains_key(name) {
                let what = format!("the parameter `{name}` is not declared");
                let hint = format!("give it a default under `custom.parameters` of {}", self.source.origin);
                return Err(LoadError::new(file, Some(*line), what, hint));
            }
        }
        Ok(())
    }

    fn program(&self, code: &Code, embedded: bool) -> Result<Program, LoadError> {
        let mut libraries = Vec::new();
        for name in mentioned(code) {
            if let Some(library) = self.sources.file(&format!("lib/{name}.rego")) {
                libraries.push((library.origin.clone(), library.text.to_string()));
            }
        }
        let fails: Vec<usize> = fails(code.check).map(|rule| rule.start).collect();
        let check = (self.source.origin.as_str(), self.source.text.as_ref());
        let not_applicable = code.check.rules.iter().any(|rule| rule.name == "not_applicable");
        let answers = if not_applicable { ["pass", "not_applicable"].as_slice() } else { &["pass"] };
        Program::compile(check, libraries, &code.check.package, answers, &fails, !embedded)
    }

    fn with_cases(&self, check: Check, source: &Source) -> Result<Check, LoadError> {
        let cases: Vec<Case> = cases::parse(&source.origin, &source.text, &check, self.vocabulary)?;
        let check = Check { cases, ..check };
        if !(check.embedded && source.embedded)
            && let Some(failure) = cases::run_cases(&check).into_iter().next()
        {
            let what = format!("the case \"{}\" fails: {}", failure.case, failure.what);
            return Err(LoadError::new(&source.origin, Some(failure.line), what, "mend the check or the case"));
        }
        Ok(check)
    }
}

/// The libraries that the check or its libraries mention anywhere: all of them must be there to compile.
fn mentioned<'a>(code: &Code<'a>) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    let mut open = vec![code.check];
    while let Some(module) = open.pop() {
        for used in module.rules.iter().flat_map(|rule| &rule.uses) {
            if let Used::Library(name, _) = &used.what
                && let Some(library) = code.libraries.get(name)
                && names.insert(name.as_str())
            {
                open.push(library);
            }
        }
    }
    names
}

fn expect_package(module: &Module, package: &str) -> Result<(), LoadError> {
    if module.package == package {
        return Ok(());
    }
    let what = format!("the package is `{}`, the path says `{package}`", module.package);
    Err(LoadError::new(&module.file, None, what, format!("write `package {package}`, or move the file")))
}

fn expect_rules(module: &Module) -> Result<(), LoadError> {
    if let Some(rule) = module.rules.iter().find(|rule| rule.name.starts_with(RESERVED)) {
        let what = format!("the name `{}` is reserved", rule.name);
        let hint = format!("begin it with something else than `{RESERVED}`");
        return Err(LoadError::new(&module.file, Some(rule.line), what, hint));
    }
    for (name, shapes, form) in [
        ("pass", [Shape::Value, Shape::Default].as_slice(), "pass if ..."),
        ("fail", &[Shape::Set], "fail contains {\"sub_key\": ..., \"message\": ...} if ..."),
        ("not_applicable", &[Shape::Value, Shape::Default], "not_applicable if ..."),
    ] {
        let hint = format!("write `{form}`");
        let mut clauses = module.rules.iter().filter(|rule| rule.name == name).peekable();
        if clauses.peek().is_none() && name != "not_applicable" {
            return Err(LoadError::new(&module.file, None, format!("there is no rule `{name}`"), hint));
        }
        if let Some(rule) = clauses.find(|rule| !shapes.contains(&rule.shape)) {
            let what = format!("`{name}` has another form than a check's");
            return Err(LoadError::new(&module.file, Some(rule.line), what, hint));
        }
    }
    Ok(())
}

fn fails(module: &Module) -> impl Iterator<Item = &Rule> {
    module.rules.iter().filter(|rule| rule.name == "fail")
}

#[cfg(test)]
mod tests;
