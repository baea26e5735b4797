//! Whether the policy of an API lets in strangers.

mod address;
mod stranger;

use std::collections::BTreeSet;

pub(super) use stranger::Stranger;

use super::glob::{Budget, Glob};
use super::parse::{Condition, Effect, Policy};
use super::rule::{Caller, Doubt, Realm, Rule, rules_in};
use super::strangers::{Answer, judge};
use super::truth::Truth;

/// A way into API Gateway that a policy guards: an API, a stage, a method, or a private domain name.
#[derive(Debug, Clone)]
pub struct Entrance<'a> {
    /// `aws`, `aws-cn`, ...
    pub partition: &'a str,
    pub region: &'a str,
    pub account: &'a str,
    /// What `execute-api:` stands for at the start of a resource: the API's id; nothing for a domain name.
    pub owner: &'a str,
    /// Every last part of an ARN that a call there can have.
    pub resources: Glob,
    /// Whether it is reached through VPC endpoints only.
    pub private: bool,
}

/// What a policy says to strangers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayAccess {
    /// Whether some stranger may make some call.
    pub open: Truth,
    /// VPC endpoints that statements name as those that may call.
    pub endpoints: BTreeSet<String>,
    /// VPCs that statements name so.
    pub vpcs: BTreeSet<String>,
    /// Why it is not decided; empty unless `open` is `Maybe`.
    pub doubts: BTreeSet<Doubt>,
}

const INVOKE: &str = "execute-api:invoke";

/// Whether an API's policy lets strangers call: from the whole internet, or, where the entrance is private, through a
/// VPC endpoint of any account.
///
/// A stranger signs with an account that the policy cannot know, or not at all. Whoever calls from an address range,
/// VPC, VPC endpoint, account or organisation that the policy fixes is no stranger. `Deny` is subtracted.
/// See "Control access to a REST API with API Gateway resource policies" of the API Gateway developer guide.
pub fn gateway_access(policy: &Policy, entrance: &Entrance) -> GatewayAccess {
    let mut budget = Budget::default();
    let mut open = Truth::No;
    let mut doubts = BTreeSet::new();
    for stranger in Stranger::all(entrance.private) {
        let (mut lets_in, why) = asked(policy, entrance, *stranger, &mut budget);
        if stranger.may_not_exist() && lets_in == Truth::Yes {
            lets_in = Truth::Maybe;
            let construct = "only callers over IPv6 are let in".to_owned();
            doubts.insert(Doubt { construct, effect: Some(Effect::Allow) });
        }
        open = open.or(lets_in);
        doubts.extend(why);
    }
    if open != Truth::Maybe {
        doubts.clear();
    }
    GatewayAccess { open, endpoints: named(policy, "aws:SourceVpce"), vpcs: named(policy, "aws:SourceVpc"), doubts }
}

/// Whether one kind of stranger may make some call, and why that is not decided.
fn asked(policy: &Policy, at: &Entrance, stranger: Stranger, budget: &mut Budget) -> (Truth, BTreeSet<Doubt>) {
    let realm = Realm {
        partition: at.partition,
        service: "execute-api",
        region: at.region,
        account: at.account,
        short: Some(at.owner),
    };
    let read = |effect| rules_in(policy, effect, Caller::OfApi(stranger), realm);
    let truth = |rule: &Rule| rule.applies.and(rule.actions.holds(INVOKE));
    let (allows, denies) = (read(Effect::Allow), read(Effect::Deny));
    let denies: Vec<(&Rule, Truth)> = denies.iter().map(|rule| (rule, truth(rule))).collect();
    let (mut open, mut doubts) = (Truth::No, BTreeSet::new());
    for allow in allows.iter().filter(|rule| truth(rule) != Truth::No) {
        match judge(&at.resources, allow, truth(allow), &denies, budget) {
            None => {}
            Some(Answer::Granted(_)) => return (Truth::Yes, BTreeSet::new()),
            Some(Answer::Open(why)) => {
                open = Truth::Maybe;
                doubts.extend(why);
            }
        }
    }
    (open, doubts)
}

/// What statements name under a key as that from which calls may come: an `Allow` for these, or a `Deny` for all others.
fn named(policy: &Policy, key: &str) -> BTreeSet<String> {
    let understood = policy.statements.iter().filter(|statement| statement.issues.is_empty());
    let conditions = understood.flat_map(|statement| {
        let operators: &[&str] = match statement.effect {
            Some(Effect::Allow) => &["StringEquals", "StringEqualsIgnoreCase", "StringLike"],
            Some(Effect::Deny) => &["StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"],
            None => &[],
        };
        let names = |condition: &&Condition| {
            let operator = condition.operator.strip_suffix("IfExists").unwrap_or(&condition.operator);
            operators.contains(&operator) && condition.key.eq_ignore_ascii_case(key)
        };
        statement.conditions.iter().filter(names)
    });
    conditions.flat_map(|condition| condition.values.iter().cloned()).collect()
}

#[cfg(test)]
mod tests;
