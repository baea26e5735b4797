//! Policies of APIs, public and private, against what strangers may do.

use super::super::parse::parse;
use super::super::strangers::Standpoint;
use super::{Entrance, GatewayAccess, Glob, Truth, gateway_access};

const OWNER: Standpoint =
    Standpoint { account: "111122223333", organization: None, trust: None, now: 1_780_000_000_000 };

fn entrance(private: bool) -> Entrance<'static> {
    Entrance {
        partition: "aws",
        region: "eu-west-1",
        account: "111122223333",
        owner: "a1b2c3",
        resources: Glob::literal("a1b2c3/").then(&Glob::new("?*/?*/*")),
        private,
    }
}

fn access(private: bool, statements: &str) -> GatewayAccess {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    let access = gateway_access(&parse(&text).expect("a policy"), &entrance(private), OWNER);
    assert_eq!(access.doubts.is_empty(), access.open != Truth::Maybe, "{statements}: {access:?}");
    access
}

fn statement(effect: &str, condition: &str) -> String {
    let condition = if condition.is_empty() { String::new() } else { format!(r#", "Condition": {{{condition}}}"#) };
    format!(
        r#"{{"Effect": "{effect}", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"{condition}}}"#
    )
}

/// How strangers fare where an `Allow` has this condition: from the internet, and through VPC endpoints.
fn allowed(condition: &str) -> (Truth, Truth) {
    let policy = statement("Allow", condition);
    (access(false, &policy).open, access(true, &policy).open)
}

/// The same where everything is allowed and a `Deny` has this condition.
fn denied(condition: &str) -> (Truth, Truth) {
    let policy = format!("{}, {}", statement("Allow", ""), statement("Deny", condition));
    (access(false, &policy).open, access(true, &policy).open)
}

const YES: Truth = Truth::Yes;
const NO: Truth = Truth::No;
const MAYBE: Truth = Truth::Maybe;

#[test]
fn conditions_of_an_allow() {
    for (condition, internet, private) in [
        ("", YES, YES),
        (r#""StringEquals": {"aws:SourceVpce": "vpce-1"}"#, NO, NO),
        (r#""StringEquals": {"AWS:sourcevpce": ["vpce-1", "vpce-2"]}"#, NO, NO),
        (r#""StringEquals": {"aws:SourceVpc": "vpc-1"}"#, NO, NO),
        (r#""StringEquals": {"aws:SourceVpce": "vpce-*"}"#, NO, NO),
        (r#""StringLike": {"aws:SourceVpce": "vpce-*"}"#, NO, YES),
        (r#""StringLike": {"aws:SourceVpc": "*"}"#, NO, YES),
        (r#""StringLike": {"aws:SourceVpce": "vpce-0*"}"#, NO, YES),
        (r#""StringLike": {"aws:SourceVpce": ["vpce-1", "*"]}"#, NO, YES),
        (r#""StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}"#, YES, NO),
        (r#""StringNotEquals": {"aws:SourceVpce": "vpce-1"}"#, YES, YES),
        (r#""Null": {"aws:SourceVpce": "true"}"#, YES, NO),
        (r#""Null": {"aws:SourceVpce": "false"}"#, NO, YES),
        (r#""StringEquals": {"aws:SourceVpce": "${aws:PrincipalTag/vpce}"}"#, NO, MAYBE),
        (r#""IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}"#, NO, YES),
        (r#""IpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#, NO, NO),
        (r#""IpAddress": {"aws:SourceIp": ["203.0.113.7", "2001:db8::/32"]}"#, NO, NO),
        (r#""IpAddress": {"aws:SourceIp": "0.0.0.0/0"}"#, YES, NO),
        (r#""IpAddress": {"aws:SourceIp": "0.0.0.0/1"}"#, YES, NO),
        (r#""IpAddress": {"aws:SourceIp": "::/0"}"#, MAYBE, NO),
        (r#""IpAddress": {"aws:SourceIp": "our office"}"#, MAYBE, NO),
        (r#""IpAddress": {"aws:SourceIp": "203.0.113.0/33"}"#, MAYBE, NO),
        (r#""StringEquals": {"aws:SourceIp": "203.0.113.7"}"#, NO, NO),
        (r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#, YES, YES),
        (r#""StringEquals": {"aws:PrincipalOrgID": "o-acme012345"}"#, NO, NO),
        (r#""StringEqualsIfExists": {"aws:PrincipalOrgID": "o-acme012345"}"#, YES, YES),
        (r#""ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-acme012345"}"#, YES, YES),
        (r#""ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-acme012345/r-1/*"}"#, NO, NO),
        (r#""StringLike": {"aws:PrincipalOrgID": "o-*"}"#, YES, YES),
        (r#""StringEquals": {"aws:PrincipalAccount": "210987654321"}"#, NO, NO),
        (r#""StringLike": {"aws:PrincipalArn": "arn:aws:iam::210987654321:role/*"}"#, NO, NO),
        (r#""StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ours"}"#, YES, YES),
        (r#""StringEquals": {"aws:VpceAccount": "111122223333"}"#, NO, NO),
        (r#""Bool": {"aws:SecureTransport": "true"}"#, YES, YES),
        (r#""Bool": {"aws:SecureTransport": false}"#, NO, NO),
        (r#""Bool": {"aws:PrincipalIsAWSService": "true"}"#, NO, NO),
        (r#""StringEquals": {"aws:SourceAccount": "111122223333"}"#, NO, NO),
        (r#""ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}"#, NO, NO),
        (r#""StringEquals": {"aws:UserAgent": "secret"}"#, YES, YES),
        (r#""DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}"#, YES, YES),
        (r#""stringequals": {"aws:SourceVpce": "vpce-1"}"#, NO, NO),
        (r#""IpAddress": {"aws:SourceIp": "0.0.0.0/0"}, "StringEquals": {"aws:SourceVpce": "vpce-1"}"#, NO, NO),
    ] {
        assert_eq!(allowed(condition), (internet, private), "{condition}");
    }
}

#[test]
fn conditions_of_a_deny() {
    for (condition, internet, private) in [
        ("", NO, NO),
        (r#""StringNotEquals": {"aws:SourceVpce": "vpce-1"}"#, NO, NO),
        (r#""StringNotEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}"#, NO, NO),
        (r#""StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-1"}"#, NO, NO),
        (r#""StringNotLike": {"aws:SourceVpce": "vpce-*"}"#, NO, YES),
        (r#""StringEquals": {"aws:SourceVpce": "vpce-1"}"#, YES, YES),
        (r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#, NO, NO),
        (r#""NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}"#, YES, NO),
        (r#""NotIpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}"#, YES, NO),
        (r#""IpAddress": {"aws:SourceIp": "198.51.100.0/24"}"#, YES, YES),
        (r#""IpAddress": {"aws:SourceIp": "0.0.0.0/0"}"#, MAYBE, YES),
        (r#""IpAddress": {"aws:SourceIp": ["0.0.0.0/0", "::/0"]}"#, NO, YES),
        (r#""NotIpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}"#, NO, YES),
        (r#""StringNotEquals": {"aws:PrincipalOrgID": "o-acme012345"}"#, NO, NO),
        (r#""StringNotEquals": {"aws:PrincipalAccount": "111122223333"}"#, NO, NO),
        (r#""Bool": {"aws:SecureTransport": "false"}"#, YES, YES),
        (r#""Bool": {"aws:PrincipalIsAWSService": "false"}"#, YES, YES),
        (r#""Null": {"aws:SourceVpce": "true"}"#, NO, YES),
        (r#""StringNotEquals": {"aws:UserAgent": "secret"}"#, YES, YES),
        // Together they deny nobody who comes through an endpoint.
        (r#""StringNotEquals": {"aws:SourceVpce": "vpce-1"}, "Null": {"aws:SourceVpce": "true"}"#, NO, YES),
    ] {
        assert_eq!(denied(condition), (internet, private), "{condition}");
    }
}

#[test]
fn many_places_are_everywhere() {
    let ranges: Vec<String> = (0..256).map(|first| format!("\"{first}.0.0.0/8\"")).collect();
    let condition = |count: usize| format!(r#""IpAddress": {{"aws:SourceIp": [{}]}}"#, ranges[..count].join(", "));
    assert_eq!(allowed(&condition(256)).0, YES);
    let apart = r#""IpAddress": {"aws:SourceIp": ["11.0.0.0/8", "13.0.0.0/8", "15.0.0.0/8"]}"#;
    assert_eq!(allowed(apart).0, NO);
    assert_eq!(allowed(&condition(3)).0, YES, "neighbours are one place, and a wide one");
}

#[test]
fn who_is_meant() {
    for (principal, open) in [
        (r#""Principal": "*""#, YES),
        (r#""Principal": {"AWS": "*"}"#, YES),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:root"}"#, NO),
        (r#""Principal": {"AWS": ["111122223333", "arn:aws:iam::210987654321:role/r"]}"#, NO),
        (r#""Principal": {"Service": "events.amazonaws.com"}"#, NO),
        (r#""Principal": {"Federated": "accounts.google.com"}"#, YES),
        (r#""NotPrincipal": {"AWS": "111122223333"}"#, YES),
        (r#""Principal": {"AWS": "whoever"}"#, MAYBE),
        (r#""Principal": []"#, MAYBE),
        (r#""Sid": "nobody named""#, MAYBE),
    ] {
        let text =
            format!(r#"{{"Effect": "Allow", {principal}, "Action": "execute-api:*", "Resource": "execute-api:/*"}}"#);
        assert_eq!((access(false, &text).open, access(true, &text).open), (open, open), "{principal}");
    }
    let spared = r#"{"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}"#;
    assert_eq!(access(false, &format!("{}, {spared}", statement("Allow", ""))).open, NO);
}

#[test]
fn which_calls_are_meant() {
    for (elements, open) in [
        (r#""Action": "execute-api:Invoke", "Resource": "*""#, YES),
        (r#""Action": "EXECUTE-API:invoke", "Resource": "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/*""#, YES),
        (r#""Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:*:*:*/prod/GET/health""#, YES),
        (r#""Action": "execute-api:Invoke", "Resource": "execute-api:/prod/GET/health""#, YES),
        (r#""Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:eu-west-1:111122223333:z9/*""#, NO),
        (r#""Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/*""#, NO),
        (r#""Action": "execute-api:Invoke", "Resource": "arn:aws:s3:::a1b2c3/*""#, NO),
        (r#""Action": "execute-api:InvalidateCache", "Resource": "*""#, NO),
        (r#""NotAction": "execute-api:InvalidateCache", "Resource": "*""#, YES),
        (r#""Action": "s3:*", "Resource": "*""#, NO),
        (r#""Action": "execute-api:Invoke", "Resource": "execute-api:/${aws:username}/*""#, YES),
        (r#""Action": "execute-api:Invoke", "NotResource": "execute-api:/prod/*""#, YES),
        (r#""Action": "execute-api:Invoke", "NotResource": "execute-api:/*""#, NO),
    ] {
        let text = format!(r#"{{"Effect": "Allow", "Principal": "*", {elements}}}"#);
        assert_eq!(access(false, &text).open, open, "{elements}");
    }
}

#[test]
fn a_deny_takes_off_what_it_covers_and_no_more() {
    let allow = statement("Allow", "");
    for (resource, open) in [("execute-api:/prod/*", YES), ("execute-api:/*/*/*", NO), ("*", NO)] {
        let deny =
            format!(r#"{{"Effect": "Deny", "Principal": "*", "Action": "execute-api:*", "Resource": "{resource}"}}"#);
        assert_eq!(access(false, &format!("{allow}, {deny}")).open, open, "{resource}");
    }
    // The one method that is asked about is denied; the others do not matter.
    let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "execute-api:/*/POST/*"}"#;
    let policy = parse(&format!("{{\"Statement\": [{allow}, {deny}]}}")).expect("a policy");
    let method = |method: &str| {
        let resources = Glob::literal("a1b2c3/").then(&Glob::new("?*/")).then(&Glob::literal(method));
        gateway_access(&policy, &Entrance { resources, ..entrance(false) }, OWNER).open
    };
    assert_eq!((method("POST/pets"), method("GET/pets")), (NO, YES));
}

#[test]
fn endpoints_are_named() {
    let policy = format!(
        "{}, {}, {}",
        statement("Allow", r#""StringEquals": {"aws:SourceVpce": ["vpce-2", "vpce-1"]}"#),
        statement("Allow", r#""StringEqualsIfExists": {"AWS:SourceVpc": "vpc-1"}"#),
        statement("Deny", r#""StringNotEquals": {"aws:SourceVpce": "vpce-3"}"#),
    );
    let access = access(true, &policy);
    assert_eq!(access.endpoints.into_iter().collect::<Vec<_>>(), ["vpce-1", "vpce-2", "vpce-3"]);
    assert_eq!(access.vpcs.into_iter().collect::<Vec<_>>(), ["vpc-1"]);
    let others = format!(
        "{}, {}",
        statement("Allow", r#""StringNotEquals": {"aws:SourceVpce": "vpce-1"}"#),
        statement("Deny", r#""StringEquals": {"aws:SourceVpce": "vpce-2"}"#),
    );
    assert!(
        super::named(&parse(&format!("{{\"Statement\": [{others}]}}")).expect("a policy"), "aws:SourceVpce").is_empty()
    );
}

#[test]
fn a_domain_has_no_id_before_its_path() {
    let policy = |resource: &str| {
        let text = format!(
            r#"{{"Statement": {{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "{resource}"}}}}"#
        );
        let resources = Glob::literal("/domainnames/api.example.com+abc");
        gateway_access(&parse(&text).expect("a policy"), &Entrance { owner: "", resources, ..entrance(true) }, OWNER)
            .open
    };
    assert_eq!(policy("execute-api:/*"), YES);
    assert_eq!(policy("arn:aws:execute-api:eu-west-1:111122223333:/domainnames/api.example.com+abc"), YES);
    assert_eq!(policy("arn:aws:execute-api:eu-west-1:111122223333:/domainnames/other.example.com+abc"), NO);
}

#[test]
fn hostile_patterns_end() {
    let wild = "*a".repeat(40);
    let text = statement("Allow", &format!(r#""StringLike": {{"aws:SourceVpce": "{wild}"}}"#));
    assert_eq!(access(true, &text).open, YES);
}
