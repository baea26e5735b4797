//! Methods of REST APIs and routes of the others: what they are called, and what they ask of a caller.

use serde_json::Value;

use crate::resource::Resource;

use super::super::index::Index;
use super::super::inquiry::Inquiry;

pub(super) const METHOD: &str = "AWS::ApiGateway::Method";
pub(super) const ROUTE: &str = "AWS::ApiGatewayV2::Route";
pub(super) const REST_API: &str = "AWS::ApiGateway::RestApi";

/// An HTTP method, e.g. `GET` or `ANY`, and its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Operation<'a> {
    pub path: &'a str,
    pub method: &'a str,
}

impl std::fmt::Display for Operation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// What a method of a REST API is called.
pub(super) fn of_method<'a>(inquiry: &mut Inquiry, method: &'a Resource) -> Option<Operation<'a>> {
    let path = inquiry.require(method, "status.Path", Value::as_str)?;
    let method = inquiry.require(method, "properties.HttpMethod", Value::as_str)?;
    Some(Operation { path, method })
}

/// What a method or route is called: `GET /pets`, `$connect`.
pub(super) fn key(inquiry: &mut Inquiry, operation: &Resource) -> Option<String> {
    if operation.resource_type == ROUTE {
        return inquiry.require(operation, "properties.RouteKey", Value::as_str).map(str::to_owned);
    }
    of_method(inquiry, operation).map(|operation| operation.to_string())
}

/// Whether a method or route answers preflights only: they carry no credentials, so nothing is asked of them.
pub(super) fn is_preflight(key: &str) -> bool {
    key.split(' ').next() == Some("OPTIONS")
}

/// Whether AWS asks for something before it lets a call through to a method or route: who calls, or an API key.
pub(super) fn is_protected(inquiry: &mut Inquiry, operation: &Resource) -> Option<bool> {
    inquiry.settle(|inquiry| {
        let authorized = is_authorized(inquiry, operation);
        if authorized == Some(true) {
            return Some(true);
        }
        let by_key = needs_key(inquiry, operation)?;
        if by_key { Some(true) } else { authorized }
    })
}

/// Whether a method or route asks who calls.
pub(super) fn is_authorized(inquiry: &mut Inquiry, operation: &Resource) -> Option<bool> {
    inquiry.require(operation, "properties.AuthorizationType", |value| asks_who_calls(value.as_str()?))
}

/// Whether an authorization type asks who calls. `None` for a word that AWS does not document.
pub(super) fn asks_who_calls(authorization: &str) -> Option<bool> {
    match authorization {
        "NONE" => Some(false),
        "AWS_IAM" | "CUSTOM" | "COGNITO_USER_POOLS" | "JWT" => Some(true),
        _ => None,
    }
}

/// Whether a method or route wants an API key; not set means no.
pub(super) fn needs_key(inquiry: &mut Inquiry, operation: &Resource) -> Option<bool> {
    inquiry.read(operation, "properties.ApiKeyRequired", Value::as_bool).map(Option::unwrap_or_default)
}

/// All methods of the path of a method, by ARN; itself among them.
pub(super) fn of_same_path<'a>(
    index: &Index<'a>,
    inquiry: &mut Inquiry,
    method: &Resource,
) -> Option<Vec<&'a Resource>> {
    let api = index.parent(inquiry, method)?;
    let methods = index.children(inquiry, api, METHOD)?;
    // A path is one API Gateway resource, and that stands in the ARN of its methods.
    let resource = method.arn.rsplit_once('/').map_or(method.arn.as_str(), |(resource, _)| resource);
    let beside = |arn: &str| arn.strip_prefix(resource).is_some_and(|rest| rest.starts_with('/'));
    let start = methods.partition_point(|one| one.arn.as_str() < resource);
    Some(methods[start..].iter().copied().take_while(|one| beside(&one.arn)).collect())
}
