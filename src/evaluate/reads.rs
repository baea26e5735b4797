//! What a check reads: the names reachable from its rules, through helpers and libraries.

use std::collections::{BTreeMap, BTreeSet};

use super::LoadError;
use super::syntax::{Module, Rule, Use, Used};

/// The files that a check consists of.
pub(super) struct Code<'a> {
    pub check: &'a Module,
    /// By name: all of `policies/lib/`.
    pub libraries: &'a BTreeMap<String, Module>,
}

/// What a piece of a check uses, with one place for each use.
#[derive(Debug, Default, Clone)]
pub(super) struct Reads {
    pub inputs: BTreeMap<String, Place>,
    pub parameters: BTreeMap<String, Place>,
    pub libraries: BTreeSet<String>,
}

/// File and line of a use.
pub(super) type Place = (String, u32);

/// A rule by library (`""`: the check itself) and name.
type Node = (String, String);

/// Longer chains of rules than this are refused: evaluation would use up the native stack.
const LONGEST_CHAIN: usize = 64;

impl Code<'_> {
    /// All that these clauses of the check use, directly or through other rules.
    ///
    /// # Errors
    /// A rule of a library is used that does not exist.
    pub fn reads<'r>(&self, clauses: impl IntoIterator<Item = &'r Rule>) -> Result<Reads, LoadError> {
        let mut reads = Reads::default();
        let mut open = Vec::new();
        let mut seen = BTreeSet::new();
        for clause in clauses {
            self.note("", &clause.uses, &mut reads, &mut open)?;
        }
        while let Some(node) = open.pop() {
            if seen.insert(node.clone()) {
                for clause in self.clauses(&node) {
                    self.note(&node.0, &clause.uses, &mut reads, &mut open)?;
                }
            }
        }
        Ok(reads)
    }

    /// Refuses rules that call themselves, directly or through others, and very long chains.
    ///
    /// # Errors
    /// Names the rules of the circle.
    pub fn refuse_recursion(&self) -> Result<(), LoadError> {
        let mut lengths = BTreeMap::new();
        for rule in &self.check.rules {
            self.chain((String::new(), rule.name.clone()), &mut Vec::new(), &mut lengths)?;
        }
        Ok(())
    }

    /// The length of the longest chain of rules that begins at a rule.
    fn chain(&self, node: Node, path: &mut Vec<Node>, lengths: &mut BTreeMap<Node, usize>) -> Result<usize, LoadError> {
        if let Some(length) = lengths.get(&node) {
            return Ok(*length);
        }
        if let Some(start) = path.iter().position(|earlier| *earlier == node) {
            let mut names: Vec<&str> = path[start..].iter().map(|(_, name)| name.as_str()).collect();
            names.push(&node.1);
            let what = format!("a rule calls itself: {}", names.join(" -> "));
            return Err(self.refuse(&node, what, "break the circle: Rego has no recursion"));
        }
        path.push(node.clone());
        if path.len() > LONGEST_CHAIN {
            let what = format!("a chain of more than {LONGEST_CHAIN} rules that use each other");
            return Err(self.refuse(&node, what, "join some of the rules"));
        }
        let mut longest = 0;
        for clause in self.clauses(&node) {
            for used in &clause.uses {
                if let Some(next) = called(&node.0, &used.what) {
                    longest = longest.max(self.chain(next, path, lengths)?);
                }
            }
        }
        path.pop();
        if path.len() + longest + 1 > LONGEST_CHAIN {
            let what = format!("a chain of more than {LONGEST_CHAIN} rules that use each other");
            return Err(self.refuse(&node, what, "join some of the rules"));
        }
        lengths.insert(node, longest + 1);
        Ok(longest + 1)
    }

    fn note(&self, library: &str, uses: &[Use], reads: &mut Reads, open: &mut Vec<Node>) -> Result<(), LoadError> {
        let file = self.module(library).map(|module| module.file.clone()).unwrap_or_default();
        for Use { what, line } in uses {
            let place = (file.clone(), *line);
            match what {
                Used::Input(path) => {
                    reads.inputs.entry(path.clone()).or_insert(place);
                }
                Used::Parameter(name) => {
                    reads.parameters.entry(name.clone()).or_insert(place);
                }
                Used::Rule(name) => open.push((library.to_string(), name.clone())),
                Used::Library(name, rule) => {
                    let node = (name.clone(), rule.clone());
                    if self.clauses(&node).next().is_none() {
                        let what = format!("there is no rule `{rule}` in lib/{name}.rego");
                        let hint = "name a rule that the library has; libraries stand in policies/lib/";
                        return Err(LoadError::new(&file, Some(*line), what, hint));
                    }
                    reads.libraries.insert(name.clone());
                    open.push(node);
                }
            }
        }
        Ok(())
    }

    fn module(&self, library: &str) -> Option<&Module> {
        if library.is_empty() { Some(self.check) } else { self.libraries.get(library) }
    }

    fn clauses(&self, (library, name): &Node) -> impl Iterator<Item = &Rule> {
        let rules = self.module(library).map(|module| module.rules.as_slice()).unwrap_or_default();
        rules.iter().filter(move |rule| rule.name == *name)
    }

    fn refuse(&self, node: &Node, what: String, hint: &str) -> LoadError {
        let file = self.module(&node.0).map(|module| module.file.clone()).unwrap_or_default();
        LoadError::new(&file, self.clauses(node).next().map(|rule| rule.line), what, hint)
    }
}

fn called(library: &str, used: &Used) -> Option<Node> {
    match used {
        Used::Rule(name) => Some((library.to_string(), name.clone())),
        Used::Library(library, rule) => Some((library.clone(), rule.clone())),
        Used::Input(_) | Used::Parameter(_) => None,
    }
}
