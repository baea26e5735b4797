//! A policy made ready for questions about one resource: what each statement asks of each field.

use super::super::parse::{Effect, Element, Policy, Statement, Version};
use super::super::request::Context;
use super::super::search::{Atom, Value};
use super::super::text::Pattern;
use super::super::truth::Truth;
use super::super::variable::{self, Marked};
use super::super::vocabulary;
use super::World;

/// The field that holds the last part of the resource's ARN. Condition keys come after it.
pub const RESOURCE: usize = 0;

/// A policy, read for one resource and with its variables put in.
pub struct Prepared<'p> {
    pub statements: Vec<Ready<'p>>,
    /// Condition keys in lower case; the first stands for field 1.
    pub keys: Vec<String>,
}

/// A statement, read so.
pub struct Ready<'p> {
    pub statement: &'p Statement,
    actions: Vec<(Pattern, Truth)>,
    /// Whether the actions are those that are not meant.
    inverted: bool,
    /// What it asks of each field.
    pub demands: Vec<(usize, Atom)>,
    /// Why it is not understood, and what of it AWS does not document.
    pub doubts: Vec<String>,
    /// Whether all of it is understood.
    pub understood: bool,
}

impl<'p> Prepared<'p> {
    /// Reads a policy. Where `pins` is none, every variable may stand for anything.
    pub fn of(policy: &'p Policy, world: &World, pins: Option<&Context>) -> Self {
        let mut keys: Vec<String> = Vec::new();
        let mut statements = Vec::with_capacity(policy.statements.len());
        for statement in &policy.statements {
            statements.push(ready(statement, policy.version, world, pins, &mut keys));
        }
        Self { statements, keys }
    }

    /// The field of a condition key in lower case.
    pub fn field(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|own| own == key).map(|place| place + 1)
    }
}

impl Prepared<'_> {
    /// Leaves open what demands on a field mean that have a value of some kind, and says why.
    pub fn leave_open(&mut self, field: usize, why: &str, is_such: impl Fn(&str) -> bool) {
        for ready in &mut self.statements {
            let demands = ready.demands.iter_mut().filter(|(own, _)| *own == field);
            for (_, atom) in demands.filter(|(_, atom)| atom.values.iter().any(|value| is_such(&value.text))) {
                atom.operator = None;
                ready.doubts.push(why.to_owned());
            }
        }
    }
}

impl Ready<'_> {
    /// Whether the statement speaks of an action: of its name in lower case, without the service.
    pub fn covers(&self, action: &str) -> Truth {
        if !self.understood {
            return Truth::Maybe;
        }
        let hit = |(pattern, certain): &(Pattern, Truth)| Truth::from(pattern.matches(action)).and(*certain);
        let any = Truth::any(self.actions.iter().map(hit));
        if self.inverted { any.negated() } else { any }
    }

    /// Whether the statement may allow, or deny, something.
    pub fn may(&self, effect: Effect) -> bool {
        self.statement.may_be(effect)
    }
}

fn ready<'p>(
    statement: &'p Statement,
    version: Version,
    world: &World,
    pins: Option<&Context>,
    keys: &mut Vec<String>,
) -> Ready<'p> {
    let mut doubts: Vec<String> =
        issue(statement, world).into_iter().map(|issue| format!("statement not understood: {issue}")).collect();
    let understood = doubts.is_empty() || statement.is_effect_unclear_only;
    let (actions, inverted) = actions(&statement.actions, world);
    if actions.iter().any(|(_, certain)| *certain == Truth::Maybe) {
        doubts.push("action whose service is a wildcard".to_owned());
    }
    let mut demands = Vec::new();
    if understood {
        if statement.resources != Element::Missing || !world.kind.implied {
            let (atom, doubtful) = resource(&statement.resources, version, world, pins);
            doubts.extend(doubtful);
            demands.push((RESOURCE, atom));
        }
        let empty = Context::default();
        for condition in &statement.conditions {
            let mut atom = Atom::of(condition, version, pins.unwrap_or(&empty));
            let name = || format!("{} {}", condition.operator, condition.key);
            let key = condition.key.to_ascii_lowercase();
            let open = pins.is_none() && condition.values.iter().any(|value| has_free_variable(value, version));
            if atom.operator.is_none() {
                doubts.push(format!("condition operator {} is not documented", condition.operator));
            } else if !is_documented(&key) {
                atom.operator = None;
                doubts.push(format!("condition key {} is not documented", condition.key));
            } else if world.zone.organizations.is_empty() && key.starts_with("aws:resourceorg") {
                atom.operator = None;
                doubts.push(format!(
                    "the organisation of the resource is not known, which condition {} asks for",
                    name()
                ));
            } else if open {
                for value in &mut atom.values {
                    value.certain = Truth::Maybe;
                    value.pattern = Some(Pattern::everything());
                }
                doubts.push(format!("policy variable in condition {}", name()));
            } else if atom.values.iter().any(|value| value.certain == Truth::Maybe) {
                doubts.push(format!("value in condition {} means nothing that AWS documents", name()));
            }
            let field = match keys.iter().position(|own| *own == key) {
                Some(place) => place,
                None => {
                    keys.push(key);
                    keys.len() - 1
                }
            };
            demands.push((field + 1, atom));
        }
    }
    Ready { statement, actions, inverted, demands, doubts, understood }
}

fn has_free_variable(text: &str, version: Version) -> bool {
    variable::has_variables(text, version)
        && variable::parts(text, version).iter().any(|part| matches!(part, variable::Part::Variable { .. }))
}

/// Whether AWS documents a key. Claims of identity providers stand under their hosts and are not listed.
pub fn is_documented(key: &str) -> bool {
    key.split_once(':').is_some_and(|(prefix, _)| prefix.contains('.'))
        || matches!(key, "aws:sourceowner" | "aws:sourceorgid" | "aws:sourceorgpaths")
        || vocabulary::condition_key(key).is_some()
}

/// What makes a statement mean anything or nothing.
fn issue(statement: &Statement, world: &World) -> Option<String> {
    if let Some(issue) = statement.issues.first() {
        return Some(issue.clone());
    }
    let wrong = [
        (statement.principals == Element::Missing, "no Principal"),
        (statement.actions == Element::Missing, "no Action"),
        (statement.resources == Element::Missing && !world.kind.implied, "no Resource"),
        (statement.resources != Element::Missing && world.kind.is_role(), "a Resource where none belongs"),
    ];
    wrong.into_iter().find_map(|(is_wrong, name)| is_wrong.then(|| name.to_owned()))
}

/// The names of actions, in lower case and without the service, that an element speaks of.
fn actions(element: &Element<String>, world: &World) -> (Vec<(Pattern, Truth)>, bool) {
    let (texts, inverted) = match element {
        Element::Missing => (&[][..], false),
        Element::Is(texts) => (texts.as_slice(), false),
        Element::Not(texts) => (texts.as_slice(), true),
    };
    let read = |text: &String| {
        if text == "*" {
            return Some((Pattern::everything(), Truth::Yes));
        }
        let (service, name) = text.split_once(':')?;
        if service.eq_ignore_ascii_case(world.kind.service) {
            return Some((Pattern::glob(&name.to_ascii_lowercase()), Truth::Yes));
        }
        let like = service.contains(['*', '?']) && Pattern::folded_glob(service).matches(world.kind.service);
        like.then(|| (Pattern::glob(&name.to_ascii_lowercase()), Truth::Maybe))
    };
    (texts.iter().filter_map(read).collect(), inverted)
}

/// What a statement asks of the last part of the resource's ARN.
fn resource(
    element: &Element<String>,
    version: Version,
    world: &World,
    pins: Option<&Context>,
) -> (Atom, Option<String>) {
    let (texts, negated) = match element {
        Element::Missing => (&[][..], false),
        Element::Is(texts) => (texts.as_slice(), false),
        Element::Not(texts) => (texts.as_slice(), true),
    };
    let mut doubt = None;
    let mut values = Vec::new();
    for text in texts {
        match tail(text, version, world, pins) {
            Tail::Matches(pattern) => values.push(Value::pattern(text, pattern, Truth::Yes)),
            Tail::Nothing => {}
            Tail::Doubt(why, pattern) => {
                doubt = Some(why);
                values.push(Value::pattern(text, pattern, Truth::Maybe));
            }
            // A resource that cannot be made up matches nothing; of its inverse nobody says what it matches.
            Tail::Missing if negated => {
                doubt = Some(format!("policy variable without a value in NotResource {text}"));
                values.push(Value::pattern(text, Pattern::everything(), Truth::Maybe));
            }
            Tail::Missing => {}
        }
    }
    (Atom::texts(values, negated), doubt)
}

enum Tail {
    Matches(Pattern),
    Nothing,
    Missing,
    /// It may match what the pattern matches.
    Doubt(String, Pattern),
}

/// What the last part of an ARN may match, whatever its variables stand for.
fn pattern_of(text: &str, version: Version) -> Pattern {
    let widened = variable::widened(text, version);
    widened.splitn(6, ':').nth(5).map_or_else(Pattern::everything, Pattern::glob)
}

fn tail(text: &str, version: Version, world: &World, pins: Option<&Context>) -> Tail {
    if text == "*" {
        return Tail::Matches(Pattern::everything());
    }
    let marked = if !variable::has_variables(text, version) {
        text.to_owned()
    } else {
        let empty = Context::default();
        if pins.is_none() && has_free_variable(text, version) {
            // Whatever the variable stands for, the rest of the text is as it is written.
            return match tail(&variable::widened(text, version), version, world, pins) {
                Tail::Nothing => Tail::Nothing,
                _ => Tail::Doubt(format!("policy variable in resource {text}"), pattern_of(text, version)),
            };
        }
        match variable::mark(text, version, pins.unwrap_or(&empty)) {
            Marked::Text { marked, .. } => marked,
            Marked::Missing => return Tail::Missing,
            Marked::Odd => {
                let why = format!("what looks like a policy variable in resource {text}");
                return Tail::Doubt(why, Pattern::everything());
            }
        }
    };
    let short = marked.strip_prefix(world.kind.service).and_then(|rest| rest.strip_prefix(":/"));
    let marked = match short {
        // The short form of API Gateway: `execute-api:/stage/METHOD/path`.
        Some(path) if world.kind.service == "execute-api" => format!("{}/{path}", world.resource),
        _ => marked,
    };
    let mut parts: Vec<&str> = marked.splitn(6, ':').collect();
    if parts.len() < 6 {
        // What is left out stands for all, if there is a wildcard at all.
        if !marked.contains(['*', '?']) {
            return Tail::Nothing;
        }
        parts.resize(6, "*");
    }
    let like = |(pattern, part): (&&str, &str)| {
        pattern.eq_ignore_ascii_case(part) || Pattern::folded_glob(pattern).matches(part)
    };
    if !parts[..5].iter().zip(world.head()).all(like) {
        return Tail::Nothing;
    }
    Tail::Matches(variable::unmark(Pattern::glob(parts[5])))
}
