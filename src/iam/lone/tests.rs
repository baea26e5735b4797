use std::collections::{BTreeMap, BTreeSet};

use super::super::exposure::Access;
use super::super::parse::{Policy, parse};
use super::super::strangers::{Standpoint, key_access, trust_access};
use super::super::truth::Truth;
use super::*;

const OWNER: Standpoint =
    Standpoint { account: "111122223333", organization: None, trust: None, now: 1_780_000_000_000 };
const ROLE: &str = "arn:aws:iam::111122223333:role/r";
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234";

fn truth(access: &Access) -> Truth {
    match (access.certain.is_empty(), access.doubts.is_empty()) {
        (false, _) => Truth::Yes,
        (true, true) => Truth::No,
        (true, false) => Truth::Maybe,
    }
}

fn document(statements: &str) -> Policy {
    parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("a policy")
}

fn trust(elements: &str) -> Truth {
    truth(&trust_access(&document(&format!("{{\"Effect\": \"Allow\", {elements}}}")), ROLE, OWNER))
}

fn key(elements: &str) -> Truth {
    truth(&key_access(&document(&format!("{{\"Effect\": \"Allow\", {elements}}}")), KEY, OWNER))
}

const ASSUME: &str = r#""Action": "sts:AssumeRole""#;

#[test]
fn who_may_assume_a_role() {
    for (principal, expected) in [
        (r#""Principal": "*""#, Truth::Yes),
        (r#""Principal": {"AWS": "*"}"#, Truth::Yes),
        (r#""Principal": {"AWS": ["111122223333", "*"]}"#, Truth::Yes),
        (r#""Principal": {"AWS": "111122223333"}"#, Truth::No),
        (r#""Principal": {"AWS": "arn:aws:iam::*:root"}"#, Truth::No),
        (r#""Principal": {"Service": "ec2.amazonaws.com"}"#, Truth::No),
        (r#""Principal": {"Federated": "graph.facebook.com"}"#, Truth::No),
        (r#""Principal": {"Federated": "*"}"#, Truth::Maybe),
        (r#""Principal": {"AWS": "everyone"}"#, Truth::Maybe),
        (r#""NotPrincipal": {"AWS": "111122223333"}"#, Truth::Maybe),
        (r#""Principal": "*", "Resource": "*""#, Truth::Maybe),
        (r#""Principal": ["*"]"#, Truth::Maybe),
        (r#""Sid": "nobody""#, Truth::Maybe),
    ] {
        assert_eq!(trust(&format!("{principal}, {ASSUME}")), expected, "{principal}");
    }
    for (action, expected) in [
        (r#""Action": ["sts:TagSession", "STS:assumerole"]"#, Truth::Yes),
        (r#""Action": "sts:*""#, Truth::Yes),
        (r#""Action": "sts:Assume*""#, Truth::Yes),
        (r#""NotAction": "s3:*""#, Truth::Yes),
        (r#""Action": ["sts:TagSession", "sts:SetSourceIdentity"]"#, Truth::No),
        (r#""Action": "sts:AssumeRoleWithWebIdentity""#, Truth::Maybe),
        (r#""Action": "sts:AssumeRoleWithSAML""#, Truth::Maybe),
        (r#""Action": "s*:AssumeRole""#, Truth::Maybe),
        (r#""Action": "AssumeRole""#, Truth::No),
        (r#""NotAction": "sts:*""#, Truth::No),
    ] {
        assert_eq!(trust(&format!("\"Principal\": \"*\", {action}")), expected, "{action}");
    }
}

#[test]
fn a_bound_condition_keeps_strangers_out() {
    for (condition, expected) in [
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::No),
        (r#"{"StringEquals": {"sts:ExternalId": "4711"}}"#, Truth::No),
        (r#"{"StringLike": {"sts:ExternalId": "*"}}"#, Truth::Yes),
        (r#"{"StringLike": {"sts:ExternalId": "acme-*"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"sts:ExternalId": "${aws:userid}"}}"#, Truth::Yes),
        (r#"{"StringEqualsIfExists": {"sts:ExternalId": "4711"}}"#, Truth::Yes),
        (r#"{"ForAllValues:StringEquals": {"sts:ExternalId": "4711"}}"#, Truth::Yes),
        (r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#, Truth::Yes),
        (r#"{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#, Truth::No),
        (r#"{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "StringEquals": {"sts:ExternalId": "1"}}"#, Truth::No),
        (r#"{}"#, Truth::Yes),
        (r#"{"Like": {"sts:ExternalId": "4711"}}"#, Truth::Maybe),
    ] {
        let elements = format!("\"Principal\": \"*\", {ASSUME}, \"Condition\": {condition}");
        assert_eq!(trust(&elements), expected, "{condition}");
    }
    let web = r#""Principal": "*", "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#;
    assert_eq!(trust(web), Truth::No);
}

#[test]
fn a_denial_of_all_strangers_is_subtracted() {
    let open = format!(r#"{{"Effect": "Allow", "Principal": "*", {ASSUME}}}"#);
    for (deny, expected) in [
        (r#""Principal": "*", "Action": "sts:AssumeRole""#, Truth::No),
        (r#""Principal": "*", "Action": "sts:TagSession""#, Truth::Yes),
        (r#""Principal": {"AWS": "444455556666"}, "Action": "*""#, Truth::Yes),
        (
            r#""Principal": "*", "Action": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#,
            Truth::No,
        ),
        (
            r#""Principal": "*", "Action": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}"#,
            Truth::No,
        ),
        (
            r#""Principal": "*", "Action": "*", "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}"#,
            Truth::No,
        ),
        (r#""Principal": "*", "Action": "*", "Condition": {"StringNotLike": {"aws:PrincipalArn": "*"}}"#, Truth::Yes),
        (r#""Principal": "*", "Action": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
        (
            r#""Principal": "*", "Action": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#,
            Truth::No,
        ),
        (r#""Principal": "*", "Action": "*", "Foo": 1"#, Truth::Maybe),
        (r#""NotPrincipal": {"AWS": "111122223333"}, "Action": "*""#, Truth::No),
    ] {
        let text = format!("{open}, {{\"Effect\": \"Deny\", {deny}}}");
        assert_eq!(truth(&trust_access(&document(&text), ROLE, OWNER)), expected, "{deny}");
    }
}

#[test]
fn who_may_use_a_key() {
    for (elements, expected) in [
        (r#""Principal": "*", "Action": "kms:Decrypt", "Resource": "*""#, Truth::Yes),
        (r#""Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*""#, Truth::Yes),
        (
            r#""Principal": "*", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:us-east-1:111122223333:key/1234""#,
            Truth::Yes,
        ),
        (r#""Principal": "*", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:*:*:key/*""#, Truth::Yes),
        (
            r#""Principal": "*", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:us-east-1:111122223333:key/other""#,
            Truth::No,
        ),
        (r#""Principal": "*", "Action": "kms:Decrypt", "Resource": "arn:*""#, Truth::Yes),
        (r#""Principal": "*", "Action": "kms:Decrypt", "NotResource": "x""#, Truth::Yes),
        (r#""Principal": "*", "Action": "kms:Decrypt""#, Truth::Maybe),
        (r#""Principal": "*", "Action": "s3:*", "Resource": "*""#, Truth::No),
        (r#""Principal": "*", "Action": "kms:ListKeys", "Resource": "*""#, Truth::No),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*""#, Truth::No),
        (r#""Principal": {"Service": "logs.us-east-1.amazonaws.com"}, "Action": "kms:*", "Resource": "*""#, Truth::No),
        (r#""Principal": {"Federated": "graph.facebook.com"}, "Action": "kms:*", "Resource": "*""#, Truth::Yes),
        (r#""NotPrincipal": {"AWS": "111122223333"}, "Action": "kms:*", "Resource": "*""#, Truth::Yes),
        (r#""NotPrincipal": "*", "Action": "kms:*", "Resource": "*""#, Truth::No),
    ] {
        assert_eq!(key(elements), expected, "{elements}");
    }
    for (condition, expected) in [
        (r#"{"StringEquals": {"kms:CallerAccount": "111122223333"}}"#, Truth::No),
        (r#"{"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}"#, Truth::Yes),
        (
            r#"{"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com", "kms:CallerAccount": "111122223333"}}"#,
            Truth::No,
        ),
        (r#"{"StringLike": {"kms:CallerAccount": "*"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"kms:EncryptionContext:x": "y"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::No),
    ] {
        let elements = format!(r#""Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": {condition}"#);
        assert_eq!(key(&elements), expected, "{condition}");
    }
}

#[test]
fn only_what_is_left_of_the_actions_is_told() {
    let text = r#"{"Effect": "Allow", "Principal": "*", "Action": ["kms:Encrypt", "kms:Decrypt"], "Resource": "*"},
        {"Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}"#;
    let access = key_access(&document(text), KEY, OWNER);
    assert_eq!(access.certain, BTreeMap::from([(0, BTreeSet::from(["kms:Encrypt"]))]));
    assert!(access.doubts.is_empty());
    assert!(KEY_ACTIONS.is_sorted_by(|a, b| a < b));
}
