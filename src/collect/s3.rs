//! S3: buckets, their settings and policies. Twelve or thirteen calls a bucket, each in its own region.

mod rules;

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_bucket_acl::GetBucketAclOutput;
use aws_sdk_s3::types::{Bucket, PublicAccessBlockConfiguration};
use futures::{FutureExt, StreamExt};
use serde_json::{Value, json};

use super::field::{Lacks, date, document, is, list, object, set, text};
use super::pages::Listing;
use super::{Collector, Context, Harvest, TypeSpec};
use crate::aws::answer::ask;
use crate::aws::read_list::Read;
use crate::resource::{Field, Known, Resource};

pub const COLLECTOR: Collector = Collector {
    service: "s3",
    types: &[
        TypeSpec {
            name: BUCKET,
            properties: &[
                "BucketName",
                "PublicAccessBlockConfiguration",
                "OwnershipControls",
                "BucketEncryption",
                "LoggingConfiguration",
                "VersioningConfiguration",
                "ObjectLockConfiguration",
                "ObjectLockEnabled",
                "LifecycleConfiguration",
                "CorsConfiguration",
                "WebsiteConfiguration",
            ],
            status: &["CreationDate", "Acl", "MFADelete", "LoggingTargetGrants", "PolicyStatus", "Children"],
            tags: true,
            regional: false,
        },
        TypeSpec { name: POLICY, properties: &["Bucket", "PolicyDocument"], status: &[], tags: false, regional: false },
    ],
    reads: &[
        Read { service: "s3", operation: "ListBuckets", actions: &["s3:ListAllMyBuckets"] },
        Read { service: "s3", operation: "GetBucketLocation", actions: &["s3:GetBucketLocation"] },
        Read { service: "s3", operation: "GetPublicAccessBlock", actions: &["s3:GetBucketPublicAccessBlock"] },
        Read { service: "s3", operation: "GetBucketOwnershipControls", actions: &["s3:GetBucketOwnershipControls"] },
        Read { service: "s3", operation: "GetBucketEncryption", actions: &["s3:GetEncryptionConfiguration"] },
        Read { service: "s3", operation: "GetBucketLogging", actions: &["s3:GetBucketLogging"] },
        Read { service: "s3", operation: "GetBucketVersioning", actions: &["s3:GetBucketVersioning"] },
        Read {
            service: "s3",
            operation: "GetObjectLockConfiguration",
            actions: &["s3:GetBucketObjectLockConfiguration"],
        },
        Read {
            service: "s3",
            operation: "GetBucketLifecycleConfiguration",
            actions: &["s3:GetLifecycleConfiguration"],
        },
        Read { service: "s3", operation: "GetBucketCors", actions: &["s3:GetBucketCORS"] },
        Read { service: "s3", operation: "GetBucketWebsite", actions: &["s3:GetBucketWebsite"] },
        Read { service: "s3", operation: "GetBucketPolicy", actions: &["s3:GetBucketPolicy"] },
        Read { service: "s3", operation: "GetBucketPolicyStatus", actions: &["s3:GetBucketPolicyStatus"] },
        Read { service: "s3", operation: "GetBucketTagging", actions: &["s3:GetBucketTagging"] },
        Read { service: "s3", operation: "GetBucketAcl", actions: &["s3:GetBucketAcl"] },
    ],
    after_others: false,
    collect: |context, _| collect(context).boxed(),
};

const BUCKET: &str = "AWS::S3::Bucket";
const POLICY: &str = "AWS::S3::BucketPolicy";

/// Buckets that are read at the same time; each has up to this many times its calls in flight.
const AT_ONCE: usize = 24;

async fn collect(context: &Context<'_>) -> Harvest {
    let listing = buckets(context).await;
    let mut harvest = Harvest::default();
    for resource_type in [BUCKET, POLICY] {
        harvest.unlisted.extend(listing.unlisted(resource_type, "global"));
    }
    let reads = listing.items.iter().cloned().map(|item| one(context, item, &listing));
    let mut found = futures::stream::iter(reads).buffer_unordered(AT_ONCE);
    while let Some(resources) = found.next().await {
        harvest.resources.extend(resources);
    }
    harvest
}

async fn buckets(context: &Context<'_>) -> Listing<Bucket> {
    let client: Client = context.session.client(context.default_region());
    context
        .pages(
            // BucketRegion is answered only to a request that carries a parameter.
            |token| ask(client.list_buckets().max_buckets(1000).set_continuation_token(token).send()),
            |page| Ok((page.buckets.ok_or(Lacks("Buckets"))?, page.continuation_token)),
        )
        .await
}

/// The bucket and its policy; nothing if it lies in a region that is not scanned.
async fn one(context: &Context<'_>, item: Bucket, listing: &Listing<Bucket>) -> Vec<Resource> {
    let Some(name) = item.name() else { return Vec::new() };
    let arn = format!("arn:{}:s3:::{name}", context.session.header.partition);
    let listed = |value: Option<Value>| match value {
        Some(value) => Field::value(value, listing.evidence.clone()),
        None => Field::default(),
    };
    let region = match item.bucket_region() {
        Some(region) => Ok(region.to_owned()),
        None => location(context, name).await,
    };
    let here = match &region {
        Ok(region) if left_out(context, region) => return Vec::new(),
        Ok(region) => region.as_str(),
        Err(_) => "unknown",
    };
    let mut bucket = context.resource(BUCKET, arn.clone(), here);
    set(&mut bucket.properties, [("BucketName", listed(text(Some(name))))]);
    set(&mut bucket.status, [("CreationDate", listed(date(item.creation_date())))]);
    let client: Client = match &region {
        Ok(region) => context.session.client(region),
        // Without its region nothing more of it can be asked.
        Err(field) => {
            no_region(&mut bucket, field);
            return vec![bucket];
        }
    };
    let policy = ask(client.get_bucket_policy().bucket(name).send());
    let ((), policy) = futures::join!(settings(context, &client, name, &mut bucket), policy);
    let mut resources = Vec::new();
    let child = context.field(&policy, &["NoSuchBucketPolicy"], |_| Ok(Some(json!({"BucketPolicy": 1}))));
    let child = match child.known {
        Known::Absent => Field::value(json!({"BucketPolicy": 0}), child.evidence),
        _ => child,
    };
    set(&mut bucket.status, [("Children", child)]);
    if let Ok(output) = &policy.outcome {
        let mut resource = context.resource(POLICY, format!("{arn}#policy"), here);
        let (field, original) = document(context, &policy, output.policy());
        let fields = [("Bucket", Field::value(name, vec![policy.evidence.clone()])), ("PolicyDocument", field)];
        set(&mut resource.properties, fields);
        resource.texts.extend(original.map(|text| ("PolicyDocument".to_owned(), text)));
        resources.push(resource);
    }
    resources.push(bucket);
    resources
}

/// Whether the user left the bucket's region out.
fn left_out(context: &Context<'_>, region: &str) -> bool {
    context.session.header.regions.as_ref().is_some_and(|asked| !asked.contains(region))
}

/// `GetBucketLocation` in the words of today: nothing is us-east-1, `EU` is eu-west-1.
async fn location(context: &Context<'_>, name: &str) -> Result<String, Field> {
    let client: Client = context.session.client(context.default_region());
    let answer = ask(client.get_bucket_location().bucket(name).send()).await;
    match &answer.outcome {
        Ok(output) => Ok(match output.location_constraint().map(|region| region.as_str()) {
            None | Some("") => "us-east-1".to_owned(),
            Some("EU") => "eu-west-1".to_owned(),
            Some(region) => region.to_owned(),
        }),
        Err(_) => Err(Field::gap(context.gap(&answer), vec![answer.evidence.clone()])),
    }
}

fn no_region(bucket: &mut Resource, field: &Field) {
    for spec in COLLECTOR.types.iter().filter(|spec| spec.name == BUCKET) {
        for name in spec.properties {
            bucket.properties.entry((*name).to_owned()).or_insert_with(|| field.clone());
        }
        for name in spec.status {
            bucket.status.entry((*name).to_owned()).or_insert_with(|| field.clone());
        }
    }
    bucket.tags = field.clone();
}

async fn settings(context: &Context<'_>, client: &Client, name: &str, bucket: &mut Resource) {
    let (block, ownership, encryption, logging, versioning, lifecycle, cors, website, tagging, acl, public) = futures::join!(
        ask(client.get_public_access_block().bucket(name).send()),
        ask(client.get_bucket_ownership_controls().bucket(name).send()),
        ask(client.get_bucket_encryption().bucket(name).send()),
        ask(client.get_bucket_logging().bucket(name).send()),
        ask(client.get_bucket_versioning().bucket(name).send()),
        ask(client.get_bucket_lifecycle_configuration().bucket(name).send()),
        ask(client.get_bucket_cors().bucket(name).send()),
        ask(client.get_bucket_website().bucket(name).send()),
        ask(client.get_bucket_tagging().bucket(name).send()),
        ask(client.get_bucket_acl().bucket(name).send()),
        ask(client.get_bucket_policy_status().bucket(name).send()),
    );
    let versioning_status = context.field(&versioning, &[], |output| {
        Ok(object([("Status", text(output.status().map(|status| status.as_str())))]))
    });
    let (lock, lock_enabled) = object_lock(context, client, name, &versioning_status).await;
    let properties = [
        (
            "PublicAccessBlockConfiguration",
            context.field(&block, &["NoSuchPublicAccessBlockConfiguration"], |output| {
                flags(output.public_access_block_configuration()).map(Some)
            }),
        ),
        (
            "OwnershipControls",
            context.field(&ownership, &["OwnershipControlsNotFoundError"], |output| {
                let rules = output.ownership_controls().map(|controls| controls.rules()).unwrap_or_default();
                let rules =
                    list(rules, |rule| object([("ObjectOwnership", text(Some(rule.object_ownership().as_str())))]));
                Ok(Some(json!({"Rules": rules.ok_or(Lacks("OwnershipControls.Rules"))?})))
            }),
        ),
        (
            "BucketEncryption",
            context.field(&encryption, &["ServerSideEncryptionConfigurationNotFoundError"], |output| {
                rules::encryption(output.server_side_encryption_configuration()).map(Some)
            }),
        ),
        ("LoggingConfiguration", context.field(&logging, &[], |output| rules::logging(output.logging_enabled()))),
        ("VersioningConfiguration", versioning_status),
        ("ObjectLockConfiguration", lock),
        ("ObjectLockEnabled", lock_enabled),
        (
            "LifecycleConfiguration",
            context.field(&lifecycle, &["NoSuchLifecycleConfiguration"], |output| {
                rules::lifecycle(output.rules()).map(Some)
            }),
        ),
        (
            "CorsConfiguration",
            context.field(&cors, &["NoSuchCORSConfiguration"], |output| rules::cors(output.cors_rules()).map(Some)),
        ),
        (
            "WebsiteConfiguration",
            context.field(&website, &["NoSuchWebsiteConfiguration"], |output| rules::website(output).map(Some)),
        ),
    ];
    set(&mut bucket.properties, properties);
    let status = [
        (
            "MFADelete",
            context.field(&versioning, &[], |output| Ok(text(output.mfa_delete().map(|status| status.as_str())))),
        ),
        ("Acl", context.field(&acl, &[], |output| grants(output).map(Some))),
        (
            "PolicyStatus",
            context.field(&public, &["NoSuchBucketPolicy"], |output| {
                let public = output.policy_status().and_then(|status| status.is_public());
                Ok(Some(json!({"IsPublic": public.ok_or(Lacks("PolicyStatus.IsPublic"))?})))
            }),
        ),
        (
            "LoggingTargetGrants",
            context.field(&logging, &[], |output| {
                let grants = output.logging_enabled().map(|logging| logging.target_grants()).unwrap_or_default();
                let permission = |grant: &aws_sdk_s3::types::TargetGrant| text(grant.permission().map(|p| p.as_str()));
                Ok(list(grants, |grant| object([("Permission", permission(grant))])))
            }),
        ),
    ];
    set(&mut bucket.status, status);
    bucket.tags = context.field(&tagging, &["NoSuchTagSet"], |output| {
        // A bucket without tags answers NoSuchTagSet, never an empty list: the SDK makes one of what it misses.
        if output.tag_set().is_empty() {
            return Err(Lacks("TagSet"));
        }
        let tags = output.tag_set().iter().map(|tag| (tag.key().to_owned(), Value::from(tag.value())));
        Ok(Some(Value::Object(tags.collect())))
    });
    if bucket.tags.known == Known::Absent {
        bucket.tags = Field::value(json!({}), bucket.tags.evidence.clone());
    }
}

/// Configuration of Object Lock, and whether it is on.
///
/// Rule: Object Lock needs versioning, which then cannot be suspended (S3 User Guide, "Locking objects with Object
/// Lock"). So where versioning is known not to be enabled there is no lock, and it is not asked for.
async fn object_lock(context: &Context<'_>, client: &Client, name: &str, versioning: &Field) -> (Field, Field) {
    let off = match &versioning.known {
        Known::Value(_) => !is(versioning, &json!({"Status": "Enabled"})),
        Known::Absent => true,
        Known::Gap(_) => false,
    };
    if off {
        let evidence = versioning.evidence.clone();
        return (Field::absent(evidence.clone()), Field::value(false, evidence));
    }
    let answer = ask(client.get_object_lock_configuration().bucket(name).send()).await;
    let absent = &["ObjectLockConfigurationNotFoundError"];
    let lock =
        context.field(&answer, absent, |output| rules::object_lock(output.object_lock_configuration()).map(Some));
    let enabled = match &lock.known {
        Known::Value(value) => Field::value(value["ObjectLockEnabled"] == "Enabled", lock.evidence.clone()),
        Known::Absent => Field::value(false, lock.evidence.clone()),
        Known::Gap(_) => lock.clone(),
    };
    (lock, enabled)
}

/// AWS always sends all four flags.
fn flags(block: Option<&PublicAccessBlockConfiguration>) -> Result<Value, Lacks> {
    let block = block.ok_or(Lacks("PublicAccessBlockConfiguration"))?;
    Ok(json!({
        "BlockPublicAcls": block.block_public_acls().ok_or(Lacks("BlockPublicAcls"))?,
        "IgnorePublicAcls": block.ignore_public_acls().ok_or(Lacks("IgnorePublicAcls"))?,
        "BlockPublicPolicy": block.block_public_policy().ok_or(Lacks("BlockPublicPolicy"))?,
        "RestrictPublicBuckets": block.restrict_public_buckets().ok_or(Lacks("RestrictPublicBuckets"))?,
    }))
}

fn grants(acl: &GetBucketAclOutput) -> Result<Value, Lacks> {
    let owner = acl.owner().ok_or(Lacks("Owner"))?;
    let grants = acl.grants.as_ref().ok_or(Lacks("AccessControlList"))?;
    let grants: Vec<Value> = grants
        .iter()
        .map(|grant| {
            let grantee = grant.grantee().ok_or(Lacks("Grantee"))?;
            let permission = grant.permission().ok_or(Lacks("Permission"))?;
            let grantee = object([
                ("Type", text(Some(grantee.r#type().as_str()))),
                ("URI", text(grantee.uri())),
                ("ID", text(grantee.id())),
            ]);
            Ok(json!({"Grantee": grantee, "Permission": permission.as_str()}))
        })
        .collect::<Result<_, Lacks>>()?;
    let owner = object([("ID", text(owner.id()))]);
    Ok(json!({"Owner": owner.unwrap_or_else(|| json!({})), "Grants": grants}))
}
