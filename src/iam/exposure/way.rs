//! How requests come, as far as a policy can tell.

use super::mention::Mentions;

/// How a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Internet,
    /// Through an endpoint in a VPC.
    Endpoint,
    /// An AWS service passes it on for its caller.
    Service,
}

/// Keys that tell how a request came.
const WAY_KEYS: &[&str] = &[
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpcsourceip",
    "aws:sourcevpcarn",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
];

/// Keys that tell that a service passed it on.
const VIA_KEYS: &[&str] = &["aws:viaawsservice", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast"];

/// The ways that a policy can tell apart.
pub fn ways(mentions: &Mentions) -> Vec<Way> {
    let mut ways = vec![Way::Internet];
    if WAY_KEYS.iter().any(|key| mentions.has(key)) {
        ways.push(Way::Endpoint);
    }
    if VIA_KEYS.iter().any(|key| mentions.has(key)) {
        ways.push(Way::Service);
    }
    ways
}

/// Keys whose values are given to their owners and to nobody else: those of endpoints, and others.
const FIXED_ENDPOINT_KEYS: &[&str] = &["aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn"];
const FIXED_KEYS: &[&str] = &["aws:userid", "sts:externalid"];

/// Whether a policy can tell those with something that is fixed from those without, where they come so: one of each.
pub fn variants(way: Way, mentions: &Mentions) -> &'static [bool] {
    let mentions = |keys: &[&str]| keys.iter().any(|key| mentions.has(key));
    let is_told = mentions(FIXED_KEYS) || way == Way::Endpoint && mentions(FIXED_ENDPOINT_KEYS);
    if is_told { &[false, true] } else { &[false] }
}
