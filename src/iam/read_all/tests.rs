use super::super::holder::tests::ANYBODY;
use super::super::parse::parse;
use super::*;

fn policy(statements: &str) -> Policy {
    parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("parses")
}

fn allow(action: &str, resource: &str, more: &str) -> String {
    format!(r#"{{"Effect": "Allow", "Action": {action}, "Resource": {resource}{more}}}"#)
}

fn deny(action: &str, resource: &str, more: &str) -> String {
    allow(action, resource, more).replace("Allow", "Deny")
}

fn objects(statements: &str) -> AllObjects {
    may_read_all_objects(&[&policy(statements)], None, &ANYBODY)
}

#[test]
fn reading_all_objects() {
    let all = r#"["s3:GetObject"]"#;
    for (statements, reads) in [
        (allow(r#""*""#, r#""*""#, ""), Truth::Yes),
        (allow(r#""s3:Get*""#, r#""*""#, ""), Truth::Yes),
        (allow(all, r#""arn:aws:s3:::*""#, ""), Truth::Yes),
        (allow(all, r#""arn:aws:s3:::*/*""#, ""), Truth::Yes),
        (allow(all, r#"["arn:aws:s3:::*", "arn:aws:s3:::acme/*"]"#, ""), Truth::Yes),
        (allow(all, r#""arn:aws:s3:::acme-*""#, ""), Truth::No),
        (allow(all, r#""arn:aws:s3:::acme/*""#, ""), Truth::No),
        (allow(r#""s3:List*""#, r#""*""#, ""), Truth::No),
        (allow(r#""s3:GetBucket*""#, r#""*""#, ""), Truth::No),
        (allow(all, r#""arn:aws-cn:s3:::*""#, ""), Truth::No),
        (allow(r#""s*:GetObject""#, r#""*""#, ""), Truth::Maybe),
        // What begins with some name.
        (allow(all, r#""arn:aws:s3:::${aws:username}*""#, ""), Truth::No),
        (allow(all, r#""arn:aws:s3:::acme-${aws:username}/*""#, ""), Truth::No),
        (allow(all, r#""*""#, "").replace("\"Action\"", "\"NotAction\""), Truth::No),
        (r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#.to_owned(), Truth::Yes),
        (r#"{"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::acme/*"}"#.to_owned(), Truth::No),
        (allow(all, r#""*""#, r#", "Foo": 1"#), Truth::Maybe),
        (String::new(), Truth::No),
    ] {
        let found = objects(&statements);
        assert_eq!(found.reads, reads, "{statements}");
        assert_eq!(found.doubts.is_empty(), reads != Truth::Maybe, "{statements}");
        assert_eq!(found.by, if reads == Truth::Yes { vec![0] } else { vec![] });
    }
}

#[test]
fn conditions_of_reading_all_objects() {
    let with = |condition: &str| {
        objects(&allow(r#""s3:GetObject""#, r#""*""#, &format!(", \"Condition\": {condition}"))).reads
    };
    for (condition, reads) in [
        (r#"{"Bool": {"aws:SecureTransport": "true"}}"#, Truth::Yes),
        (r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:ResourceAccount": "111122223333"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"s3:ResourceAccount": "444455556666"}}"#, Truth::No),
        (r#"{"StringEquals": {"s3:ExistingObjectTag/public": "yes"}}"#, Truth::No),
        // Objects without the tag are left out.
        (r#"{"StringLike": {"s3:ExistingObjectTag/public": "*"}}"#, Truth::No),
        (r#"{"StringNotEquals": {"s3:ExistingObjectTag/secret": "yes"}}"#, Truth::No),
        // He comes from there; from private addresses nobody comes.
        (r#"{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#, Truth::Yes),
        (r#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#, Truth::No),
        (r#"{"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}"#, Truth::Yes),
        (
            r#"{"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#,
            Truth::No,
        ),
        (r#"{"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:ResourceOrgID": "o-another000"}}"#, Truth::No),
        (r#"{"StringEquals": {"s3:ExistingObjectTag/owner": "${aws:username}"}}"#, Truth::No),
        (r#"{"Bool": {"odd:key": "true"}}"#, Truth::Maybe),
    ] {
        assert_eq!(with(condition), reads, "{condition}");
    }
}

#[test]
fn what_is_denied_is_taken_off() {
    let all = allow(r#""s3:*""#, r#""*""#, "");
    for (denied, reads) in [
        (deny(r#""s3:GetObject""#, r#""*""#, ""), Truth::No),
        (deny(r#""s3:*""#, r#"["arn:aws:s3:::*"]"#, ""), Truth::No),
        (deny(r#""s3:*""#, r#""arn:aws:s3:::acme-model-*""#, ""), Truth::Yes),
        (deny(r#""s3:Put*""#, r#""*""#, ""), Truth::Yes),
        (deny(r#""s3:*""#, r#""*""#, r#", "Condition": {"Bool": {"aws:SecureTransport": "false"}}"#), Truth::Yes),
        (
            deny(r#""*""#, r#""*""#, r#", "Condition": {"StringNotEquals": {"aws:ResourceAccount": "111122223333"}}"#),
            Truth::Yes,
        ),
        (
            // He comes from there.
            deny(r#""*""#, r#""*""#, r#", "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#),
            Truth::Yes,
        ),
        (deny(r#""*""#, r#""*""#, r#", "Condition": {"Bool": {"odd:key": "true"}}"#), Truth::Maybe),
        (
            deny(
                r#""*""#,
                r#""arn:aws:s3:::a/*""#,
                r#", "Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#,
            ),
            Truth::Yes,
        ),
        (r#"{"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::acme/*"}"#.to_owned(), Truth::No),
        (r#"{"Effect": "Deny", "NotAction": "s3:List*", "Resource": "*"}"#.to_owned(), Truth::No),
    ] {
        assert_eq!(objects(&format!("{all}, {denied}")).reads, reads, "{denied}");
    }
}

#[test]
fn several_policies_and_a_boundary_count_together() {
    let all = policy(&allow(r#""s3:*""#, r#""*""#, ""));
    let some = policy(&allow(r#""s3:*""#, r#""arn:aws:s3:::acme/*""#, ""));
    let without = policy(&deny(r#""s3:GetObject""#, r#""*""#, ""));
    let ask = |policies: &[&Policy], boundary| may_read_all_objects(policies, boundary, &ANYBODY);
    assert_eq!(ask(&[&some, &all], None).by, [1]);
    assert_eq!(ask(&[&all, &without], None).reads, Truth::No);
    assert_eq!(ask(&[&all], Some(&some)).reads, Truth::No);
    assert_eq!(ask(&[&all], Some(&all)).reads, Truth::Yes);
    assert_eq!(ask(&[&some], Some(&all)).reads, Truth::No);
    assert_eq!(ask(&[], None).reads, Truth::No);
    let vague = policy(&allow(r#""s3:*""#, r#""*""#, r#", "Condition": {"Bool": {"odd:key": "true"}}"#));
    assert_eq!(ask(&[&all], Some(&vague)).doubts.len(), 1);
    let from = |network: &str| {
        policy(&allow(
            r#""s3:*""#,
            r#""*""#,
            &format!(r#", "Condition": {{"IpAddress": {{"aws:SourceIp": "{network}"}}}}"#),
        ))
    };
    let (one, other) = (from("203.0.113.0/24"), from("198.51.100.0/24"));
    assert_eq!(ask(&[&one], Some(&one)).reads, Truth::Yes);
    assert_eq!(ask(&[&one], Some(&other)).reads, Truth::No, "nobody comes from two networks at once");
    let but = |tag: &str| {
        let tag = format!(r#", "Condition": {{"{tag}": {{"s3:ExistingObjectTag/a": "b"}}}}"#);
        policy(&allow(r#""s3:*""#, r#""*""#, &tag))
    };
    let (with, without) = (but("StringEquals"), but("StringNotEquals"));
    assert_eq!(ask(&[&with], None).reads, Truth::No);
    assert_eq!(ask(&[&with, &without], None).reads, Truth::Yes, "together they leave nothing out");
    assert_eq!(ask(&[&with, &without], None).by, [0, 1]);
}

#[test]
fn decrypting_with_all_keys() {
    let of = |statements: &str| {
        let found = decrypt_grants(&policy(statements), &ANYBODY);
        match (found.certain.is_empty(), found.doubts.is_empty()) {
            (false, _) => Truth::Yes,
            (true, true) => Truth::No,
            (true, false) => Truth::Maybe,
        }
    };
    let action = r#"["kms:Decrypt", "kms:DescribeKey"]"#;
    let with =
        |condition: &str| allow(action, r#""*""#, &format!(", \"Condition\": {{\"StringEquals\": {{{condition}}}}}"));
    for (statements, expected) in [
        (allow(action, r#""*""#, ""), Truth::Yes),
        (allow(r#""kms:*""#, r#""arn:aws:kms:*:111122223333:key/*""#, ""), Truth::Yes),
        (allow(r#""kms:ReEncrypt*""#, r#""arn:aws:kms:us-east-1:111122223333:key/*""#, ""), Truth::Yes),
        (allow(r#""kms:Encrypt""#, r#""*""#, ""), Truth::No),
        (allow(action, r#""arn:aws:kms:us-east-1:111122223333:key/1234""#, ""), Truth::No),
        (allow(action, r#""arn:aws:kms:*:444455556666:key/*""#, ""), Truth::No),
        (allow(action, r#""arn:aws:kms:*:111122223333:alias/*""#, ""), Truth::No),
        (with(r#""kms:ViaService": "s3.us-east-1.amazonaws.com""#), Truth::Yes),
        (with(r#""kms:ViaService": "s3.us-east-1.amazonaws.com", "kms:CallerAccount": "111122223333""#), Truth::No),
        (with(r#""kms:EncryptionContext:app": "shop""#), Truth::No),
        (with(r#""aws:ResourceTag/team": "shop""#), Truth::No),
        // Whoever runs the account gives the tag: a holder who has it may.
        (with(r#""aws:PrincipalTag/team": "shop""#), Truth::Yes),
        (with(r#""kms:ViaService": "s3.us-east-1.amazonaws.com", "kms:CallerAccount": "444455556666""#), Truth::No),
        (with(r#""kms:CallerAccount": "111122223333""#), Truth::Yes),
        (
            with(r#""kms:CallerAccount": "111122223333""#).replace(
                "{\"StringEquals\"",
                r#"{"StringLike": {"kms:ViaService": "*.amazonaws.com"}, "StringEquals""#,
            ),
            Truth::Yes,
        ),
        (
            with(r#""kms:CallerAccount": "111122223333""#).replace(
                "{\"StringEquals\"",
                r#"{"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}, "StringEquals""#,
            ),
            Truth::No,
        ),
        (with(r#""kms:RequestAlias": "alias/shop""#), Truth::No),
        (with(r#""aws:PrincipalArn": "arn:aws:iam::111122223333:role/shop""#), Truth::Yes),
        (with(r#""aws:PrincipalArn": "arn:aws:iam::444455556666:role/shop""#), Truth::No),
        (format!("{}, {}", allow(action, r#""*""#, ""), deny(action, r#""*""#, "")), Truth::No),
        (
            format!(
                "{}, {}",
                allow(action, r#""*""#, ""),
                deny(action, r#""arn:aws:kms:us-east-1:111122223333:key/*""#, "")
            ),
            Truth::Yes,
        ),
        (
            format!(
                "{}, {}",
                allow(action, r#""arn:aws:kms:us-east-1:111122223333:key/*""#, ""),
                deny(action, r#""arn:aws:kms:us-east-1:111122223333:key/*""#, "")
            ),
            Truth::No,
        ),
    ] {
        assert_eq!(of(&statements), expected, "{statements}");
    }
    let two = format!("{}, {}", allow(r#""s3:*""#, r#""*""#, ""), allow(r#""kms:*""#, r#""*""#, ""));
    assert_eq!(decrypt_grants(&policy(&two), &ANYBODY).certain, [1]);
}

#[test]
fn hostile_policies_stay_within_the_budget() {
    let texts: Vec<String> = (0..40).map(|n| format!("\"arn:aws:s3:::{}b{n}*\"", "*a".repeat(30))).collect();
    let statements: Vec<String> = (0..20).map(|_| allow(r#""s3:*""#, &format!("[{}]", texts.join(", ")), "")).collect();
    let started = std::time::Instant::now();
    assert_ne!(objects(&statements.join(", ")).reads, Truth::Yes);
    assert!(started.elapsed().as_secs() < 5);
}
