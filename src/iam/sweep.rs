//! Whether policies of a user, group or role allow an action on everything of a kind: all objects, all keys.

use std::collections::BTreeSet;

use super::condition;
use super::glob::{Budget, Glob};
use super::identity::issue;
use super::parse::{Condition, Effect, Element, Policy, Statement, Version};
use super::principal::Principal;
use super::rule::{Caller, Doubt, Realm, Rule, Set, rules_in};
use super::space::{Reading, Space};
use super::truth::Truth;

/// An action, and the things that it works on.
pub(super) struct Question<'a> {
    /// In lower case.
    pub action: &'a str,
    pub realm: Realm<'a>,
    /// The last part of the ARNs of all that there is.
    pub everything: &'a Glob,
    /// Condition keys, in lower case, that narrow what is reached. One that ends in `/` or `:` stands for all that
    /// begin with it.
    pub narrowing: &'a [&'a str],
    /// The account that the things belong to.
    pub account: &'a str,
}

/// A statement of an identity policy, as far as the question goes.
pub(super) struct Part {
    /// Index of the statement.
    pub statement: usize,
    applies: Truth,
    resources: Set,
    doubts: Vec<Doubt>,
}

/// The statements of an effect that may speak of the action, each with what it covers.
pub(super) fn parts(policy: &Policy, effect: Effect, question: &Question) -> Vec<Part> {
    let plain = Policy { version: policy.version, statements: policy.statements.iter().map(plain).collect() };
    let part = |rule: Rule| {
        let original = policy.statements.get(rule.statement.index)?;
        let holds = match effect {
            Effect::Allow => allows(original, policy.version, question),
            Effect::Deny => denies(original, policy.version, question),
        };
        let applies = rule.applies.and(rule.actions.holds(question.action)).and(holds);
        let mut doubts = rule.doubts;
        if holds == Truth::Maybe {
            let construct =
                format!("condition not decided: {} in statement {}", condition::describe(original), original.name());
            doubts.push(Doubt { construct, effect: original.effect });
        }
        let part = Part { statement: original.index, applies, resources: rule.resources, doubts };
        (applies != Truth::No).then_some(part)
    };
    rules_in(&plain, effect, Caller::Everyone, question.realm).into_iter().filter_map(part).collect()
}

/// Whether some `Allow`s together cover everything, and what is denied leaves more than a list.
pub(super) fn sweeps(
    allows: &[&Part],
    denies: &[&Part],
    question: &Question,
    budget: &mut Budget,
) -> (Truth, BTreeSet<Doubt>) {
    let truth = covers(allows, question, budget).and(remains(denies, question, budget));
    if truth != Truth::Maybe {
        return (truth, BTreeSet::new());
    }
    let mut doubts: BTreeSet<Doubt> =
        allows.iter().chain(denies).flat_map(|part| part.doubts.iter().cloned()).collect();
    if doubts.is_empty() {
        doubts.insert(Doubt { construct: "resources not decided: too many patterns".to_owned(), effect: None });
    }
    (truth, doubts)
}

fn covers(allows: &[&Part], question: &Question, budget: &mut Budget) -> Truth {
    let (mut least, mut most) = (Space::of(question.everything), Space::of(question.everything));
    for allow in allows {
        if allow.applies == Truth::Yes {
            most = most.outside(&allow.resources, Reading::Surely);
        }
        least = least.outside(&allow.resources, Reading::Possibly);
    }
    match (most.is_empty(budget), least.is_empty(budget)) {
        (Some(true), _) => Truth::Yes,
        (_, Some(false)) => Truth::No,
        _ => Truth::Maybe,
    }
}

fn remains(denies: &[&Part], question: &Question, budget: &mut Budget) -> Truth {
    let all = Set { certain: vec![Glob::new("*")], ..Set::default() };
    let (mut least, mut most) = (Space::of(question.everything), Space::of(question.everything));
    for deny in denies {
        // All but a list is denied: then a list is what is left.
        let resources = if deny.resources.inverted { &all } else { &deny.resources };
        if deny.applies == Truth::Yes {
            most = most.outside(resources, Reading::Surely);
        }
        least = least.outside(resources, Reading::Possibly);
    }
    match (least.is_empty(budget), most.is_empty(budget)) {
        (Some(false), _) => Truth::Yes,
        (_, Some(true)) => Truth::No,
        _ => Truth::Maybe,
    }
}

/// The statement with somebody in it, as the policy of a resource has it, and without its conditions.
fn plain(statement: &Statement) -> Statement {
    let mut plain = statement.clone();
    plain.issues.extend(issue(statement).filter(|_| statement.issues.is_empty()).map(str::to_owned));
    plain.principals = Element::Is(vec![Principal::Any]);
    plain.conditions.clear();
    plain
}

/// Whether the conditions of an `Allow` let its holder reach everything.
fn allows(statement: &Statement, version: Version, question: &Question) -> Truth {
    let holds = statement.conditions.iter().map(|condition| {
        let Some((key, values)) = plain_condition(condition, version) else { return Truth::Maybe };
        let operator = condition.operator.as_str();
        let text = matches!(operator, "StringEquals" | "StringLike" | "StringEqualsIgnoreCase");
        match key.as_str() {
            "aws:securetransport" | "aws:multifactorauthpresent" if operator == "Bool" => {
                Truth::from(values.iter().any(|value| value.eq_ignore_ascii_case("true")))
            }
            "aws:resourceaccount" | "s3:resourceaccount" | "kms:calleraccount" if text => {
                Truth::from(values.iter().any(|value| value == question.account || value == "*"))
            }
            // Whoever holds the policy can go through a service.
            "kms:viaservice" if text => Truth::Yes,
            _ if narrows(&key, question) && is_positive(operator) && values.iter().all(|value| value != "*") => {
                Truth::No
            }
            _ => Truth::Maybe,
        }
    });
    holds.fold(Truth::Yes, Truth::and)
}

/// Whether the conditions of a `Deny` reach the holder at everything.
fn denies(statement: &Statement, version: Version, question: &Question) -> Truth {
    let holds = statement.conditions.iter().map(|condition| {
        let Some((key, values)) = plain_condition(condition, version) else { return Truth::Maybe };
        let operator = condition.operator.as_str();
        match key.as_str() {
            // The holder may choose https.
            "aws:securetransport"
                if matches!(operator, "Bool" | "BoolIfExists")
                    && values.iter().all(|value| value.eq_ignore_ascii_case("false")) =>
            {
                Truth::No
            }
            "aws:resourceaccount" | "s3:resourceaccount"
                if operator.starts_with("StringNotEquals") && values.iter().any(|value| value == question.account) =>
            {
                Truth::No
            }
            _ => Truth::Maybe,
        }
    });
    holds.fold(Truth::Yes, Truth::and)
}

/// Key in lower case and values, where no policy variable stands in them.
fn plain_condition(condition: &Condition, version: Version) -> Option<(String, &[String])> {
    let variable = version == Version::V2012 && condition.values.iter().any(|value| value.contains("${"));
    (!variable).then(|| (condition.key.to_ascii_lowercase(), condition.values.as_slice()))
}

fn narrows(key: &str, question: &Question) -> bool {
    let open = |name: &&str| name.ends_with(['/', ':']);
    question.narrowing.iter().any(|name| if open(name) { key.starts_with(name) } else { key == *name })
}

fn is_positive(operator: &str) -> bool {
    let operator = operator.strip_prefix("ForAnyValue:").unwrap_or(operator);
    matches!(operator, "StringEquals" | "StringEqualsIgnoreCase" | "StringLike" | "ArnLike" | "ArnEquals")
}
