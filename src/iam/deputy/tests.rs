use super::super::parse::parse;
use super::*;

fn found(statements: &str) -> (Vec<Deputy>, BTreeSet<Doubt>) {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    deputies(&parse(&text).expect("parses"))
}

fn allow(service: &str, condition: &str) -> String {
    let condition = if condition.is_empty() { String::new() } else { format!(", \"Condition\": {condition}") };
    format!(r#"{{"Effect": "Allow", "Principal": {{"Service": "{service}"}}, "Action": "sts:AssumeRole"{condition}}}"#)
}

fn one(statements: &str) -> Deputy {
    let (mut found, doubts) = found(statements);
    assert!(doubts.is_empty(), "{statements}: {doubts:?}");
    assert_eq!(found.len(), 1, "{statements}");
    found.remove(0)
}

fn accounts(ids: &[&str]) -> Vec<Limit> {
    vec![Limit::Accounts(ids.iter().map(|id| (*id).to_owned()).collect())]
}

#[test]
fn only_services_that_act_for_others_count() {
    for service in ["ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com"] {
        assert_eq!(found(&allow(service, "")), (Vec::new(), BTreeSet::new()), "{service}");
    }
    for service in ["apigateway.amazonaws.com", "logs.eu-west-1.amazonaws.com", "bedrock.amazonaws.com"] {
        let deputy = one(&allow(service, ""));
        assert_eq!((deputy.service.as_str(), deputy.limits.len(), deputy.doubts.len()), (service, 0, 0));
    }
    let tags = allow("events.amazonaws.com", "").replace("sts:AssumeRole", "sts:TagSession");
    assert_eq!(found(&tags).0, []);
}

#[test]
fn what_an_allow_holds_a_service_to() {
    for (condition, limits) in [
        (r#"{"StringEquals": {"aws:SourceAccount": "111122223333"}}"#, accounts(&["111122223333"])),
        (
            r#"{"ArnLike": {"aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/*"}}"#,
            accounts(&["111122223333"]),
        ),
        (
            r#"{"StringEquals": {"aws:SourceOrgID": "o-aaaaaaaaaa"}}"#,
            vec![Limit::Organizations(BTreeSet::from(["o-aaaaaaaaaa".to_owned()]))],
        ),
    ] {
        let deputy = one(&allow("events.amazonaws.com", condition));
        assert_eq!((deputy.limits, deputy.doubts.len()), (limits, 0), "{condition}");
    }
    for condition in [
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme"}}"#,
        r#"{"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}}"#,
        r#"{"StringEquals": {"sts:ExternalId": "4711"}}"#,
        r#"{"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}"#,
    ] {
        let deputy = one(&allow("events.amazonaws.com", condition));
        assert_eq!((deputy.limits.len(), deputy.doubts.len()), (0, 1), "{condition}");
    }
    for condition in [
        r#"{"Bool": {"aws:SecureTransport": "true"}}"#,
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:events:us-east-1:*:rule/acme"}}"#,
        r#"{"StringLike": {"aws:SourceAccount": ["111122223333", "*"]}}"#,
    ] {
        let deputy = one(&allow("events.amazonaws.com", condition));
        assert_eq!((deputy.limits.len(), deputy.doubts.len()), (0, 0), "everybody meets {condition}");
    }
}

#[test]
fn what_a_deny_holds_a_service_to() {
    let open = allow("events.amazonaws.com", "");
    let with = |condition: &str| {
        let deny = format!(r#"{{"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": {condition}}}"#);
        one(&format!("{open}, {deny}"))
    };
    let held = with(r#"{"StringNotEquals": {"aws:SourceAccount": "111122223333"}}"#);
    assert_eq!((held.limits, held.doubts.len()), (accounts(&["111122223333"]), 0));
    let services = with(
        r#"{"StringNotEquals": {"aws:SourceAccount": "111122223333"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}"#,
    );
    assert_eq!((services.limits, services.doubts.len()), (accounts(&["111122223333"]), 0));
    let others = with(
        r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}"#,
    );
    assert_eq!((others.limits.len(), others.doubts.len()), (0, 0), "services are spared");
    for vague in [
        r#"{"StringNotEquals": {"aws:SourceAccount": "111122223333", "aws:SourceIp": "x"}}"#,
        r#"{"Null": {"aws:SourceAccount": "true"}}"#,
    ] {
        let deputy = with(vague);
        assert_eq!((deputy.limits.len(), deputy.doubts.len()), (0, 1), "{vague}");
    }
    let all = format!(r#"{open}, {{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}}"#);
    assert_eq!(found(&all).0, []);
    let elsewhere = format!(
        r#"{open}, {{"Effect": "Deny", "Principal": {{"Service": "logs.amazonaws.com"}}, "Action": "sts:AssumeRole"}}"#
    );
    assert_eq!(one(&elsewhere).doubts.len(), 0);
}

#[test]
fn what_is_not_understood_may_be_more() {
    let odd = allow("events.amazonaws.com", "").replace("\"Effect\"", "\"Foo\": 1, \"Effect\"");
    assert_eq!((found(&odd).0.len(), found(&odd).1.len()), (0, 1));
    let wild = allow("events.amazonaws.com", "").replace("sts:AssumeRole", "s*:AssumeRole");
    assert_eq!((found(&wild).0.len(), found(&wild).1.len()), (0, 1));
    let both = format!("{}, {odd}", allow("events.amazonaws.com", ""));
    assert_eq!((found(&both).0.len(), found(&both).1.len()), (1, 1));
}

#[test]
fn a_deputy_works_for_the_account_it_is_held_to() {
    let may = |condition: &str| {
        let text = format!("{{\"Statement\": [{}]}}", allow("apigateway.amazonaws.com", condition));
        let policy = parse(&text).expect("parses");
        deputy_may_assume(&policy, "apigateway.amazonaws.com", "111122223333").0
    };
    assert_eq!(may(""), Truth::Yes);
    assert_eq!(may(r#"{"StringEquals": {"aws:SourceAccount": ["444455556666", "111122223333"]}}"#), Truth::Yes);
    assert_eq!(may(r#"{"StringEquals": {"aws:SourceAccount": "444455556666"}}"#), Truth::Maybe);
    assert_eq!(may(r#"{"StringEquals": {"aws:SourceAccount": "111122223333", "x": "y"}}"#), Truth::Maybe);
}
