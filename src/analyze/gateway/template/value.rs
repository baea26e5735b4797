//! What an expression of a template is worth, as far as the template tells it.

use super::super::velocity::{Expression, Step, parse};
use super::State;

/// A value, or what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// One of these texts.
    Texts(Vec<String>),
    Boolean(bool),
    List(Vec<String>),
    Map(Vec<(String, String)>),
    /// What the caller sent under a name; goes by the expression that takes it.
    Request(String),
    /// Not known; what the caller sent may have a part in it.
    Unknown(Vec<String>),
}

impl Value {
    /// Something made of these, which is not followed any further.
    pub fn unknown(parts: &[Self]) -> Self {
        let mut taken: Vec<String> = parts.iter().flat_map(Self::requests).collect();
        taken.sort();
        taken.dedup();
        Self::Unknown(taken)
    }

    /// What the caller sent that has a part in it.
    pub fn requests(&self) -> Vec<String> {
        match self {
            Self::Request(what) => vec![what.clone()],
            Self::Unknown(parts) => parts.clone(),
            _ => Vec::new(),
        }
    }
}

impl Expression {
    /// Whether this name stands in it, as a member or in a text that could become one.
    pub fn mentions(&self, member: &str) -> bool {
        match self {
            Self::Text { text, .. } => text.contains(member),
            Self::Boolean(_) => false,
            Self::List(items) | Self::Other(items) => items.iter().any(|item| item.mentions(member)),
            Self::Map(pairs) => pairs.iter().any(|(key, value)| key.mentions(member) || value.mentions(member)),
            Self::Not(inner) => inner.mentions(member),
            Self::And(left, right) | Self::Or(left, right) | Self::Equal(left, right) => {
                left.mentions(member) || right.mentions(member)
            }
            Self::Reference { steps, .. } => steps.iter().any(|step| step.mentions(member)),
        }
    }
}

impl Step {
    pub fn mentions(&self, member: &str) -> bool {
        match self {
            Self::Member(name) => name == member,
            Self::Call(name, arguments) => name == member || arguments.iter().any(|one| one.mentions(member)),
            Self::Item(item) => item.mentions(member),
        }
    }
}

impl State {
    /// The one text that an expression is.
    pub fn text(&self, expression: &Expression) -> Option<String> {
        match self.value(expression) {
            Value::Texts(mut texts) if texts.len() == 1 => texts.pop(),
            _ => None,
        }
    }

    pub fn value(&self, expression: &Expression) -> Value {
        match expression {
            Expression::Text { text, replaced: false } => Value::Texts(vec![text.clone()]),
            // A text that is one reference and nothing else.
            Expression::Text { text, .. } => match parse(text) {
                Ok(whole @ Expression::Reference { .. }) => self.value(&whole),
                _ => self.unclear(text),
            },
            Expression::Boolean(boolean) => Value::Boolean(*boolean),
            Expression::List(items) => {
                let texts: Option<Vec<String>> = items.iter().map(|item| self.text(item)).collect();
                texts.map_or_else(|| self.unknown(items.iter()), Value::List)
            }
            Expression::Map(pairs) => {
                let texts: Option<Vec<(String, String)>> =
                    pairs.iter().map(|(key, value)| self.text(key).zip(self.text(value))).collect();
                texts.map_or_else(|| self.unknown(pairs.iter().flat_map(|(key, value)| [key, value])), Value::Map)
            }
            Expression::Not(inner) => self.unknown([&**inner].into_iter()),
            Expression::And(left, right) | Expression::Or(left, right) | Expression::Equal(left, right) => {
                self.unknown([&**left, &**right].into_iter())
            }
            Expression::Other(parts) => self.unknown(parts.iter()),
            Expression::Reference { root, steps } => self.reference(root, steps),
        }
    }

    fn reference(&self, root: &str, steps: &[Step]) -> Value {
        if root == "input" {
            return self.input(steps);
        }
        if root == "util" {
            let [Step::Call(name, arguments)] = steps else { return Value::Unknown(Vec::new()) };
            return match (name.as_str(), arguments.as_slice()) {
                // These keep what an origin consists of.
                ("escapeJavaScript" | "urlDecode", [kept]) => self.value(kept),
                _ => self.unknown(arguments.iter()),
            };
        }
        if root == "context" || root == "stageVariables" {
            return Value::Unknown(Vec::new());
        }
        let found = self.variables.get(root).cloned().unwrap_or(Value::Unknown(Vec::new()));
        match (found, steps) {
            (found, []) => found,
            (found, [Step::Call(name, arguments), rest @ ..])
                if ["trim", "toString", "toLowerCase"].contains(&name.as_str()) && arguments.is_empty() =>
            {
                if rest.is_empty() { found } else { Value::unknown(&[found]) }
            }
            (Value::Texts(texts), [Step::Call(name, marks)]) if name == "split" && texts.len() == 1 => {
                match marks.iter().map(|mark| self.text(mark)).collect::<Option<Vec<_>>>().as_deref() {
                    Some([mark]) if [",", ";", " "].contains(&mark.as_str()) => {
                        Value::List(texts[0].split(mark.as_str()).map(str::to_owned).collect())
                    }
                    _ => Value::Unknown(Vec::new()),
                }
            }
            (Value::List(texts), [Step::Item(_)]) => Value::Texts(texts),
            (Value::List(texts), [Step::Call(name, _)]) if name == "get" => Value::Texts(texts),
            (Value::Map(pairs), [step]) => map_item(pairs, step),
            (found, steps) => {
                let arguments = steps.iter().flat_map(|step| match step {
                    Step::Call(_, arguments) => arguments.as_slice(),
                    Step::Item(item) => std::slice::from_ref(item),
                    Step::Member(_) => &[],
                });
                Value::unknown(&[found, self.unknown(arguments)])
            }
        }
    }

    /// `$input.params("x")`, `$input.params().header.get("x")`: what the caller sent under a name.
    fn input(&self, steps: &[Step]) -> Value {
        let Some((Step::Call(params, arguments), rest)) = steps.split_first() else {
            return Value::Unknown(vec!["$input".to_owned()]);
        };
        if params != "params" {
            // The body: of the call in a request, of the backend's answer in a response.
            return Value::Unknown(vec![format!("$input.{params}")]);
        }
        let named = |place: &str, name: Option<String>| match name {
            Some(name) => Value::Request(format!("$input.params{place} {name}")),
            None => Value::Unknown(vec!["$input.params".to_owned()]),
        };
        match (arguments.as_slice(), rest) {
            ([name], []) => named("", self.text(name)),
            ([], [Step::Member(place), last]) => {
                let name = match last {
                    Step::Member(name) => Some(name.clone()),
                    Step::Item(name) => self.text(name),
                    Step::Call(get, arguments) if get == "get" && arguments.len() == 1 => self.text(&arguments[0]),
                    Step::Call(..) => None,
                };
                named(&format!(".{place}"), name)
            }
            _ => Value::Unknown(vec!["$input.params".to_owned()]),
        }
    }

    fn unknown<'b>(&self, parts: impl Iterator<Item = &'b Expression>) -> Value {
        Value::unknown(&parts.map(|part| self.value(part)).collect::<Vec<_>>())
    }

    /// A text with references in it: everything that the caller sent may be there.
    fn unclear(&self, text: &str) -> Value {
        let mut parts: Vec<Value> = self.variables.values().cloned().collect();
        if text.contains("input") {
            parts.push(Value::Unknown(vec!["$input".to_owned()]));
        }
        Value::unknown(&parts)
    }
}

/// What a map holds under some key: one of its values.
fn map_item(pairs: Vec<(String, String)>, step: &Step) -> Value {
    let named = |name: &String| pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect();
    match step {
        Step::Member(name) => Value::Texts(named(name)),
        Step::Call(name, _) if name == "keySet" => Value::List(pairs.into_iter().map(|(key, _)| key).collect()),
        Step::Call(name, _) if name != "get" => Value::Unknown(Vec::new()),
        _ => Value::Texts(pairs.into_iter().map(|(_, value)| value).collect()),
    }
}
