//! The owner's own people.

use super::super::parse::Policy;
use super::super::request::Caller;
use super::caller::{Archetype, FIXED_KEYS, callers, organizations, ways};
use super::mention::Mentions;
use super::zone::Zone;

/// The owner's own people, who may be allowed everything by their own policies. Where it is not known which
/// organisation they belong to, and it matters, each comes in several variants.
pub fn own(policy: &Policy, zone: &Zone, partition: &str, mentions: &Mentions) -> Vec<Vec<Archetype>> {
    let fixed = FIXED_KEYS.iter().any(|key| mentions.has(key));
    let mut found = Vec::new();
    for caller in callers(&zone.account, partition, true) {
        let caller = anyone(caller);
        for way in ways(mentions) {
            // Those with things of fixed names, and those without.
            for bounded in [false, true].into_iter().take(1 + usize::from(fixed)) {
                let of = |organization: Option<&str>| {
                    let mut one = Archetype::of(caller.clone(), &zone.account, organization, way);
                    one.bounded = bounded;
                    one
                };
                found.push(match zone.organizations.first() {
                    Some(id) => vec![of(Some(id))],
                    None => {
                        let ids = organizations(policy, zone, mentions);
                        [of(None)].into_iter().chain(ids.iter().map(|(alike, _)| of(Some(&alike.id)))).collect()
                    }
                });
            }
        }
    }
    found
}

/// A caller of the owner's own account, by a name that tells that any will do.
fn anyone(caller: Caller) -> Caller {
    let named = |arn: String| arn.replace("/outsider", "/anyone");
    match caller {
        Caller::Session { arn, role } => Caller::Session { arn: named(arn), role },
        Caller::User(arn) => Caller::User(named(arn)),
        Caller::FederatedUser(arn) => Caller::FederatedUser(named(arn)),
        other => other,
    }
}
