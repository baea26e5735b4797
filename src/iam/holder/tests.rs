//! Policies that are hard to tell apart, and who holds them.

use super::super::strangers::Standpoint;
use super::*;

/// 2026-11-22.
const NOW: i64 = 1_795_305_600_000;

/// Whoever has a policy, in an account whose organisation is known.
pub(in super::super) const ANYBODY: Holder<'_> = Holder {
    partition: "aws",
    at: Standpoint { account: "111122223333", organization: Some("o-acmeacme00"), trust: None, now: NOW },
    arn: None,
};

use super::super::parse::parse;
use super::super::{
    AllObjects, Policy, Truth, admin_grants, decrypt_grants, may_read_all_objects, pass_role_grants, service_grants,
};

fn policy(statements: &str) -> Policy {
    parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("a policy")
}

/// A statement of everything, with a condition.
fn all(effect: &str, condition: &str) -> String {
    format!(r#"{{"Effect": "{effect}", "Action": "*", "Resource": "*", "Condition": {condition}}}"#)
}

const ALL: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;

/// What all five questions make of statements that speak of everything.
fn answers(statements: &str, holder: &Holder) -> [Truth; 5] {
    let policy = policy(statements);
    let truth = |certain: bool, open: bool| match (certain, open) {
        (true, _) => Truth::Yes,
        (false, true) => Truth::Maybe,
        (false, false) => Truth::No,
    };
    let admin = admin_grants(&policy, holder);
    let services = service_grants(&policy, holder, &["iam"]);
    let pass = pass_role_grants(&policy, holder);
    let passed = pass.certain.iter().any(|grant| grant.resource == "*" && grant.services.is_empty());
    let decrypt = decrypt_grants(&policy, holder);
    let AllObjects { reads, .. } = may_read_all_objects(&[&policy], None, holder);
    [
        truth(!admin.certain.is_empty(), !admin.doubts.is_empty()),
        truth(!services.certain.is_empty(), !services.doubts.is_empty()),
        truth(passed, !pass.doubts.is_empty()),
        reads,
        truth(!decrypt.certain.is_empty(), !decrypt.doubts.is_empty()),
    ]
}

const YES: [Truth; 5] = [Truth::Yes; 5];
const NO: [Truth; 5] = [Truth::No; 5];
const MAYBE: [Truth; 5] = [Truth::Maybe; 5];

#[test]
fn what_the_holder_can_meet_is_no_condition() {
    for (condition, expected) in [
        (r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#, YES),
        (r#"{"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}"#, YES),
        (r#"{"Bool": {"aws:SecureTransport": "true"}}"#, YES),
        (r#"{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"]}}"#, YES),
        // No request comes from a private address, but through an endpoint: it has no source address then.
        (r#"{"IpAddress": {"aws:SourceIp": "192.168.0.0/16"}}"#, NO),
        (r#"{"IpAddressIfExists": {"aws:SourceIp": "192.168.0.0/16"}}"#, YES),
        (r#"{"StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}}"#, YES),
        (r#"{"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}"#, YES),
        (r#"{"StringEquals": {"aws:RequestedRegion": []}}"#, MAYBE),
        (r#"{"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}"#, YES),
        (r#"{"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}"#, YES),
        (r#"{"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}"#, NO),
        (
            r#"{"DateGreaterThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"}, "DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}"#,
            NO,
        ),
        (r#"{"NumericGreaterThan": {"aws:EpochTime": "1609459200"}}"#, YES),
        (r#"{"Bool": {"aws:ViaAWSService": "true"}}"#, YES),
        (r#"{"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}"#, YES),
        (
            r#"{"Bool": {"aws:ViaAWSService": "false"}, "StringEquals": {"aws:CalledViaLast": "athena.amazonaws.com"}}"#,
            NO,
        ),
        (r#"{"StringLike": {"aws:UserAgent": "*console*"}}"#, YES),
        (r#"{"Null": {"aws:TokenIssueTime": "false"}}"#, YES),
        (r#"{"Null": {"aws:SourceIp": "true"}}"#, YES),
        (r#"{"StringEquals": {"aws:PrincipalType": "User"}}"#, YES),
        (r#"{"StringEquals": {"aws:PrincipalType": "Anonymous"}}"#, NO),
        (r#"{"Bool": {"aws:PrincipalIsAWSService": "true"}}"#, NO),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}"#, NO),
        (r#"{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#, YES),
        (r#"{"StringEquals": {"aws:PrincipalAccount": "444455556666"}}"#, NO),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-acmeacme00"}}"#, YES),
        (r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-acmeacme00"}}"#, NO),
        (r#"{"Bool": {"odd:key": "true"}}"#, MAYBE),
        (r#"{"InNetwork": {"aws:SourceIp": "203.0.113.0/24"}}"#, MAYBE),
    ] {
        assert_eq!(answers(&all("Allow", condition), &ANYBODY), expected, "{condition}");
    }
}

#[test]
fn tags_and_names_are_given_to_the_holder() {
    // A policy does not say who has it. It is asked about the one to whom it allows most: it is for those who tag and
    // name principals to see that nobody is he.
    for (condition, expected) in [
        (r#"{"StringEquals": {"aws:PrincipalTag/team": "shop"}}"#, YES),
        (r#"{"Null": {"aws:PrincipalTag/team": "true"}}"#, YES),
        (r#"{"StringEquals": {"aws:PrincipalTag/team": "${aws:username}"}}"#, YES),
        (r#"{"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/ops"}}"#, YES),
        (r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:*"}}"#, NO),
        (r#"{"StringLike": {"aws:userid": "AROAEXAMPLEEXAMPLE00:*"}}"#, YES),
        (r#"{"StringEquals": {"aws:username": "alice"}}"#, YES),
        (r#"{"StringEquals": {"aws:username": "alice", "aws:PrincipalType": "AssumedRole"}}"#, NO),
    ] {
        assert_eq!(answers(&all("Allow", condition), &ANYBODY), expected, "{condition}");
    }
    let alice = ANYBODY.named("arn:aws:iam::111122223333:user/staff/alice");
    let ops = ANYBODY.named("arn:aws:iam::111122223333:role/ops");
    for (condition, of_alice, of_ops) in [
        (r#"{"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/ops"}}"#, NO, YES),
        (r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/ops"}}"#, YES, NO),
        (r#"{"StringEquals": {"aws:username": "alice"}}"#, YES, NO),
        (r#"{"StringEquals": {"aws:username": "bob"}}"#, NO, NO),
        (r#"{"StringNotEquals": {"aws:username": "bob"}}"#, YES, YES),
        (r#"{"StringEquals": {"aws:PrincipalType": "AssumedRole"}}"#, NO, YES),
    ] {
        assert_eq!(answers(&all("Allow", condition), &alice), of_alice, "alice: {condition}");
        assert_eq!(answers(&all("Allow", condition), &ops), of_ops, "ops: {condition}");
    }
    let group = ANYBODY.named("arn:aws:iam::111122223333:group/staff");
    assert_eq!(answers(&all("Allow", r#"{"StringEquals": {"aws:username": "alice"}}"#), &group), YES);
}

#[test]
fn conditions_on_the_resource_narrow() {
    for (condition, expected) in [
        (r#"{"StringEquals": {"aws:ResourceAccount": "111122223333"}}"#, YES),
        (r#"{"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}"#, YES),
        (r#"{"StringEquals": {"aws:ResourceAccount": "444455556666"}}"#, NO),
        (r#"{"StringEquals": {"aws:ResourceOrgID": "o-acmeacme00"}}"#, YES),
        (r#"{"StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}"#, YES),
        (r#"{"StringNotEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}"#, NO),
        (r#"{"StringEquals": {"aws:ResourceTag/team": "shop"}}"#, NO),
        (r#"{"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}"#, NO),
        (r#"{"StringNotEquals": {"aws:ResourceTag/secret": "yes"}}"#, NO),
        (r#"{"Null": {"aws:ResourceTag/team": "false"}}"#, NO),
        (r#"{"StringLikeIfExists": {"aws:ResourceTag/team": "*"}}"#, YES),
        (r#"{"StringEqualsIfExists": {"aws:ResourceTag/team": "shop"}}"#, NO),
    ] {
        assert_eq!(answers(&all("Allow", condition), &ANYBODY), expected, "{condition}");
    }
    let stranger = Holder { at: Standpoint { organization: None, ..ANYBODY.at }, ..ANYBODY };
    let organization = r#"{"StringEquals": {"aws:ResourceOrgID": "o-acmeacme00"}}"#;
    assert_eq!(answers(&all("Allow", organization), &stranger), MAYBE, "which organisation is not known");
}

#[test]
fn keys_of_other_actions_are_never_there() {
    let of = |condition: &str| answers(&all("Allow", condition), &ANYBODY);
    let (yes, no) = (Truth::Yes, Truth::No);
    // Admin, all of IAM, passing roles, reading objects, decrypting.
    assert_eq!(of(r#"{"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}"#), NO);
    assert_eq!(
        of(r#"{"StringEqualsIfExists": {"iam:PassedToService": "ec2.amazonaws.com"}}"#),
        [yes, yes, no, yes, yes]
    );
    assert_eq!(of(r#"{"StringLike": {"s3:prefix": "home/*"}}"#), NO);
    assert_eq!(of(r#"{"NumericGreaterThanEquals": {"s3:TlsVersion": "1.2"}}"#), [no, no, no, yes, no]);
    assert_eq!(of(r#"{"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}"#), [no, no, no, no, yes]);
    assert_eq!(of(r#"{"StringEquals": {"aws:RequestTag/team": "shop"}}"#), NO);
    assert_eq!(of(r#"{"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}"#), YES);
}

#[test]
fn a_denial_counts_where_it_stops_him_whatever_he_does() {
    for (condition, expected) in [
        // He signs in with his second factor, asks in the region that is left, through the endpoint, in time.
        (r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#, YES),
        (r#"{"Bool": {"aws:MultiFactorAuthPresent": ["true", "false"]}}"#, YES),
        (r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": ["true", "false"]}}"#, NO),
        (r#"{"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1"]}}"#, YES),
        (r#"{"StringNotEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}}"#, YES),
        (r#"{"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#, YES),
        (r#"{"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "Bool": {"aws:ViaAWSService": "false"}}"#, YES),
        (r#"{"IpAddressIfExists": {"aws:SourceIp": ["0.0.0.0/0", "::/0"]}}"#, NO),
        (r#"{"DateLessThan": {"aws:CurrentTime": "2099-01-01T00:00:00Z"}}"#, YES),
        (r#"{"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}"#, NO),
        (r#"{"StringNotEquals": {"aws:PrincipalTag/team": "admin"}}"#, YES),
        (r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/admin"}}"#, YES),
        (r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/admin"}}"#, NO),
        (r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-acmeacme00"}}"#, YES),
        (r#"{"StringNotEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}"#, YES),
        (r#"{"StringEquals": {"aws:ResourceAccount": "111122223333"}}"#, NO),
        // A tag that takes some resources out leaves all others; one that lets some through leaves but these.
        (r#"{"StringEquals": {"aws:ResourceTag/secret": "yes"}}"#, YES),
        (r#"{"StringNotEquals": {"aws:ResourceTag/team": "shop"}}"#, NO),
        (r#"{"Null": {"aws:ResourceTag/team": "true"}}"#, NO),
        (r#"{"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}"#, NO),
        (r#"{"Bool": {"odd:key": "true"}}"#, MAYBE),
    ] {
        let statements = format!("{ALL}, {}", all("Deny", condition));
        assert_eq!(answers(&statements, &ANYBODY), expected, "{condition}");
    }
    let ops = ANYBODY.named("arn:aws:iam::111122223333:role/ops");
    let but = |role: &str| {
        let condition =
            format!(r#"{{"ArnNotEquals": {{"aws:PrincipalArn": "arn:aws:iam::111122223333:role/{role}"}}}}"#);
        answers(&format!("{ALL}, {}", all("Deny", &condition)), &ops)
    };
    assert_eq!(but("ops"), YES);
    assert_eq!(but("admin"), NO);
}

#[test]
fn conditions_must_hold_together() {
    let mfa = r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#;
    let long_term = r#"{"Null": {"aws:MultiFactorAuthPresent": "false"}}"#;
    let both = format!("{}, {}", all("Allow", mfa), all("Deny", long_term));
    assert_eq!(answers(&both, &ANYBODY), NO, "the Allow asks for what the Deny forbids");
    let region = |operator: &str, region: &str| format!(r#"{{"{operator}": {{"aws:RequestedRegion": "{region}"}}}}"#);
    let apart = format!(
        "{}, {}",
        all("Allow", &region("StringEquals", "eu-west-1")),
        all("Deny", &region("StringNotEquals", "us-east-1"))
    );
    assert_eq!(answers(&apart, &ANYBODY), NO);
    let (day, night) = (
        r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#,
        r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#,
    );
    assert_eq!(answers(&format!("{ALL}, {}, {}", all("Deny", day), all("Deny", night)), &ANYBODY), NO);
}

#[test]
fn regions_kept_with_exceptions() {
    let kept = r#"{"Effect": "Deny", "NotAction": ["iam:*", "sts:*", "s3:*", "kms:*"], "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}}"#;
    assert_eq!(answers(&format!("{ALL}, {kept}"), &ANYBODY), YES);
    let closed = kept.replace(r#", "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}"#, "");
    let (yes, no) = (Truth::Yes, Truth::No);
    assert_eq!(answers(&format!("{ALL}, {closed}"), &ANYBODY), [no, yes, yes, yes, yes]);
}
