//! Which statements let in anybody in the world, and to do what.

use std::collections::{BTreeMap, BTreeSet};

use super::super::network::Network;
use super::super::parse::{Effect, Element, Policy, Statement};
use super::super::principal::Principal;
use super::super::rule::{Doubt, principal_texts};
use super::super::search::{Mode, Model, Outcome, Rule, search};
use super::super::text::{Budget, Pattern};
use super::super::truth::Truth;
use super::action::{self, Kin};
use super::caller::{Archetype, Outsiders};
use super::inquiry::{self, PARTS};
use super::mention::{self, Mentions};
use super::pin::{self, Reading};
use super::prepared::Ready;
use super::scene::{Asker, Scene};
use super::user::let_in;
use super::way::Way;
use super::{Question, World, caller, width, witness};

/// What anybody may do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// What each statement surely grants, by its index: actions, each on at least one resource.
    pub certain: BTreeMap<usize, BTreeSet<&'static str>>,
    /// Why there may be more. Empty: `certain` is all there is.
    pub doubts: BTreeSet<Doubt>,
}

/// What is asked about strangers.
#[derive(Debug, Clone, Default)]
pub struct Strangers<'a> {
    /// `service:Action`, as the vocabulary writes it.
    pub actions: &'a [&'static str],
    /// The last parts of the ARNs that are asked about, where they are not all of the kind's.
    pub tails: Option<Vec<Pattern>>,
    /// The way that all of them come. `None`: each his own.
    pub way: Option<Way>,
    /// Addresses that those from the internet have. `None`: all that there are.
    pub addresses: Option<Network>,
    /// Only those whose identity provider no statement names.
    pub only_unnamed_providers: bool,
}

/// Which of `actions` strangers may do: callers who do not sign, and those with an account of whom nobody has heard.
///
/// Every `Allow` is asked for itself, with every `Deny` taken off. Strangers choose what is theirs to choose: names,
/// tags, their VPC, https. Statements that let in no more than some networks let in nobody.
pub fn strangers(policy: &Policy, question: &Question, asked: &Strangers) -> Access {
    if !policy.statements.iter().any(may_reach_strangers) {
        return Access::default();
    }
    let mentions = Mentions::of(policy);
    let variables = mention::variables(policy);
    let mut world = World::of(policy, question, &mentions);
    world.tails.clone_from(&asked.tails);
    if let Some(addresses) = &asked.addresses {
        world.addresses = world.addresses.intersection(addresses);
    }
    let Outsiders { kinds: mut outsiders, are_all } = match asked.only_unnamed_providers {
        true => Outsiders { kinds: caller::unnamed_bearers().to_vec(), are_all: true },
        false => caller::outsiders(policy, question.kind, &question.zone, &world.partition, &mentions),
    };
    outsiders.retain(|who| who.severity.is_public());
    if let Some(way) = asked.way {
        outsiders.retain(|who| who.way == Way::Internet);
        outsiders.iter_mut().for_each(|who| who.way = way);
    }
    let actions = asked.actions;
    let mut survey =
        Survey { policy, world: &world, actions, access: Access::default(), budget: Budget::default(), classes: None };
    for who in &outsiders {
        survey.ask(who, &pin::readings(policy, &variables, who, &world));
    }
    if !are_all {
        survey.access.doubts.insert(Doubt { construct: caller::TOO_MANY.to_owned(), effect: None });
    }
    survey.access
}

struct Survey<'w> {
    policy: &'w Policy,
    world: &'w World<'w>,
    actions: &'w [&'static str],
    access: Access,
    budget: Budget,
    classes: Option<Vec<Kin>>,
}

/// That a statement lets somebody in: under which reading of the policy, and with which request.
struct Entry {
    place: usize,
    reading: usize,
    model: Model,
}

impl Survey<'_> {
    /// Asks about one kind of stranger.
    fn ask(&mut self, who: &Archetype, readings: &[Reading]) {
        let classes = self.classes.take().unwrap_or_else(|| asked(readings, self.world, self.actions));
        let askers = Asker::all(self.world, who, readings);
        for kin in &classes {
            self.ask_about(who, &askers, kin);
        }
        self.classes = Some(classes);
    }

    fn ask_about(&mut self, who: &Archetype, askers: &[Asker], kin: &Kin) {
        let by_address = who.way != Way::Endpoint && self.world.mentions.has("aws:sourceip");
        let parts = match by_address {
            false => vec![None],
            true => match askers.first().and_then(|own| inquiry::parts(own.reading, &self.world.addresses)) {
                Some(parts) => parts.into_iter().map(Some).collect(),
                None => {
                    let construct = format!("more than {PARTS} parts of the internet by aws:SourceIp");
                    self.access.doubts.insert(Doubt { construct, effect: None });
                    return;
                }
            },
        };
        let (mut entries, mut doubts) = (Vec::new(), Vec::new());
        let (mut sure, mut possible) = (Network::none(), Network::none());
        for part in &parts {
            let address = part.as_ref().and_then(Network::pick);
            if part.is_some() && address.is_none() {
                continue;
            }
            let found = self.entries(askers, kin, address.as_deref());
            let open = self.doubts(askers, kin, address.as_deref(), &found);
            if let Some(part) = part {
                if !found.is_empty() {
                    sure = sure.union(part);
                }
                if !found.is_empty() || !open.is_empty() {
                    possible = possible.union(part);
                }
            }
            entries.extend(found);
            doubts.extend(open);
        }
        // Who comes from a few networks is not anybody.
        if !by_address || width::is_public(&sure) {
            for entry in entries {
                self.enter(&askers[entry.reading], kin, &entry);
            }
        }
        if !by_address || width::is_public(&possible) {
            self.access.doubts.extend(doubts);
        }
    }

    /// The statements that surely let in, each once.
    fn entries(&mut self, askers: &[Asker], kin: &Kin, address: Option<&str>) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for (number, asker) in askers.iter().enumerate().filter(|(_, asker)| !asker.reading.is_open()) {
            let scene = from(asker, kin, address);
            for allow in &scene.allows {
                if entries.iter().any(|entry| entry.place == allow.place) {
                    continue;
                }
                let found = let_in(&scene, allow, Mode::Surely, &mut self.budget);
                if let Outcome::Request(model) = found {
                    entries.push(Entry { place: allow.place, reading: number, model });
                }
            }
        }
        entries
    }

    /// What it hangs on whether further statements let in.
    fn doubts(&mut self, askers: &[Asker], kin: &Kin, address: Option<&str>, found: &[Entry]) -> Vec<Doubt> {
        // The last reading leaves variables open; the one before it is that they have no value.
        let open = askers.iter().rev().take(2);
        open.flat_map(|asker| self.doubts_of(&from(asker, kin, address), found)).collect()
    }

    fn doubts_of(&mut self, scene: &Scene, found: &[Entry]) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        for allow in &scene.allows {
            if found.iter().any(|entry| entry.place == allow.place) {
                continue;
            }
            match let_in(scene, allow, Mode::Possibly, &mut self.budget) {
                Outcome::Nothing => {}
                Outcome::Open => doubts.push(too_much(statement_of(scene, allow))),
                Outcome::Request(_) => {
                    let met = self.met(scene, allow);
                    let mut open = of_rule(scene, allow);
                    open.extend(met.into_iter().flat_map(|deny| of_rule(scene, deny)));
                    if open.is_empty() {
                        // Nothing but the budget, or a mixture of comparisons, can keep a decided statement open.
                        open.push(too_much(statement_of(scene, allow)));
                    }
                    doubts.extend(open);
                }
            }
        }
        doubts
    }

    /// Every `Deny` that may speak of something that the `Allow` speaks of.
    fn met<'s>(&mut self, scene: &'s Scene, allow: &Rule) -> Vec<&'s Rule<'s>> {
        let mut met = Vec::new();
        for deny in &scene.denies {
            let common = search(scene, allow, &[], deny.demands, Mode::Possibly, &mut self.budget);
            if common != Outcome::Nothing {
                met.push(deny);
            }
        }
        met
    }

    /// Notes a grant, once the concrete evaluator has agreed to it.
    fn enter(&mut self, asker: &Asker, kin: &Kin, entry: &Entry) {
        let ready = &asker.reading.prepared.statements[entry.place];
        let actions = self.actions.iter().filter(|name| kin.names.iter().any(|own| own == *name));
        let known = self.access.certain.get(&ready.statement.index);
        let new: Vec<&str> =
            actions.filter(|name| !known.is_some_and(|known| known.contains(*name))).copied().collect();
        let Some(first) = new.first() else { return };
        let request = witness::request(asker, first, kin, &entry.model);
        if let Err(why) = witness::replay(self.policy, &request) {
            let construct = format!("a request that should get in does not: {why}");
            self.access.doubts.insert(Doubt { construct, effect: None });
            return;
        }
        self.access.certain.entry(ready.statement.index).or_default().extend(new);
    }
}

/// Lets somebody ask, from one address if it is fixed.
fn from<'s>(asker: &'s Asker<'s>, kin: &'s Kin, address: Option<&str>) -> Scene<'s> {
    let mut scene = asker.scene(kin);
    if let Some(address) = address {
        scene.come_from(address);
    }
    scene
}

/// Whether a statement may let in somebody whom it does not name. Most policies name all whom they let in.
fn may_reach_strangers(statement: &Statement) -> bool {
    let names = |principal: &Principal| {
        matches!(principal, Principal::Any | Principal::Unknown(_) | Principal::Federated(_) | Principal::Canonical(_))
    };
    let reaches = match &statement.principals {
        Element::Is(listed) => listed.iter().any(names),
        Element::Not(_) | Element::Missing => true,
    };
    statement.may_be(Effect::Allow) && (reaches || !statement.issues.is_empty())
}

/// The classes that some of the actions belong to.
fn asked(readings: &[Reading], world: &World, actions: &[&'static str]) -> Vec<Kin> {
    let mut classes = action::classes(readings, world);
    classes.retain(|kin| kin.names.iter().any(|name| actions.contains(&name.as_str())));
    classes
}

fn statement_of<'s>(scene: &'s Scene, rule: &Rule) -> &'s Statement {
    scene.asker.reading.prepared.statements[rule.place].statement
}

fn too_much(statement: &Statement) -> Doubt {
    of(statement, "too much to decide")
}

/// What is not decided of one statement.
pub fn of_rule(scene: &Scene, rule: &Rule) -> Vec<Doubt> {
    let ready: &Ready = &scene.asker.reading.prepared.statements[rule.place];
    let statement = ready.statement;
    let mut doubts: Vec<Doubt> = ready.doubts.iter().map(|doubt| of(statement, doubt)).collect();
    if doubts.is_empty() && rule.applies == Truth::Maybe {
        doubts.push(of(statement, &format!("principal not decided: {}", principal_texts(statement))));
    }
    doubts
}

fn of(statement: &Statement, construct: &str) -> Doubt {
    let construct = format!("{construct} in statement {}", statement.name());
    Doubt { construct, effect: statement.effect }
}
