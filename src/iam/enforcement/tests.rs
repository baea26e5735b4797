use super::super::parse::parse;
use super::super::strangers::{Standpoint, question};
use super::super::truth::Truth;
use super::*;

const OWNER: Standpoint =
    Standpoint { account: "111122223333", organization: None, trust: None, now: 1_780_000_000_000 };

fn ask(statements: &[String], demand: Demand) -> Enforcement {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{}]}}", statements.join(", "));
    let question = question("AWS::S3::Bucket", "arn:aws:s3:::acme".to_owned(), OWNER).expect("a kind");
    enforces(&parse(&text).expect("a policy"), &question, demand, false)
}

fn truth(enforcement: &Enforcement) -> Truth {
    match enforcement {
        Enforcement::Yes { .. } => Truth::Yes,
        Enforcement::No { .. } => Truth::No,
        Enforcement::Maybe { .. } => Truth::Maybe,
    }
}

fn deny(condition: &str) -> String {
    let condition = if condition.is_empty() { String::new() } else { format!(", \"Condition\": {condition}") };
    format!(
        r#"{{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"]{condition}}}"#
    )
}

#[test]
fn which_conditions_close_plain_http() {
    for (condition, expected) in [
        (r#"{"Bool": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
        (r#"{"BoolIfExists": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
        (r#"{"StringNotEquals": {"aws:SecureTransport": "true"}}"#, Truth::Yes),
        (r#"{"Bool": {"aws:SecureTransport": ["true", "false"]}}"#, Truth::Yes),
        (r#"{"ForAnyValue:Bool": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
        (r#"{"ForAllValues:Bool": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
        (r#"{"Null": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
        (r#"{"Null": {"aws:SecureTransport": "true"}}"#, Truth::No),
        (r#"{"Bool": {"aws:SecureTransport": "true"}}"#, Truth::No),
        (r#"{"NumericLessThan": {"s3:TlsVersion": "1.2"}}"#, Truth::Maybe),
        (r#"{"NumericLessThanIfExists": {"s3:TlsVersion": "1.2"}}"#, Truth::Yes),
        (r#"{"Null": {"s3:TlsVersion": "true"}}"#, Truth::Maybe),
        (
            r#"{"Bool": {"aws:SecureTransport": "false"}, "StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#,
            Truth::Maybe,
        ),
        (r#"{"Bool": {"aws:SecureTransport": "false"}, "StringLike": {"aws:UserAgent": "*"}}"#, Truth::No),
        (
            r#"{"Bool": {"aws:SecureTransport": "false"}, "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}}"#,
            Truth::No,
        ),
        (r#"{"Bool": {"aws:SecureTransport": "false"}, "Null": {"aws:PrincipalArn": "false"}}"#, Truth::Yes),
        (r#"{"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}"#, Truth::No),
        (r#"{"Like": {"aws:SecureTransport": "false"}}"#, Truth::Maybe),
        ("", Truth::Yes),
    ] {
        assert_eq!(truth(&ask(&[deny(condition)], Demand::Tls)), expected, "{condition}");
    }
}

#[test]
fn a_hole_is_shown() {
    let tls = deny(r#"{"Bool": {"aws:SecureTransport": "false"}}"#);
    let objects = tls.replace(r#"["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"]"#, r#""arn:aws:s3:::acme/*""#);
    let Enforcement::No { witness, statement, .. } = ask(&[objects], Demand::Tls) else { panic!("a hole") };
    assert_eq!((witness.resource.as_str(), statement), ("arn:aws:s3:::acme", None));
    assert_eq!(witness.context.one("aws:securetransport"), Some("false"));
    let open = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*"}"#;
    let own = tls.replace("\"Principal\": \"*\"", "\"Principal\": {\"AWS\": \"111122223333\"}");
    let Enforcement::No { witness, statement, .. } = ask(&[open.to_owned(), own.clone()], Demand::Tls) else {
        panic!("a hole for others")
    };
    assert_eq!((witness.action.as_str(), statement), ("s3:GetObject", Some(0)));
    assert_eq!(ask(&[own], Demand::Tls), Enforcement::Yes { by: vec![0] }, "nobody else is let in");
    assert_eq!(ask(&[open.to_owned(), tls.clone(), tls], Demand::Tls), Enforcement::Yes { by: vec![2] });
}

#[test]
fn encryption_with_kms() {
    let header = "s3:x-amz-server-side-encryption";
    let not = |operator: &str| deny(&format!(r#"{{"{operator}": {{"{header}": "aws:kms"}}}}"#));
    let customer = deny(r#"{"Null": {"s3:x-amz-server-side-encryption-customer-algorithm": "false"}}"#);
    for (statements, by_default, expected) in [
        (vec![not("StringNotEquals")], false, Truth::Yes),
        (vec![not("StringNotEqualsIfExists")], false, Truth::Yes),
        (vec![not("StringNotLike")], true, Truth::Yes),
        (vec![deny(&format!(r#"{{"StringEquals": {{"{header}": "AES256"}}}}"#))], true, Truth::No),
        (vec![deny(&format!(r#"{{"StringEquals": {{"{header}": "AES256"}}}}"#)), customer.clone()], true, Truth::Yes),
        (vec![deny(&format!(r#"{{"StringEquals": {{"{header}": "AES256"}}}}"#)), customer.clone()], false, Truth::No),
        (vec![deny(&format!(r#"{{"Null": {{"{header}": "true"}}}}"#))], false, Truth::No),
        (vec![], true, Truth::No),
    ] {
        assert_eq!(truth(&ask(&statements, Demand::SseKms { by_default })), expected, "{statements:?}");
    }
}

#[test]
fn new_versions_of_tls() {
    let http = deny(r#"{"Bool": {"aws:SecureTransport": "false"}}"#);
    for (conditions, expected) in [
        (&[r#"{"NumericLessThan": {"s3:TlsVersion": "1.2"}}"#][..], Truth::Maybe),
        (&[r#"{"NumericLessThanIfExists": {"s3:TlsVersion": "1.2"}}"#], Truth::Yes),
        (&[r#"{"NumericLessThan": {"s3:TlsVersion": 1.1}}"#], Truth::No),
        (&[r#"{"NumericLessThan": {"s3:TlsVersion": "1.3"}}"#, r#"{"Null": {"s3:TlsVersion": "true"}}"#], Truth::Yes),
        (&[r#"{"NumericNotEquals": {"s3:TlsVersion": "1.2"}}"#], Truth::Yes),
        (&[r#"{"Bool": {"aws:SecureTransport": "true"}}"#], Truth::No),
        (&[], Truth::No),
    ] {
        let statements: Vec<String> = conditions.iter().map(|condition| deny(condition)).collect();
        assert_eq!(truth(&ask(&statements, Demand::Tls12)), expected, "{conditions:?}");
        let with: Vec<String> = statements.into_iter().chain([http.clone()]).collect();
        let expected = if expected == Truth::Maybe { Truth::Yes } else { expected };
        let expected = if conditions.concat().contains("SecureTransport") { Truth::Yes } else { expected };
        assert_eq!(truth(&ask(&with, Demand::Tls12)), expected, "{conditions:?} and no http");
    }
}

#[test]
fn organization_endpoint_and_second_factor() {
    let id = "o-aaaaaaaaaa";
    let endpoints = BTreeSet::from(["vpce-0123456789abcdef0".to_owned()]);
    let vpcs = BTreeSet::from(["vpc-0123456789abcdef0".to_owned()]);
    let through = Demand::Endpoint { endpoints: &endpoints, vpcs: &vpcs };
    let open = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*"}"#;
    for (condition, demand, expected) in [
        (r#"{"StringNotEquals": {"aws:SourceVpc": "vpc-0123456789abcdef0"}}"#, through, Truth::Yes),
        (
            r#"{"StringNotEquals": {"aws:SourceVpc": "vpc-0123456789abcdef0", "aws:SourceVpce": "vpce-0123456789abcdef0"}}"#,
            through,
            Truth::Yes,
        ),
        (
            r#"{"StringNotEquals": {"aws:SourceVpc": ["vpc-0123456789abcdef0", "vpc-0123456789abcdef1"]}}"#,
            through,
            Truth::No,
        ),
        (r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Demand::Organization(id), Truth::Yes),
        (
            r#"{"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#,
            Demand::Organization(id),
            Truth::Yes,
        ),
        (r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-bbbbbbbbbb"}}"#, Demand::Organization(id), Truth::No),
        (
            r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}, "Null": {"aws:PrincipalOrgID": "false"}}"#,
            Demand::Organization(id),
            Truth::No,
        ),
        (r#"{"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}"#, through, Truth::Yes),
        (r#"{"StringNotLike": {"aws:SourceVpce": "vpce-*"}}"#, through, Truth::No),
        (
            r#"{"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}, "NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}}"#,
            through,
            Truth::No,
        ),
        (r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#, Demand::Mfa, Truth::Yes),
        (r#"{"Bool": {"aws:MultiFactorAuthPresent": "false"}}"#, Demand::Mfa, Truth::No),
        // Without a second factor there is no age of it.
        (r#"{"Null": {"aws:MultiFactorAuthAge": "true"}}"#, Demand::Mfa, Truth::Yes),
        (r#"{"NumericGreaterThanIfExists": {"aws:MultiFactorAuthAge": "3600"}}"#, Demand::Mfa, Truth::Yes),
    ] {
        let answer = ask(&[open.to_owned(), deny(condition)], demand);
        assert_eq!(truth(&answer), expected, "{condition}: {answer:?}");
    }
}

/// What a document enforces, by the words of the command line.
fn said(kind: &str, document: &str) -> Vec<(String, String)> {
    let trust = r#"{"endpoints": ["vpce-0123456789abcdef0"]}"#;
    let line = format!(
        r#"{{"type": "{kind}", "account": "111122223333", "org": "o-aaaaaaaaaa", "trust": {trust}, "policy": {document}}}"#
    );
    let answer = case::answer_line(&line, OWNER.now);
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let all = answer["properties"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
    all.iter().map(|one| (text(&one["property"]), text(&one["enforced"]))).collect()
}

#[test]
fn each_kind_has_its_properties() {
    let words = |answers: &[(&str, &str)]| -> Vec<(String, String)> {
        answers.iter().map(|(name, word)| ((*name).to_owned(), (*word).to_owned())).collect()
    };
    let bucket = [("tls", "false"), ("tls12", "false"), ("kms", "false")];
    // The owner's own account is of the organisation, and nobody else is let in.
    let others = [("organization", "true"), ("endpoint", "false"), ("mfa", "false")];
    assert_eq!(said("AWS::S3::BucketPolicy", r#"{"Statement": []}"#), words(&[&bucket[..], &others].concat()));
    assert_eq!(said("AWS::SQS::Queue", r#"{"Statement": []}"#), words(&[&bucket[..1], &others].concat()));
    // Nobody uses a key or takes a role whom its policy does not let in, not even the owner.
    let closed = ["tls", "organization", "endpoint", "mfa"].map(|name| (name, "true"));
    for kind in ["AWS::KMS::Key", "AWS::IAM::Role"] {
        assert_eq!(said(kind, r#"{"Statement": []}"#), words(&closed), "{kind}");
    }
    let role = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": "111122223333"}, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}"#;
    let open = words(&[("tls", "false"), ("organization", "true"), ("endpoint", "false"), ("mfa", "true")]);
    assert_eq!(said("AWS::IAM::Role", role), open);
    let named = role.replace("111122223333", "arn:aws:iam::111122223333:role/admin");
    assert_eq!(said("AWS::IAM::Role", &named), open);
    let key = r#"{"Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": "111122223333"}}}"#;
    assert_eq!(said("AWS::KMS::Key", key)[3], words(&others)[2]);
    // The owner's people come through the endpoint that he trusts.
    let through = r#"{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::a", "arn:aws:s3:::a/*"],
        "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}}}"#;
    let told = said("AWS::S3::BucketPolicy", through);
    assert_eq!([&told[0], &told[4]], [&words(&bucket)[0], &("endpoint".to_owned(), "true".to_owned())]);
    // API Gateway takes no plain http.
    let api =
        r#"{"Statement": {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*", "Principal": "*"}}"#;
    assert_eq!(said("AWS::ApiGateway::RestApi", api)[0], words(&[("tls", "true")])[0]);
}

#[test]
fn of_several_resources_each_must_be_guarded() {
    let deny = |bucket: &str| {
        format!(
            r#"{{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::{bucket}", "arn:aws:s3:::{bucket}/*"],
            "Condition": {{"Bool": {{"aws:SecureTransport": "false"}}}}}}"#
        )
    };
    let one = format!(r#"{{"Statement": [{}]}}"#, deny("one"));
    assert_eq!(said("AWS::S3::Bucket", &one)[0].1, "true");
    let two = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::two/*"}"#;
    assert_eq!(said("AWS::S3::Bucket", &format!(r#"{{"Statement": [{}, {two}]}}"#, deny("one")))[0].1, "false");
    assert_eq!(
        said("AWS::S3::Bucket", &format!(r#"{{"Statement": [{}, {two}, {}]}}"#, deny("one"), deny("two")))[0].1,
        "true"
    );
}
