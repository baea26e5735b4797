//! Whether a bucket's policy leaves its use to named roles.

use std::collections::BTreeSet;

use super::bucket::{Bucket, Target};
use super::condition;
use super::glob::{Budget, Glob};
use super::identity::doubt;
use super::parse::{Condition, Effect, Element, Policy, Statement, Version};
use super::principal::Principal;
use super::rule::{Caller, Doubt, Rule, rules};
use super::space::{Reading, Space};
use super::truth::Truth;

/// Whom a policy leaves the objects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRoles {
    /// Whether a `Deny` keeps everybody but listed roles from reading objects.
    pub limited: Truth,
    /// Principals of an `Allow` that are no roles, by statement, as written; `*` for everybody.
    pub others: BTreeSet<(usize, String)>,
    /// Why there may be more of them, or why `limited` is not decided.
    pub doubts: BTreeSet<Doubt>,
}

/// Whom the policy of a bucket names besides roles, and whether only listed roles may read all the same.
///
/// Sessions of roles count as roles. AWS services are no callers whom IAM could let in. `*` with a condition that holds
/// `aws:PrincipalArn` to roles names these.
pub fn named_roles(policy: &Policy, bucket: Bucket) -> NamedRoles {
    let (mut others, mut doubts) = (BTreeSet::new(), BTreeSet::new());
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        if let Some(issue) = statement.issues.first() {
            doubts.insert(doubt(statement, &format!("statement not understood: {issue}")));
            continue;
        }
        if statement.conditions.iter().any(|one| holds_to_roles(one, policy.version, &POSITIVE) == Truth::Yes) {
            continue;
        }
        match &statement.principals {
            Element::Missing => drop(doubts.insert(doubt(statement, "statement not understood: no Principal"))),
            Element::Not(_) => drop(others.insert((statement.index, "*".to_owned()))),
            Element::Is(listed) => {
                let strange = listed.iter().filter(|principal| !is_role(principal));
                others.extend(strange.map(|principal| (statement.index, principal.text().to_owned())));
            }
        }
    }
    let (limited, why) = limited(policy, bucket);
    doubts.extend(why);
    NamedRoles { limited, others, doubts }
}

fn is_role(principal: &Principal) -> bool {
    matches!(principal, Principal::Role { .. } | Principal::Session { .. } | Principal::Service(_))
        || principal.is_nobody()
}

const POSITIVE: [&str; 4] = ["StringEquals", "StringLike", "ArnEquals", "ArnLike"];
const NEGATED: [&str; 4] = ["StringNotEquals", "StringNotLike", "ArnNotEquals", "ArnNotLike"];

/// Whether everybody but listed roles is denied reading every object.
fn limited(policy: &Policy, bucket: Bucket) -> (Truth, BTreeSet<Doubt>) {
    let statements = policy.statements.iter();
    let plain = Policy {
        version: policy.version,
        statements: statements.map(|one| Statement { conditions: Vec::new(), ..one.clone() }).collect(),
    };
    let objects = bucket.resources(Target::Object);
    let mut budget = Budget::default();
    let (mut limited, mut doubts) = (Truth::No, BTreeSet::new());
    for rule in rules(&plain, Effect::Deny, Caller::Everyone, bucket) {
        let Some(original) = policy.statements.get(rule.statement.index) else { continue };
        let spared = spares_roles(original, policy.version);
        let truth =
            rule.applies.and(rule.actions.holds("s3:getobject")).and(covers(&rule, &objects, &mut budget)).and(spared);
        if truth == Truth::Maybe {
            doubts.extend(rule.doubts.iter().cloned());
            if spared == Truth::Maybe {
                let what = format!("condition not decided: {}", condition::describe(original));
                doubts.insert(doubt(original, &what));
            }
        }
        limited = limited.or(truth);
    }
    if limited != Truth::Maybe {
        doubts.clear();
    } else if doubts.is_empty() {
        let construct = "resources not decided: too many patterns".to_owned();
        doubts.insert(Doubt { construct, effect: Some(Effect::Deny) });
    }
    (limited, doubts)
}

fn covers(rule: &Rule, objects: &Glob, budget: &mut Budget) -> Truth {
    let mut left = |reading| Space::of(objects).outside(&rule.resources, reading).is_empty(budget);
    match (left(Reading::Surely), left(Reading::Possibly)) {
        (Some(true), _) => Truth::Yes,
        (_, Some(false)) => Truth::No,
        _ => Truth::Maybe,
    }
}

/// Whether a `Deny` holds for everybody but listed roles.
fn spares_roles(statement: &Statement, version: Version) -> Truth {
    match statement.conditions.as_slice() {
        // Then nobody may read at all.
        [] => Truth::Yes,
        [one] if is_transport(one) => Truth::No,
        [one] => {
            let operator = one.operator.strip_suffix("IfExists").unwrap_or(&one.operator);
            holds_to_roles(&Condition { operator: operator.to_owned(), ..one.clone() }, version, &NEGATED)
        }
        several if several.iter().any(is_transport) => Truth::No,
        _ => Truth::Maybe,
    }
}

/// Reading over https escapes it.
fn is_transport(condition: &Condition) -> bool {
    condition.key.eq_ignore_ascii_case("aws:SecureTransport")
        && matches!(condition.operator.as_str(), "Bool" | "BoolIfExists")
        && condition.values.iter().all(|value| value.eq_ignore_ascii_case("false"))
}

/// Whether a condition compares the caller with roles alone, by one of the operators.
fn holds_to_roles(condition: &Condition, version: Version, operators: &[&str]) -> Truth {
    let key = condition.key.to_ascii_lowercase();
    if !["aws:principalarn", "aws:userid"].contains(&key.as_str()) || !operators.contains(&condition.operator.as_str())
    {
        return Truth::Maybe;
    }
    if version == Version::V2012 && condition.values.iter().any(|value| value.contains("${")) {
        return Truth::Maybe;
    }
    let names = |value: &String| match key.as_str() {
        // The unique id of a role, then the name of its session.
        "aws:userid" => value.starts_with("AROA"),
        _ => names_role(value),
    };
    Truth::from(condition.values.iter().all(names))
}

/// Whether a pattern over ARNs takes roles alone, and starts to name them.
fn names_role(value: &str) -> bool {
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    let &["arn", _, "iam", "", account, rest] = parts.as_slice() else { return false };
    let name = rest.strip_prefix("role/").unwrap_or_default();
    account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && !name.is_empty()
        && !name.starts_with(['*', '?'])
}

#[cfg(test)]
mod tests;
