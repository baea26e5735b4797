//! Keys: all of a region and those that buckets name, what is asked of each, and what is left when a call fails.

use std::sync::Arc;

use aplomb::resource::Inventory;
use serde_json::{Value, json};

use crate::account::{self, ACCOUNT, account, encryption};
use crate::calls::asked;
use crate::inventory::{known, lines, of_services, resource, unlisted, within};
use crate::stand_in::{Aws, Reply, Request};

async fn inventory(aws: &Arc<Aws>) -> Inventory {
    of_services(aws, &["kms", "s3"]).await
}

fn is_in_us(request: &Request<'_>) -> bool {
    request.region == "us-east-1"
}

/// The description of a key, with some members changed.
fn described(changed: &[(&str, Value)]) -> Reply {
    let mut body: Value = serde_json::from_str(&account::key("k-1").body).expect("JSON");
    for (name, value) in changed {
        body["KeyMetadata"][*name] = value.clone();
    }
    account::json(&body.to_string())
}

/// An account with the key `k-1` in us-east-1.
fn one_key(answer: impl Fn(&Request<'_>) -> Option<Reply> + Send + Sync + 'static) -> Arc<Aws> {
    account(&[], move |request| {
        answer(request).or_else(|| match request.operation {
            "kms:ListKeys" if is_in_us(request) => Some(account::keys(&["k-1"], "")),
            "kms:DescribeKey" => Some(account::key("k-1")),
            _ => None,
        })
    })
}

/// An account whose bucket `alpha` names `key`, and whose lists hold two aliases and no key.
fn encrypted(key: &'static str) -> Arc<Aws> {
    account(&["alpha", "plain"], move |request| match (request.operation, request.first()) {
        ("s3:GetBucketEncryption", "alpha") => Some(encryption("aws:kms", key)),
        ("kms:ListAliases", _) if is_in_us(request) => Some(account::json(
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

#[tokio::test(start_paused = true)]
async fn all_that_is_asked_of_a_key() {
    let aws = one_key(|request| match request.operation {
        "kms:GetKeyPolicy" => {
            assert!(request.body.contains("\"PolicyName\":\"default\""), "{}", request.body);
            Some(account::json(r#"{"PolicyName":"default","Policy":"{ \"Statement\": [], \"Statement\": [] }"}"#))
        }
        "kms:GetKeyRotationStatus" => Some(account::json(
            r#"{"KeyId":"k-1","KeyRotationEnabled":true,"RotationPeriodInDays":180,"NextRotationDate":1767323045.5}"#,
        )),
        "kms:ListGrants" if request.body.contains("Marker") => Some(account::json(
            r#"{"Grants":[{"GrantId":"g-2","GranteeServicePrincipal":"rds.amazonaws.com","Operations":["Encrypt"]}],
                "Truncated":false}"#,
        )),
        "kms:ListGrants" => Some(account::json(
            r#"{"Grants":[{"GrantId":"g-1","GranteePrincipal":"arn:aws:iam::999988887777:role/r","IssuingAccount":"a",
                "RetiringPrincipal":"x","Operations":["Decrypt","CreateGrant"],"Constraints":{"SourceArn":"s",
                "EncryptionContextSubset":{"b":"2","a":"1"}}}],"Truncated":true,"NextMarker":"m"}"#,
        )),
        _ => None,
    });
    let inventory = inventory(&aws).await;
    let key = resource(&inventory, "key/k-1");
    insta::assert_snapshot!("key", lines(key));
    // The text as AWS sent it: what is written twice is lost by parsing.
    assert_eq!(key.texts["KeyPolicy"], r#"{ "Statement": [], "Statement": [] }"#);
    let of_kms = aws.requests().into_iter().filter(|asked| asked.body.contains("k-1"));
    let mut operations: Vec<String> = of_kms.map(|asked| asked.operation).collect();
    operations.sort();
    assert_eq!(
        operations,
        ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants", "kms:ListGrants"]
    );
}

/// Rule: only symmetric keys for encryption rotate, and none in a custom key store; imported ones may be on demand.
#[tokio::test(start_paused = true)]
async fn rotation_is_asked_only_where_a_key_can_rotate() {
    for (changed, calls) in [
        (vec![], 1),
        (vec![("Origin", json!("EXTERNAL"))], 1),
        (vec![("KeySpec", json!("RSA_2048"))], 0),
        (vec![("KeySpec", json!("HMAC_256"))], 0),
        (vec![("Origin", json!("AWS_CLOUDHSM"))], 0),
        (vec![("Origin", json!("EXTERNAL_KEY_STORE"))], 0),
        // AWS did not say: asked.
        (vec![("KeySpec", Value::Null), ("Origin", Value::Null)], 1),
    ] {
        let changing = changed.clone();
        let aws = one_key(move |request| (request.operation == "kms:DescribeKey").then(|| described(&changing)));
        let inventory = inventory(&aws).await;
        assert_eq!(asked(&aws, "kms:GetKeyRotationStatus").len(), calls, "{changed:?}");
        let key = resource(&inventory, "key/k-1");
        for path in ["properties.RotationPeriodInDays", "status.NextRotationDate"] {
            assert_eq!(known(key, path), "absent", "{changed:?}");
        }
        let (rotates, told_by) =
            if calls == 1 { ("false", "kms:GetKeyRotationStatus") } else { ("absent", "kms:DescribeKey") };
        assert_eq!(known(key, "properties.EnableKeyRotation"), rotates, "{changed:?}");
        assert_eq!(&*key.properties["EnableKeyRotation"].evidence[0].operation, told_by, "{changed:?}");
    }
}

/// Rule: nobody can change the policy of a key that AWS manages; that is not collected, and no "there is none".
#[tokio::test(start_paused = true)]
async fn keys_that_aws_manages_cost_two_calls() {
    let aws = one_key(|request| match request.operation {
        "kms:DescribeKey" => Some(described(&[("KeyManager", json!("AWS"))])),
        "kms:GetKeyRotationStatus" => {
            Some(account::json(r#"{"KeyId":"k-1","KeyRotationEnabled":true,"RotationPeriodInDays":365}"#))
        }
        _ => None,
    });
    let inventory = inventory(&aws).await;
    let key = resource(&inventory, "key/k-1");
    assert_eq!(aws.requests().into_iter().filter(|asked| asked.body.contains("k-1")).count(), 2);
    assert_eq!(known(key, "status.KeyManager"), "\"AWS\"");
    assert_eq!(known(key, "properties.EnableKeyRotation"), "true");
    assert_eq!(known(key, "properties.KeyPolicy"), "not collected: kms:GetKeyPolicy (a key that AWS manages)");
    assert_eq!(known(key, "status.Grants"), "not collected: kms:ListGrants (a key that AWS manages)");
    assert!(key.texts.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_calls_of_a_key_fail_one_by_one() {
    for (operation, lost) in [
        (
            "kms:DescribeKey",
            &["properties.Enabled", "properties.Description", "status.KeyManager", "status.KeyState"][..],
        ),
        ("kms:GetKeyPolicy", &["properties.KeyPolicy"]),
        (
            "kms:GetKeyRotationStatus",
            &["properties.EnableKeyRotation", "properties.RotationPeriodInDays", "status.NextRotationDate"],
        ),
        ("kms:ListGrants", &["status.Grants"]),
    ] {
        for (reply, gap) in [
            (
                account::json_error("AccessDeniedException"),
                format!("denied: {operation} (AccessDeniedException), allow {operation}"),
            ),
            (account::json_error("NotFoundException"), format!("gone: {operation} (NotFoundException)")),
            (
                account::json_error("KMSInvalidStateException"),
                format!("failed: {operation} (KMSInvalidStateException)"),
            ),
            // What AWS always sends is missing: the answer was not understood.
            (account::json("{}"), format!("undecodable: {operation} (the answer lacks ")),
        ] {
            let aws = one_key(move |request| (request.operation == operation).then(|| reply.clone()));
            let inventory = inventory(&aws).await;
            let key = resource(&inventory, "key/k-1");
            for path in ["properties.Enabled", "properties.KeyPolicy", "properties.EnableKeyRotation", "status.Grants"]
            {
                let found = known(key, path);
                assert_eq!(found.starts_with(&gap), lost.contains(&path), "{path}: {found}");
            }
            for path in lost {
                assert!(known(key, path).starts_with(&gap), "{path}: {}", known(key, path));
            }
            assert_eq!(known(key, "properties.KeyId"), "\"k-1\"", "the list told it");
            assert!(unlisted(&inventory).is_empty());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_key_cannot_do_is_absent() {
    let aws = one_key(|request| {
        (request.operation == "kms:GetKeyRotationStatus").then(|| account::json_error("UnsupportedOperationException"))
    });
    assert_eq!(known(resource(&inventory(&aws).await, "key/k-1"), "properties.EnableKeyRotation"), "absent");
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_is_no_json_is_a_gap() {
    let aws =
        one_key(|request| (request.operation == "kms:GetKeyPolicy").then(|| account::json(r#"{"Policy":"not JSON"}"#)));
    let inventory = inventory(&aws).await;
    let key = resource(&inventory, "key/k-1");
    assert!(known(key, "properties.KeyPolicy").starts_with("undecodable: kms:GetKeyPolicy"));
    assert!(key.texts.is_empty());
}

/// A list of grants that broke could lack the one that matters.
#[tokio::test(start_paused = true)]
async fn grants_are_told_in_full_or_not_at_all() {
    let aws = one_key(|request| match request.operation {
        "kms:ListGrants" if request.body.contains("Marker") => Some(account::json_error("AccessDeniedException")),
        "kms:ListGrants" => Some(account::json(r#"{"Grants":[{"GrantId":"g-1"}],"Truncated":true,"NextMarker":"m"}"#)),
        _ => None,
    });
    let inventory = inventory(&aws).await;
    assert!(known(resource(&inventory, "key/k-1"), "status.Grants").starts_with("denied: kms:ListGrants"));
}

#[tokio::test(start_paused = true)]
async fn keys_are_listed_to_the_last_page_and_each_is_asked_in_its_region() {
    let aws = account(&[], |request| match request.operation {
        "kms:ListKeys" if is_in_us(request) && request.body.contains("Marker") => Some(account::keys(&["k-2"], "")),
        "kms:ListKeys" if is_in_us(request) => Some(account::keys(&["k-1"], "more")),
        "kms:ListKeys" => Some(account::keys(&["k-3"], "")),
        "kms:DescribeKey" => {
            let id = ["k-1", "k-2", "k-3"].into_iter().find(|id| request.body.contains(id)).expect("a known key");
            assert_eq!(is_in_us(request), id != "k-3");
            Some(account::key(id))
        }
        _ => None,
    });
    let inventory = inventory(&aws).await;
    let keys = inventory.resources.iter().filter(|found| found.resource_type == "AWS::KMS::Key");
    let keys: Vec<(&str, &str)> =
        keys.map(|key| (key.region.as_str(), key.arn.rsplit('/').next().unwrap_or_default())).collect();
    assert_eq!(keys, [("eu-west-1", "k-3"), ("us-east-1", "k-1"), ("us-east-1", "k-2")]);
    assert_eq!(asked(&aws, "kms:ListAliases").len(), 2, "once a region");
}

/// One list that fails does not blind the question which key encrypts a bucket.
#[tokio::test(start_paused = true)]
async fn keys_that_buckets_name_are_read_even_where_keys_cannot_be_listed() {
    for (named, aliases_fail, keys) in [
        ("k-3", false, 1),
        ("arn:aws:kms:us-east-1:111122223333:key/k-3", true, 1),
        ("alias/data", false, 1),
        ("alias/data", true, 0),
        ("alias/missing", false, 0),
        // Of AWS, enabled, and of the bucket's own account, whatever it is: nothing to ask.
        ("alias/aws/s3", false, 0),
        ("", false, 0),
    ] {
        let inner = encrypted(named);
        let aws = account(&["alpha"], move |request| match request.operation {
            "kms:ListKeys" => Some(account::json_error("AccessDeniedException")),
            "kms:ListAliases" if aliases_fail => Some(account::json_error("AccessDeniedException")),
            _ => Some(inner.answer(request)),
        });
        let inventory = inventory(&aws).await;
        assert_eq!(asked(&aws, "kms:DescribeKey").len(), keys, "{named}");
        let found = inventory.resources.iter().filter(|found| found.resource_type == "AWS::KMS::Key").count();
        assert_eq!(found, keys, "{named}");
        let denied = |name: &str, operation: &str, region: &str| {
            format!(
                "AWS::KMS::{name} in {region} not listed: denied: {operation} (AccessDeniedException), allow {operation}"
            )
        };
        for region in ["us-east-1", "eu-west-1"] {
            assert!(unlisted(&inventory).contains(&denied("Key", "kms:ListKeys", region)), "{named}");
            let aliases = unlisted(&inventory).contains(&denied("Alias", "kms:ListAliases", region));
            assert_eq!(aliases, aliases_fail, "{named}");
        }
    }
}

/// A key that a bucket names and no list holds was deleted: KMS says so itself.
#[tokio::test(start_paused = true)]
async fn a_deleted_key_that_a_bucket_names_is_gone() {
    let aws = account(&["alpha"], |request| match request.operation {
        "s3:GetBucketEncryption" => Some(encryption("aws:kms", "k-9")),
        operation if operation.starts_with("kms:") && request.body.contains("k-9") => {
            Some(account::json_error("NotFoundException"))
        }
        _ => None,
    });
    let inventory = inventory(&aws).await;
    let key = resource(&inventory, "key/k-9");
    assert_eq!(known(key, "properties.KeyId"), "\"k-9\"");
    assert_eq!(known(key, "properties.Arn"), format!("\"arn:aws:kms:us-east-1:{ACCOUNT}:key/k-9\""));
    assert_eq!(known(key, "status.KeyState"), "gone: kms:DescribeKey (NotFoundException)");
    assert!(unlisted(&inventory).is_empty());
}

/// Rule: only the owner can tell of a key, so keys of other accounts are not asked for.
#[tokio::test(start_paused = true)]
async fn keys_of_other_accounts_are_not_asked_for() {
    for key in ["arn:aws:kms:us-east-1:999988887777:key/k-1", "arn:aws:kms:us-east-1:999988887777:alias/data"] {
        let aws = encrypted(key);
        let inventory = inventory(&aws).await;
        assert!(asked(&aws, "kms:DescribeKey").is_empty(), "{key}");
        assert!(!inventory.resources.iter().any(|found| found.resource_type == "AWS::KMS::Key"), "{key}");
    }
    let own = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/k-1");
    assert_eq!(own, "arn:aws:kms:us-east-1:111122223333:key/k-1", "the reverse is above");
}

/// A key is asked for in its own region, once, however many buckets name it and whatever lists it.
#[tokio::test(start_paused = true)]
async fn each_key_is_described_once_in_its_region() {
    let aws =
        account(&["one", "two@eu-west-1", "three@eu-west-1"], |request| match (request.operation, request.first()) {
            ("s3:GetBucketEncryption", "one") => {
                Some(encryption("aws:kms", "arn:aws:kms:eu-west-1:111122223333:key/k-1"))
            }
            ("s3:GetBucketEncryption", _) => Some(encryption("aws:kms", "k-1")),
            ("kms:ListKeys", _) if !is_in_us(request) => Some(account::keys(&["k-1"], "")),
            ("kms:DescribeKey", _) => Some(account::key("k-1")),
            _ => None,
        });
    inventory(&aws).await;
    let regions: Vec<String> = asked(&aws, "kms:DescribeKey").into_iter().map(|asked| asked.region).collect();
    assert_eq!(regions, ["eu-west-1"]);
}

/// A key in a region that was left out stays out, whoever names it.
#[tokio::test(start_paused = true)]
async fn keys_of_regions_that_were_left_out_are_not_asked_for() {
    let aws = encrypted("arn:aws:kms:eu-west-1:111122223333:key/k-1");
    let names = crate::inventory::names;
    within(&aws, names(&["kms", "s3"]), Some(names(&["us-east-1"]))).await.expect("collects");
    assert!(asked(&aws, "kms:DescribeKey").is_empty());
    assert!(asked(&aws, "kms:ListKeys").iter().all(|asked| asked.region == "us-east-1"));
}

#[tokio::test(start_paused = true)]
async fn a_rotation_without_its_flag_is_not_off() {
    let aws = one_key(|request| {
        let answer = || account::json(r#"{"KeyId":"k-1","RotationPeriodInDays":365}"#);
        (request.operation == "kms:GetKeyRotationStatus").then(answer)
    });
    let said = known(resource(&inventory(&aws).await, "key/k-1"), "properties.EnableKeyRotation");
    assert_eq!(said, "undecodable: kms:GetKeyRotationStatus (the answer lacks KeyRotationEnabled)");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_says_it_goes_on_and_not_where_is_not_whole() {
    for (operation, body, lacks) in [
        ("ListKeys", r#"{"Keys":[],"Truncated":true}"#, "NextMarker"),
        ("ListAliases", r#"{"Aliases":[],"Truncated":true}"#, "NextMarker"),
        ("ListAliases", r#"{"Aliases":[{"AliasName":"alias/ours"}],"Truncated":false}"#, "TargetKeyId"),
        ("ListAliases", r#"{"Aliases":[{"TargetKeyId":"k-1"}],"Truncated":false}"#, "AliasName"),
    ] {
        let name = format!("kms:{operation}");
        let aws = one_key(move |request| (request.operation == name && is_in_us(request)).then(|| account::json(body)));
        let kind = if operation == "ListKeys" { "Key" } else { "Alias" };
        let how = format!("not listed: undecodable: kms:{operation} (the answer lacks {lacks})");
        let expected = format!("AWS::KMS::{kind} in us-east-1 {how}");
        let broken = unlisted(&inventory(&aws).await);
        assert!(broken.contains(&expected), "{expected}: {broken:?}");
    }
}
