//! What can be called: the operations that a REST stage's deployment holds, or those of an HTTP API as it is now.

use serde_json::Value;

use crate::resource::{Gap, GapCode, Resource};

use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::super::shape::optional;
use super::operation::{self, METHOD, REST_API, ROUTE};
use super::{authorization, drift};

pub(super) const REST_STAGE: &str = "AWS::ApiGateway::Stage";
pub(super) const API: &str = "AWS::ApiGatewayV2::Api";
pub(super) const STAGE: &str = "AWS::ApiGatewayV2::Stage";
const DEPLOYMENT: &str = "AWS::ApiGateway::Deployment";

/// One operation and what it asks of a caller.
pub(super) struct Call {
    /// `GET /pets`, or the key of a route.
    pub name: String,
    /// Whether it asks who calls, or for an API key.
    pub secured: bool,
    pub needs_key: bool,
}

impl Call {
    /// Whether it answers browsers only, which ask before they call and send nothing with it.
    pub fn is_preflight(&self) -> bool {
        operation::is_preflight(&self.name)
    }

    /// Whether AWS calls it itself when a WebSocket has ended.
    pub fn is_farewell(&self) -> bool {
        self.name == "$disconnect"
    }
}

/// The type of an API's stages.
pub(super) fn stage_type(api: &Resource) -> &'static str {
    if api.resource_type == REST_API { REST_STAGE } else { STAGE }
}

/// Whether an API speaks WebSocket. A REST API does not.
pub(super) fn is_websocket(inquiry: &mut Inquiry, api: &Resource) -> Option<bool> {
    if api.resource_type == REST_API { Some(false) } else { authorization::is_websocket(inquiry, api) }
}

/// An API of either kind by its id. `Some(None)`: the region has none.
pub(super) fn api<'a>(
    index: &Index<'a>,
    inquiry: &mut Inquiry,
    region: &str,
    id: &str,
) -> Option<Option<&'a Resource>> {
    let arn = |path: &str| format!("arn:{}:apigateway:{region}::/{path}/{id}", index.inventory.partition);
    if let Some(api) = index.by_arn(&arn("restapis")).or_else(|| index.by_arn(&arn("apis"))) {
        return Some(Some(api));
    }
    let rest = index.is_complete(inquiry, REST_API, Place::Region(region));
    let others = index.is_complete(inquiry, API, Place::Region(region));
    (rest && others).then_some(None)
}

/// What can be called at a stage.
pub(super) fn of_stage(index: &Index, inquiry: &mut Inquiry, api: &Resource, stage: &Resource) -> Option<Vec<Call>> {
    match deployed(index, inquiry, api, stage)? {
        Some(calls) => Some(calls),
        None => of_api(index, inquiry, api),
    }
}

/// The methods or routes of an API as they are now.
pub(super) fn of_api(index: &Index, inquiry: &mut Inquiry, api: &Resource) -> Option<Vec<Call>> {
    let kind = if api.resource_type == REST_API { METHOD } else { ROUTE };
    let operations = index.children(inquiry, api, kind)?;
    let call = |operation: &&Resource| {
        let name = operation::key(inquiry, operation)?;
        let needs_key = operation::needs_key(inquiry, operation)?;
        Some(Call { name, secured: operation::is_protected(inquiry, operation)?, needs_key })
    };
    operations.iter().map(call).collect()
}

/// What a stage runs. `Some(None)`: an HTTP or WebSocket API, of which AWS tells only how it is now.
pub(super) fn deployed(
    index: &Index,
    inquiry: &mut Inquiry,
    api: &Resource,
    stage: &Resource,
) -> Option<Option<Vec<Call>>> {
    if api.resource_type != REST_API {
        return Some(None);
    }
    let mut calls = Vec::new();
    for deployment in deployments(index, inquiry, api, stage)? {
        calls.extend(summary(inquiry, deployment)?);
    }
    Some(Some(calls))
}

/// What a stage runs: its deployment, and another one where a canary has a part of the calls.
fn deployments<'a>(
    index: &Index<'a>,
    inquiry: &mut Inquiry,
    api: &Resource,
    stage: &Resource,
) -> Option<Vec<&'a Resource>> {
    let own = drift::deployment(index, inquiry, api, stage)?;
    let named = |value| optional(value, "DeploymentId", Value::as_str);
    let canary = inquiry.read(stage, "properties.CanarySetting", named)?.flatten();
    let Some(canary) = canary.filter(|id| !own.arn.ends_with(&format!("/{id}"))) else { return Some(vec![own]) };
    let found = index.child(inquiry, api, DEPLOYMENT, "DeploymentId", canary)?;
    if found.is_none() {
        let error = format!("deployment {canary} of the canary");
        inquiry.note(Gap { error, ..Gap::bare(GapCode::NotCollected) });
    }
    Some(vec![own, found?])
}

/// The operations of a deployment. The draft is no stand-in: what is called is what was deployed.
fn summary(inquiry: &mut Inquiry, deployment: &Resource) -> Option<Vec<Call>> {
    let summary = inquiry.require(deployment, "status.ApiSummary", drift::summary)?;
    let call = |(operation, (authorization, needs_key)): (operation::Operation<'_>, (&str, bool))| {
        let secured = needs_key || operation::asks_who_calls(authorization)?;
        Some(Call { name: operation.to_string(), secured, needs_key })
    };
    let calls: Option<Vec<Call>> = summary.into_iter().map(call).collect();
    if calls.is_none() {
        inquiry.note(Gap::undecided(format!("authorization type of {} not known", deployment.arn)));
    }
    calls
}
