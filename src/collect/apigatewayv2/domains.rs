//! Custom domains as the second version of the service shows them, and what they are mapped to.

use std::collections::BTreeSet;

use futures::StreamExt;
use serde_json::Value;

use super::members::{DOMAIN, DOMAIN_STATUS, MAPPING};
use super::{Here, PAGE};
use crate::aws::answer::ask_json;
use crate::collect::Harvest;
use crate::collect::gateway::{AT_ONCE, Parent, Part, family};
use crate::collect::members::{Told, text_of};
use crate::resource::Inventory;

const TYPE: &str = "AWS::ApiGatewayV2::DomainName";
/// A domain as the first version of the service shows it.
const FIRST: &str = "AWS::ApiGateway::DomainName";

/// All domains of a region. One that the first version has shown is a resource already, and has the same ARN; here it
/// only gives its mappings. One that it has not, even since its listing broke, is a resource of this type.
pub async fn collect(here: Here<'_>, inventory: &Inventory) -> Harvest {
    let listing = here
        .list("domainName", |token| {
            ask_json(here.client.get_domain_names().max_results(PAGE).set_next_token(token).send())
        })
        .await;
    let of_the_first = inventory.resources.iter().filter(|resource| resource.resource_type == FIRST);
    let known: BTreeSet<&str> = of_the_first.map(|resource| resource.arn.as_str()).collect();
    let mut harvest = Harvest::default();
    for resource_type in [TYPE, MAPPING.resource_type] {
        harvest.unlisted.extend(listing.unlisted(resource_type, here.region));
    }
    let reads = listing.items.iter().cloned().map(|item| one(here, item, here.told(&listing), &known));
    let found: Vec<Harvest> = futures::stream::iter(reads).buffered(AT_ONCE).collect().await;
    [harvest].into_iter().chain(found).collect()
}

async fn one(here: Here<'_>, item: Value, told: Told<'_>, known: &BTreeSet<&str>) -> Harvest {
    let name = text_of(&item, "domainName").unwrap_or_default();
    let arn = here.arn(&format!("/domainnames/{name}"));
    let mappings = mappings(here, &item, told, (name, &arn)).await;
    if known.contains(arn.as_str()) {
        return mappings.harvest;
    }
    let mut domain = here.context.resource(TYPE, arn, here.region);
    told.fill(&mut domain.properties, DOMAIN, &item);
    told.fill(&mut domain.status, DOMAIN_STATUS, &item);
    domain.tags = told.tags(&item);
    family(domain, vec![mappings])
}

/// Rule: only REST APIs can be mapped to an edge-optimised domain, and only through the first version of the service
/// (CreateApiMapping refuses any other than a regional domain). So it has no mappings here, and is not asked for them.
async fn mappings(here: Here<'_>, item: &Value, told: Told<'_>, (name, arn): (&str, &str)) -> Part {
    let configurations = item.get("domainNameConfigurations").and_then(Value::as_array);
    let edge = |configuration: &Value| text_of(configuration, "endpointType") == Some("EDGE");
    if configurations.is_some_and(|all| !all.is_empty() && all.iter().all(edge)) {
        return Part { name: MAPPING.name, count: told.value(0), harvest: Harvest::default() };
    }
    let listing = here
        .list(MAPPING.id, |token| {
            let call = here.client.get_api_mappings().domain_name(name);
            ask_json(call.max_results(PAGE).set_next_token(token).send())
        })
        .await;
    let parent = Parent { context: here.context, region: here.region, arn, named: ("DomainName", name) };
    parent.part(&MAPPING, &listing, |_, _, _| ())
}
