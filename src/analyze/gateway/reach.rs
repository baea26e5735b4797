//! From where an API can be called, as its endpoints and its policy have it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::iam::{self, Entrance, Glob, Truth, gateway_access};
use crate::resource::{Field, Gap, GapCode, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::policy::undecided;
use super::super::shape::{all_texts, list};
use super::calls;
use super::operation::{METHOD, REST_API};

const DOMAIN: &str = "AWS::ApiGateway::DomainNameV2";

/// What the policy of an entrance comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Guard {
    /// There is no policy. A private API then lets in nobody, another one everybody.
    None,
    /// No stranger gets in; from where one does, so far as that is named.
    Restricts {
        endpoints: BTreeSet<String>,
        vpcs: BTreeSet<String>,
    },
    Open {
        endpoints: BTreeSet<String>,
        vpcs: BTreeSet<String>,
    },
}

/// `ApiReach` of an API, of one of its stages or methods (what the policy says of just that), or of a private domain
/// name, which has no other endpoint.
pub(super) fn reach(index: &Index, resource: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let is_own = matches!(resource.resource_type.as_str(), REST_API | DOMAIN);
        let guarded = if is_own { resource } else { index.parent(inquiry, resource)? };
        let types = endpoint_types(inquiry, guarded)?;
        let default = guarded.resource_type != DOMAIN && has_default_endpoint(inquiry, guarded)?;
        let guard = guard(index, inquiry, guarded, resource)?;
        let (policy, endpoints, vpcs) = match guard {
            Guard::None => ("none", BTreeSet::new(), BTreeSet::new()),
            Guard::Restricts { endpoints, vpcs } => ("restricts", endpoints, vpcs),
            Guard::Open { endpoints, vpcs } => ("open", endpoints, vpcs),
        };
        Some(Some(json!({
            "EndpointTypes": types,
            "DefaultEndpoint": default,
            "Policy": policy,
            "Endpoints": endpoints,
            "Vpcs": vpcs,
        })))
    })
}

/// Whether an API can be called at the address that AWS gives it. That is so unless it is switched off.
pub(super) fn has_default_endpoint(inquiry: &mut Inquiry, api: &Resource) -> Option<bool> {
    inquiry.read(api, "properties.DisableExecuteApiEndpoint", Value::as_bool).map(|disabled| disabled != Some(true))
}

/// Whether only VPC endpoints lead to it.
pub(super) fn is_private(inquiry: &mut Inquiry, guarded: &Resource) -> Option<bool> {
    endpoint_types(inquiry, guarded).map(|types| types == ["PRIVATE"])
}

fn endpoint_types<'a>(inquiry: &mut Inquiry, guarded: &'a Resource) -> Option<Vec<&'a str>> {
    inquiry.require(guarded, "properties.EndpointConfiguration", |value| {
        list(value, "Types")?;
        let types = all_texts(&value["Types"])?;
        let known = types.iter().all(|one| matches!(*one, "EDGE" | "PRIVATE" | "REGIONAL"));
        (known && !types.is_empty()).then_some(types)
    })
}

/// What the policy of an API or private domain says of a part of it, or of all.
pub(super) fn guard(index: &Index, inquiry: &mut Inquiry, guarded: &Resource, part: &Resource) -> Option<Guard> {
    if inquiry.read(guarded, "properties.Policy", Value::as_object)?.is_none() {
        return Some(Guard::None);
    }
    let not_policy = |error: String, code| Gap { error, ..Gap::bare(code) };
    let Some(text) = guarded.texts.get("Policy") else {
        inquiry.note(not_policy("text of properties.Policy".to_owned(), GapCode::NotCollected));
        return None;
    };
    let document = match iam::parse(text) {
        Ok(document) => document,
        Err(error) => {
            inquiry.note(not_policy(error.to_string(), GapCode::Undecodable));
            return None;
        }
    };
    let private = is_private(inquiry, guarded)?;
    let owner = match guarded.resource_type.as_str() {
        DOMAIN => "",
        _ => inquiry.require(guarded, "properties.RestApiId", Value::as_str)?,
    };
    let entrance = Entrance {
        partition: &index.inventory.partition,
        region: &guarded.region,
        account: &index.inventory.account,
        owner,
        resources: resources(inquiry, owner, part)?,
        private,
    };
    let access = gateway_access(&document, &entrance, index.standpoint());
    let (endpoints, vpcs) = (access.endpoints, access.vpcs);
    match access.open {
        Truth::Yes => Some(Guard::Open { endpoints, vpcs }),
        Truth::No => Some(Guard::Restricts { endpoints, vpcs }),
        Truth::Maybe => {
            for doubt in &access.doubts {
                inquiry.note(undecided(doubt, iam::Effect::Allow));
            }
            None
        }
    }
}

/// The last part of the ARNs of the calls that a part of an API takes: `API/STAGE/METHOD/PATH`.
fn resources(inquiry: &mut Inquiry, owner: &str, part: &Resource) -> Option<Glob> {
    let api = Glob::literal(owner);
    match part.resource_type.as_str() {
        DOMAIN => {
            let name = inquiry.require(part, "properties.DomainName", Value::as_str)?;
            let id = inquiry.require(part, "properties.DomainNameId", Value::as_str)?;
            Some(Glob::literal(&format!("/domainnames/{name}+{id}")))
        }
        calls::REST_STAGE => {
            let stage = inquiry.require(part, "properties.StageName", Value::as_str)?;
            Some(api.then(&Glob::literal(&format!("/{stage}"))).then(&Glob::new("/?*/*")))
        }
        METHOD => {
            let method = inquiry.require(part, "properties.HttpMethod", Value::as_str)?;
            let path = inquiry.require(part, "status.Path", Value::as_str)?;
            let method = if method == "ANY" { Glob::new("?*") } else { Glob::literal(method) };
            Some(api.then(&Glob::new("/?*/")).then(&method).then(&paths(path)))
        }
        _ => Some(api.then(&Glob::new("/?*/?*/*"))),
    }
}

/// Every path that a template such as `/pets/{id}` takes.
fn paths(template: &str) -> Glob {
    let segments = template.strip_prefix('/').unwrap_or(template).split('/');
    segments.fold(Glob::literal(""), |glob, segment| {
        let is_parameter = segment.starts_with('{') && segment.ends_with('}');
        let segment = if is_parameter { Glob::new("?*") } else { Glob::literal(segment) };
        glob.then(&Glob::literal("/")).then(&segment)
    })
}
