//! Whether the policy of an API lets in strangers.

use std::collections::BTreeSet;

use super::exposure::{Access, Strangers, Way, strangers};
use super::glob::Glob;
use super::network::Network;
use super::parse::{Condition, Effect, Policy};
use super::rule::Doubt;
use super::strangers::{Standpoint, question};
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

const INVOKE: &str = "execute-api:Invoke";

/// Whether an API's policy lets strangers call: from the whole internet, or, where the entrance is private, through a
/// VPC endpoint of any account.
///
/// A stranger signs with an account that the policy cannot know, or not at all. Whoever calls from an address range,
/// VPC, VPC endpoint, account or organisation that the policy fixes is no stranger. `Deny` is subtracted.
/// See "Control access to a REST API with API Gateway resource policies" of the API Gateway developer guide.
pub fn gateway_access(policy: &Policy, entrance: &Entrance, at: Standpoint) -> GatewayAccess {
    let everywhere = asked(policy, entrance, at, None);
    let (mut open, mut doubts) = of_access(everywhere);
    // Many entrances take no calls over IPv6.
    if open == Truth::Yes && !entrance.private {
        let (over_v4, why) = of_access(asked(policy, entrance, at, Network::parse("0.0.0.0/0")));
        if over_v4 != Truth::Yes {
            open = Truth::Maybe;
            doubts.extend(why);
            let construct = "only callers over IPv6 are let in".to_owned();
            doubts.insert(Doubt { construct, effect: Some(Effect::Allow) });
        }
    }
    if open != Truth::Maybe {
        doubts.clear();
    }
    GatewayAccess { open, endpoints: named(policy, "aws:SourceVpce"), vpcs: named(policy, "aws:SourceVpc"), doubts }
}

/// What strangers may call there, from some addresses or all.
fn asked(policy: &Policy, entrance: &Entrance, at: Standpoint, addresses: Option<Network>) -> Access {
    let Entrance { partition, region, account, owner, .. } = entrance;
    let resource = format!("arn:{partition}:execute-api:{region}:{account}:{owner}");
    let way = if entrance.private { Way::Endpoint } else { Way::Internet };
    let strange = Strangers {
        actions: &[INVOKE],
        tails: Some(vec![entrance.resources.clone()]),
        way: Some(way),
        addresses,
        ..Strangers::default()
    };
    question("AWS::ApiGateway::RestApi", resource, at)
        .map(|question| strangers(policy, &question, &strange))
        .unwrap_or_default()
}

fn of_access(access: Access) -> (Truth, BTreeSet<Doubt>) {
    match (access.certain.is_empty(), access.doubts.is_empty()) {
        (false, _) => (Truth::Yes, access.doubts),
        (true, true) => (Truth::No, access.doubts),
        (true, false) => (Truth::Maybe, access.doubts),
    }
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
