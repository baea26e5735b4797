//! APIs against the contracts that are declared for them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::config::Document;
use crate::resource::{Field, Gap, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::calls::{self, Call};
use super::operation::REST_API;
use super::plans::api_id;

/// `Registry`: what of an API no contract declares, what none of its stages has, and where they ask for something else.
///
/// What a stage runs counts; the API as it is now where AWS does not say. `{proxy+}` and `ANY` stand for all that they
/// cover. Preflights are left out: contracts seldom tell of them. No contract can tell of a WebSocket.
pub(super) fn registry(index: &Index, api: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let registry = &index.declarations.registry;
        if registry.is_undeclared() {
            inquiry.note(Gap::not_declared("registry.openapi"));
            return None;
        }
        if calls::is_websocket(inquiry, api)? {
            return Some(None);
        }
        let documents = documents(inquiry, &registry.documents, api)?;
        let (stages, complete) = operations(index, inquiry, api);
        let declared: Vec<Operation> = documents.iter().flat_map(|document| of_document(document)).collect();
        let live: Vec<&Operation> = stages.iter().flatten().collect();
        let undeclared: BTreeSet<&str> =
            live.iter().filter(|one| !declared.iter().any(|other| one.meets(other))).map(|one| one.name()).collect();
        let is_missing = |one: &&Operation| !live.iter().any(|other| one.meets(other));
        // What was not read may hold them.
        let missing: BTreeSet<&str> = match complete {
            true => declared.iter().filter(is_missing).map(Operation::name).collect(),
            false => BTreeSet::new(),
        };
        let disagreeing: BTreeSet<(&str, bool, bool)> =
            stages.iter().flat_map(|stage| declared.iter().flat_map(|one| one.disagreements(stage))).collect();
        let word = |secured: bool| if secured { "secured" } else { "open" };
        let disagreements = disagreeing.iter().map(|(operation, declared, actual)| {
            json!({ "Operation": operation, "Declared": word(*declared), "Actual": word(*actual) })
        });
        // What surely differs is not hidden by stages that could not be read.
        let differs = documents.is_empty() || !undeclared.is_empty() || !disagreeing.is_empty();
        (complete || differs).then(|| {
            Some(json!({
                "Declared": !documents.is_empty(),
                "Undeclared": undeclared,
                "Missing": missing,
                "Disagreeing": disagreements.collect::<Vec<_>>(),
            }))
        })
    })
}

/// The contracts of an API: those with a server at its address, else those with its name as their title.
fn documents<'a>(inquiry: &mut Inquiry, all: &'a [Document], api: &Resource) -> Option<Vec<&'a Document>> {
    let id = api_id(inquiry, api)?;
    let at_address: Vec<&Document> =
        all.iter().filter(|document| document.servers.iter().any(|url| is_address(url, id))).collect();
    if !at_address.is_empty() {
        return Some(at_address);
    }
    let name = inquiry.require(api, "properties.Name", Value::as_str)?;
    Some(all.iter().filter(|document| document.title == name).collect())
}

/// Whether a URL is at the address that AWS gives an API, or at that of a VPC endpoint to it.
fn is_address(url: &str, id: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', ':', '?', '#']).next().unwrap_or("");
    let mut labels = host.split('.');
    let first = labels.next().unwrap_or("");
    let own = first.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with("-vpce-"));
    own && labels.next() == Some("execute-api")
}

/// What can be called, stage by stage, without preflights; and whether that is all.
fn operations(index: &Index, inquiry: &mut Inquiry, api: &Resource) -> (Vec<Vec<Operation>>, bool) {
    let of = |calls: Vec<Call>| calls.into_iter().filter(|call| !call.is_preflight()).map(Operation::of).collect();
    let (mut stages, mut complete, mut silent) = (Vec::new(), true, true);
    if api.resource_type == REST_API {
        match index.children(inquiry, api, calls::REST_STAGE) {
            None => (complete, silent) = (false, false),
            // An API without stages has only what is there now.
            Some(found) => {
                silent = found.is_empty();
                for stage in found {
                    match calls::deployed(index, inquiry, api, stage) {
                        Some(Some(calls)) => stages.push(of(calls)),
                        Some(None) => silent = true,
                        None => complete = false,
                    }
                }
            }
        }
    }
    if silent {
        match calls::of_api(index, inquiry, api) {
            Some(calls) => stages.push(of(calls)),
            None => complete = false,
        }
    }
    (stages, complete)
}

/// An operation, declared or live.
struct Operation {
    /// `GET`, `ANY`.
    method: String,
    /// The paths that it may stand under, parts without the names of their parameters: `pets`, `{}`, `{+}`.
    paths: Vec<Vec<String>>,
    name: String,
    secured: bool,
}

/// Stands for all parts of a path that follow.
const REST: &str = "{+}";

impl Operation {
    /// A route `$default` takes whatever no other takes.
    fn of(call: Call) -> Self {
        let (method, paths) = match call.name.split_once(' ') {
            Some((method, path)) => (method, vec![parts(path)]),
            None => ("ANY", vec![Vec::new(), vec![REST.to_owned()]]),
        };
        Self { method: method.to_owned(), paths, name: call.name, secured: call.secured }
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// Whether one of the two stands for the other.
    fn meets(&self, other: &Self) -> bool {
        self.covers(other) || other.covers(self)
    }

    fn covers(&self, other: &Self) -> bool {
        let method = self.method == "ANY" || self.method == other.method;
        method && self.paths.iter().any(|own| other.paths.iter().any(|path| leads_to(own, path)))
    }

    /// The more of it, the sooner API Gateway takes it for what both could serve: the longer path without a rest, then
    /// the method.
    fn rank(&self) -> (bool, usize, bool) {
        let longest = self.paths.iter().max_by_key(|path| path.len());
        let has_rest = longest.is_none_or(|path| path.last().is_some_and(|part| part == REST));
        (!has_rest, longest.map_or(0, Vec::len), self.method != "ANY")
    }

    /// Where a stage asks for something else than this contract: by operation, what is declared and what is so.
    fn disagreements<'a>(&'a self, stage: &'a [Self]) -> Vec<(&'a str, bool, bool)> {
        let serving = stage.iter().filter(|live| live.covers(self)).max_by_key(|live| live.rank());
        let (serving, names): (Vec<&Self>, _) = match serving {
            Some(serving) => (vec![serving], None),
            None => (stage.iter().filter(|live| self.covers(live)).collect(), Some(())),
        };
        let differing = serving.into_iter().filter(|live| live.secured != self.secured);
        let name = |live: &'a Self| if names.is_some() { live.name() } else { self.name() };
        differing.map(|live| (name(live), self.secured, live.secured)).collect()
    }
}

/// Whether a path stands for another: it is the same, or it has a rest that takes what the other has more.
fn leads_to(path: &[String], other: &[String]) -> bool {
    match path.split_last() {
        Some((last, start)) if last == REST => other.len() >= path.len() && other.starts_with(start),
        _ => path == other,
    }
}

fn of_document(document: &Document) -> impl Iterator<Item = Operation> {
    let bases: Vec<Vec<String>> = document.servers.iter().map(|url| parts(base(url))).collect();
    let declared = document.operations.iter().filter(|operation| operation.method != "OPTIONS");
    declared.map(move |operation| {
        let path = parts(&operation.path);
        // An import may have put the base path of the servers before every path.
        let longer = bases.iter().filter(|base| !base.is_empty()).map(|base| [base.as_slice(), &path].concat());
        let paths = longer.chain([path.clone()]).collect();
        let name = format!("{} {}", operation.method, operation.path);
        Operation { method: operation.method.clone(), paths, name, secured: operation.secured }
    })
}

/// The path of a URL.
fn base(url: &str) -> &str {
    match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
        None => url,
    }
}

fn parts(path: &str) -> Vec<String> {
    let part = |part: &str| match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
        Some(name) if name.ends_with('+') => REST.to_owned(),
        Some(_) => "{}".to_owned(),
        None => part.to_owned(),
    };
    path.split('/').filter(|part| !part.is_empty()).map(part).collect()
}
