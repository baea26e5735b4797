//! Whom a bucket's policy names, and what it says to uploads.

use super::{Account, OPEN_READ, denied, gap, value};
use crate::resource::Known;
use serde_json::json;

const ROLE: &str = r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/r"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*"}"#;
const ONLY: &str = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::acme/*", "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}}}"#;
const VAGUE: &str = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::acme/*", "Condition": {"Odd": {"aws:SourceIp": "10.0.0.0/8"}}}"#;

fn with(statements: &str) -> Account {
    let mut account = Account::new();
    account.policy("acme", statements);
    account
}

#[test]
fn named_roles() {
    let told = |policy: bool, limited: bool, others: serde_json::Value| json!({"Policy": policy, "Limited": limited, "Others": others});
    assert_eq!(Account::new().value("NamedRoles"), told(false, false, json!([])));
    assert_eq!(with(ROLE).value("NamedRoles"), told(true, false, json!([])));
    let anyone = json!([{"Index": 0, "Sid": "Open", "Principal": "*"}]);
    assert_eq!(with(OPEN_READ).value("NamedRoles"), told(true, false, anyone.clone()));
    assert_eq!(with(&format!("{OPEN_READ}, {ONLY}")).value("NamedRoles"), told(true, true, anyone));
    assert_eq!(with(&format!("{ROLE}, {VAGUE}")).errors("NamedRoles").len(), 1);
    assert_eq!(with(&format!("{OPEN_READ}, {VAGUE}")).errors("NamedRoles").len(), 1);
    let odd = ROLE.replace("\"Effect\"", "\"Foo\": 1, \"Effect\"");
    assert_eq!(with(&odd).errors("NamedRoles").len(), 1);
    assert_eq!(with(&format!("{odd}, {OPEN_READ}")).value("NamedRoles")["Limited"], json!(false), "one is enough");
    let mut unread = with(ROLE);
    unread.set("acme", "status.Children", gap("s3:GetBucketPolicy"));
    assert_eq!(unread.gaps("NamedRoles"), [denied("s3:GetBucketPolicy")]);
}

#[test]
fn override_denied() {
    let kms =
        json!({"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]});
    let encrypted = |statements: &str| {
        let mut account = if statements.is_empty() { Account::new() } else { with(statements) };
        account.set("acme", "properties.BucketEncryption", value(kms.clone(), "s3:GetBucketEncryption"));
        account
    };
    let refuse = r#"{"Sid": "Kms", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::acme/*", "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}}"#;
    let by = json!([{"Source": "policy", "Index": 0, "Sid": "Kms"}]);
    assert_eq!(encrypted(refuse).value("OverrideDenied"), json!({"Denied": true, "By": by}));
    assert_eq!(encrypted("").value("OverrideDenied"), json!({"Denied": false, "By": []}));
    assert_eq!(encrypted(ROLE).value("OverrideDenied"), json!({"Denied": false, "By": []}));
    assert_eq!(encrypted(VAGUE).errors("OverrideDenied").len(), 1);
    assert_eq!(with(refuse).fact("OverrideDenied").known, Known::Absent, "S3 encrypts with its own keys");
    let mut unread = encrypted(refuse);
    unread.set("acme", "status.Children", gap("s3:GetBucketPolicy"));
    assert_eq!(unread.gaps("OverrideDenied"), [denied("s3:GetBucketPolicy")]);
    unread.set("acme", "properties.BucketEncryption", gap("s3:GetBucketEncryption"));
    assert_eq!(unread.gaps("OverrideDenied"), [denied("s3:GetBucketEncryption")]);
}
