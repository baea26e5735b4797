use super::super::parse;
use super::*;
use PolicyKind::{AccessPoint, Bucket, Key, Other};

const YES: Truth = Truth::Yes;
const NO: Truth = Truth::No;
const MAYBE: Truth = Truth::Maybe;
const POINT: PolicyKind = AccessPoint { vpc_origin: false };

fn verdict(kind: PolicyKind, version: &str, elements: &str) -> (Truth, Vec<Reason>) {
    let text = format!(
        r#"{{"Version": "{version}", "Statement": {{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", {elements}}}}}"#
    );
    aws_public(&parse(&text).expect("a policy"), kind)
}

#[test]
fn principals_fix_a_statement_or_do_not() {
    for (principal, public) in [
        (r#""Principal": "*""#, YES),
        (r#""Principal": {"AWS": "*"}"#, YES),
        (r#""Principal": {"AWS": ["111122223333", "*"]}"#, YES),
        (r#""Principal": {"AWS": "111122223333", "Federated": "graph.facebook.com"}"#, YES),
        (r#""Principal": {"Service": "*"}"#, YES),
        (r#""Principal": {"CanonicalUser": "*"}"#, YES),
        (r#""Principal": {"Federated": "graph.facebook.com"}"#, YES),
        (r#""Principal": {"Federated": "cognito-identity.amazonaws.com"}"#, YES),
        (r#""Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/x"}"#, YES),
        (r#""NotPrincipal": {"AWS": "111122223333"}"#, YES),
        (r#""NotPrincipal": "*""#, MAYBE),
        (r#""Principal": {"AWS": "111122223333"}"#, NO),
        (r#""Principal": {"AWS": 111122223333}"#, MAYBE),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:root"}"#, NO),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:user/a"}"#, NO),
        (r#""Principal": {"AWS": ["arn:aws:iam::111122223333:role/a", "444455556666"]}"#, NO),
        (r#""Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/a/b"}"#, NO),
        (r#""Principal": {"AWS": "arn:aws:iam::*:root"}"#, NO),
        (r#""Principal": {"AWS": "AROAEXAMPLEEXAMPLE123"}"#, NO),
        (r#""Principal": {"AWS": "acme"}"#, MAYBE),
        (r#""Principal": {"AWS": ["acme", "*"]}"#, YES),
        (r#""Principal": {"Service": "cloudtrail.amazonaws.com"}"#, NO),
        (r#""Principal": {"Service": "*.amazonaws.com"}"#, MAYBE),
        (r#""Principal": {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}"#, NO),
        (
            r#""Principal": {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1A2B3C4D5E6F7"}"#,
            NO,
        ),
        (r#""Principal": "*", "Principal": {"AWS": "111122223333"}"#, MAYBE),
        (r#""principal": "*""#, MAYBE),
        (r#""Principal": {"AWS": []}"#, MAYBE),
        (r#""Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}"#, MAYBE),
    ] {
        let (answer, reasons) = verdict(Bucket, "2012-10-17", principal);
        assert_eq!(answer, public, "{principal}: {reasons:?}");
    }
}

#[test]
fn conditions_fix_a_statement_for_everyone_or_do_not() {
    for (kind, condition, public) in [
        // Texts.
        (Bucket, r#""StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#, NO),
        (Bucket, r#""StringEquals": {"AWS:principalORGid": "o-a1b2c3d4e5"}"#, NO),
        (Bucket, r#""StringLike": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#, NO),
        (Bucket, r#""StringEqualsIgnoreCase": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#, NO),
        (Bucket, r#""ForAnyValue:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#, NO),
        (Bucket, r#""StringLike": {"aws:PrincipalOrgID": "o-*"}"#, YES),
        (Bucket, r#""StringLike": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5", "*"]}"#, YES),
        (Bucket, r#""StringLike": {"aws:PrincipalOrgID": "o-a1b2c3d4e?"}"#, YES),
        (Bucket, r#""StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}"#, YES),
        (Bucket, r#""StringEquals": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5", "${aws:ResourceOrgID}"]}"#, YES),
        (Bucket, r#""StringEquals": {"aws:PrincipalOrgID": "*"}"#, MAYBE),
        (Bucket, r#""StringEquals": {"aws:PrincipalOrgID": "o-${*}"}"#, MAYBE),
        (Bucket, r#""StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#, YES),
        (Bucket, r#""StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#, YES),
        (Bucket, r#""ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#, YES),
        (Bucket, r#""ForAnyValue:StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#, YES),
        (Bucket, r#""stringequals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#, MAYBE),
        (Bucket, r#""stringlike": {"aws:PrincipalOrgID": "*"}"#, YES),
        (Bucket, r#""StringMatches": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#, MAYBE),
        (Bucket, r#""Null": {"aws:PrincipalOrgID": "false"}"#, YES),
        (Bucket, r#""ArnEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#, MAYBE),
        (Bucket, r#""ArnLike": {"aws:PrincipalOrgID": "o-*"}"#, YES),
        (Bucket, r#""StringLike": {"aws:SourceVpc": "vpc-*"}"#, YES),
        (Bucket, r#""StringLike": {"aws:SourceVpc": "vpc-91237329"}"#, NO),
        (Bucket, r#""StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}"#, NO),
        (Bucket, r#""StringEquals": {"aws:SourceAccount": "111122223333"}"#, NO),
        (Bucket, r#""StringEquals": {"aws:SourceAccount": 111122223333}"#, NO),
        (Bucket, r#""NumericEquals": {"aws:SourceAccount": 111122223333}"#, YES),
        (Bucket, r#""StringLike": {"aws:SourceAccount": "1111*"}"#, YES),
        (Other, r#""StringEquals": {"AWS:SourceOwner": "111122223333"}"#, NO),
        (Bucket, r#""StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}"#, YES),
        (Bucket, r#""StringEquals": {"aws:PrincipalAccount": "111122223333"}"#, NO),
        (Bucket, r#""StringEquals": {"aws:PrincipalServiceName": "cloudtrail.amazonaws.com"}"#, NO),
        (Bucket, r#""ForAnyValue:StringEquals": {"aws:PrincipalServiceNamesList": "a.amazonaws.com"}"#, NO),
        (Bucket, r#""StringEquals": {"aws:VpceAccount": "111122223333"}"#, NO),
        (Bucket, r#""StringEquals": {"aws:VpceOrgID": "o-a1b2c3d4e5"}"#, NO),
        // ARNs.
        (Bucket, r#""ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:t"}"#, NO),
        (Bucket, r#""StringEquals": {"aws:SourceArn": "arn:aws:s3:::b"}"#, NO),
        (Bucket, r#""ArnLike": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:*"}"#, YES),
        (Bucket, r#""ForAnyValue:ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:t"}"#, MAYBE),
        (Bucket, r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}"#, NO),
        (Bucket, r#""ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:*"}"#, NO),
        (Bucket, r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}"#, YES),
        (Bucket, r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::1111222233?3:role/a"}"#, YES),
        (Bucket, r#""ArnLike": {"aws:PrincipalArn": "arn:*:iam::111122223333:role/a"}"#, YES),
        (Bucket, r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/${aws:username}"}"#, YES),
        (Bucket, r#""ArnLike": {"aws:PrincipalArn": "*"}"#, YES),
        (Bucket, r#""ArnLike": {"aws:PrincipalArn": "*111122223333*"}"#, YES),
        (Bucket, r#""StringEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/a"}"#, NO),
        (Bucket, r#""StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}"#, YES),
        (Bucket, r#""StringLike": {"aws:PrincipalArn": "*"}"#, YES),
        (Bucket, r#""ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/a"}"#, YES),
        (Bucket, r#""ArnLike": {"aws:SourceVpcArn": "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1"}"#, NO),
        (Bucket, r#""ArnLike": {"aws:SourceVpcArn": "arn:aws:ec2:us-east-1:111122223333:vpc/*"}"#, YES),
        // Paths of organisations.
        (Bucket, r#""ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-x/*"}"#, NO),
        (Bucket, r#""ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-x/"}"#, NO),
        (Bucket, r#""ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5*"}"#, YES),
        (Bucket, r#""ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-ab12/*"}"#, YES),
        (Bucket, r#""ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*"}"#, YES),
        (Bucket, r#""ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#, YES),
        (Bucket, r#""ForAnyValue:StringLike": {"aws:VpceOrgPaths": "o-a1b2c3d4e5/*"}"#, NO),
        // Ids of users and roles.
        (Bucket, r#""StringLike": {"aws:userid": "AROAEXAMPLE1234567890:*"}"#, NO),
        (Bucket, r#""StringLike": {"aws:userid": ["AROAEXAMPLE1234567890:*", "AIDAEXAMPLE1234567890"]}"#, NO),
        (Bucket, r#""StringEquals": {"aws:userid": "AROAEXAMPLE1234567890:*"}"#, NO),
        (Bucket, r#""StringLike": {"aws:userid": "AROA*:*"}"#, YES),
        (Bucket, r#""StringLike": {"aws:userid": "*"}"#, YES),
        (Bucket, r#""StringLike": {"aws:userid": "*:bob"}"#, YES),
        (Bucket, r#""StringLike": {"aws:userid": "AIDAEXAMPLE*"}"#, YES),
        // Addresses.
        (Bucket, r#""IpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#, NO),
        (Bucket, r#""IpAddress": {"aws:SourceIp": "203.0.113.7"}"#, NO),
        (Bucket, r#""IpAddress": {"aws:SourceIp": "11.0.0.0/8"}"#, NO),
        (Bucket, r#""IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]}"#, NO),
        (Bucket, r#""IpAddress": {"aws:SourceIp": "10.0.0.0/7"}"#, YES),
        (Bucket, r#""IpAddress": {"aws:SourceIp": "0.0.0.0/1"}"#, YES),
        (Bucket, r#""IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}"#, YES),
        (Bucket, r#""IpAddress": {"aws:SourceIp": "2001:db8::/32"}"#, NO),
        (Bucket, r#""IpAddress": {"aws:SourceIp": "2001:db8::1"}"#, NO),
        (Bucket, r#""IpAddress": {"aws:SourceIp": "2001:d00::/24"}"#, YES),
        (Bucket, r#""IpAddress": {"aws:SourceIp": "::/0"}"#, YES),
        (Bucket, r#""IpAddress": {"aws:SourceIp": "203.0.113.0/33"}"#, MAYBE),
        (Bucket, r#""IpAddress": {"aws:SourceIp": "203.0.113.0/+8"}"#, MAYBE),
        (Bucket, r#""IpAddress": {"aws:SourceIp": "*"}"#, MAYBE),
        (Bucket, r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#, YES),
        (Bucket, r#""IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}"#, YES),
        (Bucket, r#""StringEquals": {"aws:SourceIp": "203.0.113.7"}"#, MAYBE),
        (Bucket, r#""StringLike": {"aws:SourceIp": "203.*"}"#, YES),
        (Bucket, r#""IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}"#, YES),
        // Yes and no.
        (Bucket, r#""Bool": {"aws:PrincipalIsAWSService": "true"}"#, NO),
        (Bucket, r#""Bool": {"aws:PrincipalIsAWSService": true}"#, NO),
        (Bucket, r#""Bool": {"aws:PrincipalIsAWSService": ["true", "false"]}"#, YES),
        (Bucket, r#""BoolIfExists": {"aws:PrincipalIsAWSService": "true"}"#, YES),
        (Bucket, r#""Bool": {"aws:SecureTransport": "true"}"#, YES),
        (Bucket, r#""Bool": {"aws:MultiFactorAuthPresent": "true"}"#, YES),
        // Keys of services.
        (Bucket, r#""StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:111122223333:accesspoint/*"}"#, NO),
        (Bucket, r#""ArnLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:111122223333:accesspoint/*"}"#, NO),
        (Bucket, r#""StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:*:accesspoint/*"}"#, YES),
        (Bucket, r#""StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:*:111122223333:accesspoint/*"}"#, YES),
        (POINT, r#""StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:111122223333:accesspoint/*"}"#, YES),
        (POINT, r#""StringEquals": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:111122223333:accesspoint/a"}"#, YES),
        (Bucket, r#""StringEquals": {"s3:DataAccessPointAccount": "111122223333"}"#, NO),
        (POINT, r#""StringEquals": {"aws:SourceVpce": "vpce-1"}"#, NO),
        (Key, r#""StringEquals": {"kms:CallerAccount": "111122223333"}"#, NO),
        (Key, r#""StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}"#, YES),
        (Bucket, r#""StringEquals": {"kms:CallerAccount": "111122223333"}"#, YES),
        (Other, r#""Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}"#, NO),
        // Keys that tell nothing of the caller.
        (Bucket, r#""StringEquals": {"aws:ResourceAccount": "111122223333"}"#, YES),
        (Bucket, r#""StringEquals": {"aws:PrincipalTag/team": "a"}"#, YES),
        (Bucket, r#""StringEquals": {"aws:username": "a"}"#, YES),
        (Bucket, r#""StringEquals": {"aws:Referer": "https://a.example/"}"#, YES),
        // All must hold: one is enough.
        (
            Bucket,
            r#""StringLike": {"aws:SourceVpc": "vpc-*"}, "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#,
            NO,
        ),
        (Bucket, r#""StringEquals": {"aws:PrincipalOrgID": "*"}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#, NO),
        (Bucket, r#""StringEquals": {"aws:PrincipalOrgID": "*", "aws:username": "a"}"#, MAYBE),
    ] {
        let elements = format!(r#""Principal": "*", "Condition": {{{condition}}}"#);
        let (answer, reasons) = verdict(kind, "2012-10-17", &elements);
        assert_eq!(answer, public, "{kind:?} {condition}: {reasons:?}");
        assert_eq!(reasons.len(), 1);
        assert_eq!(verdict(AccessPoint { vpc_origin: true }, "2012-10-17", &elements).0, NO, "{condition}");
    }
}

#[test]
fn a_variable_of_the_old_version_is_literal_text() {
    let elements =
        r#""Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}}"#;
    assert_eq!(verdict(Bucket, "2008-10-17", elements).0, MAYBE);
    assert_eq!(verdict(Bucket, "2012-10-17", elements).0, YES);
}

#[test]
fn one_public_statement_makes_the_policy_public_and_no_deny_takes_it_back() {
    let named = r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}"#;
    let open = r#"{"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#;
    let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}"#;
    let broken = r#"{"Effect": "Permit", "Principal": "*", "Action": "*", "Resource": "*"}"#;
    let odd_deny = r#"{"Effect": "Deny", "effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#;
    for (statements, public, reasons) in [
        (vec![], NO, 0),
        (vec![deny], NO, 0),
        (vec![named], NO, 1),
        (vec![named, deny], NO, 1),
        (vec![open, deny], YES, 1),
        (vec![named, open], YES, 2),
        (vec![named, broken], MAYBE, 2),
        (vec![open, broken], YES, 2),
        (vec![named, odd_deny], MAYBE, 2),
    ] {
        let text = format!("{{\"Statement\": [{}]}}", statements.join(",\n"));
        let (answer, found) = aws_public(&parse(&text).expect("a policy"), Bucket);
        assert_eq!((answer, found.len()), (public, reasons), "{text}: {found:?}");
    }
}

#[test]
fn a_reason_names_the_statement_and_what_decides() {
    let text = "{\"Statement\": [\n{\"Sid\": \"Office\", \"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\",\n\"Condition\": {\"StringLike\": {\"aws:SourceVpc\": [\"vpc-1\", \"vpc-*\"]}, \"Bool\": {\"aws:SecureTransport\": \"true\"}}}]}";
    let (_, reasons) = aws_public(&parse(text).expect("a policy"), Bucket);
    assert_eq!(
        reasons,
        [Reason {
            statement: 0,
            line: 2,
            name: "Office".to_owned(),
            public: YES,
            because: "Principal * is not fixed; StringLike aws:SourceVpc is not held by vpc-*; Bool aws:SecureTransport is on a key that AWS does not count".to_owned(),
        }]
    );
}
