//! Policies of an organisation: what service and resource control policies take away.

use std::collections::BTreeSet;

use super::enforcement::{Demand, denials};
use super::exposure::{Everyone, Kind, Question};
use super::parse::{Effect, Element, Policy, Statement};
use super::principal::Principal;
use super::roles::Roles;
use super::rule::Doubt;
use super::strangers::Standpoint;
use super::text::Pattern;
use super::truth::Truth;
use super::vocabulary;

mod place;

use place::Places;

/// The account that policies of an organisation bind.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// `aws`, `aws-cn`, ...
    pub partition: &'a str,
    pub at: Standpoint<'a>,
    /// Its path through the organisation: `o-.../r-.../ou-.../`. `None`: not known.
    pub path: Option<&'a str>,
}

/// Whether a service control policy denies an action, such as `cloudtrail:StopLogging`, on everything to everybody but
/// named roles, whatever they do.
///
/// Service-linked roles are bound by no such policy. See "Service control policies" of the Organizations user guide.
pub fn denies_to_all(policy: &Policy, action: &str, member: Member) -> (Truth, BTreeSet<Doubt>) {
    let (open, doubts) = is_open_to_members(&of_members(policy, Effect::Deny), action, member, false);
    (open.negated(), doubts)
}

/// Whether a service control policy allows an action to anybody but named roles. One that does not denies it to the
/// level that it hangs on, unless another policy there allows it.
pub fn allows_any(policy: &Policy, action: &str, member: Member) -> (Truth, BTreeSet<Doubt>) {
    is_open_to_members(&of_members(policy, Effect::Allow), action, member, true)
}

/// Whether a resource control policy denies some actions (all on the resources of a service, such as `s3:?*`, or one) to
/// those outside an organisation.
///
/// An outsider has no account that a policy could name and nothing that it could fix, and is no AWS service. Who belongs
/// to another organisation is outside, whether the policy names that or not. What a policy spares by tags of resources
/// its owner has spared: asked about are resources that carry none. See "Resource control policies" of the
/// Organizations user guide.
pub fn keeps_strangers_out(policy: &Policy, actions: &str, member: Member) -> (Truth, BTreeSet<Doubt>) {
    let Some(organization) = member.at.organization else {
        return undecided("which organisation the account belongs to is not known");
    };
    let service = actions.split(':').next().unwrap_or_default();
    let action = (!actions.contains(['*', '?'])).then_some(actions);
    let Some(kind) = Kind::of_service(service) else { return undecided("a service of which nothing is known") };
    let types: Vec<&str> = kind.forms.iter().map(|(name, _)| *name).collect();
    let policy = denials(&of_everybody(policy));
    let places = Places::of(&policy, kind, &types, member);
    let demand = Demand::Perimeter { organization, action };
    let (open, doubts) = is_open(&places, |question, form, tails| {
        Everyone::of(&policy, question, demand, false).on(form, tails).at(member.path).hole().truth()
    });
    (open.negated(), doubts)
}

/// Whether members of an account get through: by their own policies, or by this one alone.
fn is_open_to_members(
    policy: &Policy,
    action: &str,
    member: Member,
    by_policy_alone: bool,
) -> (Truth, BTreeSet<Doubt>) {
    let (prefix, name) = action.split_once(':').unwrap_or_default();
    let service = vocabulary::service(prefix);
    let known = service.and_then(|service| Some((service, service.action(name)?)));
    let (Some(kind), Some((service, known))) = (Kind::of_service(prefix), known) else {
        return undecided("an action of which nothing is known");
    };
    let types: Vec<&str> = service.types_of(known).map(|one| one.name).collect();
    let places = Places::of(policy, kind, &types, member);
    let mut roles = Roles::of(policy, true);
    roles.arns.extend(Pattern::arn("arn:*:iam::*:role/aws-service-role/*"));
    let demand = Demand::NamedRole { roles: &roles, action: Some(action) };
    is_open(&places, |question, form, tails| {
        let everyone = Everyone::of(policy, question, demand, false).own_alone().on(form, tails).at(member.path);
        let mut everyone = if by_policy_alone { everyone.by_policy_alone() } else { everyone };
        everyone.hole().truth()
    })
}

/// Whether something is open in some place.
fn is_open(
    places: &Places,
    mut ask: impl FnMut(&Question, usize, Vec<Pattern>) -> (Truth, BTreeSet<Doubt>),
) -> (Truth, BTreeSet<Doubt>) {
    let mut all = BTreeSet::new();
    for place in &places.all {
        let (open, doubts) = ask(&place.question, place.form, place.tails.clone());
        if open == Truth::Yes {
            return (open, BTreeSet::new());
        }
        all.extend(doubts);
    }
    if !places.complete {
        return undecided("more regions than are asked about");
    }
    (if all.is_empty() { Truth::No } else { Truth::Maybe }, all)
}

fn undecided(why: &str) -> (Truth, BTreeSet<Doubt>) {
    (Truth::Maybe, BTreeSet::from([Doubt { construct: why.to_owned(), effect: None }]))
}

/// Statements of a service control policy that may be of the given effect: they speak of all members, and name nobody.
fn of_members(policy: &Policy, effect: Effect) -> Policy {
    let wrong = "a Principal where none belongs";
    let statements = policy.statements.iter().filter(|one| one.may_be(effect));
    let read = |one: &Statement| {
        let found = odd(one, one.principals != Element::Missing, wrong);
        Statement { principals: Element::Is(vec![Principal::Any]), ..found }
    };
    Policy { version: policy.version, statements: statements.map(read).collect() }
}

/// A resource control policy, whose statements must speak of everybody.
fn of_everybody(policy: &Policy) -> Policy {
    let wrong = "a Principal that is not everybody";
    let is_everybody = |one: &Statement| matches!(&one.principals, Element::Is(all) if all.contains(&Principal::Any));
    let statements = policy.statements.iter().map(|one| odd(one, !is_everybody(one), wrong));
    Policy { version: policy.version, statements: statements.collect() }
}

/// A statement that means anything or nothing if something is wrong with it.
fn odd(statement: &Statement, is_wrong: bool, name: &str) -> Statement {
    let mut found = statement.clone();
    if is_wrong {
        found.issues.push(name.to_owned());
        found.is_effect_unclear_only = false;
    }
    found
}

#[cfg(test)]
mod tests;
