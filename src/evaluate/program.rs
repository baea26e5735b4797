//! Compiled checks and the two ways to run them: the machine, and the strict interpreter that cases are held against.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::Program as Instructions;
use regorus::rvm::vm::{ExecutionMode, RegoVM};
use regorus::{Engine, Value};
use serde::Deserialize;

use super::LoadError;
use crate::resource::{Known, Resource, field_of};

/// A policy file with its libraries, compiled for one question.
#[derive(Clone)]
pub(super) struct Program {
    /// Origin and text of each file.
    files: Vec<(String, String)>,
    instructions: Arc<Instructions>,
    /// Whether it runs within limits: files that do not ship in the binary do.
    limited: bool,
}

/// What the rules of a check said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Answers {
    pub pass: bool,
    pub not_applicable: bool,
    /// Sub-key and message.
    pub failures: BTreeSet<(String, String)>,
}

/// A program that is ready to judge one document after the other.
pub(super) enum Runner {
    Machine(Box<RegoVM>),
    Interpreter(Box<Engine>),
}

/// A resource as checks see it; each field is converted once, however many checks read it.
pub(super) struct Document<'a> {
    pub resource: &'a Resource,
    fields: BTreeMap<&'a str, Option<Value>>,
}

/// Rules that one audit question may need, at most; a check needs some hundreds of steps.
const STEPS: usize = 2_000_000;

/// The rule that gathers what the check's rules say, so that one run answers for all of them.
const ENTRY: &str = "data.aplomb_answers.answers";

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
    /// Compiles the files so that `rules` of `package` are asked.
    ///
    /// # Errors
    /// The rules engine's own message.
    pub fn compile(
        files: Vec<(String, String)>,
        package: &str,
        rules: &[&str],
        limited: bool,
    ) -> Result<Self, LoadError> {
        let mut entry = String::from("package aplomb_answers\n");
        for rule in rules {
            entry.push_str(&format!("answers contains [\"{rule}\", data.{package}.{rule}]\n"));
        }
        let mut files = files;
        let file = files.first().map(|(file, _)| file.clone()).unwrap_or_default();
        files.push(("answers".to_string(), entry));
        let refused = |error: String| refusal(&file, &error);
        let mut engine = engine(&files).map_err(refused)?;
        let policy = engine.compile_with_entrypoint(&ENTRY.into()).map_err(|error| refused(error.to_string()))?;
        let instructions =
            Compiler::compile_from_policy(&policy, &[ENTRY]).map_err(|error| refused(error.to_string()))?;
        Ok(Self { files, instructions, limited })
    }

    /// Makes a machine that runs the program with these parameters.
    pub fn machine(&self, parameters: &BTreeMap<String, serde_json::Value>) -> Result<Runner, String> {
        let mut machine = RegoVM::new();
        machine.load_program(self.instructions.clone());
        machine.set_data(data(parameters)).map_err(|error| error.to_string())?;
        if self.limited {
            // Without a native frame per call, a runaway rule meets the limit and not the end of the stack.
            machine.set_execution_mode(ExecutionMode::Suspendable);
            machine.set_max_instructions(STEPS);
        } else {
            machine.set_max_instructions(usize::MAX);
        }
        Ok(Runner::Machine(Box::new(machine)))
    }

    /// Makes a strict interpreter: slower, but it reports the type errors that the machine drops.
    pub fn interpreter(&self, parameters: &BTreeMap<String, serde_json::Value>) -> Result<Runner, String> {
        let mut engine = engine(&self.files)?;
        engine.set_strict_builtin_errors(true);
        engine.add_data(data(parameters)).map_err(|error| error.to_string())?;
        Ok(Runner::Interpreter(Box::new(engine)))
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> = self.files.iter().map(|(file, _)| file).collect();
        formatter.debug_struct("Program").field("files", &names).field("limited", &self.limited).finish()
    }
}

impl Runner {
    /// Asks the check's rules about one document.
    ///
    /// # Errors
    /// The run broke off, or a rule said something that is no answer.
    pub fn run(&mut self, input: Value) -> Result<Answers, String> {
        let said = match self {
            Self::Machine(machine) => {
                machine.set_input(input);
                machine.execute_entry_point_by_index(0).map_err(|error| error.to_string())?
            }
            Self::Interpreter(engine) => {
                engine.set_input(input);
                engine.eval_rule(ENTRY.to_string()).map_err(|error| cause(&error.to_string()).0)?
            }
        };
        answers(&said)
    }
}

impl<'a> Document<'a> {
    pub fn new(resource: &'a Resource) -> Self {
        Self { resource, fields: BTreeMap::new() }
    }

    /// The document with these names alone, where they have a value: a small one is faster.
    pub fn input(&mut self, reads: &'a BTreeSet<String>) -> Value {
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

    fn field(&mut self, path: &'a str) -> Option<Value> {
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

/// Reads the set of `[rule, what it said]`.
fn answers(said: &Value) -> Result<Answers, String> {
    let mut answers = Answers::default();
    let Value::Set(said) = said else { return Ok(answers) };
    for pair in said.iter() {
        match (pair[0].as_string().map(|rule| rule.as_ref()), &pair[1]) {
            (Ok("pass"), Value::Bool(held)) => answers.pass = *held,
            (Ok("not_applicable"), Value::Bool(held)) => answers.not_applicable = *held,
            (Ok("fail"), Value::Set(elements)) => {
                for element in elements.iter() {
                    answers.failures.insert(failure(element)?);
                }
            }
            (Ok(rule), value) => return Err(format!("`{rule}` is {value}, which is no answer")),
            (Err(error), _) => return Err(error.to_string()),
        }
    }
    Ok(answers)
}

fn failure(element: &Value) -> Result<(String, String), String> {
    let malformed = || format!("an element of `fail` is {element}, not {{\"sub_key\": string, \"message\": string}}");
    let Value::Object(fields) = element else { return Err(malformed()) };
    match (&element["sub_key"], &element["message"]) {
        (Value::String(key), Value::String(message)) if fields.len() == 2 && !message.trim().is_empty() => {
            Ok((key.to_string(), message.to_string()))
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
