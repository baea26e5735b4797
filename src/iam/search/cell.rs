//! One field of a request: what it may hold, and a value that meets all that is asked of it.

use super::super::date::Date;
use super::super::network::Network;
use super::super::number::Number;
use super::super::operator::{Comparison, Quantifier};
use super::super::request::Entry;
use super::super::text::{Budget, Found, Pattern, find};
use super::super::truth::Truth;
use super::atom::Atom;

/// What a field may hold.
#[derive(Debug, Clone)]
pub(crate) struct Domain {
    /// Whether a request may lack it.
    pub absent: bool,
    pub present: Present,
}

/// The values that a field may hold, where it is there.
#[derive(Debug, Clone)]
pub(crate) enum Present {
    /// It never is.
    Never,
    /// One of these.
    Points(Vec<String>),
    /// A text that matches one of the first and none of the second.
    Texts { within: Vec<Pattern>, without: Vec<Pattern> },
    /// An address of these networks.
    Addresses(Network),
    /// A number that is not negative.
    Number,
    /// This time, in milliseconds since 1970, or a later one; written in seconds since then, or as a date.
    Time { now: i64, epoch: bool },
    /// Several values at once, each of these.
    Set(Box<Present>),
}

/// Something asked of a field: that this holds, or that it does not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Literal<'a> {
    pub atom: &'a Atom,
    pub holds: bool,
}

/// How much must be certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// All that is asked must surely be so.
    Surely,
    /// Nothing that is asked is surely not so.
    Possibly,
}

/// What a field holds so that all is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Solved {
    Value(Option<Entry>),
    Nothing,
    /// Not found, and not proved that there is none.
    Open,
}

impl Present {
    /// All texts that match.
    pub fn text(pattern: Pattern) -> Self {
        Self::Texts { within: vec![pattern], without: Vec::new() }
    }
}

impl Present {
    /// Whether a text is one of its texts or addresses.
    pub fn has(&self, text: &str) -> bool {
        match self {
            Self::Texts { within, without } => {
                within.iter().any(|own| own.matches(text)) && !without.iter().any(|not| not.matches(text))
            }
            Self::Addresses(all) => all.has(text) == Some(true),
            _ => false,
        }
    }
}

impl Mode {
    /// Whether an answer is good enough.
    pub fn accepts(self, truth: Truth, wanted: bool) -> bool {
        match self {
            Self::Surely => truth == Truth::from(wanted),
            Self::Possibly => truth != Truth::from(!wanted),
        }
    }
}

impl Literal<'_> {
    /// Whether a value meets it.
    pub fn is_met(&self, entry: Option<&Entry>, mode: Mode) -> bool {
        mode.accepts(self.atom.holds(entry), self.holds)
    }

    fn is_met_by(&self, actual: &str, mode: Mode) -> bool {
        let truth = self.atom.operator.map_or(Truth::Maybe, |operator| match operator.comparison {
            Comparison::Null => self.atom.holds(Some(&Entry::One(actual.to_owned()))),
            _ => self.atom.each(operator, actual),
        });
        mode.accepts(truth, self.holds)
    }

    /// Whether the value must compare to one of the atom's, or to none.
    fn is_positive(&self) -> bool {
        self.holds != self.atom.operator.is_some_and(|operator| operator.negated)
    }
}

/// A value of the domain that meets all literals. Prefers that the field is absent.
pub(crate) fn solve(domain: &Domain, literals: &[Literal], mode: Mode, budget: &mut Budget) -> Solved {
    if domain.absent && literals.iter().all(|literal| literal.is_met(None, mode)) {
        return Solved::Value(None);
    }
    match &domain.present {
        Present::Never => Solved::Nothing,
        Present::Set(each) => solve_set(each, literals, mode, budget),
        single => match solve_one(single, literals, mode, budget) {
            One::Value(value) => {
                let entry = Entry::One(value);
                // What was found is asked once more, as the whole request will be.
                if literals.iter().all(|literal| literal.is_met(Some(&entry), mode)) {
                    Solved::Value(Some(entry))
                } else {
                    Solved::Open
                }
            }
            One::Nothing => Solved::Nothing,
            One::Open => Solved::Open,
        },
    }
}

enum One {
    Value(String),
    Nothing,
    Open,
}

/// Several values: those that each demand for "some value" needs, all of them within what is said of "all values".
fn solve_set(each: &Present, literals: &[Literal], mode: Mode, budget: &mut Budget) -> Solved {
    let (mut all, mut some) = (Vec::new(), Vec::new());
    for literal in literals {
        match (literal.atom.quantifier(), literal.holds) {
            (Some(Quantifier::All), true) | (Some(Quantifier::Any), false) => all.push(*literal),
            (Some(_), _) => some.push(*literal),
            // An operator for one value never holds of many, and an unknown one is not known to.
            (None, _) if literal.is_met(Some(&Entry::Many(Vec::new())), mode) => {}
            (None, _) => return Solved::Nothing,
        }
    }
    let mut values = Vec::new();
    let demands: Vec<Option<Literal>> = match some.is_empty() {
        true => vec![None],
        false => some.into_iter().map(Some).collect(),
    };
    for demand in demands {
        let wanted: Vec<Literal> = all.iter().copied().chain(demand).collect();
        match solve_one(each, &wanted, mode, budget) {
            One::Value(value) => values.push(value),
            One::Nothing => return Solved::Nothing,
            One::Open => return Solved::Open,
        }
    }
    values.sort_unstable();
    values.dedup();
    let entry = Entry::Many(values);
    if literals.iter().all(|literal| literal.is_met(Some(&entry), mode)) {
        Solved::Value(Some(entry))
    } else {
        Solved::Open
    }
}

/// One value that meets all literals, quantifiers aside.
fn solve_one(domain: &Present, literals: &[Literal], mode: Mode, budget: &mut Budget) -> One {
    let met = |value: &String| literals.iter().all(|literal| literal.is_met_by(value, mode));
    // `Null` asks whether there is a value, and there is.
    if literals.iter().any(|literal| is_null(literal) && !literal.is_met_by("", mode)) {
        return One::Nothing;
    }
    match domain {
        Present::Never | Present::Set(_) => One::Nothing,
        Present::Points(points) => {
            points.iter().find(|value| met(value)).map_or(One::Nothing, |v| One::Value(v.clone()))
        }
        Present::Texts { within, without } => {
            let mut texts = literals.iter().filter(|literal| literal.atom.is_textual());
            let all_textual = texts.clone().count() == literals.iter().filter(|literal| !is_null(literal)).count();
            match find_text(within, without, &mut texts, mode, budget) {
                Found::Nothing => One::Nothing,
                Found::OutOfBudget => One::Open,
                Found::Text(text) if all_textual || met(&text) => One::Value(text),
                Found::Text(_) => {
                    let mut points = points(literals);
                    points.retain(|value| domain.has(value));
                    settle(points.into_iter().find(met), literals)
                }
            }
        }
        Present::Addresses(all) => {
            let mut left = all.clone();
            let others = literals.iter().any(|literal| literal.atom.addresses.is_none() && !is_null(literal));
            for literal in literals {
                let Some(named) = &literal.atom.addresses else { continue };
                left = if literal.is_positive() { left.intersection(named) } else { left.difference(named) };
            }
            let texts = literals.iter().flat_map(|literal| &literal.atom.values).map(|value| value.text.clone());
            let texts = texts.filter(|text| left.has(text) == Some(true));
            let points = left.pick().into_iter().chain(texts);
            match points.into_iter().find(met) {
                Some(value) => One::Value(value),
                None if others && !left.is_empty() => One::Open,
                None => One::Nothing,
            }
        }
        Present::Number => {
            let numbers = points(literals).into_iter().filter(|number| !number.starts_with('-'));
            settle(numbers.chain(["0".to_owned()]).find(met), literals)
        }
        Present::Time { now, epoch } => {
            let write = |time: i64| if *epoch { (time / 1000).to_string() } else { written(time) };
            let edges =
                literals.iter().flat_map(|literal| &literal.atom.values).filter_map(|value| milliseconds(&value.text));
            let near = edges.flat_map(|edge| [edge.saturating_sub(1000), edge, edge.saturating_add(1000)]);
            let times = [*now, now.saturating_add(YEARS)].into_iter().chain(near.filter(|time| time >= now));
            settle(times.map(write).find(met), literals)
        }
    }
}

fn milliseconds(text: &str) -> Option<i64> {
    Date::parse(text).map(Date::milliseconds)
}

fn written(milliseconds: i64) -> String {
    Date::of_milliseconds(milliseconds).to_string()
}

/// Far ahead: a hundred years.
const YEARS: i64 = 100 * 365 * 86_400_000;

/// The points around what is compared with are all that matter to one kind of comparison; not so to a mixture.
fn settle(found: Option<String>, literals: &[Literal]) -> One {
    match found {
        Some(value) => One::Value(value),
        None if is_one_theory(literals) => One::Nothing,
        None => One::Open,
    }
}

fn is_one_theory(literals: &[Literal]) -> bool {
    let theory = |literal: &Literal| match literal.atom.operator.map(|operator| operator.comparison) {
        Some(Comparison::Numeric(_)) => 1,
        Some(Comparison::Date(_)) => 2,
        Some(Comparison::IpAddress) => 3,
        Some(Comparison::Bool) => 4,
        _ => 5,
    };
    let mut theories: Vec<u8> = literals.iter().filter(|literal| !is_null(literal)).map(theory).collect();
    theories.sort_unstable();
    theories.dedup();
    // Points are no complete choice of texts; where no text was asked for, they are.
    theories.len() <= 1 && theories != [5]
}

fn is_null(literal: &Literal) -> bool {
    literal.atom.operator.is_some_and(|operator| operator.comparison == Comparison::Null)
}

fn find_text<'a>(
    within: &[Pattern],
    without: &[Pattern],
    literals: &mut dyn Iterator<Item = &'a Literal<'a>>,
    mode: Mode,
    budget: &mut Budget,
) -> Found {
    let mut groups: Vec<Vec<&Pattern>> = vec![within.iter().collect()];
    let mut not: Vec<&Pattern> = without.iter().collect();
    for literal in literals {
        if literal.atom.operator.is_none() {
            if mode == Mode::Surely {
                return Found::Nothing;
            }
            continue;
        }
        if literal.is_positive() {
            groups.push(literal.atom.patterns(mode == Mode::Possibly).collect());
        } else {
            not.extend(literal.atom.patterns(mode == Mode::Surely));
        }
    }
    find(&groups, &not, budget)
}

/// Values at, below and above all that literals compare with, and between any two of them.
fn points(literals: &[Literal]) -> Vec<String> {
    let (mut numbers, mut points) = (Vec::new(), Vec::new());
    for literal in literals {
        let Some(operator) = literal.atom.operator else { continue };
        for value in &literal.atom.values {
            match operator.comparison {
                Comparison::Numeric(_) => numbers.extend(Number::parse(&value.text)),
                Comparison::Date(_) => {
                    let near = |time: i64| [time - 1000, time, time + 1000].map(written);
                    points.extend(milliseconds(&value.text).into_iter().flat_map(near));
                }
                Comparison::Bool => points.extend(["true".to_owned(), "false".to_owned()]),
                _ => points.push(value.text.clone()),
            }
        }
    }
    numbers.sort_unstable();
    let between = numbers.windows(2).filter_map(|pair| pair[0].middle(pair[1]));
    let beside = numbers.iter().flat_map(|number| [number.below(), Some(*number), number.above()]).flatten();
    points.extend(beside.chain(between).map(|number| number.to_string()));
    points
}
