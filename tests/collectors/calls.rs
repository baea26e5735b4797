//! Which calls are made: each rule by which one is skipped, and its reverse.

use std::sync::Arc;

use crate::account::{self, account, versioning};
use crate::inventory::{inventory, known, resource};
use crate::stand_in::{Asked, Aws, Reply};

/// The requests of an operation.
pub fn asked(aws: &Arc<Aws>, operation: &str) -> Vec<Asked> {
    aws.requests().into_iter().filter(|asked| asked.operation == operation).collect()
}

/// Rule: Object Lock needs versioning, so it is asked only where versioning may be enabled.
#[tokio::test(start_paused = true)]
async fn object_lock_is_asked_only_where_versioning_is_enabled() {
    let aws =
        account(&["enabled", "never", "suspended", "unread"], |request| match (request.operation, request.first()) {
            ("s3:GetBucketVersioning", "enabled") => Some(versioning("Enabled")),
            ("s3:GetBucketVersioning", "suspended") => Some(versioning("Suspended")),
            ("s3:GetBucketVersioning", "unread") => Some(account::denied()),
            _ => None,
        });
    let inventory = inventory(&aws).await;
    let mut hosts: Vec<String> =
        asked(&aws, "s3:GetObjectLockConfiguration").into_iter().map(|asked| asked.host).collect();
    hosts.sort();
    assert_eq!(hosts, ["enabled", "unread"]);
    for name in ["never", "suspended"] {
        let bucket = resource(&inventory, &format!(":{name}"));
        assert_eq!(known(bucket, "properties.ObjectLockConfiguration"), "absent");
        assert_eq!(known(bucket, "properties.ObjectLockEnabled"), "false");
        assert_eq!(&*bucket.properties["ObjectLockEnabled"].evidence[0].operation, "s3:GetBucketVersioning");
    }
    // Asked where versioning could not be read: the answer stands by itself.
    assert_eq!(known(resource(&inventory, ":unread"), "properties.ObjectLockEnabled"), "false");
}

/// Rule: a bucket costs twelve calls, thirteen where it is versioned; the location is in the list.
#[tokio::test(start_paused = true)]
async fn a_bucket_costs_twelve_or_thirteen_calls() {
    let aws = account(&["plain", "versioned"], |request| match (request.operation, request.first()) {
        ("s3:GetBucketVersioning", "versioned") => Some(versioning("Enabled")),
        _ => None,
    });
    inventory(&aws).await;
    let calls = |bucket: &str| aws.requests().into_iter().filter(|asked| asked.host == bucket).count();
    assert_eq!((calls("plain"), calls("versioned")), (12, 13));
    assert!(asked(&aws, "s3:GetBucketLocation").is_empty());
}

/// A region of a bucket decides where it is asked, and nothing is asked twice.
#[tokio::test(start_paused = true)]
async fn each_bucket_is_asked_in_its_own_region_and_once() {
    let aws = account(&["alpha", "beta@eu-west-1"], |_| None);
    inventory(&aws).await;
    let requests = aws.requests();
    for asked in requests.iter().filter(|asked| asked.host == "beta") {
        assert_eq!(asked.region, "eu-west-1", "{}", asked.operation);
    }
    let mut keys: Vec<_> =
        requests.iter().map(|asked| (&asked.operation, &asked.region, &asked.host, &asked.body)).collect();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), all, "asked twice");
}

/// S3 lists the region of a bucket only to a request that carries a parameter.
#[tokio::test(start_paused = true)]
async fn the_list_of_buckets_is_asked_with_a_parameter() {
    let aws = account(&["alpha"], |request| {
        let bare = request.operation == "s3:ListBuckets" && request.parameter("max-buckets").is_none();
        bare.then(|| Reply { status: 500, ..Reply::default() })
    });
    assert!(inventory(&aws).await.unlisted.is_empty());
}
