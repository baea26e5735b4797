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
use std::collections::BTreeSet;

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
    let mut search = Search { fields, mode, budget };
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
    match search.escape(&mut cells, &denies, &mut left) {
        Escape::Request(model) => Outcome::Request(model),
        Escape::Nothing(_) => Outcome::Nothing,
        Escape::Open => Outcome::Open,
    }
}

struct Search<'s> {
    fields: &'s dyn Fields,
    mode: Mode,
    budget: &'s mut Budget,
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

    /// Leaves the boxes of all denies that the request at hand stands in, one by one. `left` tells those that it has
    /// left for good.
    fn escape<'a>(&mut self, cells: &mut Cells<'a>, denies: &[&'a Rule<'a>], left: &mut [bool]) -> Escape {
        let mode = self.mode;
        let caught = denies.iter().enumerate().position(|(place, deny)| {
            !left[place]
                && !deny.demands.iter().any(|(field, atom)| {
                    let out = Literal { atom, holds: false };
                    cells.value(*field).is_some_and(|cell| out.is_met(cell.value.as_ref(), mode))
                })
        });
        let Some(place) = caught else {
            let cells = cells.0.iter().enumerate();
            return Escape::Request(
                cells.filter_map(|(field, cell)| cell.as_ref().map(|cell| (field, cell.value.clone()))).collect(),
            );
        };
        left[place] = true;
        let (mut open, mut blamed) = (false, BTreeSet::new());
        for (field, atom) in denies[place].demands {
            if self.budget.spend(BRANCH + denies.len()).is_none() {
                open = true;
                break;
            }
            let before = cells.value(*field).map(|cell| cell.value.clone());
            let end = match self.settle(*field, cells.ask(*field, Literal { atom, holds: false })) {
                Solved::Nothing => Escape::Nothing(BTreeSet::from([*field])),
                Solved::Open => Escape::Open,
                Solved::Value(_) => self.escape(cells, denies, left),
            };
            cells.restore(*field, before);
            match end {
                Escape::Request(_) => return end,
                Escape::Open => open = true,
                Escape::Nothing(fields) => {
                    if !fields.contains(field) {
                        // What was asked last had no part in it: no other side of this `Deny` can help.
                        (open, blamed) = (false, fields);
                        break;
                    }
                    blamed.extend(fields);
                }
            }
        }
        left[place] = false;
        if open { Escape::Open } else { Escape::Nothing(blamed) }
    }
}

/// How a search for a way out of all denies ended.
enum Escape {
    Request(Model),
    /// There is no way, because of what is asked of these fields.
    Nothing(BTreeSet<usize>),
    Open,
}
