//! Whether the actions and resources of a statement cover those of a request.

use super::glob::Glob;
use super::parse::{Element, Version};
use super::request::{Context, Request};
use super::truth::Truth;
use super::variable::{self, Filled};

/// How an ARN with fewer than six parts is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShortArn {
    /// The parts that are missing are `*`.
    Padded,
    /// The same where the text has a `*`; else it matches nothing.
    PaddedIfWild,
    /// The same where the text ends in `*`; else AWS takes no such policy.
    PaddedIfOpen,
    /// AWS takes no such policy.
    Refused,
}

/// Whether the `Action` or `NotAction` of a statement covers an action, `service:Name`.
pub(super) fn covers_action(element: &Element<String>, action: &str) -> Truth {
    let any = |texts: &[String]| Truth::any(texts.iter().map(|text| action_matches(text, action)));
    match element {
        Element::Missing => Truth::Maybe,
        Element::Is(texts) => any(texts),
        Element::Not(texts) => any(texts).negated(),
    }
}

/// Actions compare without case. A wildcard before the colon has no documented meaning.
fn action_matches(text: &str, action: &str) -> Truth {
    if text == "*" {
        return Truth::Yes;
    }
    let Some((service, _)) = text.split_once(':') else { return Truth::Maybe };
    match matches_in_any_case(text, action) {
        true if service.contains(['*', '?']) => Truth::Maybe,
        matches => Truth::from(matches),
    }
}

/// Whether the `Resource` or `NotResource` of a statement covers the resource of a request.
pub(super) fn covers_resource(
    element: &Element<String>,
    short: ShortArn,
    version: Version,
    request: &Request,
) -> Truth {
    let (texts, inverted) = match element {
        // The policy of one resource may leave it out.
        Element::Missing => return Truth::Yes,
        Element::Is(texts) => (texts, false),
        Element::Not(texts) => (texts, true),
    };
    let matched = texts.iter().map(|text| resource_matches(text, short, version, request));
    let any = matched.clone().map(|one| one.truth).fold(Truth::No, Truth::or);
    if !inverted {
        return any;
    }
    // "Will not match any resource", says the user guide of a variable without a value; whether the Not form then
    // matches every resource it does not say.
    let missing = any == Truth::No && matched.into_iter().any(|one| one.missing);
    if missing { Truth::Maybe } else { any.negated() }
}

/// Whether one pattern matches, and whether that is so for want of a variable's value.
#[derive(Clone, Copy)]
struct Matched {
    truth: Truth,
    missing: bool,
}

impl From<Truth> for Matched {
    fn from(truth: Truth) -> Self {
        Self { truth, missing: false }
    }
}

fn resource_matches(text: &str, short: ShortArn, version: Version, request: &Request) -> Matched {
    if text == "*" {
        return Truth::Yes.into();
    }
    if request.resource == "*" {
        return whole_service(text, &request.action).into();
    }
    let own: Vec<&str> = request.resource.splitn(6, ':').collect();
    let &[_, _, _, _, _, own_rest] = own.as_slice() else { return Truth::Maybe.into() };
    if let Some(path) = text.strip_prefix("execute-api:/") {
        // The short form of API Gateway: the API is the one that the policy stands on.
        let api = own_rest.split_once('/');
        let Some((_, own_path)) = api.filter(|_| own[2] == "execute-api") else { return Truth::No.into() };
        return rest_matches(path, version, &request.context, own_path);
    }
    let mut parts = segments(text, version);
    if parts.len() < 6 {
        match short {
            ShortArn::Padded => {}
            ShortArn::PaddedIfWild if text.contains('*') => {}
            ShortArn::PaddedIfWild => return Truth::No.into(),
            ShortArn::PaddedIfOpen if text.ends_with('*') => {}
            ShortArn::PaddedIfOpen | ShortArn::Refused => return Truth::Maybe.into(),
        }
        parts.resize(6, "*");
    }
    let mut head = Truth::Yes;
    for (pattern, own) in parts.iter().zip(&own).take(5) {
        head = head.and(if variable::has_variables(pattern, version) {
            // A variable belongs into the last part only.
            Truth::Maybe
        } else {
            Truth::from(matches_in_any_case(pattern, own))
        });
    }
    if head == Truth::No {
        return Truth::No.into();
    }
    let rest = rest_matches(parts[5], version, &request.context, own_rest);
    Matched { truth: head.and(rest.truth), ..rest }
}

fn rest_matches(pattern: &str, version: Version, context: &Context, own: &str) -> Matched {
    if !variable::has_variables(pattern, version) {
        return Truth::from(Glob::new(pattern).matches(own)).into();
    }
    match variable::fill(pattern, version, context) {
        Filled::Whole { glob, .. } => Truth::from(glob.matches(own)).into(),
        Filled::Missing => Matched { truth: Truth::No, missing: true },
        Filled::Odd => Truth::Maybe.into(),
    }
}

/// Actions without a resource are authorised on `*`. The user guide also grants them on `arn:aws:s3:::*`: an ARN that
/// spans all of the action's service may match.
fn whole_service(text: &str, action: &str) -> Truth {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let service = action.split(':').next().unwrap_or_default();
    let spans = match parts.as_slice() {
        [_, _, pattern, _, _, rest] => matches_in_any_case(pattern, service) && *rest == "*",
        _ => text.ends_with('*'),
    };
    if spans { Truth::Maybe } else { Truth::No }
}

/// Whether a pattern matches where case does not count. Most patterns hold no wildcard: no glob then.
fn matches_in_any_case(pattern: &str, text: &str) -> bool {
    if pattern.contains(['*', '?']) {
        Glob::folded_glob(pattern).matches(text)
    } else {
        pattern.eq_ignore_ascii_case(text)
    }
}

/// The six parts of an ARN, or as many as there are. Colons inside of `${...}` part nothing.
fn segments(text: &str, version: Version) -> Vec<&str> {
    if !variable::has_variables(text, version) {
        return text.splitn(6, ':').collect();
    }
    let (mut parts, mut start, mut inside) = (Vec::new(), 0, false);
    for (place, character) in text.char_indices() {
        match character {
            '$' if text[place..].starts_with("${") => inside = true,
            '}' => inside = false,
            ':' if !inside && parts.len() < 5 => {
                parts.push(&text[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests;
