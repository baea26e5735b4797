//! How often an operation may be called, by all callers together and by each.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::resource::{Field, Gap, GapCode, Resource};

use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::super::shape::{optional, text};
use super::{calls, plans};

const ACCOUNT: &str = "AWS::ApiGateway::Account";

/// A token bucket: requests a second, and how many at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit<'a> {
    pub rate: &'a Value,
    pub burst: &'a Value,
}

/// A token bucket of which each half may be left to somebody else.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Setting<'a> {
    pub rate: Option<&'a Value>,
    pub burst: Option<&'a Value>,
}

/// What a stage sets for all its operations, and for single ones by their name.
#[derive(Debug, Default)]
pub(super) struct Settings<'a> {
    pub all: Setting<'a>,
    pub own: BTreeMap<String, Setting<'a>>,
}

/// `AccountThrottle`: what all APIs of the region share.
pub(super) fn of_account(index: &Index, stage: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let limit = account(index, inquiry, &stage.region)?;
        Some(Some(json!({ "RateLimit": limit.rate, "BurstLimit": limit.burst })))
    })
}

/// `EffectiveThrottle`: what holds for a method or route at each stage of its API, and for each client there.
///
/// What is set for the method comes before what is set for all of the stage, field by field; what neither sets is the
/// account's. `Source` tells whose rate it is.
pub(super) fn effective(index: &Index, operation: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let api = index.parent(inquiry, operation)?;
        let is_route = operation.resource_type == "AWS::ApiGatewayV2::Route";
        let name = match is_route {
            true => inquiry.require(operation, "properties.RouteKey", Value::as_str)?.to_owned(),
            false => {
                let path = inquiry.require(operation, "status.Path", Value::as_str)?;
                format!("{} {path}", inquiry.require(operation, "properties.HttpMethod", Value::as_str)?)
            }
        };
        let mut found = Vec::new();
        for stage in index.children(inquiry, api, calls::stage_type(api))? {
            let settings = settings(inquiry, stage)?;
            let own = settings.own.get(&name).copied().unwrap_or_default();
            let rest = match own.rate.or(settings.all.rate).zip(own.burst.or(settings.all.burst)) {
                Some((rate, burst)) => Limit { rate, burst },
                None => account(index, inquiry, &operation.region)?,
            };
            let source = match (own.rate, settings.all.rate) {
                (Some(_), _) if is_route => "route",
                (Some(_), _) => "method",
                (None, Some(_)) => "stage",
                (None, None) => "account",
            };
            let stage_name = inquiry.require(stage, "properties.StageName", Value::as_str)?;
            found.push(json!({
                "Stage": stage_name,
                "RateLimit": own.rate.or(settings.all.rate).unwrap_or(rest.rate),
                "BurstLimit": own.burst.or(settings.all.burst).unwrap_or(rest.burst),
                "Source": source,
                "Clients": clients(index, inquiry, operation, (api, stage_name), &name)?,
            }));
        }
        Some(Some(json!(found)))
    })
}

/// The limits of single clients: only calls with a key have them.
fn clients(
    index: &Index,
    inquiry: &mut Inquiry,
    operation: &Resource,
    (api, stage): (&Resource, &str),
    name: &str,
) -> Option<Vec<Value>> {
    let needs_key = inquiry.read(operation, "properties.ApiKeyRequired", Value::as_bool)?;
    if needs_key != Some(true) {
        return Some(Vec::new());
    }
    let id = plans::api_id(inquiry, api)?;
    let covering = plans::covering(index, inquiry, &operation.region, (id, stage));
    let mut clients = Vec::new();
    for plan in &covering.plans {
        if let Some(limit) = plan.limit(inquiry, name)? {
            clients.push(json!({ "UsagePlan": plan.id, "RateLimit": limit.rate, "BurstLimit": limit.burst }));
        }
    }
    covering.complete.then_some(clients)
}

/// What a region has for all APIs: there is always one.
pub(super) fn account_of<'a>(index: &Index<'a>, inquiry: &mut Inquiry, region: &str) -> Option<&'a Resource> {
    let found = index.of_type(ACCOUNT).iter().find(|account| account.region == region).copied();
    if found.is_none() && index.is_complete(inquiry, ACCOUNT, Place::Region(region)) {
        inquiry.note(Gap { error: ACCOUNT.to_owned(), ..Gap::bare(GapCode::NotCollected) });
    }
    found
}

/// The limit that all APIs of a region share.
fn account<'a>(index: &Index<'a>, inquiry: &mut Inquiry, region: &str) -> Option<Limit<'a>> {
    let account = account_of(index, inquiry, region)?;
    inquiry.require(account, "status.ThrottleSettings", limit)
}

/// Both halves of a bucket.
pub(super) fn limit(value: &Value) -> Option<Limit<'_>> {
    let Setting { rate, burst } = setting(value, "RateLimit", "BurstLimit")?;
    rate.zip(burst).map(|(rate, burst)| Limit { rate, burst })
}

/// What a stage of either kind sets.
pub(super) fn settings<'a>(inquiry: &mut Inquiry, stage: &'a Resource) -> Option<Settings<'a>> {
    if stage.resource_type == calls::REST_STAGE {
        return Some(inquiry.read(stage, "properties.MethodSettings", of_methods)?.unwrap_or_default());
    }
    let of_routes = |value: &'a Value| {
        let own = value.as_object()?.iter().map(|(key, value)| Some((key.clone(), of_settings(value)?)));
        own.collect::<Option<BTreeMap<_, _>>>()
    };
    let all = inquiry.read(stage, "properties.DefaultRouteSettings", of_settings);
    let own = inquiry.read(stage, "properties.RouteSettings", of_routes);
    Some(Settings { all: all?.unwrap_or_default(), own: own?.unwrap_or_default() })
}

fn of_methods(value: &Value) -> Option<Settings<'_>> {
    let mut settings = Settings::default();
    for record in value.as_array()? {
        let (path, method) = (text(record, "ResourcePath")?, text(record, "HttpMethod")?);
        let setting = of_settings(record)?;
        match (path, method) {
            ("/*", "*") => settings.all = setting,
            _ => drop(settings.own.insert(format!("{method} {path}"), setting)),
        }
    }
    Some(settings)
}

fn of_settings(value: &Value) -> Option<Setting<'_>> {
    setting(value, "ThrottlingRateLimit", "ThrottlingBurstLimit")
}

/// A limit of 0 is a limit: nothing may be called. One below that is none that AWS knows.
fn setting<'a>(value: &'a Value, rate: &str, burst: &str) -> Option<Setting<'a>> {
    let number = |value: &'a Value| value.as_f64().filter(|number| *number >= 0.0).map(|_| value);
    let whole = |value: &'a Value| value.as_u64().map(|_| value);
    Some(Setting { rate: optional(value, rate, number)?, burst: optional(value, burst, whole)? })
}

/// Whether a rate is lower than what the account has anyway. One that is not limits nobody.
pub(super) fn is_below(index: &Index, inquiry: &mut Inquiry, region: &str, rate: Option<&Value>) -> Option<bool> {
    let Some(rate) = rate.and_then(Value::as_f64) else { return Some(false) };
    let account = account(index, inquiry, region)?;
    account.rate.as_f64().map(|most| rate < most)
}
