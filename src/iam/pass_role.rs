//! Which roles a policy lets its holder hand to services.

use std::collections::BTreeSet;

use super::glob::Glob;
use super::holder::{Holder, Question, Scope, arns, exactly, service_names};
use super::identity::{Found, issue};
use super::parse::{Effect, Element, Policy, Statement, Version};
use super::rule::Doubt;
use super::search::{Domain, Present};
use super::text::{Budget, Pattern, exists};
use super::truth::Truth;
use super::variable;

/// A grant of `iam:PassRole`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassRole {
    /// Index of the statement.
    pub statement: usize,
    /// The resource as written; `*` where it covers every role of the account. `all but ...` of `NotResource`; where
    /// conditions on roles leave some out, they stand behind it.
    pub resource: String,
    /// The services that it is limited to, by `iam:PassedToService` or the ARNs of `iam:AssociatedResourceArn`; empty
    /// where it is not limited.
    pub services: Vec<String>,
}

/// Every grant of `iam:PassRole`, except where the same document denies it altogether.
///
/// What is asked of the holder he meets. It matters to those only who may pass every role to any service: a narrow
/// grant stays narrow, whatever else is asked.
pub fn pass_role_grants(policy: &Policy, holder: &Holder) -> Found<PassRole> {
    let roles = format!("arn:{}:iam::{}:role/?*", holder.partition, holder.at.account);
    let question = Question::of(holder, Scope::action("iam:PassRole", &roles), &[policy]);
    let mut found = Found { certain: Vec::new(), doubts: BTreeSet::new() };
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        let place = statement.index;
        let granted = question.grants_some(&[place], &[]);
        if granted.truth == Truth::No {
            continue;
        }
        let all = question.grants_all(&[vec![place]], &[]);
        let limit = limit(&question, place, holder.partition);
        let wide = all.truth.and(limit.open);
        if issue(statement).is_some() || wide == Truth::Maybe {
            found.doubts.extend(granted.doubts.into_iter().chain(all.doubts).chain(limit.doubts));
            continue;
        }
        let resources = match all.truth {
            Truth::Yes => vec!["*".to_owned()],
            _ => some_roles(&question, policy, statement, &roles),
        };
        let services: Vec<String> = limit.services.into_iter().collect();
        let grant = |resource| PassRole { statement: place, resource, services: services.clone() };
        found.certain.extend(resources.into_iter().map(grant));
    }
    found
}

/// To which services roles may be passed.
struct Limit {
    /// To any.
    open: Truth,
    doubts: BTreeSet<Doubt>,
    /// Empty where it is open.
    services: BTreeSet<String>,
}

/// Which services a grant is limited to: by their names, or by what the role is passed for.
fn limit(question: &Question, allow: usize, partition: &str) -> Limit {
    let mut limit = Limit { open: Truth::Yes, doubts: BTreeSet::new(), services: BTreeSet::new() };
    for (key, all) in [("iam:passedtoservice", service_names()), ("iam:associatedresourcearn", arns(partition))] {
        let values = question.values(key);
        let is_all =
            |value: &&str| exists(&[vec![&all]], &[&Pattern::glob(value)], &mut Budget::default()) == Some(false);
        // What nobody has named stands for any. A pattern of all names none.
        let without = values.iter().filter(|value| !is_all(value)).map(|value| Pattern::glob(value)).collect();
        let other = Domain { absent: false, present: Present::Texts { within: vec![all.clone()], without } };
        let verdict = question.grants_some(&[allow], &[(key, other)]);
        limit.open = limit.open.and(verdict.truth);
        limit.doubts.extend(verdict.doubts);
        if verdict.truth != Truth::No {
            continue;
        }
        let reached = values.into_iter().filter(|value| {
            let named = if value.contains(['*', '?']) {
                Domain { absent: false, present: Present::text(Pattern::glob(value)) }
            } else {
                exactly(value)
            };
            question.grants_some(&[allow], &[(key, named)]).truth != Truth::No
        });
        limit.services.extend(reached.filter_map(|value| match key {
            "iam:passedtoservice" => Some(value.to_owned()),
            _ => value.split(':').nth(2).map(|service| format!("{service}.amazonaws.com")),
        }));
    }
    limit
}

/// How the roles that a statement speaks of are told, where they are not all.
fn some_roles(question: &Question, policy: &Policy, statement: &Statement, roles: &str) -> Vec<String> {
    let told: BTreeSet<String> = match &statement.resources {
        Element::Is(texts) => texts.iter().filter(|text| may_cover(text, policy.version, roles)).cloned().collect(),
        Element::Not(texts) => BTreeSet::from([format!("all but {}", texts.join(", "))]),
        Element::Missing => BTreeSet::new(),
    };
    let narrowed = match question.asks_of_resource(statement) {
        true => format!(" where {}", super::condition::describe(statement)),
        false => String::new(),
    };
    told.into_iter().map(|text| text + &narrowed).collect()
}

/// Whether a resource text may stand for a role of the account.
fn may_cover(text: &str, version: Version, roles: &str) -> bool {
    let wide = variable::widened(text, version);
    let parts = wide.splitn(6, ':').count();
    let padded = wide.clone() + &":*".repeat(6 - parts);
    let (Some(own), Some(roles)) = (Glob::folded_arn(&padded), Glob::arn(roles)) else {
        return wide == "*";
    };
    exists(&[vec![&own], vec![&roles]], &[], &mut Budget::default()) != Some(false)
}

#[cfg(test)]
mod tests;
