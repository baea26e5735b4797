//! Everyone there is, the owner's own people among them, and whether one gets through without what is demanded.

use std::collections::BTreeSet;

use super::super::enforcement::Demand;
use super::super::parse::Policy;
use super::super::request::{Caller, Request};
use super::super::rule::Doubt;
use super::super::search::{Domain, Fields, Mode, Model, Outcome, Present, Rule};
use super::super::text::Budget;
use super::super::truth::Truth;
use super::super::vocabulary;
use super::action::{Kin, all_classes};
use super::answer::Passed;
use super::caller::{Archetype, outsiders};
use super::grants::of_rule;
use super::mention::{self, Mentions};
use super::own::own;
use super::pin::{self, Reading};
use super::scene::{Asker, Scene};
use super::user::let_in;
use super::{Question, World, Zone, key, witness};

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

/// A question about everyone.
pub struct Everyone<'p> {
    policy: &'p Policy,
    question: Question,
    demand: Demand<'p>,
    by_acl: bool,
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

const PUT_OBJECT: &str = "s3:PutObject";

impl<'p> Everyone<'p> {
    /// Asks a demand of a policy.
    pub fn of(policy: &'p Policy, question: &Question, demand: Demand<'p>, by_acl: bool) -> Self {
        let mut question = question.clone();
        match demand {
            Demand::Organization(id) => question.zone.organizations = BTreeSet::from([id.to_owned()]),
            Demand::Endpoint { endpoints, vpcs } => {
                question.zone.endpoints.extend(endpoints.iter().cloned());
                question.zone.vpcs.extend(vpcs.iter().cloned());
            }
            Demand::Tls | Demand::Tls12 | Demand::SseKms { .. } | Demand::Nobody | Demand::Mfa => {}
        }
        Self { policy, question, demand, by_acl, budget: Budget::default() }
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
        let world = World::of(policy, &question, &mentions);
        let mut all = own(policy, &question.zone, &world.partition, &mentions);
        // Nobody is left out for being trusted.
        let others = outsiders(policy, question.kind, &Zone::default(), &world.partition, &mentions);
        // Own people whom the policy names are of the own organisation.
        let own = |who: &Archetype| who.caller.account() == Some(world.zone.account.as_str());
        let organization = |who: &Archetype| match world.zone.organizations.first() {
            Some(id) if own(who) => Some(id.clone()),
            _ => who.organization.clone(),
        };
        all.extend(others.into_iter().map(|who| vec![Archetype { organization: organization(&who), ..who }]));
        all.retain(|variants| variants.iter().any(|who| self.is_asked(who)));
        let mut classes = None;
        for (number, variants) in all.iter().enumerate() {
            let read = |who| (who, pin::readings(policy, &variables, who, &world));
            let variants: Vec<(&Archetype, Vec<Reading>)> = variants.iter().map(read).collect();
            let askers: Vec<Vec<Asker>> =
                variants.iter().map(|(who, readings)| Asker::all(&world, who, readings)).collect();
            let Some((_, readings)) = variants.first() else { continue };
            let classes: &Vec<Kin> = classes.get_or_insert_with(|| all_classes(readings, &world));
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
    }

    /// Whether the demand is made of such a caller, and he does not meet it by being who he is.
    fn is_asked(&self, who: &Archetype) -> bool {
        match self.demand {
            Demand::SseKms { .. } | Demand::Nobody => true,
            Demand::Organization(id) => !is_service(who) && who.organization.as_deref() != Some(id),
            Demand::Tls | Demand::Tls12 | Demand::Endpoint { .. } | Demand::Mfa => !is_service(who),
        }
    }

    fn is_about(&self, kin: &Kin) -> bool {
        !matches!(self.demand, Demand::SseKms { .. }) || kin.names.iter().any(|name| name == PUT_OBJECT)
    }

    /// The action that a witness of the class does: one with which such a caller can send what the case says under
    /// keys that the policy does not ask for. `None`: there is none.
    fn action<'k>(&self, asker: &Asker, kin: &'k Kin, case: &Case) -> Option<&'k str> {
        let put = kin.names.iter().find(|name| *name == PUT_OBJECT && matches!(self.demand, Demand::SseKms { .. }));
        let first = put.map_or(kin.example(), String::as_str);
        let (service, unasked) = (vocabulary::service(asker.world.kind.service)?, unasked(asker, case));
        let can_say = |name: &str| {
            let action = name.split_once(':').and_then(|(_, name)| service.action(name));
            let domain = |key: &str| key::domain(key, asker.who, action, asker.world).unwrap_or_else(key::never);
            unasked.iter().all(|(key, values)| narrow(&domain(key), values).is_some())
        };
        std::iter::once(first).chain(kin.names.iter().map(String::as_str)).find(|name| can_say(name))
    }

    fn through(&mut self, askers: &[Asker], kin: &Kin) -> Hole {
        let mut doubts = BTreeSet::new();
        for way in ways(self.demand) {
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
                None => closed |= askers.iter().any(asks_for_version),
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
        let action = self.action(last, kin, case)?;
        let elsewhere = Rule { place: ELSEWHERE, applies: Truth::Yes, demands: &[] };
        let is_own = last.who.caller.account() == Some(last.world.zone.account.as_str());
        let free = (is_own && !last.world.kind.must_allow_own()) || (self.by_acl && !is_service(last.who));
        for asker in askers.iter().filter(|asker| !asker.reading.is_open()) {
            let scene = narrowed(asker.scene(kin), case)?;
            let allows = if free { std::slice::from_ref(&elsewhere) } else { &scene.allows };
            for allow in allows {
                let found = let_in(&scene, allow, Mode::Surely, &mut self.budget);
                if let Outcome::Request(model) = found {
                    return Some(self.told(asker, kin, action, allow.place, &model, case));
                }
            }
        }
        let scene = narrowed(last.scene(kin), case)?;
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

/// What a request says that lacks what is demanded: for each key, in lower case, one of these values. `None`: the
/// request lacks the key.
type Case = Vec<(&'static str, Vec<Option<String>>)>;

/// The ways in which a request can lack what is demanded. Of the cases of one way AWS does not document which it is.
fn ways(demand: Demand) -> Vec<Vec<Case>> {
    let some = |text: &str| vec![Some(text.to_owned())];
    let secure = "aws:securetransport";
    let version = "s3:tlsversion";
    let http =
        vec![vec![(secure, some("false")), (version, vec![None])], vec![(secure, some("false")), (version, some("0"))]];
    match demand {
        Demand::Tls => vec![http],
        Demand::Tls12 => {
            let old = ["1.0", "1.1"].map(|number| Some(number.to_owned())).to_vec();
            vec![http, vec![vec![(secure, some("true")), (version, old)]]]
        }
        Demand::SseKms { by_default } => {
            let header = "s3:x-amz-server-side-encryption";
            let customer = "s3:x-amz-server-side-encryption-customer-algorithm";
            let mut ways = vec![
                vec![vec![(header, some("AES256")), (customer, vec![None])]],
                vec![vec![(header, vec![None]), (customer, some("AES256"))]],
            ];
            if !by_default {
                ways.push(vec![vec![(header, vec![None]), (customer, vec![None])]]);
            }
            ways
        }
        Demand::Organization(_) | Demand::Endpoint { .. } | Demand::Nobody => vec![vec![Vec::new()]],
        Demand::Mfa => {
            let key = "aws:multifactorauthpresent";
            vec![vec![vec![(key, vec![None])]], vec![vec![(key, some("false"))]]]
        }
    }
}

/// What a case says under keys that the policy does not ask for.
fn unasked<'c>(asker: &Asker, case: &'c Case) -> Vec<&'c (&'static str, Vec<Option<String>>)> {
    case.iter().filter(|(key, _)| asker.reading.prepared.field(key).is_none()).collect()
}

/// The scene with what the case fixes. `None`: such a caller sends no such thing.
fn narrowed<'s>(mut scene: Scene<'s>, case: &Case) -> Option<Scene<'s>> {
    for (key, values) in case {
        let Some(field) = scene.asker.reading.prepared.field(key) else { continue };
        let domain = narrow(&*scene.domain(field)?, values)?;
        scene.fix(field, domain);
    }
    Some(scene)
}

/// What is left of a domain where only these values count. `None`: none of them can be.
fn narrow(domain: &Domain, values: &[Option<String>]) -> Option<Domain> {
    let can_say = |text: &&String| match &domain.present {
        Present::Never => false,
        Present::Points(all) => all.contains(text),
        _ => true,
    };
    let texts: Vec<String> = values.iter().flatten().filter(can_say).cloned().collect();
    let absent = domain.absent && values.contains(&None);
    match (texts.is_empty(), absent) {
        (true, false) => None,
        (true, true) => Some(Domain { absent, present: Present::Never }),
        (false, _) => Some(Domain { absent, present: Present::Points(texts) }),
    }
}

fn asks_for_version(asker: &Asker) -> bool {
    asker.world.kind.is_s3() && asker.reading.prepared.field("s3:tlsversion").is_some()
}

fn is_service(who: &Archetype) -> bool {
    matches!(who.caller, Caller::Service(_))
}
