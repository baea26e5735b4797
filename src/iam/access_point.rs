//! What anybody in the world may do through an access point of S3, by its own policy.

use std::collections::{BTreeMap, BTreeSet};

use super::bucket::{LIST, READ, Target, WRITE};
use super::caller;
use super::condition;
use super::glob::{Budget, Glob};
use super::parse::{Effect, Policy, Statement};
use super::rule::{Caller, Doubt, Realm, Rule, rules_in};
use super::strangers::{Access, Answer, judge};
use super::truth::Truth;

/// The access point that a policy hangs on.
#[derive(Debug, Clone, Copy)]
pub struct AccessPoint<'a> {
    /// `aws`, `aws-cn`, ...
    pub partition: &'a str,
    pub region: &'a str,
    pub account: &'a str,
    pub name: &'a str,
}

/// What a stranger may do through an access point: read, list or change objects.
///
/// The bucket's policy must let the request through too: it commonly leaves that to its access points. `Deny` is
/// subtracted. See "Configuring IAM policies for using access points" of the S3 user guide.
pub fn access_point_access(policy: &Policy, point: &AccessPoint) -> Access {
    let realm =
        Realm { partition: point.partition, service: "s3", region: point.region, account: point.account, short: None };
    let plain = Policy { version: policy.version, statements: policy.statements.iter().map(unconditional).collect() };
    let read = |effect| -> Vec<Rule> {
        let rules = rules_in(&plain, effect, Caller::Stranger, realm).into_iter();
        rules.map(|rule| conditioned(rule, policy, effect)).collect()
    };
    let (allows, denies) = (read(Effect::Allow), read(Effect::Deny));
    let own = Glob::literal(&format!("accesspoint/{}", point.name));
    let objects = own.clone().then(&Glob::new("/object/?*"));
    let mut access = Access { certain: BTreeMap::new(), doubts: BTreeSet::new() };
    let mut budget = Budget::default();
    // An access point has no settings of a bucket.
    let changing = WRITE.iter().filter(|action| action.on == Target::Object);
    for action in READ.iter().chain(LIST).chain(changing) {
        let name = action.name.to_ascii_lowercase();
        let resources = if action.on == Target::Object { &objects } else { &own };
        let truth = |rule: &Rule| rule.applies.and(rule.actions.holds(&name));
        let denied: Vec<(&Rule, Truth)> = denies.iter().map(|rule| (rule, truth(rule))).collect();
        for allow in allows.iter().filter(|rule| truth(rule) != Truth::No) {
            match judge(resources, allow, truth(allow), &denied, &mut budget) {
                None => {}
                Some(Answer::Granted(statement)) => {
                    access.certain.entry(statement).or_default().insert(action.name);
                }
                Some(Answer::Open(doubts)) => access.doubts.extend(doubts),
            }
        }
    }
    access
}

fn unconditional(statement: &Statement) -> Statement {
    Statement { conditions: Vec::new(), ..statement.clone() }
}

/// Holds the conditions of the original statement against a stranger.
fn conditioned<'p>(mut rule: Rule<'p>, policy: &Policy, effect: Effect) -> Rule<'p> {
    let Some(original) = policy.statements.get(rule.statement.index) else { return rule };
    let holds = caller::for_stranger(original, effect, policy.version);
    if holds == Truth::Maybe {
        let construct =
            format!("condition not decided: {} in statement {}", condition::describe(original), original.name());
        rule.doubts.push(Doubt { construct, effect: original.effect });
    }
    rule.applies = rule.applies.and(holds);
    rule
}

#[cfg(test)]
mod tests;
