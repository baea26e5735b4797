use super::super::parse::parse;
use super::*;

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
        (deny(stop, "arn:aws:cloudtrail:*:*:trail/*", ""), Truth::No),
        (deny(stop, "arn:aws:cloudtrail:*:*:*", ""), Truth::Yes),
        (deny(stop, "arn:aws:s3:*:*:*", ""), Truth::No),
        (deny(stop, "arn:aws:cloudtrail:*:*:trail/audit", ""), Truth::No),
        (deny(r#""cloudtrail:UpdateTrail""#, "*", ""), Truth::No),
        (deny(stop, "*", &role("ArnNotLike", "arn:aws:iam::*:role/ControlTower*")), Truth::Yes),
        (deny(stop, "*", &role("StringNotEqualsIfExists", "arn:aws:iam::111122223333:role/admin")), Truth::Yes),
        (deny(stop, "*", &role("ArnNotLike", "arn:aws:iam::*:role/*")), Truth::No),
        (deny(stop, "*", &role("StringNotLike", "*")), Truth::No),
        (deny(stop, "*", &role("ArnLike", "arn:aws:iam::*:role/dev")), Truth::Maybe),
        (deny(stop, "*", r#"{"StringNotEquals": {"aws:PrincipalTag/x": "y"}}"#), Truth::Maybe),
        (deny(stop, "*", "").replace("\"Action\"", "\"NotAction\""), Truth::No),
        (deny(r#""s3:*""#, "*", "").replace("\"Action\"", "\"NotAction\""), Truth::Yes),
        (deny(stop, "*", "").replace("\"Effect\"", "\"Foo\": 1, \"Effect\""), Truth::Maybe),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#.to_owned(), Truth::No),
    ] {
        let (truth, doubts) = denies_to_all(&policy(&statement), "cloudtrail:StopLogging");
        assert_eq!((truth, doubts.is_empty()), (expected, expected != Truth::Maybe), "{statement}");
    }
}

#[test]
fn what_a_service_control_policy_may_allow() {
    let allows = |action: &str| {
        let statement = format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}"#);
        may_allow(&policy(&statement), "cloudtrail:StopLogging")
    };
    assert!(allows("*") && allows("cloudtrail:*") && allows("c*:StopLogging"));
    assert!(!allows("s3:*") && !allows("cloudtrail:Describe*"));
    assert!(!may_allow(&policy(&deny(r#""*""#, "*", "")), "cloudtrail:StopLogging"));
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
            Truth::Maybe,
        ),
        (deny(all, "*", outside), Truth::Maybe),
        (String::new(), Truth::No),
    ] {
        let (truth, doubts) = keeps_strangers_out(&policy(&statement), "s3:?*", Some("o-aaaaaaaaaa"));
        assert_eq!((truth, doubts.is_empty()), (expected, expected != Truth::Maybe), "{statement}");
    }
}
