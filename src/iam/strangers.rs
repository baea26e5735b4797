//! What anybody in the world may do with a bucket by its policy.

use std::collections::{BTreeMap, BTreeSet};

use super::bucket::{Action, Bucket, Target};
use super::glob::{Budget, Glob};
use super::parse::{Effect, Policy};
use super::rule::{Caller, Doubt, Rule, rules};
use super::space::{Reading, Space};
use super::truth::Truth;

/// What strangers may do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// What each statement surely grants, by its index: actions, each on at least one resource.
    pub certain: BTreeMap<usize, BTreeSet<&'static str>>,
    /// Why there may be more. Empty: `certain` is all there is.
    pub doubts: BTreeSet<Doubt>,
}

/// Which of `actions` a stranger may do: an anonymous caller, or one with an AWS account that the policy cannot know.
///
/// `Deny` is subtracted, exactly: a grant is certain if a resource remains that no `Deny` can reach, and there is none
/// if nothing remains that a `Deny` does not surely take away. Strangers may choose https.
/// See "Policy evaluation logic" of the IAM user guide; an object action needs an object's ARN.
pub fn stranger_access(policy: &Policy, bucket: Bucket, actions: &[Action]) -> Access {
    let allows = rules(policy, Effect::Allow, Caller::Stranger, bucket);
    let denies = rules(policy, Effect::Deny, Caller::Stranger, bucket);
    let question = Question { bucket, allows: &allows, denies: &denies };
    let mut access = Access::default();
    let mut budget = Budget::default();
    // Actions that meet the same statements in the same way have the same answer.
    let mut answers: BTreeMap<(Target, Vec<Truth>), Vec<Answer>> = BTreeMap::new();
    for action in actions {
        let name = action.name.to_ascii_lowercase();
        let truths: Vec<Truth> =
            allows.iter().chain(&denies).map(|rule| rule.applies.and(rule.actions.holds(&name))).collect();
        let answer = answers
            .entry((action.on, truths.clone()))
            .or_insert_with(|| question.answer(action.on, &truths, &mut budget));
        for one in answer {
            match one {
                Answer::Granted(statement) => {
                    access.certain.entry(*statement).or_default().insert(action.name);
                }
                Answer::Open(doubts) => access.doubts.extend(doubts.iter().cloned()),
            }
        }
    }
    access
}

/// What one `Allow` comes to.
pub(super) enum Answer {
    Granted(usize),
    Open(BTreeSet<Doubt>),
}

struct Question<'a> {
    bucket: Bucket<'a>,
    allows: &'a [Rule<'a>],
    denies: &'a [Rule<'a>],
}

impl Question<'_> {
    fn answer(&self, on: Target, truths: &[Truth], budget: &mut Budget) -> Vec<Answer> {
        let (allowed, denied) = truths.split_at(self.allows.len());
        let denies: Vec<(&Rule, Truth)> = self.denies.iter().zip(denied.iter().copied()).collect();
        let allows = self.allows.iter().zip(allowed).filter(|(_, truth)| **truth != Truth::No);
        let resources = self.bucket.resources(on);
        allows.filter_map(|(allow, truth)| judge(&resources, allow, *truth, &denies, budget)).collect()
    }
}

/// What an `Allow` that meets a caller so far comes to on some resources, with every `Deny` taken off.
pub(super) fn judge(
    resources: &Glob,
    allow: &Rule,
    truth: Truth,
    denies: &[(&Rule, Truth)],
    budget: &mut Budget,
) -> Option<Answer> {
    let possible = Space::of(resources).inside(&allow.resources, Reading::Possibly);
    let mut least = Space::of(resources).inside(&allow.resources, Reading::Surely);
    let mut most = possible.clone();
    for (deny, reach) in denies {
        if *reach != Truth::No {
            least = least.outside(&deny.resources, Reading::Possibly);
        }
        if *reach == Truth::Yes {
            most = most.outside(&deny.resources, Reading::Surely);
        }
    }
    if truth == Truth::Yes && least.is_empty(budget) == Some(false) {
        return Some(Answer::Granted(allow.statement.index));
    }
    if most.is_empty(budget) == Some(true) {
        return None;
    }
    let mut doubts: BTreeSet<Doubt> = allow.doubts.iter().cloned().collect();
    for (deny, _) in denies.iter().filter(|(_, reach)| *reach != Truth::No) {
        let met = possible.clone().inside(&deny.resources, Reading::Possibly);
        if met.is_empty(budget) != Some(true) {
            doubts.extend(deny.doubts.iter().cloned());
        }
    }
    if doubts.is_empty() {
        // Nothing but the budget can keep a decided statement open.
        let construct =
            format!("resources not decided: too many patterns, met by statement {}", allow.statement.name());
        doubts.insert(Doubt { construct, effect: None });
    }
    Some(Answer::Open(doubts))
}

#[cfg(test)]
mod tests;
