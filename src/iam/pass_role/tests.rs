use super::super::parse;
use super::*;

fn found(statements: &str) -> Found<PassRole> {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    pass_role_grants(&parse(&text).expect("a policy"), "aws", "111122223333")
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
        (r#""Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/*${aws:username}""#, vec![], true),
        (r#""Action": "iam:PassRole", "Resource": "arn:aws:iam:*""#, vec![], true),
        (r#""Action": "iam:PassRole", "Resource": "role/a""#, vec![], false),
        (r#""Action": "iam:PassRole", "NotResource": "arn:aws:s3:::x""#, one("*", ""), false),
        (r#""Action": "iam:PassRole", "NotResource": "arn:aws:iam::111122223333:role/admin""#, vec![], true),
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
        (r#"{"StringEqualsIfExists": {"iam:PassedToService": "a"}}"#, vec![], true),
        (r#"{"ForAllValues:StringEquals": {"iam:PassedToService": "a"}}"#, vec![], true),
        (r#"{"StringNotEquals": {"iam:PassedToService": "a"}}"#, vec![], true),
        (r#"{"StringEquals": {"aws:RequestedRegion": "us-east-1"}}"#, vec![], true),
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
            vec![],
            true,
        ),
        (r#""Action": "iam:PassRole", "Resource": "*", "Foo": 1"#, vec![], true),
    ] {
        let deny = format!("{{\"Effect\": \"Deny\", {deny}}}");
        assert_eq!(told(&format!("{wide}, {deny}")), (expected, open), "{deny}");
    }
    let vague = r#"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"x": "true"}}}"#;
    assert_eq!(told(&format!("{narrow}, {vague}")).0.len(), 1, "narrow stays narrow");
}
