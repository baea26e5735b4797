//! Ways into an API that go around the client certificates of its custom domain.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::resource::{Field, Gap, GapCode, Resource};

use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::super::shape::optional;
use super::operation::REST_API;
use super::plans::api_id;
use super::reach::{self, Guard};

const DOMAINS: [&str; 2] = ["AWS::ApiGateway::DomainName", "AWS::ApiGatewayV2::DomainName"];
/// Mappings, and by which property they name their API. Those of the second version know all APIs.
const MAPPINGS: [(&str, &str); 2] = [
    ("AWS::ApiGateway::BasePathMapping", "properties.RestApiId"),
    ("AWS::ApiGatewayV2::ApiMapping", "properties.ApiId"),
];

/// `EndpointBypass`: absent unless a domain that asks for client certificates leads to the API.
pub(super) fn endpoint_bypass(index: &Index, api: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let (mut asking, mut others, mut open) = (Vec::new(), Vec::new(), false);
        let (names, complete) = domains(index, inquiry, api)?;
        open |= !complete;
        for name in names {
            match asks_certificate(index, inquiry, &api.region, name) {
                Some(true) => asking.push(name),
                Some(false) => others.push(name),
                None => open = true,
            }
        }
        open |= routed(index, inquiry, &api.region);
        if asking.is_empty() {
            return (!open).then_some(None);
        }
        let default = default_endpoint(index, inquiry, api)?;
        // A way around that is surely there is not hidden by domains that are not decided.
        let found = default || !others.is_empty();
        (found || !open).then(|| Some(json!({ "Domains": asking, "DefaultEndpoint": default, "OtherDomains": others })))
    })
}

/// The domains that are mapped to an API, and whether these are all.
fn domains<'a>(index: &Index<'a>, inquiry: &mut Inquiry, api: &Resource) -> Option<(BTreeSet<&'a str>, bool)> {
    let id = api_id(inquiry, api)?;
    let mut names = BTreeSet::new();
    let mut complete = true;
    let first = if api.resource_type == REST_API { 0 } else { 1 };
    for (kind, path) in &MAPPINGS[first..] {
        for mapping in index.of_type(kind).iter().filter(|mapping| mapping.region == api.region) {
            // Every API asks this of every mapping: only what matters is cited.
            match Inquiry::default().require(mapping, path, Value::as_str) {
                Some(mapped) if mapped != id => continue,
                Some(_) => match inquiry.require(mapping, "properties.DomainName", Value::as_str) {
                    Some(name) => drop(names.insert(name)),
                    None => complete = false,
                },
                None => complete = false,
            }
            inquiry.require(mapping, path, Value::as_str);
        }
        complete &= index.is_complete(inquiry, kind, Place::Region(&api.region));
    }
    for kind in DOMAINS {
        complete &= index.is_complete(inquiry, kind, Place::Region(&api.region));
    }
    Some((names, complete))
}

/// Whether a domain takes only callers that have a certificate.
fn asks_certificate(index: &Index, inquiry: &mut Inquiry, region: &str, name: &str) -> Option<bool> {
    let arn = format!("arn:{}:apigateway:{region}::/domainnames/{name}", index.inventory.partition);
    let Some(domain) = index.by_arn(&arn) else {
        inquiry.note(Gap { error: format!("domain {name}"), ..Gap::bare(GapCode::NotCollected) });
        return None;
    };
    let truststore = |value| optional(value, "TruststoreUri", Value::as_str);
    let truststore = inquiry.read(domain, "properties.MutualTlsAuthentication", truststore)?.flatten();
    Some(truststore.is_some_and(|uri| !uri.is_empty()))
}

/// Whether some domain of the region follows rules besides mappings: those are not collected.
fn routed(index: &Index, inquiry: &mut Inquiry, region: &str) -> bool {
    let mut open = false;
    for domain in DOMAINS.iter().flat_map(|kind| index.of_type(kind)).filter(|domain| domain.region == region) {
        // Not set means mappings only.
        let mode = Inquiry::default().read(domain, "properties.RoutingMode", Value::as_str);
        if matches!(mode, Some(None | Some("API_MAPPING_ONLY"))) {
            continue;
        }
        open = true;
        if inquiry.read(domain, "properties.RoutingMode", Value::as_str).is_some() {
            let error = format!("routing rules of {}", super::super::index::name(domain));
            inquiry.note(Gap { error, ..Gap::bare(GapCode::NotCollected) });
        }
    }
    open
}

/// Whether strangers can call at the address that AWS gives an API. Only REST APIs have a policy.
fn default_endpoint(index: &Index, inquiry: &mut Inquiry, api: &Resource) -> Option<bool> {
    if !reach::has_default_endpoint(inquiry, api)? {
        return Some(false);
    }
    if api.resource_type != REST_API {
        return Some(true);
    }
    match reach::guard(index, inquiry, api, api)? {
        Guard::None => reach::is_private(inquiry, api).map(|private| !private),
        Guard::Restricts { .. } => Some(false),
        Guard::Open { .. } => Some(true),
    }
}
