//! What a statement asks of one field of a request: of the resource, or of one condition key.

use super::super::network::Network;
use super::super::operator::{self, Comparison, Operator, Quantifier};
use super::super::parse::{Condition, Version};
use super::super::request::{Context, Entry};
use super::super::text::Pattern;
use super::super::truth::Truth;
use super::super::variable::{self, Marked};
use super::address;

/// One demand on one field, ready to be asked of many values.
#[derive(Debug, Clone)]
pub(crate) struct Atom {
    /// `None`: an operator that AWS does not document. What such a condition means is not known.
    pub operator: Option<Operator>,
    pub values: Vec<Value>,
    /// Where it asks for the source of a request: the addresses that its values name, if that can be told.
    pub addresses: Option<Network>,
}

/// One of the values that a demand compares with.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    /// As text, variables put in.
    pub text: String,
    /// What a text must match to compare. `None` where texts are not what is compared.
    pub pattern: Option<Pattern>,
    /// Whether it compares as it stands. `Maybe`: AWS does not document what it means.
    pub certain: Truth,
}

impl Atom {
    /// Reads a condition. Variables are taken from `pins`; one that is not there has no value.
    pub fn of(condition: &Condition, version: Version, pins: &Context) -> Self {
        let operator = Operator::parse(&condition.operator);
        let comparison = operator.map_or(Comparison::Null, |operator| operator.comparison);
        let values = condition.values.iter().map(|text| value(comparison, text, version, pins));
        let is_source = ["aws:sourceip", "aws:vpcsourceip"].iter().any(|key| key.eq_ignore_ascii_case(&condition.key));
        let addresses = (is_source || comparison == Comparison::IpAddress)
            .then(|| address::named(comparison, condition.values.iter().map(String::as_str)))
            .flatten();
        Self { operator, values: values.collect(), addresses }
    }

    /// Whether it holds for what a request says.
    pub fn holds(&self, entry: Option<&Entry>) -> Truth {
        let Some(operator) = self.operator else { return Truth::Maybe };
        if operator.comparison == Comparison::Null {
            return Truth::any(self.values.iter().map(|value| match value.text.to_ascii_lowercase().as_str() {
                "true" => Truth::from(entry.is_none()),
                "false" => Truth::from(entry.is_some()),
                _ => Truth::Maybe,
            }));
        }
        operator::quantified(operator, entry, |actual| self.each(operator, actual))
    }

    /// Whether it holds for one value, whatever its quantifier says of many.
    pub fn each(&self, operator: Operator, actual: &str) -> Truth {
        let named = self.addresses.as_ref().filter(|_| operator.comparison == Comparison::IpAddress);
        let any = match named.and_then(|named| named.has(actual)) {
            Some(has) => Truth::from(has),
            None => Truth::any(self.values.iter().map(|value| value.compares(operator.comparison, actual))),
        };
        if operator.negated { any.negated() } else { any }
    }

    /// Whether it compares texts, so that [`Atom::patterns`] say all of it.
    pub fn is_textual(&self) -> bool {
        self.operator.is_none_or(|operator| {
            matches!(
                operator.comparison,
                Comparison::String
                    | Comparison::StringIgnoreCase
                    | Comparison::StringLike
                    | Comparison::Arn
                    | Comparison::Binary
            )
        })
    }

    /// The patterns of its values: those that surely compare, or all that may.
    pub fn patterns(&self, possible: bool) -> impl Iterator<Item = &Pattern> {
        let wanted = move |value: &&Value| match value.certain {
            Truth::Yes => true,
            Truth::Maybe => possible,
            Truth::No => false,
        };
        self.values.iter().filter(wanted).filter_map(|value| value.pattern.as_ref())
    }

    /// Whether it looks at several values of a key: `ForAllValues:` and `ForAnyValue:`.
    pub fn quantifier(&self) -> Option<Quantifier> {
        self.operator.and_then(|operator| operator.quantifier)
    }

    /// A demand on texts themselves: any of these patterns, or none of them.
    pub fn texts(values: Vec<Value>, negated: bool) -> Self {
        let comparison = Comparison::StringLike;
        Self {
            operator: Some(Operator { comparison, negated, if_exists: false, quantifier: None }),
            values,
            addresses: None,
        }
    }
}

impl Value {
    /// A pattern that surely, or possibly, is meant.
    pub fn pattern(text: &str, pattern: Pattern, certain: Truth) -> Self {
        Self { text: text.to_owned(), pattern: Some(pattern), certain }
    }

    fn compares(&self, comparison: Comparison, actual: &str) -> Truth {
        let compares = match (&self.pattern, comparison) {
            // What is no ARN compares to an ARN in a way that AWS does not document.
            (_, Comparison::Arn) if actual.splitn(6, ':').count() < 6 => Truth::Maybe,
            (Some(pattern), _) => Truth::from(pattern.matches(actual)),
            (None, _) => operator::compare_plain(comparison, &self.text, actual),
        };
        compares.and(self.certain)
    }
}

fn value(comparison: Comparison, text: &str, version: Version, pins: &Context) -> Value {
    let everything = |certain| Value { text: text.to_owned(), pattern: Some(Pattern::everything()), certain };
    match comparison {
        Comparison::String | Comparison::StringIgnoreCase | Comparison::StringLike | Comparison::Arn => {}
        Comparison::Bool if variable::has_variables(text, version) => return everything(Truth::Maybe),
        Comparison::Binary => {
            return Value { text: text.to_owned(), pattern: Some(Pattern::literal(text)), certain: Truth::Yes };
        }
        _ => return Value { text: text.to_owned(), pattern: None, certain: Truth::Yes },
    }
    if !variable::has_variables(text, version) {
        return match pattern(comparison, text) {
            Some(pattern) => Value { text: text.to_owned(), pattern: Some(pattern), certain: Truth::Yes },
            None => everything(Truth::Maybe),
        };
    }
    match variable::mark(text, version, pins) {
        Marked::Text { plain, marked } => match pattern(comparison, &marked) {
            Some(pattern) => Value { text: plain, pattern: Some(variable::unmark(pattern)), certain: Truth::Yes },
            None => everything(Truth::Maybe),
        },
        Marked::Missing => everything(Truth::No),
        Marked::Odd => everything(Truth::Maybe),
    }
}

fn pattern(comparison: Comparison, text: &str) -> Option<Pattern> {
    Some(match comparison {
        Comparison::StringIgnoreCase => Pattern::folded_literal(text),
        Comparison::StringLike => Pattern::glob(text),
        Comparison::Arn => return Pattern::arn(text),
        _ => Pattern::literal(text),
    })
}
