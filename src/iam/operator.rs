//! Condition operators: what they are called, and whether a condition holds for a request.

use super::date::Date;
use super::glob::Glob;
use super::network;
use super::number::Number;
use super::parse::{Condition, Version};
use super::request::{Context, Entry};
use super::truth::Truth;
use super::variable::{self, Filled};

mod name;

pub use name::documented_name;

/// A condition operator, taken apart.
///
/// Follows "IAM JSON policy elements: Condition operators" of the IAM user guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    pub comparison: Comparison,
    /// `StringNotEquals` and its like: none of the values may compare.
    pub negated: bool,
    /// `...IfExists`
    pub if_exists: bool,
    /// `ForAllValues:` or `ForAnyValue:`
    pub quantifier: Option<Quantifier>,
}

/// What is compared, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    String,
    StringIgnoreCase,
    StringLike,
    /// `ArnEquals` and `ArnLike` are the same.
    Arn,
    Numeric(Order),
    Date(Order),
    Bool,
    Binary,
    IpAddress,
    Null,
}

/// How numbers and dates are compared: the request's value against the policy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// How many of a request's values must compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    All,
    Any,
}

impl Operator {
    /// Reads an operator's name in any case; `None` where AWS documents none of that name.
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        let (quantifier, rest) = match lower.split_once(':') {
            Some(("forallvalues", rest)) => (Some(Quantifier::All), rest),
            Some(("foranyvalue", rest)) => (Some(Quantifier::Any), rest),
            Some(_) => return None,
            None => (None, lower.as_str()),
        };
        let (rest, if_exists) = rest.strip_suffix("ifexists").map_or((rest, false), |rest| (rest, true));
        let (comparison, negated) = match rest {
            "stringequals" => (Comparison::String, false),
            "stringnotequals" => (Comparison::String, true),
            "stringequalsignorecase" => (Comparison::StringIgnoreCase, false),
            "stringnotequalsignorecase" => (Comparison::StringIgnoreCase, true),
            "stringlike" => (Comparison::StringLike, false),
            "stringnotlike" => (Comparison::StringLike, true),
            "arnequals" | "arnlike" => (Comparison::Arn, false),
            "arnnotequals" | "arnnotlike" => (Comparison::Arn, true),
            "bool" => (Comparison::Bool, false),
            "binaryequals" => (Comparison::Binary, false),
            "ipaddress" => (Comparison::IpAddress, false),
            "notipaddress" => (Comparison::IpAddress, true),
            // There is no IfExists of Null, and no set of absences.
            "null" if !if_exists && quantifier.is_none() => (Comparison::Null, false),
            _ => match (rest.strip_prefix("numeric"), rest.strip_prefix("date")) {
                (Some(order), _) => order_of(order).map(|(order, negated)| (Comparison::Numeric(order), negated))?,
                (_, Some(order)) => order_of(order).map(|(order, negated)| (Comparison::Date(order), negated))?,
                _ => return None,
            },
        };
        Some(Self { comparison, negated, if_exists, quantifier })
    }

    /// Whether policy variables are put into the values.
    pub fn takes_variables(self) -> bool {
        matches!(
            self.comparison,
            Comparison::String | Comparison::StringIgnoreCase | Comparison::StringLike | Comparison::Arn
        )
    }
}

fn order_of(text: &str) -> Option<(Order, bool)> {
    Some(match text {
        "equals" => (Order::Equal, false),
        "notequals" => (Order::Equal, true),
        "lessthan" => (Order::Less, false),
        "lessthanequals" => (Order::LessOrEqual, false),
        "greaterthan" => (Order::Greater, false),
        "greaterthanequals" => (Order::GreaterOrEqual, false),
        _ => return None,
    })
}

/// Whether a condition holds for what a request says.
///
/// `Maybe`: an operator that AWS does not document, or a case where its documents leave the answer open.
pub fn holds(condition: &Condition, version: Version, context: &Context) -> Truth {
    let Some(operator) = Operator::parse(&condition.operator) else { return Truth::Maybe };
    let entry = context.get(&condition.key);
    if operator.comparison == Comparison::Null {
        let absent = match entry {
            None => Truth::Yes,
            Some(Entry::Unknown) => Truth::Maybe,
            // Whether a key without a value is there is not told.
            Some(Entry::Many(values)) if values.is_empty() => Truth::Maybe,
            Some(_) => Truth::No,
        };
        return null(&condition.values, absent);
    }
    let values: Vec<Filled> = condition
        .values
        .iter()
        .map(|value| if operator.takes_variables() { variable::fill(value, version, context) } else { plain(value) })
        .collect();
    let odd_bool = operator.comparison == Comparison::Bool
        && condition.values.iter().any(|value| variable::has_variables(value, version));
    let each = |actual: &str| {
        if odd_bool {
            return Truth::Maybe;
        }
        let any = Truth::any(values.iter().map(|value| compares(operator.comparison, value, actual)));
        if operator.negated { any.negated() } else { any }
    };
    quantified(operator, entry, each)
}

/// What an operator makes of a key, given what it makes of one value.
pub(super) fn quantified(operator: Operator, entry: Option<&Entry>, each: impl Fn(&str) -> Truth) -> Truth {
    match (operator.quantifier, entry) {
        (_, Some(Entry::Unknown)) => Truth::Maybe,
        (None, None) => Truth::from(operator.negated || operator.if_exists),
        (None, Some(Entry::One(actual))) => each(actual),
        // Many values and an operator for one: it does not hold, negated or not.
        (None, Some(Entry::Many(_))) => Truth::No,
        (Some(Quantifier::All), None) => Truth::Yes,
        // Documented as true, observed as false.
        (Some(Quantifier::Any), Some(Entry::Many(values))) if values.is_empty() && operator.if_exists => Truth::Maybe,
        (Some(Quantifier::Any), None) => {
            if operator.if_exists {
                Truth::Maybe
            } else {
                Truth::No
            }
        }
        (Some(_), Some(Entry::One(actual))) => each(actual),
        (Some(Quantifier::All), Some(Entry::Many(actual))) => {
            actual.iter().map(|actual| each(actual)).fold(Truth::Yes, Truth::and)
        }
        (Some(Quantifier::Any), Some(Entry::Many(actual))) => Truth::any(actual.iter().map(|actual| each(actual))),
    }
}

fn plain(value: &str) -> Filled {
    Filled::Whole { glob: Glob::literal(value), text: value.to_owned() }
}

/// `Null`: `"true"` where the key is absent, `"false"` where it is there.
fn null(values: &[String], absent: Truth) -> Truth {
    Truth::any(values.iter().map(|value| match value.to_ascii_lowercase().as_str() {
        "true" => absent,
        "false" => absent.negated(),
        _ => Truth::Maybe,
    }))
}

/// Whether one value of a request compares to one value of a policy.
pub(super) fn compares(comparison: Comparison, value: &Filled, actual: &str) -> Truth {
    let Filled::Whole { glob, text } = value else {
        return if *value == Filled::Missing { Truth::No } else { Truth::Maybe };
    };
    match comparison {
        Comparison::String | Comparison::Binary => Truth::from(text == actual),
        Comparison::StringIgnoreCase => Truth::from(text.eq_ignore_ascii_case(actual)),
        Comparison::StringLike => Truth::from(glob.matches(actual)),
        Comparison::Arn => arn_like(glob, actual),
        Comparison::Numeric(order) => ordered(order, Number::parse(actual), Number::parse(text)),
        Comparison::Date(order) => ordered(order, Date::parse(actual), Date::parse(text)),
        Comparison::Bool => Truth::from(is_bool(text) && text.eq_ignore_ascii_case(actual)),
        Comparison::IpAddress => Truth::from(network::contains(text, actual)),
        Comparison::Null => Truth::Maybe,
    }
}

/// Whether one value compares to another that is no pattern: numbers, dates, booleans, addresses.
pub(super) fn compare_plain(comparison: Comparison, value: &str, actual: &str) -> Truth {
    match comparison {
        Comparison::Numeric(order) => ordered(order, Number::parse(actual), Number::parse(value)),
        Comparison::Date(order) => ordered(order, Date::parse(actual), Date::parse(value)),
        Comparison::Bool => Truth::from(is_bool(value) && value.eq_ignore_ascii_case(actual)),
        Comparison::IpAddress => Truth::from(network::contains(value, actual)),
        _ => Truth::from(value == actual),
    }
}

fn is_bool(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

/// What AWS does with a text that is no number or date is not told, nor all forms of either that it takes.
fn ordered<T: Ord>(order: Order, actual: Option<T>, value: Option<T>) -> Truth {
    let (Some(actual), Some(value)) = (actual, value) else { return Truth::Maybe };
    Truth::from(match order {
        Order::Equal => actual == value,
        Order::Less => actual < value,
        Order::LessOrEqual => actual <= value,
        Order::Greater => actual > value,
        Order::GreaterOrEqual => actual >= value,
    })
}

/// Six segments, each against its own. What is no ARN compares in a way that AWS does not document.
fn arn_like(glob: &Glob, actual: &str) -> Truth {
    let (patterns, parts) = (glob.segments(), actual.splitn(6, ':').collect::<Vec<_>>());
    if patterns.len() < 6 || parts.len() < 6 {
        return Truth::Maybe;
    }
    Truth::from(patterns.iter().zip(parts).all(|(pattern, part)| pattern.matches(part)))
}

#[cfg(test)]
mod tests;
