//! Whether one value of a condition is fixed.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::super::operator::{Comparison, Operator};
use super::super::parse::Version;
use super::super::truth::Truth;
use super::key::Shape;

/// Whether `text`, compared by a positive operator, is a fixed value of a key of this shape.
pub(super) fn fixed(shape: Shape, operator: Operator, text: &str, version: Version) -> Truth {
    let is_text = is_text(operator);
    let answer = match (shape, operator.comparison) {
        (Shape::Address, Comparison::IpAddress) => address(text),
        (Shape::Address, _) if is_text => word(text, operator, version).and(Truth::Maybe),
        (Shape::True, Comparison::Bool) => Truth::from(text.eq_ignore_ascii_case("true")),
        (Shape::True, _) if is_text => word(text, operator, version).and(not_surely(text == "true")),
        (Shape::Address | Shape::True, _) => Truth::No,
        // An ARN operator on a key whose value is no ARN: what AWS makes of it is not documented.
        (Shape::Text | Shape::UserId | Shape::OrganizationPath, Comparison::Arn) => {
            word(text, operator, version).and(Truth::Maybe)
        }
        (_, comparison) if is_text || comparison == Comparison::Arn => text_or_arn(shape, text, operator, version),
        _ => Truth::No,
    };
    // The documents speak of set operators with texts only.
    if operator.quantifier.is_some() && !is_text { answer.and(Truth::Maybe) } else { answer }
}

fn is_text(operator: Operator) -> bool {
    matches!(operator.comparison, Comparison::String | Comparison::StringIgnoreCase | Comparison::StringLike)
}

/// Possibly, if it may be at all.
fn not_surely(possible: bool) -> Truth {
    if possible { Truth::Maybe } else { Truth::No }
}

fn text_or_arn(shape: Shape, text: &str, operator: Operator, version: Version) -> Truth {
    let plain = word(text, operator, version);
    if plain == Truth::Yes || has_variable(text) {
        return plain;
    }
    let granted = match shape {
        Shape::UserId => is_role_session(text),
        Shape::OrganizationPath => has_organization(text),
        Shape::AccessPointArn => is_of_account(text, |name| {
            name.strip_prefix("accesspoint/").is_some_and(|name| !name.is_empty() && !name.contains('/'))
        }),
        // Under `StringLike` a value with a wildcard is never fixed.
        Shape::ArnOfAccount => operator.comparison == Comparison::Arn && is_of_account(text, |name| !name.is_empty()),
        Shape::Text | Shape::Arn | Shape::Address | Shape::True => false,
    };
    // Where a `*` is literal, the value is fixed in either reading.
    if granted { Truth::Yes } else { plain }
}

/// Whether a text has neither wildcard nor policy variable. What looks like one and is literal leaves it open.
fn word(text: &str, operator: Operator, version: Version) -> Truth {
    if has_variable(text) {
        let escapes_only =
            ["${*}", "${?}", "${$}"].iter().fold(text.to_owned(), |rest, escape| rest.replace(escape, ""));
        return not_surely(version == Version::V2008 || !has_variable(&escapes_only))
            .and(wildcards(&escapes_only, operator));
    }
    wildcards(text, operator)
}

fn wildcards(text: &str, operator: Operator) -> Truth {
    let takes_wildcards = matches!(operator.comparison, Comparison::StringLike | Comparison::Arn);
    match (text.contains(['*', '?']), takes_wildcards) {
        (false, _) => Truth::Yes,
        (true, false) => Truth::Maybe,
        (true, true) => Truth::No,
    }
}

fn has_variable(text: &str) -> bool {
    text.contains("${")
}

/// A role's id, and any session of it: `AROA...:*`.
fn is_role_session(text: &str) -> bool {
    text.strip_suffix(":*").is_some_and(|id| {
        id.len() > 4 && id.starts_with("AROA") && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    })
}

/// Whether the organisation, the part before the first slash, is written out.
fn has_organization(text: &str) -> bool {
    text.split_once('/').is_some_and(|(organization, _)| {
        organization.len() > 2 && organization.starts_with("o-") && !organization.contains(['*', '?'])
    })
}

/// Whether an ARN's first five parts are written out, an account among them, and its sixth is as asked.
fn is_of_account(text: &str, rest_is: impl Fn(&str) -> bool) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let &[arn, partition, service, region, account, rest] = parts.as_slice() else { return false };
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let open = [partition, service, region].iter().any(|part| part.contains(['*', '?']));
    arn == "arn" && is_account && !open && rest_is(rest)
}

/// Whether an address or a range is narrow enough: no private range is wider. What is no range is left open.
fn address(text: &str) -> Truth {
    let (address, bits) = match text.split_once('/') {
        None => (text, None),
        Some((address, bits)) => (address, Some(bits)),
    };
    // A sign would pass for a number too.
    let length = |whole: u8| match bits {
        None => Some(whole),
        Some(bits) if bits.bytes().all(|byte| byte.is_ascii_digit()) => bits.parse().ok().filter(|n| *n <= whole),
        Some(_) => None,
    };
    if address.parse::<Ipv4Addr>().is_ok() {
        return length(32).map_or(Truth::Maybe, |length| Truth::from(length >= 8));
    }
    if address.parse::<Ipv6Addr>().is_ok() {
        return length(128).map_or(Truth::Maybe, |length| Truth::from(length >= 32));
    }
    Truth::Maybe
}
