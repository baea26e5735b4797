//! The questions about each kind of outsider and each action, and what comes of them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::network::Network;
use super::super::parse::Policy;
use super::super::request::{Caller, Request};
use super::super::search::{Mode, Model};
use super::super::text::Budget;
use super::super::truth::Truth;
use super::World;
use super::action::{Kin, classes};
use super::answer::{Answer, Class, Direction, Exposure, Grant, Unknown};
use super::caller::{Archetype, Severity};
use super::pin::Reading;
use super::scene::{Asker, Scene};
use super::way::Way;
use super::width;
use super::witness;

/// Questions asked so far, and their answers.
pub struct Inquiry<'w> {
    policy: &'w Policy,
    world: &'w World<'w>,
    is_restricted: Truth,
    classes: Vec<Kin>,
    /// Who is known to get in, and to which classes of actions.
    inside: BTreeMap<String, BTreeSet<usize>>,
    exposures: Vec<Exposure>,
    /// What is not known, and how bad it would be.
    unknowns: BTreeSet<(Severity, Unknown)>,
    budget: Budget,
    /// Parts of the internet, where they have been asked for.
    parts: Option<Option<Vec<Network>>>,
}

/// What one question came to.
enum Asked {
    /// `is_bounded`: from some networks only, too few for everybody.
    Yes {
        place: usize,
        reading: usize,
        model: Model,
        is_bounded: bool,
    },
    Maybe(Vec<Unknown>),
    No,
}

impl<'w> Inquiry<'w> {
    pub fn new(policy: &'w Policy, world: &'w World<'w>, is_restricted: Truth) -> Self {
        Self {
            policy,
            world,
            is_restricted,
            classes: Vec::new(),
            inside: BTreeMap::new(),
            exposures: Vec::new(),
            unknowns: BTreeSet::new(),
            budget: Budget::default(),
            parts: None,
        }
    }

    /// Asks about one kind of outsider.
    pub fn ask(&mut self, who: &Archetype, readings: &[Reading]) {
        if self.budget.left() == 0 {
            self.unknowns.insert((who.severity, out_of_budget()));
            return;
        }
        if self.classes.is_empty() {
            self.classes = classes(readings, self.world);
        }
        let askers = Asker::all(self.world, who, readings);
        let mut whom = None;
        let classes = std::mem::take(&mut self.classes);
        for (class, kin) in classes.iter().enumerate() {
            if self.is_inside(EVERYBODY, class) || !askers.iter().any(|asker| asker.may_enter(kin)) {
                continue;
            }
            let whom = whom.get_or_insert_with(|| who.whom());
            if !self.is_inside(whom, class) {
                self.ask_about(&askers, class, kin, whom);
            }
        }
        self.classes = classes;
    }

    fn ask_about(&mut self, askers: &[Asker], class: usize, kin: &Kin, whom: &str) {
        let Some(who) = askers.first().map(|asker| asker.who) else { return };
        match self.get_in(askers, kin) {
            Asked::No => {}
            Asked::Maybe(unknowns) => {
                self.unknowns.extend(unknowns.into_iter().map(|unknown| (who.severity, unknown)));
            }
            Asked::Yes { .. } if self.is_restricted == Truth::Maybe && !matches!(who.caller, Caller::Service(_)) => {
                let construct = "RestrictPublicBuckets: whether AWS calls the policy public".to_owned();
                self.unknowns.insert((who.severity, Unknown { construct, direction: Direction::Better }));
            }
            Asked::Yes { place, reading, model, is_bounded } => {
                let mut told = Told { name: who.name.clone(), severity: who.severity };
                let mut inside = if who.severity.is_public() { EVERYBODY } else { whom }.to_owned();
                if is_bounded {
                    told.severity = Severity::Bounded;
                    told.name.push_str(FROM_SOME);
                    // By another way he may still get in from everywhere.
                    inside = format!("{whom}{FROM_SOME}");
                    if self.is_inside(&inside, class) {
                        return;
                    }
                }
                let asker = &askers[reading];
                let witness = witness::request(asker, kin.example(), kin, &model);
                if let Err(why) = witness::replay(self.policy, &witness) {
                    let construct = format!("a request that should get in does not: {why}");
                    self.unknowns.insert((told.severity, Unknown { construct, direction: Direction::Either }));
                    return;
                }
                self.inside.entry(inside).or_default().insert(class);
                self.expose(told, asker, place, kin, &model, witness);
            }
        }
    }

    fn is_inside(&self, whom: &str, class: usize) -> bool {
        self.inside.get(whom).is_some_and(|classes| classes.contains(&class))
    }

    /// Notes that some whom the policy names were not asked about.
    pub fn leave_out(&mut self, construct: &str) {
        let unknown = Unknown { construct: construct.to_owned(), direction: Direction::Worse };
        self.unknowns.insert((Severity::Named, unknown));
    }

    /// What all questions came to.
    pub fn answer(self) -> Answer {
        let worst = self.exposures.iter().map(|exposure| exposure.severity).min();
        let doubt = self.unknowns.iter().map(|(severity, _)| *severity).min();
        let class = match (worst, doubt) {
            (Some(severity), _) if severity.is_public() => Class::Public,
            (_, Some(severity)) if severity.is_public() => Class::Unknown,
            (Some(_), _) => Class::External,
            (None, Some(_)) => Class::Unknown,
            (None, None) => Class::Private,
        };
        let mut exposures = self.exposures;
        exposures.sort_by_key(|exposure| exposure.severity);
        let mut unknowns: Vec<Unknown> = self.unknowns.into_iter().map(|(_, unknown)| unknown).collect();
        unknowns.sort();
        unknowns.dedup();
        Answer { class, exposures, unknowns }
    }

    fn get_in(&mut self, askers: &[Asker], kin: &Kin) -> Asked {
        if self.budget.spend(QUESTION).is_none() {
            return Asked::Maybe(vec![out_of_budget()]);
        }
        let scenes: Vec<Scene> = askers.iter().map(|asker| asker.scene(kin)).collect();
        // Most are kept out for sure, which one search tells.
        if let [only] = scenes.as_slice()
            && !only.may_enter(&mut self.budget)
        {
            return Asked::No;
        }
        for (reading, scene) in scenes.iter().enumerate().filter(|(_, scene)| !scene.asker.reading.is_open()) {
            let Some((place, model)) = scene.first(Mode::Surely, &mut self.budget) else { continue };
            let who = scene.asker.who;
            let by_address =
                who.way != Way::Endpoint && who.severity.is_public() && self.world.mentions.has("aws:sourceip");
            if !by_address {
                return Asked::Yes { place, reading, model, is_bounded: false };
            }
            return self.by_address(scene.asker.scene(kin), (place, reading, model));
        }
        // The last reading leaves variables open; the one before it is that they have no value.
        let mut doubts = Vec::new();
        for last in scenes.iter().rev().take(2) {
            doubts.extend(last.doubts(&mut self.budget));
        }
        if doubts.is_empty() { Asked::No } else { Asked::Maybe(doubts) }
    }

    /// Measures from which addresses somebody gets in.
    fn by_address(&mut self, mut scene: Scene, found: (usize, usize, Model)) -> Asked {
        let (place, reading, model) = found;
        if self.parts.is_none() {
            self.parts = Some(parts(scene.asker.reading, &self.world.addresses));
        }
        let Some(Some(parts)) = &self.parts else {
            let construct = format!("more than {PARTS} parts of the internet by aws:SourceIp");
            return Asked::Maybe(vec![Unknown { construct, direction: Direction::Either }]);
        };
        let (mut open, mut closed, mut widest) = (Network::none(), Network::none(), None);
        for part in parts {
            // What is left can change nothing.
            if width::is_public(&open) || !width::is_public(&self.world.addresses.difference(&closed)) {
                break;
            }
            let Some(address) = part.pick() else { continue };
            scene.come_from(&address);
            match scene.first(Mode::Surely, &mut self.budget) {
                Some(found) => {
                    open = open.union(part);
                    widest.get_or_insert(found);
                }
                None => closed = closed.union(part),
            }
        }
        let is_bounded = !width::is_public(&open);
        // A part that there was no budget for is not known to be closed.
        if is_bounded && self.budget.left() == 0 {
            let construct = "the budget: too much to decide about each range of aws:SourceIp".to_owned();
            return Asked::Maybe(vec![Unknown { construct, direction: Direction::Worse }]);
        }
        // Who gets in from everywhere does so from the largest part: the first request may hang on a small one.
        let (place, model) = widest.filter(|_| !is_bounded).unwrap_or((place, model));
        Asked::Yes { place, reading, model, is_bounded }
    }

    fn expose(&mut self, told: Told, asker: &Asker, place: usize, kin: &Kin, model: &Model, witness: Request) {
        let ready = &asker.reading.prepared.statements[place];
        let grant = Grant::of(ready.statement);
        let same = |exposure: &&mut Exposure| exposure.archetype == told.name && exposure.allowed_by == grant;
        if let Some(exposure) = self.exposures.iter_mut().find(same) {
            exposure.actions.extend(kin.names.iter().cloned());
            exposure.actions.sort();
            exposure.actions.dedup();
            return;
        }
        self.exposures.push(Exposure {
            archetype: told.name,
            severity: told.severity,
            actions: kin.names.clone(),
            resources: witness::resources(ready.statement, self.world),
            allowed_by: grant,
            denies: witness::passed(asker, kin, model),
            witness,
        });
    }
}

/// Who is told to get in.
struct Told {
    name: String,
    severity: Severity,
}

/// Added to the name of those who get in from a part of the internet only.
const FROM_SOME: &str = " from some networks";

fn out_of_budget() -> Unknown {
    let construct = "the budget: too many kinds of callers, or too much to decide about each".to_owned();
    Unknown { construct, direction: Direction::Worse }
}

/// Stands for everybody among those who get in.
const EVERYBODY: &str = "*";

/// Into how many parts the internet may be cut.
pub const PARTS: usize = 600;

/// The least that a question costs of the budget.
const QUESTION: usize = 100;

/// Parts of the internet that no condition of the policy divides, with the largest first. `None`: too many.
pub fn parts(reading: &Reading, all: &Network) -> Option<Vec<Network>> {
    let field = reading.prepared.field("aws:sourceip");
    let demands = reading.prepared.statements.iter().flat_map(|ready| &ready.demands);
    let named = demands.filter(|(own, _)| Some(*own) == field).filter_map(|(_, atom)| atom.addresses.as_ref());
    width::parts(all, named, PARTS)
}
