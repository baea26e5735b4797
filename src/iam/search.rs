//! The search for a request: one that an `Allow` grants and no `Deny` stops.
//!
//! A statement asks something of each field of a request for itself: of the action, the caller, the resource, and of
//! each condition key. So the requests that it covers are a box, and to escape a `Deny` is to leave its box on one side.
//! The action and the kind of caller are fixed before the search begins; policy variables are put in.

mod address;
mod atom;
mod cell;

pub(crate) use atom::{Atom, Value};
pub(crate) use cell::{Domain, Literal, Mode, Present, Solved, solve};

use std::borrow::Cow;

use super::request::Entry;
use super::text::Budget;
use super::truth::Truth;

/// The fields of a request. A search looks at few of them.
pub(crate) trait Fields {
    /// What a field may hold. `None`: there is no such field.
    fn domain(&self, field: usize) -> Option<Cow<'_, Domain>>;
}

/// A statement as one kind of caller meets it with one action.
#[derive(Debug, Clone)]
pub(crate) struct Rule<'a> {
    /// Place of the statement among all that take part.
    pub place: usize,
    /// Whether it speaks of the caller and the action, and is understood.
    pub applies: Truth,
    /// The fields that it asks something of.
    pub demands: &'a [(usize, Atom)],
}

/// What each field holds. Those that nothing is asked of are not there.
pub(crate) type Model = Vec<(usize, Option<Entry>)>;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Such a request, field by field.
    Request(Model),
    /// There is none.
    Nothing,
    /// Not found, and not proved that there is none.
    Open,
}

/// What a branch costs of the budget, beside a step for each `Deny` that it is held against.
const BRANCH: usize = 10;

/// What one field may cost at a time.
const FIELD: usize = 100_000;

/// Looks for a request that `allow` covers, that meets all of `extra`, and that none of `denies` covers.
///
/// `Surely`: all that is found is surely so, whatever a doubtful part means. `Possibly`: where nothing is found, there
/// surely is none.
pub(crate) fn search(
    fields: &dyn Fields,
    allow: &Rule,
    denies: &[Rule],
    extra: &[(usize, Atom)],
    mode: Mode,
    budget: &mut Budget,
) -> Outcome {
    if !mode.accepts(allow.applies, true) {
        return Outcome::Nothing;
    }
    let mut search = Search { fields, mode, budget, has_turned_back: false };
    let mut cells = Cells::default();
    let mut open = false;
    for (field, atom) in allow.demands.iter().chain(extra) {
        cells.ask(*field, Literal { atom, holds: true });
    }
    // The resource comes last: its texts take longest.
    for (field, cell) in cells.0.iter_mut().enumerate().rev() {
        let Some(cell) = cell else { continue };
        match search.settle(field, cell) {
            Solved::Nothing => return Outcome::Nothing,
            Solved::Open => open = true,
            Solved::Value(_) => {}
        }
    }
    if open {
        return Outcome::Open;
    }
    // A `Deny` that may not apply is passed over where all that is possible counts.
    let mut denies: Vec<&Rule> = denies.iter().filter(|deny| !mode.accepts(deny.applies, false)).collect();
    // Those that leave the fewest ways out come first.
    denies.sort_by_key(|deny| deny.demands.len());
    let mut left = vec![false; denies.len()];
    search.escape(&mut cells, &denies, &mut left)
}

struct Search<'s> {
    fields: &'s dyn Fields,
    mode: Mode,
    budget: &'s mut Budget,
    /// Whether some choice led nowhere: then further choices are made with care.
    has_turned_back: bool,
}

/// What is asked of each field, and a value that meets it. `None`: nothing is asked.
#[derive(Default)]
struct Cells<'a>(Vec<Option<Cell<'a>>>);

#[derive(Clone, Default)]
struct Cell<'a> {
    literals: Vec<Literal<'a>>,
    value: Option<Entry>,
}

impl<'a> Cells<'a> {
    /// Asks more of a field.
    fn ask(&mut self, field: usize, literal: Literal<'a>) -> &mut Cell<'a> {
        if self.0.len() <= field {
            self.0.resize_with(field + 1, || None);
        }
        let cell = self.0[field].get_or_insert_default();
        cell.literals.push(literal);
        cell
    }

    /// Takes back what was asked of a field last, where `before` tells the value that it had.
    fn restore(&mut self, field: usize, before: Option<Option<Entry>>) {
        let Some(slot) = self.0.get_mut(field) else { return };
        *slot = slot.take().zip(before).map(|(mut cell, value)| {
            cell.literals.pop();
            Cell { value, ..cell }
        });
    }

    fn value(&self, field: usize) -> Option<&Cell<'a>> {
        self.0.get(field).and_then(Option::as_ref)
    }
}

impl Search<'_> {
    fn settle(&mut self, field: usize, cell: &mut Cell) -> Solved {
        let Some(domain) = self.fields.domain(field) else { return Solved::Nothing };
        // One field that is hard must not take what all the others need.
        let purse = self.budget.left().min(FIELD);
        let mut budget = Budget::of(purse);
        let solved = solve(&domain, &cell.literals, self.mode, &mut budget);
        self.budget.spend(purse - budget.left());
        if let Solved::Value(value) = &solved {
            cell.value.clone_from(value);
        }
        solved
    }

    /// Asks one thing more of a field.
    fn ask<'a>(&mut self, cells: &mut Cells<'a>, field: usize, literal: Literal<'a>) -> Solved {
        self.settle(field, cells.ask(field, literal))
    }

    /// The `Deny` to leave next, of those that the request at hand stands in. `None`: it stands in none.
    fn caught<'a>(&mut self, cells: &mut Cells<'a>, denies: &[&'a Rule<'a>], left: &[bool]) -> Option<usize> {
        let mode = self.mode;
        let catches = |cells: &Cells<'a>, place: usize| {
            !denies[place].demands.iter().any(|(field, atom)| {
                let out = Literal { atom, holds: false };
                cells.value(*field).is_some_and(|cell| out.is_met(cell.value.as_ref(), mode))
            })
        };
        let mut places = (0..denies.len()).filter(|place| !left[*place]);
        let first = places.find(|place| catches(cells, *place))?;
        if !self.has_turned_back {
            return Some(first);
        }
        // The one with the fewest ways out: where there is one way it must be taken, where there is none all is over.
        let mut fewest = (self.ways_out(cells, denies[first]), first);
        for place in places {
            if fewest.0 > 1 && catches(cells, place) {
                fewest = fewest.min((self.ways_out(cells, denies[place]), place));
            }
        }
        Some(fewest.1)
    }

    /// How many sides of a box can be left by. Without budget all can.
    fn ways_out<'a>(&mut self, cells: &mut Cells<'a>, deny: &'a Rule<'a>) -> usize {
        let mut ways = 0;
        for (field, atom) in deny.demands {
            let before = cells.value(*field).map(|cell| cell.value.clone());
            let is_closed = self.budget.spend(BRANCH).is_some()
                && self.ask(cells, *field, Literal { atom, holds: false }) == Solved::Nothing;
            cells.restore(*field, before);
            ways += usize::from(!is_closed);
        }
        ways
    }

    /// Leaves the boxes of all denies that the request at hand stands in, one by one. `left` tells those that it has
    /// left for good.
    fn escape<'a>(&mut self, cells: &mut Cells<'a>, denies: &[&'a Rule<'a>], left: &mut [bool]) -> Outcome {
        let Some(place) = self.caught(cells, denies, left) else {
            let cells = cells.0.iter().enumerate();
            return Outcome::Request(
                cells.filter_map(|(field, cell)| cell.as_ref().map(|cell| (field, cell.value.clone()))).collect(),
            );
        };
        left[place] = true;
        let mut open = false;
        for (field, atom) in denies[place].demands {
            if self.budget.spend(BRANCH + denies.len()).is_none() {
                open = true;
                break;
            }
            let before = cells.value(*field).map(|cell| cell.value.clone());
            match self.ask(cells, *field, Literal { atom, holds: false }) {
                Solved::Nothing => {}
                Solved::Open => open = true,
                Solved::Value(_) => match self.escape(cells, denies, left) {
                    Outcome::Request(model) => return Outcome::Request(model),
                    Outcome::Open => open = true,
                    Outcome::Nothing => {}
                },
            }
            cells.restore(*field, before);
        }
        left[place] = false;
        self.has_turned_back = true;
        if open { Outcome::Open } else { Outcome::Nothing }
    }
}
