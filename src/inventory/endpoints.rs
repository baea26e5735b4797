//! Endpoints: every method of a REST API and every route of an HTTP or WebSocket API, and what it asks of a caller.

use std::collections::BTreeMap;

use serde_json::Value;

use super::View;
use super::cell::{Cell, apis, of_type, text};
use crate::cli;
use crate::resource::{Inventory, Resource};

pub(super) const VIEW: View = View {
    which: cli::View::Endpoints,
    name: "endpoints",
    title: "Endpoints",
    columns: &[
        "api",
        "region",
        "endpoint",
        "authorization",
        "authorizer",
        "scopes",
        "api_key",
        "limits",
        "integration",
    ],
    types: &[
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Method",
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Route",
    ],
    rows,
};

fn rows(inventory: &Inventory) -> Vec<Vec<Cell>> {
    let apis = apis(inventory);
    let name = |resource: &Resource, id: &str| {
        let api = apis.get(&(resource.region.as_str(), id));
        api.map_or_else(|| id.to_owned(), |api| format!("{} ({id})", text(api, "properties.Name")))
    };
    let methods = of_type(inventory, "AWS::ApiGateway::Method").map(|method| {
        let endpoint = format!("{} {}", text(method, "properties.HttpMethod"), text(method, "status.Path"));
        let integration =
            Cell::from(method, "properties.Integration", |value| Some(Cell::known(value.get("Type")?.as_str()?)));
        (name(method, text(method, "properties.RestApiId")), endpoint, method, integration)
    });
    let integrations: BTreeMap<String, &Resource> = of_type(inventory, "AWS::ApiGatewayV2::Integration")
        .map(|one| (one.arn.rsplit("/apis/").next().unwrap_or_default().to_owned(), one))
        .collect();
    let routes = of_type(inventory, "AWS::ApiGatewayV2::Route").map(|route| {
        let endpoint = text(route, "properties.RouteKey").to_owned();
        let id = text(route, "properties.ApiId");
        let integration = Cell::from(route, "properties.Target", |target| {
            let target = target.as_str()?;
            let found = integrations.get(&format!("{id}/{target}"));
            Some(found.map_or_else(|| Cell::known(target), |one| Cell::of(one, "properties.IntegrationType")))
        });
        (name(route, id), endpoint, route, integration)
    });
    let mut found: Vec<_> = methods.chain(routes).collect();
    found.sort_by(|a, b| (&a.2.region, &a.0, path(&a.1), &a.1).cmp(&(&b.2.region, &b.0, path(&b.1), &b.1)));
    found.into_iter().map(|(api, endpoint, resource, integration)| row(api, endpoint, resource, integration)).collect()
}

fn path(endpoint: &str) -> &str {
    endpoint.split_once(' ').map_or(endpoint, |(_, path)| path)
}

fn row(api: String, endpoint: String, resource: &Resource, integration: Cell) -> Vec<Cell> {
    let part = |member: &'static str| {
        Cell::from(resource, "facts.EffectiveAuthorization", |value| {
            let member = value.get(member)?;
            let empty = member == "" || member.as_array().is_some_and(Vec::is_empty);
            Some(if empty { Cell::Absent } else { Cell::known(member.clone()) })
        })
    };
    vec![
        Cell::known(api),
        Cell::known(resource.region.clone()),
        Cell::known(endpoint),
        part("Kind"),
        part("Authorizer"),
        part("Scopes"),
        part("ApiKey"),
        Cell::from(resource, "facts.EffectiveThrottle", |value| {
            let limits: Option<Vec<String>> = value.as_array()?.iter().map(limit).collect();
            let limits = limits?;
            Some(if limits.is_empty() { Cell::Absent } else { Cell::told(value.clone(), limits.join("; ")) })
        }),
        integration,
    ]
}

/// `prod 100/s, burst 200 (stage); 1/s a key of plan ab12`.
fn limit(entry: &Value) -> Option<String> {
    let stage = entry.get("Stage")?.as_str()?;
    let rate = |entry: &Value| {
        let rate = entry.get("RateLimit")?.as_f64()?;
        Some(format!("{rate}/s burst {}", entry.get("BurstLimit")?))
    };
    let mut told = format!("{stage} {} ({})", rate(entry)?, entry.get("Source")?.as_str()?);
    for client in entry.get("Clients")?.as_array()? {
        told += &format!(", {} a key of plan {}", rate(client)?, client.get("UsagePlan")?.as_str()?);
    }
    Some(told)
}
