use super::super::parse::parse;
use super::*;

fn named(statements: &str) -> NamedRoles {
    let policy = parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("parses");
    named_roles(&policy, Bucket { partition: "aws", name: "acme" })
}

fn statement(effect: &str, principal: &str, more: &str) -> String {
    format!(
        r#"{{"Effect": "{effect}", "Principal": {principal}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*"{more}}}"#
    )
}

#[test]
fn who_is_no_role() {
    let role = r#"{"AWS": "arn:aws:iam::111122223333:role/reader"}"#;
    for (principal, others) in [
        (role, vec![]),
        (r#"{"AWS": "arn:aws:sts::111122223333:assumed-role/reader/me"}"#, vec![]),
        (r#"{"Service": "logging.s3.amazonaws.com"}"#, vec![]),
        (r#"{"AWS": "AROAEXAMPLEEXAMPLE123"}"#, vec![]),
        (r#"{"AWS": "111122223333"}"#, vec!["111122223333"]),
        (r#"{"AWS": "arn:aws:iam::111122223333:user/u"}"#, vec!["arn:aws:iam::111122223333:user/u"]),
        (r#""*""#, vec!["*"]),
    ] {
        let found = named(&statement("Allow", principal, ""));
        let told: Vec<&str> = found.others.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!((told, found.doubts.len(), found.limited), (others, 0, Truth::No), "{principal}");
    }
    let by_condition = r#", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/read*"}}"#;
    assert!(named(&statement("Allow", "\"*\"", by_condition)).others.is_empty());
    let anyone = by_condition.replace("read*", "*");
    assert_eq!(named(&statement("Allow", "\"*\"", &anyone)).others.len(), 1);
    let not = statement("Allow", role, "").replace("Principal", "NotPrincipal");
    assert_eq!(named(&not).others.len(), 1);
    let odd = statement("Allow", role, ", \"Foo\": 1");
    assert_eq!(named(&odd).doubts.len(), 1);
}

#[test]
fn a_deny_may_limit_reading_to_roles() {
    let limited =
        |condition: &str| named(&statement("Deny", "\"*\"", &format!(", \"Condition\": {condition}"))).limited;
    for (condition, expected) in [
        (r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/reader"}}"#, Truth::Yes),
        (r#"{"StringNotLike": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/read*"]}}"#, Truth::Yes),
        (r#"{"ArnNotLikeIfExists": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/reader"}}"#, Truth::Yes),
        (r#"{"StringNotLike": {"aws:userId": "AROAEXAMPLEEXAMPLE123:*"}}"#, Truth::Yes),
        (r#"{"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:*"}}"#, Truth::No),
        (r#"{"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/reader"}}"#, Truth::No),
        (r#"{"Bool": {"aws:SecureTransport": "false"}}"#, Truth::No),
        (r#"{"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#, Truth::Maybe),
        (r#"{"StringNotLike": {"aws:PrincipalArn": "${aws:x}"}}"#, Truth::Maybe),
    ] {
        assert_eq!(limited(condition), expected, "{condition}");
    }
    assert_eq!(named(&statement("Deny", "\"*\"", "")).limited, Truth::Yes, "nobody reads");
    let some = statement("Deny", "\"*\"", "").replace("acme/*", "acme/secret/*");
    assert_eq!(named(&some).limited, Truth::No);
    let writes = statement("Deny", "\"*\"", "").replace("Get", "Put");
    assert_eq!(named(&writes).limited, Truth::No);
}
