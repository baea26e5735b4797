//! Policy documents of IAM: percent-encoded JSON.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::super::{Context, gap};
use crate::resource::{Evidence, Field, Gap, GapCode};

/// What one page of a list said of a thing: a member is a value, absent, or (where AWS always sends it) missing.
pub(super) struct Said<'a> {
    pub context: &'a Context<'a>,
    pub evidence: &'a Evidence,
}

impl Said<'_> {
    /// A member that AWS leaves out where there is none.
    pub fn maybe(&self, value: Option<Value>) -> Field {
        match value {
            Some(value) => Field::value(value, vec![self.evidence.clone()]),
            None => Field::absent(vec![self.evidence.clone()]),
        }
    }

    /// A member that AWS always sends.
    pub fn always(&self, value: Option<Value>, member: &str) -> Field {
        match value {
            Some(value) => Field::value(value, vec![self.evidence.clone()]),
            None => self.lacks(member),
        }
    }

    /// A policy document: parsed for reports, with the decoded text for `iam`.
    pub fn document(&self, encoded: Option<&str>) -> (Field, Option<String>) {
        match encoded.and_then(decode) {
            Some((value, text)) => (Field::value(value, vec![self.evidence.clone()]), Some(text)),
            None => (self.lacks("a policy document that is JSON"), None),
        }
    }

    /// The gap of an answer that lacks what AWS always sends.
    pub fn lacks(&self, member: &str) -> Field {
        Field::gap(self.gap(member), vec![self.evidence.clone()])
    }

    fn gap(&self, member: &str) -> Gap {
        let error = format!("the answer lacks {member}");
        gap(self.context.session, &self.evidence.operation, GapCode::Undecodable, &error)
    }
}

/// Decodes (RFC 3986: `+` is a plus) and parses; `None` if it is no JSON object.
pub(super) fn decode(encoded: &str) -> Option<(Value, String)> {
    let text = percent_decode_str(encoded).decode_utf8().ok()?.into_owned();
    let value: Value = serde_json::from_str(&text).ok()?;
    value.is_object().then_some((value, text))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn a_plus_is_a_plus_and_text_that_is_no_json_object_is_refused() {
        let (value, text) = decode("%7B%22Sid%22%3A%22a+b%20c%22%7D").unwrap();
        assert_eq!((value["Sid"].as_str(), text.as_str()), (Some("a+b c"), "{\"Sid\":\"a+b c\"}"));
        for broken in ["", "%7B", "%FF", "[]", "null", "%22x%22"] {
            assert!(decode(broken).is_none(), "{broken}");
        }
    }
}
