use super::super::super::parse::parse;
use super::super::super::strangers::{Standpoint, question};
use super::*;

const OWN: &str = "111122223333";
const ORGANIZATION: &str = "o-aaaaaaaaaa";

fn asked() -> Question {
    let at = Standpoint { account: OWN, organization: Some(ORGANIZATION), trust: None, now: 1_780_000_000_000 };
    question("AWS::IAM::Role", format!("arn:aws:iam::{OWN}:role/r"), at).expect("a kind")
}

fn trust(principal: &str, condition: &str) -> Policy {
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {principal}, "Action": "sts:AssumeRole", "Condition": {condition}}}}}"#
    );
    parse(&text).expect("a policy")
}

fn truths(principal: &str, condition: &str) -> (Truth, Truth) {
    let policy = trust(principal, condition);
    let assume = &["sts:AssumeRole"];
    let enters = outsiders_enter(&policy, &asked(), &asked().zone, assume);
    let unasked = outsiders_enter_unasked(&policy, &asked(), &asked().zone, assume);
    for answer in [&enters, &unasked] {
        assert_eq!(answer.doubts.is_empty(), answer.truth != Truth::Maybe, "{condition}: {answer:?}");
    }
    (enters.truth, unasked.truth)
}

#[test]
fn outsiders_with_and_without_the_external_id() {
    use Truth::{Maybe, No, Yes};
    let vendor = r#"{"AWS": "444455556666"}"#;
    for (principal, condition, expected) in [
        (vendor, "{}", (Yes, Yes)),
        (vendor, r#"{"StringEquals": {"sts:ExternalId": "4711"}}"#, (Yes, No)),
        (vendor, r#"{"StringLike": {"sts:ExternalId": "47*"}}"#, (Yes, Yes)),
        (vendor, r#"{"StringLike": {"sts:ExternalId": "4711"}}"#, (Yes, No)),
        (vendor, r#"{"StringEqualsIgnoreCase": {"sts:ExternalId": "acme"}}"#, (Yes, No)),
        (vendor, r#"{"Null": {"sts:ExternalId": "false"}}"#, (Yes, Yes)),
        (vendor, r#"{"Null": {"sts:ExternalId": "true"}}"#, (Yes, Yes)),
        (vendor, r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, (No, No)),
        (vendor, r#"{"StringEquals": {"aws:PrincipalAccount": "777788889999"}}"#, (No, No)),
        (vendor, r#"{"StringSame": {"sts:ExternalId": "4711"}}"#, (Maybe, Maybe)),
        (
            r#"{"AWS": "arn:aws:iam::444455556666:role/x"}"#,
            r#"{"StringEquals": {"sts:ExternalId": "4711"}}"#,
            (Yes, No),
        ),
        ("\"*\"", r#"{"StringEquals": {"sts:ExternalId": ["4711", "4712"]}}"#, (Yes, No)),
        ("\"*\"", r#"{"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}"#, (No, No)),
        // A service works for a stranger: it is asked about apart.
        (r#"{"Service": "events.amazonaws.com"}"#, "{}", (No, No)),
    ] {
        assert_eq!(truths(principal, condition), expected, "{principal} {condition}");
    }
}

#[test]
fn a_zone_may_be_narrower_than_what_is_ours() {
    let policy = trust("\"*\"", r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#);
    let assume = &["sts:AssumeRole"];
    assert_eq!(outsiders_enter(&policy, &asked(), &Zone::default(), assume).truth, Truth::Yes);
    assert_eq!(outsiders_enter(&policy, &asked(), &asked().zone, assume).truth, Truth::No);
    let web = &["sts:AssumeRoleWithWebIdentity"];
    assert_eq!(outsiders_enter(&policy, &asked(), &Zone::default(), web).truth, Truth::No);
}

#[test]
fn a_service_for_strangers_and_for_its_owner() {
    let events = "events.amazonaws.com";
    let assume = &["sts:AssumeRole"];
    for (condition, theirs, ours) in [
        ("{}", Truth::Yes, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceAccount": "111122223333"}}"#, Truth::No, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceAccount": "444455556666"}}"#, Truth::Yes, Truth::No),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:events:*:111122223333:rule/*"}}"#, Truth::No, Truth::Yes),
        (r#"{"Null": {"aws:SourceArn": "true", "aws:SourceAccount": "true"}}"#, Truth::Yes, Truth::Yes),
    ] {
        let policy = trust(&format!(r#"{{"Service": "{events}"}}"#), condition);
        let answer = service_enters(&policy, &asked(), events, &asked().zone, assume);
        assert_eq!(answer.truth, theirs, "{condition}");
        assert_eq!(own_service_enters(&policy, &asked(), events, assume).truth, ours, "{condition}");
    }
}
