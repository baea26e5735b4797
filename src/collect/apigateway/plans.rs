//! Usage plans, API keys without their values, and client certificates.

use futures::StreamExt;
use serde_json::Value;

use super::members::{API_KEY, API_KEY_STATUS, CERTIFICATE, CERTIFICATE_STATUS, PLAN, PLAN_KEY};
use super::{Here, PAGE};
use crate::aws::answer::ask_json;
use crate::collect::Harvest;
use crate::collect::field::Lacks;
use crate::collect::gateway::{AT_ONCE, Parent, family};
use crate::collect::members::{Member, Told, text_of};
use crate::collect::pages::Listing;
use crate::resource::Resource;

const USAGE_PLAN: &str = "AWS::ApiGateway::UsagePlan";

/// All of a region.
pub async fn collect(here: Here<'_>) -> Harvest {
    let (plans, keys, certificates) = futures::join!(
        plans(here),
        here.list("id", |token| {
            ask_json(here.client.get_api_keys().include_values(false).limit(PAGE).set_position(token).send())
        }),
        here.list("clientCertificateId", |token| {
            ask_json(here.client.get_client_certificates().limit(PAGE).set_position(token).send())
        }),
    );
    let keys = all(
        here,
        &keys,
        ("AWS::ApiGateway::ApiKey", "/apikeys", "id"),
        (API_KEY, API_KEY_STATUS),
        |told, key, item| drop(key.properties.insert("StageKeys".to_owned(), told.field(stage_keys(item)))),
    );
    let certificates = all(
        here,
        &certificates,
        ("AWS::ApiGateway::ClientCertificate", "/clientcertificates", "clientCertificateId"),
        (CERTIFICATE, CERTIFICATE_STATUS),
        |_, _, _| (),
    );
    [plans, keys, certificates].into_iter().collect()
}

/// What a listing of the region shows: type, path of the ARN and id; members; and what `complete` adds.
fn all(
    here: Here<'_>,
    listing: &Listing<Value>,
    (resource_type, path, id): (&str, &str, &str),
    (properties, status): (&[Member], &[Member]),
    complete: impl Fn(Told<'_>, &mut Resource, &Value),
) -> Harvest {
    let told = here.told(listing);
    let one = |item: &Value| {
        let arn = here.arn(&format!("{path}/{}", text_of(item, id).unwrap_or_default()));
        let mut resource = here.context.resource(resource_type, arn, here.region);
        told.fill(&mut resource.properties, properties, item);
        told.fill(&mut resource.status, status, item);
        resource.tags = told.tags(item);
        complete(told, &mut resource, item);
        resource
    };
    Harvest {
        resources: listing.items.iter().map(one).collect(),
        unlisted: listing.unlisted(resource_type, here.region).into_iter().collect(),
    }
}

/// `API/STAGE`, taken apart.
fn stage_keys(key: &Value) -> Result<Option<Value>, Lacks> {
    let wrong = Lacks("stageKeys");
    let Some(stages) = key.get("stageKeys").filter(|stages| !stages.is_null()) else { return Ok(None) };
    let mut pairs = Vec::new();
    for stage in stages.as_array().ok_or(wrong)? {
        pairs.push(stage.as_str().and_then(|stage| stage.split_once('/')).ok_or(wrong)?);
    }
    pairs.sort_unstable();
    let pair = |(api, stage): (&str, &str)| serde_json::json!({"RestApiId": api, "StageName": stage});
    let pairs: Vec<Value> = pairs.into_iter().map(pair).collect();
    Ok((!pairs.is_empty()).then_some(Value::Array(pairs)))
}

async fn plans(here: Here<'_>) -> Harvest {
    let listing =
        here.list("id", |token| ask_json(here.client.get_usage_plans().limit(PAGE).set_position(token).send())).await;
    let mut harvest = Harvest::default();
    for resource_type in [USAGE_PLAN, PLAN_KEY.resource_type] {
        harvest.unlisted.extend(listing.unlisted(resource_type, here.region));
    }
    let reads = listing.items.iter().cloned().map(|item| plan(here, item, here.told(&listing)));
    let found: Vec<Harvest> = futures::stream::iter(reads).buffered(AT_ONCE).collect().await;
    [harvest].into_iter().chain(found).collect()
}

/// A plan and the keys in it.
async fn plan(here: Here<'_>, item: Value, told: Told<'_>) -> Harvest {
    let id = text_of(&item, "id").unwrap_or_default();
    let keys = here
        .list(PLAN_KEY.id, |token| {
            ask_json(here.client.get_usage_plan_keys().usage_plan_id(id).limit(PAGE).set_position(token).send())
        })
        .await;
    let arn = here.arn(&format!("/usageplans/{id}"));
    let mut resource = here.context.resource(USAGE_PLAN, arn.clone(), here.region);
    told.fill(&mut resource.properties, PLAN, &item);
    resource.tags = told.tags(&item);
    let parent = Parent { context: here.context, region: here.region, arn: &arn, named: ("UsagePlanId", id) };
    family(resource, vec![parent.part(&PLAN_KEY, &keys, |_, _, _| ())])
}
