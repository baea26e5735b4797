//! KMS: the aliases of each region that uses one, and the keys that buckets are encrypted with.

use std::collections::BTreeSet;

use aws_sdk_kms::Client;
use aws_sdk_kms::types::KeyMetadata;
use futures::FutureExt;
use futures::future::join_all;
use serde_json::Value;

use super::field::{Lacks, date, list, set, text};
use super::pages::Listing;
use super::{Collector, Context, Harvest, TypeSpec};
use crate::aws::answer::ask;
use crate::aws::read_list::Read;
use crate::resource::{Field, Inventory, Known, Resource};

pub const COLLECTOR: Collector = Collector {
    service: "kms",
    types: &[
        TypeSpec {
            name: KEY,
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
        Read { service: "kms", operation: "DescribeKey", actions: &["kms:DescribeKey"] },
    ],
    after_others: true,
    collect: |context, inventory| collect(context, inventory).boxed(),
};

const KEY: &str = "AWS::KMS::Key";
const ALIAS: &str = "AWS::KMS::Alias";

/// A key as a bucket names it: its region, and an id or alias in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Reference {
    region: String,
    /// Key id, or `alias/NAME`.
    name: String,
}

async fn collect(context: &Context<'_>, inventory: &Inventory) -> Harvest {
    let wanted = references(context, inventory);
    let regions: BTreeSet<&String> = wanted.iter().map(|reference| &reference.region).collect();
    let harvests = join_all(regions.into_iter().filter(|region| context.regions.contains(*region)).map(|region| {
        let names =
            wanted.iter().filter(|reference| &reference.region == region).map(|reference| reference.name.clone());
        in_region(context, region, names.collect())
    }));
    let mut harvest = Harvest::default();
    for found in harvests.await {
        harvest.resources.extend(found.resources);
        harvest.unlisted.extend(found.unlisted);
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

async fn in_region(context: &Context<'_>, region: &str, names: Vec<String>) -> Harvest {
    let client: Client = context.session.client(region);
    let mut harvest = Harvest::default();
    let mut ids: BTreeSet<String> = names.iter().filter(|name| !name.starts_with("alias/")).cloned().collect();
    // Rule: where no bucket names an alias, no alias needs to be resolved.
    let wanted: BTreeSet<&String> = names.iter().filter(|name| name.starts_with("alias/")).collect();
    if !wanted.is_empty() {
        let listing = aliases(context, &client).await;
        harvest.unlisted.extend(listing.unlisted(ALIAS, region));
        for (name, target) in &listing.items {
            let mut alias = context.resource(ALIAS, context.arn("kms", region, name), region);
            let evidence = listing.evidence.clone();
            let fields = [
                ("AliasName", Field::value(name.clone(), evidence.clone())),
                ("TargetKeyId", Field::value(target.clone(), evidence)),
            ];
            set(&mut alias.properties, fields);
            harvest.resources.push(alias);
            if wanted.contains(name) {
                ids.insert(target.clone());
            }
        }
    }
    harvest.resources.extend(join_all(ids.iter().map(|id| key(context, &client, region, id))).await);
    harvest
}

/// Name and target of each alias that has a key.
async fn aliases(context: &Context<'_>, client: &Client) -> Listing<(String, String)> {
    context
        .pages(
            |marker| ask(client.list_aliases().limit(100).set_marker(marker).send()),
            |page| {
                let aliases = page.aliases.ok_or(Lacks("Aliases"))?;
                // An alias without a target belongs to AWS and has not been used yet.
                let targets = aliases.into_iter().filter_map(|alias| Some((alias.alias_name?, alias.target_key_id?)));
                Ok((targets.collect(), page.next_marker))
            },
        )
        .await
}

async fn key(context: &Context<'_>, client: &Client, region: &str, id: &str) -> Resource {
    let answer = ask(client.describe_key().key_id(id).send()).await;
    let arn = context.arn("kms", region, &format!("key/{id}"));
    let mut resource = context.resource(KEY, arn.clone(), region);
    let always = |read: fn(&KeyMetadata) -> Option<Value>, member| {
        context.field(&answer, &[], |output| output.key_metadata().and_then(read).ok_or(Lacks(member)).map(Some))
    };
    let maybe = |read: fn(&KeyMetadata) -> Option<Value>| {
        context.field(&answer, &[], |output| output.key_metadata().map(read).ok_or(Lacks("KeyMetadata")))
    };
    // What the bucket named is known even where the key could not be described.
    let named = |field: Field, name: &str| match field.known {
        Known::Gap(_) => Field::value(name.to_owned(), Vec::new()),
        _ => field,
    };
    let fields = [
        ("KeyId", named(always(|key| Some(key.key_id().into()), "KeyId"), id)),
        ("Arn", named(always(|key| text(key.arn()), "Arn"), &arn)),
        ("Enabled", always(|key| Some(key.enabled().into()), "Enabled")),
        ("Description", maybe(|key| text(key.description()))),
        ("KeyUsage", maybe(|key| text(key.key_usage().map(|usage| usage.as_str())))),
        ("KeySpec", maybe(|key| text(key.key_spec().map(|spec| spec.as_str())))),
        ("Origin", maybe(|key| text(key.origin().map(|origin| origin.as_str())))),
        ("MultiRegion", maybe(|key| key.multi_region().map(Value::from))),
    ];
    set(&mut resource.properties, fields);
    let fields = [
        ("KeyManager", always(|key| text(key.key_manager().map(|manager| manager.as_str())), "KeyManager")),
        ("KeyState", always(|key| text(key.key_state().map(|state| state.as_str())), "KeyState")),
        ("CreationDate", maybe(|key| date(key.creation_date()))),
        ("DeletionDate", maybe(|key| date(key.deletion_date()))),
        ("ValidTo", maybe(|key| date(key.valid_to()))),
        ("PendingDeletionWindowInDays", maybe(|key| key.pending_deletion_window_in_days().map(Value::from))),
        ("SigningAlgorithms", maybe(|key| list(key.signing_algorithms(), |name| text(Some(name.as_str()))))),
    ];
    set(&mut resource.status, fields);
    resource
}
