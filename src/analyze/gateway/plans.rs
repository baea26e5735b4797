//! Usage plans: whom they cover, and who gets by without them.

use serde_json::{Value, json};

use crate::resource::{Field, Gap, GapCode, Resource};

use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::super::shape::{optional, text};
use super::calls::{self, Call};
use super::operation::REST_API;
use super::throttle::{self, Limit};

const PLAN: &str = "AWS::ApiGateway::UsagePlan";
const PLAN_KEY: &str = "AWS::ApiGateway::UsagePlanKey";
const KEY: &str = "AWS::ApiGateway::ApiKey";

/// The plans that a stage is in.
pub(super) struct Covering<'a> {
    pub plans: Vec<Plan<'a>>,
    /// Whether these are all.
    pub complete: bool,
}

/// A plan as it covers one stage.
pub(super) struct Plan<'a> {
    pub id: &'a str,
    resource: &'a Resource,
    entry: Entry<'a>,
}

/// What a plan says of one stage.
#[derive(Clone, Copy)]
struct Entry<'a> {
    api: &'a str,
    stage: &'a str,
    /// Limits of single methods.
    own: Option<&'a serde_json::Map<String, Value>>,
}

/// The plans that cover a stage, which is named by API and name.
pub(super) fn covering<'a>(
    index: &Index<'a>,
    inquiry: &mut Inquiry,
    region: &str,
    (api, stage): (&str, &str),
) -> Covering<'a> {
    let mut covering = Covering { plans: Vec::new(), complete: true };
    for plan in index.of_type(PLAN).iter().filter(|plan| plan.region == region) {
        let Some(entries) = entries(inquiry, plan) else {
            covering.complete = false;
            continue;
        };
        let Some(entry) = entries.into_iter().find(|entry| entry.api == api && entry.stage == stage) else { continue };
        match inquiry.require(plan, "properties.Id", Value::as_str) {
            Some(id) => covering.plans.push(Plan { id, resource: plan, entry }),
            None => covering.complete = false,
        }
    }
    covering.complete &= index.is_complete(inquiry, PLAN, Place::Region(region));
    covering
}

impl<'a> Plan<'a> {
    /// The limit of each client for an operation: its own in the plan, else the plan's. `Some(None)`: there is none.
    pub fn limit(&self, inquiry: &mut Inquiry, name: &str) -> Option<Option<Limit<'a>>> {
        let own = own_key(name).and_then(|key| self.entry.own?.get(&key));
        match own {
            // The form was looked at when the plan's stages were read.
            Some(own) => Some(throttle::limit(own)),
            None => inquiry.read(self.resource, "properties.Throttle", throttle::limit),
        }
    }
}

/// How a plan names the method of `GET /pets`: `/pets/GET`.
fn own_key(name: &str) -> Option<String> {
    let (method, path) = name.split_once(' ')?;
    Some(format!("{path}/{method}"))
}

/// The id of an API of either kind.
pub(super) fn api_id<'a>(inquiry: &mut Inquiry, api: &'a Resource) -> Option<&'a str> {
    let path = if api.resource_type == REST_API { "properties.RestApiId" } else { "properties.ApiId" };
    inquiry.require(api, path, Value::as_str)
}

/// `UsagePlanCoverage` of a plan: whether its stages exist, and how many keys can use it.
pub(super) fn coverage(index: &Index, plan: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let mut stages = Vec::new();
        for entry in entries(inquiry, plan)? {
            let exists = stage(index, inquiry, &plan.region, entry)?.is_some();
            stages.push(json!({ "ApiId": entry.api, "Stage": entry.stage, "Exists": exists }));
        }
        let mut enabled = 0;
        for member in index.children(inquiry, plan, PLAN_KEY)? {
            let id = inquiry.require(member, "properties.KeyId", Value::as_str)?;
            let arn = format!("arn:{}:apigateway:{}::/apikeys/{id}", index.inventory.partition, plan.region);
            let Some(key) = index.by_arn(&arn) else {
                if index.is_complete(inquiry, KEY, Place::Region(&plan.region)) {
                    inquiry.note(Gap { error: format!("API key {id}"), ..Gap::bare(GapCode::NotCollected) });
                }
                return None;
            };
            enabled += usize::from(inquiry.require(key, "properties.Enabled", Value::as_bool)?);
        }
        Some(Some(json!({ "Stages": stages, "EnabledKeys": enabled })))
    })
}

/// `UsagePlanCoverage` of a key that works: the plans that it is in.
pub(super) fn plans_of_key(index: &Index, key: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if !inquiry.require(key, "properties.Enabled", Value::as_bool)? {
            return Some(None);
        }
        let own = inquiry.require(key, "properties.APIKeyId", Value::as_str)?;
        let mut complete = index.is_complete(inquiry, PLAN, Place::Region(&key.region));
        let mut plans = Vec::new();
        for plan in index.of_type(PLAN).iter().filter(|plan| plan.region == key.region) {
            let Some(members) = index.children(inquiry, plan, PLAN_KEY) else {
                complete = false;
                continue;
            };
            let mut ids = members.iter().map(|member| inquiry.require(member, "properties.KeyId", Value::as_str));
            if ids.try_fold(false, |found, id| Some(found || id? == own))? {
                plans.push(inquiry.require(plan, "properties.Id", Value::as_str)?);
            }
        }
        plans.sort_unstable();
        complete.then(|| Some(json!({ "Plans": plans })))
    })
}

/// `UsagePlanBypass`: calls that meet no limit but the account's, at stages that only this plan limits.
///
/// A plan limits whoever sends a key. A stage or method that has a lower limit than the account is limited without.
pub(super) fn bypass(index: &Index, plan: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let limits_all = inquiry.read(plan, "properties.Throttle", throttle::limit)?.is_some();
        let (mut found, mut open) = (Vec::new(), false);
        for entry in entries(inquiry, plan)? {
            if !limits_all && entry.own.is_none_or(serde_json::Map::is_empty) {
                continue;
            }
            match unlimited(index, inquiry, &plan.region, entry) {
                None => open = true,
                Some(methods) if methods.is_empty() => {}
                Some(methods) => {
                    found.push(json!({ "ApiId": entry.api, "Stage": entry.stage, "Methods": methods }));
                }
            }
        }
        // One that surely gets by is not hidden by stages that are not decided.
        (!open || !found.is_empty()).then(|| Some(json!(found)))
    })
}

/// The operations of a stage that need no key and have no limit of their own, sorted.
fn unlimited(index: &Index, inquiry: &mut Inquiry, region: &str, entry: Entry) -> Option<Vec<String>> {
    let Some((api, stage)) = stage(index, inquiry, region, entry)? else { return Some(Vec::new()) };
    let calls = calls::of_stage(index, inquiry, api, stage)?;
    let keyless = |call: &Call| !call.needs_key && !call.is_preflight() && !call.is_farewell();
    let mut names: Vec<String> = calls.into_iter().filter(keyless).map(|call| call.name).collect();
    if names.is_empty() {
        return Some(names);
    }
    let settings = throttle::settings(inquiry, stage)?;
    if throttle::is_below(index, inquiry, region, settings.all.rate)? {
        return Some(Vec::new());
    }
    names.sort_unstable();
    let mut unlimited = Vec::new();
    for name in names {
        let own = settings.own.get(&name).and_then(|setting| setting.rate);
        if !throttle::is_below(index, inquiry, region, own)? {
            unlimited.push(name);
        }
    }
    Some(unlimited)
}

/// The stage that an entry names, and its API. `Some(None)`: there is none.
fn stage<'a>(
    index: &Index<'a>,
    inquiry: &mut Inquiry,
    region: &str,
    entry: Entry,
) -> Option<Option<(&'a Resource, &'a Resource)>> {
    let Some(api) = calls::api(index, inquiry, region, entry.api)? else { return Some(None) };
    let stage = index.child(inquiry, api, calls::stage_type(api), "StageName", entry.stage)?;
    Some(stage.map(|stage| (api, stage)))
}

/// The stages of a plan.
fn entries<'a>(inquiry: &mut Inquiry, plan: &'a Resource) -> Option<Vec<Entry<'a>>> {
    let entry = |value: &'a Value| {
        let own = optional(value, "Throttle", Value::as_object)?;
        own.is_none_or(|own| own.values().all(|limit| throttle::limit(limit).is_some())).then_some(())?;
        Some(Entry { api: text(value, "ApiId")?, stage: text(value, "Stage")?, own })
    };
    let entries = |value: &'a Value| value.as_array()?.iter().map(entry).collect();
    inquiry.read(plan, "properties.ApiStages", entries).map(Option::unwrap_or_default)
}
