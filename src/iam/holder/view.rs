//! The statements of a holder's policies, read for one scope and with the values of variables put in.

use super::super::exposure::is_documented;
use super::super::identity::doubt;
use super::super::inclusion::{RESOURCE, Ready, Said, ready};
use super::super::parse::{Effect, Element, Statement};
use super::super::request::Context;
use super::super::rule::{self, Doubt, Set};
use super::super::search::{Atom, Rule, Value};
use super::super::statement::Kind;
use super::super::text::{Budget, Pattern, exists};
use super::super::truth::Truth;
use super::{Holder, Scope};

/// All statements, read so.
pub struct View {
    /// What was put in. `None`: variables are left open.
    pub pins: Option<Context>,
    /// By their place among all statements; `None` for those that do not matter.
    pub allows: Vec<Option<Line>>,
    pub denies: Vec<Option<Line>>,
}

/// What one statement asks.
pub struct Line {
    place: usize,
    /// Whether it is understood and speaks of the scope.
    pub applies: Truth,
    demands: Vec<(usize, Atom)>,
    pub doubts: Vec<Doubt>,
}

/// What the statements are read for.
pub struct Reader<'r> {
    pub holder: &'r Holder<'r>,
    pub scope: &'r Scope,
    /// Condition keys in lower case; the first stands for field 1.
    pub keys: &'r [String],
}

impl Reader<'_> {
    /// The field of the action.
    pub fn action_field(&self) -> usize {
        self.keys.len() + 1
    }

    /// Reads all statements.
    pub fn view(&self, said: &[Said], pins: Option<Context>, budget: &mut Budget) -> View {
        let mut read = |effect: Effect| -> Vec<Option<Line>> {
            let each = said.iter().enumerate();
            each.map(|(place, said)| {
                said.statement.may_be(effect).then(|| self.line(place, *said, effect, pins.as_ref(), budget)).flatten()
            })
            .collect()
        };
        View { allows: read(Effect::Allow), denies: read(Effect::Deny), pins }
    }

    fn line(
        &self,
        place: usize,
        said: Said,
        effect: Effect,
        pins: Option<&Context>,
        budget: &mut Budget,
    ) -> Option<Line> {
        let statement = said.statement;
        let Ready { understood, mut demands, doubts } = ready(said, Kind::Identity, self.keys, pins);
        let mut doubts: Vec<Doubt> = doubts.iter().map(|text| doubt(statement, text)).collect();
        let mut applies = Truth::from(understood && statement.effect.is_some()).or(Truth::Maybe);
        if understood {
            self.open(statement, &mut demands, &mut doubts);
            let (actions, is_odd) = actions(statement, effect);
            if is_odd {
                doubts.push(doubt(statement, "action not decided: a name that is no service:action"));
            }
            demands.push((self.action_field(), actions));
            for (field, everything) in [(RESOURCE, &self.scope.resources), (self.action_field(), &self.scope.actions)] {
                let Some(at) = demands.iter().position(|(own, _)| *own == field) else {
                    continue;
                };
                let atom = &demands[at].1;
                if !may_meet(atom, everything, budget) {
                    return None;
                }
                if effect == Effect::Deny && is_inverted(atom) {
                    // All but a list is denied: then a list is what is left, unless the list is all.
                    applies = applies.and(covers(atom, everything, budget).negated());
                    demands.remove(at);
                }
            }
        }
        (applies != Truth::No).then_some(Line { place, applies, demands, doubts })
    }

    /// Leaves open what asks for a key that AWS does not document, or for an organisation that is not known.
    fn open(&self, statement: &Statement, demands: &mut [(usize, Atom)], doubts: &mut Vec<Doubt>) {
        let conditions = demands.iter_mut().filter(|(field, _)| *field != RESOURCE);
        for ((_, atom), condition) in conditions.zip(&statement.conditions) {
            let key = condition.key.to_ascii_lowercase();
            let why = if !is_documented(&key) {
                format!("condition key {} is not documented", condition.key)
            } else if self.holder.at.organization.is_none() && OF_ORGANIZATION.contains(&key.as_str()) {
                let name = format!("{} {}", condition.operator, condition.key);
                format!("the organisation of the account is not known, which condition {name} asks for")
            } else {
                continue;
            };
            if atom.operator.take().is_some() {
                doubts.push(doubt(statement, &why));
            }
        }
    }
}

const OF_ORGANIZATION: &[&str] =
    &["aws:principalorgid", "aws:principalorgpaths", "aws:resourceorgid", "aws:resourceorgpaths"];

impl Line {
    /// What it asks of the fields that `wanted` names.
    pub fn demands(&self, wanted: impl Fn(usize) -> bool) -> impl Iterator<Item = &(usize, Atom)> {
        self.demands.iter().filter(move |(field, _)| wanted(*field))
    }

    /// Whether it names all resources; to leave some out is not to name the others.
    pub fn covers_resources(&self, everything: &Pattern) -> Truth {
        let named = self.demands.iter().find(|(field, _)| *field == RESOURCE);
        named.map_or(Truth::Yes, |(_, atom)| {
            if is_inverted(atom) { Truth::No } else { covers(atom, everything, &mut Budget::default()) }
        })
    }

    /// All of it, for a search.
    pub fn rule(&self) -> Rule<'_> {
        Rule { place: self.place, applies: self.applies, demands: &self.demands }
    }
}

/// What a statement asks of the action, and whether some of its texts are no actions.
fn actions(statement: &Statement, effect: Effect) -> (Atom, bool) {
    let Set { mut certain, possible, inverted } = rule::actions(statement);
    if effect == Effect::Allow
        && let Element::Is(texts) = &statement.actions
        && texts.iter().any(|text| super::super::identity::is_all_actions(text))
    {
        // What no AWS page says of `*:*`, its writer has said: it is meant as `*`.
        certain.push(Pattern::everything());
    }
    let is_odd = !possible.is_empty();
    let value = |truth: Truth| move |pattern: Pattern| Value::pattern("", pattern, truth);
    let values = certain.into_iter().map(value(Truth::Yes)).chain(possible.into_iter().map(value(Truth::Maybe)));
    (Atom::texts(values.collect(), inverted), is_odd)
}

fn is_inverted(atom: &Atom) -> bool {
    atom.operator.is_some_and(|operator| operator.negated)
}

/// Whether the texts that an atom names are all of `everything`.
fn covers(atom: &Atom, everything: &Pattern, budget: &mut Budget) -> Truth {
    let mut is_left = |possible: bool| {
        let listed: Vec<&Pattern> = atom.patterns(possible).collect();
        exists(&[vec![everything]], &listed, budget)
    };
    match (is_left(false), is_left(true)) {
        (Some(false), _) => Truth::Yes,
        (_, Some(true)) => Truth::No,
        _ => Truth::Maybe,
    }
}

/// Whether some text of `everything` may be meant.
fn may_meet(atom: &Atom, everything: &Pattern, budget: &mut Budget) -> bool {
    if is_inverted(atom) {
        let listed: Vec<&Pattern> = atom.patterns(false).collect();
        return exists(&[vec![everything]], &listed, budget) != Some(false);
    }
    exists(&[vec![everything], atom.patterns(true).collect()], &[], budget) != Some(false)
}
