//! Who really reaches a bucket: ways, what stops them, and what a key withholds.

use super::{Account, OPEN_LIST, OPEN_READ, absent, flags, gap, resource, value};
use crate::resource::{Known, Resource};
use serde_json::{Value, json};

const POINT: &str = "s3control:GetAccessPoint";
const FLAGS: &str = "properties.PublicAccessBlockConfiguration";
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/k";

fn told(account: &Account) -> Value {
    account.value("EffectiveAccess")
}

/// Kind, whether it is open, and what stops it.
fn ways(account: &Account) -> Vec<String> {
    let told = told(account);
    let stops = |path: &Value| -> Vec<String> {
        let each = path["StoppedBy"].as_array().expect("a list").iter();
        each.map(|stop| format!("{} {}", stop["Level"], stop["Control"]).replace('"', "")).collect()
    };
    let paths = told["Paths"].as_array().expect("a list").iter();
    paths.map(|path| format!("{} {} {}", path["Kind"], path["Open"], stops(path).join(", ")).replace('"', "")).collect()
}

fn tier(account: &Account) -> String {
    told(account)["Tier"].as_str().expect("a word").to_owned()
}

fn open() -> Account {
    let mut account = Account::new();
    account.set("acme", "properties.WebsiteConfiguration", absent("s3:GetBucketWebsite"));
    account.policy("acme", OPEN_READ);
    account
}

#[test]
fn nothing_is_granted() {
    assert_eq!(told(&Account::new()), json!({"Tier": "none", "Paths": [], "WouldOpen": []}));
}

#[test]
fn a_statement_for_everybody() {
    let mut account = open();
    let answer = told(&account);
    assert_eq!((&answer["Tier"], &answer["WouldOpen"]), (&json!("public"), &json!([])));
    let path = &answer["Paths"][0];
    assert_eq!((&path["Sid"], &path["Index"], &path["Who"]), (&json!("Open"), &json!(0), &json!("anonymous")));
    assert!(path["Actions"].as_array().is_some_and(|all| all.contains(&json!("s3:GetObject"))), "{path}");
    assert!(path["Witness"].as_str().is_some_and(|text| text.starts_with("anonymous calls s3:Get")), "{path}");
    account.set("acme", "properties.WebsiteConfiguration", value(json!({}), "s3:GetBucketWebsite"));
    assert_eq!(ways(&account), ["policy true ", "website true "]);
}

#[test]
fn block_public_access_stops_it_and_holds_alone() {
    let mut account = open();
    account.set("acme", FLAGS, value(flags(true), "s3:GetPublicAccessBlock acme"));
    let restrict = json!({"Control": "RestrictPublicBuckets", "Level": "bucket"});
    assert_eq!((tier(&account), told(&account)["WouldOpen"].clone()), ("none".into(), json!([restrict])));
    let of_account = value(flags(true), "s3control:GetPublicAccessBlock");
    account.set("AWS::S3::AccountPublicAccessBlock", "status.PublicAccessBlockConfiguration", of_account);
    assert_eq!(ways(&account), ["policy false account RestrictPublicBuckets, bucket RestrictPublicBuckets"]);
    assert_eq!(told(&account)["WouldOpen"], json!([]), "either of them would do");
    account.set("acme", FLAGS, gap("s3:GetPublicAccessBlock acme"));
    assert_eq!((tier(&account), told(&account)["WouldOpen"].clone()), ("none".into(), json!([])));
}

#[test]
fn a_denial_holds_alone() {
    let mut account = Account::new();
    let deny = r#"{"Sid": "Own", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"],
        "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}"#;
    account.policy("acme", &format!("{OPEN_READ}, {deny}"));
    let answer = told(&account);
    assert_eq!(answer["Tier"], json!("none"));
    assert_eq!(answer["WouldOpen"], json!([{"Control": "statement Own", "Level": "policy"}]));
}

#[test]
fn an_acl_for_everybody() {
    let mut account = Account::new();
    let uri = "http://acs.amazonaws.com/groups/global/AllUsers";
    let grants = json!([{"Grantee": {"Type": "Group", "URI": uri}, "Permission": "READ"}]);
    let acl = json!({"Owner": {"ID": "a"}, "Grants": grants});
    account.set("acme", "status.Acl", value(acl, "s3:GetBucketAcl acme"));
    assert_eq!((tier(&account), ways(&account)), ("public".into(), vec!["acl true ".to_owned()]));
    let enforced = json!({"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]});
    account.set("acme", "properties.OwnershipControls", value(enforced, "s3:GetBucketOwnershipControls acme"));
    assert_eq!(ways(&account), ["acl false bucket BucketOwnerEnforced"]);
    let closed = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:List*", "Resource": "arn:aws:s3:::acme"}"#;
    account.set("acme", "properties.OwnershipControls", absent("s3:GetBucketOwnershipControls acme"));
    account.policy("acme", closed);
    assert_eq!((tier(&account), ways(&account).len()), ("none".into(), 0), "a denial stands above every list");
}

#[test]
fn guardrails_of_the_organisation() {
    let mut account = open();
    account.set("AWS::Account::Account", "status.Children", value(json!({"Organization": 1}), "organizations:X"));
    let mut own = resource("AWS::Organizations::Organization", "arn:aws:organizations::444455556666:o", "global");
    own.properties.insert("ManagementAccountId".into(), value(json!("444455556666"), "organizations:X"));
    let mut guard = resource("AWS::Organizations::Policy", "arn:aws:organizations::444455556666:p", "global");
    let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}}"#;
    let fields = [
        ("Type", json!("RESOURCE_CONTROL_POLICY")),
        ("Name", json!("own")),
        ("TargetIds", json!(["r-abcd"])),
        ("Content", serde_json::from_str(text).expect("JSON")),
    ];
    guard.properties.extend(fields.map(|(name, told)| (name.to_owned(), value(told, "organizations:P"))));
    guard.texts.insert("Content".into(), text.to_owned());
    account.add(own).add(guard);
    assert_eq!(ways(&account), ["policy false organization own"]);
    assert_eq!(told(&account)["WouldOpen"], json!([{"Control": "own", "Level": "organization"}]));
    account.inventory.resources.pop();
    assert_eq!(tier(&account), "public", "no such policy");
    account.unlisted("AWS::Organizations::Policy", "global", "organizations:ListPolicies");
    assert_eq!(account.errors("EffectiveAccess"), ["AccessDenied"]);
    account.set("acme", FLAGS, value(flags(true), "s3:GetPublicAccessBlock acme"));
    assert_eq!(tier(&account), "none", "whatever the organisation says");
}

fn point(statement: &str) -> Resource {
    let mut own = resource("AWS::S3::AccessPoint", "arn:aws:s3:us-east-1:111122223333:accesspoint/door", "us-east-1");
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statement}]}}");
    let fields = [
        ("Bucket", value(json!("acme"), POINT)),
        ("BucketAccountId", value(json!("111122223333"), POINT)),
        ("NetworkOrigin", value(json!("Internet"), POINT)),
        ("PublicAccessBlockConfiguration", value(flags(false), POINT)),
        ("Policy", value(serde_json::from_str(&text).expect("JSON"), "s3control:GetAccessPointPolicy")),
    ];
    own.properties.extend(fields.map(|(name, field)| (name.to_owned(), field)));
    own.texts.insert("Policy".into(), text);
    own
}

#[test]
fn a_bucket_that_leaves_it_to_its_access_points() {
    let mut account = Account::new();
    let delegates = r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"],
        "Condition": {"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}}}"#;
    account.policy("acme", delegates);
    assert_eq!(tier(&account), "none", "no access point");
    let door = OPEN_READ.replace("arn:aws:s3:::acme/*", "arn:aws:s3:us-east-1:111122223333:accesspoint/door/object/*");
    account.add(point(&door));
    assert_eq!((tier(&account), ways(&account)), ("public".into(), vec!["access point true ".to_owned()]));
    let of_account = value(flags(true), "s3control:GetPublicAccessBlock");
    account.set("AWS::S3::AccountPublicAccessBlock", "status.PublicAccessBlockConfiguration", of_account);
    assert_eq!(ways(&account), ["access point false account RestrictPublicBuckets"]);
    let mut unlisted = Account::new();
    unlisted.policy("acme", delegates);
    unlisted.unlisted("AWS::S3::AccessPoint", "us-east-1", "s3control:ListAccessPoints");
    assert_eq!(unlisted.errors("EffectiveAccess"), ["AccessDenied"]);
    let mut shut = Account::new();
    shut.policy("acme", OPEN_LIST).add(point(&door));
    assert_eq!(ways(&shut), ["policy true "], "the bucket lists, the access point reads: neither does both");
}

/// The bucket under a key with this policy.
fn under_key(account: &mut Account, statement: &str) {
    let named = json!({"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}}]});
    account.set("acme", "properties.BucketEncryption", value(named, "s3:GetBucketEncryption acme"));
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statement}]}}");
    let mut key = resource("AWS::KMS::Key", KEY, "us-east-1");
    key.properties.insert("Arn".into(), value(json!(KEY), "kms:DescribeKey"));
    key.properties.insert("KeyPolicy".into(), value(serde_json::from_str(&text).expect("JSON"), "kms:GetKeyPolicy"));
    key.texts.insert("KeyPolicy".into(), text);
    key.status.insert("KeyManager".into(), value(json!("CUSTOMER"), "kms:DescribeKey"));
    key.status.insert("KeyState".into(), value(json!("Enabled"), "kms:DescribeKey"));
    account.inventory.resources.retain(|one| one.arn != KEY);
    account.add(key);
}

const OWN_KEY: &str = r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}"#;
const OPEN_KEY: &str = r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*"}"#;

#[test]
fn a_key_withholds_what_is_read_and_no_more() {
    let mut account = open();
    assert_eq!(account.fact("KeyShield").known, Known::Absent);
    under_key(&mut account, OWN_KEY);
    assert_eq!(account.value("KeyShield"), json!({"Key": KEY, "Manager": "CUSTOMER", "Opens": false}));
    assert_eq!(tier(&account), "shielded");
    under_key(&mut account, OPEN_KEY);
    assert_eq!(account.value("KeyShield")["Opens"], json!(true));
    assert_eq!(tier(&account), "public");
    let mut written = Account::new();
    written.policy("acme", &OPEN_READ.replace("GetObject", "PutObject"));
    under_key(&mut written, OWN_KEY);
    assert_eq!(tier(&written), "public", "who writes may ask for another encryption");
    account.inventory.resources.retain(|one| one.arn != KEY);
    assert_eq!(account.errors("EffectiveAccess"), ["key k"]);
}

#[test]
fn what_could_not_be_read() {
    let mut account = Account::new();
    account.set("acme", "status.Acl", gap("s3:GetBucketAcl acme"));
    assert_eq!(account.errors("EffectiveAccess"), ["AccessDenied"]);
    account.policy("acme", OPEN_READ);
    account.set("acme", "properties.WebsiteConfiguration", gap("s3:GetBucketWebsite"));
    assert_eq!(told(&account)["Tier"], json!("public"), "whatever the ACL says");
    account.set("acme", FLAGS, gap("s3:GetPublicAccessBlock acme"));
    assert_eq!(account.errors("EffectiveAccess"), ["AccessDenied", "AccessDenied"]);
}

#[test]
fn what_is_declared_is_no_stranger() {
    for (condition, declared) in [
        (r#"{"StringLike": {"aws:SourceVpce": "*"}}"#, "endpoints = [\"vpce-1\"]"),
        (r#"{"IpAddress": {"aws:SourceIp": "16.0.0.0/4"}}"#, "cidrs = [\"16.0.0.0/4\"]"),
    ] {
        let mut account = Account::new();
        let held = format!(", \"Condition\": {condition}}}");
        account.policy("acme", &(OPEN_READ.trim_end_matches('}').to_owned() + &held));
        assert_eq!(tier(&account), "public");
        assert_eq!(account.value("PublicRead")["Public"], json!(true));
        account.declare(&format!("[trust]\n{declared}"));
        let trusted = condition.contains("SourceIp");
        assert_eq!(account.value("PublicRead")["Public"], json!(!trusted), "{declared}");
        assert_eq!(tier(&account), if trusted { "none" } else { "public" }, "{declared}");
    }
}
