use super::{Account, absent, denied, gap, resource, value};
use crate::resource::Resource;
use serde_json::{Value, json};

const CALL: &str = "s3:GetBucketEncryption acme";
const DESCRIBE: &str = "kms:DescribeKey";
const KEY_ARN: &str = "arn:aws:kms:us-east-1:111122223333:key/k1";

fn encryption(algorithm: &str, key: Option<&str>) -> Value {
    let mut default = json!({"SSEAlgorithm": algorithm});
    if let Some(key) = key {
        default["KMSMasterKeyID"] = json!(key);
    }
    json!({"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": default, "BucketKeyEnabled": true}]})
}

fn with(key: Option<&str>) -> Account {
    let mut account = Account::new();
    account.set("acme", "properties.BucketEncryption", value(encryption("aws:kms", key), CALL)).add(key_resource());
    account
}

fn key_resource() -> Resource {
    let mut key = resource("AWS::KMS::Key", KEY_ARN, "us-east-1");
    key.properties.insert("KeyId".into(), value(json!("k1"), DESCRIBE));
    key.properties.insert("Arn".into(), value(json!(KEY_ARN), DESCRIBE));
    key.status.insert("KeyManager".into(), value(json!("CUSTOMER"), DESCRIBE));
    key.status.insert("KeyState".into(), value(json!("Disabled"), DESCRIBE));
    key
}

fn alias(name: &str, target: &str) -> Resource {
    let mut alias = resource("AWS::KMS::Alias", &format!("arn:aws:kms:us-east-1:111122223333:{name}"), "us-east-1");
    alias.properties.insert("AliasName".into(), value(json!(name), "kms:ListAliases"));
    alias.properties.insert("TargetKeyId".into(), value(json!(target), "kms:ListAliases"));
    alias
}

#[test]
fn keys_of_s3_are_no_kms_key() {
    let mut account = Account::new();
    assert_eq!(account.fact("EncryptionKey"), absent(CALL));
    account.set("acme", "properties.BucketEncryption", value(encryption("AES256", None), CALL));
    assert_eq!(account.fact("EncryptionKey"), absent(CALL));
}

#[test]
fn a_key_is_found_by_id_arn_and_alias() {
    let own = json!({"Manager": "CUSTOMER", "State": "Disabled", "Arn": KEY_ARN, "Account": "111122223333"});
    for named in ["k1", KEY_ARN] {
        assert_eq!(with(Some(named)).value("EncryptionKey"), own, "{named}");
        assert_eq!(with(Some(named)).consulted("EncryptionKey"), [DESCRIBE, CALL]);
    }
    for named in ["alias/a", "arn:aws:kms:us-east-1:111122223333:alias/a"] {
        let mut account = with(Some(named));
        account.add(alias("alias/a", "k1")).add(alias("alias/other/alias/a", "k2"));
        assert_eq!(account.value("EncryptionKey"), own, "{named}");
        assert_eq!(account.consulted("EncryptionKey"), [DESCRIBE, "kms:ListAliases", CALL]);
    }
}

#[test]
fn the_key_of_aws_needs_no_call() {
    let arn = "arn:aws:kms:us-east-1:111122223333:alias/aws/s3";
    let own = json!({"Manager": "AWS", "State": "Enabled", "Arn": arn, "Account": "111122223333"});
    for named in [None, Some("alias/aws/s3"), Some(arn)] {
        let mut account = with(named);
        account.without_service("kms");
        assert_eq!(account.value("EncryptionKey"), own, "{named:?}");
        assert_eq!(account.consulted("EncryptionKey"), [CALL]);
    }
}

#[test]
fn what_was_not_read_of_a_key_is_a_gap() {
    let account = with(Some("arn:aws:kms:us-east-1:444455556666:key/k1"));
    assert_eq!(account.gaps("EncryptionKey")[0].code.word(), "not scanned");
    let account = with(Some("arn:aws:kms:us-east-1:444455556666:alias/aws/s3"));
    assert_eq!(account.gaps("EncryptionKey")[0].code.word(), "not scanned");
    assert_eq!(with(Some("k2")).errors("EncryptionKey"), ["key k2"]);
    assert_eq!(with(Some("arn:aws:kms:eu-west-3:111122223333:key/k9")).errors("EncryptionKey"), ["kms in eu-west-3"]);
    let mut account = with(Some("k2"));
    account.without_service("kms");
    assert_eq!(account.errors("EncryptionKey"), ["kms"]);
    let account = with(Some("alias/gone"));
    assert_eq!(account.gaps("EncryptionKey")[0].code.word(), "gone");
    let mut account = with(Some("alias/a"));
    account.unlisted("AWS::KMS::Alias", "us-east-1", "kms:ListAliases");
    assert_eq!(account.gaps("EncryptionKey"), [denied("kms:ListAliases")]);
    account.add(alias("alias/a", "k1"));
    assert_eq!(account.value("EncryptionKey")["Arn"], json!(KEY_ARN), "found before the list broke");
    let mut account = with(Some("k1"));
    account.set("AWS::KMS::Key", "status.KeyState", gap(DESCRIBE));
    assert_eq!(account.gaps("EncryptionKey"), [denied(DESCRIBE)]);
    let mut account = with(Some("k1"));
    account.set("acme", "properties.BucketEncryption", gap(CALL));
    assert_eq!(account.gaps("EncryptionKey"), [denied(CALL)]);
    assert_eq!(account.consulted("EncryptionKey"), [CALL]);
}

#[test]
fn strange_encryption_is_never_taken_for_none() {
    for strange in [
        json!(null),
        json!("AES256"),
        json!([]),
        json!({}),
        json!({"ServerSideEncryptionConfiguration": []}),
        json!({"ServerSideEncryptionConfiguration": [{}]}),
        encryption("aws:new", None),
        json!({"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": 7}}]}),
    ] {
        let mut account = Account::new();
        account.set("acme", "properties.BucketEncryption", value(strange.clone(), CALL));
        assert_eq!(account.gaps("EncryptionKey")[0].code.word(), "undecodable", "{strange}");
    }
}
