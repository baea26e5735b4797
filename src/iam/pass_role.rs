//! Which roles a policy lets its holder hand to services.

use std::collections::BTreeSet;

use super::condition;
use super::glob::{Budget, Glob, exists};
use super::identity::{Found, doubt, is_run, issue, put_in};
use super::parse::{Condition, Effect, Element, Policy, Statement, Version};
use super::rule;
use super::truth::Truth;

/// A grant of `iam:PassRole`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassRole {
    /// Index of the statement.
    pub statement: usize,
    /// The resource as written; `*` where it covers every role of the account.
    pub resource: String,
    /// The services that it is limited to by `iam:PassedToService`; empty where it is not limited.
    pub services: Vec<String>,
}

const PASS_ROLE: &str = "iam:passrole";

/// Every grant of `iam:PassRole`, except where the same document denies it altogether.
///
/// A condition on anything but `iam:PassedToService` matters only where every role may be passed to any service:
/// whether it makes that less is not decided.
pub fn pass_role_grants(policy: &Policy, partition: &str, account: &str) -> Found<PassRole> {
    let roles = Roles { partition, account, variables: policy.version == Version::V2012 };
    let mut found = Found { certain: Vec::new(), doubts: BTreeSet::new() };
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        let (grants, doubts) = granted(statement, &roles);
        let wide = !doubts.is_empty() || grants.iter().any(|grant| grant.resource == "*" && grant.services.is_empty());
        // What is narrow stays so, whatever is denied besides; it is left out only where nothing can be left of it.
        let (undone, why) = undone(policy, &roles);
        match undone {
            Truth::Yes => continue,
            Truth::Maybe if wide => found.doubts.extend(doubts.into_iter().chain(why)),
            _ => {
                found.certain.extend(grants);
                found.doubts.extend(doubts);
            }
        }
    }
    found
}

struct Roles<'a> {
    partition: &'a str,
    account: &'a str,
    variables: bool,
}

/// Which roles of the account a resource text covers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cover {
    All,
    Some,
    None,
    Open,
}

impl Roles<'_> {
    fn cover(&self, text: &str) -> Cover {
        if is_run(text) {
            return Cover::All;
        }
        if self.variables && text.contains("${") {
            return match (self.cover_plain(&put_in(text, "*")), self.cover_plain(&put_in(text, ""))) {
                (Cover::None, _) => Cover::None,
                // An empty value would leave the rest to itself.
                (_, Cover::All) => Cover::Open,
                _ => Cover::Some,
            };
        }
        self.cover_plain(text)
    }

    fn cover_plain(&self, text: &str) -> Cover {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let &[arn, partition, service, region, account, rest] = parts.as_slice() else {
            return if text.contains(['*', '?']) { Cover::Open } else { Cover::None };
        };
        let like = |pattern: &str, part: &str| Glob::new(&pattern.to_ascii_lowercase()).matches(part);
        let ours = like(arn, "arn")
            && like(partition, self.partition)
            && like(service, "iam")
            && like(region, "")
            && like(account, self.account);
        if !ours {
            return Cover::None;
        }
        let (every, own) = (Glob::new("role/?*"), Glob::new(rest));
        let mut budget = Budget::default();
        let left_out = exists(&[vec![&every]], &[&own], &mut budget);
        match (left_out, exists(&[vec![&every], vec![&own]], &[], &mut budget)) {
            (Some(false), _) => Cover::All,
            (_, Some(false)) => Cover::None,
            (Some(true), Some(true)) => Cover::Some,
            _ => Cover::Open,
        }
    }

    /// Whether any of the texts covers every role.
    fn any_covers_all(&self, texts: &[String]) -> Truth {
        Truth::any(texts.iter().map(|text| match self.cover(text) {
            Cover::All => Truth::Yes,
            Cover::Open => Truth::Maybe,
            Cover::Some | Cover::None => Truth::No,
        }))
    }
}

/// What one `Allow` grants, and why it may be more.
fn granted(statement: &Statement, roles: &Roles) -> (Vec<PassRole>, Vec<super::rule::Doubt>) {
    if let Some(issue) = issue(statement) {
        return (Vec::new(), vec![doubt(statement, &format!("statement not understood: {issue}"))]);
    }
    let allowed = rule::actions(statement).holds(PASS_ROLE);
    let named = is_all_actions(statement);
    if allowed == Truth::No && !named {
        return (Vec::new(), Vec::new());
    }
    let (services, decided) = services(statement, roles.variables);
    let mut doubts = Vec::new();
    let listed: BTreeSet<String> = match &statement.resources {
        Element::Is(texts) => {
            let covers: Vec<(Cover, &String)> = texts.iter().map(|text| (roles.cover(text), text)).collect();
            if covers.iter().any(|(cover, _)| *cover == Cover::Open) && services.is_empty() {
                doubts.push(doubt(statement, "resource not decided: a policy variable or an incomplete ARN"));
            }
            match covers.iter().any(|(cover, _)| *cover == Cover::All) {
                true => BTreeSet::from(["*".to_owned()]),
                false => {
                    let some = covers.into_iter().filter(|(cover, _)| *cover == Cover::Some);
                    some.map(|(_, text)| text.clone()).collect()
                }
            }
        }
        Element::Not(texts) if texts.iter().all(|text| roles.cover(text) == Cover::None) => {
            BTreeSet::from(["*".to_owned()])
        }
        Element::Not(texts) => {
            if roles.any_covers_all(texts) != Truth::Yes && services.is_empty() {
                doubts.push(doubt(statement, "resource not decided: NotResource leaves out some roles"));
            }
            BTreeSet::new()
        }
        Element::Missing => BTreeSet::new(),
    };
    let everything = listed.contains("*") && services.is_empty();
    if everything && allowed == Truth::Maybe && !named {
        return (Vec::new(), vec![doubt(statement, "action not decided: a name that is no service:action")]);
    }
    if everything && !decided {
        let conditions = condition::describe(statement);
        return (Vec::new(), vec![doubt(statement, &format!("condition not decided: {conditions}"))]);
    }
    let grant = |resource| PassRole { statement: statement.index, resource, services: services.clone() };
    (listed.into_iter().map(grant).collect(), doubts)
}

fn is_all_actions(statement: &Statement) -> bool {
    let Element::Is(texts) = &statement.actions else { return false };
    texts.iter().any(|text| text.split_once(':').is_some_and(|(service, name)| is_run(service) && is_run(name)))
}

/// The services that the conditions limit it to, and whether all conditions were decided.
fn services(statement: &Statement, variables: bool) -> (Vec<String>, bool) {
    let mut decided = true;
    for condition in &statement.conditions {
        match limit(condition, variables) {
            Some(services) if !services.is_empty() => return (services, true),
            Some(_) => {}
            None => decided = false,
        }
    }
    (Vec::new(), decided)
}

/// `None`: not decided. An empty list: every service may be meant.
fn limit(condition: &Condition, variables: bool) -> Option<Vec<String>> {
    if !condition.key.eq_ignore_ascii_case("iam:PassedToService") {
        return None;
    }
    if variables && condition.values.iter().any(|value| value.contains("${")) {
        return None;
    }
    let values = || condition.values.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    match condition.operator.as_str() {
        "StringEquals" | "StringEqualsIgnoreCase" => Some(values()),
        "StringLike" => {
            let any = |value: &String| {
                let (glob, service) = (Glob::new(value), Glob::new("?*.amazonaws.com"));
                exists(&[vec![&service]], &[&glob], &mut Budget::default()) == Some(false)
            };
            Some(if condition.values.iter().any(any) { Vec::new() } else { values() })
        }
        _ => None,
    }
}

/// Whether the document denies passing any role, or all but named ones.
fn undone(policy: &Policy, roles: &Roles) -> (Truth, Vec<super::rule::Doubt>) {
    let (mut undone, mut doubts) = (Truth::No, Vec::new());
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Deny)) {
        if let Some(issue) = issue(statement) {
            undone = undone.or(Truth::Maybe);
            doubts.push(doubt(statement, &format!("statement not understood: {issue}")));
            continue;
        }
        let actions = rule::actions(statement).holds(PASS_ROLE);
        let resources = match &statement.resources {
            Element::Is(texts) => roles.any_covers_all(texts),
            Element::Not(texts) => roles.any_covers_all(texts).negated(),
            Element::Missing => Truth::Maybe,
        };
        let free = if statement.conditions.is_empty() { Truth::Yes } else { Truth::Maybe };
        let truth = actions.and(resources).and(free);
        if truth == Truth::Maybe {
            let what = match (actions, resources) {
                (Truth::Maybe, _) => "action not decided: a name that is no service:action".to_owned(),
                (_, Truth::Maybe) => "resource not decided: a policy variable or an incomplete ARN".to_owned(),
                _ => format!("condition not decided: {}", condition::describe(statement)),
            };
            doubts.push(doubt(statement, &what));
        }
        undone = undone.or(truth);
    }
    (undone, doubts)
}

#[cfg(test)]
mod tests;
