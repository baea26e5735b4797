use super::super::holder::tests::ANYBODY;
use super::super::parse;
use super::*;

fn found(statements: &str) -> Found<PassRole> {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    pass_role_grants(&parse(&text).expect("a policy"), &ANYBODY)
}

/// Resources and services of the grants, and whether there may be more.
fn told(statements: &str) -> (Vec<(String, String)>, bool) {
    let found = found(statements);
    let grants = found.certain.into_iter().map(|grant| (grant.resource, grant.services.join(" ")));
    (grants.collect(), !found.doubts.is_empty())
}

fn allow(elements: &str) -> String {
    format!("{{\"Effect\": \"Allow\", {elements}}}")
}

fn one(resource: &str, services: &str) -> Vec<(String, String)> {
    vec![(resource.to_owned(), services.to_owned())]
}

#[test]
fn which_roles() {
    for (elements, expected, open) in [
        (r#""Action": "iam:PassRole", "Resource": "*""#, one("*", ""), false),
        (r#""Action": "IAM:passROLE", "Resource": "*""#, one("*", ""), false),
        (r#""Action": "*", "Resource": "*""#, one("*", ""), false),
        (r#""Action": "*:*", "Resource": "*""#, one("*", ""), false),
        (r#""Action": "iam:Pass*", "Resource": "arn:aws:iam::111122223333:role/*""#, one("*", ""), false),
        (r#""Action": "iam:*", "Resource": "arn:aws:iam::*:*""#, one("*", ""), false),
        (r#""NotAction": "s3:*", "Resource": "*""#, one("*", ""), false),
        (r#""NotAction": "iam:*", "Resource": "*""#, vec![], false),
        (r#""Action": "iam:Get*", "Resource": "*""#, vec![], false),
        (r#""Action": "i*:PassRole", "Resource": "*""#, vec![], true),
        (
            r#""Action": "i*:PassRole", "Resource": "arn:aws:iam::111122223333:role/a""#,
            one("arn:aws:iam::111122223333:role/a", ""),
            false,
        ),
        (
            r#""Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/a*""#,
            one("arn:aws:iam::111122223333:role/a*", ""),
            false,
        ),
        (r#""Action": "iam:PassRole", "Resource": "arn:aws:iam::444455556666:role/*""#, vec![], false),
        (r#""Action": "*", "Resource": "arn:aws:s3:::*""#, vec![], false),
        (r#""Action": "*", "Resource": "arn:aws:s3:::${aws:username}""#, vec![], false),
        (
            r#""Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/${aws:username}""#,
            one("arn:aws:iam::111122223333:role/${aws:username}", ""),
            false,
        ),
        // No user has an empty name.
        (
            r#""Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/*${aws:username}""#,
            one("arn:aws:iam::111122223333:role/*${aws:username}", ""),
            false,
        ),
        // A tag may be empty.
        (
            r#""Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/*${aws:PrincipalTag/x}""#,
            one("*", ""),
            false,
        ),
        // The parts that are missing are `*`.
        (r#""Action": "iam:PassRole", "Resource": "arn:aws:iam:*""#, one("*", ""), false),
        (r#""Action": "iam:PassRole", "Resource": "role/a""#, vec![], false),
        (r#""Action": "iam:PassRole", "NotResource": "arn:aws:s3:::x""#, one("*", ""), false),
        // All but one is not all.
        (
            r#""Action": "iam:PassRole", "NotResource": "arn:aws:iam::111122223333:role/admin""#,
            one("all but arn:aws:iam::111122223333:role/admin", ""),
            false,
        ),
        (r#""Action": "iam:PassRole", "NotResource": "*""#, vec![], false),
        (r#""Action": "iam:PassRole", "NotAction": "x", "Resource": "*""#, vec![], true),
        (r#""Action": "iam:PassRole""#, vec![], true),
    ] {
        assert_eq!(told(&allow(elements)), (expected, open), "{elements}");
    }
}

#[test]
fn which_services() {
    for (condition, expected, open) in [
        (
            r#"{"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}"#,
            one("*", "lambda.amazonaws.com"),
            false,
        ),
        (r#"{"StringEquals": {"IAM:passedtoservice": ["b", "a"]}}"#, one("*", "a b"), false),
        (r#"{"StringLike": {"iam:PassedToService": "ec2.*"}}"#, one("*", "ec2.*"), false),
        (r#"{"StringLike": {"iam:PassedToService": "*"}}"#, one("*", ""), false),
        (r#"{"StringLike": {"iam:PassedToService": ["ec2.amazonaws.com", "*.amazonaws.com"]}}"#, one("*", ""), false),
        (r#"{"StringEquals": {"iam:PassedToService": "${aws:x}"}}"#, vec![], true),
        // A role is always passed to some service.
        (r#"{"StringEqualsIfExists": {"iam:PassedToService": "a"}}"#, one("*", "a"), false),
        (r#"{"ForAllValues:StringEquals": {"iam:PassedToService": "a"}}"#, one("*", "a"), false),
        (r#"{"ForAnyValue:StringLike": {"iam:PassedToService": ["a.*", "b"]}}"#, one("*", "a.* b"), false),
        (r#"{"Null": {"iam:PassedToService": "true"}}"#, vec![], false),
        (r#"{"Null": {"iam:PassedToService": "false"}}"#, one("*", ""), false),
        // To all but one is to any that nobody has named.
        (r#"{"StringNotEquals": {"iam:PassedToService": "a"}}"#, one("*", ""), false),
        // He asks in that region.
        (r#"{"StringEquals": {"aws:RequestedRegion": "us-east-1"}}"#, one("*", ""), false),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-acmeacme00"}}"#, one("*", ""), false),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-another000"}}"#, vec![], false),
        (r#"{"Bool": {"aws:ViaAWSService": "true"}}"#, one("*", ""), false),
        (
            r#"{"StringEquals": {"iam:PassedToService": ["a", "b"]}, "StringNotEquals": {"iam:PassedToService": "b"}}"#,
            one("*", "a"),
            false,
        ),
        (
            r#"{"ArnLike": {"iam:AssociatedResourceArn": "arn:aws:ec2:*:111122223333:instance/*"}}"#,
            one("*", "ec2.amazonaws.com"),
            false,
        ),
        (r#"{"ArnLike": {"iam:AssociatedResourceArn": "arn:aws:*:*:*:*"}}"#, one("*", ""), false),
        (
            r#"{"StringEquals": {"iam:ResourceTag/team": "x"}}"#,
            one("* where StringEquals iam:ResourceTag/team", ""),
            false,
        ),
        (
            r#"{"StringNotEquals": {"aws:ResourceTag/kept": "yes"}}"#,
            one("* where StringNotEquals aws:ResourceTag/kept", ""),
            false,
        ),
        // No request to pass a role tells of an object.
        (r#"{"StringEquals": {"s3:prefix": "home/"}}"#, vec![], false),
        (r#"{"StringEqualsIfExists": {"s3:prefix": "home/"}}"#, one("*", ""), false),
        (r#"{"StringEquals": {"aws:RequestedRegion": "x", "iam:PassedToService": "a"}}"#, one("*", "a"), false),
        (r#"{}"#, one("*", ""), false),
        (r#"{"Like": {"iam:PassedToService": "ec2.amazonaws.com"}}"#, vec![], true),
    ] {
        let elements = format!(r#""Action": "iam:PassRole", "Resource": "*", "Condition": {condition}"#);
        assert_eq!(told(&allow(&elements)), (expected, open), "{condition}");
    }
    let narrow = r#""Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/a", "Condition": {"Bool": {"x": "true"}}"#;
    assert_eq!(told(&allow(narrow)), (one("arn:aws:iam::111122223333:role/a", ""), false), "narrow, whatever x is");
}

#[test]
fn what_is_denied() {
    let wide = allow(r#""Action": "iam:PassRole", "Resource": "*""#);
    let narrow = allow(r#""Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/a""#);
    for (deny, expected, open) in [
        (r#""Action": "iam:*", "Resource": "*""#, vec![], false),
        (r#""NotAction": "s3:*", "Resource": "*""#, vec![], false),
        (r#""Action": "iam:PassRole", "NotResource": "arn:aws:iam::111122223333:role/a""#, vec![], false),
        (r#""Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/admin""#, one("*", ""), false),
        (r#""Action": "iam:Get*", "Resource": "*""#, one("*", ""), false),
        (
            r#""Action": "iam:PassRole", "Resource": "*", "Condition": {"StringNotEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}"#,
            one("*", "ec2.amazonaws.com"),
            false,
        ),
        (
            r#""Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}"#,
            one("*", ""),
            false,
        ),
        (
            r#""Action": "*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#,
            one("*", ""),
            false,
        ),
        (
            r#""Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"iam:ResourceTag/team": "x"}}"#,
            vec![],
            false,
        ),
        (r#""Action": "iam:PassRole", "Resource": "*", "Foo": 1"#, vec![], true),
    ] {
        let deny = format!("{{\"Effect\": \"Deny\", {deny}}}");
        assert_eq!(told(&format!("{wide}, {deny}")), (expected, open), "{deny}");
    }
    let vague = r#"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"x": "true"}}}"#;
    assert_eq!(told(&format!("{narrow}, {vague}")).0.len(), 1, "narrow stays narrow");
}
