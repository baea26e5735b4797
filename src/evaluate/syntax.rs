//! What the rules of a policy file use, read from its syntax tree; uses that cannot be followed are refused.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::LoadError;
use super::functions::FUNCTIONS;
use super::program;

/// The rules of one file, in order.
#[derive(Debug)]
pub(super) struct Module {
    /// How messages name the file.
    pub file: String,
    pub package: String,
    pub rules: Vec<Rule>,
}

/// One clause of a rule: a rule that is written several times has several.
#[derive(Debug)]
pub(super) struct Rule {
    pub name: String,
    pub shape: Shape,
    pub line: u32,
    /// Where the clause begins in the text, in bytes.
    pub start: usize,
    pub uses: Vec<Use>,
}

/// The form of a rule's head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `name if ...`, `name := ...`
    Value,
    /// `name contains ...`
    Set,
    /// A function, or a head with a path.
    Other,
    /// `default name := ...`
    Default,
}

/// One thing that a clause uses, and the line where it does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    pub what: Used,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Used {
    /// A name of the resource: `properties.X`, `status.X`, `facts.X`, `tags`.
    Input(String),
    Parameter(String),
    /// A rule of the same file.
    Rule(String),
    /// A rule of `policies/lib/LIBRARY.rego`.
    Library(String, String),
}

/// Parses a file and finds what each of its clauses uses.
///
/// # Errors
/// It is no Rego v1, or uses `input`, `data` or a function in a way that a check may not.
pub(super) fn parse(file: &str, text: &str) -> Result<Module, LoadError> {
    expect_shallow(file, text)?;
    let tree = program::syntax_tree(file, text)?;
    let clauses = tree["rules"].as_array().map(Vec::as_slice).unwrap_or_default();
    let names: BTreeSet<&str> = clauses.iter().map(|clause| root(head_reference(clause))).collect();
    let functions = clauses.iter().filter(|clause| is_function(clause));
    let functions: BTreeSet<&str> = functions.filter_map(|clause| variable(head_reference(clause))).collect();
    let mut module = Module { file: file.to_string(), package: dotted(&tree["package"]["refr"]), rules: Vec::new() };
    let imports = imports(file, text, &tree["imports"])?;
    for clause in clauses {
        let mut reader = Reader { file, names: &names, functions: &functions, imports: &imports, uses: Vec::new() };
        let (kind, body) = only_entry(clause);
        let head = head_reference(clause);
        // The head's own name is no use of it; what its path and the rest of the clause hold is.
        reader.walk_indexes(head)?;
        reader.walk_without(body, "refr")?;
        let name = root(head).to_string();
        let shape = shape(kind, body, head);
        module.rules.push(Rule { name, shape, line: line(body), start: range(&body["span"]).start, uses: reader.uses });
    }
    Ok(module)
}

/// Brackets may be nested this deep: the parser's time doubles with each level.
const DEEPEST: u32 = 12;

/// Refuses what would keep the parser busy for ever. Brackets in texts count too: no check needs so many.
fn expect_shallow(file: &str, text: &str) -> Result<(), LoadError> {
    let mut depth: u32 = 0;
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#')) {
        if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            // A new rule: a bracket in a text above is not carried on.
            depth = 0;
        }
        for character in line.chars() {
            match character {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                let what = format!("brackets are nested too deep: more than {DEEPEST}");
                return Err(LoadError::new(file, Some(number), what, "split the expression into rules"));
            }
        }
    }
    Ok(())
}

/// What an import stands for.
#[derive(Debug)]
enum Import {
    Library(String),
    LibraryRule(String, String),
}

struct Reader<'a> {
    file: &'a str,
    /// The rules of the file, and those that are functions.
    names: &'a BTreeSet<&'a str>,
    functions: &'a BTreeSet<&'a str>,
    imports: &'a BTreeMap<String, Import>,
    uses: Vec<Use>,
}

impl Reader<'_> {
    /// Every node is visited, of whatever kind: what this code has no name for cannot hide a use.
    fn walk(&mut self, node: &Value) -> Result<(), LoadError> {
        match node {
            Value::Array(items) => items.iter().try_for_each(|item| self.walk(item)),
            Value::Object(map) if map.contains_key("with_mods") => {
                let what = "`with` replaces what a check reads";
                Err(self.refuse(line(node), what, "remove `with`: a check reads the resource as it is"))
            }
            Value::Object(map) if map.contains_key("Call") => self.call(&map["Call"]),
            Value::Object(map) if is_reference(map) => self.reference(node),
            Value::Object(map) => map.values().try_for_each(|value| self.walk(value)),
            _ => Ok(()),
        }
    }

    /// Walks a rule: all of it but the name in its head.
    fn walk_without(&mut self, rule: &Value, key: &str) -> Result<(), LoadError> {
        for (name, value) in rule.as_object().into_iter().flatten() {
            match name.as_str() {
                "head" => self.walk_without(only_entry(value).1, key)?,
                name if name == key => {}
                _ => self.walk(value)?,
            }
        }
        Ok(())
    }

    fn walk_indexes(&mut self, node: &Value) -> Result<(), LoadError> {
        for segment in path(node).1 {
            if let Segment::Dynamic(index) = segment {
                self.walk(index)?;
            }
        }
        Ok(())
    }

    fn call(&mut self, call: &Value) -> Result<(), LoadError> {
        self.walk(&call["params"])?;
        let function = &call["fcn"];
        self.reference(function)?;
        let (name, called) = (root(function), dotted(function));
        let own = self.functions.contains(called.as_str()) || name == "data" || self.imports.contains_key(name);
        if own || FUNCTIONS.contains(&called.as_str()) {
            return Ok(());
        }
        let hint = "use a function that depends on its arguments only; what needs more is a fact, derived in analyze";
        Err(self.refuse(line_of_node(function), format!("a check cannot call `{called}`"), hint))
    }

    fn reference(&mut self, node: &Value) -> Result<(), LoadError> {
        self.walk_indexes(node)?;
        let (start, segments) = path(node);
        let Some(name) = variable(start) else { return self.walk(start) };
        let line = line_of_node(node);
        let what = match name {
            "input" => self.input(&segments, line)?,
            "data" => self.data(&segments, line)?,
            name if self.imports.contains_key(name) => self.imported(&self.imports[name], name, &segments, line)?,
            name if self.names.contains(name) => Used::Rule(name.to_string()),
            // A local variable.
            _ => return Ok(()),
        };
        self.uses.push(Use { what, line });
        Ok(())
    }

    fn input(&self, segments: &[Segment], line: u32) -> Result<Used, LoadError> {
        match segments {
            [Segment::Static("tags"), Segment::Static(_), ..] => Ok(Used::Input("tags".to_string())),
            [Segment::Static(section @ ("properties" | "status" | "facts")), Segment::Static(name), ..] => {
                Ok(Used::Input(format!("{section}.{name}")))
            }
            _ => {
                let what = format!("`{}` names no single field of the resource", written("input", segments));
                let hint = "write input.properties.X, input.status.X, input.facts.X or input.tags.X with X spelt out";
                Err(self.refuse(line, what, hint))
            }
        }
    }

    fn data(&self, segments: &[Segment], line: u32) -> Result<Used, LoadError> {
        match segments {
            [Segment::Static("params"), Segment::Static(name), ..] => Ok(Used::Parameter((*name).to_string())),
            [Segment::Static("lib"), Segment::Static(library), Segment::Static(rule), ..] => {
                Ok(Used::Library((*library).to_string(), (*rule).to_string()))
            }
            _ => {
                let what = format!("`{}` is no data of a check", written("data", segments));
                let hint = "write data.params.X or data.lib.FILE.RULE, spelt out; rules of the same file go by name";
                Err(self.refuse(line, what, hint))
            }
        }
    }

    fn imported(&self, import: &Import, name: &str, segments: &[Segment], line: u32) -> Result<Used, LoadError> {
        match (import, segments) {
            (Import::LibraryRule(library, rule), _) => Ok(Used::Library(library.clone(), rule.clone())),
            (Import::Library(library), [Segment::Static(rule), ..]) => {
                Ok(Used::Library(library.clone(), (*rule).to_string()))
            }
            (Import::Library(_), _) => {
                let what = format!("`{}` names no single rule of the library", written(name, segments));
                Err(self.refuse(line, what, format!("write {name}.RULE, spelt out")))
            }
        }
    }

    fn refuse(&self, line: u32, what: impl Into<String>, hint: impl Into<String>) -> LoadError {
        LoadError::new(self.file, Some(line), what, hint)
    }
}

fn imports(file: &str, text: &str, nodes: &Value) -> Result<BTreeMap<String, Import>, LoadError> {
    let mut imports = BTreeMap::new();
    for node in nodes.as_array().into_iter().flatten() {
        let path = dotted(&node["refr"]);
        let segments: Vec<&str> = path.split('.').collect();
        let import = match segments.as_slice() {
            ["rego", "v1"] | ["future", "keywords", ..] => continue,
            ["data", "lib", library] => Import::Library((*library).to_string()),
            ["data", "lib", library, rule] => Import::LibraryRule((*library).to_string(), (*rule).to_string()),
            _ => {
                let what = format!("a check cannot import `{path}`");
                let hint = "import rego.v1 or data.lib.FILE; write other paths in full where they are used";
                return Err(LoadError::new(file, Some(line(node)), what, hint));
            }
        };
        let alias = node.get("as").and_then(|alias| text.get(range(alias)));
        imports.insert(alias.or(segments.last().copied()).unwrap_or_default().to_string(), import);
    }
    Ok(imports)
}

fn shape(kind: &str, body: &Value, head: &Value) -> Shape {
    let form = only_entry(&body["head"]).0;
    match (kind, form, variable(head)) {
        ("Default", ..) => Shape::Default,
        (_, "Compr", Some(_)) => Shape::Value,
        (_, "Set", Some(_)) => Shape::Set,
        _ => Shape::Other,
    }
}

/// A step of a path: a name spelt out, or an expression.
enum Segment<'a> {
    Static(&'a str),
    Dynamic(&'a Value),
}

/// The start of a path (a variable, a call, ...) and its steps.
fn path(node: &Value) -> (&Value, Vec<Segment<'_>>) {
    let mut steps = Vec::new();
    let mut node = node;
    loop {
        let (kind, inner) = only_entry(node);
        let step = match kind {
            "RefDot" => inner["field"][1].as_str().map_or(Segment::Dynamic(&inner["field"]), Segment::Static),
            "RefBrack" => {
                let (kind, index) = only_entry(&inner["index"]);
                match index["value"].as_str().filter(|_| kind == "String" || kind == "RawString") {
                    Some(name) => Segment::Static(name),
                    None => Segment::Dynamic(&inner["index"]),
                }
            }
            _ => break,
        };
        steps.push(step);
        node = &inner["refr"];
    }
    steps.reverse();
    (node, steps)
}

fn written(start: &str, segments: &[Segment]) -> String {
    let mut text = start.to_string();
    for segment in segments {
        match segment {
            Segment::Static(name) => text.extend([".", name]),
            Segment::Dynamic(_) => text.push_str("[...]"),
        }
    }
    text
}

fn dotted(node: &Value) -> String {
    let (start, segments) = path(node);
    written(variable(start).unwrap_or_default(), &segments)
}

fn root(node: &Value) -> &str {
    variable(path(node).0).unwrap_or_default()
}

fn variable(node: &Value) -> Option<&str> {
    node.get("Var")?["value"].as_str()
}

fn is_function(clause: &Value) -> bool {
    let (kind, body) = only_entry(clause);
    match kind {
        "Default" => body["args"].as_array().is_some_and(|args| !args.is_empty()),
        _ => only_entry(&body["head"]).0 == "Func",
    }
}

fn is_reference(map: &Map<String, Value>) -> bool {
    ["Var", "RefDot", "RefBrack"].iter().any(|kind| map.contains_key(*kind))
}

/// The path in the head of a rule: its name, mostly.
fn head_reference(clause: &Value) -> &Value {
    let (kind, body) = only_entry(clause);
    if kind == "Default" { &body["refr"] } else { &only_entry(&body["head"]).1["refr"] }
}

/// A node of the tree is an object with one entry: its kind, and what it holds.
fn only_entry(node: &Value) -> (&str, &Value) {
    node.as_object().and_then(|map| map.iter().next()).map_or(("", &Value::Null), |(kind, inner)| (kind, inner))
}

fn line_of_node(node: &Value) -> u32 {
    line(only_entry(node).1)
}

fn line(inner: &Value) -> u32 {
    inner["span"]["line"].as_u64().and_then(|line| u32::try_from(line).ok()).unwrap_or(1)
}

fn range(span: &Value) -> std::ops::Range<usize> {
    let at = |key: &str| span[key].as_u64().and_then(|place| usize::try_from(place).ok()).unwrap_or(0);
    at("start")..at("end")
}

#[cfg(test)]
mod tests;
