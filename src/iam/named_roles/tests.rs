use super::super::parse::parse;
use super::*;

const OWNER: Standpoint =
    Standpoint { account: "111122223333", organization: Some("o-aaaaaaaaaa"), trust: None, now: 0 };

fn named(statements: &str) -> NamedRoles {
    let policy = parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("parses");
    named_roles(&policy, Bucket { partition: "aws", name: "acme" }, OWNER)
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
        (r#"{"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#, Truth::No),
        (r#"{"StringNotLike": {"aws:PrincipalArn": "${aws:x}"}}"#, Truth::Maybe),
        (r#"{"StringNotLike": {"aws:PrincipalArn": "${aws:PrincipalArn}"}}"#, Truth::No),
        (r#"{"StringNotLike": {"aws:userId": ["AROAEXAMPLEEXAMPLE123:*", "111122223333"]}}"#, Truth::No),
        (r#"{"StringNotLike": {"aws:userId": ["AROAEXAMPLEEXAMPLE123:*", "AIDAEXAMPLEEXAMPLE123"]}}"#, Truth::No),
        (r#"{"StringNotLike": {"aws:userId": "AROA*"}}"#, Truth::No),
        (r#"{"StringNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}"#, Truth::Yes),
        (
            r#"{"StringNotEquals": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/r", "arn:aws:iam::111122223333:root"]}}"#,
            Truth::No,
        ),
        (r#"{"ForAnyValue:ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/reader"}}"#, Truth::No),
        (
            r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}"#,
            Truth::No,
        ),
        (
            r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}"#,
            Truth::Yes,
        ),
        (
            r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}, "StringNotEquals": {"aws:PrincipalTag/team": "x"}}"#,
            Truth::No,
        ),
        (
            r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}, "StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#,
            Truth::No,
        ),
        (
            r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}, "StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}"#,
            Truth::No,
        ),
        (
            r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}, "StringLike": {"aws:UserAgent": "*"}}"#,
            Truth::No,
        ),
        (r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::No),
        (r#"{"StringNotEquals": {"aws:PrincipalType": "AssumedRole"}}"#, Truth::No),
        (r#"{"ArnNotSame": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}}"#, Truth::Maybe),
    ] {
        assert_eq!(limited(condition), expected, "{condition}");
    }
    assert_eq!(named(&statement("Deny", "\"*\"", "")).limited, Truth::Yes, "nobody reads");
    let some = statement("Deny", "\"*\"", "").replace("acme/*", "acme/secret/*");
    assert_eq!(named(&some).limited, Truth::No);
    let writes = statement("Deny", "\"*\"", "").replace("Get", "Put");
    assert_eq!(named(&writes).limited, Truth::No);
}

#[test]
fn several_denials_limit_together() {
    let deny = |resource: &str, condition: &str| {
        statement("Deny", "\"*\"", &format!(", \"Condition\": {condition}")).replace("acme/*", resource)
    };
    let only = r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}}"#;
    let other = r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/other"}}"#;
    let limited = |statements: &[String]| named(&statements.join(", ")).limited;
    assert_eq!(limited(&[deny("acme/a*", only)]), Truth::No);
    let rest = deny("acme/a*", other).replace("Resource", "NotResource");
    assert_eq!(limited(&[deny("acme/a*", only), rest]), Truth::Yes);
    let https = deny("acme/*", &only.replace("}}", "}, \"Bool\": {\"aws:SecureTransport\": \"true\"}}"));
    let http = deny("acme/*", r#"{"Bool": {"aws:SecureTransport": "false"}}"#);
    assert_eq!(limited(std::slice::from_ref(&https)), Truth::No);
    assert_eq!(limited(&[https, http]), Truth::Yes);
    let spares = |listed: &str| statement("Deny", listed, "").replace("Principal", "NotPrincipal");
    let role = "arn:aws:iam::111122223333:role/r";
    assert_eq!(
        limited(&[spares(&format!(r#"{{"AWS": ["{role}", "111122223333"]}}"#))]),
        Truth::No,
        "root is spared too"
    );
    assert_eq!(limited(&[spares(&format!(r#"{{"AWS": "{role}"}}"#))]), Truth::Yes);
}

#[test]
fn conditions_of_an_allow_say_whom_it_lets_in() {
    let account = r#"{"AWS": "111122223333"}"#;
    for (principal, condition, expected) in [
        ("\"*\"", r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, vec!["*"]),
        ("\"*\"", r#"{"StringEquals": {"aws:PrincipalOrgID": "o-bbbbbbbbbb"}}"#, vec!["*"]),
        ("\"*\"", r#"{"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}"#, vec!["*"]),
        ("\"*\"", r#"{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#, vec!["*"]),
        ("\"*\"", r#"{"Bool": {"aws:PrincipalIsAWSService": "true"}}"#, vec![]),
        ("\"*\"", r#"{"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:t"}}"#, vec![]),
        ("\"*\"", r#"{"StringLike": {"aws:userid": "AROAEXAMPLEEXAMPLE123:*"}}"#, vec![]),
        ("\"*\"", r#"{"StringLike": {"aws:userid": ["AROAEXAMPLEEXAMPLE123:*", "AIDAEXAMPLEEXAMPLE123"]}}"#, vec!["*"]),
        ("\"*\"", r#"{"ArnLikeIfExists": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}}"#, vec!["*"]),
        ("\"*\"", r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}}"#, vec!["*"]),
        (account, r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}}"#, vec![]),
        (account, r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/r"}}"#, vec![]),
        (account, r#"{"StringEquals": {"aws:PrincipalTag/team": "x"}}"#, vec!["111122223333"]),
        (account, r#"{"StringEquals": {"aws:PrincipalType": "AssumedRole"}}"#, vec!["111122223333"]),
        (
            r#"{"AWS": "arn:aws:iam::111122223333:user/u"}"#,
            r#"{"Bool": {"aws:SecureTransport": "true"}}"#,
            vec!["arn:aws:iam::111122223333:user/u"],
        ),
        (
            r#"{"AWS": "arn:aws:iam::111122223333:user/u"}"#,
            r#"{"StringEquals": {"aws:PrincipalType": "AssumedRole"}}"#,
            vec![],
        ),
    ] {
        let found = named(&statement("Allow", principal, &format!(", \"Condition\": {condition}")));
        let told: Vec<&str> = found.others.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!((told, found.doubts.len()), (expected, 0), "{principal} {condition}");
    }
    let odd = named(&statement("Allow", "\"*\"", r#", "Condition": {"ArnSame": {"aws:PrincipalArn": "x"}}"#));
    assert_eq!((odd.others.len(), odd.doubts.len()), (0, 1));
}
