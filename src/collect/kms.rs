//! KMS: keys and aliases. Four calls a key of the customer's, two a key that AWS manages.

mod key;

use std::collections::BTreeSet;

use aws_sdk_kms::Client;
use futures::future::join_all;
use futures::{FutureExt, StreamExt};

use super::field::{Lacks, set};
use super::pages::Listing;
use super::{Collector, Context, Harvest, TypeSpec};
use crate::aws::answer::ask;
use crate::aws::read_list::Read;
use crate::resource::{Field, Inventory, Known};

pub const COLLECTOR: Collector = Collector {
    service: "kms",
    types: &[
        TypeSpec {
            name: key::TYPE,
            properties: &[
                "KeyId",
                "Arn",
                "Description",
                "Enabled",
                "KeyUsage",
                "KeySpec",
                "Origin",
                "MultiRegion",
                "EnableKeyRotation",
                "RotationPeriodInDays",
                "KeyPolicy",
            ],
            status: &[
                "KeyManager",
                "KeyState",
                "CreationDate",
                "DeletionDate",
                "ValidTo",
                "PendingDeletionWindowInDays",
                "SigningAlgorithms",
                "Grants",
                "NextRotationDate",
                "OnDemandRotationStartDate",
            ],
            tags: false,
            regional: true,
        },
        TypeSpec { name: ALIAS, properties: &["AliasName", "TargetKeyId"], status: &[], tags: false, regional: true },
    ],
    reads: &[
        Read { service: "kms", operation: "ListAliases", actions: &["kms:ListAliases"] },
        Read { service: "kms", operation: "ListKeys", actions: &["kms:ListKeys"] },
        Read { service: "kms", operation: "DescribeKey", actions: &["kms:DescribeKey"] },
        Read { service: "kms", operation: "GetKeyPolicy", actions: &["kms:GetKeyPolicy"] },
        Read { service: "kms", operation: "GetKeyRotationStatus", actions: &["kms:GetKeyRotationStatus"] },
        Read { service: "kms", operation: "ListGrants", actions: &["kms:ListGrants"] },
    ],
    after_others: true,
    collect: |context, inventory| collect(context, inventory).boxed(),
};

const ALIAS: &str = "AWS::KMS::Alias";

/// Keys that are read at once in a region.
const AT_ONCE: usize = 16;

/// A key as a bucket names it: its region, and an id or alias in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Reference {
    region: String,
    /// Key id, or `alias/NAME`.
    name: String,
}

async fn collect(context: &Context<'_>, inventory: &Inventory) -> Harvest {
    let named = references(context, inventory);
    let harvests = join_all(context.regions.iter().map(|region| {
        let here = named.iter().filter(|reference| &reference.region == region);
        in_region(context, region, here.map(|reference| reference.name.as_str()).collect())
    }));
    let mut harvest = Harvest::default();
    for found in harvests.await {
        harvest.add(found);
    }
    harvest
}

/// The keys of this account that buckets name in their default encryption.
fn references(context: &Context<'_>, inventory: &Inventory) -> BTreeSet<Reference> {
    let mut found = BTreeSet::new();
    for bucket in inventory.resources.iter().filter(|resource| resource.resource_type == "AWS::S3::Bucket") {
        let Some(Field { known: Known::Value(encryption), .. }) = bucket.properties.get("BucketEncryption") else {
            continue;
        };
        let rules = encryption["ServerSideEncryptionConfiguration"].as_array();
        for rule in rules.into_iter().flatten() {
            let Some(id) = rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"].as_str() else { continue };
            // Rule: a key under `alias/aws/` is managed by AWS, enabled, and of the bucket's own account.
            let by_aws = id.rsplit(':').next().is_some_and(|name| name.starts_with("alias/aws/"));
            found.extend((!by_aws).then(|| reference(&context.session.header.account, &bucket.region, id)).flatten());
        }
    }
    found
}

/// `None` for a key of another account: its owner alone can tell of it.
fn reference(account: &str, bucket_region: &str, id: &str) -> Option<Reference> {
    if !id.starts_with("arn:") {
        return Some(Reference { region: bucket_region.to_owned(), name: id.to_owned() });
    }
    let parts: Vec<&str> = id.splitn(6, ':').collect();
    let [_, _, "kms", region, owner, rest] = parts[..] else { return None };
    let name = rest.strip_prefix("key/").unwrap_or(rest);
    (owner == account).then(|| Reference { region: region.to_owned(), name: name.to_owned() })
}

/// All keys of a region, and those that buckets name: so that one list that fails does not hide the keys of buckets, and
/// a key that no list holds any more is known to be gone.
async fn in_region(context: &Context<'_>, region: &str, named: BTreeSet<&str>) -> Harvest {
    let client: Client = context.session.client(region);
    let (keys, aliases) = futures::join!(keys(context, &client), aliases(context, &client));
    let mut harvest = Harvest::default();
    harvest.unlisted.extend(keys.unlisted(key::TYPE, region));
    harvest.unlisted.extend(aliases.unlisted(ALIAS, region));
    let mut unlisted: BTreeSet<&str> = named.iter().copied().filter(|name| !name.starts_with("alias/")).collect();
    for (name, target) in &aliases.items {
        let mut alias = context.resource(ALIAS, context.arn("kms", region, name), region);
        let fields = [
            ("AliasName", Field::value(name.clone(), aliases.evidence.clone())),
            ("TargetKeyId", Field::value(target.clone(), aliases.evidence.clone())),
        ];
        set(&mut alias.properties, fields);
        harvest.resources.push(alias);
        if named.contains(name.as_str()) {
            unlisted.insert(target);
        }
    }
    let listed: BTreeSet<&str> = keys.items.iter().map(String::as_str).collect();
    let all: BTreeSet<&str> = listed.union(&unlisted).copied().collect();
    let reads: Vec<_> = all
        .into_iter()
        .map(|id| {
            let told_by = if listed.contains(id) { keys.evidence.clone() } else { Vec::new() };
            key::one(context, &client, region, id, told_by)
        })
        .collect();
    harvest.resources.extend(futures::stream::iter(reads).buffered(AT_ONCE).collect::<Vec<_>>().await);
    harvest
}

/// The id of each key.
async fn keys(context: &Context<'_>, client: &Client) -> Listing<String> {
    context
        .pages(
            |marker| ask(client.list_keys().limit(1000).set_marker(marker).send()),
            |page| {
                let keys = page.keys.ok_or(Lacks("Keys"))?;
                let ids: Option<Vec<String>> = keys.into_iter().map(|key| key.key_id).collect();
                Ok((ids.ok_or(Lacks("KeyId"))?, next(page.truncated, page.next_marker)?))
            },
        )
        .await
}

/// The marker of the next page, where AWS says that there is one.
fn next(truncated: bool, marker: Option<String>) -> Result<Option<String>, Lacks> {
    if truncated && marker.is_none() { Err(Lacks("NextMarker")) } else { Ok(marker) }
}

/// Name and target of each alias that has a key.
async fn aliases(context: &Context<'_>, client: &Client) -> Listing<(String, String)> {
    context
        .pages(
            |marker| ask(client.list_aliases().limit(100).set_marker(marker).send()),
            |page| {
                let aliases = page.aliases.ok_or(Lacks("Aliases"))?;
                let mut targets = Vec::new();
                for alias in aliases {
                    let name = alias.alias_name.ok_or(Lacks("AliasName"))?;
                    match alias.target_key_id {
                        Some(target) => targets.push((name, target)),
                        // An alias of AWS's that has not been used yet has no key.
                        None if name.starts_with("alias/aws/") => {}
                        None => return Err(Lacks("TargetKeyId")),
                    }
                }
                Ok((targets, next(page.truncated, page.next_marker)?))
            },
        )
        .await
}
