//! Trust policies against one service.

use super::super::parse::parse;
use super::{Truth, service_may_assume};

fn may(statements: &str) -> Truth {
    let policy = parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("a policy");
    let (may, doubts) = service_may_assume(&policy, "apigateway.amazonaws.com");
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
        (
            r#""Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole",
               "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}"#,
            Truth::Maybe,
        ),
        (r#""Principal": {"Service": "apigateway.amazonaws.com"}, "Action": [], "Resource": "*""#, Truth::Maybe),
    ] {
        assert_eq!(may(&format!("{{\"Effect\": \"Allow\", {elements}}}")), expected, "{elements}");
    }
}

#[test]
fn a_deny_takes_it_back() {
    for (deny, expected) in [
        (r#""Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:*""#, Truth::No),
        (r#""Principal": "*", "Action": "sts:AssumeRole""#, Truth::No),
        (r#""Principal": {"AWS": "210987654321"}, "Action": "*""#, Truth::Yes),
        (r#""Principal": "*", "Action": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
    ] {
        assert_eq!(may(&format!("{TRUST}, {{\"Effect\": \"Deny\", {deny}}}")), expected, "{deny}");
    }
}
