//! Everyone there is, the owner's own people among them, and whether one gets through without what is demanded.

use std::collections::BTreeSet;

use super::super::enforcement::Demand;
use super::super::parse::Policy;
use super::super::request::Request;
use super::super::rule::Doubt;
use super::super::search::{Mode, Model, Outcome, Rule};
use super::super::text::{Budget, Pattern};
use super::super::truth::Truth;
use super::action::Kin;
use super::answer::Passed;
use super::caller::{Archetype, TOO_MANY, outsiders};
use super::demand::{self, Case, Unit};
use super::grants::of_rule;
use super::mention::{self, Mentions};
use super::own::own;
use super::pin::{self, Reading};
use super::scene::Asker;
use super::user::let_in;
use super::{Question, World, Zone, witness};

/// A way through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hole {
    None,
    /// A request that gets through, and the index of the `Allow`; `None`: no statement of the policy.
    Request {
        witness: Box<Request>,
        statement: Option<usize>,
        /// Why each `Deny` does not stop it.
        denies: Vec<Passed>,
    },
    Doubts(BTreeSet<Doubt>),
}

impl Hole {
    /// Whether there is one, and why that is not decided.
    pub fn truth(self) -> (Truth, BTreeSet<Doubt>) {
        match self {
            Self::None => (Truth::No, BTreeSet::new()),
            Self::Request { .. } => (Truth::Yes, BTreeSet::new()),
            Self::Doubts(doubts) => (Truth::Maybe, doubts),
        }
    }
}

/// A question about everyone.
pub struct Everyone<'p> {
    policy: &'p Policy,
    question: Question,
    demand: Demand<'p>,
    by_acl: bool,
    by_policy_alone: bool,
    own_alone: bool,
    /// The form of resources, of the kind's, and the last parts of their ARNs. `None`: all.
    place: Option<(usize, Vec<Pattern>)>,
    /// The path of the owner's account through its organisation. `None`: not known.
    path: Option<&'p str>,
    budget: Budget,
}

/// One kind of caller and one class of actions, and whether there is a hole for them.
pub struct Part {
    /// Who it is, by number.
    pub who: usize,
    pub form: usize,
    pub open: bool,
}

/// Stands for the policies of callers: they may allow everything.
const ELSEWHERE: usize = usize::MAX;

impl<'p> Everyone<'p> {
    /// Asks a demand of a policy.
    pub fn of(policy: &'p Policy, question: &Question, demand: Demand<'p>, by_acl: bool) -> Self {
        let mut question = question.clone();
        // What is trusted is the owner's own, and used by his own people.
        question.zone.networks.clear();
        question.zone.endpoints.clear();
        question.zone.vpcs.clear();
        match demand {
            Demand::Organization(id) | Demand::Perimeter { organization: id, .. } => {
                question.zone.organizations = BTreeSet::from([id.to_owned()]);
            }
            Demand::Endpoint { endpoints, vpcs } => {
                question.zone.endpoints.extend(endpoints.iter().cloned());
                question.zone.vpcs.extend(vpcs.iter().cloned());
            }
            _ => {}
        }
        let budget = Budget::default();
        Self {
            policy,
            question,
            demand,
            by_acl,
            by_policy_alone: false,
            own_alone: false,
            place: None,
            path: None,
            budget,
        }
    }

    /// The owner's own people are let in by the policy, or not at all.
    #[must_use]
    pub fn by_policy_alone(self) -> Self {
        Self { by_policy_alone: true, ..self }
    }

    /// Outsiders are not asked about.
    #[must_use]
    pub fn own_alone(self) -> Self {
        Self { own_alone: true, ..self }
    }

    /// Only resources of one form of the kind's are asked about: those with such last parts of their ARNs.
    #[must_use]
    pub fn on(self, form: usize, tails: Vec<Pattern>) -> Self {
        Self { place: Some((form, tails)), ..self }
    }

    /// The owner's account has this path through its organisation.
    #[must_use]
    pub fn at(self, path: Option<&'p str>) -> Self {
        Self { path, ..self }
    }

    /// The first way through.
    pub fn hole(&mut self) -> Hole {
        let mut doubts = BTreeSet::new();
        let mut found = None;
        self.each(|_, _, hole| match hole {
            Hole::None => false,
            Hole::Request { .. } => {
                found = Some(hole);
                true
            }
            Hole::Doubts(more) => {
                doubts.extend(more);
                false
            }
        });
        match found {
            Some(hole) => hole,
            None if doubts.is_empty() => Hole::None,
            None => Hole::Doubts(doubts),
        }
    }

    /// Where there are holes, if everybody were allowed everything.
    pub fn parts(&mut self) -> Vec<Part> {
        let mut parts = Vec::new();
        self.by_acl = true;
        self.each(|who, kin, hole| {
            parts.push(Part { who, form: kin.form, open: hole != Hole::None });
            false
        });
        parts
    }

    fn each(&mut self, mut take: impl FnMut(usize, &Kin, Hole) -> bool) {
        let (policy, question) = (self.policy, self.question.clone());
        let mentions = Mentions::of(policy);
        let variables = mention::variables(policy);
        let mut world = World::of(policy, &question, &mentions);
        world.tails = self.place.as_ref().map(|(_, tails)| tails.clone());
        let mut all = own(policy, &question.zone, &world.partition, &mentions);
        let mut others_are_all = true;
        if !self.own_alone {
            // Nobody is left out for being trusted.
            let others = outsiders(policy, question.kind, &Zone::default(), &world.partition, &mentions);
            // Own people whom the policy names are of the own organisation.
            let is_own = |who: &Archetype| who.caller.account() == Some(world.zone.account.as_str());
            let organization = |who: &Archetype| match world.zone.organizations.first() {
                Some(id) if is_own(who) => Some(id.clone()),
                _ => who.organization.clone(),
            };
            let placed = |who: Archetype| vec![Archetype { organization: organization(&who), ..who }];
            all.extend(others.kinds.into_iter().map(placed));
            others_are_all = others.are_all;
        }
        all.retain(|variants| variants.iter().any(|who| demand::is_asked(self.demand, who, &mentions)));
        let mut classes = None;
        for (number, variants) in all.iter().enumerate() {
            let read = |who| {
                let mut readings = pin::readings(policy, &variables, who, &world);
                readings.iter_mut().for_each(|reading| demand::leave_open(self.unit(), reading));
                (who, readings)
            };
            let variants: Vec<(&Archetype, Vec<Reading>)> = variants.iter().map(read).collect();
            let askers: Vec<Vec<Asker>> =
                variants.iter().map(|(who, readings)| Asker::all(&world, who, readings)).collect();
            let Some((_, readings)) = variants.first() else { continue };
            let classes: &Vec<Kin> = classes.get_or_insert_with(|| demand::classes(self.demand, readings, &world));
            for kin in classes {
                if !self.is_about(kin) {
                    continue;
                }
                let holes = askers.iter().map(|askers| self.through(askers, kin)).collect();
                if take(number, kin, of_variants(holes)) {
                    return;
                }
            }
        }
        for kin in classes.iter().flatten().filter(|kin| !others_are_all && self.is_about(kin)) {
            let doubt = Doubt { construct: TOO_MANY.to_owned(), effect: None };
            if take(all.len(), kin, Hole::Doubts(BTreeSet::from([doubt]))) {
                return;
            }
        }
    }

    /// Whether the question is about the things that such actions work on.
    fn is_about(&self, kin: &Kin) -> bool {
        self.place.as_ref().is_none_or(|(form, _)| kin.form == *form)
    }

    /// Which keys tell of the unit of the owner's account, and which it is.
    fn unit(&self) -> Unit<'p> {
        let keys: &[&str] = match self.demand {
            Demand::Perimeter { .. } => &["aws:resourceorgpaths"],
            _ if self.own_alone => &["aws:principalorgpaths", "aws:resourceorgpaths"],
            _ => &[],
        };
        Unit { keys, path: self.path }
    }

    fn through(&mut self, askers: &[Asker], kin: &Kin) -> Hole {
        let mut doubts = BTreeSet::new();
        for way in demand::ways(self.demand) {
            match self.by_way(askers, kin, &way) {
                Hole::None => {}
                Hole::Doubts(more) => doubts.extend(more),
                hole @ Hole::Request { .. } => return hole,
            }
        }
        if doubts.is_empty() { Hole::None } else { Hole::Doubts(doubts) }
    }

    /// Whether such a request gets through, whichever of the cases AWS makes of it.
    fn by_way(&mut self, askers: &[Asker], kin: &Kin, cases: &[Case]) -> Hole {
        let mut doubts = BTreeSet::new();
        let mut sure: Option<Hole> = None;
        let mut closed = false;
        for case in cases {
            match self.in_case(askers, kin, case) {
                // S3 may tell the version with actions too for which its reference does not list the key.
                None => closed |= askers.iter().any(demand::asks_for_version),
                Some(hole @ Hole::Request { .. }) => sure = Some(hole),
                Some(Hole::None) => closed = true,
                Some(Hole::Doubts(more)) => doubts.extend(more),
            }
        }
        match sure {
            Some(hole) if !closed && doubts.is_empty() => hole,
            Some(_) => {
                let construct = "what s3:TlsVersion says of a request over plain http AWS does not document".to_owned();
                doubts.insert(Doubt { construct, effect: None });
                Hole::Doubts(doubts)
            }
            None if doubts.is_empty() => Hole::None,
            None => Hole::Doubts(doubts),
        }
    }

    /// `None`: such a caller sends no such thing.
    fn in_case(&mut self, askers: &[Asker], kin: &Kin, case: &Case) -> Option<Hole> {
        let last = askers.last()?;
        let action = demand::action(self.demand, last, kin, case)?;
        let elsewhere = Rule { place: ELSEWHERE, applies: Truth::Yes, demands: &[] };
        let is_own = last.who.caller.account() == Some(last.world.zone.account.as_str());
        let is_let_in_elsewhere = is_own && !self.by_policy_alone && !last.world.kind.must_allow_own();
        let free = is_let_in_elsewhere || self.by_acl && !demand::is_service(last.who);
        for asker in askers.iter().filter(|asker| !asker.reading.is_open()) {
            let scene = demand::narrowed(self.demand, self.unit(), asker.scene(kin), case)?;
            let allows = if free { std::slice::from_ref(&elsewhere) } else { &scene.allows };
            for allow in allows {
                let found = let_in(&scene, allow, Mode::Surely, &mut self.budget);
                if let Outcome::Request(model) = found {
                    return Some(self.told(asker, kin, action, allow.place, &model, case));
                }
            }
        }
        let scene = demand::narrowed(self.demand, self.unit(), last.scene(kin), case)?;
        let allows = if free { std::slice::from_ref(&elsewhere) } else { &scene.allows };
        let mut doubts = BTreeSet::new();
        for allow in allows {
            if let_in(&scene, allow, Mode::Possibly, &mut self.budget) == Outcome::Nothing {
                continue;
            }
            let rules = scene.denies.iter().chain((allow.place != ELSEWHERE).then_some(allow));
            doubts.extend(rules.flat_map(|rule| of_rule(&scene, rule)));
            if doubts.is_empty() {
                doubts.insert(Doubt { construct: "too much to decide".to_owned(), effect: None });
            }
        }
        Some(if doubts.is_empty() { Hole::None } else { Hole::Doubts(doubts) })
    }

    /// A request that gets through, if the concrete evaluator agrees.
    fn told(&self, asker: &Asker, kin: &Kin, action: &str, place: usize, model: &Model, case: &Case) -> Hole {
        let is_own = asker.who.caller.account() == Some(asker.world.zone.account.as_str());
        let mut request = witness::request(asker, action, kin, model);
        for (key, values) in case {
            let told = request.context.one(key);
            if told.is_some() && values.iter().flatten().any(|value| Some(value.as_str()) == told) {
                continue;
            }
            match values.first() {
                Some(Some(value)) => request.context.set(key, value.clone()),
                _ => request.context.remove(key),
            }
        }
        let by_policy = place != ELSEWHERE;
        if (by_policy || is_own)
            && let Err(why) = witness::replay(self.policy, &request)
        {
            let construct = format!("a request that should get through does not: {why}");
            return Hole::Doubts(BTreeSet::from([Doubt { construct, effect: None }]));
        }
        if !by_policy && !is_own {
            // What an ACL grants is not written here.
            let construct = "an ACL may let in others, whom no statement stops".to_owned();
            return Hole::Doubts(BTreeSet::from([Doubt { construct, effect: None }]));
        }
        let statement = by_policy.then(|| asker.reading.prepared.statements[place].statement.index);
        let denies = witness::passed(asker, kin, model);
        Hole::Request { witness: Box::new(request), statement, denies }
    }
}

/// What is certain of somebody of whom it is not known which of several he is.
fn of_variants(mut holes: Vec<Hole>) -> Hole {
    let open = holes.iter().filter(|hole| matches!(hole, Hole::Request { .. })).count();
    if open == holes.len() || holes.iter().all(|hole| *hole == Hole::None) {
        return holes.pop().unwrap_or(Hole::None);
    }
    let construct = "which organisation the account belongs to is not known".to_owned();
    let mut doubts = BTreeSet::new();
    if open > 0 {
        doubts.insert(Doubt { construct, effect: None });
    }
    doubts.extend(holes.into_iter().flat_map(|hole| match hole {
        Hole::Doubts(more) => more,
        _ => BTreeSet::new(),
    }));
    Hole::Doubts(doubts)
}
