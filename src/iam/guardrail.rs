//! Policies of an organisation: what service and resource control policies take away.

use std::collections::BTreeSet;

use super::caller;
use super::condition;
use super::glob::{Budget, Glob};
use super::identity::{doubt, is_run, issue};
use super::parse::{Condition, Effect, Element, Policy, Statement, Version};
use super::principal::Principal;
use super::rule::{self, Doubt};
use super::space::{Reading, Space};
use super::truth::Truth;

/// Whether a service control policy denies an action, such as `cloudtrail:StopLogging`, on everything to everybody but
/// named roles.
///
/// See "Service control policies" of the Organizations user guide.
pub fn denies_to_all(policy: &Policy, action: &str) -> (Truth, BTreeSet<Doubt>) {
    let action = action.to_ascii_lowercase();
    let service = action.split(':').next().unwrap_or_default();
    let denied = |statement: &Statement| {
        let actions = rule::actions(statement).holds(&action);
        (actions, spares_roles_only(statement, policy.version))
    };
    any_denies(policy, service, |statement| issue(statement).map(str::to_owned), denied)
}

/// Whether a service control policy may allow an action: one that does not denies it to the level that it hangs on,
/// unless another policy there allows it.
pub fn may_allow(policy: &Policy, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let allows = policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow));
    allows.into_iter().any(|one| issue(one).is_some() || rule::actions(one).holds(&action) != Truth::No)
}

/// Whether a resource control policy denies some actions (a pattern, such as `s3:?*`) on everything of their service to
/// those outside an organisation.
///
/// A stranger is of no account or organisation that a policy could name, and is no AWS service. A policy that names
/// another organisation than `own` keeps nobody of that one out. See "Resource control policies" of the Organizations
/// user guide.
pub fn keeps_strangers_out(policy: &Policy, actions: &str, own: Option<&str>) -> (Truth, BTreeSet<Doubt>) {
    let scope = Glob::new(&actions.to_ascii_lowercase());
    let service = actions.split(':').next().unwrap_or_default();
    let mut budget = Budget::default();
    let denied = |statement: &Statement| {
        let listed = rule::actions(statement);
        let mut left = |reading| Space::of(&scope).outside(&listed, reading).is_empty(&mut budget);
        let actions = match (left(Reading::Surely), left(Reading::Possibly)) {
            (Some(true), _) => Truth::Yes,
            (_, Some(false)) => Truth::No,
            _ => Truth::Maybe,
        };
        let misses = |one: &Condition| names_other_organization(one, own) || is_for_services(one);
        let holds = match statement.conditions.iter().any(misses) {
            true => Truth::No,
            false => caller::for_stranger(statement, Effect::Deny, policy.version),
        };
        (actions, holds)
    };
    any_denies(policy, service, issue_of_resource, denied)
}

/// Whether any `Deny` surely holds: its actions, its conditions, and on everything of a service.
fn any_denies(
    policy: &Policy,
    service: &str,
    issue: impl Fn(&Statement) -> Option<String>,
    mut denied: impl FnMut(&Statement) -> (Truth, Truth),
) -> (Truth, BTreeSet<Doubt>) {
    let (mut found, mut doubts) = (Truth::No, BTreeSet::new());
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Deny)) {
        let (truth, why) = match issue(statement) {
            Some(issue) => (Truth::Maybe, format!("statement not understood: {issue}")),
            None => {
                let (actions, conditions) = denied(statement);
                let resources = covers_service(statement, service);
                let why = match (actions, resources) {
                    (Truth::Maybe, _) => "action not decided".to_owned(),
                    (_, Truth::Maybe) => "resource not decided: NotResource, or a policy variable".to_owned(),
                    _ => format!("condition not decided: {}", condition::describe(statement)),
                };
                (actions.and(conditions).and(resources), why)
            }
        };
        if truth == Truth::Maybe {
            doubts.insert(doubt(statement, &why));
        }
        found = found.or(truth);
    }
    if found != Truth::Maybe {
        doubts.clear();
    }
    (found, doubts)
}

fn issue_of_resource(statement: &Statement) -> Option<String> {
    if let Some(issue) = statement.issues.first() {
        return Some(issue.clone());
    }
    let anybody = matches!(&statement.principals, Element::Is(listed) if listed.contains(&Principal::Any));
    let wrong = [
        (!anybody, "a Principal that is not everybody"),
        (statement.actions == Element::Missing, "no Action"),
        (statement.resources == Element::Missing, "no Resource"),
    ];
    wrong.into_iter().find_map(|(is_wrong, name)| is_wrong.then(|| name.to_owned()))
}

/// Whether a statement speaks of everything of a service. One that leaves out some, or names some, does not.
fn covers_service(statement: &Statement, service: &str) -> Truth {
    match &statement.resources {
        Element::Is(texts) => Truth::any(texts.iter().map(|text| covers(text, service))),
        Element::Not(_) | Element::Missing => Truth::Maybe,
    }
}

fn covers(text: &str, service: &str) -> Truth {
    if is_run(text) {
        return Truth::Yes;
    }
    if text.contains("${") {
        return Truth::Maybe;
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let &["arn", partition, own, region, account, rest] = parts.as_slice() else { return Truth::No };
    let open = |part: &str| part.is_empty() || is_run(part);
    // A region or account in it may be our only one; that is not known here.
    let all = !partition.is_empty() && Glob::new(own).matches(service) && is_run(rest);
    Truth::from(all && open(region) && open(account))
}

/// Whether a `Deny` spares named roles at most.
fn spares_roles_only(statement: &Statement, version: Version) -> Truth {
    let holds = statement.conditions.iter().map(|condition| {
        let operator = condition.operator.strip_suffix("IfExists").unwrap_or(&condition.operator);
        let negated = matches!(operator, "ArnNotLike" | "ArnNotEquals" | "StringNotLike" | "StringNotEquals");
        let variable = version == Version::V2012 && condition.values.iter().any(|value| value.contains("${"));
        if !negated || variable || !condition.key.eq_ignore_ascii_case("aws:PrincipalArn") {
            return Truth::Maybe;
        }
        Truth::from(condition.values.iter().all(|value| names_role(value)))
    });
    holds.fold(Truth::Yes, Truth::and)
}

/// Whether a pattern over ARNs starts to name a role, of whichever account of the organisation.
fn names_role(value: &str) -> bool {
    let name = value.splitn(6, ':').nth(5).and_then(|rest| rest.strip_prefix("role/"));
    name.is_some_and(|name| !name.is_empty() && !name.starts_with(['*', '?']))
}

fn names_other_organization(condition: &Condition, own: Option<&str>) -> bool {
    condition.key.eq_ignore_ascii_case("aws:PrincipalOrgID")
        && condition.values.iter().any(|value| Some(value.as_str()) != own)
        && !condition.values.iter().any(|value| value.contains("${"))
}

/// Whether only an AWS service meets a condition.
fn is_for_services(condition: &Condition) -> bool {
    condition.operator == "Bool"
        && condition.key.eq_ignore_ascii_case("aws:PrincipalIsAWSService")
        && condition.values.iter().all(|value| value.eq_ignore_ascii_case("true"))
}

#[cfg(test)]
mod tests;
