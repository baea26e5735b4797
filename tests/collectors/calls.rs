//! Which calls are made: each rule by which one is skipped, and its reverse.

use std::sync::Arc;

use crate::account::{self, ACCOUNT, account, encryption, versioning};
use crate::inventory::{inventory, known, resource};
use crate::stand_in::{Asked, Aws, Reply};

/// The requests of an operation.
fn asked(aws: &Arc<Aws>, operation: &str) -> Vec<Asked> {
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

/// Rule: a bucket costs eleven calls, twelve where it is versioned; the location is in the list.
#[tokio::test(start_paused = true)]
async fn a_bucket_costs_eleven_or_twelve_calls() {
    let aws = account(&["plain", "versioned"], |request| match (request.operation, request.first()) {
        ("s3:GetBucketVersioning", "versioned") => Some(versioning("Enabled")),
        _ => None,
    });
    inventory(&aws).await;
    let calls = |bucket: &str| aws.requests().into_iter().filter(|asked| asked.host == bucket).count();
    assert_eq!((calls("plain"), calls("versioned")), (11, 12));
    assert!(asked(&aws, "s3:GetBucketLocation").is_empty());
}

fn encrypted(key: &'static str) -> Arc<Aws> {
    account(&["alpha", "plain"], move |request| match (request.operation, request.first()) {
        ("s3:GetBucketEncryption", "alpha") => Some(encryption("aws:kms", key)),
        ("kms:ListAliases", _) => Some(account::json(
            r#"{"Aliases":[{"AliasName":"alias/data","TargetKeyId":"k-1"},{"AliasName":"alias/other","TargetKeyId":"k-2"},
                {"AliasName":"alias/aws/s3"}],"Truncated":false}"#,
        )),
        ("kms:DescribeKey", _) => {
            let id = ["k-1", "k-2", "k-3"].into_iter().find(|id| request.body.contains(id)).expect("a known key");
            Some(account::key(id))
        }
        _ => None,
    })
}

/// Rule: where no bucket names an alias, no alias needs to be resolved; where none names a key, KMS is not asked.
#[tokio::test(start_paused = true)]
async fn aliases_are_listed_only_where_a_bucket_names_one() {
    for (key, aliases, keys) in [
        ("", 0, 0),
        ("k-3", 0, 1),
        ("arn:aws:kms:us-east-1:111122223333:key/k-3", 0, 1),
        ("alias/data", 1, 1),
        ("arn:aws:kms:us-east-1:111122223333:alias/data", 1, 1),
        ("alias/missing", 1, 0),
        // Of AWS, enabled, and of the bucket's own account, whatever it is: nothing to ask.
        ("alias/aws/s3", 0, 0),
        ("arn:aws:kms:us-east-1:111122223333:alias/aws/s3", 0, 0),
    ] {
        let aws = encrypted(key);
        let inventory = inventory(&aws).await;
        let counts = (asked(&aws, "kms:ListAliases").len(), asked(&aws, "kms:DescribeKey").len());
        assert_eq!(counts, (aliases, keys), "{key}");
        let of_type = |name: &str| inventory.resources.iter().filter(|found| found.resource_type == name).count();
        assert_eq!(of_type("AWS::KMS::Key"), keys, "{key}");
        assert_eq!(of_type("AWS::KMS::Alias"), if aliases == 1 { 2 } else { 0 }, "{key}");
    }
}

/// Rule: only the owner can tell of a key, so KMS is not asked for keys of other accounts.
#[tokio::test(start_paused = true)]
async fn keys_of_other_accounts_are_not_asked_for() {
    for key in ["arn:aws:kms:us-east-1:999988887777:key/k-1", "arn:aws:kms:us-east-1:999988887777:alias/data"] {
        let aws = encrypted(key);
        let inventory = inventory(&aws).await;
        assert!(!aws.requests().iter().any(|asked| asked.operation.starts_with("kms:")), "{key}");
        assert!(!inventory.resources.iter().any(|found| found.resource_type.starts_with("AWS::KMS")), "{key}");
    }
    let own = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/k-1");
    assert_eq!(own, "arn:aws:kms:us-east-1:111122223333:key/k-1", "the reverse is above");
}

/// A key is asked for in its own region, once, however many buckets name it.
#[tokio::test(start_paused = true)]
async fn each_key_is_described_once_in_its_region() {
    let aws =
        account(&["one", "two@eu-west-1", "three@eu-west-1"], |request| match (request.operation, request.first()) {
            ("s3:GetBucketEncryption", "one") => {
                Some(encryption("aws:kms", "arn:aws:kms:eu-west-1:111122223333:key/k-1"))
            }
            ("s3:GetBucketEncryption", _) => Some(encryption("aws:kms", "k-1")),
            ("kms:DescribeKey", _) => Some(account::key("k-1")),
            _ => None,
        });
    inventory(&aws).await;
    let regions: Vec<String> = asked(&aws, "kms:DescribeKey").into_iter().map(|asked| asked.region).collect();
    assert_eq!(regions, ["eu-west-1"]);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_not_described_keeps_the_name_that_the_bucket_gave_it() {
    let aws = account(&["alpha"], |request| match request.operation {
        "s3:GetBucketEncryption" => Some(encryption("aws:kms", "k-1")),
        "kms:DescribeKey" => Some(account::json_error("AccessDeniedException")),
        _ => None,
    });
    let inventory = inventory(&aws).await;
    let key = resource(&inventory, "key/k-1");
    assert_eq!(known(key, "properties.KeyId"), "\"k-1\"");
    assert_eq!(known(key, "properties.Arn"), format!("\"arn:aws:kms:us-east-1:{ACCOUNT}:key/k-1\""));
    let gap = "denied: kms:DescribeKey (AccessDeniedException), allow kms:DescribeKey";
    assert_eq!((known(key, "properties.Enabled").as_str(), known(key, "status.KeyState").as_str()), (gap, gap));
}

/// Rule: every region answers a multi-region trail; it is taken, and asked about, once, at home.
#[tokio::test(start_paused = true)]
async fn a_trail_is_taken_once_at_home() {
    let aws = account(&[], |request| match request.operation {
        "cloudtrail:DescribeTrails" => Some(account::json(
            r#"{"trailList":[
                {"Name":"home","TrailARN":"arn:aws:cloudtrail:eu-west-1:111122223333:trail/home","HomeRegion":"eu-west-1",
                 "S3BucketName":"logs","IsMultiRegionTrail":true},
                {"Name":"org","TrailARN":"arn:aws:cloudtrail:us-east-1:999988887777:trail/org",
                 "HomeRegion":"us-east-1","S3BucketName":"logs","IsMultiRegionTrail":true,"IsOrganizationTrail":true}]}"#,
        )),
        "cloudtrail:GetTrailStatus" => Some(account::json(r#"{"IsLogging":true,"LatestDeliveryError":""}"#)),
        "cloudtrail:GetEventSelectors" => {
            Some(account::json(r#"{"EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":true}]}"#))
        }
        _ => None,
    });
    let inventory = inventory(&aws).await;
    // An organisation's trail is shown to its member accounts only as a shadow.
    for asked in asked(&aws, "cloudtrail:DescribeTrails") {
        assert!(asked.body.contains("\"includeShadowTrails\":true"), "{}", asked.body);
    }
    assert_eq!(asked(&aws, "cloudtrail:DescribeTrails").len(), 2, "once a region");
    for operation in ["cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"] {
        let mut regions: Vec<String> = asked(&aws, operation).into_iter().map(|asked| asked.region).collect();
        regions.sort();
        assert_eq!(regions, ["eu-west-1", "us-east-1"], "{operation}");
    }
    let of_organization = resource(&inventory, "trail/org");
    assert_eq!((of_organization.region.as_str(), of_organization.account.as_str()), ("us-east-1", ACCOUNT));
    insta::assert_snapshot!("trail", crate::inventory::lines(resource(&inventory, "trail/home")));
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
