use super::super::parse;
use super::*;

fn limits_of(condition: &str) -> Vec<Limit> {
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {condition}}}}}"#
    );
    let policy = parse(&text).expect("a policy");
    limits(&policy.statements[0], policy.version)
}

fn accounts(ids: &[&str]) -> Limit {
    Limit::Accounts(ids.iter().map(|id| (*id).to_owned()).collect())
}

fn organizations(ids: &[&str]) -> Limit {
    Limit::Organizations(ids.iter().map(|id| (*id).to_owned()).collect())
}

#[test]
fn conditions_are_read_one_by_one() {
    for (condition, expected) in [
        (r#"{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#, accounts(&["111122223333"])),
        (r#"{"StringEquals": {"aws:PrincipalAccount": 111122223333}}"#, accounts(&["111122223333"])),
        (r#"{"StringLike": {"aws:SourceAccount": ["111122223333"]}}"#, accounts(&["111122223333"])),
        (r#"{"StringLike": {"aws:SourceAccount": "*"}}"#, Limit::Open),
        (r#"{"StringEquals": {"aws:PrincipalAccount": ["111122223333", "*"]}}"#, Limit::Open),
        (r#"{"StringLike": {"aws:PrincipalAccount": ["111122223333", "*"]}}"#, Limit::Anybody),
        (r#"{"StringLike": {"aws:PrincipalAccount": "1111*"}}"#, Limit::Open),
        (r#"{"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}}"#, Limit::Open),
        (r#"{"StringEquals": {"aws:ResourceAccount": "111122223333"}}"#, Limit::Open),
        (r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}"#, accounts(&["111122223333"])),
        (r#"{"ArnEquals": {"aws:PrincipalArn": "arn:*:iam::111122223333:role/x"}}"#, accounts(&["111122223333"])),
        (r#"{"StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:*"}}"#, accounts(&["111122223333"])),
        (r#"{"StringLike": {"aws:PrincipalArn": "arn:*:iam::111122223333:role/x"}}"#, Limit::Open),
        (r#"{"StringLike": {"aws:PrincipalArn": "*"}}"#, Limit::Anybody),
        (r#"{"ArnLike": {"aws:PrincipalArn": "*"}}"#, Limit::Open),
        (r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}"#, Limit::Anybody),
        (r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}}"#, Limit::Anybody),
        (r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:sts::*:assumed-role/x/y"}}"#, Limit::Open),
        (r#"{"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}}"#, Limit::Open),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:*"}}"#, accounts(&["111122223333"])),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme"}}"#, Limit::Open),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:iam::*:role/*"}}"#, Limit::Open),
        (
            r#"{"StringEquals": {"aws:PrincipalOrgID": ["o-aaaaaaaaaa", "o-bbbbbbbbbb"]}}"#,
            organizations(&["o-aaaaaaaaaa", "o-bbbbbbbbbb"]),
        ),
        (r#"{"StringLike": {"aws:PrincipalOrgID": "o-*"}}"#, Limit::Anybody),
        (r#"{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Limit::Open),
        (r#"{"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Limit::Open),
        (
            r#"{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-aaaaaaaaaa/r-ab12/*"}}"#,
            organizations(&["o-aaaaaaaaaa"]),
        ),
        (r#"{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-ab12/*"}}"#, Limit::Open),
        (r#"{"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-aaaaaaaaaa/*"}}"#, Limit::Open),
        (r#"{"StringEquals": {"aws:PrincipalTag/team": "a"}}"#, Limit::Open),
        (r#"{"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}"#, Limit::Open),
        (r#"{"stringequals": {"aws:PrincipalAccount": "111122223333"}}"#, Limit::Open),
        (r#"{"Bool": {"aws:SecureTransport": true}}"#, Limit::Anybody),
        (r#"{"Bool": {"aws:SecureTransport": "false"}}"#, Limit::Open),
    ] {
        assert_eq!(limits_of(condition), [expected], "{condition}");
    }
}
