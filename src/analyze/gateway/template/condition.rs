//! What a test in a template tells of what the caller sent.

use crate::config::glob;

use super::super::velocity::{Expression, Step};
use super::value::Value;
use super::{Limit, State, WAYS};

/// Methods that test something.
pub(super) const TESTS: [&str; 8] =
    ["contains", "containsKey", "endsWith", "equals", "equalsIgnoreCase", "isEmpty", "matches", "startsWith"];

/// The ways that a condition can turn out, with what each tells. `Err`: too many.
type Outcomes = Result<Vec<(State, bool)>, String>;

impl Expression {
    /// Whether it is true or false, and nothing else.
    pub(super) fn is_condition(&self) -> bool {
        match self {
            Self::Not(_) | Self::And(..) | Self::Or(..) | Self::Equal(..) => true,
            Self::Reference { steps, .. } => {
                matches!(steps.last(), Some(Step::Call(name, _)) if TESTS.contains(&name.as_str()))
            }
            _ => false,
        }
    }
}

impl State {
    pub fn test(self, condition: &Expression) -> Outcomes {
        Ok(match condition {
            Expression::Not(inner) => self.test(inner)?.into_iter().map(|(state, holds)| (state, !holds)).collect(),
            Expression::And(left, right) => self.join(left, right, true)?,
            Expression::Or(left, right) => self.join(left, right, false)?,
            Expression::Equal(left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                self.equal(left, right)
            }
            Expression::Reference { root, steps } => self.test_reference(condition, root, steps),
            Expression::Boolean(boolean) => vec![(self, *boolean)],
            _ => {
                let value = self.value(condition);
                self.doubt(&[value])
            }
        })
    }

    /// Both conditions, or one of them: the second is asked where the first came out `on`.
    fn join(self, left: &Expression, right: &Expression, on: bool) -> Outcomes {
        let mut found: Vec<(Self, bool)> = Vec::new();
        for (state, holds) in self.test(left)? {
            let outcomes = if holds == on { state.test(right)? } else { vec![(state, holds)] };
            for outcome in outcomes {
                if !found.contains(&outcome) {
                    found.push(outcome);
                }
            }
        }
        if found.len() > WAYS { Err("more conditions than can be followed".to_owned()) } else { Ok(found) }
    }

    fn test_reference(self, condition: &Expression, root: &str, steps: &[Step]) -> Vec<(Self, bool)> {
        if let Some((Step::Call(name, arguments), receiver)) = steps.split_last()
            && TESTS.contains(&name.as_str())
        {
            let receiver = Expression::Reference { root: root.to_owned(), steps: receiver.to_vec() };
            let receiver = self.value(&receiver);
            let arguments: Vec<Value> = arguments.iter().map(|argument| self.value(argument)).collect();
            return self.method(receiver, name, arguments);
        }
        match self.value(condition) {
            Value::Boolean(boolean) => vec![(self, boolean)],
            // Whether it was sent at all says nothing of what it is.
            Value::Request(_) => self.both(),
            Value::Texts(texts) => vec![(self, !texts.is_empty())],
            Value::List(_) | Value::Map(_) => vec![(self, true)],
            unknown => self.doubt(&[unknown]),
        }
    }

    fn method(self, receiver: Value, name: &str, mut arguments: Vec<Value>) -> Vec<(Self, bool)> {
        if name == "isEmpty" && arguments.is_empty() {
            return match receiver {
                Value::Request(what) => self.limited(&what, vec![Limit::Text(String::new())]),
                other => self.doubt(&[other]),
            };
        }
        let Some(argument) = arguments.pop().filter(|_| arguments.is_empty()) else { return self.doubt(&[receiver]) };
        match (receiver, name, argument) {
            (receiver, "equals" | "equalsIgnoreCase", argument) => self.equal(receiver, argument),
            (Value::List(texts), "contains", argument) => self.one_of(texts, argument),
            (Value::Map(pairs), "containsKey" | "contains", argument) => {
                self.one_of(pairs.into_iter().map(|(key, _)| key).collect(), argument)
            }
            (Value::Request(what), _, Value::Texts(texts)) if texts.len() == 1 => {
                let text = &texts[0];
                match name {
                    "startsWith" => self.limited(&what, vec![Limit::Like(format!("{text}*"))]),
                    "endsWith" => self.limited(&what, vec![Limit::Like(format!("*{text}"))]),
                    "contains" => self.limited(&what, vec![Limit::Like(format!("*{text}*"))]),
                    "matches" => match expression(text) {
                        Regular::Anything => self.both(),
                        Regular::Text(text) => self.limited(&what, vec![Limit::Text(text)]),
                        Regular::Other => self.doubt(&[Value::Request(what)]),
                    },
                    _ => self.doubt(&[Value::Request(what)]),
                }
            }
            (receiver, _, argument) => self.doubt(&[receiver, argument]),
        }
    }

    fn equal(self, left: Value, right: Value) -> Vec<(Self, bool)> {
        match (left, right) {
            (Value::Request(what), Value::Texts(texts)) | (Value::Texts(texts), Value::Request(what)) => {
                self.limited(&what, texts.into_iter().map(Limit::Text).collect())
            }
            (Value::Boolean(left), Value::Boolean(right)) => vec![(self, left == right)],
            (Value::Texts(left), Value::Texts(right)) if left.len() == 1 && right.len() == 1 => {
                let holds = left == right;
                vec![(self, holds)]
            }
            (Value::Texts(_), Value::Texts(_)) => self.both(),
            (left, right) => self.doubt(&[left, right]),
        }
    }

    fn one_of(self, texts: Vec<String>, argument: Value) -> Vec<(Self, bool)> {
        match argument {
            Value::Request(what) => self.limited(&what, texts.into_iter().map(Limit::Text).collect()),
            Value::Texts(asked) if asked.len() == 1 => {
                let holds = texts.contains(&asked[0]);
                vec![(self, holds)]
            }
            Value::Texts(_) => self.both(),
            other => self.doubt(&[other]),
        }
    }

    /// Where it holds, what the caller sent is one of these; where not, nothing more is known.
    fn limited(self, what: &str, limits: Vec<Limit>) -> Vec<(Self, bool)> {
        let mut within = self.clone();
        let narrowed: Option<Vec<Limit>> = match self.limits.get(what) {
            None => Some(limits),
            Some(known) => {
                let pairs = known.iter().flat_map(|known| limits.iter().map(move |limit| known.both(limit)));
                pairs.collect::<Option<Vec<_>>>().map(|found| found.concat())
            }
        };
        match narrowed {
            // What it must be it cannot be on this way.
            Some(narrowed) if narrowed.is_empty() => return vec![(self, false)],
            Some(narrowed) => {
                within.limits.insert(what.to_owned(), narrowed);
            }
            None => {
                within.doubts.insert(what.to_owned());
            }
        }
        vec![(within, true), (self, false)]
    }

    /// It can turn out either way, and nothing is learnt.
    fn both(self) -> Vec<(Self, bool)> {
        vec![(self.clone(), true), (self, false)]
    }

    /// A test that is not understood: whatever the caller sent and it looks at may be held back by it, or not.
    fn doubt(mut self, looked_at: &[Value]) -> Vec<(Self, bool)> {
        self.doubts.extend(looked_at.iter().flat_map(Value::requests));
        self.both()
    }
}

impl Limit {
    /// What meets both. `None`: not decided.
    fn both(&self, other: &Self) -> Option<Vec<Self>> {
        let one = |limit: Self, holds: bool| Some(if holds { vec![limit] } else { Vec::new() });
        match (self, other) {
            (Self::Text(text), Self::Text(other)) => one(self.clone(), text == other),
            (Self::Text(text), Self::Like(pattern)) | (Self::Like(pattern), Self::Text(text)) => {
                one(Self::Text(text.clone()), glob(pattern, text))
            }
            (Self::Like(pattern), Self::Like(other)) if pattern == other => one(self.clone(), true),
            (Self::Like(pattern), Self::Like(other)) => {
                let joined = |start: &str, end: &str| {
                    let start = start.strip_suffix('*').filter(|start| !start.contains('*'))?;
                    let end = end.strip_prefix('*').filter(|end| !end.contains('*'))?;
                    Some(vec![Self::Like(format!("{start}*{end}"))])
                };
                joined(pattern, other).or_else(|| joined(other, pattern))
            }
        }
    }
}

/// What a regular expression, which must match the whole text, lets through.
enum Regular {
    Anything,
    Text(String),
    Other,
}

fn expression(text: &str) -> Regular {
    let text = text.strip_prefix('^').unwrap_or(text);
    let text = text.strip_suffix('$').unwrap_or(text);
    if matches!(text, ".*" | ".+" | "(.*)" | "(.+)") {
        return Regular::Anything;
    }
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(next) = characters.next() {
        match next {
            '\\' => match characters.next() {
                Some(escaped) if !escaped.is_ascii_alphanumeric() => plain.push(escaped),
                _ => return Regular::Other,
            },
            '.' | '*' | '+' | '?' | '[' | ']' | '(' | ')' | '{' | '}' | '|' | '^' | '$' => return Regular::Other,
            _ => plain.push(next),
        }
    }
    Regular::Text(plain)
}
