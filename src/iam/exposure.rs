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
mod demand;
mod everyone;
mod grants;
mod inquiry;
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
mod what_if;
mod width;
mod witness;
mod zone;

pub(super) use admission::bearer_enters;
pub use admission::{Admission, outsiders_enter, outsiders_enter_unasked, own_service_enters, service_enters};
pub use answer::{Answer, Class, Direction, Exposure, Grant, Passed, Unknown};
pub use caller::{Severity, Way};
pub use everyone::{Everyone, Hole};
pub use grants::{Access, Strangers, strangers};
pub use kind::{KINDS, Kind};
pub(super) use tenant::Claimed;
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
    if question.resource.is_some() {
        return about_one(policy, question);
    }
    let written = resource::written(policy, question);
    let asked = written.iter().take(MOST_RESOURCES);
    let about = |arn: &String| about_one(policy, &Question { resource: Some(arn.clone()), ..question.clone() });
    let worst = asked.map(about).reduce(Answer::worse);
    let answer = worst.unwrap_or_else(|| about_one(policy, question));
    if written.len() <= MOST_RESOURCES { answer } else { answer.or_unknown("more resources than are asked about") }
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
    let answer = inquiry.answer();
    if outsiders.are_all { answer } else { answer.or_unknown(caller::TOO_MANY) }
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
