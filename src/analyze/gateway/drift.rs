//! What runs, against the draft: authorization, documentation, and when a stage was last changed.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::resource::{Field, Gap, Resource};

use super::super::age::seconds_since;
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::shape::optional;
use super::operation::{self, METHOD, Operation};

const DEPLOYMENT: &str = "AWS::ApiGateway::Deployment";

/// `AuthorizationDrift`: where the deployment of a stage asks for something else than the API's methods as they are now.
pub(super) fn authorization_drift(index: &Index, stage: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let api = index.parent(inquiry, stage)?;
        let deployment = deployment(index, inquiry, api, stage)?;
        let deployed = inquiry.require(deployment, "status.ApiSummary", summary)?;
        let mut draft = BTreeMap::new();
        for method in index.children(inquiry, api, METHOD)? {
            let operation = operation::of_method(inquiry, method)?;
            let kind = inquiry.require(method, "properties.AuthorizationType", Value::as_str)?;
            draft.insert(operation, (kind, operation::needs_key(inquiry, method)?));
        }
        let mut found = Vec::new();
        for operation in deployed.keys().chain(draft.keys().filter(|one| !deployed.contains_key(one))) {
            found.extend(differences(operation, deployed.get(operation), draft.get(operation)));
        }
        Some(Some(json!(found)))
    })
}

/// `DocumentationBehind`: by how many seconds the documentation of a stage is older than what it runs.
pub(super) fn documentation_behind(index: &Index, stage: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let version = inquiry.read(stage, "properties.DocumentationVersion", Value::as_str)?;
        let Some(version) = version.filter(|version| !version.is_empty()) else { return Some(None) };
        let api = index.parent(inquiry, stage)?;
        let kind = "AWS::ApiGateway::DocumentationVersion";
        let Some(documentation) = index.child(inquiry, api, kind, "DocumentationVersion", version)? else {
            inquiry.note(Gap::undecided("the documentation version of the stage does not exist"));
            return None;
        };
        let deployment = deployment(index, inquiry, api, stage)?;
        let written = age(index, inquiry, documentation, "status.CreatedDate")?;
        let deployed = age(index, inquiry, deployment, "status.CreatedDate")?;
        Some(Some(json!({ "Seconds": (written - deployed).max(0) })))
    })
}

/// `SecondsSinceUpdate`: since a stage was last changed.
pub(super) fn seconds_since_update(index: &Index, stage: &Resource) -> Field {
    Inquiry::tell(|inquiry| Some(Some(json!(age(index, inquiry, stage, "status.LastUpdatedDate")?))))
}

fn age(index: &Index, inquiry: &mut Inquiry, resource: &Resource, path: &str) -> Option<i64> {
    let date = inquiry.require(resource, path, Value::as_str)?;
    seconds_since(index, inquiry, date)
}

/// What a stage runs.
pub(super) fn deployment<'a>(
    index: &Index<'a>,
    inquiry: &mut Inquiry,
    api: &Resource,
    stage: &Resource,
) -> Option<&'a Resource> {
    let id = inquiry.require(stage, "properties.DeploymentId", Value::as_str)?;
    let found = index.child(inquiry, api, DEPLOYMENT, "DeploymentId", id)?;
    if found.is_none() {
        inquiry.note(Gap::undecided("the deployment of the stage does not exist"));
    }
    found
}

/// By method: the authorization type, and whether an API key is required.
pub(super) type Asked<'a> = (&'a str, bool);

/// An overview of a deployment: path, then method.
pub(super) fn summary(value: &Value) -> Option<BTreeMap<Operation<'_>, Asked<'_>>> {
    let mut found = BTreeMap::new();
    for (path, methods) in value.as_object()? {
        for (method, asked) in methods.as_object()? {
            // AWS leaves out what is not set.
            let kind = optional(asked, "AuthorizationType", Value::as_str)?.unwrap_or("NONE");
            let key = optional(asked, "ApiKeyRequired", Value::as_bool)?.unwrap_or_default();
            found.insert(Operation { path, method }, (kind, key));
        }
    }
    Some(found)
}

fn differences(operation: &Operation, deployed: Option<&Asked>, draft: Option<&Asked>) -> Vec<Value> {
    let entry = |part: &str, deployed: &str, draft: &str| json!({ "Method": operation.to_string(), "Part": part, "Deployed": deployed, "Draft": draft });
    match (deployed, draft) {
        (Some(_), None) => vec![entry("exists", "true", "none")],
        (None, Some(_)) => vec![entry("exists", "none", "true")],
        (Some((kind, key)), Some((draft_kind, draft_key))) => {
            let mut found = Vec::new();
            if kind != draft_kind {
                found.push(entry("AuthorizationType", kind, draft_kind));
            }
            if key != draft_key {
                found.push(entry("ApiKeyRequired", &key.to_string(), &draft_key.to_string()));
            }
            found
        }
        (None, None) => Vec::new(),
    }
}
