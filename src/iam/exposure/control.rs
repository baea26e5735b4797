//! Resource control policies above a policy.

use std::borrow::Cow;

use super::super::parse::{Effect, Element, Policy, Statement, Version};
use super::super::vocabulary;
use super::Kind;

/// A resource control policy that binds the resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// How the answer calls it.
    pub name: String,
    pub policy: Policy,
}

/// The policy with all that resource control policies above it take away, as one policy.
///
/// They never grant: AWS attaches one to every target that allows everything and cannot be detached. Services outside
/// "List of AWS services that support RCPs" (AWS Organizations user guide) they do not reach.
pub fn under<'p>(policy: &'p Policy, controls: &[Control], kind: &Kind) -> Cow<'p, Policy> {
    let is_reached = vocabulary::service(kind.service).is_some_and(vocabulary::Service::supports_rcp);
    if controls.is_empty() || !is_reached {
        return Cow::Borrowed(policy);
    }
    let mut whole = in_words_of_2012(policy.clone());
    for Control { name, policy } in controls {
        let denies = in_words_of_2012(policy.clone()).statements.into_iter();
        let denies = denies.filter(|statement| statement.may_be(Effect::Deny));
        whole.statements.extend(denies.map(|one| Statement { document: Some(name.clone()), ..one }));
    }
    Cow::Owned(whole)
}

/// The same policy in the version that has variables: what looks like one and is none is escaped.
fn in_words_of_2012(mut policy: Policy) -> Policy {
    if policy.version == Version::V2012 {
        return policy;
    }
    let escape = |text: &mut String| *text = text.replace("${", "${$}{");
    for statement in &mut policy.statements {
        if let Element::Is(texts) | Element::Not(texts) = &mut statement.resources {
            texts.iter_mut().for_each(escape);
        }
        statement.conditions.iter_mut().flat_map(|condition| &mut condition.values).for_each(escape);
    }
    policy.version = Version::V2012;
    policy
}
