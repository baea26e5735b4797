//! Condition keys and the types of their values.

use std::cmp::Ordering;

use super::global;
use super::table;

/// The type of the values that a condition key has in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyType {
    String,
    Arn,
    Numeric,
    Date,
    Bool,
    IpAddress,
    Binary,
}

/// One condition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConditionKey {
    /// As AWS writes it. What the author of a policy fills in is a placeholder: `aws:PrincipalTag/${TagKey}`.
    pub name: &'static str,
    pub kind: KeyType,
    /// Whether a request can have several values of it.
    pub array: bool,
}

/// The condition key that this text names: a global one (`aws:SourceIp`), or one of the service that its prefix tells.
///
/// Case does not matter. For a key with a placeholder any text may stand that is not empty: `aws:PrincipalTag/team`.
/// The keys of identity providers begin with a host (`token.actions.githubusercontent.com:sub`). They are not known
/// here, since each provider has its own.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
pub fn condition_key(name: &str) -> Option<&'static ConditionKey> {
    let (prefix, _) = name.split_once(':')?;
    if let Some(known) = global::KEYS.iter().find(|key| key.name.eq_ignore_ascii_case(name)) {
        return Some(known);
    }
    table::service(prefix).and_then(|service| service.condition_key(name)).or_else(|| table::homeless().find(name))
}

/// Condition keys, by name in lower case.
#[derive(Debug, Default)]
pub(super) struct Keys {
    all: Vec<ConditionKey>,
    /// Those with a placeholder: their place, and what stands before and behind it.
    templates: Vec<(usize, &'static str, &'static str)>,
}

impl Keys {
    /// Adds a key that comes after all that are there.
    pub(super) fn push(&mut self, key: ConditionKey) {
        if let Some((before, rest)) = key.name.split_once("${") {
            let after = rest.split_once('}').map_or("", |(_, after)| after);
            self.templates.push((self.all.len(), before, after));
        }
        self.all.push(key);
    }

    pub(super) fn all(&self) -> &[ConditionKey] {
        &self.all
    }

    /// The key that this text names: the one that is written so, else the one with most text around its placeholder.
    pub(super) fn find(&self, name: &str) -> Option<&ConditionKey> {
        let place = self.all.binary_search_by(|key| compare(key.name, name)).ok().or_else(|| {
            let fitting = self.templates.iter().filter(|(_, before, after)| surround(name, before, after));
            fitting.max_by_key(|(_, before, after)| before.len() + after.len()).map(|(place, _, _)| *place)
        })?;
        self.all.get(place)
    }
}

/// Whether a text begins and ends so, with something in between. Case does not matter.
fn surround(text: &str, before: &str, after: &str) -> bool {
    let text = text.as_bytes();
    text.len() > before.len() + after.len()
        && text[..before.len()].eq_ignore_ascii_case(before.as_bytes())
        && text[text.len() - after.len()..].eq_ignore_ascii_case(after.as_bytes())
}

/// The order of two names in lower case.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    one.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(other.bytes().map(|byte| byte.to_ascii_lowercase()))
}
