//! What headers a mapping template gives an answer: each way through it is followed, with what is known of the request.

use std::collections::{BTreeMap, BTreeSet};

use super::velocity::{Expression, Node, Step, nodes};

mod condition;
mod value;

use value::Value;

/// What a template does to the headers of the answer.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Effects {
    /// By header, in lower case: what it is set to, and in which line. Some way through the template sets it so.
    pub values: BTreeMap<String, Vec<(usize, Source)>>,
    /// The headers that every way sets.
    pub always: BTreeSet<String>,
}

/// Where the value of a header comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// This text.
    Text(String),
    /// What the caller sent, which is known to be this text.
    Allowed(String),
    /// What the caller sent, which is known to match this pattern (`*` is any run of characters).
    Like(String),
    /// Whatever the caller sent; the expression that takes it.
    Request(String),
    /// Not decided; the expression or construct.
    Undecided(String),
}

/// Follows a template. `Err`: the construct that is not understood.
pub(super) fn effects(template: &str) -> Result<Effects, String> {
    // Nothing else in a template can set a header.
    if !template.to_ascii_lowercase().contains("responseoverride") {
        return Ok(Effects::default());
    }
    let ends = Walk::default().run(&nodes(template)?, vec![State::default()])?;
    let mut effects = Effects::default();
    for (place, state) in ends.iter().enumerate() {
        let set: BTreeSet<String> = state.headers.keys().cloned().collect();
        effects.always = if place == 0 { set } else { effects.always.intersection(&set).cloned().collect() };
        for (header, (line, value)) in &state.headers {
            let values = effects.values.entry(header.clone()).or_default();
            for source in state.sources(value) {
                if !values.contains(&(*line, source.clone())) {
                    values.push((*line, source));
                }
            }
        }
    }
    Ok(effects)
}

/// One way through a template: what is known on it.
#[derive(Debug, Clone, Default, PartialEq)]
struct State {
    variables: BTreeMap<String, Value>,
    /// By what the caller sent: the only texts or patterns that it can be on this way.
    limits: BTreeMap<String, Vec<Limit>>,
    /// What the caller sent and was tested in a form that is not understood.
    doubts: BTreeSet<String>,
    /// By header, in lower case: the line that set it, and to what.
    headers: BTreeMap<String, (usize, Value)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Limit {
    Text(String),
    Like(String),
}

impl State {
    fn sources(&self, value: &Value) -> Vec<Source> {
        match value {
            Value::Texts(texts) => texts.iter().cloned().map(Source::Text).collect(),
            Value::Request(what) if self.doubts.contains(what) => vec![Source::Undecided(format!("a test of {what}"))],
            Value::Request(what) => match self.limits.get(what) {
                None => vec![Source::Request(what.clone())],
                Some(limits) => limits.iter().filter_map(Limit::source).collect(),
            },
            _ => vec![Source::Undecided("the value of a header".to_owned())],
        }
    }
}

impl Limit {
    /// An empty header is none.
    fn source(&self) -> Option<Source> {
        match self {
            Self::Text(text) if text.is_empty() => None,
            Self::Text(text) => Some(Source::Allowed(text.clone())),
            Self::Like(pattern) => Some(Source::Like(pattern.clone())),
        }
    }
}

/// More ways than a person can think of, and more steps than they take.
const WAYS: usize = 128;
const STEPS: usize = 50_000;

/// Follows a template and counts the steps, which loops and branches multiply.
#[derive(Default)]
struct Walk {
    steps: usize,
}

impl Walk {
    fn run(&mut self, nodes: &[Node], mut states: Vec<State>) -> Result<Vec<State>, String> {
        for node in nodes {
            let mut found: Vec<State> = Vec::new();
            for state in states {
                for next in self.node(node, state)? {
                    self.steps += 1 + found.len();
                    // Ways on which the same is known are one.
                    if !found.contains(&next) {
                        found.push(next);
                    }
                }
                if found.len() > WAYS || self.steps > STEPS {
                    return Err("more branches than can be followed".to_owned());
                }
            }
            states = found;
        }
        Ok(states)
    }

    fn node(&mut self, node: &Node, state: State) -> Result<Vec<State>, String> {
        match node {
            Node::Set { line, target, value } => assign(state, *line, target, value),
            Node::Text { line, reference } => {
                let mut state = state;
                mention(&mut state, *line, reference)?;
                Ok(vec![state])
            }
            Node::If { branches, otherwise } => self.choose(state, branches, otherwise),
            Node::Foreach { variable, list, body } => self.repeat(state, variable, list, body),
        }
    }

    fn choose(
        &mut self,
        state: State,
        branches: &[(Expression, Vec<Node>)],
        otherwise: &[Node],
    ) -> Result<Vec<State>, String> {
        let mut open = vec![state];
        let mut found = Vec::new();
        for (condition, body) in branches {
            plain(condition)?;
            let mut others = Vec::new();
            for state in open {
                for (state, holds) in state.test(condition)? {
                    if holds {
                        found.extend(self.run(body, vec![state])?);
                    } else if !others.contains(&state) {
                        others.push(state);
                    }
                    self.steps += 1 + others.len();
                }
                if found.len() + others.len() > WAYS * WAYS || self.steps > STEPS {
                    return Err("more branches than can be followed".to_owned());
                }
            }
            open = others;
        }
        found.extend(self.run(otherwise, open)?);
        Ok(found)
    }

    /// No time, once, or twice with any of the items: what a loop carries from one turn to the next shows in the second.
    fn repeat(&mut self, state: State, variable: &str, list: &Expression, body: &[Node]) -> Result<Vec<State>, String> {
        plain(list)?;
        let item = match state.value(list) {
            Value::List(texts) => Value::Texts(texts),
            other => Value::unknown(&[other]),
        };
        let mut found = vec![state];
        let mut last = found.clone();
        for _ in 0..2 {
            for state in &mut last {
                state.variables.insert(variable.to_owned(), item.clone());
            }
            last = self.run(body, last)?;
            found.extend(last.iter().cloned());
        }
        Ok(found)
    }
}

fn assign(mut state: State, line: usize, target: &Expression, value: &Expression) -> Result<Vec<State>, String> {
    let Expression::Reference { root, steps } = target else { return Err(format!("#set at line {line}")) };
    if value.is_condition() {
        plain(value)?;
        let outcomes = state.test(value)?.into_iter();
        return outcomes.map(|(state, holds)| set(state, line, root, steps, Value::Boolean(holds))).collect();
    }
    let found = state.value(value);
    mention(&mut state, line, value)?;
    set(state, line, root, steps, found).map(|state| vec![state])
}

fn set(mut state: State, line: usize, root: &str, steps: &[Step], found: Value) -> Result<State, String> {
    if is_override(root, steps) {
        let name = match &steps[1..] {
            [Step::Member(part), Step::Member(name)] if part == "header" => name.clone(),
            [Step::Member(part), Step::Item(name)] if part == "header" => {
                plain(name)?;
                state.text(name).ok_or_else(|| format!("a header's name at line {line}"))?
            }
            [Step::Member(part)] if part == "status" => return Ok(state),
            _ => return Err(format!("$context.responseOverride at line {line}")),
        };
        state.headers.insert(name.to_ascii_lowercase(), (line, found));
        return Ok(state);
    }
    steps.iter().try_for_each(plain_step)?;
    if ["context", "input", "util"].contains(&root) {
        // An override of the request, at most.
        return if steps.is_empty() { Err(format!("#set of ${root} at line {line}")) } else { Ok(state) };
    }
    // Where a part of something changes, what it is then is not followed.
    let after = if steps.is_empty() { found } else { Value::unknown(&[found]) };
    state.variables.insert(root.to_owned(), after);
    Ok(state)
}

/// An expression that is evaluated for what it does: overrides that are put, lists that grow.
fn mention(state: &mut State, line: usize, expression: &Expression) -> Result<(), String> {
    let Expression::Reference { root, steps } = expression else { return plain(expression) };
    if is_override(root, steps) {
        let [Step::Member(part), Step::Call(put, pair)] = &steps[1..] else {
            return Err(format!("$context.responseOverride at line {line}"));
        };
        let ("header", "put", [name, value]) = (part.as_str(), put.as_str(), pair.as_slice()) else {
            return Err(format!("$context.responseOverride at line {line}"));
        };
        plain(name)?;
        plain(value)?;
        let name = state.text(name).ok_or_else(|| format!("a header's name at line {line}"))?;
        let value = state.value(value);
        state.headers.insert(name.to_ascii_lowercase(), (line, value));
        return Ok(());
    }
    steps.iter().try_for_each(plain_step)?;
    if let [Step::Call(call, arguments)] = steps.as_slice()
        && let Some(before) = state.variables.get(root)
        && !condition::TESTS.contains(&call.as_str())
    {
        let added = arguments.iter().map(|argument| state.value(argument)).collect::<Vec<_>>();
        let after = match (before, call.as_str(), added.as_slice()) {
            (Value::List(texts), "add", [Value::Texts(more)]) => Value::List([texts.as_slice(), more].concat()),
            (Value::List(_) | Value::Map(_), "get" | "size" | "keySet", _) => return Ok(()),
            (Value::List(_) | Value::Map(_), ..) => Value::unknown(&added),
            // Texts do not change.
            _ => return Ok(()),
        };
        state.variables.insert(root.clone(), after);
    }
    Ok(())
}

const OVERRIDE: &str = "responseOverride";

/// An expression that has nothing to do with overrides.
fn plain(expression: &Expression) -> Result<(), String> {
    if expression.mentions(OVERRIDE) {
        Err("$context.responseOverride within an expression".to_owned())
    } else {
        Ok(())
    }
}

fn plain_step(step: &Step) -> Result<(), String> {
    if step.mentions(OVERRIDE) { Err("$context.responseOverride within an expression".to_owned()) } else { Ok(()) }
}

fn is_override(root: &str, steps: &[Step]) -> bool {
    root == "context" && matches!(steps.first(), Some(Step::Member(name)) if name == OVERRIDE)
}
