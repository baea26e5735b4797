//! Whether a bucket's policy refuses uploads that ask for another encryption than KMS.

use std::collections::BTreeSet;

use super::bucket::{Bucket, Target};
use super::condition;
use super::glob::{Budget, Glob};
use super::identity::doubt;
use super::parse::{Condition, Effect, Policy, Statement, Version};
use super::rule::{Caller, Doubt, Set, rules};
use super::space::{Reading, Space};
use super::truth::Truth;

/// What a policy says to an upload that asks for keys of S3's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Whether it is denied, whoever asks and whatever the object is called.
    pub denied: Truth,
    /// Indexes of the statements that deny it together; empty unless `denied` is `Yes`.
    pub by: Vec<usize>,
    /// Why it is not decided; empty unless `denied` is `Maybe`.
    pub doubts: BTreeSet<Doubt>,
}

/// Whether everybody is denied `s3:PutObject` over https with `x-amz-server-side-encryption: AES256`.
///
/// See "Setting default server-side encryption behavior" of the S3 user guide: what a request asks for goes before the
/// bucket's default.
pub fn encryption_override(policy: &Policy, bucket: Bucket) -> Override {
    let statements = policy.statements.iter();
    let plain = Policy {
        version: policy.version,
        statements: statements.map(|one| Statement { conditions: Vec::new(), ..one.clone() }).collect(),
    };
    let objects = bucket.resources(Target::Object);
    let (mut sure, mut possible): (Vec<(usize, Set)>, Vec<Set>) = (Vec::new(), Vec::new());
    let mut doubts = BTreeSet::new();
    for rule in rules(&plain, Effect::Deny, Caller::Everyone, bucket) {
        let Some(original) = policy.statements.get(rule.statement.index) else { continue };
        let holds = original.conditions.iter().map(|one| meets(one, policy.version)).fold(Truth::Yes, Truth::and);
        let truth = rule.applies.and(rule.actions.holds("s3:putobject")).and(holds);
        if truth == Truth::No {
            continue;
        }
        doubts.extend(rule.doubts);
        if holds == Truth::Maybe {
            doubts.insert(doubt(original, &format!("condition not decided: {}", condition::describe(original))));
        }
        if truth == Truth::Yes {
            sure.push((original.index, rule.resources.clone()));
        }
        possible.push(rule.resources);
    }
    let mut budget = Budget::default();
    let certain = sure.iter().fold(Space::of(&objects), |left, (_, set)| left.outside(set, Reading::Surely));
    if certain.is_empty(&mut budget) == Some(true) {
        let by = sure.into_iter().map(|(index, _)| index).collect();
        return Override { denied: Truth::Yes, by, doubts: BTreeSet::new() };
    }
    let open = possible.iter().fold(Space::of(&objects), |left, set| left.outside(set, Reading::Possibly));
    if open.is_empty(&mut budget) == Some(false) {
        return Override { denied: Truth::No, by: Vec::new(), doubts: BTreeSet::new() };
    }
    if doubts.is_empty() {
        let construct = "resources not decided: too many patterns".to_owned();
        doubts.insert(Doubt { construct, effect: Some(Effect::Deny) });
    }
    Override { denied: Truth::Maybe, by: Vec::new(), doubts }
}

const ALGORITHM: &str = "AES256";

/// Whether the upload meets a condition.
fn meets(condition: &Condition, version: Version) -> Truth {
    if version == Version::V2012 && condition.values.iter().any(|value| value.contains("${")) {
        return Truth::Maybe;
    }
    let present = match condition.key.to_ascii_lowercase().as_str() {
        "s3:x-amz-server-side-encryption" => Some(ALGORITHM),
        // Such an upload names no key.
        "s3:x-amz-server-side-encryption-aws-kms-key-id" => None,
        "aws:securetransport" => Some("true"),
        _ => return Truth::Maybe,
    };
    let operator = condition.operator.as_str();
    if operator == "Null" {
        return absence(condition, present.is_none());
    }
    let (operator, if_exists) = match operator.strip_suffix("IfExists") {
        Some(operator) => (operator, true),
        None => (operator, false),
    };
    let (positive, negated) = match operator {
        "StringNotEquals" => ("StringEquals", true),
        "StringNotEqualsIgnoreCase" => ("StringEqualsIgnoreCase", true),
        "StringNotLike" => ("StringLike", true),
        "ArnNotEquals" | "ArnNotLike" => ("ArnLike", true),
        operator => (operator, false),
    };
    let Some(actual) = present else {
        let known = ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"];
        // Where the key is missing a negated operator holds, and one that asks only if it is there.
        return if known.contains(&positive) { Truth::from(negated || if_exists) } else { Truth::Maybe };
    };
    let is_equal = |value: &String| match positive {
        "StringEquals" => Some(value == actual),
        "StringEqualsIgnoreCase" | "Bool" => Some(value.eq_ignore_ascii_case(actual)),
        "StringLike" => Some(Glob::new(value).matches(actual)),
        _ => None,
    };
    let equal = Truth::any(condition.values.iter().map(|value| Truth::from(is_equal(value))));
    if negated { equal.negated() } else { equal }
}

/// `Null`: whether the key is missing, as asked.
fn absence(condition: &Condition, missing: bool) -> Truth {
    Truth::any(condition.values.iter().map(|value| match value.to_ascii_lowercase().as_str() {
        "true" => Truth::from(missing),
        "false" => Truth::from(!missing),
        _ => Truth::Maybe,
    }))
}

#[cfg(test)]
mod tests;
