//! Compiled checks and the two ways to run them: the machine, and the strict interpreter that cases are held against.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::Program as Instructions;
use regorus::rvm::vm::{ExecutionMode, RegoVM, VmError};
use regorus::{Engine, Value};
use serde::Deserialize;

use super::LoadError;
use crate::resource::{Known, Resource, field_of};

/// A policy file with its libraries, compiled.
#[derive(Clone)]
pub(super) struct Program {
    /// Origin and text of each file.
    files: Vec<(String, String)>,
    instructions: Arc<Instructions>,
    /// The rules that may be asked: [`ANSWERS`], then each `fail` clause by itself.
    entries: Vec<String>,
    /// Whether it runs within limits: files that do not ship in the binary do.
    limited: bool,
}

/// What the rules of a check said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Answers {
    pub pass: bool,
    pub not_applicable: bool,
    pub failures: Vec<Failure>,
}

/// One element of `fail`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Failure {
    /// The clause that it comes from.
    pub clause: usize,
    pub sub_key: String,
    pub message: String,
}

/// A program that is ready to judge one document after the other.
pub(super) struct Runner {
    way: RunnerWay,
    entries: Vec<String>,
}

enum RunnerWay {
    Machine(Box<RegoVM>),
    Interpreter(Box<Engine>),
}

/// How rules are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The fast one, of every audit.
    Machine,
    /// Slower, but it reports the type errors that the machine drops.
    StrictInterpreter,
}

/// A resource as checks see it; each field is converted once, however many checks read it.
pub(super) struct Document<'r, 'c> {
    pub resource: &'r Resource,
    /// By path, as the checks write it.
    fields: BTreeMap<&'c str, Option<Value>>,
}

/// Rules that one audit question may need, at most; a check needs some hundreds of steps.
const STEPS: usize = 2_000_000;

/// Stands before the number of a clause in the name that it is compiled under.
const CLAUSE: &str = "aplomb_fail_";

/// The rule that gathers what the check's rules say, so that one run answers for all of them.
const ANSWERS: &str = "aplomb_answers";

/// Rules of a check may not begin so.
pub(super) const RESERVED: &str = "aplomb_";

/// The syntax tree of a file.
///
/// # Errors
/// The text is no Rego v1.
pub(super) fn syntax_tree(file: &str, text: &str) -> Result<serde_json::Value, LoadError> {
    let mut engine = Engine::new();
    let refused = |error: String| refusal(file, &error);
    engine.add_policy(file.to_string(), text.to_string()).map_err(|error| refused(error.to_string()))?;
    let tree = engine.get_ast_as_json().map_err(|error| refused(error.to_string()))?;
    let mut tree: serde_json::Value = serde_json::from_str(&tree).map_err(|error| {
        let hint = "split long expressions into rules of their own";
        LoadError::new(file, None, format!("its expressions are nested too deep: {error}"), hint)
    })?;
    Ok(tree[0]["ast"].take())
}

impl Program {
    /// Compiles a check (origin and text) with its libraries.
    ///
    /// `answers` names its rules `pass` and `not_applicable`, `fails` tells where its `fail` clauses begin. Each clause becomes a rule of its own, so that it can be asked alone and its elements be told from the others'.
    ///
    /// # Errors
    /// The rules engine's own message.
    pub fn compile(
        check: (&str, &str),
        libraries: Vec<(String, String)>,
        package: &str,
        answers: &[&str],
        fails: &[usize],
        limited: bool,
    ) -> Result<Self, LoadError> {
        let (file, text) = check;
        let mut text = split(text, fails);
        let mut entries = vec![format!("data.{package}.{ANSWERS}")];
        for rule in answers {
            text.push_str(&format!("{ANSWERS} contains [\"{rule}\", {rule}]\n"));
        }
        for clause in 0..fails.len() {
            text.push_str(&format!("{ANSWERS} contains [{clause}, {CLAUSE}{clause}]\n"));
            entries.push(format!("data.{package}.{CLAUSE}{clause}"));
        }
        let mut files = vec![(file.to_string(), text)];
        files.extend(libraries);
        let refused = |error: String| refusal(file, &error);
        let mut engine = engine(&files).map_err(refused)?;
        let names: Vec<&str> = entries.iter().map(String::as_str).collect();
        let policy = engine.compile_with_entrypoint(&names[0].into()).map_err(|error| refused(error.to_string()))?;
        let instructions =
            Compiler::compile_from_policy(&policy, &names).map_err(|error| refused(error.to_string()))?;
        Ok(Self { files, instructions, entries, limited })
    }

    /// Makes it ready to run with these parameters.
    ///
    /// # Errors
    /// The rules engine's own message.
    pub fn runner(&self, parameters: &BTreeMap<String, serde_json::Value>, way: Way) -> Result<Runner, String> {
        let data = data(parameters);
        let way = match way {
            Way::Machine => RunnerWay::Machine(Box::new(self.machine(data).map_err(|error| error.to_string())?)),
            Way::StrictInterpreter => {
                let mut engine = engine(&self.files)?;
                engine.set_strict_builtin_errors(true);
                engine.add_data(data).map_err(|error| error.to_string())?;
                RunnerWay::Interpreter(Box::new(engine))
            }
        };
        Ok(Runner { way, entries: self.entries.clone() })
    }

    fn machine(&self, data: Value) -> Result<RegoVM, VmError> {
        let mut machine = RegoVM::new();
        machine.load_program(self.instructions.clone());
        machine.set_data(data)?;
        if self.limited {
            // Without a native frame per call, a runaway rule meets the limit and not the end of the stack.
            machine.set_execution_mode(ExecutionMode::Suspendable);
            machine.set_max_instructions(STEPS);
        } else {
            machine.set_max_instructions(usize::MAX);
        }
        Ok(machine)
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> = self.files.iter().map(|(file, _)| file).collect();
        formatter.debug_struct("Program").field("files", &names).field("limited", &self.limited).finish()
    }
}

impl Runner {
    /// Asks all of the check's rules about one document.
    ///
    /// # Errors
    /// The run broke off, or a rule said something that is no answer.
    pub fn answers(&mut self, input: Value) -> Result<Answers, String> {
        answers(&self.ask(0, input)?)
    }

    /// Asks one `fail` clause alone.
    ///
    /// # Errors
    /// As [`Self::answers`].
    pub fn failures(&mut self, clause: usize, input: Value) -> Result<Vec<Failure>, String> {
        failures(clause, &self.ask(clause + 1, input)?)
    }

    fn ask(&mut self, entry: usize, input: Value) -> Result<Value, String> {
        match &mut self.way {
            RunnerWay::Machine(machine) => {
                machine.set_input(input);
                machine.execute_entry_point_by_index(entry).map_err(|error| error.to_string())
            }
            RunnerWay::Interpreter(engine) => {
                engine.set_input(input);
                engine.eval_rule(self.entries[entry].clone()).map_err(|error| cause(&error.to_string()).0)
            }
        }
    }
}

impl<'r, 'c> Document<'r, 'c> {
    pub fn new(resource: &'r Resource) -> Self {
        Self { resource, fields: BTreeMap::new() }
    }

    /// The document with these names alone, where they have a value: a small one is faster.
    pub fn input(&mut self, reads: &'c BTreeSet<String>) -> Value {
        let mut sections: BTreeMap<&str, BTreeMap<Value, Value>> = BTreeMap::new();
        let mut input = BTreeMap::new();
        for path in reads {
            let Some(value) = self.field(path) else { continue };
            match path.split_once('.') {
                Some((section, name)) => drop(sections.entry(section).or_default().insert(Value::from(name), value)),
                None => drop(input.insert(Value::from(path.as_str()), value)),
            }
        }
        input.extend(sections.into_iter().map(|(name, fields)| (Value::from(name), Value::from(fields))));
        Value::from(input)
    }

    fn field(&mut self, path: &'c str) -> Option<Value> {
        let resource = self.resource;
        let known = || match &field_of(resource, path)?.known {
            Known::Value(value) => Some(converted(value)),
            Known::Absent | Known::Gap(_) => None,
        };
        self.fields.entry(path).or_insert_with(known).clone()
    }
}

fn engine(files: &[(String, String)]) -> Result<Engine, String> {
    let mut engine = Engine::new();
    for (file, text) in files {
        engine.add_policy(file.clone(), text.clone()).map_err(|error| error.to_string())?;
    }
    Ok(engine)
}

fn data(parameters: &BTreeMap<String, serde_json::Value>) -> Value {
    let values = parameters.iter().map(|(name, value)| (Value::from(name.as_str()), converted(value)));
    let parameters = Value::from(values.collect::<BTreeMap<_, _>>());
    Value::from(BTreeMap::from([(Value::from("params"), parameters)]))
}

/// A JSON value as the rules engine holds it.
fn converted(value: &serde_json::Value) -> Value {
    // Every JSON value is one of Rego; should that ever fail, a missing name decides nothing.
    Value::deserialize(value).unwrap_or(Value::Undefined)
}

/// Gives each `fail` clause a name of its own. Rules that read `fail` still see all of its elements.
fn split(text: &str, fails: &[usize]) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut copied = 0;
    for (clause, start) in fails.iter().enumerate() {
        whole.push_str(text.get(copied..*start).unwrap_or_default());
        whole.push_str(&format!("{CLAUSE}{clause}"));
        copied = start + "fail".len();
    }
    whole.push_str(text.get(copied..).unwrap_or_default());
    for clause in 0..fails.len() {
        whole.push_str(&format!("\nfail contains element if some element in {CLAUSE}{clause}\n"));
    }
    whole
}

/// Reads the set of `[rule or number of a clause, what it said]`.
fn answers(said: &Value) -> Result<Answers, String> {
    let mut answers = Answers::default();
    let Value::Set(said) = said else { return Ok(answers) };
    for pair in said.iter() {
        match (&pair[0], &pair[1]) {
            (Value::String(rule), Value::Bool(held)) if **rule == *"pass" => answers.pass = *held,
            (Value::String(_), Value::Bool(held)) => answers.not_applicable = *held,
            (Value::String(rule), value) => return Err(format!("`{rule}` is {value}, neither true nor false")),
            (clause, elements) => {
                let clause = clause.as_u64().ok().and_then(|clause| usize::try_from(clause).ok());
                answers.failures.extend(failures(clause.unwrap_or_default(), elements)?);
            }
        }
    }
    Ok(answers)
}

fn failures(clause: usize, elements: &Value) -> Result<Vec<Failure>, String> {
    let Value::Set(elements) = elements else { return Ok(Vec::new()) };
    elements.iter().map(|element| failure(clause, element)).collect()
}

fn failure(clause: usize, element: &Value) -> Result<Failure, String> {
    let malformed = || format!("an element of `fail` is {element}, not {{\"sub_key\": string, \"message\": string}}");
    let Value::Object(fields) = element else { return Err(malformed()) };
    match (&element["sub_key"], &element["message"]) {
        (Value::String(key), Value::String(message)) if fields.len() == 2 && !message.trim().is_empty() => {
            Ok(Failure { clause, sub_key: key.to_string(), message: message.to_string() })
        }
        _ => Err(malformed()),
    }
}

fn refusal(file: &str, error: &str) -> LoadError {
    let (what, line) = cause(error);
    LoadError::new(file, line, what, "write Rego v1; `opa check` explains the language's errors")
}

/// The last line of the engine's message and the line number it points at: the middle is a drawing of the place.
fn cause(error: &str) -> (String, Option<u32>) {
    let line = error.split_once("--> ").and_then(|(_, rest)| rest.lines().next()?.rsplit(':').nth(1)?.parse().ok());
    let what = error.rsplit_once("error: ").map_or(error, |(_, what)| what);
    (what.trim().replace('\n', " "), line)
}

#[cfg(test)]
mod tests;
