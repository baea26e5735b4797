//! One REST API: itself, its resources and methods, and what they name.

use serde_json::Value;

use super::members::{
    API, AUTHORIZER, CREATED, DOCUMENTATION, METHOD_PROPERTIES, MODEL, PATH, RESOURCE, RESPONSE, STAGE, TLS, VALIDATOR,
};
use super::{Here, PAGE, stages};
use crate::aws::answer::ask_json;
use crate::collect::Harvest;
use crate::collect::field::Lacks;
use crate::collect::gateway::{Parent, Part, family, set_policy};
use crate::collect::members::{Told, read, text_of};
use crate::collect::pages::Listing;
use crate::resource::{Field, Gap, GapCode, Resource};

pub(super) const REST_API: &str = "AWS::ApiGateway::RestApi";
const METHOD: &str = "AWS::ApiGateway::Method";

/// Types that are not seen where the APIs are not.
pub(super) const CHILDREN: &[&str] = &[
    RESOURCE.resource_type,
    METHOD,
    AUTHORIZER.resource_type,
    RESPONSE.resource_type,
    VALIDATOR.resource_type,
    MODEL.resource_type,
    STAGE.resource_type,
    stages::DEPLOYMENT,
    DOCUMENTATION.resource_type,
];

/// An API and all below it.
pub async fn one(here: Here<'_>, item: Value, told: Told<'_>) -> Harvest {
    let id = text_of(&item, "id").unwrap_or_default();
    let arn = here.arn(&format!("/restapis/{id}"));
    let api = Parent { context: here.context, region: here.region, arn: &arn, named: ("RestApiId", id) };
    let (methods, authorizers, responses, models, stages) = futures::join!(
        resources(here, api, id),
        here.list(AUTHORIZER.id, |token| {
            ask_json(here.client.get_authorizers().rest_api_id(id).limit(PAGE).set_position(token).send())
        }),
        here.list(RESPONSE.id, |token| {
            ask_json(here.client.get_gateway_responses().rest_api_id(id).limit(PAGE).set_position(token).send())
        }),
        here.list(MODEL.id, |token| {
            ask_json(here.client.get_models().rest_api_id(id).limit(PAGE).set_position(token).send())
        }),
        stages::collect(here, api, id),
    );
    let mut resource = here.context.resource(REST_API, arn.clone(), here.region);
    told.fill(&mut resource.properties, API, &item);
    told.fill(&mut resource.status, CREATED, &item);
    set_policy(told, &mut resource, &item);
    resource.tags = told.tags(&item);
    let mut parts = vec![
        api.part(&AUTHORIZER, &authorizers, |_, _, _| ()),
        api.part(&RESPONSE, &responses, |_, _, _| ()),
        api.part(&MODEL, &models, set_schema),
    ];
    parts.extend(methods);
    parts.extend(stages);
    family(resource, parts)
}

/// Resources, their methods, and the validators that these name.
async fn resources(here: Here<'_>, api: Parent<'_>, id: &str) -> Vec<Part> {
    let listing = here
        .list(RESOURCE.id, |token| {
            let call = here.client.get_resources().rest_api_id(id).embed("methods").limit(PAGE);
            ask_json(call.set_position(token).send())
        })
        .await;
    let validators = validators(here, api, id, &listing).await;
    vec![api.part(&RESOURCE, &listing, |_, _, _| ()), methods(here, api, &listing), validators]
}

/// What `embed=methods` adds to a resource: its methods by their verbs.
fn methods_of(resource: &Value) -> impl Iterator<Item = (&String, &Value)> {
    resource.get("resourceMethods").and_then(Value::as_object).into_iter().flatten()
}

fn methods(here: Here<'_>, api: Parent<'_>, listing: &Listing<Value>) -> Part {
    let told = here.told(listing);
    let mut resources = Vec::new();
    for resource in &listing.items {
        let resource_id = text_of(resource, RESOURCE.id).unwrap_or_default();
        for (verb, item) in methods_of(resource) {
            let mut method = api.child(METHOD, &format!("resources/{resource_id}/methods/{verb}"), told);
            method.properties.insert("ResourceId".to_owned(), told.value(resource_id));
            told.fill(&mut method.properties, METHOD_PROPERTIES, item);
            told.fill(&mut method.status, PATH, resource);
            let tls = item.get("methodIntegration").map(|integration| read(&TLS, integration));
            method.status.insert(TLS.name.to_owned(), told.field(tls.unwrap_or(Ok(None))));
            resources.push(method);
        }
    }
    let unlisted = listing.unlisted(METHOD, here.region).into_iter().collect();
    let count = match &listing.broken {
        Some(gap) => Field::gap(gap.clone(), listing.evidence.clone()),
        None => told.value(resources.len()),
    };
    Part { name: "Method", count, harvest: Harvest { resources, unlisted } }
}

/// Rule: a validator that no method names validates nothing, so they are listed only where a method may name one.
async fn validators(here: Here<'_>, api: Parent<'_>, id: &str, resources: &Listing<Value>) -> Part {
    let named = |(_, method): (&String, &Value)| text_of(method, "requestValidatorId").is_some();
    if resources.broken.is_none() && !resources.items.iter().flat_map(methods_of).any(named) {
        let gap = Gap { error: "no method names a validator".to_owned(), ..Gap::bare(GapCode::NotCollected) };
        let count = Field::gap(gap, resources.evidence.clone());
        return Part { name: VALIDATOR.name, count, harvest: Harvest::default() };
    }
    let listing = here
        .list(VALIDATOR.id, |token| {
            ask_json(here.client.get_request_validators().rest_api_id(id).limit(PAGE).set_position(token).send())
        })
        .await;
    api.part(&VALIDATOR, &listing, |_, _, _| ())
}

/// The JSON Schema of a model, which AWS answers as text.
fn set_schema(told: Told<'_>, model: &mut Resource, item: &Value) {
    let schema = text_of(item, "schema").map(serde_json::from_str::<Value>).transpose();
    let field = told.field(schema.map_err(|_| Lacks("a schema that is JSON")));
    model.properties.insert("Schema".to_owned(), field);
}
