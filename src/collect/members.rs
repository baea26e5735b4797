//! Reads the members of a JSON answer into fields, under the names that the schema has for them.

use serde_json::{Map, Value};

use super::field::Lacks;
use super::{Context, gap};
use crate::resource::{Evidence, Field, GapCode, Section};

/// One member of an answer: how AWS writes it, what the schema calls it, and what it must be.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub wire: &'static str,
    pub name: &'static str,
    pub shape: Shape,
    /// Whether AWS always sends it.
    pub always: bool,
}

/// What a member is, and what becomes of it. Nothing, `null`, and what is empty count as none.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Text,
    Flag,
    Number,
    /// Seconds since 1970, or RFC 3339.
    Date,
    /// Texts whose order means nothing: they are sorted.
    Texts,
    /// Keys of somebody's own choice, kept as they are.
    Map(&'static Shape),
    Record(&'static [Member]),
    /// A list whose order means something.
    Records(&'static [Member]),
    /// A list whose order means nothing: they are sorted, by these members in turn.
    SortedRecords(&'static [Member]),
    /// A map of records that the schema has as a list, with the key as this member.
    Keyed(&'static str, &'static [Member]),
}

/// A member that AWS always sends: without it the answer was not understood.
pub const fn always(wire: &'static str, name: &'static str, shape: Shape) -> Member {
    Member { wire, name, shape, always: true }
}

/// A member that AWS sends where there is something to say.
pub const fn maybe(wire: &'static str, name: &'static str, shape: Shape) -> Member {
    Member { wire, name, shape, always: false }
}

/// The calls that told something, so that fields can be made of it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub context: &'a Context<'a>,
    pub evidence: &'a [Evidence],
}

impl Told<'_> {
    /// Sets every one of these members of a record.
    pub fn fill(&self, section: &mut Section, members: &[Member], record: &Value) {
        section.extend(members.iter().map(|member| (member.name.to_owned(), self.field(read(member, record)))));
    }

    /// What was read, as a field.
    pub fn field(&self, read: Result<Option<Value>, Lacks>) -> Field {
        let evidence = self.evidence.to_vec();
        match read {
            Ok(Some(value)) => Field::value(value, evidence),
            Ok(None) => Field::absent(evidence),
            Err(Lacks(member)) => {
                let operation = self.evidence.last().map_or("", |evidence| &*evidence.operation);
                let error = format!("the answer lacks {member}");
                Field::gap(gap(self.context.session, operation, GapCode::Undecodable, &error), evidence)
            }
        }
    }

    /// What is known without looking into the answer.
    pub fn value(&self, value: impl Into<Value>) -> Field {
        Field::value(value, self.evidence.to_vec())
    }

    /// All tags as one map; AWS leaves it out where there are none.
    pub fn tags(&self, record: &Value) -> Field {
        let tags = read(&maybe("tags", "tags", Shape::Map(&Shape::Text)), record);
        self.field(tags.map(|tags| Some(tags.unwrap_or_else(|| Value::Object(Map::new())))))
    }
}

/// A member of a record: its value, or none.
///
/// # Errors
/// It is missing although AWS always sends it, or it is something else than it must be.
pub fn read(member: &Member, record: &Value) -> Result<Option<Value>, Lacks> {
    match record.get(member.wire) {
        None | Some(Value::Null) if member.always => Err(Lacks(member.wire)),
        None | Some(Value::Null) => Ok(None),
        Some(value) => shaped(member.shape, value, member.wire),
    }
}

/// A text of a record that is there and not empty.
pub fn text_of<'a>(record: &'a Value, wire: &str) -> Option<&'a str> {
    record.get(wire).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn shaped(shape: Shape, value: &Value, wire: &'static str) -> Result<Option<Value>, Lacks> {
    let wrong = Lacks(wire);
    Ok(match shape {
        Shape::Text => {
            let text = value.as_str().ok_or(wrong)?;
            (!text.is_empty()).then(|| Value::from(text))
        }
        Shape::Flag => Some(value.as_bool().ok_or(wrong)?.into()),
        Shape::Number => Some(value.is_number().then(|| value.clone()).ok_or(wrong)?),
        Shape::Date => Some(date(value).ok_or(wrong)?),
        Shape::Texts => {
            let mut texts: Vec<&str> = value
                .as_array()
                .ok_or(wrong)?
                .iter()
                .map(|text| text.as_str().ok_or(wrong))
                .collect::<Result<_, _>>()?;
            texts.sort_unstable();
            (!texts.is_empty()).then(|| texts.into())
        }
        Shape::Map(shape) => {
            let mut members: Vec<(&String, Value)> = Vec::new();
            for (key, value) in value.as_object().ok_or(wrong)? {
                // An empty text of somebody's own is data.
                let empty = value.as_str().filter(|text| text.is_empty()).map(Value::from);
                members.extend(
                    empty.map_or_else(|| shaped(*shape, value, wire), |text| Ok(Some(text)))?.map(|v| (key, v)),
                );
            }
            members.sort_by(|a, b| a.0.cmp(b.0));
            let members: Map<String, Value> = members.into_iter().map(|(key, value)| (key.clone(), value)).collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        Shape::Record(members) => record(members, value, wire)?,
        Shape::Records(members) | Shape::SortedRecords(members) => {
            let mut records = Vec::new();
            for item in value.as_array().ok_or(wrong)? {
                records.extend(record(members, item, wire)?);
            }
            if matches!(shape, Shape::SortedRecords(_)) {
                records.sort_by_cached_key(ToString::to_string);
            }
            (!records.is_empty()).then_some(Value::Array(records))
        }
        Shape::Keyed(key_name, members) => {
            let mut keyed: Vec<(&String, &Value)> = value.as_object().ok_or(wrong)?.iter().collect();
            keyed.sort_by_key(|(key, _)| *key);
            let mut records = Vec::new();
            for (key, item) in keyed {
                let mut record = Map::from_iter([(key_name.to_owned(), Value::from(key.as_str()))]);
                record.extend(members_of(members, item, wire)?);
                records.push(Value::Object(record));
            }
            (!records.is_empty()).then_some(Value::Array(records))
        }
    })
}

/// The record under the schema's names; `None` if nothing of it is there.
fn record(members: &[Member], value: &Value, wire: &'static str) -> Result<Option<Value>, Lacks> {
    let members = members_of(members, value, wire)?;
    Ok((!members.is_empty()).then_some(Value::Object(members)))
}

/// The members of a record under the schema's names.
pub fn members_of(members: &[Member], value: &Value, wire: &'static str) -> Result<Map<String, Value>, Lacks> {
    let mut found = Map::new();
    if !value.is_object() {
        return Err(Lacks(wire));
    }
    for member in members {
        found.extend(read(member, value)?.map(|value| (member.name.to_owned(), value)));
    }
    Ok(found)
}

/// RFC 3339, UTC, whole seconds.
fn date(value: &Value) -> Option<Value> {
    use aws_smithy_types::DateTime;
    use aws_smithy_types::date_time::Format;
    let date = match value {
        Value::String(text) => DateTime::from_str(text, Format::DateTimeWithOffset).ok()?,
        number => DateTime::from_secs_f64(number.as_f64()?),
    };
    super::field::date(Some(&date))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn one(shape: Shape, value: Value) -> Result<Option<Value>, Lacks> {
        read(&maybe("it", "It", shape), &json!({"it": value}))
    }

    #[test]
    fn what_is_empty_is_none_and_what_is_another_thing_was_not_understood() {
        const INNER: &[Member] = &[always("flag", "Flag", Shape::Flag), maybe("text", "Text", Shape::Text)];
        for (shape, value, expected) in [
            (Shape::Text, json!(""), Ok(None)),
            (Shape::Text, json!(null), Ok(None)),
            (Shape::Text, json!(7), Err(Lacks("it"))),
            (Shape::Flag, json!(false), Ok(Some(json!(false)))),
            (Shape::Flag, json!("true"), Err(Lacks("it"))),
            (Shape::Number, json!(0.5), Ok(Some(json!(0.5)))),
            (Shape::Date, json!(1767323045.9), Ok(Some(json!("2026-01-02T03:04:05Z")))),
            (Shape::Date, json!("2026-01-02T04:04:05.9+01:00"), Ok(Some(json!("2026-01-02T03:04:05Z")))),
            (Shape::Date, json!("yesterday"), Err(Lacks("it"))),
            (Shape::Texts, json!(["b", "a"]), Ok(Some(json!(["a", "b"])))),
            (Shape::Texts, json!([]), Ok(None)),
            (Shape::Map(&Shape::Text), json!({"b": "", "a": "x"}), Ok(Some(json!({"a": "x", "b": ""})))),
            (Shape::Map(&Shape::Text), json!({"a": 1}), Err(Lacks("it"))),
            (Shape::Record(INNER), json!({"flag": true, "text": ""}), Ok(Some(json!({"Flag": true})))),
            (Shape::Record(INNER), json!({"text": "x"}), Err(Lacks("flag"))),
            (Shape::Records(INNER), json!([{"flag": false}]), Ok(Some(json!([{"Flag": false}])))),
            (
                Shape::Keyed("Key", INNER),
                json!({"2": {"flag": true}, "1": {"flag": false}}),
                Ok(Some(json!([{"Key": "1", "Flag": false}, {"Key": "2", "Flag": true}]))),
            ),
        ] {
            assert_eq!(one(shape, value.clone()), expected, "{shape:?} {value}");
        }
    }

    #[test]
    fn a_member_that_aws_always_sends_is_missed() {
        assert_eq!(read(&always("it", "It", Shape::Flag), &json!({})), Err(Lacks("it")));
        assert_eq!(read(&maybe("it", "It", Shape::Flag), &json!({})), Ok(None));
    }
}
