use super::super::parse::parse;
use super::*;

const MEMBER: Member = Member {
    partition: "aws",
    at: Standpoint { account: "111122223333", organization: Some("o-aaaaaaaaaa"), trust: None, now: 1_780_000_000_000 },
    path: None,
};

fn policy(statements: &str) -> Policy {
    parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("parses")
}

fn deny(action: &str, resource: &str, condition: &str) -> String {
    let condition = if condition.is_empty() { String::new() } else { format!(", \"Condition\": {condition}") };
    format!(r#"{{"Effect": "Deny", "Action": {action}, "Resource": "{resource}"{condition}}}"#)
}

#[test]
fn what_a_service_control_policy_denies() {
    let stop = r#"["cloudtrail:StopLogging", "cloudtrail:Delete*"]"#;
    let role = |operator: &str, value: &str| format!(r#"{{"{operator}": {{"aws:PrincipalArn": "{value}"}}}}"#);
    for (statement, expected) in [
        (deny(stop, "*", ""), Truth::Yes),
        (deny(r#""*""#, "*", ""), Truth::Yes),
        (deny(stop, "arn:aws:cloudtrail:*:*:trail/*", ""), Truth::Yes),
        (deny(stop, "arn:aws:cloudtrail:*:*:*", ""), Truth::Yes),
        (deny(stop, "arn:aws:s3:*:*:*", ""), Truth::No),
        (deny(stop, "arn:aws:cloudtrail:*:*:trail/audit", ""), Truth::No),
        (deny(r#""cloudtrail:UpdateTrail""#, "*", ""), Truth::No),
        (deny(stop, "*", &role("ArnNotLike", "arn:aws:iam::*:role/ControlTower*")), Truth::Yes),
        (deny(stop, "*", &role("StringNotEqualsIfExists", "arn:aws:iam::111122223333:role/admin")), Truth::Yes),
        (deny(stop, "*", &role("ArnNotLike", "arn:aws:iam::*:role/*")), Truth::No),
        (deny(stop, "*", &role("StringNotLike", "*")), Truth::No),
        (deny(stop, "*", &role("ArnLike", "arn:aws:iam::*:role/dev")), Truth::No),
        (deny(stop, "*", r#"{"StringNotEquals": {"aws:PrincipalTag/x": "y"}}"#), Truth::No),
        (deny(stop, "*", "").replace("\"Action\"", "\"NotAction\""), Truth::No),
        (deny(r#""s3:*""#, "*", "").replace("\"Action\"", "\"NotAction\""), Truth::Yes),
        (deny(stop, "*", "").replace("\"Effect\"", "\"Foo\": 1, \"Effect\""), Truth::Maybe),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#.to_owned(), Truth::No),
    ] {
        let (truth, doubts) = denies_to_all(&policy(&statement), "cloudtrail:StopLogging", MEMBER);
        assert_eq!((truth, doubts.is_empty()), (expected, expected != Truth::Maybe), "{statement}");
    }
}

#[test]
fn the_conditions_of_a_service_control_policy() {
    let stop = |condition: &str| policy(&deny(r#""cloudtrail:*""#, "*", condition));
    for (condition, expected) in [
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-bbbbbbbbbb"}}"#, Truth::No),
        (r#"{"StringNotEquals": {"aws:PrincipalAccount": "999988887777"}}"#, Truth::Yes),
        (r#"{"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:ResourceAccount": "111122223333"}}"#, Truth::Yes),
        (r#"{"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}"#, Truth::No),
        (r#"{"StringNotLike": {"aws:RequestedRegion": "eu-*"}}"#, Truth::No),
        (r#"{"StringLike": {"aws:RequestedRegion": "*-*"}}"#, Truth::Yes),
        (r#"{"Bool": {"aws:MultiFactorAuthPresent": "false"}}"#, Truth::No),
        (r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#, Truth::No),
        (r#"{"Bool": {"aws:ViaAWSService": "false"}}"#, Truth::No),
        (r#"{"Bool": {"aws:PrincipalIsAWSService": "false"}}"#, Truth::Yes),
        (r#"{"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}"#, Truth::Yes),
        (r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}"#, Truth::No),
        (r#"{"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/a", "arn:aws:iam::*:root"]}}"#, Truth::No),
        (r#"{"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/a", "arn:aws:iam::*:user/a"]}}"#, Truth::No),
        (
            r#"{"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/a", "arn:aws:iam::*:role/aws-service-role/*"]}}"#,
            Truth::Yes,
        ),
        (
            r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:*:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Audit_*"}}"#,
            Truth::Yes,
        ),
        (r#"{"StringEquals": {"aws:ResourceTag/audit": "true"}}"#, Truth::No),
        (r#"{"Null": {"aws:PrincipalArn": "false"}}"#, Truth::Yes),
        (r#"{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-aaaaaaaaaa/*"}}"#, Truth::Yes),
        (
            r#"{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-aaaaaaaaaa/r-ab12/ou-ab12-11111111/*"}}"#,
            Truth::Maybe,
        ),
        (r#"{"StringMatches": {"aws:PrincipalArn": "*"}}"#, Truth::Maybe),
    ] {
        let (truth, doubts) = denies_to_all(&stop(condition), "cloudtrail:StopLogging", MEMBER);
        assert_eq!((truth, doubts.is_empty()), (expected, expected != Truth::Maybe), "{condition}");
    }
    let member = Member { path: Some("o-aaaaaaaaaa/r-ab12/ou-ab12-22222222/"), ..MEMBER };
    for (unit, expected) in [("ou-ab12-11111111", Truth::No), ("ou-ab12-22222222", Truth::Yes)] {
        let of =
            format!(r#"{{"ForAnyValue:StringLike": {{"aws:PrincipalOrgPaths": "o-aaaaaaaaaa/r-ab12/{unit}/*"}}}}"#);
        assert_eq!(denies_to_all(&stop(&of), "cloudtrail:StopLogging", member).0, expected, "{unit}");
    }
    let halves = format!(
        "{}, {}",
        deny(r#""cloudtrail:*""#, "*", r#"{"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}"#),
        deny(r#""cloudtrail:*""#, "arn:aws:cloudtrail:eu-west-1:*:*", "")
    );
    assert_eq!(denies_to_all(&policy(&halves), "cloudtrail:StopLogging", MEMBER).0, Truth::Yes);
    let but = deny(r#""*""#, "arn:aws:s3:::*", "").replace("\"Resource\"", "\"NotResource\"");
    assert_eq!(denies_to_all(&policy(&but), "cloudtrail:StopLogging", MEMBER).0, Truth::Yes);
    let but = but.replace("arn:aws:s3:::*", "arn:aws:cloudtrail:*:*:trail/own");
    assert_eq!(denies_to_all(&policy(&but), "cloudtrail:StopLogging", MEMBER).0, Truth::No);
}

#[test]
fn every_action_of_an_audit_is_known() {
    let all = policy(&deny(r#""*""#, "*", ""));
    let none = policy(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#);
    for action in [
        "cloudtrail:PutEventSelectors",
        "config:StopConfigurationRecorder",
        "guardduty:DeleteDetector",
        "logs:DeleteLogGroup",
        "s3:PutAccountPublicAccessBlock",
    ] {
        assert_eq!(denies_to_all(&all, action, MEMBER).0, Truth::Yes, "{action}");
        assert_eq!(denies_to_all(&none, action, MEMBER).0, Truth::No, "{action}");
        assert_eq!(allows_any(&none, action, MEMBER).0, Truth::Yes, "{action}");
    }
    let buckets = policy(&deny(r#""s3:*""#, "arn:aws:s3:::*", ""));
    assert_eq!(denies_to_all(&buckets, "s3:PutAccountPublicAccessBlock", MEMBER).0, Truth::Yes);
    let bucket = policy(&deny(r#""s3:*""#, "arn:aws:s3:::acme", ""));
    assert_eq!(denies_to_all(&bucket, "s3:PutAccountPublicAccessBlock", MEMBER).0, Truth::No);
}

#[test]
fn what_a_service_control_policy_allows() {
    let allows = |action: &str, more: &str| {
        let statement = format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*"{more}}}"#);
        allows_any(&policy(&statement), "cloudtrail:StopLogging", MEMBER).0
    };
    for (action, expected) in [
        ("*", Truth::Yes),
        ("cloudtrail:*", Truth::Yes),
        ("c*:StopLogging", Truth::Maybe),
        ("s3:*", Truth::No),
        ("cloudtrail:Describe*", Truth::No),
    ] {
        assert_eq!(allows(action, ""), expected, "{action}");
    }
    for (condition, expected) in [
        (r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/audit"}}"#, Truth::No),
        (r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-bbbbbbbbbb"}}"#, Truth::No),
        (r#"{"Like": {"aws:PrincipalArn": "*"}}"#, Truth::Maybe),
    ] {
        assert_eq!(allows("*", &format!(", \"Condition\": {condition}")), expected, "{condition}");
    }
    assert_eq!(allows("*", ", \"Foo\": 1"), Truth::Maybe);
    assert_eq!(allows_any(&policy(&deny(r#""*""#, "*", "")), "cloudtrail:StopLogging", MEMBER).0, Truth::No);
}

#[test]
fn whom_a_resource_control_policy_keeps_out() {
    let rcp = |action: &str, condition: &str| {
        deny(action, "*", condition).replace("\"Action\"", "\"Principal\": \"*\", \"Action\"")
    };
    let outside = r#"{"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}"#;
    let all = r#"["s3:*", "kms:*"]"#;
    for (statement, expected) in [
        (rcp(all, outside), Truth::Yes),
        (rcp(all, ""), Truth::Yes),
        (rcp(r#""*""#, outside), Truth::Yes),
        (rcp(r#""s3:Get*""#, outside), Truth::No),
        (rcp(r#""sqs:*""#, outside), Truth::No),
        (rcp(all, &outside.replace("o-a", "o-b")), Truth::No),
        (rcp(all, r#"{"Bool": {"aws:SecureTransport": "false"}}"#), Truth::No),
        (
            rcp(
                all,
                r#"{"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-aaaaaaaaaa"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}"#,
            ),
            Truth::No,
        ),
        (
            rcp(all, &outside.replace("\"StringNot", "\"StringEquals\": {\"aws:ResourceTag/x\": \"y\"}, \"StringNot")),
            Truth::No,
        ),
        (deny(all, "*", outside), Truth::Maybe),
        (String::new(), Truth::No),
    ] {
        let (truth, doubts) = keeps_strangers_out(&policy(&statement), "s3:?*", MEMBER);
        assert_eq!((truth, doubts.is_empty()), (expected, expected != Truth::Maybe), "{statement}");
    }
}

/// Resource control policies as "Establishing a data perimeter on AWS" has them.
#[test]
fn whom_the_perimeters_that_aws_publishes_keep_out() {
    let rcp = |action: &str, condition: &str| {
        deny(action, "*", condition).replace("\"Action\"", "\"Principal\": \"*\", \"Action\"")
    };
    let all = r#"["s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"]"#;
    let identity = r#"{"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-aaaaaaaaaa", "aws:PrincipalAccount": ["444455556666"], "aws:ResourceTag/dp:exclude:identity": "true"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}"#;
    let deputies = r#"{"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-aaaaaaaaaa", "aws:SourceAccount": ["444455556666"]}, "Null": {"aws:SourceAccount": "false"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}"#;
    let network = r#"{"NotIpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}, "StringNotEqualsIfExists": {"aws:SourceVpc": "vpc-0123456789abcdef0", "aws:PrincipalTag/dp:exclude:network": "true"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"}}"#;
    for (condition, expected) in [
        (identity, Truth::Yes),
        (deputies, Truth::No),
        (network, Truth::No),
        (&identity.replace("StringNotEqualsIfExists", "StringNotEquals"), Truth::Yes),
        (&identity.replace("BoolIfExists", "Bool"), Truth::No),
        (&identity.replace("\"o-aaaaaaaaaa\"", "[\"o-aaaaaaaaaa\", \"o-bbbbbbbbbb\"]"), Truth::No),
        (&identity.replace("\"o-aaaaaaaaaa\"", "\"o-*\"").replace("NotEquals", "NotLike"), Truth::No),
        (&identity.replace("\"o-aaaaaaaaaa\"", "\"${aws:ResourceOrgID}\""), Truth::Yes),
        (
            r#"{"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}"#,
            Truth::Yes,
        ),
        (
            r#"{"ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": "o-aaaaaaaaaa/*"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}"#,
            Truth::Yes,
        ),
        (
            r#"{"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "o-aaaaaaaaaa/*"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}"#,
            Truth::No,
        ),
        (&identity.replace("aws:PrincipalAccount", "aws:PrincipalTag/partner"), Truth::No),
        (
            r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}, "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/vendor"}}"#,
            Truth::Yes,
        ),
        (r#"{"StringNotEquals": {"aws:PrincipalAccount": ["111122223333", "444455556666"]}}"#, Truth::Yes),
        (r#"{"Null": {"aws:PrincipalOrgID": "true"}}"#, Truth::No),
        (r#"{"StringNotEqualsOrMissing": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::Maybe),
    ] {
        let found = policy(&format!("{}, {}", rcp(all, condition), rcp(all, deputies)));
        for actions in ["kms:?*", "s3:?*", "secretsmanager:?*", "sqs:?*", "sts:AssumeRole"] {
            // Nobody asks for these without a signature.
            let signed = !actions.starts_with('s') || actions.starts_with("se") || actions.starts_with("st");
            let expected = if signed && condition.contains("\"Bool\": {\"aws:PrincipalIsAWSService\": \"false") {
                Truth::Yes
            } else {
                expected
            };
            let (truth, doubts) = keeps_strangers_out(&found, actions, MEMBER);
            assert_eq!((truth, doubts.is_empty()), (expected, expected != Truth::Maybe), "{actions} {condition}");
        }
    }
    let narrow = rcp(all, identity);
    for resource in ["arn:aws:s3:::acme*", "arn:aws:s3:::*/*", "arn:aws:kms:*:*:*"] {
        let found = policy(&narrow.replace("\"Resource\": \"*\"", &format!("\"Resource\": \"{resource}\"")));
        assert_eq!(keeps_strangers_out(&found, "s3:?*", MEMBER).0, Truth::No, "{resource}");
    }
    for (resource, expected) in [
        ("arn:aws:kms:*:*:*", Truth::Yes),
        ("arn:aws:kms:*:111122223333:key/*", Truth::Yes),
        ("arn:aws:kms:eu-west-1:*:*", Truth::No),
    ] {
        let found = policy(&narrow.replace("\"Resource\": \"*\"", &format!("\"Resource\": \"{resource}\"")));
        assert_eq!(keeps_strangers_out(&found, "kms:?*", MEMBER).0, expected, "{resource}");
    }
    let but = policy(&narrow.replace("\"Resource\": \"*\"", "\"NotResource\": \"arn:aws:s3:::shared/*\""));
    assert_eq!(keeps_strangers_out(&but, "s3:?*", MEMBER).0, Truth::No);
    assert_eq!(keeps_strangers_out(&but, "sqs:?*", MEMBER).0, Truth::Yes);
    let nobody = policy(&narrow.replace("\"Principal\": \"*\"", "\"Principal\": {\"AWS\": \"444455556666\"}"));
    assert_eq!(keeps_strangers_out(&nobody, "s3:?*", MEMBER).0, Truth::Maybe);
}
