//! Roles that services take on for others: whether a stranger could have a service use one.

use std::collections::BTreeSet;

use super::assume::service_may_assume;
use super::caller::{Limit, limits};
use super::condition;
use super::identity::{doubt, is_run};
use super::lone::issue_of_trust;
use super::parse::{Condition, Effect, Element, Policy, Statement, Version};
use super::principal::Principal;
use super::rule::{self, Doubt};
use super::truth::Truth;

/// Services that assume a role on behalf of whoever configured them, and say for whom: by the first part of their name.
///
/// Services that run what their customer brings (EC2, Lambda, ECS) are not among them: `iam:PassRole` guards those.
pub const DEPUTIES: &[&str] = &[
    "apigateway",
    "appsync",
    "bedrock",
    "bedrock-agentcore",
    "cognito-idp",
    "events",
    "firehose",
    "logs",
    "s3",
    "sagemaker",
    "scheduler",
];

/// Trust in a service that acts for others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputy {
    /// Index of the statement.
    pub statement: usize,
    /// The service as written, such as `apigateway.amazonaws.com`.
    pub service: String,
    /// What holds the service to those it may act for; any one of them suffices. Empty: nothing does.
    pub limits: Vec<Limit>,
    /// Why it may be held to somebody all the same. Empty: `limits` is all there is.
    pub doubts: BTreeSet<Doubt>,
}

/// Every service of [`DEPUTIES`] that a trust policy lets assume the role, and what it is held to; with why there may
/// be more.
///
/// `aws:SourceAccount`, `aws:SourceArn` with an account in it, and `aws:SourceOrgID` hold a service, whether they stand
/// in the `Allow` or, turned around, in a `Deny`. See "The confused deputy problem" of the IAM user guide.
pub fn deputies(policy: &Policy) -> (Vec<Deputy>, BTreeSet<Doubt>) {
    let (mut found, mut doubts) = (Vec::new(), BTreeSet::new());
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        if let Some(issue) = issue_of_trust(statement) {
            doubts.insert(doubt(statement, &format!("statement not understood: {issue}")));
            continue;
        }
        let assumes = rule::actions(statement).holds(ASSUME_ROLE);
        for service in services(statement).filter(|_| assumes != Truth::No) {
            if assumes == Truth::Maybe {
                doubts.insert(doubt(statement, "action not decided: a name that is no service:action"));
                continue;
            }
            found.extend(deputy(policy, statement, service));
        }
    }
    (found, doubts)
}

/// Whether a service may assume the role for things of `account`: a condition that holds it to the account is met then.
///
/// All other conditions are left open.
pub fn deputy_may_assume(policy: &Policy, service: &str, account: &str) -> (Truth, BTreeSet<Doubt>) {
    let mut policy = policy.clone();
    for statement in policy.statements.iter_mut().filter(|statement| statement.effect == Some(Effect::Allow)) {
        statement.conditions.retain(|condition| {
            !(condition.operator == "StringEquals"
                && condition.key.eq_ignore_ascii_case("aws:SourceAccount")
                && condition.values.iter().any(|value| value == account))
        });
    }
    service_may_assume(&policy, service)
}

const ASSUME_ROLE: &str = "sts:assumerole";

fn services(statement: &Statement) -> impl Iterator<Item = &str> {
    let listed = match &statement.principals {
        Element::Is(listed) => listed.as_slice(),
        _ => &[],
    };
    listed.iter().filter_map(|principal| match principal {
        Principal::Service(name) => DEPUTIES.contains(&name.split('.').next().unwrap_or_default()).then_some(&**name),
        _ => None,
    })
}

/// `None`: the service is denied altogether.
fn deputy(policy: &Policy, allow: &Statement, service: &str) -> Option<Deputy> {
    let mut deputy =
        Deputy { statement: allow.index, service: service.to_owned(), limits: Vec::new(), doubts: BTreeSet::new() };
    for (condition, limit) in allow.conditions.iter().zip(limits(allow, policy.version)) {
        match limit {
            Limit::Accounts(_) | Limit::Organizations(_) => deputy.limits.push(limit),
            // Every tenant of a service can meet it.
            Limit::Anybody if !is_about_principal(condition) => {}
            _ if takes_every_source(condition) => {}
            // A service gives no external id and has no account of its own: nothing is known of what it sends then.
            _ => drop(deputy.doubts.insert(doubt(allow, &not_decided(condition)))),
        }
    }
    for deny in policy.statements.iter().filter(|statement| statement.may_be(Effect::Deny)) {
        match denial(deny, service, policy.version) {
            Denial::Nothing => {}
            Denial::Everything => return None,
            Denial::AllBut(limit) => deputy.limits.push(limit),
            Denial::Open(why) => drop(deputy.doubts.insert(doubt(deny, &why))),
        }
    }
    Some(deputy)
}

/// What a `Deny` takes away from a service.
enum Denial {
    Nothing,
    Everything,
    /// All but what it does for these.
    AllBut(Limit),
    Open(String),
}

fn denial(statement: &Statement, service: &str, version: Version) -> Denial {
    if let Some(issue) = issue_of_trust(statement) {
        return Denial::Open(format!("statement not understood: {issue}"));
    }
    let listed = match &statement.principals {
        Element::Is(listed) => listed.as_slice(),
        _ => &[],
    };
    let named = listed.iter().map(|principal| match principal {
        Principal::Any => Truth::Yes,
        Principal::Service(name) => Truth::from(name == service),
        Principal::Unknown(_) => Truth::Maybe,
        _ => Truth::No,
    });
    match Truth::any(named).and(rule::actions(statement).holds(ASSUME_ROLE)) {
        Truth::No => return Denial::Nothing,
        Truth::Maybe => return Denial::Open("principal or action not decided".to_owned()),
        Truth::Yes => {}
    }
    let mut left = Vec::new();
    for condition in &statement.conditions {
        match is_service(condition) {
            Some(true) => {}
            Some(false) => return Denial::Nothing,
            None => left.push(condition),
        }
    }
    match left.as_slice() {
        [] => Denial::Everything,
        [one] => match turned_around(statement, one, version) {
            Some(limit) => Denial::AllBut(limit),
            None => Denial::Open(format!("condition not decided: {}", condition::describe(statement))),
        },
        // All must hold: how they limit together is not asked.
        _ => Denial::Open(format!("condition not decided: {}", condition::describe(statement))),
    }
}

/// Whether a condition surely holds, or surely fails, for a service that calls by itself over https.
fn is_service(condition: &Condition) -> Option<bool> {
    if !matches!(condition.operator.as_str(), "Bool" | "BoolIfExists") {
        return None;
    }
    let is_about = |key: &str| condition.key.eq_ignore_ascii_case(key);
    let [value] = condition.values.as_slice() else { return None };
    let is_true = match value.to_ascii_lowercase().as_str() {
        "true" => true,
        "false" => false,
        _ => return None,
    };
    (is_about("aws:PrincipalIsAWSService") || is_about("aws:SecureTransport")).then_some(is_true)
}

/// Whom a negated condition of a `Deny` leaves alone.
fn turned_around(statement: &Statement, condition: &Condition, version: Version) -> Option<Limit> {
    let operator = match condition.operator.as_str() {
        // Where the key is missing these hold too, so the service is denied.
        "StringNotEquals" | "StringNotEqualsIfExists" => "StringEquals",
        "StringNotLike" | "StringNotLikeIfExists" => "StringLike",
        "ArnNotEquals" | "ArnNotLike" | "ArnNotEqualsIfExists" | "ArnNotLikeIfExists" => "ArnLike",
        _ => return None,
    };
    let positive = Condition { operator: operator.to_owned(), ..condition.clone() };
    let twin = Statement { conditions: vec![positive], ..statement.clone() };
    match limits(&twin, version).pop()? {
        limit @ (Limit::Accounts(_) | Limit::Organizations(_)) => Some(limit),
        _ => None,
    }
}

/// Whether every account can have a source of the service that meets the condition.
fn takes_every_source(condition: &Condition) -> bool {
    let of_source = ["aws:SourceAccount", "aws:SourceArn"].iter().any(|key| condition.key.eq_ignore_ascii_case(key));
    let wild = matches!(condition.operator.as_str(), "StringLike" | "ArnLike" | "ArnEquals");
    let any = |value: &String| match value.splitn(6, ':').collect::<Vec<_>>().as_slice() {
        ["arn", _, _, _, account, _] => is_run(account),
        _ => is_run(value),
    };
    of_source && wild && condition.values.iter().any(any)
}

fn is_about_principal(condition: &Condition) -> bool {
    condition.key.to_ascii_lowercase().starts_with("aws:principal")
}

fn not_decided(condition: &Condition) -> String {
    format!("condition not decided: {} {}", condition.operator, condition.key)
}

#[cfg(test)]
mod tests;
