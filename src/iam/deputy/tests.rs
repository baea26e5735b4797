use super::super::parse::parse;
use super::super::strangers::{Standpoint, question};
use super::*;

const OWN: &str = "111122223333";
const ORGANIZATION: &str = "o-aaaaaaaaaa";

fn asked() -> Question {
    let at = Standpoint { account: OWN, organization: Some(ORGANIZATION), trust: None, now: 1_780_000_000_000 };
    question("AWS::IAM::Role", format!("arn:aws:iam::{OWN}:role/r"), at).expect("a kind")
}

fn found(statements: &str) -> (Vec<Deputy>, BTreeSet<Doubt>) {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    deputies(&parse(&text).expect("parses"), &asked())
}

fn allow(service: &str, condition: &str) -> String {
    let condition = if condition.is_empty() { String::new() } else { format!(", \"Condition\": {condition}") };
    format!(r#"{{"Effect": "Allow", "Principal": {{"Service": "{service}"}}, "Action": "sts:AssumeRole"{condition}}}"#)
}

fn deny(condition: &str) -> String {
    format!(r#"{{"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": {condition}}}"#)
}

/// Whether strangers can have the one service use the role.
fn stranger(statements: &str) -> Truth {
    let (found, doubts) = found(statements);
    assert!(doubts.is_empty(), "{statements}: {doubts:?}");
    assert_eq!(found.len(), 1, "{statements}");
    let answer = found[0].works_for_strangers(&asked(), &asked().zone);
    assert_eq!(answer.doubts.is_empty(), answer.truth != Truth::Maybe, "{statements}: {answer:?}");
    answer.truth
}

#[test]
fn only_services_that_act_for_others_count() {
    // Of its roles the guide of CloudTrail says that they take neither key.
    for service in ["ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com", "cloudtrail.amazonaws.com"]
    {
        assert_eq!(found(&allow(service, "")), (Vec::new(), BTreeSet::new()), "{service}");
    }
    for service in ["apigateway.amazonaws.com", "logs.eu-west-1.amazonaws.com", "states.amazonaws.com"] {
        assert_eq!(stranger(&allow(service, "")), Truth::Yes, "{service}");
    }
    let tags = allow("events.amazonaws.com", "").replace("sts:AssumeRole", "sts:TagSession");
    assert_eq!(found(&tags).0, []);
}

#[test]
fn what_an_allow_holds_a_service_to() {
    for (condition, expected) in [
        (r#"{"StringEquals": {"aws:SourceAccount": "111122223333"}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:SourceAccount": ["111122223333", "444455556666"]}}"#, Truth::Yes),
        (r#"{"StringLike": {"aws:SourceAccount": ["111122223333", "*"]}}"#, Truth::Yes),
        (r#"{"StringLike": {"aws:SourceAccount": "1111*"}}"#, Truth::Yes),
        (r#"{"ForAnyValue:StringEquals": {"aws:SourceAccount": "111122223333"}}"#, Truth::No),
        (r#"{"ForAllValues:StringEquals": {"aws:SourceAccount": "111122223333"}}"#, Truth::Yes),
        // A service that says nothing meets it.
        (r#"{"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}}"#, Truth::Yes),
        (
            r#"{"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}, "Null": {"aws:SourceAccount": "false"}}"#,
            Truth::No,
        ),
        (r#"{"StringNotEquals": {"aws:SourceAccount": "444455556666"}}"#, Truth::Yes),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/*"}}"#, Truth::No),
        (r#"{"StringLike": {"aws:SourceArn": "arn:aws:events:*:111122223333:rule/*"}}"#, Truth::No),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:events:us-east-1:*:rule/acme"}}"#, Truth::Yes),
        // A bucket's ARN tells no account: the user guide asks for the account besides.
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme"}}"#, Truth::Yes),
        (
            r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme"}, "StringEquals": {"aws:SourceAccount": "111122223333"}}"#,
            Truth::No,
        ),
        (r#"{"StringEquals": {"aws:SourceOrgID": "o-aaaaaaaaaa"}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:SourceOrgID": "o-bbbbbbbbbb"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceOrgID": "${aws:ResourceOrgID}"}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:SourceAccount": "${aws:ResourceAccount}"}}"#, Truth::No),
        (r#"{"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-aaaaaaaaaa/*"}}"#, Truth::No),
        (r#"{"ForAllValues:StringLike": {"aws:SourceOrgPaths": "o-aaaaaaaaaa/*"}}"#, Truth::Yes),
        (r#"{"Bool": {"aws:SecureTransport": "true"}}"#, Truth::Yes),
        (r#"{"StringLikeIfExists": {"aws:UserAgent": "acme"}}"#, Truth::Yes),
        (r#"{"StringLikes": {"aws:SourceAccount": "111122223333"}}"#, Truth::Maybe),
        (r#"{"StringEquals": {"aws:SourceAcount": "111122223333"}}"#, Truth::Maybe),
    ] {
        assert_eq!(stranger(&allow("events.amazonaws.com", condition)), expected, "{condition}");
    }
}

#[test]
fn what_a_deny_holds_a_service_to() {
    let open = allow("events.amazonaws.com", "");
    for (condition, expected) in [
        (r#"{"StringNotEquals": {"aws:SourceAccount": "111122223333"}}"#, Truth::No),
        (
            r#"{"StringNotEquals": {"aws:SourceAccount": "111122223333"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}"#,
            Truth::No,
        ),
        // Both must hold for the denial, and a stranger's service tells an account.
        (
            r#"{"StringNotEquals": {"aws:SourceAccount": "111122223333"}, "Null": {"aws:SourceAccount": "true"}}"#,
            Truth::Yes,
        ),
        (r#"{"StringNotEqualsIfExists": {"aws:SourceAccount": "111122223333"}}"#, Truth::No),
        (r#"{"StringNotEquals": {"aws:SourceOrgID": "o-aaaaaaaaaa", "aws:SourceAccount": "111122223333"}}"#, Truth::No),
        (r#"{"Null": {"aws:SourceAccount": "true"}}"#, Truth::Yes),
        (
            r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}"#,
            Truth::Yes,
        ),
        (r#"{"Bool": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
        (r#"{"ArnNotLike": {"aws:SourceArn": "arn:aws:events:*:111122223333:rule/*"}}"#, Truth::No),
        (r#"{"NotLike": {"aws:SourceAccount": "111122223333"}}"#, Truth::Maybe),
    ] {
        assert_eq!(stranger(&format!("{open}, {}", deny(condition))), expected, "{condition}");
    }
    let both = format!(
        "{open}, {}, {}",
        deny(r#"{"Null": {"aws:SourceAccount": "true"}}"#),
        deny(r#"{"StringNotLike": {"aws:SourceAccount": "111122223333"}, "Null": {"aws:SourceAccount": "false"}}"#)
    );
    assert_eq!(stranger(&both), Truth::No, "what one leaves open the other shuts");
    let elsewhere = r#"{"Effect": "Deny", "Principal": {"Service": "logs.amazonaws.com"}, "Action": "sts:AssumeRole"}"#;
    assert_eq!(stranger(&format!("{open}, {elsewhere}")), Truth::Yes);
    let all = format!(r#"{open}, {{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}}"#);
    assert_eq!(found(&all).0, []);
    let never = allow("events.amazonaws.com", r#"{"Bool": {"aws:PrincipalIsAWSService": "false"}}"#);
    assert_eq!(found(&never).0, [], "a service is one");
}

#[test]
fn what_is_not_understood_may_be_more() {
    let odd = allow("events.amazonaws.com", "").replace("\"Effect\"", "\"Foo\": 1, \"Effect\"");
    assert_eq!((found(&odd).0.len(), found(&odd).1.len()), (0, 1));
    let wild = allow("events.amazonaws.com", "").replace("sts:AssumeRole", "s*:AssumeRole");
    assert_eq!(stranger(&wild), Truth::Maybe);
    let both = format!("{}, {odd}", allow("events.amazonaws.com", ""));
    assert_eq!((found(&both).0.len(), found(&both).1.len()), (1, 1));
}
