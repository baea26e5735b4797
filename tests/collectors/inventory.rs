//! Collects an inventory and shows it, as lines for people and as JSON for programs.

use std::collections::BTreeSet;
use std::sync::Arc;

use aplomb::aws::live::Network;
use aplomb::aws::session::{Options, Session, Source};
use aplomb::collect::{self, RegionError};
use aplomb::resource::{Evidence, Field, Gap, Inventory, Known, Resource, Unlisted, field_of};
use serde_json::{Map, Value, json};

use crate::stand_in::Aws;

/// What a scan of this account collects.
pub async fn inventory(aws: &Arc<Aws>) -> Inventory {
    of_regions(aws, None).await.expect("collects")
}

/// The same with `--services`.
pub async fn of_services(aws: &Arc<Aws>, services: &[&str]) -> Inventory {
    within(aws, names(services), None).await.expect("collects")
}

/// The same with `--regions`.
pub async fn of_regions(aws: &Arc<Aws>, regions: Option<&[&str]>) -> Result<Inventory, RegionError> {
    within(aws, collect::services(), regions.map(names)).await
}

/// The same with both.
pub async fn within(
    aws: &Arc<Aws>,
    services: BTreeSet<String>,
    regions: Option<BTreeSet<String>>,
) -> Result<Inventory, RegionError> {
    over(aws.network("us-east-1"), services, regions).await
}

/// The same over another network.
pub async fn over(
    network: Network,
    services: BTreeSet<String>,
    regions: Option<BTreeSet<String>>,
) -> Result<Inventory, RegionError> {
    let network = Some(network);
    let known_services = collect::services();
    let options = Options { network, regions, services: Some(services.clone()), known_services, ..Options::default() };
    let session = Session::open(Source::Live { record: None }, options, collect::read_list(&services)).await;
    collect::collect(&session.expect("opens")).await
}

pub fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

/// The one resource whose ARN ends so.
pub fn resource<'a>(inventory: &'a Inventory, end: &str) -> &'a Resource {
    let found: Vec<&Resource> = inventory.resources.iter().filter(|resource| resource.arn.ends_with(end)).collect();
    assert_eq!(found.len(), 1, "{end}: {:?}", arns(inventory));
    found[0]
}

pub fn arns(inventory: &Inventory) -> Vec<&str> {
    inventory.resources.iter().map(|resource| resource.arn.as_str()).collect()
}

/// Names of the buckets.
pub fn buckets(inventory: &Inventory) -> Vec<&str> {
    let buckets = inventory.resources.iter().filter(|resource| resource.resource_type == "AWS::S3::Bucket");
    buckets.filter_map(|bucket| bucket.arn.rsplit(':').next()).collect()
}

/// A field in words: its value, `absent`, or its gaps.
pub fn known(resource: &Resource, path: &str) -> String {
    field_of(resource, path).map_or("not set".to_owned(), in_words)
}

fn in_words(field: &Field) -> String {
    match &field.known {
        Known::Value(value) => value.to_string(),
        Known::Absent => "absent".to_owned(),
        Known::Gap(gaps) => gaps.iter().map(gap).collect::<Vec<_>>().join("; "),
    }
}

fn gap(gap: &Gap) -> String {
    let permission = gap.permission.as_ref().map_or(String::new(), |permission| format!(", allow {permission}"));
    let error = if gap.error.is_empty() { String::new() } else { format!(" ({})", gap.error) };
    format!("{}: {}{error}{permission}", gap.code.word(), gap.operation)
}

/// A listing that broke, in words.
pub fn unlisted(inventory: &Inventory) -> Vec<String> {
    let one = |unlisted: &Unlisted| {
        let how = if unlisted.partial { "in part" } else { "not" };
        format!("{} in {} {how} listed: {}", unlisted.resource_type, unlisted.region, gap(&unlisted.gap))
    };
    inventory.unlisted.iter().map(one).collect()
}

/// A resource in lines: each field, and the operations that told it.
pub fn lines(resource: &Resource) -> String {
    let mut text = format!("{} {} ({})\n", resource.resource_type, resource.arn, resource.region);
    let undeclared = |field: &Field| field.evidence.is_empty() && in_words(field).starts_with("not collected");
    for (path, field) in fields(resource).into_iter().filter(|(_, field)| !undeclared(field)) {
        let told: BTreeSet<&str> = field.evidence.iter().map(|evidence| &*evidence.operation).collect();
        let told = told.into_iter().collect::<Vec<_>>().join(", ");
        text += &format!("  {path} = {}  [{told}]\n", in_words(field));
    }
    text
}

/// Every field that a resource carries, by its path.
pub fn fields(resource: &Resource) -> Vec<(String, &Field)> {
    let sections = [("properties", &resource.properties), ("status", &resource.status), ("facts", &resource.facts)];
    let mut fields: Vec<(String, &Field)> = sections
        .into_iter()
        .flat_map(|(place, section)| section.iter().map(move |(name, field)| (format!("{place}.{name}"), field)))
        .collect();
    fields.push(("tags".to_owned(), &resource.tags));
    fields
}

/// All evidence of a resource.
pub fn evidence(resource: &Resource) -> impl Iterator<Item = &Evidence> {
    fields(resource).into_iter().flat_map(|(_, field)| &field.evidence)
}

/// The known values of an inventory, for what validates them in other languages.
pub fn as_json(inventory: &Inventory) -> Value {
    let values = |section: &aplomb::resource::Section| -> Map<String, Value> {
        let known = |(name, field): (&String, &Field)| match &field.known {
            Known::Value(value) => Some((name.clone(), value.clone())),
            _ => None,
        };
        section.iter().filter_map(known).collect()
    };
    let one = |resource: &Resource| {
        json!({
            "arn": resource.arn,
            "type": resource.resource_type,
            "region": resource.region,
            "properties": values(&resource.properties),
            "status": values(&resource.status),
        })
    };
    let types: Vec<Value> = collect::COLLECTORS
        .iter()
        .flat_map(|collector| collector.types)
        .map(|spec| json!({"name": spec.name, "properties": spec.properties, "status": spec.status}))
        .collect();
    json!({"types": types, "resources": inventory.resources.iter().map(one).collect::<Vec<_>>()})
}

/// Text without what an emulator draws anew each time: ids, dates, organisation.
pub fn redacted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let before = out.chars().next_back().is_some_and(char::is_alphanumeric);
        let drawn =
            [(is_uuid as fn(&str) -> usize, "<uuid>"), (is_date, "<date>"), (is_organization, "<organization>")];
        let found =
            drawn.iter().find_map(|(length, word)| Some((length(rest), word)).filter(|(length, _)| *length > 0));
        match found {
            Some((length, word)) if !before => {
                out += word;
                rest = &rest[length..];
            }
            _ => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// Length of the pattern at the start of a text: `x` is a hexadecimal digit, `0` a decimal one, the rest itself.
fn matches(text: &str, pattern: &str) -> usize {
    let fits = |(byte, wanted): (u8, u8)| match wanted {
        b'x' => byte.is_ascii_hexdigit(),
        b'0' => byte.is_ascii_digit(),
        wanted => byte == wanted,
    };
    let whole = text.len() >= pattern.len() && text.bytes().zip(pattern.bytes()).all(fits);
    if whole { pattern.len() } else { 0 }
}

fn is_uuid(text: &str) -> usize {
    matches(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
}

fn is_date(text: &str) -> usize {
    matches(text, "0000-00-00T00:00:00Z")
}

fn is_organization(text: &str) -> usize {
    let Some(id) = text.strip_prefix("o-") else { return 0 };
    let length = id.bytes().take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()).count();
    if (10..=32).contains(&length) { length + 2 } else { 0 }
}

#[test]
fn what_is_drawn_is_redacted() {
    for (text, expected) in [
        ("key/0a1b2c3d-0000-1111-2222-333344445555", "key/<uuid>"),
        ("\"2026-11-22T01:02:03Z\"", "\"<date>\""),
        ("org:o-abcde12345/x", "org:<organization>/x"),
        ("acme-demo-exchange1 ümlaut", "acme-demo-exchange1 ümlaut"),
    ] {
        assert_eq!(redacted(text), expected);
    }
}
