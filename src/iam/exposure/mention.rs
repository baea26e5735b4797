//! Which condition keys a policy speaks of, and with which values.

use std::collections::BTreeMap;

use super::super::parse::{Effect, Policy};
use super::super::text::Pattern;
use super::super::variable::{self, Part};

/// Condition keys in lower case, with all values that any statement compares them with.
#[derive(Debug, Clone, Default)]
pub struct Mentions<'p>(BTreeMap<String, Vec<&'p str>>);

/// Keys that hold the id of an account.
const ACCOUNT_KEYS: &[&str] = &[
    "aws:principalaccount",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:vpceaccount",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
];

/// Keys that hold the id of an organisation, or a path within it.
const ORGANIZATION_KEYS: &[&str] = &[
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
];

/// Keys that hold ARNs of somebody's account.
const ARN_KEYS: &[&str] = &["aws:principalarn", "aws:sourcearn", "aws:sourcevpcarn", "s3:dataaccesspointarn"];

impl<'p> Mentions<'p> {
    /// All that a policy mentions: keys of conditions and of variables.
    pub fn of(policy: &'p Policy) -> Self {
        Self::of_all([policy])
    }

    /// All that some policies mention.
    pub fn of_all(policies: impl IntoIterator<Item = &'p Policy>) -> Self {
        let mut keys: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for policy in policies {
            for condition in policy.statements.iter().flat_map(|statement| &statement.conditions) {
                let values = keys.entry(condition.key.to_ascii_lowercase()).or_default();
                values.extend(condition.values.iter().map(String::as_str));
            }
            for key in variables(policy) {
                keys.entry(key).or_default();
            }
        }
        Self(keys)
    }

    /// What the statements of a policy that grant something ask of their callers themselves.
    pub fn of_grants(policy: &'p Policy) -> Self {
        let mut keys: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let granting = policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow));
        for condition in granting.flat_map(|statement| &statement.conditions) {
            let key = condition.key.to_ascii_lowercase();
            if key.starts_with("aws:principal") || key == "kms:calleraccount" {
                keys.entry(key).or_default().extend(condition.values.iter().map(String::as_str));
            }
        }
        Self(keys)
    }

    /// All keys, in lower case.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether a key, in lower case, is mentioned.
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Whether a mentioned key is such.
    pub fn any(&self, is_such: impl Fn(&str) -> bool) -> bool {
        self.0.keys().any(|key| is_such(key))
    }

    /// All values that a key is compared with.
    pub fn values(&self, key: &str) -> impl Iterator<Item = &'p str> {
        self.0.get(key).into_iter().flatten().copied()
    }

    /// Accounts whose ids are written out.
    pub fn accounts(&self) -> Vec<String> {
        let is_id = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        self.account_texts().filter(|text| is_id(text)).map(str::to_owned).collect()
    }

    /// Whether a text stands in the id or path of an organisation.
    pub fn has_organization(&self, id: &str) -> bool {
        let mut values = ORGANIZATION_KEYS.iter().flat_map(|key| self.values(key));
        values.any(|value| value.split('/').next().is_some_and(|own| own.eq_ignore_ascii_case(id)))
    }

    /// Patterns of account ids.
    pub fn account_patterns(&self) -> Vec<Pattern> {
        let texts = self.account_texts().filter(|text| text.contains(['*', '?']) && !text.contains('$'));
        texts.map(Pattern::glob).collect()
    }

    /// Whether a pattern of something that holds the id of an account or an organisation is no id, ARN or path with
    /// wildcards for whole parts of it, so that it may match within an id.
    pub fn has_loose_patterns(&self) -> bool {
        let ids = ACCOUNT_KEYS.iter().chain(ORGANIZATION_KEYS).chain(&["aws:userid"]).flat_map(|key| self.values(key));
        let arns = ARN_KEYS.iter().flat_map(|key| self.values(key));
        let is_loose_id = |text: &str| {
            let id = text.split(['/', ':']).next().unwrap_or_default();
            id.contains(['*', '?']) && !id.bytes().all(|byte| byte == b'*')
        };
        let is_loose_arn = |text: &str| {
            let mut parts = text.splitn(6, ':');
            let account = parts.nth(4);
            text.contains(['*', '?']) && (account.is_none_or(is_loose_id) || parts.next().is_none())
        };
        ids.into_iter().any(is_loose_id) || arns.into_iter().any(|arn| arn != "*" && is_loose_arn(arn))
    }

    fn account_texts(&self) -> impl Iterator<Item = &'p str> {
        let ids = ACCOUNT_KEYS.iter().flat_map(|key| self.values(key));
        let segments = ARN_KEYS.iter().flat_map(|key| self.values(key));
        // A wildcard may stand for several segments where texts are compared and not ARNs; then any account will do.
        ids.chain(segments.filter_map(|arn| arn.split(':').nth(4).filter(|text| !text.is_empty())))
    }
}

/// The keys of all variables of a policy, in lower case.
pub fn variables(policy: &Policy) -> Vec<String> {
    let mut found = Vec::new();
    for statement in &policy.statements {
        let resources = match &statement.resources {
            super::super::parse::Element::Is(texts) | super::super::parse::Element::Not(texts) => texts.as_slice(),
            super::super::parse::Element::Missing => &[],
        };
        let values = statement.conditions.iter().flat_map(|condition| &condition.values);
        for text in resources.iter().chain(values).filter(|text| variable::has_variables(text, policy.version)) {
            for part in variable::parts(text, policy.version) {
                if let Part::Variable { key, .. } = part {
                    found.push(key.to_ascii_lowercase());
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
