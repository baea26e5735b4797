//! Access points: strangers, and models behind them.

use super::{Account, OPEN_READ, absent, account, denied, errors, fact_of, flags, gap, gaps, known, resource, value};
use crate::resource::{Field, Known, Resource};
use serde_json::json;

const POLICY: &str = "s3control:GetAccessPointPolicy";
const POINT: &str = "s3control:GetAccessPoint";

fn point(statements: &str) -> Resource {
    let mut own = resource("AWS::S3::AccessPoint", "arn:aws:s3:us-east-1:111122223333:accesspoint/door", "us-east-1");
    let fields = [
        ("Bucket", value(json!("acme"), POINT)),
        ("BucketAccountId", value(json!("111122223333"), POINT)),
        ("NetworkOrigin", value(json!("Internet"), POINT)),
        ("PublicAccessBlockConfiguration", value(flags(false), POINT)),
        ("Policy", absent(POLICY)),
    ];
    own.properties.extend(fields.map(|(name, field)| (name.to_owned(), field)));
    if !statements.is_empty() {
        let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
        own.properties.insert("Policy".into(), value(serde_json::from_str(&text).unwrap_or(json!({})), POLICY));
        own.texts.insert("Policy".into(), text);
    }
    own
}

fn open() -> String {
    OPEN_READ.replace("arn:aws:s3:::acme/*", "arn:aws:s3:us-east-1:111122223333:accesspoint/door/object/*")
}

fn set(mut own: Resource, name: &str, field: Field) -> Resource {
    own.properties.insert(name.into(), field);
    own
}

fn of(account: &Account, own: &Resource) -> Field {
    fact_of(account, own, "PublicAccess")
}

#[test]
fn what_strangers_may_do() {
    let account = account();
    let told = known(of(&account, &point(&open())));
    let grants = json!([{"Source": "policy", "Index": 0, "Sid": "Open"}]);
    assert_eq!(told, json!({"Public": true, "Actions": ["s3:GetObject"], "Grants": grants, "BlockedBy": []}));
    let none = json!({"Public": false, "Actions": [], "Grants": [], "BlockedBy": []});
    assert_eq!(known(of(&account, &point(""))), none);
    let inside = set(point(&open()), "NetworkOrigin", value(json!("VPC"), POINT));
    assert_eq!(known(of(&account, &inside))["BlockedBy"], json!([{"Flag": "NetworkOrigin", "Level": "access point"}]));
    let blocked = set(point(&open()), "PublicAccessBlockConfiguration", value(flags(true), POINT));
    let told = known(of(&account, &blocked));
    assert_eq!(told["BlockedBy"], json!([{"Flag": "RestrictPublicBuckets", "Level": "access point"}]));
    assert_eq!(told["Public"], json!(false));
    let vague = open().replace("\"Sid\": \"Open\"", r#""Condition": {"Like": {"aws:SourceIp": "10.0.0.0/8"}}"#);
    assert_eq!(errors(of(&account, &point(&vague))).len(), 1);
    assert_eq!(known(of(&account, &point(&format!("{}, {vague}", open()))))["Public"], json!(true));
}

#[test]
fn what_could_not_be_read() {
    let mut account = account();
    let unread = set(point(""), "Policy", gap(POLICY));
    assert_eq!(gaps(of(&account, &unread)), [denied(POLICY)]);
    let inside = set(unread, "NetworkOrigin", value(json!("VPC"), POINT));
    assert_eq!(known(of(&account, &inside))["Public"], json!(false), "whatever its policy says");
    let nowhere = set(point(&open()), "NetworkOrigin", gap(POINT));
    assert_eq!(gaps(of(&account, &nowhere)), [denied(POINT)]);
    let private = set(point(""), "NetworkOrigin", gap(POINT));
    assert_eq!(known(of(&account, &private))["Public"], json!(false), "wherever it takes requests from");
    let odd = set(point(&open()), "NetworkOrigin", value(json!("Moon"), POINT));
    assert_eq!(gaps(of(&account, &odd))[0].code.word(), "undecodable");
    let block = "s3control:GetPublicAccessBlock";
    account.set("AWS::S3::AccountPublicAccessBlock", "status.PublicAccessBlockConfiguration", gap(block));
    assert_eq!(gaps(of(&account, &point(&open()))), [denied(block)]);
}

#[test]
fn whether_it_leads_to_models() {
    let mut account = account();
    let of = |account: &Account, own: &Resource| fact_of(account, own, "IsModel");
    assert_eq!(errors(of(&account, &point(""))), ["classify: no rule for IsModel"]);
    account.declare("[[classify]]\nfact = \"IsModel\"\nname = \"acme\"");
    assert_eq!(known(of(&account, &point("")))["Value"], json!(true));
    let inside = set(point(""), "NetworkOrigin", value(json!("VPC"), POINT));
    assert_eq!(of(&account, &inside).known, Known::Absent);
    let foreign = set(point(""), "BucketAccountId", value(json!("444455556666"), POINT));
    assert_eq!(errors(of(&account, &foreign)), ["account 444455556666 of bucket acme"]);
    let gone = set(point(""), "Bucket", value(json!("other"), POINT));
    assert_eq!(errors(of(&account, &gone)), ["bucket other"]);
    account.unlisted("AWS::S3::Bucket", "global", "s3:ListBuckets");
    assert_eq!(gaps(of(&account, &gone)), [denied("s3:ListBuckets")]);
    let unread = set(point(""), "Bucket", gap(POINT));
    assert_eq!(gaps(of(&account, &unread)), [denied(POINT)]);
}
