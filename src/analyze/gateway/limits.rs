//! What limits the callers of a stage: all together, each of them, and at single operations.

use serde_json::{Value, json};

use crate::resource::{Field, Gap, GapCode, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::calls::{self, Call};
use super::operation::REST_API;
use super::{plans, reach, throttle};

/// `ClientLimits`. The account's own throttle is left out, since every stage has it; so are limits that are no lower.
pub(super) fn client_limits(index: &Index, stage: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let api = index.parent(inquiry, stage)?;
        // Those who may call an API inside a network are few and known.
        if api.resource_type == REST_API && reach::is_private(inquiry, api)? {
            return Some(None);
        }
        let settings = throttle::settings(inquiry, stage)?;
        let below = |inquiry: &mut Inquiry, rate| throttle::is_below(index, inquiry, &stage.region, rate);
        let global = if below(inquiry, settings.all.rate)? { vec!["stage throttle"] } else { Vec::new() };
        let mut endpoints = Vec::new();
        for (name, setting) in &settings.own {
            if below(inquiry, setting.rate)? {
                endpoints.push(name);
            }
        }
        let clients = inquiry.settle(|inquiry| clients(index, inquiry, stage))?;
        Some(Some(json!({ "Global": global, "PerClient": clients, "PerEndpoint": endpoints })))
    })
}

/// What limits each client. Known plans suffice; without one it takes what stands in front of the stage.
fn clients<'a>(index: &Index<'a>, inquiry: &mut Inquiry, stage: &'a Resource) -> Option<Vec<&'a str>> {
    let api = index.parent(inquiry, stage)?;
    let plans = plans(index, inquiry, api, stage);
    if plans.as_ref().is_some_and(|plans| !plans.is_empty()) {
        return plans;
    }
    let open = in_front(inquiry, api, stage);
    open.and(plans)
}

/// The usage plans that limit every call of a stage. HTTP APIs have none.
fn plans<'a>(index: &Index<'a>, inquiry: &mut Inquiry, api: &'a Resource, stage: &'a Resource) -> Option<Vec<&'a str>> {
    if api.resource_type != REST_API && !calls::is_websocket(inquiry, api)? {
        return Some(Vec::new());
    }
    inquiry.settle(|inquiry| {
        let calls = calls::of_stage(index, inquiry, api, stage);
        let calls: Option<Vec<Call>> =
            calls.map(|calls| calls.into_iter().filter(|call| !call.is_preflight() && !call.is_farewell()).collect());
        if calls.as_ref().is_some_and(|calls| calls.iter().any(|call| !call.needs_key)) {
            // Whoever sends no key gets by, whatever the plans say.
            return Some(Vec::new());
        }
        let id = plans::api_id(inquiry, api)?;
        let name = inquiry.require(stage, "properties.StageName", Value::as_str)?;
        let covering = plans::covering(index, inquiry, &stage.region, (id, name));
        if covering.plans.is_empty() {
            return covering.complete.then(Vec::new);
        }
        let calls = calls?;
        let (mut found, mut open) = (Vec::new(), !covering.complete);
        for plan in &covering.plans {
            let mut limits = calls.iter().map(|call| plan.limit(inquiry, &call.name).map(|limit| limit.is_some()));
            let every = limits.try_fold(true, |every, limited| Some(every && limited?));
            match every {
                Some(true) => found.push(plan.id),
                Some(false) => {}
                None => open = true,
            }
        }
        found.sort_unstable();
        (!open || !found.is_empty()).then_some(found)
    })
}

/// Whether nothing can stand before a stage that limits each client; notes what may.
fn in_front(inquiry: &mut Inquiry, api: &Resource, stage: &Resource) -> Option<()> {
    let mut open = false;
    let mut not_collected = |inquiry: &mut Inquiry, what: String| {
        inquiry.note(Gap { error: what, ..Gap::bare(GapCode::NotCollected) });
        open = true;
    };
    let acl = match stage.resource_type.as_str() {
        calls::REST_STAGE => inquiry.read(stage, "status.WebAclArn", Value::as_str),
        // Web ACLs are for REST APIs only.
        _ => Some(None),
    };
    if let Some(Some(acl)) = acl {
        not_collected(inquiry, format!("rules of web ACL {acl}"));
    }
    // Then only custom domains lead here, and a distribution of CloudFront may stand before them.
    let closed = inquiry.read(api, "properties.DisableExecuteApiEndpoint", Value::as_bool);
    if closed == Some(Some(true)) {
        not_collected(inquiry, "CloudFront before the API's custom domains".to_owned());
    }
    acl?;
    closed?;
    (!open).then_some(())
}
