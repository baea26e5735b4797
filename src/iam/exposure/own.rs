//! The owner's own people.

use super::super::network::Network;
use super::super::parse::Policy;
use super::super::request::Caller;
use super::super::search::Domain;
use super::World;
use super::caller::{Archetype, Severity, callers, organizations};
use super::key;
use super::kind::Kind;
use super::mention::Mentions;
use super::way::{variants, ways};
use super::zone::Zone;

/// The owner's own people, who may be allowed everything by their own policies. Where it is not known which
/// organisation they belong to, and it matters, each comes in several variants.
pub fn own(policy: &Policy, zone: &Zone, partition: &str, mentions: &Mentions) -> Vec<Vec<Archetype>> {
    let mut found = Vec::new();
    for caller in callers(&zone.account, partition, true) {
        let caller = anyone(caller);
        for way in ways(mentions) {
            // Those with things of fixed names, and those without.
            for bounded in variants(way, mentions) {
                let of = |organization: Option<&str>| {
                    let mut one = Archetype::of(caller.clone(), &zone.account, organization, way);
                    one.bounded = *bounded;
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

/// Those who may hold a policy of an account: the one of that ARN, or any user, role or federated user. They are given
/// what policies name: their endpoints, ids and tags are whichever somebody of the account has.
pub fn holders(arn: Option<&str>, zone: &Zone, partition: &str, mentions: &Mentions) -> Vec<Archetype> {
    let organization = zone.organizations.first().map(String::as_str);
    let known = arn.and_then(|arn| {
        let name = arn.rsplit('/').next()?;
        if arn.contains(":user/") {
            return Some(Caller::User(arn.to_owned()));
        }
        let session = format!("arn:{partition}:sts::{}:assumed-role/{name}/anyone", zone.account);
        arn.contains(":role/").then(|| Caller::Session { arn: session, role: Some(arn.to_owned()) })
    });
    let (callers, severity) = match known {
        Some(caller) => (vec![caller], Severity::Named),
        None => (callers(&zone.account, partition, true).into_iter().map(anyone).collect(), Severity::Anybody),
    };
    // Root users hold no policies.
    let callers = callers.into_iter().filter(|caller| !matches!(caller, Caller::Root { .. }));
    let of = |caller: Caller| {
        ways(mentions).into_iter().map(move |way| {
            let mut one = Archetype::of(caller.clone(), &zone.account, organization, way);
            (one.bounded, one.severity) = (true, severity);
            one.name = arn.map_or(one.name, str::to_owned);
            one
        })
    };
    callers.flat_map(of).collect()
}

/// What a request of such a holder may say under a global condition key. `None`: it is none about him or his way.
pub fn of_holder(key: &str, who: &Archetype, partition: &str, now: i64, mentions: &Mentions) -> Option<Domain> {
    let world = World {
        kind: &Kind::PLAIN,
        zone: &Zone::default(),
        mentions,
        resource: String::new(),
        partition: partition.to_owned(),
        region: String::new(),
        now,
        addresses: Network::routable().clone(),
        tails: None,
    };
    key::of_request(key, who, &world).or_else(|| key::of_caller(key, who, &world))
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
