//! One kind of outsider and one class of actions: what is asked of the request, and what it hangs on.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::super::parse::Effect;
use super::super::request::Caller;
use super::super::rule::principal_texts;
use super::super::search::{Domain, Fields, Mode, Model, Outcome, Present, Rule};
use super::super::text::Budget;
use super::super::truth::Truth;
use super::World;
use super::action::Kin;
use super::answer::{Direction, Unknown};
use super::caller::Archetype;
use super::pin::Reading;
use super::prepared::Ready;
use super::user::let_in;
use super::{key, witness};

/// One kind of outsider under one reading of the policy: what is the same for all that he does.
pub struct Asker<'s> {
    pub world: &'s World<'s>,
    pub who: &'s Archetype,
    pub reading: &'s Reading<'s>,
    /// Statements that may allow, by their places, and whether they speak of him.
    allows: Vec<(usize, Truth)>,
    /// Those that may deny.
    denies: Vec<(usize, Truth)>,
    /// What he sends under each key with an action that has the key for one of its service, and with others.
    keys: Vec<[OnceCell<Domain>; 2]>,
}

impl<'s> Asker<'s> {
    /// The same outsider under each reading.
    pub fn all(world: &'s World<'s>, who: &'s Archetype, readings: &'s [Reading<'s>]) -> Vec<Self> {
        readings.iter().map(|reading| Self::of(world, who, reading)).collect()
    }

    /// Finds out which statements speak of him.
    fn of(world: &'s World<'s>, who: &'s Archetype, reading: &'s Reading<'s>) -> Self {
        let speaking = |effect: Effect| {
            let statements = reading.prepared.statements.iter().enumerate().filter(|(_, ready)| ready.may(effect));
            let reached = statements.map(|(place, ready)| (place, reached(ready, effect, who, world.kind.is_role())));
            reached.filter(|(_, reached)| *reached != Truth::No).collect()
        };
        let keys = reading.prepared.keys.iter().map(|_| Default::default()).collect();
        Self { world, who, reading, allows: speaking(Effect::Allow), denies: speaking(Effect::Deny), keys }
    }

    /// Whether some statement may allow him such actions.
    pub fn may_enter(&self, kin: &Kin) -> bool {
        let covers = |(place, _): &(usize, Truth)| kin.covered[*place] != Truth::No;
        may_ask(&self.who.caller, kin) && self.allows.iter().any(covers)
    }

    /// Lets him ask for a class of actions.
    pub fn scene(&'s self, kin: &'s Kin) -> Scene<'s> {
        let rules = |speaking: &[(usize, Truth)]| -> Vec<Rule<'s>> {
            let speaking = speaking.iter().filter(|_| may_ask(&self.who.caller, kin));
            let rules = speaking.map(|(place, reached)| Rule {
                place: *place,
                applies: reached.and(kin.covered[*place]),
                demands: &self.reading.prepared.statements[*place].demands,
            });
            rules.filter(|rule| rule.applies != Truth::No).collect()
        };
        Scene { asker: self, kin, fixed: Vec::new(), allows: rules(&self.allows), denies: rules(&self.denies) }
    }

    /// What he sends under a key with such actions.
    pub fn sends(&self, name: &str, kin: &Kin) -> Cow<'_, Domain> {
        match self.reading.prepared.field(name).and_then(|field| self.domain(field - 1, kin)) {
            Some(known) => Cow::Borrowed(known),
            None => Cow::Owned(self.find_out(name, kin)),
        }
    }

    fn domain(&self, place: usize, kin: &Kin) -> Option<&Domain> {
        let name = self.reading.prepared.keys.get(place)?;
        Some(self.keys[place][usize::from(kin.own_keys[place])].get_or_init(|| self.find_out(name, kin)))
    }

    fn find_out(&self, name: &str, kin: &Kin) -> Domain {
        let pinned = self.reading.pinned(name);
        let domain = pinned.or_else(|| key::domain(name, self.who, Some(kin.known), self.world));
        let domain = domain.unwrap_or_else(key::never);
        Domain { absent: domain.absent && !self.reading.has_value(name), ..domain }
    }
}

/// One kind of outsider and one class of actions: what each field may hold, and what the statements ask of it.
pub struct Scene<'s> {
    pub asker: &'s Asker<'s>,
    kin: &'s Kin,
    /// Fields that hold something else than such an outsider sends otherwise.
    fixed: Vec<(usize, Domain)>,
    pub allows: Vec<Rule<'s>>,
    pub denies: Vec<Rule<'s>>,
}

impl Fields for Scene<'_> {
    fn domain(&self, field: usize) -> Option<Cow<'_, Domain>> {
        let fixed = self.fixed.iter().find(|(own, _)| *own == field).map(|(_, domain)| domain);
        let domain = fixed.or_else(|| match field.checked_sub(1) {
            None => Some(&self.kin.resource),
            Some(place) => self.asker.domain(place, self.kin),
        });
        domain.map(Cow::Borrowed)
    }
}

impl Scene<'_> {
    /// Lets the request come from this address.
    pub fn come_from(&mut self, address: &str) {
        if let Some(field) = self.asker.reading.prepared.field("aws:sourceip") {
            self.fix(field, Domain { absent: false, present: Present::Points(vec![address.to_owned()]) });
        }
    }

    /// Lets a field hold this alone.
    pub fn fix(&mut self, field: usize, domain: Domain) {
        self.fixed.retain(|(own, _)| *own != field);
        self.fixed.push((field, domain));
    }

    /// Whether the outsider may get in, if all that is doubtful helps him.
    pub fn may_enter(&self, budget: &mut Budget) -> bool {
        self.allows.iter().any(|allow| let_in(self, allow, Mode::Possibly, budget) != Outcome::Nothing)
    }

    /// The first statement that lets the outsider in, and how.
    pub fn first(&self, mode: Mode, budget: &mut Budget) -> Option<(usize, Model)> {
        self.allows.iter().find_map(|allow| match let_in(self, allow, mode, budget) {
            Outcome::Request(model) => Some((allow.place, model)),
            _ => None,
        })
    }

    /// What it hangs on whether the outsider gets in. Empty: he surely does not.
    pub fn doubts(&self, budget: &mut Budget) -> Vec<Unknown> {
        let mut unknowns = Vec::new();
        for allow in &self.allows {
            match let_in(self, allow, Mode::Possibly, budget) {
                Outcome::Nothing => {}
                Outcome::Open => {
                    let construct = format!("{}: too much to decide", self.name(allow.place));
                    unknowns.push(Unknown { construct, direction: Direction::Worse });
                }
                Outcome::Request(_) => {
                    let denies = self.denies.iter().map(|deny| deny.place);
                    for place in [allow.place].into_iter().chain(denies) {
                        let ready = &self.asker.reading.prepared.statements[place];
                        let direction = Direction::of(ready.statement.effect);
                        let doubts = ready.doubts.iter().map(|doubt| format!("{}: {doubt}", self.name(place)));
                        unknowns.extend(doubts.map(|construct| Unknown { construct, direction }));
                    }
                    if unknowns.is_empty() {
                        let rules = [allow].into_iter().chain(&self.denies);
                        unknowns.extend(rules.filter(|rule| rule.applies == Truth::Maybe).map(|rule| {
                            let statement = self.asker.reading.prepared.statements[rule.place].statement;
                            let what = format!("principal not decided: {}", principal_texts(statement));
                            let construct = format!("{}: {what}", self.name(rule.place));
                            Unknown { construct, direction: Direction::of(statement.effect) }
                        }));
                    }
                    if unknowns.is_empty() {
                        let what = "values of several kinds for one condition key";
                        let construct = format!("{}: {what}", self.name(allow.place));
                        unknowns.push(Unknown { construct, direction: Direction::Worse });
                    }
                }
            }
        }
        unknowns
    }

    fn name(&self, place: usize) -> String {
        let statement = self.asker.reading.prepared.statements[place].statement;
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

/// Whether a statement of that effect speaks of such a caller.
fn reached(ready: &Ready, effect: Effect, who: &Archetype, trust: bool) -> Truth {
    let reached = if ready.understood {
        witness::reaches(&ready.statement.principals, effect, &who.caller, trust)
    } else {
        Truth::Maybe
    };
    // What may be a statement of the other effect may not be one of this.
    let is = if ready.statement.effect == Some(effect) { Truth::Yes } else { Truth::Maybe };
    reached.and(is)
}
