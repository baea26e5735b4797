//! Custom domains, public and private, and what they are mapped to.

use futures::StreamExt;
use serde_json::Value;

use super::members::{DOMAIN, DOMAIN_STATUS, MAPPING, PRIVATE_DOMAIN, PRIVATE_MAPPING};
use super::{Here, PAGE};
use crate::aws::answer::ask_json;
use crate::collect::Harvest;
use crate::collect::field::Lacks;
use crate::collect::gateway::{AT_ONCE, Kind, Parent, family, items, policy, set_policy};
use crate::collect::members::{Told, text_of};
use crate::collect::pages::Listing;
use crate::resource::{Resource, Section};

/// A domain that the internet reaches; the second version of the service may show it too.
const PUBLIC: &str = "AWS::ApiGateway::DomainName";
const PRIVATE: &str = "AWS::ApiGateway::DomainNameV2";

/// All domains of a region.
pub async fn collect(here: Here<'_>) -> Harvest {
    let listing = here
        .list("domainName", |token| ask_json(here.client.get_domain_names().limit(PAGE).set_position(token).send()))
        .await;
    let mut harvest = Harvest::default();
    for resource_type in [PUBLIC, PRIVATE, MAPPING.resource_type, PRIVATE_MAPPING.resource_type] {
        harvest.unlisted.extend(listing.unlisted(resource_type, here.region));
    }
    let reads = listing.items.iter().cloned().map(|item| one(here, item, here.told(&listing)));
    let found: Vec<Harvest> = futures::stream::iter(reads).buffered(AT_ONCE).collect().await;
    [harvest].into_iter().chain(found).collect()
}

async fn one(here: Here<'_>, item: Value, told: Told<'_>) -> Harvest {
    let name = text_of(&item, "domainName").unwrap_or_default();
    match text_of(&item, "domainNameId") {
        Some(id) => private(here, &item, told, (name, id)).await,
        None => public(here, &item, told, name).await,
    }
}

async fn public(here: Here<'_>, item: &Value, told: Told<'_>, name: &str) -> Harvest {
    let arn = here.arn(&format!("/domainnames/{name}"));
    let mut domain = here.context.resource(PUBLIC, arn.clone(), here.region);
    told.fill(&mut domain.properties, DOMAIN, item);
    told.fill(&mut domain.status, DOMAIN_STATUS, item);
    domain.tags = told.tags(item);
    let mappings = mappings(here, name, None).await;
    with_mappings(here, domain, &MAPPING, ("DomainName", name), &mappings)
}

/// Several private domains can have one name: the id tells them apart.
async fn private(here: Here<'_>, item: &Value, told: Told<'_>, (name, id): (&str, &str)) -> Harvest {
    let own = here.context.arn("apigateway", here.region, &format!("/domainnames/{name}+{id}"));
    let arn = text_of(item, "domainNameArn").map_or(own, str::to_owned);
    let mut domain = here.context.resource(PRIVATE, arn.clone(), here.region);
    told.fill(&mut domain.properties, PRIVATE_DOMAIN, item);
    set_policy(told, &mut domain, item);
    set_management_policy(told, &mut domain.status, item);
    domain.tags = told.tags(item);
    let mappings = mappings(here, name, Some(id)).await;
    with_mappings(here, domain, &PRIVATE_MAPPING, ("DomainNameArn", &arn), &mappings)
}

fn set_management_policy(told: Told<'_>, status: &mut Section, item: &Value) {
    let document = text_of(item, "managementPolicy").map(policy).transpose();
    let field = told.field(document.map(|found| found.map(|(value, _)| value)));
    status.insert("ManagementPolicy".to_owned(), field);
}

async fn mappings(here: Here<'_>, name: &str, id: Option<&str>) -> Listing<Value> {
    let ask_page = |token| {
        let call = here.client.get_base_path_mappings().domain_name(name).set_domain_name_id(id.map(str::to_owned));
        ask_json(call.limit(PAGE).set_position(token).send())
    };
    let read = |page: Value| match page.as_object() {
        // Alone among the lists, this one is left out where there is nothing in it.
        Some(members) if members.is_empty() => Ok((Vec::new(), None)),
        _ => items(page, "item", "position", MAPPING.id),
    };
    here.context.pages(ask_page, read).await
}

fn with_mappings(
    here: Here<'_>,
    domain: Resource,
    kind: &Kind,
    named: (&'static str, &str),
    mappings: &Listing<Value>,
) -> Harvest {
    let arn = domain.arn.clone();
    let parent = Parent { context: here.context, region: here.region, arn: &arn, named };
    let part = parent.part(kind, mappings, |told, mapping, item| {
        // `(none)` stands for the empty path.
        let path = text_of(item, MAPPING.id).ok_or(Lacks(MAPPING.id));
        let path = path.map(|path| Some(Value::from(if path == "(none)" { "" } else { path })));
        mapping.properties.insert("BasePath".to_owned(), told.field(path));
    });
    family(domain, vec![part])
}
