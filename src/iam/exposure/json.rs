//! Answers as JSON.

use serde_json::{Value, json};

use super::super::request::{Caller, Entry, Request};
use super::super::truth::Truth;
use super::answer::{Answer, Exposure, Grant, Passed, Unknown};
use super::what_if::{Guard, WhatIf};

/// The answer as JSON.
pub fn document(answer: &Answer, public: Truth) -> Value {
    let public = match public {
        Truth::Yes => json!(true),
        Truth::No => json!(false),
        Truth::Maybe => json!("unknown"),
    };
    json!({
        "exposure": answer.class.word(),
        "aws_public": public,
        "exposures": answer.exposures.iter().map(exposure_json).collect::<Vec<_>>(),
        "unknowns": unknowns(&answer.unknowns),
    })
}

/// What opens if a guard falls, as JSON: the member `what_if` of the object.
pub fn what_if_json(found: &[WhatIf]) -> Value {
    let one = |one: &WhatIf| {
        let guard = match &one.without {
            Guard::Deny(statement) => {
                let mut guard = grant(statement);
                guard["type"] = json!("deny");
                guard
            }
            Guard::BlockPublicAccess(flag) => json!({ "type": "block_public_access", "name": flag }),
            Guard::ResourceControl(name) => json!({ "type": "rcp", "name": name }),
        };
        json!({
            "guard": guard,
            "exposure": one.class.word(),
            "opens": one.opens.iter().map(exposure_json).collect::<Vec<_>>(),
            "unknowns": unknowns(&one.unknowns),
        })
    };
    found.iter().map(one).collect()
}

/// What is not known, as JSON.
pub fn unknowns(all: &[Unknown]) -> Value {
    all.iter().map(|one| json!({ "construct": one.construct, "direction": one.direction.word() })).collect()
}

fn exposure_json(one: &Exposure) -> Value {
    json!({
        "archetype": one.archetype,
        "actions": one.actions,
        "resources": one.resources,
        "allowed_by": grant(&one.allowed_by),
        "witness": request(&one.witness),
        "denies": passed(&one.denies),
    })
}

/// Why each `Deny` does not stop a request, as JSON.
pub fn passed(denies: &[Passed]) -> Value {
    let one = |deny: &Passed| {
        let mut value = grant(&deny.statement);
        value["because"] = json!(deny.because);
        value
    };
    denies.iter().map(one).collect()
}

/// A statement as evidence, as JSON.
pub fn grant(grant: &Grant) -> Value {
    let mut value = json!({ "sid": grant.sid, "index": grant.index, "line": grant.line });
    if let Some(document) = &grant.document {
        value["policy"] = json!(document);
    }
    value
}

/// A request, in the form that `aplomb policy simulate` reads.
pub fn request(request: &Request) -> Value {
    let principal = match &request.caller {
        Caller::Service(name) => json!({ "Service": name }),
        Caller::Federated(provider) => json!({ "Federated": provider }),
        Caller::Canonical(id) => json!({ "CanonicalUser": id }),
        caller => json!(caller.text()),
    };
    let context: serde_json::Map<String, Value> = request
        .context
        .iter()
        .map(|(key, entry)| {
            let value = match entry {
                Entry::One(value) => json!(value),
                Entry::Many(values) => json!(values),
                Entry::Unknown => json!(null),
            };
            (key.to_owned(), value)
        })
        .collect();
    json!({
        "principal": principal,
        "action": request.action,
        "resource": request.resource,
        "resource_account": request.resource_account,
        "context": context,
    })
}
