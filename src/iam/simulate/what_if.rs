//! What would be decided without one of the policies.

use serde_json::{Value, json};

use super::super::decision::{Named, Policies, decide};
use super::super::request::Request;
use super::super::statement::Kind;
use super::word;

/// How many policies are dropped, one by one, at most: more than AWS lets bear on one request.
const MOST: usize = 1_000;

/// The decision without each policy, one at a time, as JSON: `[{"guard": {"type", "level", "name"}, "decision"}]`.
pub(super) fn what_if(policies: &Policies, request: &Request) -> Value {
    let cases = without(policies).into_iter().take(MOST);
    let one = |(kind, level, name, rest): (Kind, Option<usize>, &str, Policies)| {
        json!({
            "guard": { "type": kind.text(), "level": level, "name": name },
            "decision": word(&decide(&rest, request)),
        })
    };
    cases.map(one).collect()
}

/// Each policy by its kind, level and name, and what is left without it. A level that is left empty limits nothing.
fn without<'p>(all: &Policies<'p>) -> Vec<(Kind, Option<usize>, &'p str, Policies<'p>)> {
    let mut found = Vec::new();
    for (place, policy) in all.identity.iter().enumerate() {
        let rest = Policies { identity: less(&all.identity, place), ..all.clone() };
        found.push((Kind::Identity, None, policy.name, rest));
    }
    if let Some(policy) = all.resource {
        found.push((Kind::Resource, None, policy.name, Policies { resource: None, ..all.clone() }));
    }
    for (place, policy) in all.boundary.iter().flatten().enumerate() {
        let rest = Policies { boundary: limit(&all.boundary, place), ..all.clone() };
        found.push((Kind::Boundary, None, policy.name, rest));
    }
    for (level, place, policy) in placed(&all.service_control) {
        let rest = Policies { service_control: levels(&all.service_control, level, place), ..all.clone() };
        found.push((Kind::ServiceControl, Some(level), policy.name, rest));
    }
    for (level, place, policy) in placed(&all.resource_control) {
        let rest = Policies { resource_control: levels(&all.resource_control, level, place), ..all.clone() };
        found.push((Kind::ResourceControl, Some(level), policy.name, rest));
    }
    for (place, policy) in all.session.iter().flatten().enumerate() {
        let rest = Policies { session: limit(&all.session, place), ..all.clone() };
        found.push((Kind::Session, None, policy.name, rest));
    }
    for (place, policy) in all.endpoint.iter().flatten().enumerate() {
        let rest = Policies { endpoint: limit(&all.endpoint, place), ..all.clone() };
        found.push((Kind::Endpoint, None, policy.name, rest));
    }
    found
}

fn placed<'a, 'p>(levels: &'a [Vec<Named<'p>>]) -> impl Iterator<Item = (usize, usize, Named<'p>)> + 'a {
    let of_level = |(level, list): (usize, &'a Vec<Named<'p>>)| {
        list.iter().enumerate().map(move |(place, policy)| (level, place, *policy))
    };
    levels.iter().enumerate().flat_map(of_level)
}

fn less<'p>(list: &[Named<'p>], place: usize) -> Vec<Named<'p>> {
    list.iter().enumerate().filter(|(own, _)| *own != place).map(|(_, policy)| *policy).collect()
}

fn limit<'p>(list: &Option<Vec<Named<'p>>>, place: usize) -> Option<Vec<Named<'p>>> {
    list.as_ref().map(|list| less(list, place)).filter(|list| !list.is_empty())
}

fn levels<'p>(all: &[Vec<Named<'p>>], level: usize, place: usize) -> Vec<Vec<Named<'p>>> {
    let rest = |(own, list): (usize, &Vec<Named<'p>>)| if own == level { less(list, place) } else { list.clone() };
    all.iter().enumerate().map(rest).filter(|list| !list.is_empty()).collect()
}
