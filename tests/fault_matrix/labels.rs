//! Names for people: what the judge calls a resource whose ARN says little of it.

use std::collections::BTreeMap;

use aplomb::resource::{Inventory, Known, Resource, field_of};

/// By ARN, for each resource of the inventory:
///
/// - an API, plan or key of API Gateway by its name, an access key by its user;
/// - a KMS key by its alias, with its region before it where keys of several regions have the same;
/// - what belongs to an API as `API/NAME`: `acme-chat/prod`, `acme-chat/POST/chat`, `acme-live/$connect`;
/// - a log group by its whole name, in which the name of an API takes the place of its id;
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
            _ if resource.resource_type == "AWS::Logs::LogGroup" => group(resource, inventory),
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

fn group(group: &Resource, inventory: &Inventory) -> Option<String> {
    let label = group.arn.split_once(":log-group:")?.1;
    let apis = inventory.resources.iter().filter(|resource| resource.resource_type.ends_with("Api"));
    let found = apis.map(|api| (last(&api.arn), api)).find(|(id, _)| label.contains(&format!("_{id}/")));
    Some(match found {
        Some((id, api)) => label.replace(&id, &name(api)?),
        None => label.to_owned(),
    })
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
    let of_type = |resource: &&Resource| resource.resource_type == "AWS::KMS::Alias";
    let named: Vec<(&Resource, String, String)> = inventory
        .resources
        .iter()
        .filter(of_type)
        .filter_map(|alias| Some((alias, text(alias, "properties.AliasName")?, text(alias, "properties.TargetKeyId")?)))
        .collect();
    let mut aliases = BTreeMap::new();
    for (alias, name, key) in &named {
        let place = alias.arn.split(":alias/").next().unwrap_or_default();
        let label = name.trim_start_matches("alias/");
        let several = named.iter().filter(|(_, other, _)| other == name).count() > 1;
        let label = if several { format!("{}/{label}", alias.region) } else { label.to_owned() };
        aliases.entry(format!("{place}:key/{key}")).or_insert(label);
    }
    aliases
}
