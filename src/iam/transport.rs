//! Whether a bucket policy leaves a way to use plain http.

use std::collections::BTreeSet;

use super::bucket::{Bucket, Target};
use super::condition;
use super::glob::{Budget, Glob};
use super::parse::{Effect, Policy};
use super::rule::{Caller, Doubt, Rule, rules};
use super::space::{Reading, Space};
use super::truth::Truth;

/// What a policy says about plain http.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transport {
    /// Whether everyone is denied everything over plain http.
    pub enforced: Truth,
    /// Indexes of the statements that enforce it together; empty unless `enforced` is `Yes`.
    pub by: Vec<usize>,
    /// What surely stays open; empty unless `enforced` is `No`.
    pub missing: BTreeSet<Missing>,
    /// Why it is not decided; empty unless `enforced` is `Maybe`.
    pub doubts: BTreeSet<Doubt>,
}

/// A part that no `Deny` covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    Bucket,
    Objects,
    Actions,
    Principals,
}

/// Whether nobody may do anything over plain http with the bucket and its objects.
///
/// It takes `Deny` statements that reach everyone and together cover every `s3:` action on the bucket and on every
/// object, without condition or only with `Bool` `aws:SecureTransport` `false`. A `Deny` with other conditions counts
/// as one that may or may not do so.
pub fn transport(policy: &Policy, bucket: Bucket) -> Transport {
    let denies = rules(policy, Effect::Deny, Caller::Everyone, bucket);
    let mut budget = Budget::default();
    let sure: Vec<&Rule> = denies.iter().filter(|rule| rule.applies == Truth::Yes).collect();
    if Cover::new(bucket, Reading::Surely).is_total(&sure, &mut budget) == Some(true) {
        let by = sure.iter().map(|rule| rule.statement.index).collect();
        return Transport { enforced: Truth::Yes, by, missing: BTreeSet::new(), doubts: BTreeSet::new() };
    }
    let possible: Vec<&Rule> = denies.iter().filter(|rule| rule.applies != Truth::No).collect();
    let cover = Cover::new(bucket, Reading::Possibly);
    if cover.is_total(&possible, &mut budget) == Some(false)
        && let Some(missing) = cover.missing(&denies, &mut budget)
    {
        return Transport { enforced: Truth::No, by: Vec::new(), missing, doubts: BTreeSet::new() };
    }
    let mut doubts: BTreeSet<Doubt> = possible.iter().flat_map(|rule| rule.doubts.iter().cloned()).collect();
    if doubts.is_empty() {
        let construct = "resources not decided: too many patterns".to_owned();
        doubts.insert(Doubt { construct, effect: Some(Effect::Deny) });
    }
    Transport { enforced: Truth::Maybe, by: Vec::new(), missing: BTreeSet::new(), doubts }
}

/// Asks whether statements cover everything there is to do with a bucket.
struct Cover {
    reading: Reading,
    actions: Glob,
    bucket: Glob,
    objects: Glob,
}

impl Cover {
    fn new(bucket: Bucket, reading: Reading) -> Self {
        Self {
            reading,
            actions: Glob::new("s3:?*"),
            bucket: bucket.resources(Target::Bucket),
            objects: bucket.resources(Target::Object),
        }
    }

    fn is_total(&self, rules: &[&Rule], budget: &mut Budget) -> Option<bool> {
        Some(self.covers(rules, &self.bucket, budget)? && self.covers(rules, &self.objects, budget)?)
    }

    /// Whether every action on every resource of `resources` falls under one of the rules.
    fn covers(&self, rules: &[&Rule], resources: &Glob, budget: &mut Budget) -> Option<bool> {
        Some(!self.escapes(rules, Space::of(&self.actions), Space::of(resources), budget)?)
    }

    /// Whether an action and a resource exist that all rules leave alone: each by its action or by its resource.
    fn escapes(&self, rules: &[&Rule], actions: Space, resources: Space, budget: &mut Budget) -> Option<bool> {
        if actions.is_empty(budget)? || resources.is_empty(budget)? {
            return Some(false);
        }
        let Some((rule, rest)) = rules.split_first() else {
            return Some(true);
        };
        // The two plain ways first: one action, or one resource, that no rule knows.
        let by_action = rules.iter().fold(actions.clone(), |left, rule| left.outside(&rule.actions, self.reading));
        let by_resource =
            rules.iter().fold(resources.clone(), |left, rule| left.outside(&rule.resources, self.reading));
        if !by_action.is_empty(budget)? || !by_resource.is_empty(budget)? {
            return Some(true);
        }
        let other_actions = actions.clone().outside(&rule.actions, self.reading);
        if self.escapes(rest, other_actions, resources.clone(), budget)? {
            return Some(true);
        }
        self.escapes(rest, actions, resources.outside(&rule.resources, self.reading), budget)
    }

    /// What the statements about transport leave open. Only asked where something is.
    fn missing(&self, denies: &[Rule], budget: &mut Budget) -> Option<BTreeSet<Missing>> {
        let speaks = |rule: &&Rule| condition::mentions_transport(rule.statement);
        if !denies.iter().any(|rule| speaks(&rule)) {
            return Some(BTreeSet::from([Missing::Bucket, Missing::Objects, Missing::Actions, Missing::Principals]));
        }
        let relevant = |rule: &&Rule| speaks(rule) || rule.statement.conditions.is_empty();
        let mut missing = BTreeSet::new();
        let mut rules: Vec<&Rule> = denies.iter().filter(|rule| rule.applies != Truth::No).filter(relevant).collect();
        if !rules.iter().any(speaks) {
            // They speak to some principals only; what they cover is told nevertheless.
            missing.insert(Missing::Principals);
            rules = denies.iter().filter(speaks).collect();
        }
        let mut broad = Vec::new();
        for rule in &rules {
            if Space::of(&self.actions).outside(&rule.actions, self.reading).is_empty(budget)? {
                broad.push(*rule);
            }
        }
        if broad.is_empty() {
            missing.insert(Missing::Actions);
        } else {
            rules = broad;
        }
        for (resources, name) in [(&self.bucket, Missing::Bucket), (&self.objects, Missing::Objects)] {
            let left =
                rules.iter().fold(Space::of(resources), |left, rule| left.outside(&rule.resources, self.reading));
            if !left.is_empty(budget)? {
                missing.insert(name);
            }
        }
        Some(missing)
    }
}

#[cfg(test)]
mod tests;
