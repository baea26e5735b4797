//! Whether S3 may write its access logs into a bucket.

use std::collections::BTreeSet;

use super::bucket::Bucket;
use super::condition::Source;
use super::glob::{Budget, Glob};
use super::parse::{Effect, Policy};
use super::rule::{Doubt, Rule, Service, rules};
use super::space::{Reading, Space};
use super::truth::Truth;

/// The logs to be delivered: from whom, and under which keys.
#[derive(Debug, Clone, Copy)]
pub struct LogDelivery<'a> {
    /// ARN of the bucket whose accesses are logged.
    pub source_arn: &'a str,
    /// The account that owns both buckets.
    pub account: &'a str,
    /// Its organisation, where one is known.
    pub organization: Option<&'a str>,
    /// Every key that a log object can have.
    pub keys: &'a Glob,
}

/// What a target's policy says to that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Whether the policy allows all of it.
    pub allowed: Truth,
    /// Whether the policy denies all of it. `Maybe` where it is a part, or not decided.
    pub denied: Truth,
    pub doubts: BTreeSet<Doubt>,
}

const LOGGING: &str = "logging.s3.amazonaws.com";

/// Whether the policy of `target` lets the logging service put the logs.
///
/// The service calls over https: AWS's own log buckets carry a `Deny` of plain http and receive logs.
pub fn log_delivery(policy: &Policy, target: Bucket, logs: LogDelivery) -> Delivery {
    let LogDelivery { source_arn: arn, account, organization, .. } = logs;
    let caller = Service { name: LOGGING, source: Source { arn, account, organization } };
    let keys = Glob::literal(target.name).then(&Glob::literal("/")).then(logs.keys);
    let mut budget = Budget::default();
    let mut doubts = BTreeSet::new();

    let allows = met(rules(policy, Effect::Allow, caller, target), &keys, &mut budget);
    let sure = allows.iter().filter(|(_, truth)| *truth == Truth::Yes);
    let left = sure.fold(Space::of(&keys), |left, (rule, _)| left.outside(&rule.resources, Reading::Surely));
    let allowed = match left.is_empty(&mut budget) {
        Some(true) => Truth::Yes,
        _ if allows.is_empty() => Truth::No,
        _ => Truth::Maybe,
    };
    let denies = met(rules(policy, Effect::Deny, caller, target), &keys, &mut budget);
    let sure = denies.iter().filter(|(_, truth)| *truth == Truth::Yes);
    let left = sure.fold(Space::of(&keys), |left, (rule, _)| left.outside(&rule.resources, Reading::Surely));
    let denied = match left.is_empty(&mut budget) {
        Some(true) => Truth::Yes,
        _ if denies.is_empty() => Truth::No,
        _ => Truth::Maybe,
    };
    for (rules, answer) in [(&allows, allowed), (&denies, denied)] {
        if answer == Truth::Maybe {
            doubts.extend(rules.iter().flat_map(|(rule, _)| rule.doubts.iter().cloned()));
            if doubts.is_empty() {
                let construct = "resources not decided: a part of the log keys is covered".to_owned();
                doubts.insert(Doubt { construct, effect: None });
            }
        }
    }
    Delivery { allowed, denied, doubts }
}

/// The rules that may have to do with putting an object under one of the keys.
fn met(rules: Vec<Rule>, keys: &Glob, budget: &mut Budget) -> Vec<(Rule, Truth)> {
    let mut met = Vec::new();
    for rule in rules {
        let truth = rule.applies.and(rule.actions.holds("s3:putobject"));
        let common = Space::of(keys).inside(&rule.resources, Reading::Possibly);
        if truth != Truth::No && common.is_empty(budget) != Some(true) {
            met.push((rule, truth));
        }
    }
    met
}

#[cfg(test)]
mod tests;
