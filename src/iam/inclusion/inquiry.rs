//! The one question: is there a request that some statements cover and others do not?

use std::cell::RefCell;
use std::ops::ControlFlow;

use super::super::parse::{Effect, Policy};
use super::super::reach::reach;
use super::super::request::{Caller, Context, Entry, Request};
use super::super::resource::covers_resource;
use super::super::search::{Domain, Literal, Mode, Model, Outcome, Present, Rule, Solved, search, solve};
use super::super::statement::Kind;
use super::super::text::Budget;
use super::super::truth::Truth;
use super::action::{Actions, Class, Names};
use super::caller::{Whom, callers};
use super::gate::{self, Gate, Places};
use super::key;
use super::pin::Variables;
use super::reading::{self, RESOURCE, Reading, Ready, Said};

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
    /// With the variables left open, where there are any.
    open: Option<Reading>,
    /// Whether nothing found under the values that are tried means that there is nothing.
    are_closed_enough: bool,
    budget: RefCell<Budget>,
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

/// Questions that may be asked of two policies, each with its search.
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

    /// The same request with a region, where one belongs.
    pub fn tidy(&self, request: &Request, about: &About) -> Option<Request> {
        let mut request = request.clone();
        if gate::is_regional(&about.gate, about.names.service()) {
            let parts: Vec<&str> = request.resource.splitn(6, ':').collect();
            let &[arn, partition, service, "", account, rest] = parts.as_slice() else { return None };
            request.resource = format!("{arn}:{partition}:{service}:us-east-1:{account}:{rest}");
            return Some(request);
        }
        None
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

struct Scene<'s, 'p> {
    inquiry: &'s Inquiry<'p>,
    about: &'s About<'s>,
    /// What passes the gate.
    resource: Domain,
    budget: &'s mut Budget,
}

impl Scene<'_, '_> {
    fn may(&mut self, ask: Ask) -> bool {
        let Some(widest) = self.inquiry.open.as_ref().or(self.inquiry.closed.first()) else { return false };
        let inquiry = self.inquiry;
        inquiry.callers.iter().any(|whom| self.outcome(ask, widest, whom, Mode::Possibly) != Outcome::Nothing)
    }

    fn ask(&mut self, ask: Ask) -> Asked {
        let inquiry = self.inquiry;
        let widest = inquiry.open.as_ref().or(inquiry.closed.first());
        let Some(widest) = widest else { return Asked::No };
        let callers: Vec<&Whom> = inquiry
            .callers
            .iter()
            .filter(|whom| self.outcome(ask, widest, whom, Mode::Possibly) != Outcome::Nothing)
            .collect();
        if callers.is_empty() {
            return Asked::No;
        }
        let mut found = Asked::No;
        for whom in &callers {
            for reading in &inquiry.closed {
                if let Outcome::Request(model) = self.outcome(ask, reading, whom, Mode::Surely) {
                    return Asked::Yes(Box::new(self.request(reading, whom, &model)));
                }
            }
            let nothing =
                |scene: &mut Self, reading| scene.outcome(ask, reading, whom, Mode::Possibly) == Outcome::Nothing;
            if inquiry.open.is_some()
                && inquiry.are_closed_enough
                && inquiry.closed.iter().all(|one| nothing(self, one))
            {
                continue;
            }
            found = Asked::Maybe(self.doubts(ask, widest));
        }
        found
    }

    fn outcome(&mut self, ask: Ask, reading: &Reading, whom: &Whom, mode: Mode) -> Outcome {
        let Some(allow) = self.rule(ask.allow, reading, whom, mode, true) else { return Outcome::Nothing };
        let mut extra = Vec::new();
        if let Some(enter) = ask.enter {
            let Some(rule) = self.rule(enter, reading, whom, mode, true) else { return Outcome::Nothing };
            extra = rule.demands;
        }
        let mut leave = Vec::with_capacity(ask.leave.len());
        for place in ask.leave {
            if let Some(rule) = self.rule(*place, reading, whom, mode, false) {
                if rule.demands.is_empty() {
                    return Outcome::Nothing;
                }
                leave.push(rule);
            }
        }
        let mut domains = Vec::with_capacity(1 + self.inquiry.keys.len());
        domains.push(self.resource.clone());
        domains.extend(
            self.inquiry
                .names
                .iter()
                .zip(&self.inquiry.keys)
                .map(|(name, domain)| self.domain(name, domain, reading, whom)),
        );
        let extra: Vec<_> = extra.into_iter().map(|(field, atom)| (field, Literal { atom, holds: true })).collect();
        search(&domains, &allow, &leave, &extra, mode, self.budget)
    }

    /// A statement, as the caller and the action meet it. `None`: it does not matter to the search.
    fn rule<'r>(&self, place: usize, reading: &'r Reading, whom: &Whom, mode: Mode, wanted: bool) -> Option<Rule<'r>> {
        let statement = self.inquiry.statements[place].statement;
        let ready = self.inquiry.ready(reading, place);
        let mut applies = self.about.covers[place];
        if !ready.understood {
            applies = Truth::Maybe;
        } else if applies != Truth::No {
            if self.inquiry.kind.has_principals() {
                applies = applies.and(reach(&statement.principals, statement.effect, &whom.caller, false, false).any());
            }
            if statement.effect.is_none() {
                applies = applies.and(Truth::Maybe);
            }
            if self.about.gate == Gate::Star && ready.demands.iter().any(|(field, _)| *field == RESOURCE) {
                applies = applies.and(self.covers_star(place));
            }
        }
        let matters = if wanted { mode.accepts(applies, true) } else { !mode.accepts(applies, false) };
        if !matters {
            return None;
        }
        let asked = ready.demands.iter().filter(|(field, _)| self.about.gate != Gate::Star || *field != RESOURCE);
        Some(Rule { place, applies, demands: asked.map(|(field, atom)| (*field, atom)).collect() })
    }

    /// Whether a statement speaks of an action that works on no resource.
    fn covers_star(&self, place: usize) -> Truth {
        let said = &self.inquiry.statements[place];
        let request = Request {
            caller: Caller::Anonymous,
            action: self.about.names.full(self.about.action),
            resource: "*".to_owned(),
            resource_account: String::new(),
            context: Context::default(),
        };
        covers_resource(&said.statement.resources, self.inquiry.kind.short_arn(), said.version, &request)
    }

    fn domain(&self, name: &str, domain: &Domain, reading: &Reading, whom: &Whom) -> Domain {
        if let Some(pins) = &reading.pins
            && self.inquiry.open.as_ref().is_some_and(|_| self.is_variable(name))
        {
            return match pins.one(name) {
                Some(value) => Domain { absent: false, present: Present::Points(vec![value.to_owned()]) },
                None => Domain { absent: true, present: Present::Never },
            };
        }
        whom.domain(name).unwrap_or_else(|| domain.clone())
    }

    fn is_variable(&self, name: &str) -> bool {
        // The first choice gives every variable a value.
        self.inquiry
            .closed
            .first()
            .and_then(|reading| reading.pins.as_ref())
            .is_some_and(|pins| pins.get(name).is_some())
    }

    /// The request that a search has found.
    fn request(&mut self, reading: &Reading, whom: &Whom, model: &Model) -> Request {
        let mut context = reading.pins.clone().unwrap_or_default();
        for (field, entry) in model {
            if let (Some(key), Some(entry)) =
                (field.checked_sub(1).and_then(|place| self.inquiry.names.get(place)), entry)
            {
                context.insert(key, entry.clone());
            }
        }
        let found = model.iter().find(|(field, _)| *field == RESOURCE).and_then(|(_, entry)| entry.clone());
        let found = found.or_else(|| match solve(&self.resource, &[], Mode::Surely, self.budget) {
            Solved::Value(entry) => entry,
            _ => None,
        });
        let resource = match found {
            Some(Entry::One(resource)) => resource,
            _ => "*".to_owned(),
        };
        let owner = resource.split(':').nth(4).filter(|account| !account.is_empty()).unwrap_or("111122223333");
        Request {
            caller: whom.named(&context),
            action: self.about.names.full(self.about.action),
            resource_account: owner.to_owned(),
            resource,
            context,
        }
    }

    /// What keeps the answer open.
    fn doubts(&self, ask: Ask, reading: &Reading) -> Vec<String> {
        let places = [ask.allow].into_iter().chain(ask.enter).chain(ask.leave.iter().copied());
        let mut doubts = Vec::new();
        for place in places.filter(|place| self.about.covers[*place] != Truth::No) {
            let statement = self.inquiry.statements[place].statement;
            let name = format!("statement {} (line {})", statement.name(), statement.line);
            let ready = self.inquiry.ready(reading, place);
            doubts.extend(ready.doubts.iter().map(|doubt| format!("{name}: {doubt}")));
            if self.about.covers[place] == Truth::Maybe {
                doubts.push(format!("{name}: action whose service is a wildcard, or without a service"));
            }
        }
        if doubts.is_empty() {
            let statement = self.inquiry.statements[ask.allow].statement;
            doubts.push(format!(
                "statement {} (line {}): too much to decide, or a principal",
                statement.name(),
                statement.line
            ));
        }
        doubts
    }
}
