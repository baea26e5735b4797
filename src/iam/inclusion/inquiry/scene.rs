//! The searches that answer a question about one action.

use std::borrow::Cow;

use super::super::super::reach::reach;
use super::super::super::request::{Caller, Context, Entry, Request};
use super::super::super::resource::covers_resource;
use super::super::super::search::{Atom, Domain, Fields, Mode, Model, Outcome, Present, Rule, Solved, search, solve};
use super::super::super::text::Budget;
use super::super::super::truth::Truth;
use super::super::caller::Whom;
use super::super::gate::Gate;
use super::super::reading::{RESOURCE, Reading};
use super::{About, Ask, Asked, Inquiry, SEARCHES};

/// One action, and all callers.
pub struct Scene<'s, 'p> {
    pub inquiry: &'s Inquiry<'p>,
    pub about: &'s About<'s>,
    /// What passes the gate.
    pub resource: Domain,
    pub budget: &'s mut Budget,
}

impl Scene<'_, '_> {
    /// Whether there may be such a request.
    pub fn may(&mut self, ask: Ask) -> bool {
        let Some(widest) = self.inquiry.open.as_ref().or(self.inquiry.closed.first()) else { return false };
        let inquiry = self.inquiry;
        inquiry.callers.iter().any(|whom| self.outcome(ask, widest, whom, Mode::Possibly) != Outcome::Nothing)
    }

    /// Asks, and makes sure.
    pub fn ask(&mut self, ask: Ask) -> Asked {
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
            let mut is_nothing = inquiry.are_closed_enough;
            for reading in inquiry.closed.iter().chain(std::iter::once(()).flat_map(|()| inquiry.tried())) {
                if let Outcome::Request(model) = self.outcome(ask, reading, whom, Mode::Surely) {
                    return Asked::Yes(Box::new(self.request(reading, whom, &model)));
                }
                is_nothing &= self.outcome(ask, reading, whom, Mode::Possibly) == Outcome::Nothing;
            }
            if inquiry.open.is_some() && is_nothing {
                continue;
            }
            found = Asked::Maybe(self.doubts(ask, widest));
        }
        found
    }

    fn outcome(&mut self, ask: Ask, reading: &Reading, whom: &Whom, mode: Mode) -> Outcome {
        let searches = self.inquiry.searches.get();
        if searches >= SEARCHES {
            return Outcome::Open;
        }
        self.inquiry.searches.set(searches + 1);
        let Some(allow) = self.rule(ask.allow, reading, whom, mode, true) else { return Outcome::Nothing };
        let mut extra: &[(usize, Atom)] = &[];
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
        let fields = Sent { inquiry: self.inquiry, resource: &self.resource, reading, whom };
        search(&fields, &allow, &leave, extra, mode, self.budget)
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
                let trust = self.about.names.prefix() == "sts";
                applies = applies.and(reach(&statement.principals, statement.effect, &whom.caller, false, trust).any());
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
        let demands = match ready.demands.as_slice() {
            [(RESOURCE, _), others @ ..] if self.about.gate == Gate::Star => others,
            all => all,
        };
        Some(Rule { place, applies, demands })
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

/// What a caller's requests may say, under one reading.
struct Sent<'s, 'p> {
    inquiry: &'s Inquiry<'p>,
    resource: &'s Domain,
    reading: &'s Reading,
    whom: &'s Whom,
}

impl Fields for Sent<'_, '_> {
    fn domain(&self, field: usize) -> Option<Cow<'_, Domain>> {
        let Some(place) = field.checked_sub(1) else { return Some(Cow::Borrowed(self.resource)) };
        let name = self.inquiry.names.get(place)?;
        if let Some(pins) = self.reading.pins.as_ref().filter(|_| self.is_variable(name)) {
            return Some(Cow::Owned(match pins.one(name) {
                Some(value) => Domain { absent: false, present: Present::Points(vec![value.to_owned()]) },
                None => Domain { absent: true, present: Present::Never },
            }));
        }
        match self.whom.domain(name) {
            Some(own) => Some(Cow::Owned(own)),
            None => self.inquiry.keys.get(place).map(Cow::Borrowed),
        }
    }
}

impl Sent<'_, '_> {
    fn is_variable(&self, name: &str) -> bool {
        // The first choice gives every variable a value.
        let first = self.inquiry.closed.first().and_then(|reading| reading.pins.as_ref());
        self.inquiry.open.is_some() && first.is_some_and(|pins| pins.get(name).is_some())
    }
}
