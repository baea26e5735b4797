//! Who may use a key, and what cannot be read without it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::iam::key_access;
use crate::resource::{Field, Inventory, Known, Resource};

use super::super::document::{note_doubts, required};
use super::super::encryption::named_key;
use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::super::policy;
use super::super::relation::{Namer, Relation};
use super::purpose::aliases;

/// `PublicUse`: what anybody with an AWS account may do with a key; absent for keys that AWS manages, which let in
/// everybody and hold them to the account by conditions.
pub(super) fn public_use(index: &Index, key: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    match inquiry.require(key, "status.KeyManager", Value::as_str) {
        None => return inquiry.unknown(),
        Some("AWS") => return inquiry.absent(),
        Some(_) => {}
    }
    let Some(document) = required(&mut inquiry, key, "KeyPolicy") else {
        return inquiry.unknown();
    };
    let access = key_access(&document, &key.arn, index.standpoint());
    let open = note_doubts(&mut inquiry, &access.doubts);
    if open && access.certain.is_empty() {
        return inquiry.unknown();
    }
    let grants: Vec<Value> = access.certain.keys().filter_map(|place| policy::grant(&document, *place)).collect();
    let actions: BTreeSet<&str> = access.certain.into_values().flatten().collect();
    inquiry.known(json!({ "Public": !grants.is_empty(), "Actions": actions, "Grants": grants }))
}

/// What of a region is encrypted with which key or alias: buckets, log groups, event data stores.
pub(in super::super) fn users_of<'a>(
    inventory: &Inventory,
    buckets: &[&'a Resource],
    groups: &[&'a Resource],
    stores: &[&'a Resource],
) -> Relation<'a> {
    let plain = |resource: &'a Resource, value: &'a Value| Some(one(inventory, resource, value.as_str()?));
    let relation = Relation::default().of(buckets, "properties.BucketEncryption", |bucket, value| {
        Some(named_key(value)?.map(|named| one(inventory, bucket, &named)).unwrap_or_default())
    });
    relation.of(groups, "properties.KmsKeyId", plain).of(stores, "properties.KmsKeyId", plain)
}

/// Which trails are encrypted with which key: it lies in the region of their bucket, wherever they are at home.
pub(in super::super) fn trails_of<'a>(inventory: &Inventory, trails: &[&'a Resource]) -> Relation<'a> {
    Relation::default().of(trails, "properties.KMSKeyId", |trail, value| Some(one(inventory, trail, value.as_str()?)))
}

/// A key by its ARN: a bare id or alias is in the region and account of whoever names it.
fn one(inventory: &Inventory, namer: &Resource, named: &str) -> BTreeSet<String> {
    let Inventory { partition, account, .. } = inventory;
    let region = namer.region.as_str();
    BTreeSet::from([match named {
        arn if arn.starts_with("arn:") => arn.to_owned(),
        alias if alias.starts_with("alias/") => format!("arn:{partition}:kms:{region}:{account}:{alias}"),
        id => format!("arn:{partition}:kms:{region}:{account}:key/{id}"),
    }])
}

/// `KeyUsers`: what is encrypted with the key, by its id, its ARN or an alias; absent for a key that is enabled, since
/// nothing is lost with it.
///
/// One user answers whether the key is needed, whatever could not be read of others. Secrets are not collected.
pub(super) fn key_users(index: &Index, key: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let state = inquiry.settle(|inquiry| inquiry.require(key, "status.KeyState", Value::as_str));
    if state == Some("Enabled") {
        return inquiry.absent();
    }
    let (named_by, complete) = aliases(index, &mut inquiry, key);
    let names = || std::iter::once(key.arn.as_str()).chain(named_by.iter().copied());
    let relations = [&index.key_users, &index.trail_keys];
    let found: Vec<Namer> =
        names().flat_map(|name| relations.into_iter().flat_map(|relation| relation.namers(name))).copied().collect();
    if found.is_empty() && !is_surely_unused(index, &mut inquiry, key, complete) {
        return inquiry.unknown();
    }
    let users: BTreeSet<(&str, &str)> =
        found.iter().map(|namer| (namer.resource.arn.as_str(), namer.property())).collect();
    found.iter().for_each(|namer| namer.cite(&mut inquiry));
    let told = users.into_iter().map(|(arn, property)| json!({ "Arn": arn, "Property": property }));
    inquiry.known(told.collect::<Vec<Value>>())
}

/// Whether all was read that might name the key.
fn is_surely_unused(index: &Index, inquiry: &mut Inquiry, key: &Resource, aliases_known: bool) -> bool {
    let region = key.region.as_str();
    let mut read = index.key_users.is_read(inquiry, Some(region)) & index.trail_keys.is_read(inquiry, None);
    for users in ["AWS::S3::Bucket", "AWS::Logs::LogGroup", "AWS::CloudTrail::EventDataStore"] {
        read &= index.is_complete(inquiry, users, Place::Region(region));
    }
    read &= index.is_complete(inquiry, "AWS::CloudTrail::Trail", Place::Anywhere);
    if !read || aliases_known {
        return read;
    }
    // An alias that was not read may be the key's; it matters only where something is encrypted by one. Those under
    // `alias/aws/` belong to keys that AWS manages.
    let own = format!(":kms:{region}:{}:alias/", index.inventory.account);
    let of_aws = format!("{own}aws/");
    let customer = inquiry.require(key, "status.KeyManager", Value::as_str) == Some("CUSTOMER");
    let is_target_known = |alias: &&&Resource| {
        alias.properties.get("TargetKeyId").is_some_and(|target| matches!(target.known, Known::Value(_)))
    };
    let known: BTreeSet<&str> =
        index.of_type("AWS::KMS::Alias").iter().filter(is_target_known).map(|alias| alias.arn.as_str()).collect();
    let mut names = index.key_users.names().chain(index.trail_keys.names());
    !names.any(|name| name.contains(&own) && !(customer && name.contains(&of_aws)) && !known.contains(name))
}
