//! JSON as policy documents need it: duplicate names are seen, numbers keep their text, values keep their place.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of one JSON object in the order written, duplicates included.
///
/// Values stay unread text, so the depth that is parsed is the depth that the policy grammar asks for:
/// a document nested a million deep costs no stack.
pub(super) struct Members<'a>(pub Vec<(String, &'a RawValue)>);

impl<'a> Members<'a> {
    /// The members of `text`, or `None` if it is no JSON object.
    pub fn of(text: &'a str) -> Option<Self> {
        text.trim_start().starts_with('{').then(|| serde_json::from_str(text).ok()).flatten()
    }

    /// Names that stand more than once, compared without case if asked.
    pub fn duplicates(&self, ignore_case: bool) -> Vec<&str> {
        let mut seen = std::collections::BTreeSet::new();
        let fold = |name: &str| if ignore_case { name.to_ascii_lowercase() } else { name.to_owned() };
        self.0.iter().map(|(name, _)| name.as_str()).filter(|name| !seen.insert(fold(name))).collect()
    }
}

/// The elements of a JSON list, or `None` if `text` is none.
pub(super) fn list(text: &str) -> Option<Vec<&RawValue>> {
    text.trim_start().starts_with('[').then(|| serde_json::from_str(text).ok()).flatten()
}

/// The string that `text` holds, or `None` if it is no JSON string.
pub(super) fn string(text: &str) -> Option<String> {
    text.trim_start().starts_with('"').then(|| serde_json::from_str(text).ok()).flatten()
}

/// A string, or a number or boolean as it is written (an account id may stand as a number).
pub(super) fn scalar(text: &str) -> Option<String> {
    match text.as_bytes().first() {
        Some(b'"') => string(text),
        Some(b'0'..=b'9' | b'-' | b't' | b'f') => Some(text.to_owned()),
        _ => None,
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<String, &'de RawValue>()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}
