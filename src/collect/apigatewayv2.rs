//! API Gateway HTTP and WebSocket: APIs and all below them, domains.
//!
//! Two lists a region, four calls an API, one a regional domain.

mod domains;
mod members;
mod specs;

use aws_sdk_apigatewayv2::Client;
use futures::future::join_all;
use futures::{FutureExt, StreamExt};
use serde_json::{Map, Value, json};

use super::field::Lacks;
use super::gateway::{AT_ONCE, Parent, arn, family, items};
use super::members::{Told, text_of};
use super::pages::Listing;
use super::{Collector, Context, Harvest};
use crate::aws::answer::{Answer, ask_json};
use crate::aws::read_list::Read;
use crate::resource::{Inventory, Resource};
use members::{API, AUTHORIZER, CREATED, INTEGRATION, ROUTE, STAGE};

pub const COLLECTOR: Collector = Collector {
    service: "apigatewayv2",
    types: specs::TYPES,
    reads: &[
        Read { service: "apigatewayv2", operation: "GetApis", actions: &["apigateway:GET"] },
        Read { service: "apigatewayv2", operation: "GetRoutes", actions: &["apigateway:GET"] },
        Read { service: "apigatewayv2", operation: "GetIntegrations", actions: &["apigateway:GET"] },
        Read { service: "apigatewayv2", operation: "GetAuthorizers", actions: &["apigateway:GET"] },
        Read { service: "apigatewayv2", operation: "GetStages", actions: &["apigateway:GET"] },
        Read { service: "apigatewayv2", operation: "GetDomainNames", actions: &["apigateway:GET"] },
        Read { service: "apigatewayv2", operation: "GetApiMappings", actions: &["apigateway:GET"] },
    ],
    // Domains that the first version of the service shows are its own.
    after_others: true,
    collect: |context, inventory| collect(context, inventory).boxed(),
};

const TYPE: &str = "AWS::ApiGatewayV2::Api";

/// Items on a page.
const PAGE: &str = "100";

async fn collect(context: &Context<'_>, inventory: &Inventory) -> Harvest {
    join_all(context.regions.iter().map(|region| in_region(context, region, inventory))).await.into_iter().collect()
}

async fn in_region(context: &Context<'_>, region: &str, inventory: &Inventory) -> Harvest {
    let here = Here { context, region, client: &context.session.client(region) };
    let (apis, domains) = futures::join!(apis(here), domains::collect(here, inventory));
    [apis, domains].into_iter().collect()
}

/// A region, and the way to ask there.
#[derive(Debug, Clone, Copy)]
struct Here<'a> {
    context: &'a Context<'a>,
    region: &'a str,
    client: &'a Client,
}

impl<'a> Here<'a> {
    fn arn(&self, path: &str) -> String {
        arn(self.context, self.region, path)
    }

    fn told(&self, listing: &'a Listing<Value>) -> Told<'a> {
        Told { context: self.context, evidence: &listing.evidence }
    }

    /// A listing whose items have this id, page by page.
    async fn list<F>(&self, id: &'static str, ask_page: impl Fn(Option<String>) -> F) -> Listing<Value>
    where
        F: Future<Output = Answer<Value>>,
    {
        self.context.pages(ask_page, |page| items(page, "items", "nextToken", id)).await
    }
}

async fn apis(here: Here<'_>) -> Harvest {
    let listing = here
        .list("apiId", |token| ask_json(here.client.get_apis().max_results(PAGE).set_next_token(token).send()))
        .await;
    let mut harvest = Harvest::default();
    let children = [ROUTE, INTEGRATION, AUTHORIZER, STAGE].map(|kind| kind.resource_type);
    for resource_type in [TYPE].into_iter().chain(children) {
        harvest.unlisted.extend(listing.unlisted(resource_type, here.region));
    }
    let reads = listing.items.iter().cloned().map(|item| api(here, item, here.told(&listing)));
    let found: Vec<Harvest> = futures::stream::iter(reads).buffered(AT_ONCE).collect().await;
    [harvest].into_iter().chain(found).collect()
}

/// An API and all below it.
async fn api(here: Here<'_>, item: Value, told: Told<'_>) -> Harvest {
    let client = here.client;
    let id = text_of(&item, "apiId").unwrap_or_default();
    let (routes, integrations, authorizers, stages) = futures::join!(
        here.list(ROUTE.id, |token| {
            ask_json(client.get_routes().api_id(id).max_results(PAGE).set_next_token(token).send())
        }),
        here.list(INTEGRATION.id, |token| {
            ask_json(client.get_integrations().api_id(id).max_results(PAGE).set_next_token(token).send())
        }),
        here.list(AUTHORIZER.id, |token| {
            ask_json(client.get_authorizers().api_id(id).max_results(PAGE).set_next_token(token).send())
        }),
        here.list(STAGE.id, |token| {
            ask_json(client.get_stages().api_id(id).max_results(PAGE).set_next_token(token).send())
        }),
    );
    let arn = here.arn(&format!("/apis/{id}"));
    let mut resource = here.context.resource(TYPE, arn.clone(), here.region);
    told.fill(&mut resource.properties, API, &item);
    told.fill(&mut resource.status, CREATED, &item);
    resource.tags = told.tags(&item);
    let parent = Parent { context: here.context, region: here.region, arn: &arn, named: ("ApiId", id) };
    let parts = vec![
        parent.part(&ROUTE, &routes, |_, _, _| ()),
        parent.part(&INTEGRATION, &integrations, set_response_parameters),
        parent.part(&AUTHORIZER, &authorizers, |_, _, _| ()),
        parent.part(&STAGE, &stages, |told, stage, item| stage.tags = told.tags(item)),
    ];
    family(resource, parts)
}

fn set_response_parameters(told: Told<'_>, integration: &mut Resource, item: &Value) {
    let field = told.field(response_parameters(item));
    integration.properties.insert("ResponseParameters".to_owned(), field);
}

/// `{"200": {"overwrite:header.x": "v"}}`: the schema has each mapping as a record.
fn response_parameters(integration: &Value) -> Result<Option<Value>, Lacks> {
    let wrong = Lacks("responseParameters");
    let Some(by_status) = integration.get("responseParameters").filter(|it| !it.is_null()) else { return Ok(None) };
    let mut statuses: Vec<(&String, &Value)> = by_status.as_object().ok_or(wrong)?.iter().collect();
    statuses.sort_by_key(|(status, _)| *status);
    let mut found = Map::new();
    for (status, mappings) in statuses {
        let mut mappings: Vec<(&String, &Value)> = mappings.as_object().ok_or(wrong)?.iter().collect();
        mappings.sort_by_key(|(destination, _)| *destination);
        let mut records = Vec::new();
        for (destination, source) in mappings {
            records.push(json!({"Destination": destination, "Source": source.as_str().ok_or(wrong)?}));
        }
        found.insert(status.clone(), json!({"ResponseParameters": records}));
    }
    Ok((!found.is_empty()).then_some(Value::Object(found)))
}
