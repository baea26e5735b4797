//! Turns one answer of AWS into fields: a value, "there is none", or a gap.

use serde_json::{Map, Value};

use super::{Context, gap};
use crate::aws::answer::Answer;
use crate::resource::{Field, Gap, GapCode, Known};

/// A member that AWS always sends is missing from an answer: it was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lacks(pub &'static str);

impl Context<'_> {
    /// The field that `read` finds in an answer. `absent` are the error codes with which AWS says "not configured".
    pub fn field<O>(
        &self,
        answer: &Answer<O>,
        absent: &[&str],
        read: impl FnOnce(&O) -> Result<Option<Value>, Lacks>,
    ) -> Field {
        let evidence = vec![answer.evidence.clone()];
        match &answer.outcome {
            Ok(output) => match read(output) {
                Ok(Some(value)) => Field::value(value, evidence),
                Ok(None) => Field::absent(evidence),
                Err(Lacks(member)) => Field::gap(self.lacks(answer, member), evidence),
            },
            Err(refusal) if absent.contains(&refusal.error.as_str()) => Field::absent(evidence),
            Err(_) => Field::gap(self.gap(answer), evidence),
        }
    }

    /// The gap of a call that failed; `undecodable` if it did not.
    pub fn gap<O>(&self, answer: &Answer<O>) -> Gap {
        let (code, error) = match &answer.outcome {
            Ok(_) => (GapCode::Undecodable, ""),
            Err(refusal) => (refusal.code, refusal.error.as_str()),
        };
        gap(self.session, &answer.evidence.operation, code, error)
    }

    /// The gap of an answer that lacks what AWS always sends.
    pub fn lacks<O>(&self, answer: &Answer<O>, member: &str) -> Gap {
        gap(self.session, &answer.evidence.operation, GapCode::Undecodable, &format!("the answer lacks {member}"))
    }
}

/// An object of those members that are there; `None` if none is.
pub fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Option<Value> {
    let members: Map<String, Value> =
        members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    (!members.is_empty()).then_some(Value::Object(members))
}

/// A list of what each item becomes; `None` if there is nothing in it.
pub fn list<T>(items: &[T], read: impl Fn(&T) -> Option<Value>) -> Option<Value> {
    let items: Vec<Value> = items.iter().filter_map(read).collect();
    (!items.is_empty()).then_some(Value::Array(items))
}

/// A text; `None` stays `None`.
pub fn text(value: Option<&str>) -> Option<Value> {
    value.map(Value::from)
}

/// A text that AWS sends empty where there is none.
pub fn full_text(value: Option<&str>) -> Option<Value> {
    text(value.filter(|value| !value.is_empty()))
}

/// A date, RFC 3339, UTC, whole seconds.
pub fn date(value: Option<&aws_smithy_types::DateTime>) -> Option<Value> {
    let whole = aws_smithy_types::DateTime::from_secs(value?.secs());
    whole.fmt(aws_smithy_types::date_time::Format::DateTime).ok().map(Value::from)
}

/// A policy document: parsed for reports, with the text as AWS sent it for `iam`.
pub fn document(context: &Context<'_>, answer: &Answer<impl Sized>, policy: Option<&str>) -> (Field, Option<String>) {
    let evidence = vec![answer.evidence.clone()];
    let Some(policy) = policy else { return (Field::gap(context.lacks(answer, "the policy"), evidence), None) };
    match serde_json::from_str::<Value>(policy) {
        Ok(value) if value.is_object() => (Field::value(value, evidence), Some(policy.to_owned())),
        _ => (Field::gap(context.lacks(answer, "a policy that is JSON"), evidence), None),
    }
}

/// Sets a field of a resource from a list of names and fields.
pub fn set<const N: usize>(section: &mut crate::resource::Section, fields: [(&str, Field); N]) {
    section.extend(fields.map(|(name, field)| (name.to_owned(), field)));
}

/// Whether a field is known to be this value.
pub fn is(field: &Field, expected: &Value) -> bool {
    matches!(&field.known, Known::Value(value) if value == expected)
}
