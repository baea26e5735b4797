//! CORS beside authorization, path by path: who may read answers that only the right caller should get.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::resource::{Field, Gap, Resource};

use super::super::cors::class_word;
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::origin::Class;
use super::authorization::is_websocket;
use super::cors::{allows_credentials, of_rule};
use super::headers::{Rule, is_proxy, rules};
use super::operation::{self, METHOD, ROUTE};

/// `CorsMatrix` of a REST API: the worst origin that each path allows.
///
/// What methods say comes first; where they say nothing, a proxy leaves it to its backend, else the gateway responses
/// may say something.
pub(super) fn of_rest_api(index: &Index, api: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let mut paths: BTreeMap<&str, Vec<&Resource>> = BTreeMap::new();
        for method in index.children(inquiry, api, METHOD)? {
            paths.entry(inquiry.require(method, "status.Path", Value::as_str)?).or_default().push(method);
        }
        // Asked once, and only where a path needs it.
        let mut gateway: Option<Option<Entry>> = None;
        let mut matrix = Matrix::default();
        for (path, methods) in paths {
            let entry = inquiry.settle(|inquiry| {
                let entry = match of_methods(inquiry, &methods)? {
                    Some(entry) => entry,
                    None => gateway.get_or_insert_with(|| of_gateway(index, inquiry, api)).clone()?,
                };
                Some((entry, is_protected(inquiry, &methods)?))
            });
            matrix.enter(path, entry);
        }
        matrix.told()
    })
}

/// `CorsMatrix` of an HTTP API: its settings hold for all its routes. Absent for a WebSocket API: CORS is none of its.
pub(super) fn of_api(index: &Index, api: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if is_websocket(inquiry, api)? {
            return Some(None);
        }
        let entry = match rules(inquiry, api)? {
            None => Entry { source: "backend", origin: None, credentials: false },
            Some(rules) => worst(inquiry, &rules, "preflight")?.unwrap_or_else(Entry::none),
        };
        let mut paths: BTreeMap<String, Vec<&Resource>> = BTreeMap::new();
        for route in index.children(inquiry, api, ROUTE)? {
            let key = operation::key(inquiry, route)?;
            let path = key.split_once(' ').map_or(key.as_str(), |(_, path)| path).to_owned();
            paths.entry(path).or_default().push(route);
        }
        let mut matrix = Matrix::default();
        for (path, routes) in paths {
            let protected = is_protected(inquiry, &routes);
            matrix.enter(&path, protected.map(|protected| (entry.clone(), protected)));
        }
        matrix.told()
    })
}

/// What a path says to browsers.
#[derive(Debug, Clone)]
struct Entry {
    source: &'static str,
    origin: Option<Class>,
    credentials: bool,
}

impl Entry {
    fn none() -> Self {
        Self { source: "none", origin: None, credentials: false }
    }

    /// The lower, the worse.
    fn rank(&self) -> (usize, bool) {
        const ORDER: [Class; 7] = [
            Class::Reflecting,
            Class::Any,
            Class::SchemeAny,
            Class::Null,
            Class::Anchored,
            Class::Loopback,
            Class::Exact,
        ];
        let place = ORDER.iter().position(|class| Some(*class) == self.origin);
        (place.unwrap_or(ORDER.len()), !self.credentials)
    }

    fn is_bad(&self) -> bool {
        self.rank().0 < 4
    }
}

#[derive(Default)]
struct Matrix {
    entries: Vec<Value>,
    /// Strangers may surely read what only the right caller should get.
    bad: bool,
    /// Some path is not decided.
    open: bool,
}

impl Matrix {
    fn enter(&mut self, path: &str, entry: Option<(Entry, bool)>) {
        let Some((entry, protected)) = entry else { return self.open = true };
        self.bad |= protected && entry.is_bad();
        self.entries.push(json!({
            "Path": path,
            "Source": entry.source,
            "Origin": entry.origin.map_or("none", class_word),
            "Credentials": entry.credentials,
            "Protected": protected,
        }));
    }

    /// A path that is surely bad is not hidden by others that are not decided.
    fn told(self) -> Option<Option<Value>> {
        (self.bad || !self.open).then(|| Some(json!(self.entries)))
    }
}

/// The worst that the methods of a path say. `Some(None)`: they say nothing, nor does a backend speak for them.
fn of_methods(inquiry: &mut Inquiry, methods: &[&Resource]) -> Option<Option<Entry>> {
    let mut found: Vec<Entry> = Vec::new();
    let (mut backend, mut open) = (false, false);
    for method in methods {
        let source = match inquiry.require(method, "properties.HttpMethod", Value::as_str) {
            Some("OPTIONS") => "preflight",
            _ => "response",
        };
        match rules(inquiry, method) {
            Some(Some(rules)) => match worst(inquiry, &rules, source) {
                Some(entry) => found.extend(entry),
                None => open = true,
            },
            Some(None) => backend |= is_proxy(inquiry, method)?,
            None => open = true,
        }
    }
    let worst = found.into_iter().min_by_key(Entry::rank);
    match worst {
        // Nothing is worse in kind than what strangers can meet.
        Some(entry) if entry.is_bad() || !open => Some(Some(entry)),
        _ if open => None,
        _ if backend => Some(Some(Entry { source: "backend", ..Entry::none() })),
        _ => Some(None),
    }
}

/// The worst origin that some rules allow. `Some(None)`: they allow none.
fn worst(inquiry: &mut Inquiry, rules: &[Rule], source: &'static str) -> Option<Option<Entry>> {
    let mut found = Vec::new();
    let mut doubts: Vec<Gap> = Vec::new();
    for rule in rules {
        let (origins, open) = of_rule(rule);
        doubts.extend(open);
        if origins.is_empty() {
            continue;
        }
        let credentials = allows_credentials(inquiry, rule)?;
        found.extend(origins.into_iter().map(|origin| Entry { source, origin: Some(origin.class), credentials }));
    }
    let worst = found.into_iter().min_by_key(Entry::rank);
    if doubts.is_empty() || worst.as_ref().is_some_and(Entry::is_bad) {
        return Some(worst);
    }
    doubts.into_iter().for_each(|doubt| inquiry.note(doubt));
    None
}

/// The worst that the gateway's own answers say.
fn of_gateway(index: &Index, inquiry: &mut Inquiry, api: &Resource) -> Option<Entry> {
    let mut all = Vec::new();
    for response in index.children(inquiry, api, "AWS::ApiGateway::GatewayResponse")? {
        all.extend(rules(inquiry, response)?.unwrap_or_default());
    }
    Some(worst(inquiry, &all, "gateway")?.unwrap_or_else(Entry::none))
}

/// Whether some method or route of a path asks for something.
fn is_protected(inquiry: &mut Inquiry, operations: &[&Resource]) -> Option<bool> {
    inquiry.settle(|inquiry| {
        let mut open = false;
        for one in operations {
            let preflight = operation::key(inquiry, one).map(|key| operation::is_preflight(&key));
            if preflight == Some(true) {
                continue;
            }
            match operation::is_protected(inquiry, one) {
                Some(true) if preflight.is_some() => return Some(true),
                Some(false) => {}
                _ => open = true,
            }
        }
        (!open).then_some(false)
    })
}
