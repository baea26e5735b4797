//! Who outside a zone of trust may do what, by the policy of one resource: decided, with a request for every answer.
//!
//! Each kind of outsider is asked about on its own ([`Severity`], worst first), and each action that the policy can
//! grant. Two searches bracket the truth: one that takes nothing doubtful for granted, one that takes all of it.

mod answer;
mod caller;
mod deputy;
mod key;
mod kind;
mod mention;
mod pin;
mod prepared;
mod reach;
mod tenant;
mod width;
mod zone;

pub use answer::{Answer, Class, Direction, Exposure, Grant, Passed, Unknown};
pub use caller::{Severity, Way};
pub use deputy::acts_for_callers;
pub use kind::{KINDS, Kind};
pub use zone::Zone;

use std::collections::BTreeSet;

use super::network::Network;
use super::parse::{Effect, Policy};
use super::request::{Caller, Context};
use super::search::{Domain, Mode, Outcome, Present, Rule, search};
use super::text::Budget;
use super::truth::Truth;
use super::vocabulary::Action;
use caller::Archetype;
use mention::Mentions;
use prepared::{Prepared, RESOURCE, Ready};

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
    /// The one address that is asked about.
    source_address: Option<String>,
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

/// An action, and what tells it apart from others as far as the policy goes.
struct Deed {
    /// With the service: `s3:GetObject`.
    name: String,
    /// Without it, in lower case.
    lower: String,
    form: usize,
    /// `None`: the vocabulary does not have it.
    known: Option<&'static Action>,
}

/// Decides who outside the zone gets in.
///
/// An answer is `unknown` only for what AWS does not document, what is not understood, and where the budget ran out.
pub fn exposure(policy: &Policy, question: &Question) -> Answer {
    let mentions = Mentions::of(policy);
    let resource = resource_of(policy, question);
    let mut parts = resource.splitn(6, ':');
    let partition = parts.nth(1).unwrap_or("aws").to_owned();
    let region = parts.nth(1).unwrap_or_default().to_owned();
    let mut world = World {
        kind: question.kind,
        zone: &question.zone,
        mentions: &mentions,
        partition,
        region,
        now: question.now,
        addresses: key::outside_addresses(&question.zone),
        source_address: None,
        resource,
    };
    let outsiders = caller::outsiders(policy, question.kind, &question.zone, &world.partition, &mentions);
    let outsiders: Vec<Archetype> = outsiders.into_iter().filter(|who| may_come(who, question)).collect();
    let deeds = deeds(policy, &world);
    let plain = mention::variables(policy).is_empty().then(|| Prepared::of(policy, &world, Some(&Context::default())));
    let mut answer = Answer::new(policy);
    let mut budget = Budget::default();
    let mut found: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut public: BTreeSet<usize> = BTreeSet::new();
    for who in &outsiders {
        let whole;
        let prepared = match &plain {
            Some(prepared) => std::slice::from_ref(prepared),
            None => {
                whole = pin::readings(policy, who, &world);
                whole.as_slice()
            }
        };
        let mut seen: Vec<(Vec<u8>, usize)> = Vec::new();
        for (place, deed) in deeds.iter().enumerate() {
            let whom = who.whom();
            if public.contains(&place) || found.contains(&(place, whom.clone())) {
                continue;
            }
            let signature = signature(&prepared[0], deed, who, &world);
            // What is the same to the policy has the same answer.
            let result = match seen.iter().find(|(own, _)| *own == signature) {
                Some((_, first)) => answer.repeat(*first, place),
                None => {
                    let asked = ask(prepared, deed, who, &mut world, &mut budget);
                    seen.push((signature, place));
                    answer.add(asked, place, who, &world, &deeds)
                }
            };
            if let Some(severity) = result {
                found.insert((place, whom));
                if severity.is_public() {
                    public.insert(place);
                }
            }
        }
    }
    if question.is_restricted == Truth::Maybe {
        answer.doubt("whether AWS calls the policy public, which RestrictPublicBuckets goes by", Direction::Better);
    }
    answer.finish()
}
