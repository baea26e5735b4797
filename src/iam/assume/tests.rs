//! Trust policies against one service.

use super::super::parse::parse;
use super::{Standpoint, Truth, service_may_assume};

const AT: Standpoint =
    Standpoint { account: "111122223333", organization: Some("o-aaaaaaaaaa"), trust: None, now: 1_780_000_000_000 };

fn may(statements: &str) -> Truth {
    let policy = parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("a policy");
    let role = "arn:aws:iam::111122223333:role/r";
    let (may, doubts) = service_may_assume(&policy, role, "apigateway.amazonaws.com", AT);
    assert_eq!(doubts.is_empty(), may != Truth::Maybe, "{statements}: {doubts:?}");
    may
}

const TRUST: &str =
    r#"{"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}"#;

#[test]
fn a_service_may_assume() {
    for (elements, expected) in [
        (r#""Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole""#, Truth::Yes),
        (r#""Principal": {"Service": ["a.amazonaws.com", "apigateway.amazonaws.com"]}, "Action": "sts:*""#, Truth::Yes),
        (r#""Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "STS:assumeROLE""#, Truth::Yes),
        (r#""Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:TagSession""#, Truth::No),
        (r#""Principal": {"Service": "apigateway.amazonaws.com"}, "NotAction": "sts:TagSession""#, Truth::Yes),
        (r#""Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole""#, Truth::No),
        (r#""Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole""#, Truth::No),
        (r#""Principal": {"AWS": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole""#, Truth::Maybe),
        (r#""Principal": "*", "Action": "sts:AssumeRole""#, Truth::Maybe),
        (r#""NotPrincipal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole""#, Truth::Maybe),
        (r#""Action": "sts:AssumeRole""#, Truth::Maybe),
        (r#""Principal": {"Service": "apigateway.amazonaws.com"}, "Action": [], "Resource": "*""#, Truth::Maybe),
    ] {
        assert_eq!(may(&format!("{{\"Effect\": \"Allow\", {elements}}}")), expected, "{elements}");
    }
}

#[test]
fn conditions_are_asked_of_its_work_for_the_own_account() {
    for (condition, expected) in [
        (r#"{"StringEquals": {"aws:SourceAccount": "111122223333"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceAccount": ["444455556666", "111122223333"]}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceAccount": "444455556666"}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:SourceOrgID": "o-aaaaaaaaaa"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceOrgID": "o-bbbbbbbbbb"}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:SourceAccount": "${aws:ResourceAccount}"}}"#, Truth::Yes),
        (r#"{"Bool": {"aws:SecureTransport": "true"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::No),
        // For which of its things it says so no guide tells.
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:execute-api:*:111122223333:*"}}"#, Truth::Maybe),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:execute-api:*:444455556666:*"}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:SourceAccount": "111122223333", "x": "y"}}"#, Truth::Maybe),
        (r#"{"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}"#, Truth::No),
    ] {
        let trust = TRUST.replace("\"sts:AssumeRole\"", &format!("\"sts:AssumeRole\", \"Condition\": {condition}"));
        assert_eq!(may(&trust), expected, "{condition}");
    }
}

#[test]
fn a_deny_takes_it_back() {
    for (deny, expected) in [
        (r#""Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:*""#, Truth::No),
        (r#""Principal": "*", "Action": "sts:AssumeRole""#, Truth::No),
        (r#""Principal": {"AWS": "210987654321"}, "Action": "*""#, Truth::Yes),
        (r#""Principal": "*", "Action": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
        (
            r#""Principal": "*", "Action": "*", "Condition": {"StringNotEquals": {"aws:SourceAccount": "111122223333"}}"#,
            Truth::Yes,
        ),
        (
            r#""Principal": "*", "Action": "*", "Condition": {"StringNotEquals": {"aws:SourceAccount": "444455556666"}}"#,
            Truth::No,
        ),
    ] {
        assert_eq!(may(&format!("{TRUST}, {{\"Effect\": \"Deny\", {deny}}}")), expected, "{deny}");
    }
}
