//! Who may call: what methods and routes ask for, by themselves and with the others of their path or API.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::resource::{Field, Gap, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::shape::all_texts;
use super::operation::{self, METHOD, REST_API, ROUTE};

/// `PathMethods`: all HTTP methods of the path, sorted.
pub(super) fn path_methods(index: &Index, method: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let mut found = BTreeSet::new();
        for one in operation::of_same_path(index, inquiry, method)? {
            found.insert(inquiry.require(one, "properties.HttpMethod", Value::as_str)?);
        }
        Some(Some(json!(found)))
    })
}

/// `Authorization` of a method: all methods of its path.
pub(super) fn of_method(index: &Index, method: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let methods = operation::of_same_path(index, inquiry, method)?;
        protection(inquiry, &methods).map(Some)
    })
}

/// `Authorization` of a stage or gateway response: all methods of its API.
pub(super) fn of_siblings(index: &Index, child: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let api = index.parent(inquiry, child)?;
        let methods = index.children(inquiry, api, METHOD)?;
        protection(inquiry, methods).map(Some)
    })
}

/// `Authorization` of an HTTP or WebSocket API: all its routes.
pub(super) fn of_api(index: &Index, api: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let routes = index.children(inquiry, api, ROUTE)?;
        if !is_websocket(inquiry, api)? {
            return protection(inquiry, routes).map(Some);
        }
        // The handshake decides for all messages that follow it. Without `$connect` nothing is asked.
        let keys: Option<BTreeSet<String>> = routes.iter().map(|route| operation::key(inquiry, route)).collect();
        let keys = keys?;
        let protected = match connect(inquiry, routes)? {
            Some(connect) => operation::is_protected(inquiry, connect)?,
            None => false,
        };
        let (protected, open) = if protected { (keys, BTreeSet::new()) } else { (BTreeSet::new(), keys) };
        Some(Some(json!({ "Protected": protected, "Open": open })))
    })
}

/// Which of these methods or routes ask for something, and which do not.
pub(super) fn protection(inquiry: &mut Inquiry, operations: &[&Resource]) -> Option<Value> {
    let (mut protected, mut open) = (BTreeSet::new(), BTreeSet::new());
    for one in operations {
        let key = operation::key(inquiry, one)?;
        if operation::is_preflight(&key) {
            continue;
        }
        if operation::is_protected(inquiry, one)? {
            protected.insert(key)
        } else {
            open.insert(key)
        };
    }
    Some(json!({ "Protected": protected, "Open": open }))
}

/// `EffectiveAuthorization` of a method.
pub(super) fn effective_of_method(index: &Index, method: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let key = operation::needs_key(inquiry, method)?;
        effective(index, inquiry, method, key).map(Some)
    })
}

/// `EffectiveAuthorization` of a route. Messages of a WebSocket are those of whoever made the handshake.
pub(super) fn effective_of_route(index: &Index, route: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let key = operation::needs_key(inquiry, route)?;
        let api = index.parent(inquiry, route)?;
        let name = operation::key(inquiry, route)?;
        if name == "$connect" || !is_websocket(inquiry, api)? {
            return effective(index, inquiry, route, key).map(Some);
        }
        let routes = index.children(inquiry, api, ROUTE)?;
        match connect(inquiry, routes)? {
            Some(connect) => {
                let connect_key = operation::needs_key(inquiry, connect)?;
                effective(index, inquiry, connect, key || connect_key).map(Some)
            }
            None => Some(Some(told("none", "", key, &[]))),
        }
    })
}

/// `EffectiveAuthorization` of a WebSocket API: that of its handshake.
pub(super) fn effective_of_api(index: &Index, api: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if !is_websocket(inquiry, api)? {
            return Some(None);
        }
        let routes = index.children(inquiry, api, ROUTE)?;
        match connect(inquiry, routes)? {
            Some(connect) => {
                let key = operation::needs_key(inquiry, connect)?;
                effective(index, inquiry, connect, key).map(Some)
            }
            None => Some(Some(told("none", "", false, &[]))),
        }
    })
}

/// `AuthorizerUse`: which methods or routes ask this authorizer, and whether some of them can change something.
pub(super) fn authorizer_use(index: &Index, authorizer: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let own = inquiry.require(authorizer, "properties.AuthorizerId", Value::as_str)?;
        let api = index.parent(inquiry, authorizer)?;
        let kind = if api.resource_type == REST_API { METHOD } else { ROUTE };
        let mut users = BTreeSet::new();
        for one in index.children(inquiry, api, kind)? {
            let named = inquiry.read(one, "properties.AuthorizerId", Value::as_str)?;
            // What is named and not asked protects nothing.
            if named == Some(own) && operation::is_authorized(inquiry, one)? {
                users.insert(operation::key(inquiry, one)?);
            }
        }
        let reads = |key: &String| matches!(key.split(' ').next(), Some("GET" | "HEAD" | "OPTIONS"));
        Some(Some(json!({ "Methods": users, "Write": !users.iter().all(reads) })))
    })
}

/// `ApiProtocol` of what belongs to an HTTP or WebSocket API.
pub(super) fn protocol(index: &Index, child: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let api = index.parent(inquiry, child)?;
        Some(Some(json!(if is_websocket(inquiry, api)? { "WEBSOCKET" } else { "HTTP" })))
    })
}

/// Whether an API speaks WebSocket; the other kind is HTTP.
pub(super) fn is_websocket(inquiry: &mut Inquiry, api: &Resource) -> Option<bool> {
    inquiry.require(api, "properties.ProtocolType", |value| match value.as_str()? {
        "WEBSOCKET" => Some(true),
        "HTTP" => Some(false),
        _ => None,
    })
}

/// The route of the handshake. `Some(None)`: there is none, and everybody may connect.
fn connect<'a>(inquiry: &mut Inquiry, routes: &[&'a Resource]) -> Option<Option<&'a Resource>> {
    inquiry.settle(|inquiry| {
        let mut open = false;
        for route in routes {
            match operation::key(inquiry, route) {
                Some(key) if key == "$connect" => return Some(Some(*route)),
                Some(_) => {}
                None => open = true,
            }
        }
        (!open).then_some(None)
    })
}

/// What a method or route asks for by itself.
fn effective(index: &Index, inquiry: &mut Inquiry, operation: &Resource, key: bool) -> Option<Value> {
    let kind = inquiry.require(operation, "properties.AuthorizationType", Value::as_str)?;
    let scopes = inquiry.read(operation, "properties.AuthorizationScopes", all_texts)?.unwrap_or_default();
    match kind {
        "NONE" => return Some(told("none", "", key, &scopes)),
        "AWS_IAM" => return Some(told("iam", "", key, &scopes)),
        "COGNITO_USER_POOLS" | "JWT" | "CUSTOM" => {}
        other => {
            inquiry.note(Gap::undecided(format!("authorization type {other}")));
            return None;
        }
    }
    let id = inquiry.require(operation, "properties.AuthorizerId", Value::as_str)?;
    let api = index.parent(inquiry, operation)?;
    let (authorizer_type, kind_property) = match api.resource_type.as_str() {
        REST_API => ("AWS::ApiGateway::Authorizer", "properties.Type"),
        _ => ("AWS::ApiGatewayV2::Authorizer", "properties.AuthorizerType"),
    };
    let Some(authorizer) = index.child(inquiry, api, authorizer_type, "AuthorizerId", id)? else {
        inquiry.note(Gap::undecided(format!("authorizer {id} does not exist")));
        return None;
    };
    let name = inquiry.require(authorizer, "properties.Name", Value::as_str)?;
    let kind = match (kind, inquiry.require(authorizer, kind_property, Value::as_str)?) {
        ("COGNITO_USER_POOLS", _) | (_, "COGNITO_USER_POOLS") => "cognito",
        ("JWT", _) | (_, "JWT") => "jwt",
        (_, "TOKEN" | "REQUEST") => "lambda",
        _ => "custom",
    };
    Some(told(kind, name, key, &scopes))
}

fn told(kind: &str, authorizer: &str, key: bool, scopes: &[&str]) -> Value {
    let scopes: BTreeSet<&&str> = scopes.iter().collect();
    json!({ "Kind": kind, "Authorizer": authorizer, "ApiKey": key, "Scopes": scopes })
}
