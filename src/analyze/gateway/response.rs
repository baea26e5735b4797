//! Answers of the gateway itself: which one a caller gets where a type was not set.

use serde_json::{Value, json};

use crate::resource::{Field, Gap, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::integration::string_map;

const GATEWAY_RESPONSE: &str = "AWS::ApiGateway::GatewayResponse";

/// `EffectiveResponse`: its own where the customer set it, else the API's `DEFAULT_4XX` or `DEFAULT_5XX` if that was
/// set, else what AWS sends. `From` is `own`, `DEFAULT_4XX`, `DEFAULT_5XX` or `AWS`.
pub(super) fn effective(index: &Index, response: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let kind = inquiry.require(response, "properties.ResponseType", Value::as_str)?;
        if !inquiry.require(response, "status.DefaultResponse", Value::as_bool)? {
            return set(index, inquiry, response, kind).map(Some);
        }
        let Some((default, status)) = default(kind) else {
            inquiry.note(Gap::undecided(format!("gateway response type {kind}")));
            return None;
        };
        if kind == default {
            return Some(Some(told("", json!({}), "AWS")));
        }
        let Some((code, parameters)) = fallback(index, inquiry, response, default)? else {
            return Some(Some(told(status, json!({}), "AWS")));
        };
        // Its status code is that of all types, unless it has none.
        Some(Some(told(code.unwrap_or(status), parameters, default)))
    })
}

/// What the customer set for a type.
fn set(index: &Index, inquiry: &mut Inquiry, response: &Resource, kind: &str) -> Option<Value> {
    let (code, parameters) = content(inquiry, response)?;
    if let Some(code) = code {
        return Some(told(code, parameters, "own"));
    }
    let Some((default, status)) = default(kind) else {
        inquiry.note(Gap::undecided(format!("gateway response type {kind}")));
        return None;
    };
    if kind == default {
        return Some(told("", parameters, "own"));
    }
    let code = fallback(index, inquiry, response, default)?.and_then(|(code, _)| code);
    Some(told(code.unwrap_or(status), parameters, "own"))
}

/// Status code and headers of `DEFAULT_4XX` or `DEFAULT_5XX` of the same API. `Some(None)`: the customer did not set it.
fn fallback<'a>(
    index: &Index<'a>,
    inquiry: &mut Inquiry,
    response: &Resource,
    kind: &str,
) -> Option<Option<(Option<&'a str>, Value)>> {
    let api = index.parent(inquiry, response)?;
    let Some(found) = index.child(inquiry, api, GATEWAY_RESPONSE, "ResponseType", kind)? else { return Some(None) };
    if inquiry.require(found, "status.DefaultResponse", Value::as_bool)? {
        return Some(None);
    }
    content(inquiry, found).map(Some)
}

fn content<'a>(inquiry: &mut Inquiry, response: &'a Resource) -> Option<(Option<&'a str>, Value)> {
    let code = inquiry.read(response, "properties.StatusCode", Value::as_str)?;
    let parameters =
        inquiry.read(response, "properties.ResponseParameters", |value| string_map(value).map(|_| value.clone()))?;
    Some((code.filter(|code| !code.is_empty()), parameters.unwrap_or_else(|| json!({}))))
}

fn told(status: &str, parameters: Value, from: &str) -> Value {
    json!({ "StatusCode": status, "ResponseParameters": parameters, "From": from })
}

/// What a type falls back to, and the status code that AWS documents for it ("Gateway response types for API Gateway").
fn default(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "DEFAULT_4XX" => ("DEFAULT_4XX", ""),
        "DEFAULT_5XX" => ("DEFAULT_5XX", ""),
        "BAD_REQUEST_PARAMETERS" | "BAD_REQUEST_BODY" => ("DEFAULT_4XX", "400"),
        "UNAUTHORIZED" => ("DEFAULT_4XX", "401"),
        "ACCESS_DENIED"
        | "EXPIRED_TOKEN"
        | "INVALID_API_KEY"
        | "INVALID_SIGNATURE"
        | "MISSING_AUTHENTICATION_TOKEN"
        | "WAF_FILTERED" => ("DEFAULT_4XX", "403"),
        "RESOURCE_NOT_FOUND" => ("DEFAULT_4XX", "404"),
        "REQUEST_TOO_LARGE" => ("DEFAULT_4XX", "413"),
        "UNSUPPORTED_MEDIA_TYPE" => ("DEFAULT_4XX", "415"),
        "QUOTA_EXCEEDED" | "THROTTLED" => ("DEFAULT_4XX", "429"),
        "API_CONFIGURATION_ERROR" | "AUTHORIZER_CONFIGURATION_ERROR" | "AUTHORIZER_FAILURE" => ("DEFAULT_5XX", "500"),
        "INTEGRATION_FAILURE" | "INTEGRATION_TIMEOUT" => ("DEFAULT_5XX", "504"),
        _ => return None,
    })
}
