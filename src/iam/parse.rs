//! Reads a policy document from the text that AWS sent.

use super::json::{self, Members};
use super::principal::Principal;

/// A policy document. Every statement of the text is here, understood or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    pub version: Version,
    pub statements: Vec<Statement>,
}

/// Version of the policy language. Only 2012 expands `${...}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// `2008-10-17`, also where the element is missing.
    V2008,
    /// `2012-10-17`
    V2012,
}

/// One statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Place in the document, from 0.
    pub index: usize,
    /// Line of the text where the statement starts, from 1.
    pub line: usize,
    pub sid: Option<String>,
    /// The name of its document, where statements of several are read as one policy.
    pub document: Option<String>,
    /// `None` where the text is neither `Allow` nor `Deny`.
    pub effect: Option<Effect>,
    pub principals: Element<Principal>,
    pub actions: Element<String>,
    pub resources: Element<String>,
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// What the grammar does not foresee. A statement with an issue may mean anything.
    pub issues: Vec<String>,
    /// Whether the issues are about the effect alone, so that all else is as it says.
    pub is_effect_unclear_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    Allow,
    Deny,
}

/// An element and its inverted twin (`Action`, `NotAction`): at most one of them stands in a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Element<T> {
    Missing,
    Is(Vec<T>),
    Not(Vec<T>),
}

/// One operator on one key; any of the values must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub operator: String,
    pub key: String,
    /// Strings as they are, numbers and booleans as they are written.
    pub values: Vec<String>,
}

/// Why a text is no policy document at all.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    #[error("policy document is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("policy document is not a JSON object")]
    NotAnObject,
    #[error("policy document has no Statement")]
    NoStatement,
}

/// Parses a policy document.
///
/// Nothing is dropped: what the grammar of the IAM user guide does not foresee (an unknown element, a name written
/// twice or in another case, an empty list, `null`) becomes an issue of its statement; of the document, an issue of
/// every statement.
///
/// # Errors
/// The text is not a JSON object that holds a `Statement`.
pub fn parse(text: &str) -> Result<Policy, ParseError> {
    // A whole read first: a broken tail must not pass for a short document.
    let document: &serde_json::value::RawValue = serde_json::from_str(text)?;
    let members = Members::of(document.get()).ok_or(ParseError::NotAnObject)?;
    let mut issues = duplicate_issues(&members);
    let mut version = Version::V2008;
    let mut found = Vec::new();
    for (name, value) in &members.0 {
        match name.as_str() {
            "Version" => match json::string(value.get()).as_deref() {
                Some("2008-10-17") => version = Version::V2008,
                Some("2012-10-17") => version = Version::V2012,
                _ => issues.push(format!("unknown Version {}", value.get())),
            },
            "Id" if json::string(value.get()).is_some() => {}
            "Statement" => match json::list(value.get()) {
                Some(statements) => found.extend(statements),
                None => found.push(*value),
            },
            other => issues.push(format!("unknown element {other:?}")),
        }
    }
    if !members.0.iter().any(|(name, _)| name == "Statement") {
        return Err(ParseError::NoStatement);
    }
    let mut lines = Lines { text, at: 0, line: 1 };
    let statements = found.into_iter().enumerate().map(|(index, raw)| {
        let mut statement = statement(index, lines.of(raw.get()), raw.get());
        statement.issues.extend(issues.iter().cloned());
        statement.is_effect_unclear_only &= issues.is_empty();
        statement
    });
    Ok(Policy { version, statements: statements.collect() })
}

impl Statement {
    /// How messages name the statement: its Sid, else its index from 0; with its document, if it has a name.
    pub fn name(&self) -> String {
        let name = match self.sid.as_deref() {
            None | Some("") => self.index.to_string(),
            Some(sid) => sid.to_owned(),
        };
        self.document.as_ref().map_or_else(|| name.clone(), |document| format!("{name} of {document}"))
    }

    /// Whether the statement may be an `Allow` (or a `Deny`): it says so, or what it says is not understood.
    pub fn may_be(&self, effect: Effect) -> bool {
        self.effect.is_none_or(|own| own == effect)
    }
}

impl Policy {
    /// One `Allow` with one of its principals alone, and all statements that may deny: what that principal may do by
    /// that statement. A statement that names those it does not mean stays as it is.
    #[must_use]
    pub fn only(&self, allow: &Statement, principal: &Principal) -> Self {
        let mut one = allow.clone();
        if let Element::Is(listed) = &mut one.principals {
            *listed = vec![principal.clone()];
        }
        let denies = self.statements.iter().filter(|other| other.index != allow.index && other.may_be(Effect::Deny));
        Self { version: self.version, statements: [one].into_iter().chain(denies.cloned()).collect() }
    }
}

fn statement(index: usize, line: usize, text: &str) -> Statement {
    let mut statement = Statement {
        index,
        line,
        sid: None,
        document: None,
        effect: None,
        principals: Element::Missing,
        actions: Element::Missing,
        resources: Element::Missing,
        conditions: Vec::new(),
        issues: Vec::new(),
        is_effect_unclear_only: false,
    };
    let Some(members) = Members::of(text) else {
        statement.issues.push("not a JSON object".to_owned());
        return statement;
    };
    let mut issues = duplicate_issues(&members);
    let effects = members.0.iter().filter(|(name, _)| name == "Effect").count();
    for (name, value) in &members.0 {
        let value = value.get();
        match name.as_str() {
            "Sid" => match json::string(value) {
                Some(sid) => statement.sid = Some(sid),
                None => issues.push("Sid is not a string".to_owned()),
            },
            "Effect" => match json::string(value).as_deref() {
                // Two effects: which of them AWS would take is not known.
                Some("Allow") if effects == 1 => statement.effect = Some(Effect::Allow),
                Some("Deny") if effects == 1 => statement.effect = Some(Effect::Deny),
                _ => issues.push(format!("unknown Effect {value}")),
            },
            "Principal" => set(&mut statement.principals, Element::Is(principals(value, &mut issues)), &mut issues),
            "NotPrincipal" => set(&mut statement.principals, Element::Not(principals(value, &mut issues)), &mut issues),
            "Action" => set(&mut statement.actions, Element::Is(strings(name, value, &mut issues)), &mut issues),
            "NotAction" => set(&mut statement.actions, Element::Not(strings(name, value, &mut issues)), &mut issues),
            "Resource" => set(&mut statement.resources, Element::Is(strings(name, value, &mut issues)), &mut issues),
            "NotResource" => {
                set(&mut statement.resources, Element::Not(strings(name, value, &mut issues)), &mut issues);
            }
            "Condition" => statement.conditions = conditions(value, &mut issues),
            other => issues.push(format!("unknown element {other:?}")),
        }
    }
    if effects == 0 {
        issues.push("no Effect".to_owned());
    }
    let of_effect = usize::from(statement.effect.is_none()) * effects.max(1) + effects.saturating_sub(1);
    statement.is_effect_unclear_only = statement.effect.is_none() && issues.len() == of_effect;
    statement.issues = issues;
    statement
}

fn set<T>(element: &mut Element<T>, value: Element<T>, issues: &mut Vec<String>) {
    if !matches!(element, Element::Missing) {
        issues.push("an element stands together with its Not form, or twice".to_owned());
    }
    *element = value;
}

/// A string or a list of strings.
fn strings(name: &str, text: &str, issues: &mut Vec<String>) -> Vec<String> {
    let values: Option<Vec<String>> = match json::list(text) {
        Some(list) => list.into_iter().map(|value| json::string(value.get())).collect(),
        None => json::string(text).map(|value| vec![value]),
    };
    match values {
        // An empty text is a text that nothing matches.
        Some(values) if !values.is_empty() => values,
        _ => {
            issues.push(format!("{name} is neither a string nor a list of strings, or is empty"));
            Vec::new()
        }
    }
}

fn principals(text: &str, issues: &mut Vec<String>) -> Vec<Principal> {
    if json::string(text).as_deref() == Some("*") {
        return vec![Principal::Any];
    }
    let Some(members) = Members::of(text).filter(|members| !members.0.is_empty()) else {
        issues.push(format!("Principal is neither \"*\" nor an object of principals: {text}"));
        return Vec::new();
    };
    issues.extend(duplicate_issues(&members));
    let mut found = Vec::new();
    for (key, value) in &members.0 {
        for name in strings("Principal", value.get(), issues) {
            match Principal::of(key, &name) {
                Some(principal) => found.push(principal),
                None => issues.push(format!("unknown kind of principal {key:?}")),
            }
        }
    }
    found
}

fn conditions(text: &str, issues: &mut Vec<String>) -> Vec<Condition> {
    let empty = "Condition, or a part of it, is not an object or is empty".to_owned();
    // No operator at all asks for nothing.
    let Some(operators) = Members::of(text) else {
        issues.push(empty);
        return Vec::new();
    };
    issues.extend(duplicate_issues(&operators));
    let mut found = Vec::new();
    for (operator, keys) in &operators.0 {
        let Some(keys) = Members::of(keys.get()).filter(|members| !members.0.is_empty()) else {
            issues.push(empty.clone());
            continue;
        };
        issues.extend(duplicate_issues(&keys));
        for (key, value) in &keys.0 {
            let values: Option<Vec<String>> = match json::list(value.get()) {
                Some(list) => list.into_iter().map(|value| json::scalar(value.get())).collect(),
                None => json::scalar(value.get()).map(|value| vec![value]),
            };
            match values.filter(|values| !values.is_empty()) {
                Some(values) => found.push(Condition { operator: operator.clone(), key: key.clone(), values }),
                None => issues.push(format!("values of {operator} {key} are empty or no strings")),
            }
        }
    }
    found
}

/// Names are compared without case: a second spelling of a name is as ambiguous as a second copy.
fn duplicate_issues(members: &Members) -> Vec<String> {
    members.duplicates(true).into_iter().map(|name| format!("{name:?} stands more than once")).collect()
}

/// Counts lines while it walks forward through a text, so that many statements cost one pass.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line where `part`, a slice of the text that starts after the one before, begins.
    fn of(&mut self, part: &str) -> usize {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if let Some(between) = self.text.as_bytes().get(self.at..offset) {
            self.line += between.iter().filter(|byte| **byte == b'\n').count();
            self.at = offset;
        }
        self.line
    }
}

#[cfg(test)]
mod tests;
