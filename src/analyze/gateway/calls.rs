//! What can be called: the operations that a stage's deployment holds, else those of its API as it is now.

use serde_json::Value;

use crate::resource::{Gap, GapCode, Known, Resource};

use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::super::shape::optional;

pub(super) const REST_API: &str = "AWS::ApiGateway::RestApi";
pub(super) const REST_STAGE: &str = "AWS::ApiGateway::Stage";
pub(super) const API: &str = "AWS::ApiGatewayV2::Api";
pub(super) const STAGE: &str = "AWS::ApiGatewayV2::Stage";
pub(super) const METHOD: &str = "AWS::ApiGateway::Method";
const ROUTE: &str = "AWS::ApiGatewayV2::Route";
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
        self.name.starts_with("OPTIONS ")
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
    if api.resource_type == REST_API {
        return Some(false);
    }
    inquiry.require(api, "properties.ProtocolType", |value| match value.as_str()? {
        "WEBSOCKET" => Some(true),
        "HTTP" => Some(false),
        _ => None,
    })
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

/// What can be called at a stage. A REST API's draft stands in where AWS did not say what is deployed.
pub(super) fn of_stage(index: &Index, inquiry: &mut Inquiry, api: &Resource, stage: &Resource) -> Option<Vec<Call>> {
    match deployed(index, inquiry, api, stage)? {
        Some(calls) => Some(calls),
        None => of_api(index, inquiry, api),
    }
}

/// The methods or routes of an API as they are now.
pub(super) fn of_api(index: &Index, inquiry: &mut Inquiry, api: &Resource) -> Option<Vec<Call>> {
    if api.resource_type == REST_API {
        return index.children(inquiry, api, METHOD)?.iter().map(|one| of_method(inquiry, one)).collect();
    }
    index.children(inquiry, api, ROUTE)?.iter().map(|one| of_route(inquiry, one)).collect()
}

/// What the deployment of a stage holds. `Some(None)`: AWS does not say.
pub(super) fn deployed(
    index: &Index,
    inquiry: &mut Inquiry,
    api: &Resource,
    stage: &Resource,
) -> Option<Option<Vec<Call>>> {
    if api.resource_type != REST_API {
        return Some(None);
    }
    let id = inquiry.require(stage, "properties.DeploymentId", Value::as_str)?;
    let Some(deployment) = index.child(inquiry, api, DEPLOYMENT, "DeploymentId", id)? else {
        inquiry.note(Gap::undecided(format!("deployment {id} of the stage does not exist")));
        return None;
    };
    if let Some(field) = deployment.status.get("ApiSummary") {
        let silent = match &field.known {
            Known::Absent => true,
            // The answer came and holds no summary.
            Known::Gap(gaps) => gaps.iter().all(|gap| gap.code == GapCode::Undecodable),
            Known::Value(_) => false,
        };
        if silent {
            inquiry.cite(&field.evidence);
            return Some(None);
        }
    }
    inquiry.require(deployment, "status.ApiSummary", summary).map(Some)
}

/// By path, then method. AWS leaves out what is not set.
fn summary(value: &Value) -> Option<Vec<Call>> {
    let mut calls = Vec::new();
    for (path, methods) in value.as_object()? {
        for (method, asked) in methods.as_object()? {
            let authorization = optional(asked, "AuthorizationType", Value::as_str)?.unwrap_or("NONE");
            let needs_key = optional(asked, "ApiKeyRequired", Value::as_bool)?.unwrap_or_default();
            let secured = needs_key || authorization != "NONE";
            calls.push(Call { name: format!("{method} {path}"), secured, needs_key });
        }
    }
    Some(calls)
}

fn of_method(inquiry: &mut Inquiry, method: &Resource) -> Option<Call> {
    let path = inquiry.require(method, "status.Path", Value::as_str)?;
    let verb = inquiry.require(method, "properties.HttpMethod", Value::as_str)?;
    call(inquiry, method, format!("{verb} {path}"))
}

fn of_route(inquiry: &mut Inquiry, route: &Resource) -> Option<Call> {
    let key = inquiry.require(route, "properties.RouteKey", Value::as_str)?;
    call(inquiry, route, key.to_owned())
}

/// Without an authorization type nothing is asked, and no key is required unless that is set.
fn call(inquiry: &mut Inquiry, operation: &Resource, name: String) -> Option<Call> {
    let authorization = inquiry.read(operation, "properties.AuthorizationType", Value::as_str)?;
    let needs_key = inquiry.read(operation, "properties.ApiKeyRequired", Value::as_bool)?.unwrap_or_default();
    Some(Call { name, secured: needs_key || authorization.unwrap_or("NONE") != "NONE", needs_key })
}
