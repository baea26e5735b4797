//! Stages of a REST API, the deployments that they run, and the documentation versions that they name.

use std::collections::BTreeSet;

use futures::future::join_all;
use serde_json::{Map, Value};

use super::members::{
    DEPLOYMENT_PROPERTIES, DEPLOYMENT_STATUS, DOCUMENTATION, METHOD_SETTING, METHOD_SETTING_STATUS, STAGE,
};
use super::{Here, PAGE};
use crate::aws::answer::ask_json;
use crate::collect::Harvest;
use crate::collect::field::Lacks;
use crate::collect::gateway::{Parent, Part};
use crate::collect::members::{Member, Told, members_of, text_of};
use crate::collect::pages::Listing;
use crate::resource::{Field, Gap, GapCode, Resource};

pub(super) const DEPLOYMENT: &str = "AWS::ApiGateway::Deployment";

/// What the stages of an API are made of. One call, one for each deployment that a stage runs, and one for all
/// documentation versions where a stage names one.
pub async fn collect(here: Here<'_>, api: Parent<'_>, id: &str) -> Vec<Part> {
    let listing = here.list(STAGE.id, |_| ask_json(here.client.get_stages().rest_api_id(id).send())).await;
    let (deployments, documentation) =
        futures::join!(deployments(here, api, id, &listing), documentation(here, api, id, &listing));
    vec![api.part(&STAGE, &listing, complete), deployments, documentation]
}

fn complete(told: Told<'_>, stage: &mut Resource, item: &Value) {
    stage.tags = told.tags(item);
    let settings = |members: &[Member]| told.field(method_settings(item, members));
    stage.properties.insert("MethodSettings".to_owned(), settings(METHOD_SETTING));
    stage.status.insert("MethodSettings".to_owned(), settings(METHOD_SETTING_STATUS));
}

/// A stage's settings by method, each with its path and verb.
fn method_settings(stage: &Value, members: &[Member]) -> Result<Option<Value>, Lacks> {
    let settings = stage.get("methodSettings").and_then(Value::as_object).ok_or(Lacks("methodSettings"))?;
    let mut found = Vec::new();
    for (key, setting) in settings {
        let (path, verb) = method_of(key).ok_or(Lacks("a method as the key of its settings"))?;
        let mut record = Map::new();
        record.insert("ResourcePath".to_owned(), path.clone().into());
        record.insert("HttpMethod".to_owned(), verb.clone().into());
        record.extend(members_of(members, setting, "methodSettings")?.into_iter().filter(|(name, limit)| {
            // -1 says that there is no limit of its own.
            !(name.starts_with("Throttling") && limit.as_f64() == Some(-1.0))
        }));
        found.push(((path, verb), Value::Object(record)));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let found: Vec<Value> = found.into_iter().map(|(_, record)| record).collect();
    Ok((!found.is_empty()).then_some(Value::Array(found)))
}

/// Path and verb of a key: `*/*`, `~1pets~1{id}/GET`, and without the first slash, as Terraform writes it, `pets/GET`.
fn method_of(key: &str) -> Option<(String, String)> {
    let (path, verb) = key.rsplit_once('/')?;
    let path = path.replace("~1", "/").replace("~0", "~");
    let path = if path.starts_with('/') { path } else { format!("/{path}") };
    Some((path, verb.to_owned()))
}

/// Only those that a stage or its canary runs: no other can be called. Their creation dates come with them, so no list is asked for.
async fn deployments(here: Here<'_>, api: Parent<'_>, id: &str, stages: &Listing<Value>) -> Part {
    let of_canary = |stage| text_of(Value::get(stage, "canarySettings")?, "deploymentId");
    let ids = stages.items.iter().flat_map(|stage| [text_of(stage, "deploymentId"), of_canary(stage)]).flatten();
    let ids: BTreeSet<&str> = ids.collect();
    let resources = join_all(ids.iter().map(|deployment| one(here, api, id, deployment, stages))).await;
    let unlisted = stages.unlisted(DEPLOYMENT, here.region).into_iter().collect();
    let count = match &stages.broken {
        Some(gap) => Field::gap(gap.clone(), stages.evidence.clone()),
        None => here.told(stages).value(resources.len()),
    };
    Part { name: "Deployment", count, harvest: Harvest { resources, unlisted } }
}

async fn one(here: Here<'_>, api: Parent<'_>, id: &str, deployment: &str, stages: &Listing<Value>) -> Resource {
    let call = here.client.get_deployment().rest_api_id(id).deployment_id(deployment).embed("apisummary");
    let answer = ask_json(call.send()).await;
    // What the stage named is known even where the deployment could not be read.
    let named = here.told(stages);
    let mut resource = api.child(DEPLOYMENT, &format!("deployments/{deployment}"), named);
    resource.properties.insert("DeploymentId".to_owned(), named.value(deployment));
    here.fill(&mut resource.properties, DEPLOYMENT_PROPERTIES, DEPLOYMENT_STATUS, &answer);
    here.fill(&mut resource.status, DEPLOYMENT_STATUS, &[], &answer);
    resource
}

/// Rule: a documentation version that no stage names documents no stage, so they are listed only where one may.
async fn documentation(here: Here<'_>, api: Parent<'_>, id: &str, stages: &Listing<Value>) -> Part {
    let named = |stage: &Value| text_of(stage, "documentationVersion").is_some();
    if stages.broken.is_none() && !stages.items.iter().any(named) {
        let gap = Gap { error: "no stage names a version".to_owned(), ..Gap::bare(GapCode::NotCollected) };
        let count = Field::gap(gap, stages.evidence.clone());
        return Part { name: DOCUMENTATION.name, count, harvest: Harvest::default() };
    }
    let listing = here
        .list(DOCUMENTATION.id, |token| {
            ask_json(here.client.get_documentation_versions().rest_api_id(id).limit(PAGE).set_position(token).send())
        })
        .await;
    api.part(&DOCUMENTATION, &listing, |_, _, _| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_setting_names_path_and_verb() {
        for (key, path, verb) in [
            ("*/*", "/*", "*"),
            ("~1pets~1{id}/GET", "/pets/{id}", "GET"),
            ("~1/GET", "/", "GET"),
            ("pets/GET", "/pets", "GET"),
            ("~1a~01b/POST", "/a~1b", "POST"),
            ("~1a/b/PUT", "/a/b", "PUT"),
        ] {
            assert_eq!(method_of(key), Some((path.to_owned(), verb.to_owned())), "{key}");
        }
        assert_eq!(method_of("GET"), None);
    }
}
