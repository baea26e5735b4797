use super::super::parse::parse;
use super::*;

const OWNER: Standpoint =
    Standpoint { account: "111122223333", organization: Some("o-aaaaaaaaaa"), trust: None, now: 0 };

fn asked(statements: &str) -> Override {
    let policy = parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("parses");
    encryption_override(&policy, Bucket { partition: "aws", name: "acme" }, OWNER)
}

fn deny(condition: &str) -> String {
    format!(
        r#"{{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::acme/*", "Condition": {{{condition}}}}}"#
    )
}

#[test]
fn uploads_that_ask_for_keys_of_s3() {
    const SSE: &str = "s3:x-amz-server-side-encryption";
    for (condition, denied) in [
        (format!(r#""StringNotEquals": {{"{SSE}": "aws:kms"}}"#), Truth::Yes),
        (format!(r#""StringNotEquals": {{"{SSE}": ["aws:kms", "aws:kms:dsse"]}}"#), Truth::Yes),
        (format!(r#""StringNotLike": {{"{SSE}": "aws:kms*"}}"#), Truth::Yes),
        (format!(r#""StringNotEquals": {{"{SSE}": "aws:kms"}}, "Null": {{"{SSE}": "false"}}"#), Truth::Yes),
        (format!(r#""StringEquals": {{"{SSE}": "AES256"}}"#), Truth::Yes),
        (format!(r#""StringNotEqualsIfExists": {{"{SSE}": "aws:kms"}}"#), Truth::Yes),
        (format!(r#""StringNotEquals": {{"{SSE}-aws-kms-key-id": "arn:aws:kms:x"}}"#), Truth::Yes),
        (format!(r#""StringNotEqualsIfExists": {{"{SSE}-aws-kms-key-id": "arn:aws:kms:x"}}"#), Truth::Yes),
        (format!(r#""Null": {{"{SSE}-aws-kms-key-id": "true"}}"#), Truth::Yes),
        (format!(r#""Null": {{"{SSE}": "true"}}"#), Truth::No),
        (format!(r#""StringNotEquals": {{"{SSE}": "AES256"}}"#), Truth::No),
        (format!(r#""StringEquals": {{"{SSE}-aws-kms-key-id": "x"}}"#), Truth::No),
        (format!(r#""StringNotEquals": {{"{SSE}": "${{aws:PrincipalTag/algorithm}}"}}"#), Truth::Maybe),
        (r#""Bool": {"aws:SecureTransport": "false"}"#.to_owned(), Truth::No),
        (format!(r#""StringNotEquals": {{"{SSE}": "${{aws:x}}"}}"#), Truth::Maybe),
        (format!(r#""ForAnyValue:StringNotEquals": {{"{SSE}": "aws:kms"}}"#), Truth::Yes),
        (format!(r#""ForAllValues:StringEquals": {{"{SSE}": "aws:kms"}}"#), Truth::No),
        (format!(r#""StringNotEquals": {{"{SSE}": "aws:kms", "aws:PrincipalTag/x": "y"}}"#), Truth::No),
        (
            format!(r#""StringNotEquals": {{"{SSE}": "aws:kms"}}, "StringEquals": {{"aws:PrincipalTag/x": "y"}}"#),
            Truth::No,
        ),
        (
            format!(
                r#""StringNotEquals": {{"{SSE}": "aws:kms"}}, "ArnNotLike": {{"aws:PrincipalArn": "arn:aws:iam::*:role/up"}}"#
            ),
            Truth::No,
        ),
        (
            format!(r#""StringNotEquals": {{"{SSE}": "aws:kms"}}, "Bool": {{"aws:PrincipalIsAWSService": "false"}}"#),
            Truth::No,
        ),
        (
            format!(
                r#""StringNotEquals": {{"{SSE}": "aws:kms"}}, "BoolIfExists": {{"aws:PrincipalIsAWSService": "false"}}"#
            ),
            Truth::Yes,
        ),
        (
            format!(r#""StringNotEquals": {{"{SSE}": "aws:kms"}}, "Bool": {{"aws:SecureTransport": "true"}}"#),
            Truth::Yes,
        ),
        (
            format!(r#""StringNotEquals": {{"{SSE}": "aws:kms"}}, "IpAddress": {{"aws:SourceIp": "0.0.0.0/0"}}"#),
            Truth::No,
        ),
        (
            format!(
                r#""StringNotEquals": {{"{SSE}": "aws:kms"}}, "StringNotEquals": {{"aws:SourceVpce": "vpce-0123456789abcdef0"}}"#
            ),
            Truth::Maybe,
        ),
        (
            format!(r#""StringNotEquals": {{"{SSE}": "aws:kms", "aws:SourceVpce": "vpce-0123456789abcdef0"}}"#),
            Truth::No,
        ),
        (r#""StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}"#.to_owned(), Truth::No),
        (r#""StringNotEquals": {"s3:x-amz-acl": "private"}"#.to_owned(), Truth::No),
        (format!(r#""StringNotSame": {{"{SSE}": "aws:kms"}}"#), Truth::Maybe),
        (r#""StringNotEquals": {"s3:x-amz-something": "x"}"#.to_owned(), Truth::Maybe),
    ] {
        let found = asked(&deny(&condition));
        assert_eq!(found.denied, denied, "{condition}");
        assert_eq!(found.doubts.is_empty(), denied != Truth::Maybe, "{condition}");
    }
}

#[test]
fn every_object_and_everybody_must_be_meant() {
    let condition = r#""StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}"#;
    let all = deny(condition);
    assert_eq!(asked(&all).by, [0]);
    for narrow in [
        all.replace("acme/*", "acme/secret/*"),
        all.replace("\"Principal\": \"*\"", "\"Principal\": {\"AWS\": \"111122223333\"}"),
        all.replace("PutObject", "GetObject"),
        all.replace("Deny", "Allow"),
        String::new(),
    ] {
        assert_eq!(asked(&narrow).denied, Truth::No, "{narrow}");
    }
    let halves = format!(
        "{}, {}",
        all.replace("acme/*", "acme/a*"),
        r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "NotResource": "arn:aws:s3:::acme/a*"}"#
    );
    assert_eq!(asked(&halves).by, [0, 1]);
    let odd = all.replace("\"Effect\"", "\"Foo\": 1, \"Effect\"");
    assert_eq!(asked(&odd).denied, Truth::Maybe);
}
