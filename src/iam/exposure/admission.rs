//! Whether callers of one kind get in by a policy: surely, surely not, or what it hangs on.

use std::collections::BTreeSet;

use super::super::parse::Policy;
use super::super::request::Caller;
use super::super::rule::Doubt;
use super::super::search::{Domain, Mode, Outcome, Present, Rule};
use super::super::text::{Budget, Class, Pattern};
use super::super::truth::Truth;
use super::action::{Kin, classes};
use super::caller::{self, Archetype, Outsiders, Severity, TOO_MANY};
use super::grants::of_rule;
use super::mention::{self, Mentions};
use super::pin::{self, Reading};
use super::scene::{Asker, Scene};
use super::tenant::{self, Claimed, Tenant};
use super::user::let_in;
use super::way::Way;
use super::{Question, World, Zone, service, witness};

/// Whether somebody gets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    pub truth: Truth,
    /// What it hangs on. Empty where it is decided.
    pub doubts: BTreeSet<Doubt>,
}

impl Admission {
    /// Nobody gets in.
    const NOBODY: Self = Self { truth: Truth::No, doubts: BTreeSet::new() };
}

/// Whether anybody gets in who is outside `from`, to do any of `actions`; none are given: to do anything.
///
/// `from` may be narrower than the zone of the question, which tells whose the resource is. Services count too, but not
/// where a role is assumed: who acts for whom there is asked of each service.
pub fn outsiders_enter(policy: &Policy, question: &Question, from: &Zone, actions: &[&str]) -> Admission {
    admission(policy, question, actions, &[], |world| outsiders(policy, world, from))
}

/// The same for those who give no external id, or one that the policy does not write out.
///
/// See "Access to AWS accounts owned by third parties" of the IAM user guide: `sts:ExternalId` is what the third party
/// was given for one customer.
pub fn outsiders_enter_unasked(policy: &Policy, question: &Question, from: &Zone, actions: &[&str]) -> Admission {
    let mentions = Mentions::of(policy);
    let written = mentions.values(EXTERNAL_ID).filter(|value| !value.contains(['*', '?']));
    let without = written.map(Pattern::folded_literal).collect();
    let within = vec![Pattern::at_least(2, Class::Printable)];
    let guessed = Domain { absent: true, present: Present::Texts { within, without } };
    let replaced = [(EXTERNAL_ID, guessed)];
    admission(policy, question, actions, &replaced, |world| outsiders(policy, world, from))
}

const EXTERNAL_ID: &str = "sts:externalid";

/// Whether a service gets in that works for an account outside `from`.
pub fn service_enters(policy: &Policy, question: &Question, name: &str, from: &Zone, actions: &[&str]) -> Admission {
    admission(policy, question, actions, &[], |world| {
        let all = caller::outsiders(policy, world.kind, from, &world.partition, world.mentions);
        let accounts = all.kinds.iter().filter(|one| one.caller.account().is_some());
        let mut known: Vec<(&str, Option<&str>)> =
            accounts.map(|one| (one.account.as_str(), one.organization.as_deref())).collect();
        known.sort_unstable();
        known.dedup();
        let acting = |(account, organization)| service::acting(name, account, organization);
        Outsiders { kinds: known.into_iter().map(acting).collect(), are_all: all.are_all }
    })
}

/// Whether a service can get in that works for the owner of the resource, by some request at least.
pub fn own_service_enters(policy: &Policy, question: &Question, name: &str, actions: &[&str]) -> Admission {
    admission(policy, question, actions, &[], |world| {
        let organization = world.zone.organizations.first().map(String::as_str);
        all_of(vec![service::acting(name, &world.zone.account, organization)])
    })
}

/// Whether somebody gets in with a token of a provider that claims such things.
pub(in super::super) fn bearer_enters(
    policy: &Policy,
    question: &Question,
    provider: &str,
    claimed: Claimed,
    actions: &[&str],
) -> Admission {
    admission(policy, question, actions, &[], |world| {
        let tenants = tenant::claiming(provider, claimed, world.mentions);
        let bearer = |tenant: Tenant| Archetype {
            name: format!("users of {provider}"),
            severity: Severity::Named,
            caller: Caller::Federated(provider.to_owned()),
            account: String::new(),
            organization: None,
            way: Way::Internet,
            bounded: true,
            tenant: Some(Box::new(tenant)),
        };
        all_of(tenants.into_iter().map(bearer).collect())
    })
}

fn all_of(kinds: Vec<Archetype>) -> Outsiders {
    Outsiders { kinds, are_all: true }
}

fn outsiders(policy: &Policy, world: &World, from: &Zone) -> Outsiders {
    let mut all = caller::outsiders(policy, world.kind, from, &world.partition, world.mentions);
    all.kinds.retain(|one| !world.kind.is_role() || !matches!(one.caller, Caller::Service(_)));
    all
}

/// Asks about all kinds of callers until one surely gets in. `replaced`: keys of which their requests say something
/// else than those of their kind.
fn admission(
    policy: &Policy,
    question: &Question,
    actions: &[&str],
    replaced: &[(&str, Domain)],
    who: impl FnOnce(&World) -> Outsiders,
) -> Admission {
    let mentions = Mentions::of(policy);
    let variables = mention::variables(policy);
    let world = World::of(policy, question, &mentions);
    let mut gate = Gate { policy, replaced, budget: Budget::default() };
    let mut doubts = BTreeSet::new();
    let mut shared: Option<Vec<Reading>> = None;
    let mut asked: Option<Vec<Kin>> = None;
    let Outsiders { kinds, are_all } = who(&world);
    for who in kinds {
        let own;
        let readings = if variables.is_empty() {
            shared.get_or_insert_with(|| pin::readings(policy, &variables, &who, &world)).as_slice()
        } else {
            own = pin::readings(policy, &variables, &who, &world);
            own.as_slice()
        };
        let classes = asked.get_or_insert_with(|| {
            let mut classes = classes(readings, &world);
            classes.retain(|kin| actions.is_empty() || kin.names.iter().any(|name| actions.contains(&name.as_str())));
            classes
        });
        let askers = Asker::all(&world, &who, readings);
        for kin in classes.iter() {
            let found = gate.ask(&askers, kin);
            if found.truth == Truth::Yes {
                return found;
            }
            doubts.extend(found.doubts);
        }
    }
    if !are_all && asked.is_some_and(|classes| !classes.is_empty()) {
        doubts.insert(Doubt { construct: TOO_MANY.to_owned(), effect: None });
    }
    if doubts.is_empty() { Admission::NOBODY } else { Admission { truth: Truth::Maybe, doubts } }
}

struct Gate<'w> {
    policy: &'w Policy,
    replaced: &'w [(&'w str, Domain)],
    budget: Budget,
}

impl Gate<'_> {
    fn ask(&mut self, askers: &[Asker], kin: &Kin) -> Admission {
        if !askers.iter().any(|asker| asker.may_enter(kin)) {
            return Admission::NOBODY;
        }
        let mut doubts = BTreeSet::new();
        for asker in askers.iter().filter(|asker| !asker.reading.is_open()) {
            let Some((_, model)) = self.scene(asker, kin).first(Mode::Surely, &mut self.budget) else { continue };
            let request = witness::request(asker, kin.example(), kin, &model);
            match witness::replay(self.policy, &request) {
                Ok(()) => return Admission { truth: Truth::Yes, doubts: BTreeSet::new() },
                Err(why) => {
                    let construct = format!("a request that should get in does not: {why}");
                    doubts.insert(Doubt { construct, effect: None });
                }
            }
        }
        // The last reading leaves variables open; the one before it is that they have no value.
        for asker in askers.iter().rev().take(2) {
            let scene = self.scene(asker, kin);
            for allow in &scene.allows {
                doubts.extend(self.doubts(&scene, allow));
            }
        }
        let truth = if doubts.is_empty() { Truth::No } else { Truth::Maybe };
        Admission { truth, doubts }
    }

    fn scene<'s>(&self, asker: &'s Asker<'s>, kin: &'s Kin) -> Scene<'s> {
        let mut scene = asker.scene(kin);
        for (key, domain) in self.replaced {
            if let Some(field) = asker.reading.prepared.field(key) {
                scene.fix(field, domain.clone());
            }
        }
        scene
    }

    /// What it hangs on whether one statement lets him in. Empty: it surely does not.
    fn doubts(&mut self, scene: &Scene, allow: &Rule) -> Vec<Doubt> {
        if let_in(scene, allow, Mode::Possibly, &mut self.budget) == Outcome::Nothing {
            return Vec::new();
        }
        let mut doubts: Vec<Doubt> =
            [allow].into_iter().chain(&scene.denies).flat_map(|rule| of_rule(scene, rule)).collect();
        if doubts.is_empty() {
            let statement = scene.asker.reading.prepared.statements[allow.place].statement;
            let construct = format!("too much to decide in statement {}", statement.name());
            doubts.push(Doubt { construct, effect: statement.effect });
        }
        doubts
    }
}

#[cfg(test)]
mod tests;
