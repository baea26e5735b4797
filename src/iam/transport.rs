//! Whether a bucket policy leaves a way to use plain http.

use std::collections::{BTreeMap, BTreeSet};

use super::bucket::Bucket;
use super::condition;
use super::enforcement::{Demand, Enforcement, enforces};
use super::exposure::{Everyone, Question};
use super::parse::{Effect, Policy};
use super::request::Request;
use super::rule::Doubt;
use super::strangers::{Standpoint, everyone};

/// What a policy says about plain http.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// Nobody gets through: indexes of the statements that see to it together.
    Enforced { by: Vec<usize> },
    /// Somebody does.
    Open { witness: Box<Request>, missing: BTreeSet<Missing> },
    /// Not decided, and why.
    Undecided { doubts: BTreeSet<Doubt> },
}

/// A part that no `Deny` covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    Bucket,
    Objects,
    Actions,
    Principals,
}

/// Whether nobody may do anything over plain http with the bucket and its objects. `by_acl`: whether ACLs may let in
/// others than the policy does.
pub fn transport(policy: &Policy, bucket: Bucket, at: Standpoint, by_acl: bool) -> Transport {
    let Some(question) = everyone("AWS::S3::Bucket", bucket.arn(), at) else {
        return Transport::Undecided { doubts: BTreeSet::new() };
    };
    match enforces(policy, &question, Demand::Tls, by_acl) {
        Enforcement::Yes { by } => Transport::Enforced { by },
        Enforcement::No { witness, .. } => Transport::Open { witness, missing: missing(policy, &question) },
        Enforcement::Maybe { doubts } => Transport::Undecided { doubts },
    }
}

/// What the statements about transport leave open: a kind of resource of which nothing is closed, actions or callers
/// where others are closed.
fn missing(policy: &Policy, question: &Question) -> BTreeSet<Missing> {
    let speaks = |effect| policy.statements.iter().any(|one| one.may_be(effect) && condition::mentions_transport(one));
    if !speaks(Effect::Deny) {
        return BTreeSet::from([Missing::Bucket, Missing::Objects, Missing::Actions, Missing::Principals]);
    }
    let parts = Everyone::of(policy, question, Demand::Tls, true).parts();
    let mut missing = BTreeSet::new();
    // The kinds of resources of a bucket, in the order of its forms.
    for (form, name) in [Missing::Bucket, Missing::Objects].into_iter().enumerate() {
        let mut of_callers: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
        for part in parts.iter().filter(|part| part.form == form) {
            of_callers.entry(part.who).or_default().push(part.open);
        }
        let all_open = |open: &Vec<bool>| open.iter().all(|one| *one);
        if of_callers.values().all(all_open) {
            missing.insert(name);
            continue;
        }
        if of_callers.values().any(|open| open.contains(&true) && !all_open(open)) {
            missing.insert(Missing::Actions);
        }
        let mut callers = of_callers.values();
        let first = callers.next();
        if callers.any(|open| Some(open) != first) {
            missing.insert(Missing::Principals);
        }
    }
    missing
}

#[cfg(test)]
mod tests;
