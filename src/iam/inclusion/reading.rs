//! What statements ask of the fields of a request, with policy variables put in or left open.

use std::cell::OnceCell;

use super::super::operator::Comparison;
use super::super::parse::{Condition, Element, Statement, Version};
use super::super::request::Context;
use super::super::resource::ShortArn;
use super::super::search::{Atom, Value};
use super::super::statement::{self, Kind};
use super::super::text::{Class, Pattern};
use super::super::truth::Truth;
use super::super::variable::{self, Marked, Part};

/// The field that holds the ARN of the resource. Condition keys come after it.
pub const RESOURCE: usize = 0;

/// A statement of one of the policies.
#[derive(Debug, Clone, Copy)]
pub struct Said<'p> {
    pub statement: &'p Statement,
    pub version: Version,
    /// Which of the policies it is of.
    pub side: usize,
}

/// All statements, read with the same variables.
pub struct Reading {
    pub statements: Vec<OnceCell<Ready>>,
    /// What was put in; a key that is not there has no value. `None`: variables are left open.
    pub pins: Option<Context>,
}

/// What a statement asks.
pub struct Ready {
    /// Whether it means anything that is known.
    pub understood: bool,
    /// What it asks of each field.
    pub demands: Vec<(usize, Atom)>,
    /// Why it is not understood, and what of it AWS does not document.
    pub doubts: Vec<String>,
}

impl Reading {
    /// Reads so many statements, each when it is first asked for.
    pub fn of(statements: usize, pins: Option<Context>) -> Self {
        Self { statements: (0..statements).map(|_| OnceCell::new()).collect(), pins }
    }
}

/// Reads a statement. `keys` are in lower case; the first stands for field 1.
pub fn ready(said: Said, kind: Kind, keys: &[String], pins: Option<&Context>) -> Ready {
    let Said { statement, version, .. } = said;
    let mut doubts = Vec::new();
    if let Some(issue) = statement::odd(statement, kind, &service(statement)) {
        doubts.push(format!("statement not understood: {issue}"));
        if !statement.is_effect_unclear_only {
            return Ready { understood: false, demands: Vec::new(), doubts };
        }
    }
    let mut demands = Vec::new();
    if let Some(atom) = resource(&statement.resources, kind, version, pins, &mut doubts) {
        demands.push((RESOURCE, atom));
    }
    let empty = Context::default();
    for condition in &statement.conditions {
        let mut atom = Atom::of(condition, version, pins.unwrap_or(&empty));
        let name = || format!("{} {}", condition.operator, condition.key);
        if atom.operator.is_none() {
            doubts.push(format!("condition operator {} is not documented", condition.operator));
        } else if pins.is_none() && leave_open(&mut atom, condition, version) {
            doubts.push(format!("policy variable in condition {}", name()));
        } else if atom.values.iter().any(|value| value.certain == Truth::Maybe) {
            doubts.push(format!("value in condition {} means nothing that AWS documents", name()));
        }
        let key = condition.key.to_ascii_lowercase();
        let field = keys.iter().position(|own| *own == key).map_or(RESOURCE, |place| place + 1);
        demands.push((field, atom));
    }
    Ready { understood: true, demands, doubts }
}

/// The service that all actions of a statement are of, in lower case; empty where there is no such.
fn service(statement: &Statement) -> String {
    let Element::Is(texts) = &statement.actions else {
        return String::new();
    };
    let mut prefixes = texts.iter().map(|text| text.split_once(':').map_or("", |(service, _)| service));
    let first = prefixes.next().unwrap_or_default();
    if prefixes.all(|other| other.eq_ignore_ascii_case(first)) { first.to_ascii_lowercase() } else { String::new() }
}

/// Lets values with variables compare with all that the variables could make of them. Tells whether there are any.
fn leave_open(atom: &mut Atom, condition: &Condition, version: Version) -> bool {
    let comparison = atom.operator.map(|operator| operator.comparison);
    let mut any = false;
    for (value, text) in atom.values.iter_mut().zip(&condition.values) {
        if is_open(text, version) && atom.operator.is_some_and(|operator| operator.takes_variables()) {
            value.certain = Truth::Maybe;
            value.pattern = Some(match comparison {
                Some(Comparison::String) => loose(text, version, Pattern::literal),
                Some(Comparison::StringLike) => loose(text, version, Pattern::glob),
                _ => Pattern::everything(),
            });
            any = true;
        }
    }
    any
}

/// Whether a text has variables that stand for what a request says.
pub fn is_open(text: &str, version: Version) -> bool {
    variable::has_variables(text, version)
        && variable::parts(text, version).iter().any(|part| matches!(part, Part::Variable { .. }))
}

/// The pattern of a text whose variables may stand for anything.
fn loose(text: &str, version: Version, read: fn(&str) -> Pattern) -> Pattern {
    variable::parts(text, version).into_iter().fold(Pattern::literal(""), |pattern, part| {
        pattern.concat(&match part {
            Part::Text(text) => read(text),
            Part::Character(c) => Pattern::literal(c.encode_utf8(&mut [0; 4])),
            Part::Variable { .. } | Part::Odd(_) => Pattern::everything(),
        })
    })
}

/// What a statement asks of the resource's ARN. `None`: nothing.
fn resource(
    element: &Element<String>,
    kind: Kind,
    version: Version,
    pins: Option<&Context>,
    doubts: &mut Vec<String>,
) -> Option<Atom> {
    let (texts, negated) = match element {
        Element::Missing => return None,
        Element::Is(texts) if texts.iter().any(|text| text == "*") => return None,
        Element::Is(texts) => (texts, false),
        Element::Not(texts) => (texts, true),
    };
    let mut values = Vec::with_capacity(texts.len());
    for text in texts {
        match arn(text, kind, version, pins) {
            Tail::Matches(pattern) => values.push(Value::pattern(text, pattern, Truth::Yes)),
            Tail::Nothing => {}
            // Of what cannot be made up nobody says what its inverse matches.
            Tail::Missing if negated => {
                doubts.push(format!("policy variable without a value in NotResource {text}"));
                values.push(Value::pattern(text, Pattern::everything(), Truth::Maybe));
            }
            Tail::Missing => {}
            Tail::Doubt(pattern, why) => {
                doubts.push(format!("{why} {text}"));
                values.push(Value::pattern(text, pattern, Truth::Maybe));
            }
        }
    }
    Some(Atom::texts(values, negated))
}

enum Tail {
    Matches(Pattern),
    Nothing,
    Missing,
    Doubt(Pattern, &'static str),
}

fn arn(text: &str, kind: Kind, version: Version, pins: Option<&Context>) -> Tail {
    if text == "*" {
        return Tail::Matches(Pattern::everything());
    }
    let everything = Pattern::everything;
    if let Some(path) = text.strip_prefix("execute-api:/") {
        // The short form of API Gateway: the API is the one that the policy stands on.
        if variable::has_variables(path, version) {
            return Tail::Doubt(everything(), "policy variable in resource");
        }
        let segment = Pattern::run(Class::NotColon).concat(&Pattern::literal(":"));
        let head = Pattern::literal("arn:").concat(&segment).concat(&Pattern::folded_literal("execute-api:"));
        let api = Pattern::run(Class::NotSlash).concat(&Pattern::literal("/"));
        return Tail::Matches(head.concat(&segment).concat(&segment).concat(&api).concat(&Pattern::glob(path)));
    }
    if !variable::has_variables(text, version) {
        return padded(text, text, kind);
    }
    if text.find("${").is_some_and(|start| text[..start].matches(':').count() < 5) {
        let why = "policy variable before the fifth colon of resource";
        // Whether AWS puts in a value there it does not say; at the most it does.
        let put_in = pins.map(|pins| variable::mark(text, version, pins));
        return match put_in {
            Some(Marked::Text { marked, .. }) => match padded(text, &marked, kind) {
                Tail::Matches(pattern) => Tail::Doubt(pattern, why),
                other => other,
            },
            Some(Marked::Missing) => Tail::Missing,
            _ => Tail::Doubt(everything(), why),
        };
    }
    let empty = Context::default();
    if pins.is_none() && is_open(text, version) {
        let Some((end, _)) = text.match_indices(':').nth(4) else {
            return Tail::Nothing;
        };
        let (head, rest) = text.split_at(end + 1);
        return match Pattern::folded_arn(&format!("{head}*")) {
            // What the last star stands for is said by the rest.
            Some(_) => Tail::Doubt(loose_arn(head, rest, version), "policy variable in resource"),
            None => Tail::Nothing,
        };
    }
    match variable::mark(text, version, pins.unwrap_or(&empty)) {
        Marked::Text { marked, .. } => padded(text, &marked, kind),
        Marked::Missing => Tail::Missing,
        Marked::Odd => Tail::Doubt(everything(), "what looks like a policy variable in resource"),
    }
}

fn loose_arn(head: &str, rest: &str, version: Version) -> Pattern {
    let head = Pattern::folded_arn(head).unwrap_or_else(Pattern::everything);
    head.concat(&loose(rest, version, Pattern::glob))
}

/// The pattern of an ARN, with the parts that are missing as policies of that kind have them.
fn padded(text: &str, marked: &str, kind: Kind) -> Tail {
    let parts = marked.splitn(6, ':').count();
    let whole = format!("{marked}{}", ":*".repeat(6 - parts));
    let Some(pattern) = Pattern::folded_arn(&whole).map(variable::unmark) else {
        return Tail::Nothing;
    };
    match kind.short_arn() {
        _ if parts == 6 => Tail::Matches(pattern),
        ShortArn::Padded => Tail::Matches(pattern),
        ShortArn::PaddedIfWild if text.contains('*') => Tail::Matches(pattern),
        ShortArn::PaddedIfWild => Tail::Nothing,
        ShortArn::PaddedIfOpen if text.ends_with('*') => Tail::Matches(pattern),
        ShortArn::PaddedIfOpen | ShortArn::Refused => Tail::Doubt(Pattern::everything(), "short ARN in resource"),
    }
}
