//! Facts over KMS keys.

use super::{Account, absent, account, denied, errors, fact_of, gap, gaps, known, resource, value};
use crate::resource::{Field, Known, Resource};
use serde_json::{Value, json};

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/k1";

fn key(statement: &str) -> Resource {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statement}]}}");
    let mut key = resource("AWS::KMS::Key", KEY, "us-east-1");
    let policy = value(serde_json::from_str(&text).unwrap_or(json!({})), "kms:GetKeyPolicy");
    key.properties.insert("KeyPolicy".into(), policy);
    key.properties.insert("KeyUsage".into(), value(json!("SIGN_VERIFY"), "kms:DescribeKey"));
    key.status.insert("KeyManager".into(), value(json!("CUSTOMER"), "kms:DescribeKey"));
    key.status.insert("KeyState".into(), value(json!("PendingDeletion"), "kms:DescribeKey"));
    key.status.insert("CreationDate".into(), value(json!("2026-11-20T12:00:00Z"), "kms:DescribeKey"));
    key.texts.insert("KeyPolicy".into(), text);
    key
}

fn alias(name: &str, target: Field) -> Resource {
    let arn = format!("arn:aws:kms:us-east-1:111122223333:alias/{name}");
    let mut alias = resource("AWS::KMS::Alias", &arn, "us-east-1");
    alias.properties.insert("TargetKeyId".into(), target);
    alias
}

fn of_key(id: &str) -> Field {
    value(json!(id), "kms:ListAliases")
}

const OPEN: &str = r#"{"Sid": "O", "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}"#;

#[test]
fn public_use() {
    let account = account();
    let of = |key: &Resource| fact_of(&account, key, "PublicUse");
    let public =
        json!({"Public": true, "Actions": ["kms:Decrypt"], "Grants": [{"Source": "policy", "Index": 0, "Sid": "O"}]});
    assert_eq!(known(of(&key(OPEN))), public);
    let bound =
        OPEN.replace("\"Sid\": \"O\"", r#""Condition": {"StringEquals": {"kms:CallerAccount": "111122223333"}}"#);
    assert_eq!(known(of(&key(&bound))), json!({"Public": false, "Actions": [], "Grants": []}));
    let vague = OPEN.replace("\"Sid\": \"O\"", r#""Condition": {"Like": {"aws:SourceIp": "10.0.0.0/8"}}"#);
    let text = "condition operator Like is not documented in statement 0, could make it worse";
    assert_eq!(errors(of(&key(&vague))), [text]);
    assert_eq!(known(of(&key(&format!("{OPEN}, {vague}")))), public);
    let mut managed = key(OPEN);
    managed.status.insert("KeyManager".into(), value(json!("AWS"), "kms:DescribeKey"));
    managed.properties.insert("KeyPolicy".into(), gap("kms:GetKeyPolicy"));
    assert_eq!(of(&managed).known, Known::Absent);
    managed.status.insert("KeyManager".into(), gap("kms:DescribeKey"));
    assert_eq!(gaps(of(&managed)), [denied("kms:DescribeKey")]);
    let mut unread = key(OPEN);
    unread.properties.insert("KeyPolicy".into(), gap("kms:GetKeyPolicy"));
    assert_eq!(gaps(of(&unread)), [denied("kms:GetKeyPolicy")]);
    for broken in ["", "{}", "null", "{\"Statement\": ["] {
        let mut odd = key(OPEN);
        odd.texts.insert("KeyPolicy".into(), broken.to_owned());
        assert_eq!(gaps(of(&odd))[0].code.word(), "undecodable", "{broken}");
    }
}

#[test]
fn age() {
    let account = account();
    assert_eq!(known(fact_of(&account, &key(OPEN), "AgeSeconds")), json!(86400));
    for (field, code) in [(gap("x"), "denied"), (value(json!(7), "x"), "undecodable"), (absent("x"), "undecodable")] {
        let mut own = key(OPEN);
        own.status.insert("CreationDate".into(), field);
        assert_eq!(gaps(fact_of(&account, &own, "AgeSeconds"))[0].code.word(), code);
    }
}

#[test]
fn token_signing_is_declared_by_alias_or_arn() {
    let mut account = account();
    let of = |account: &Account| fact_of(account, &key(OPEN), "IsTokenSigning");
    assert_eq!(errors(of(&account)), ["classify: no rule for IsTokenSigning"]);
    account.declare("[[classify]]\nfact = \"IsTokenSigning\"\nname = \"auth/jwt-*\"");
    assert_eq!(known(of(&account))["Value"], json!(false));
    account.add(alias("auth/jwt-2026", of_key("k1"))).add(alias("other", of_key("k2")));
    assert_eq!(known(of(&account)), json!({"Value": true, "By": "declared", "Of": "classify[0]"}));
    account.unlisted("AWS::KMS::Alias", "us-east-1", "kms:ListAliases");
    assert_eq!(known(of(&account))["Value"], json!(true), "one alias is enough");
    account.inventory.resources.retain(|one| one.resource_type != "AWS::KMS::Alias");
    assert_eq!(gaps(of(&account)), [denied("kms:ListAliases")]);
    account.declare("[[classify]]\nfact = \"IsTokenSigning\"\narn = \"*:key/k1\"");
    assert_eq!(known(of(&account))["Value"], json!(true));
    account.declare("[[classify]]\nfact = \"IsTokenSigning\"\narn = \"*:key/k2\"\nname = \"auth/*\"");
    assert_eq!(known(of(&account))["Value"], json!(false), "its ARN rules it out, whatever its aliases");
    let mut other = key(OPEN);
    other.properties.insert("KeyUsage".into(), value(json!("ENCRYPT_DECRYPT"), "kms:DescribeKey"));
    assert_eq!(fact_of(&account, &other, "IsTokenSigning").known, Known::Absent);
    other.properties.insert("KeyUsage".into(), gap("kms:DescribeKey"));
    assert_eq!(gaps(fact_of(&account, &other, "IsTokenSigning")), [denied("kms:DescribeKey")]);
}

fn encrypted(id: Option<&str>) -> Field {
    let mut default = json!({"SSEAlgorithm": "aws:kms"});
    if let Some(id) = id {
        default["KMSMasterKeyID"] = json!(id);
    }
    value(
        json!({"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": default}]}),
        "s3:GetBucketEncryption",
    )
}

fn group(key: Field) -> Resource {
    let mut group = resource("AWS::Logs::LogGroup", "arn:aws:logs:us-east-1:111122223333:log-group:g", "us-east-1");
    group.properties.insert("KmsKeyId".into(), key);
    group
}

#[test]
fn what_is_encrypted_with_a_key() {
    let users = |account: &Account| fact_of(account, &key(OPEN), "KeyUsers");
    assert_eq!(known(users(&account())), json!([]));
    let of_bucket = json!([{"Arn": "arn:aws:s3:::acme", "Property": "BucketEncryption"}]);
    for (id, expected) in [
        ("k1", of_bucket.clone()),
        (KEY, of_bucket.clone()),
        ("alias/a", of_bucket.clone()),
        ("arn:aws:kms:us-east-1:111122223333:alias/a", of_bucket.clone()),
        ("k2", json!([])),
        ("alias/b", json!([])),
        ("alias/none", json!([])),
        ("arn:aws:kms:eu-west-1:111122223333:key/k1", json!([])),
        ("arn:aws:kms:us-east-1:444455556666:key/k1", json!([])),
    ] {
        let mut account = account();
        account.add(alias("a", of_key("k1"))).add(alias("b", of_key("k2")));
        account.set("acme", "properties.BucketEncryption", encrypted(Some(id)));
        assert_eq!(known(users(&account)), expected, "{id}");
    }
    let mut account = account();
    account.add(group(value(json!(KEY), "logs:DescribeLogGroups")));
    let mut trail =
        resource("AWS::CloudTrail::Trail", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t", "eu-west-1");
    trail.properties.insert("KMSKeyId".into(), value(json!(KEY), "cloudtrail:DescribeTrails"));
    account.add(trail);
    let found: Value = known(users(&account));
    assert_eq!(
        found,
        json!([
            {"Arn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t", "Property": "KMSKeyId"},
            {"Arn": "arn:aws:logs:us-east-1:111122223333:log-group:g", "Property": "KmsKeyId"},
        ])
    );
    account.unlisted("AWS::S3::Bucket", "global", "s3:ListBuckets");
    assert_eq!(known(users(&account)), found, "one user is enough");
    let mut own = key(OPEN);
    own.status.insert("KeyState".into(), gap("kms:DescribeKey"));
    assert_eq!(known(fact_of(&account, &own, "KeyUsers")), found, "whatever its state");
    own.status.insert("KeyState".into(), value(json!("Enabled"), "kms:DescribeKey"));
    assert_eq!(fact_of(&account, &own, "KeyUsers").known, Known::Absent);
}

#[test]
fn an_unused_key_needs_every_list() {
    let users = |account: &Account| fact_of(account, &key(OPEN), "KeyUsers");
    for (name, region, operation, matters) in [
        ("AWS::S3::Bucket", "global", "s3:ListBuckets", true),
        ("AWS::Logs::LogGroup", "us-east-1", "logs:DescribeLogGroups", true),
        ("AWS::Logs::LogGroup", "eu-west-1", "logs:DescribeLogGroups", false),
        ("AWS::CloudTrail::EventDataStore", "us-east-1", "cloudtrail:ListEventDataStores", true),
        ("AWS::CloudTrail::Trail", "eu-west-1", "cloudtrail:DescribeTrails", true),
        ("AWS::KMS::Alias", "us-east-1", "kms:ListAliases", false),
    ] {
        let mut account = account();
        account.unlisted(name, region, operation);
        match matters {
            true => assert_eq!(gaps(users(&account)), [denied(operation)], "{name}"),
            false => assert_eq!(known(users(&account)), json!([]), "{name} {region}"),
        }
    }
    let mut account = account();
    account.set("acme", "properties.BucketEncryption", gap("s3:GetBucketEncryption"));
    assert_eq!(gaps(users(&account)), [denied("s3:GetBucketEncryption")]);
    account.set("acme", "properties.BucketEncryption", value(json!("x"), "s3:GetBucketEncryption"));
    assert_eq!(gaps(users(&account))[0].code.word(), "undecodable");
    // Encrypted by an alias of which it is not known whose it is.
    let mut account = super::account();
    account.unlisted("AWS::KMS::Alias", "us-east-1", "kms:ListAliases");
    account.set("acme", "properties.BucketEncryption", encrypted(Some("alias/a")));
    assert_eq!(gaps(users(&account)), [denied("kms:ListAliases")]);
    account.add(alias("a", of_key("k2")));
    assert_eq!(known(users(&account)), json!([]), "this one is another's");
    account.set("acme", "properties.BucketEncryption", encrypted(None));
    assert_eq!(known(users(&account)), json!([]), "a key that AWS manages is none of ours");
    let mut account = super::account();
    account.add(alias("a", gap("kms:ListAliases")));
    account.set("acme", "properties.BucketEncryption", encrypted(Some("alias/a")));
    assert_eq!(gaps(users(&account)), [denied("kms:ListAliases")]);
}

#[test]
fn foreign_decrypt_grants() {
    let mut account = account();
    account.declare("[trust]\naccounts = [\"444455556666\"]");
    let of = |account: &Account, grants: Value| {
        let mut own = key(OPEN);
        own.status.insert("Grants".into(), value(grants, "kms:ListGrants"));
        fact_of(account, &own, "ForeignDecryptGrants")
    };
    let to = |grantee: &str, operations: &[&str]| json!([{"GrantId": "g1", "GranteePrincipal": grantee, "Operations": operations}]);
    let entry = |principal: &str, number: &str, operations: &[&str], trusted: bool| json!([{"GrantId": "g1", "Principal": principal, "Account": number, "Operations": operations, "Trusted": trusted}]);
    let (ours, theirs) = ("arn:aws:iam::444455556666:role/r", "arn:aws:iam::777788889999:role/r");
    assert_eq!(known(of(&account, to(ours, &["Decrypt"]))), entry(ours, "444455556666", &["Decrypt"], true));
    let both = ["Encrypt", "ReEncryptFrom", "Decrypt"];
    let told = entry(theirs, "777788889999", &["Decrypt", "ReEncryptFrom"], false);
    assert_eq!(known(of(&account, to(theirs, &both))), told);
    let session = "arn:aws:sts::777788889999:assumed-role/r/s";
    assert_eq!(known(of(&account, to(session, &["Decrypt"])))[0]["Trusted"], json!(false));
    for (grantee, operations) in [
        (theirs, ["Encrypt", "GenerateDataKey"]),
        ("arn:aws:iam::111122223333:role/r", ["Decrypt", "Encrypt"]),
        ("dynamodb.us-east-1.amazonaws.com", ["Decrypt", "Encrypt"]),
        ("AROAEXAMPLEEXAMPLE123", ["Decrypt", "Encrypt"]),
    ] {
        assert_eq!(known(of(&account, to(grantee, &operations))), json!([]), "{grantee}");
    }
    let service = json!([{"GrantId": "g", "GranteeServicePrincipal": "rds.amazonaws.com", "Operations": ["Decrypt"]}]);
    assert_eq!(known(of(&account, service)), json!([]));
    let text = "principal not decided: somebody in grant g1, could make it worse";
    assert_eq!(errors(of(&account, to("somebody", &["Decrypt"]))), [text]);
    let mut mixed = to("somebody", &["Decrypt"]);
    mixed.as_array_mut().expect("a list").push(to(theirs, &["Decrypt"])[0].clone());
    assert_eq!(known(of(&account, mixed))[0]["Principal"], json!(theirs), "one stranger is enough");
    for strange in [json!({}), json!([7]), json!([{"GrantId": "g"}]), json!([{"GranteePrincipal": theirs}])] {
        assert_eq!(gaps(of(&account, strange))[0].code.word(), "undecodable");
    }
    account.declare("");
    assert_eq!(errors(of(&account, to(theirs, &["Decrypt"]))), ["trust.accounts"]);
    assert_eq!(known(of(&account, to(theirs, &["Encrypt"]))), json!([]), "no trust is needed for that");
    let vendor = crate::iam::Principal::aws(theirs).account().expect("an account").to_owned();
    account.declare(&format!("[trust]\nvendors = [\"{vendor}\"]"));
    assert_eq!(known(of(&account, to(theirs, &["Decrypt"])))[0]["Trusted"], json!(true));
    let mut own = key(OPEN);
    own.status.insert("Grants".into(), absent("kms:ListGrants"));
    assert_eq!(known(fact_of(&account, &own, "ForeignDecryptGrants")), json!([]));
    own.status.insert("Grants".into(), gap("kms:ListGrants"));
    assert_eq!(gaps(fact_of(&account, &own, "ForeignDecryptGrants")), [denied("kms:ListGrants")]);
    own.status.insert("KeyManager".into(), value(json!("AWS"), "kms:DescribeKey"));
    assert_eq!(fact_of(&account, &own, "ForeignDecryptGrants").known, Known::Absent);
}
