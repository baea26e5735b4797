//! APIs: from where they are reached, under which names, and which stages they have.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::View;
use super::cell::{Cell, of_type, text};
use crate::cli;
use crate::resource::{Gap, Inventory, Resource};

const MAPPINGS: [&str; 3] =
    ["AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::BasePathMappingV2", "AWS::ApiGatewayV2::ApiMapping"];
const DOMAINS: [&str; 3] =
    ["AWS::ApiGateway::DomainName", "AWS::ApiGateway::DomainNameV2", "AWS::ApiGatewayV2::DomainName"];

pub(super) const VIEW: View = View {
    which: cli::View::Apis,
    name: "apis",
    title: "APIs",
    columns: &[
        "api",
        "id",
        "region",
        "kind",
        "reached_by",
        "default_endpoint",
        "policy",
        "domains",
        "stages",
        "created",
    ],
    types: &[
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Stage",
        "AWS::ApiGateway::DomainName",
        "AWS::ApiGateway::DomainNameV2",
        "AWS::ApiGateway::BasePathMapping",
        "AWS::ApiGateway::BasePathMappingV2",
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Stage",
        "AWS::ApiGatewayV2::DomainName",
        "AWS::ApiGatewayV2::ApiMapping",
    ],
    rows,
};

fn rows(inventory: &Inventory) -> Vec<Vec<Cell>> {
    let rest = of_type(inventory, "AWS::ApiGateway::RestApi").map(|api| rest(inventory, api));
    let other = of_type(inventory, "AWS::ApiGatewayV2::Api").map(|api| http(inventory, api));
    rest.chain(other).collect()
}

fn rest(inventory: &Inventory, api: &Resource) -> Vec<Cell> {
    let id = text(api, "properties.RestApiId");
    vec![
        Cell::of(api, "properties.Name"),
        Cell::of(api, "properties.RestApiId"),
        Cell::known(api.region.clone()),
        Cell::known("REST"),
        Cell::from(api, "properties.EndpointConfiguration", |value| Some(Cell::known(value.get("Types")?.clone()))),
        default_endpoint(api),
        Cell::from(api, "facts.ApiReach", |value| Some(Cell::known(value.get("Policy")?.clone()))),
        domains(inventory, api, "properties.RestApiId", id),
        stages(inventory, api, "AWS::ApiGateway::Stage", "properties.RestApiId", id),
        Cell::of(api, "status.CreatedDate"),
    ]
}

fn http(inventory: &Inventory, api: &Resource) -> Vec<Cell> {
    let id = text(api, "properties.ApiId");
    vec![
        Cell::of(api, "properties.Name"),
        Cell::of(api, "properties.ApiId"),
        Cell::known(api.region.clone()),
        Cell::of(api, "properties.ProtocolType"),
        Cell::known("REGIONAL"),
        default_endpoint(api),
        Cell::Absent,
        domains(inventory, api, "properties.ApiId", id),
        stages(inventory, api, "AWS::ApiGatewayV2::Stage", "properties.ApiId", id),
        Cell::of(api, "status.CreatedDate"),
    ]
}

/// AWS leaves the switch out where nobody has thrown it: then the endpoint is on.
fn default_endpoint(api: &Resource) -> Cell {
    Cell::from(api, "properties.DisableExecuteApiEndpoint", |value| Some(Cell::known(!value.as_bool()?)))
        .or(Cell::known(true))
}

fn stages(inventory: &Inventory, api: &Resource, kind: &str, key: &str, id: &str) -> Cell {
    Cell::from(api, "status.Children.Stage", |_| {
        let here = of_type(inventory, kind).filter(|stage| stage.region == api.region && text(stage, key) == id);
        let names: BTreeSet<&str> = here.map(|stage| text(stage, "properties.StageName")).collect();
        Some(if names.is_empty() { Cell::Absent } else { Cell::known(json!(names)) })
    })
}

/// The custom domains that lead to an API: known only if all domains of the region and their mappings are.
fn domains(inventory: &Inventory, api: &Resource, key: &str, id: &str) -> Cell {
    let unlisted = inventory.unlisted.iter().filter(|one| {
        let kind = one.resource_type.as_str();
        one.region == api.region && (MAPPINGS.contains(&kind) || DOMAINS.contains(&kind))
    });
    let both = ["apigateway", "apigatewayv2"];
    let left_out: Vec<Gap> =
        both.into_iter().filter(|name| !inventory.scope.services.contains(*name)).map(Gap::not_scanned).collect();
    let missing: Vec<&Gap> = unlisted.map(|one| &one.gap).chain(&left_out).collect();
    if !missing.is_empty() {
        return Cell::unknown(missing);
    }
    let mappings = MAPPINGS.iter().flat_map(|kind| of_type(inventory, kind));
    let here = mappings.filter(|mapping| mapping.region == api.region && text(mapping, key) == id);
    let names: BTreeSet<String> = here.map(domain).collect();
    if names.is_empty() { Cell::Absent } else { Cell::known(Value::from_iter(names)) }
}

fn domain(mapping: &Resource) -> String {
    let name = match text(mapping, "properties.DomainName") {
        "" => text(mapping, "properties.DomainNameArn").rsplit('/').next().unwrap_or_default(),
        name => name,
    };
    let path = match (text(mapping, "properties.BasePath"), text(mapping, "properties.ApiMappingKey")) {
        ("", key) => key,
        ("(none)", _) => "",
        (path, _) => path,
    };
    format!("{name}/{path}").trim_end_matches('/').to_owned()
}
