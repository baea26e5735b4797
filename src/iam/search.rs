//! The search for a request: one that an `Allow` grants and no `Deny` stops.
//!
//! A statement asks something of each field of a request for itself: of the action, the caller, the resource, and of
//! each condition key. So the requests that it covers are a box, and to escape a `Deny` is to leave its box on one side.
//! The action and the kind of caller are fixed before the search begins; policy variables are put in.

mod atom;
mod cell;

pub(crate) use atom::{Atom, Value};
pub(crate) use cell::{Domain, Literal, Mode, Present, Solved, solve};

use super::request::Entry;
use super::text::Budget;
use super::truth::Truth;

/// A statement as one kind of caller meets it with one action.
#[derive(Debug, Clone)]
pub(crate) struct Rule<'a> {
    /// Place of the statement among all that take part.
    pub place: usize,
    /// Whether it speaks of the caller and the action, and is understood.
    pub applies: Truth,
    /// The fields that it asks something of.
    pub demands: Vec<(usize, &'a Atom)>,
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

/// Branches of a search that may be tried.
const BRANCHES: usize = 50_000;

/// Looks for a request that `allow` covers and none of `denies` does.
///
/// `Surely`: all that is found is surely so, whatever a doubtful part means. `Possibly`: where nothing is found, there
/// surely is none.
pub(crate) fn search(
    domains: &[Domain],
    allow: &Rule,
    denies: &[Rule],
    extra: &[(usize, Literal)],
    mode: Mode,
    budget: &mut Budget,
) -> Outcome {
    if !mode.accepts(allow.applies, true) {
        return Outcome::Nothing;
    }
    // A `Deny` that may not apply is passed over where all that is possible counts.
    let denies: Vec<&Rule> = denies.iter().filter(|deny| !mode.accepts(deny.applies, false)).collect();
    let mut search = Search { domains, mode, budget, branches: BRANCHES };
    let mut cells = Cells::default();
    let mut open = false;
    let asked = allow.demands.iter().map(|(field, atom)| (*field, Literal { atom, holds: true }));
    for (field, literal) in asked.chain(extra.iter().copied()) {
        cells.ask(field, literal);
    }
    for place in 0..cells.0.len() {
        match search.settle(&mut cells.0[place]) {
            Solved::Nothing => return Outcome::Nothing,
            Solved::Open => open = true,
            Solved::Value(_) => {}
        }
    }
    if open {
        return Outcome::Open;
    }
    search.escape(&cells, &denies)
}

struct Search<'s> {
    domains: &'s [Domain],
    mode: Mode,
    budget: &'s mut Budget,
    branches: usize,
}

/// What is asked of each field, and a value that meets it.
#[derive(Clone, Default)]
struct Cells<'a>(Vec<Cell<'a>>);

#[derive(Clone)]
struct Cell<'a> {
    field: usize,
    literals: Vec<Literal<'a>>,
    value: Option<Entry>,
}

impl<'a> Cells<'a> {
    fn ask(&mut self, field: usize, literal: Literal<'a>) -> usize {
        let place = match self.0.iter().position(|cell| cell.field == field) {
            Some(place) => place,
            None => {
                self.0.push(Cell { field, literals: Vec::new(), value: None });
                self.0.len() - 1
            }
        };
        self.0[place].literals.push(literal);
        place
    }

    fn value(&self, field: usize) -> Option<&Cell<'a>> {
        self.0.iter().find(|cell| cell.field == field)
    }
}

impl Search<'_> {
    fn settle(&mut self, cell: &mut Cell) -> Solved {
        let Some(domain) = self.domains.get(cell.field) else { return Solved::Nothing };
        let solved = solve(domain, &cell.literals, self.mode, self.budget);
        if let Solved::Value(value) = &solved {
            cell.value.clone_from(value);
        }
        solved
    }

    /// Leaves the boxes of all denies that the request at hand stands in, one by one.
    fn escape<'a>(&mut self, cells: &Cells<'a>, denies: &[&'a Rule<'a>]) -> Outcome {
        let mode = self.mode;
        let caught = denies.iter().find(|deny| {
            !deny.demands.iter().any(|(field, atom)| {
                let out = Literal { atom, holds: false };
                cells.value(*field).is_some_and(|cell| out.is_met(cell.value.as_ref(), mode))
            })
        });
        let Some(deny) = caught else {
            let model = cells.0.iter().map(|cell| (cell.field, cell.value.clone()));
            return Outcome::Request(model.collect());
        };
        let mut open = false;
        for (field, atom) in &deny.demands {
            match self.branches.checked_sub(1) {
                Some(left) => self.branches = left,
                None => return Outcome::Open,
            }
            let mut next = cells.clone();
            let place = next.ask(*field, Literal { atom, holds: false });
            match self.settle(&mut next.0[place]) {
                Solved::Nothing => {}
                Solved::Open => open = true,
                Solved::Value(_) => match self.escape(&next, denies) {
                    Outcome::Request(model) => return Outcome::Request(model),
                    Outcome::Open => open = true,
                    Outcome::Nothing => {}
                },
            }
        }
        if open { Outcome::Open } else { Outcome::Nothing }
    }
}
