//! Who outside a zone of trust may do what, by the policy of one resource: decided, with a request for every answer.
//!
//! Each kind of outsider is asked about on its own ([`Severity`], worst first), and each action that the policy can
//! grant. Two searches bracket the truth: one that takes nothing doubtful for granted, one that takes all of it.

mod action;
mod admission;
mod alike;
mod answer;
mod caller;
pub mod case;
mod control;
mod demand;
mod everyone;
mod grants;
mod inquiry;
pub mod json;
mod key;
mod kind;
mod mention;
mod own;
mod pin;
mod prepared;
mod resource;
mod scene;
mod service;
mod tenant;
mod user;
mod way;
mod what_if;
mod width;
mod witness;
mod zone;

pub(super) use admission::bearer_enters;
pub use admission::{Admission, outsiders_enter, outsiders_enter_unasked, own_service_enters, service_enters};
pub use answer::{Answer, Class, Direction, Exposure, Grant, Passed, Unknown};
pub use caller::Severity;
pub use control::{Control, under};
pub use everyone::{Everyone, Hole};
pub use grants::{Access, Strangers, strangers};
pub use kind::{KINDS, Kind};
pub(super) use tenant::Claimed;
pub use way::Way;
pub use what_if::{Guard, WhatIf, what_if};
pub use zone::Zone;

pub(super) use caller::Archetype;
pub(super) use key::{OF_CREDENTIALS, of_type};
pub(super) use mention::{Mentions, variables};
pub(super) use own::{holders, of_holder};
pub(super) use prepared::is_documented;

use super::network::Network;
use super::parse::{Element, Policy};
use super::principal::Principal;
use super::request::Caller;
use super::text::Pattern;
use super::truth::Truth;
use inquiry::Inquiry;

/// What is asked of a policy.
#[derive(Debug, Clone)]
pub struct Question {
    pub kind: &'static Kind,
    pub zone: Zone,
    /// The ARN of the resource that the policy hangs on. `None`: the first that the policy names will do.
    pub resource: Option<String>,
    /// Whether block public access keeps all but the owner and services out, where AWS calls the policy public.
    pub is_restricted: Truth,
    /// Now, in milliseconds since 1970.
    pub now: i64,
}

/// All that is fixed for one policy.
struct World<'p> {
    kind: &'static Kind,
    zone: &'p Zone,
    mentions: &'p Mentions<'p>,
    /// The ARN of the resource.
    resource: String,
    partition: String,
    region: String,
    now: i64,
    /// Where requests from the internet can come from.
    addresses: Network,
    /// The last parts of the ARNs that are asked about. `None`: all of the kind.
    tails: Option<Vec<Pattern>>,
}

impl World<'_> {
    /// The first five parts of the resource's ARN.
    fn head(&self) -> impl Iterator<Item = &str> {
        self.resource.splitn(6, ':').take(5)
    }

    /// The last part of it.
    fn rest(&self) -> &str {
        self.resource.splitn(6, ':').nth(5).unwrap_or_default()
    }
}

impl<'p> World<'p> {
    fn of(policy: &Policy, question: &'p Question, mentions: &'p Mentions<'p>) -> Self {
        let resource = resource::of(policy, question);
        let segment = |place: usize| resource.splitn(6, ':').nth(place).unwrap_or_default().to_owned();
        Self {
            kind: question.kind,
            zone: &question.zone,
            mentions,
            partition: segment(1),
            region: segment(3),
            now: question.now,
            addresses: key::outside_addresses(&question.zone),
            tails: None,
            resource,
        }
    }
}

/// Decides who outside the zone gets in.
///
/// An answer is `unknown` only for what AWS does not document, what is not understood, and where the budget ran out.
///
/// Where the resource is not given, every one that the policy names may be it: the worst answer counts.
pub fn exposure(policy: &Policy, question: &Question) -> Answer {
    exposure_under(policy, &[], question)
}

/// Decides the same where resource control policies stand above the policy.
pub fn exposure_under(policy: &Policy, controls: &[Control], question: &Question) -> Answer {
    let whole = under(policy, controls, question.kind);
    let (asked, all) = each_resource(policy, question);
    let worst = asked.iter().map(|question| about_one(&whole, question)).reduce(Answer::worse);
    let answer = worst.unwrap_or_else(|| about_one(&whole, question));
    if all { answer } else { answer.or_unknown("more resources than are asked about") }
}

/// The question for each resource that the policy may hang on, at least one; and whether these are all.
pub fn each_resource(policy: &Policy, question: &Question) -> (Vec<Question>, bool) {
    let about = |arn: String| Question { resource: Some(arn), ..question.clone() };
    if question.resource.as_ref().is_some_and(|arn| question.kind.takes(arn)) {
        return (vec![question.clone()], true);
    }
    let mut written = resource::written(policy, question);
    let all = written.len() <= MOST_RESOURCES;
    written.truncate(MOST_RESOURCES);
    if written.is_empty() {
        written.push(resource::of(policy, question));
    }
    (written.into_iter().map(about).collect(), all)
}

/// How many resources are asked about where none is given.
const MOST_RESOURCES: usize = 16;

fn about_one(policy: &Policy, question: &Question) -> Answer {
    let mentions = Mentions::of(policy);
    let variables = mention::variables(policy);
    let world = World::of(policy, question, &mentions);
    let outsiders = caller::outsiders(policy, question.kind, &question.zone, &world.partition, &mentions);
    let mut plain = None;
    let mut inquiry = Inquiry::new(policy, &world, question.is_restricted);
    for who in &outsiders.kinds {
        if question.is_restricted == Truth::Yes && !is_named_service(&who.caller, policy) {
            continue;
        }
        let pinned;
        let readings = if variables.is_empty() {
            plain.get_or_insert_with(|| pin::readings(policy, &variables, who, &world)).as_slice()
        } else {
            pinned = pin::readings(policy, &variables, who, &world);
            pinned.as_slice()
        };
        inquiry.ask(who, readings);
    }
    if !outsiders.are_all {
        inquiry.leave_out(caller::TOO_MANY);
    }
    inquiry.answer()
}

/// Whether a caller is a service that a statement names: these pass where all but the owner are kept out.
fn is_named_service(caller: &Caller, policy: &Policy) -> bool {
    let Caller::Service(name) = caller else {
        return false;
    };
    policy.statements.iter().any(|statement| match &statement.principals {
        Element::Is(listed) => listed.iter().any(|one| matches!(one, Principal::Service(own) if own == name)),
        _ => false,
    })
}

#[cfg(test)]
mod tests;
