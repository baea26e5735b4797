use super::super::parse;
use super::*;

const TARGET: Bucket = Bucket { partition: "aws", name: "logs" };

fn ask(statements: &str) -> (Truth, Truth) {
    let policy = parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("a policy");
    let keys = Glob::literal("acme/").then(&Glob::new("????-*"));
    let source = "arn:aws:s3:::acme";
    let logs =
        LogDelivery { source_arn: source, account: "111122223333", organization: Some("o-aaaaaaaaaa"), keys: &keys };
    let delivery = log_delivery(&policy, TARGET, logs);
    assert!(delivery.doubts.iter().all(|doubt| !doubt.construct.contains("condition not decided")));
    assert_eq!(delivery.doubts.is_empty(), delivery.allowed != Truth::Maybe && delivery.denied != Truth::Maybe);
    (delivery.allowed, delivery.denied)
}

const ALLOW: &str = r#"{"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/acme/*"}"#;

fn with(condition: &str) -> String {
    ALLOW.replace("acme/*\"}", &format!("acme/*\", \"Condition\": {condition}}}"))
}

#[test]
fn the_service_must_be_allowed_to_put_under_the_prefix() {
    for (statement, expected) in [
        (ALLOW.to_owned(), Truth::Yes),
        (ALLOW.replace("logs/acme/*", "logs/*"), Truth::Yes),
        (ALLOW.replace("\"s3:PutObject\"", "[\"s3:Put*\"]"), Truth::Yes),
        (ALLOW.replace("{\"Service\": \"logging.s3.amazonaws.com\"}", "\"*\""), Truth::Yes),
        (ALLOW.replace("logging.s3", "cloudtrail"), Truth::No),
        (ALLOW.replace("logs/acme/*", "logs/other/*"), Truth::No),
        (ALLOW.replace("logs/acme/*", "logs"), Truth::No),
        (ALLOW.replace("logs/acme/*", "logs/acme/2026-*"), Truth::Maybe),
        (ALLOW.replace("PutObject", "PutObjectAcl"), Truth::No),
        (ALLOW.replace("\"Service\": \"logging.s3.amazonaws.com\"", "\"AWS\": \"111122223333\""), Truth::No),
        (String::new(), Truth::No),
    ] {
        assert_eq!(ask(&statement), (expected, Truth::No), "{statement}");
    }
}

#[test]
fn the_conditions_that_aws_recommends_are_decided() {
    for (condition, expected) in [
        (
            r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme"}, "StringEquals": {"aws:SourceAccount": "111122223333"}}"#,
            Truth::Yes,
        ),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}"#, Truth::Yes),
        (r#"{"ArnLike": {"aws:SourceArn": ["arn:aws:s3:::other", "arn:aws:s3:::acme"]}}"#, Truth::Yes),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::other"}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:SourceAccount": "444455556666"}}"#, Truth::No),
        (r#"{"StringLike": {"aws:SourceAccount": "1111*"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}"#, Truth::Maybe),
        (r#"{"ArnLike": {"aws:SourceArn": "acme"}}"#, Truth::Maybe),
        (r#"{"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}"#, Truth::Maybe),
        (r#"{"StringNotEquals": {"aws:SourceAccount": "444455556666"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceOrgID": "o-aaaaaaaaaa"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceOrgID": "${aws:ResourceOrgID}"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceOrgID": "o-bbbbbbbbbb"}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:ResourceAccount": "111122223333"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::No),
        (r#"{"Bool": {"aws:PrincipalIsAWSService": "true"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:PrincipalServiceName": "logging.s3.amazonaws.com"}}"#, Truth::Yes),
        (r#"{"NumericGreaterThanEquals": {"s3:TlsVersion": "1.2"}}"#, Truth::Maybe),
        (r#"{"StringEquals": {"s3:x-amz-acl": "x", "aws:SourceAccount": "444455556666"}}"#, Truth::No),
    ] {
        assert_eq!(ask(&with(condition)), (expected, Truth::No), "{condition}");
    }
}

#[test]
fn a_deny_stops_the_delivery() {
    let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::logs/*"}"#;
    let tls = deny.replace("logs/*\"}", r#"logs/*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#);
    for (statement, expected) in [
        (deny.to_owned(), Truth::Yes),
        (tls, Truth::No),
        (deny.replace("s3:*", "s3:DeleteObject*"), Truth::No),
        (deny.replace("logs/*", "logs/other/*"), Truth::No),
        (deny.replace("logs/*", "logs/acme/1999-*"), Truth::Maybe),
        (deny.replace("\"*\", \"Action\"", "{\"AWS\": \"111122223333\"}, \"Action\""), Truth::No),
        (
            deny.replace("\"Principal\": \"*\"", "\"NotPrincipal\": {\"Service\": \"logging.s3.amazonaws.com\"}"),
            Truth::No,
        ),
        (deny.replace("\"Principal\": \"*\"", "\"NotPrincipal\": {\"AWS\": \"111122223333\"}"), Truth::Yes),
        (deny.replace("logs/*\"}", r#"logs/*", "Condition": {"Null": {"aws:SourceVpce": "true"}}}"#), Truth::Yes),
    ] {
        assert_eq!(ask(&format!("{ALLOW}, {statement}")), (Truth::Yes, expected), "{statement}");
    }
}
