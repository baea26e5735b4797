//! One kind of outsider and one class of actions: what is asked of the request, and what it hangs on.

use super::super::parse::Effect;
use super::super::request::Caller;
use super::super::rule::principal_texts;
use super::super::search::{Domain, Mode, Model, Outcome, Present, Rule, search};
use super::super::text::Budget;
use super::super::truth::Truth;
use super::World;
use super::action::Kin;
use super::answer::{Direction, Unknown};
use super::caller::Archetype;
use super::pin::Reading;
use super::prepared::Ready;
use super::{key, witness};

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
                .unwrap_or_else(key::never),
        };
        domains.push(Domain { absent: domain.absent && !reading.has_value(name), ..domain });
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
    pub fn first(&self, mode: Mode, budget: &mut Budget) -> Option<(usize, Model)> {
        self.allows.iter().find_map(|allow| match search(&self.domains, allow, &self.denies, &[], mode, budget) {
            Outcome::Request(model) => Some((allow.place, model)),
            _ => None,
        })
    }

    /// What it hangs on whether the outsider gets in. Empty: he surely does not.
    pub fn doubts(&self, budget: &mut Budget) -> Vec<Unknown> {
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
                        let what = match allow.applies {
                            Truth::Yes => "values of several kinds for one condition key".to_owned(),
                            _ => {
                                let statement = self.reading.prepared.statements[allow.place].statement;
                                format!("principal not decided: {}", principal_texts(statement))
                            }
                        };
                        let construct = format!("{}: {what}", self.name(allow.place));
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

/// What a statement of that effect asks of such a caller's request. `None`: it does not speak of him.
pub fn rule<'s>(
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
