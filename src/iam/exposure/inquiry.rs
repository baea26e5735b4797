//! The questions about each kind of outsider and each action, and what comes of them.

use std::collections::BTreeSet;

use super::super::network::Network;
use super::super::parse::{Effect, Policy};
use super::super::request::{Caller, Request};
use super::super::search::{Domain, Mode, Model, Outcome, Present, Rule, search};
use super::super::text::Budget;
use super::super::truth::Truth;
use super::super::vocabulary::Action;
use super::World;
use super::answer::{Answer, Class, Direction, Exposure, Grant, Unknown};
use super::caller::{Archetype, Severity, Way};
use super::pin::Reading;
use super::prepared::Ready;
use super::witness;
use super::{key, width};

/// Questions asked so far, and their answers.
pub struct Inquiry<'w> {
    policy: &'w Policy,
    world: &'w World<'w>,
    is_restricted: Truth,
    classes: Vec<Kin>,
    /// Who is known to get in, by the class of actions.
    inside: BTreeSet<(usize, String)>,
    exposures: Vec<Exposure>,
    /// What is not known, and how bad it would be.
    unknowns: BTreeSet<(Severity, Unknown)>,
    budget: Budget,
}

/// Actions that are the same to a policy.
pub struct Kin {
    /// With the service: `s3:GetObject`.
    pub names: Vec<String>,
    /// The first without it, in lower case.
    pub lower: String,
    pub form: usize,
    pub known: &'static Action,
}

/// What one question came to.
enum Asked {
    Yes { place: usize, reading: usize, model: Model, addresses: Option<Network> },
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
            inside: BTreeSet::new(),
            exposures: Vec::new(),
            unknowns: BTreeSet::new(),
            budget: Budget::default(),
        }
    }

    /// Asks about one kind of outsider.
    pub fn ask(&mut self, who: &Archetype, readings: &[Reading]) {
        if self.classes.is_empty() {
            self.classes = classes(readings, self.world);
        }
        for class in 0..self.classes.len() {
            let whom = who.whom();
            if self.inside.contains(&(class, EVERYBODY.to_owned())) || self.inside.contains(&(class, whom.clone())) {
                continue;
            }
            match self.get_in(who, readings, class) {
                Asked::No => {}
                Asked::Maybe(unknowns) => {
                    self.unknowns.extend(unknowns.into_iter().map(|unknown| (who.severity, unknown)));
                }
                Asked::Yes { .. }
                    if self.is_restricted == Truth::Maybe && !matches!(who.caller, Caller::Service(_)) =>
                {
                    let construct = "RestrictPublicBuckets: whether AWS calls the policy public".to_owned();
                    self.unknowns.insert((who.severity, Unknown { construct, direction: Direction::Better }));
                }
                Asked::Yes { place, reading, model, addresses } => {
                    let mut who = who.clone();
                    if let Some(addresses) = addresses {
                        who.severity = Severity::Bounded;
                        who.name = format!("{} from some networks", who.name);
                        let _ = addresses;
                    }
                    let public = who.severity.is_public();
                    let kin = &self.classes[class];
                    let own = &readings[reading];
                    let witness = witness::request(&who, own, &kin.names[0], kin.known, &model, self.world, kin.form);
                    if let Err(why) = witness::replay(self.policy, &witness) {
                        let construct = format!("a request that should get in does not: {why}");
                        self.unknowns.insert((who.severity, Unknown { construct, direction: Direction::Either }));
                        continue;
                    }
                    self.inside.insert((class, if public { EVERYBODY.to_owned() } else { whom }));
                    self.expose(&who, own, place, class, &model, witness);
                }
            }
        }
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

    fn get_in(&mut self, who: &Archetype, readings: &[Reading], class: usize) -> Asked {
        for (reading, own) in readings.iter().enumerate().filter(|(_, own)| !own.is_open()) {
            let scene = scene(self.world, &self.classes[class], who, own, None);
            let Some((place, model)) = scene.first(Mode::Surely, &mut self.budget) else { continue };
            let by_address =
                who.way != Way::Endpoint && who.severity.is_public() && self.world.mentions.has("aws:sourceip");
            if !by_address {
                return Asked::Yes { place, reading, model, addresses: None };
            }
            return self.by_address(who, own, class, (place, reading, model));
        }
        let Some(last) = readings.last() else { return Asked::No };
        let scene = scene(self.world, &self.classes[class], who, last, None);
        match scene.doubts(&mut self.budget) {
            doubts if doubts.is_empty() => Asked::No,
            doubts => Asked::Maybe(doubts),
        }
    }

    /// Measures from which addresses somebody gets in.
    fn by_address(&mut self, who: &Archetype, reading: &Reading, class: usize, found: (usize, usize, Model)) -> Asked {
        let (place, number, model) = found;
        let blocks = self.world.mentions.values("aws:sourceip");
        let Some(parts) = width::parts(&self.world.addresses, blocks, PARTS) else {
            let construct = format!("more than {PARTS} ranges of aws:SourceIp");
            return Asked::Maybe(vec![Unknown { construct, direction: Direction::Either }]);
        };
        let mut open = Network::none();
        for part in parts {
            let Some(address) = part.pick() else { continue };
            let scene = scene(self.world, &self.classes[class], who, reading, Some(&address));
            if scene.first(Mode::Surely, &mut self.budget).is_some() {
                open = open.union(&part);
            }
        }
        let addresses = (!width::is_public(&open)).then_some(open);
        Asked::Yes { place, reading: number, model, addresses }
    }

    fn expose(
        &mut self,
        who: &Archetype,
        reading: &Reading,
        place: usize,
        class: usize,
        model: &Model,
        witness: Request,
    ) {
        let kin = &self.classes[class];
        let ready = &reading.prepared.statements[place];
        let grant = Grant::of(ready.statement);
        let same = |exposure: &&mut Exposure| exposure.archetype == who.name && exposure.allowed_by == grant;
        if let Some(exposure) = self.exposures.iter_mut().find(same) {
            exposure.actions.extend(kin.names.iter().cloned());
            exposure.actions.sort();
            exposure.actions.dedup();
            return;
        }
        self.exposures.push(Exposure {
            archetype: who.name.clone(),
            severity: who.severity,
            actions: kin.names.clone(),
            resources: witness::resources(ready.statement, self.world),
            allowed_by: grant,
            denies: witness::passed(reading, who, &kin.lower, model, self.world.kind.is_role()),
            witness,
        });
    }
}

/// Stands for everybody among those who get in.
const EVERYBODY: &str = "*";

/// How many ranges of addresses are asked about.
pub const PARTS: usize = 600;

/// One kind of outsider who does one class of things, from one address if it is fixed.
pub fn scene<'s>(
    world: &World,
    kin: &Kin,
    who: &Archetype,
    reading: &'s Reading<'s>,
    address: Option<&str>,
) -> Scene<'s> {
    let keys = &reading.prepared.keys;
    let mut domains = Vec::with_capacity(keys.len() + 1);
    let within = world.tails.clone().unwrap_or_else(|| world.kind.tails(kin.form, world.rest()));
    domains.push(Domain { absent: false, present: Present::Texts { within, without: Vec::new() } });
    for name in keys {
        let domain = match address {
            Some(address) if name == "aws:sourceip" => {
                Domain { absent: false, present: Present::Points(vec![address.to_owned()]) }
            }
            _ => reading
                .pinned(name)
                .or_else(|| key::domain(name, who, Some(kin.known), world))
                .unwrap_or_else(|| Domain { absent: true, present: Present::Never }),
        };
        domains.push(domain);
    }
    let rules = |effect: Effect| -> Vec<Rule> {
        let speaking = reading.prepared.statements.iter().enumerate().filter(|(_, ready)| ready.may(effect));
        speaking.filter_map(|(place, ready)| rule(place, ready, effect, who, kin, world.kind.is_role())).collect()
    };
    Scene { reading, domains, allows: rules(Effect::Allow), denies: rules(Effect::Deny) }
}

/// One kind of outsider and one class of actions: what each field may hold, and what the statements ask of it.
pub struct Scene<'s> {
    pub reading: &'s Reading<'s>,
    pub domains: Vec<Domain>,
    pub allows: Vec<Rule<'s>>,
    pub denies: Vec<Rule<'s>>,
}

impl Scene<'_> {
    /// The first statement that lets the outsider in, and how.
    fn first(&self, mode: Mode, budget: &mut Budget) -> Option<(usize, Model)> {
        self.allows.iter().find_map(|allow| match search(&self.domains, allow, &self.denies, &[], mode, budget) {
            Outcome::Request(model) => Some((allow.place, model)),
            _ => None,
        })
    }

    /// What it hangs on whether the outsider gets in. Empty: he surely does not.
    fn doubts(&self, budget: &mut Budget) -> Vec<Unknown> {
        let mut unknowns = Vec::new();
        for allow in &self.allows {
            match search(&self.domains, allow, &self.denies, &[], Mode::Possibly, budget) {
                Outcome::Nothing => {}
                Outcome::Open => {
                    let construct = format!("{}: too much to decide", self.name(allow.place));
                    unknowns.push(Unknown { construct, direction: Direction::Worse });
                }
                Outcome::Request(_) => {
                    let denies = self.denies.iter().map(|deny| deny.place);
                    for place in [allow.place].into_iter().chain(denies) {
                        let ready = &self.reading.prepared.statements[place];
                        let direction = Direction::of(ready.statement.effect);
                        let doubts = ready.doubts.iter().map(|doubt| format!("{}: {doubt}", self.name(place)));
                        unknowns.extend(doubts.map(|construct| Unknown { construct, direction }));
                    }
                    if unknowns.is_empty() {
                        let construct = format!("{}: principal, or values of several kinds", self.name(allow.place));
                        unknowns.push(Unknown { construct, direction: Direction::Worse });
                    }
                }
            }
        }
        unknowns
    }

    fn name(&self, place: usize) -> String {
        let statement = self.reading.prepared.statements[place].statement;
        format!("statement {} (line {})", statement.name(), statement.line)
    }
}

/// Whether such a caller can ask for such a thing at all.
fn may_ask(caller: &Caller, kin: &Kin) -> bool {
    let federated =
        |saml: bool| matches!(caller, Caller::Federated(provider) if provider.contains(":saml-provider/") == saml);
    match kin.names.first().map(String::as_str) {
        Some("sts:AssumeRole") => !matches!(caller, Caller::Federated(_)),
        Some("sts:AssumeRoleWithWebIdentity") => federated(false),
        Some("sts:AssumeRoleWithSAML") => federated(true),
        // Of Lambda only the URL of a function takes requests that nobody signed.
        Some(name) if name.starts_with("lambda:") && *caller == Caller::Anonymous => name == "lambda:InvokeFunctionUrl",
        _ => true,
    }
}

fn rule<'s>(
    place: usize,
    ready: &'s Ready,
    effect: Effect,
    who: &Archetype,
    kin: &Kin,
    trust: bool,
) -> Option<Rule<'s>> {
    if !may_ask(&who.caller, kin) {
        return None;
    }
    let reached = if ready.understood {
        witness::reaches(&ready.statement.principals, effect, &who.caller, trust)
    } else {
        Truth::Maybe
    };
    // What may be a statement of the other effect may not be one of this.
    let is = if ready.statement.effect == Some(effect) { Truth::Yes } else { Truth::Maybe };
    let applies = reached.and(ready.covers(&kin.lower)).and(is);
    if applies == Truth::No {
        return None;
    }
    let demands = ready.demands.iter().map(|(field, atom)| (*field, atom)).collect();
    Some(Rule { place, applies, demands })
}

/// All actions that the policy can grant, put together where no statement and no key tells them apart.
pub fn classes(readings: &[Reading], world: &World) -> Vec<Kin> {
    kinds_of_actions(readings, world, false)
}

/// The same for all actions, whether the policy grants them or not.
pub fn all_classes(readings: &[Reading], world: &World) -> Vec<Kin> {
    kinds_of_actions(readings, world, true)
}

fn kinds_of_actions(readings: &[Reading], world: &World, all: bool) -> Vec<Kin> {
    let Some(reading) = readings.first() else { return Vec::new() };
    let statements = &reading.prepared.statements;
    let service = super::super::vocabulary::service(world.kind.service);
    let own_prefix = format!("{}:", world.kind.service);
    let asked: Vec<&str> = reading
        .prepared
        .keys
        .iter()
        .filter(|key| key.starts_with(&own_prefix))
        .filter_map(|key| super::super::vocabulary::condition_key(key).map(|known| known.name))
        .collect();
    let mut classes: Vec<(Vec<Truth>, Vec<bool>, Kin)> = Vec::new();
    for (form, action) in world.kind.grantable() {
        let lower = action.name.to_ascii_lowercase();
        let covered: Vec<Truth> = statements.iter().map(|ready| ready.covers(&lower)).collect();
        let granted =
            statements.iter().zip(&covered).any(|(ready, truth)| ready.may(Effect::Allow) && *truth != Truth::No);
        if !granted && !all {
            continue;
        }
        let keys = match service {
            Some(service) if !asked.is_empty() => {
                let own = service.keys_of(action);
                asked.iter().map(|name| own.iter().any(|key| key.name == *name)).collect()
            }
            _ => Vec::new(),
        };
        let name = format!("{own_prefix}{}", action.name);
        // These are told apart by who may ask for them.
        let alone = matches!(world.kind.service, "sts" | "lambda");
        match classes.iter_mut().find(|(own, with, kin)| !alone && kin.form == form && *own == covered && *with == keys)
        {
            Some((_, _, kin)) => kin.names.push(name),
            None => classes.push((covered, keys, Kin { names: vec![name], lower, form, known: action })),
        }
    }
    classes.into_iter().map(|(_, _, kin)| kin).collect()
}
