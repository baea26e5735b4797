//! The one question: is there a request that some statements cover and others do not?

mod scene;

use std::cell::{Cell, OnceCell, RefCell};
use std::ops::ControlFlow;

use super::super::parse::{Effect, Policy};
use super::super::request::{Context, Request};
use super::super::search::Domain;
use super::super::statement::Kind;
use super::super::text::Budget;
use super::super::truth::Truth;
use super::action::{Actions, Class, Names};
use super::caller::{Whom, callers};
use super::gate::{self, Gate, Places};
use super::key;
use super::pin::Variables;
use super::reading::{self, Reading, Ready, Said};
use scene::Scene;

/// Some policies of one kind, made ready for questions.
pub struct Inquiry<'p> {
    pub statements: Vec<Said<'p>>,
    pub actions: Actions<'p>,
    kind: Kind,
    places: Places,
    /// Condition keys in lower case.
    names: Vec<String>,
    /// What they may hold.
    keys: Vec<Domain>,
    callers: Vec<Whom>,
    /// With values for the variables.
    closed: Vec<Reading>,
    /// With further values for them.
    tried: OnceCell<Vec<Reading>>,
    variables: Variables<'p>,
    /// With the variables left open, where there are any.
    open: Option<Reading>,
    /// Whether nothing found under the values that are tried means that there is nothing.
    are_closed_enough: bool,
    budget: RefCell<Budget>,
    /// How many searches there were.
    searches: Cell<usize>,
}

/// Is there a request that `allow` covers, `enter` too, and none of `leave`?
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub allow: usize,
    pub leave: &'a [usize],
    pub enter: Option<usize>,
}

/// What is asked about: an action of a class, and the resources that it works on.
pub struct About<'a> {
    pub names: &'a Names,
    /// The action, by its number.
    pub action: usize,
    /// Whether each statement covers it.
    pub covers: &'a [Truth],
    pub gate: Gate,
}

/// What came of a question.
pub enum Asked {
    Yes(Box<Request>),
    No,
    /// What it hangs on.
    Maybe(Vec<String>),
}

/// Searches for two policies, all together: a second or two at most.
const SEARCHES: usize = 200_000;

/// Steps of the searches for texts, all together.
const TEXT_STEPS: usize = 2_000_000;

impl<'p> Inquiry<'p> {
    /// Reads policies of one kind. The first is side 0.
    pub fn of(policies: &[&'p Policy], kind: Kind) -> Self {
        let mut statements = Vec::new();
        for (side, policy) in policies.iter().enumerate() {
            let own = policy.statements.iter();
            statements.extend(own.map(|statement| Said { statement, version: policy.version, side }));
        }
        let variables = Variables::of(&statements);
        let conditions = || statements.iter().flat_map(|said| &said.statement.conditions);
        let mut names: Vec<String> = conditions().map(|condition| condition.key.to_ascii_lowercase()).collect();
        names.extend(variables.keys().map(str::to_owned));
        names.sort_unstable();
        names.dedup();
        let read = |pins: Option<Context>| Reading::of(statements.len(), pins);
        let closed: Vec<Reading> = variables.choices().into_iter().map(|pins| read(Some(pins))).collect();
        let open = variables.keys().next().is_some().then(|| read(None));
        let domain = |name: &String| {
            let own = conditions().filter(|condition| condition.key.eq_ignore_ascii_case(name));
            key::domain(name, own)
        };
        Self {
            actions: Actions::of(statements.iter().map(|said| said.statement)),
            places: Places::of(statements.iter().map(|said| said.statement)),
            keys: names.iter().map(domain).collect(),
            names,
            callers: callers(&statements, kind),
            are_closed_enough: variables.are_alike(policies.len()),
            budget: RefCell::new(Budget::of(TEXT_STEPS)),
            searches: Cell::new(0),
            tried: OnceCell::new(),
            variables,
            statements,
            kind,
            closed,
            open,
        }
    }

    /// What a statement asks in a reading.
    fn ready<'r>(&self, reading: &'r Reading, place: usize) -> &'r Ready {
        let read = || reading::ready(self.statements[place], self.kind, &self.names, reading.pins.as_ref());
        reading.statements[place].get_or_init(read)
    }

    /// The statements of a policy that may have an effect.
    pub fn of_effect(&self, side: usize, effect: Effect) -> Vec<usize> {
        let speaking = self.statements.iter().enumerate();
        let speaking = speaking.filter(|(_, said)| said.side == side && said.statement.may_be(effect));
        speaking.map(|(place, _)| place).collect()
    }

    /// Asks about one action.
    pub fn ask(&self, ask: Ask, about: &About) -> Asked {
        let resource = self.places.domain(&about.gate, about.names.service());
        Scene { about, inquiry: self, resource, budget: &mut self.budget.borrow_mut() }.ask(ask)
    }

    /// Whether there may be such a request, as far as is plain to see.
    pub fn may(&self, ask: Ask, about: &About) -> bool {
        if [Some(ask.allow), ask.enter].into_iter().flatten().any(|place| about.covers[place] == Truth::No) {
            return false;
        }
        let resource = self.places.domain(&about.gate, about.names.service());
        Scene { about, inquiry: self, resource, budget: &mut self.budget.borrow_mut() }.may(ask)
    }

    /// Whether all resources that an action works on are of a region.
    pub fn is_regional(&self, about: &About) -> bool {
        gate::is_regional(&about.gate, about.names.service())
    }

    /// The readings with values that the policies tell apart, tried where the usual ones find nothing.
    fn tried(&self) -> &[Reading] {
        self.tried.get_or_init(|| {
            let choices = self.variables.candidates(&self.statements);
            choices.into_iter().map(|pins| Reading::of(self.statements.len(), Some(pins))).collect()
        })
    }

    /// Goes through all actions that one of `wanted` covers, those together that are alike to all statements. The
    /// number of the service comes with them; `None` for those that no statement names.
    ///
    /// `is_open` tells of actions whether there is anything to find, whatever the resource; else they are passed over.
    pub fn each(
        &self,
        wanted: &[usize],
        is_open: impl Fn(&About) -> bool,
        mut take: impl FnMut(&About, &[usize], Option<usize>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for service in 0..self.actions.services() {
            let names = self.actions.names(service);
            for class in self.actions.classes(service, &names, wanted) {
                self.each_gate(&names, &class, Some(service), &is_open, &mut take)?;
            }
        }
        let covers = self.actions.rest();
        let nothing = Names::default();
        let about = About { names: &nothing, action: 0, covers: &covers, gate: Gate::Open };
        if wanted.iter().all(|place| covers[*place] == Truth::No) || !is_open(&about) {
            return ControlFlow::Continue(());
        }
        for names in self.actions.unnamed() {
            let class = Class { members: (0..names.len()).collect(), covers: covers.clone() };
            self.each_gate(&names, &class, None, &|_| true, &mut take)?;
        }
        ControlFlow::Continue(())
    }

    fn each_gate(
        &self,
        names: &Names,
        class: &Class,
        service: Option<usize>,
        is_open: &impl Fn(&About) -> bool,
        take: &mut impl FnMut(&About, &[usize], Option<usize>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(first) = class.members.first() else { return ControlFlow::Continue(()) };
        let gates = Self::gates(names, class);
        let about = |action: usize, gate: Gate| About { names, action, covers: &class.covers, gate };
        let several = gates.iter().filter(|(gate, _)| *gate != Gate::Star).count() > 1;
        let is_closed = several && !is_open(&about(*first, Gate::Open));
        for (gate, actions) in gates {
            if is_closed && gate != Gate::Star {
                continue;
            }
            take(&about(gravest(names, &actions), gate), &actions, service)?;
        }
        ControlFlow::Continue(())
    }

    /// Puts the actions of a class together by what they work on.
    fn gates(names: &Names, class: &Class) -> Vec<(Gate, Vec<usize>)> {
        let mut gates: Vec<(Gate, Vec<usize>)> = Vec::new();
        for action in &class.members {
            let gate = Gate::of(names.action(*action));
            match gates.iter_mut().find(|(own, _)| *own == gate) {
                Some((_, actions)) => actions.push(*action),
                None => gates.push((gate, vec![*action])),
            }
        }
        gates
    }
}

/// The action to show of some that are alike.
fn gravest(names: &Names, actions: &[usize]) -> usize {
    actions.iter().copied().rev().max_by_key(|action| names.level(*action)).unwrap_or_default()
}
