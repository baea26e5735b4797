//! Names for people: what the judge calls a resource whose ARN says little of it.

use std::collections::BTreeMap;

use aplomb::resource::{Inventory, Known, Resource, field_of};

/// By ARN, for each resource of the inventory:
///
/// - an API, plan or key of API Gateway by its name, a KMS key by its alias, an access key by its user;
/// - what belongs to an API as `API/NAME`: `acme-chat/prod`, `acme-chat/POST/chat`, `acme-live/$connect`;
/// - what each region has one of by its region;
/// - everything else by the last part of its ARN.
pub fn labels(inventory: &Inventory) -> BTreeMap<String, String> {
    let by_arn: BTreeMap<&str, &Resource> =
        inventory.resources.iter().map(|resource| (resource.arn.as_str(), resource)).collect();
    let aliases = aliases(inventory);
    let label = |resource: &Resource| {
        let own = own(resource);
        match parent(&resource.arn).and_then(|parent| by_arn.get(parent)) {
            Some(parent) if resource.arn.contains(":apigateway:") => Some(format!("{}/{}", name(parent)?, own?)),
            _ => aliases.get(resource.arn.as_str()).cloned().or(own),
        }
    };
    let named = |resource: &Resource| (resource.arn.clone(), label(resource).unwrap_or_else(|| last(&resource.arn)));
    inventory.resources.iter().map(named).collect()
}

/// The last part of an ARN.
fn last(arn: &str) -> String {
    arn.rsplit([':', '/']).next().unwrap_or_default().to_owned()
}

fn own(resource: &Resource) -> Option<String> {
    let kind = resource.resource_type.rsplit("::").next().unwrap_or_default();
    match (kind, resource.arn.split(':').nth(2)?) {
        ("Method", _) => Some(text(resource, "properties.HttpMethod")? + &text(resource, "status.Path")?),
        ("Route", _) => Some(text(resource, "properties.RouteKey")?.replace(' ', "")),
        ("Region", _) | ("Account", "apigateway") => Some(resource.region.clone()),
        ("AccessKey", _) => text(resource, "properties.UserName"),
        (_, "apigateway") => name(resource),
        _ => None,
    }
}

fn name(resource: &Resource) -> Option<String> {
    let names = ["Name", "UsagePlanName", "StageName", "DomainName", "ResponseType"];
    names.iter().find_map(|name| text(resource, &format!("properties.{name}")))
}

fn text(resource: &Resource, path: &str) -> Option<String> {
    match &field_of(resource, path)?.known {
        Known::Value(value) => value.as_str().map(str::to_owned),
        _ => None,
    }
}

/// What stands before the third slash: API Gateway has no other depth.
fn parent(arn: &str) -> Option<&str> {
    arn.match_indices('/').nth(2).map(|(end, _)| &arn[..end])
}

/// The first alias of each key, by the key's ARN.
fn aliases(inventory: &Inventory) -> BTreeMap<String, String> {
    let mut aliases = BTreeMap::new();
    for alias in inventory.resources.iter().filter(|resource| resource.resource_type == "AWS::KMS::Alias") {
        let (Some(name), Some(key)) = (text(alias, "properties.AliasName"), text(alias, "properties.TargetKeyId"))
        else {
            continue;
        };
        let place = alias.arn.split(":alias/").next().unwrap_or_default();
        let label = name.trim_start_matches("alias/").to_owned();
        aliases.entry(format!("{place}:key/{key}")).or_insert(label);
    }
    aliases
}
