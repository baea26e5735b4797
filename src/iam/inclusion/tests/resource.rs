//! Policies with principals, and control policies.

use super::*;

const OBJECTS: &str = "arn:aws:s3:::b/*";

#[test]
fn principals_are_told_apart() {
    let (user, role) = ("arn:aws:iam::111122223333:user/u", "arn:aws:iam::111122223333:role/r");
    let cases: &[(&str, &str, &str)] = &[
        ("A s3:GetObject OBJ *", "A s3:GetObject OBJ *", "="),
        ("A s3:GetObject OBJ 111122223333", "A s3:GetObject OBJ arn:aws:iam::111122223333:root", "="),
        ("A s3:GetObject OBJ 111122223333", "A s3:GetObject OBJ *", "+"),
        ("A s3:GetObject OBJ 111122223333", "A s3:GetObject OBJ 111122223333,444455556666", "+"),
        ("A s3:GetObject OBJ USER", "A s3:GetObject OBJ 111122223333", "+"),
        ("A s3:GetObject OBJ USER", "A s3:GetObject OBJ ROLE", "+-"),
        ("A s3:GetObject OBJ ROLE", "A s3:GetObject OBJ * | ArnEquals aws:PrincipalArn=ROLE", "="),
        ("A s3:GetObject OBJ *", "A s3:GetObject OBJ * | StringEquals aws:PrincipalOrgID=o-a", "-"),
        ("A s3:GetObject OBJ *", "A s3:GetObject OBJ *;D s3:* OBJ USER", "-"),
        ("A s3:GetObject OBJ 111122223333", "A s3:GetObject OBJ 111122223333;D s3:* OBJ 444455556666", "="),
        ("A s3:GetObject OBJ cloudfront.amazonaws.com", "A s3:GetObject OBJ logging.s3.amazonaws.com", "+-"),
        ("A s3:GetObject OBJ cloudfront.amazonaws.com", "A s3:GetObject OBJ *", "+"),
        ("A s3:GetObject OBJ !111122223333", "A s3:GetObject OBJ *", "+"),
        (
            "A s3:GetObject OBJ *;D s3:* OBJ * | Null aws:PrincipalOrgID=true",
            "A s3:GetObject OBJ * | StringLike aws:PrincipalOrgID=*",
            "=",
        ),
    ];
    for (old, new, expected) in cases {
        let read = |short: &str| policy(&short.replace("OBJ", OBJECTS).replace("USER", user).replace("ROLE", role));
        let difference = diff(&read(old), &read(new), Kind::Resource);
        assert_eq!(sign(&difference), *expected, "{old}\n{new}\n{difference:?}");
    }
}

#[test]
fn a_witness_tells_who() {
    let (old, new) = (
        "A s3:GetObject arn:aws:s3:::b/* 111122223333",
        "A s3:GetObject arn:aws:s3:::b/* 111122223333,events.amazonaws.com",
    );
    let difference = diff(&policy(old), &policy(new), Kind::Resource);
    assert_eq!(difference.newly_allowed[0].witness.caller.text(), "events.amazonaws.com");
}

#[test]
fn control_policies_and_trust() {
    let (old, new) = ("A * *;D s3:DeleteBucket *", "A * *;D s3:DeleteBucket,s3:PutBucketPolicy *");
    let difference = diff(&policy(old), &policy(new), Kind::ServiceControl);
    assert_eq!(
        (sign(&difference).as_str(), difference.newly_denied[0].actions.as_slice()),
        ("-", &["s3:PutBucketPolicy".to_owned()][..])
    );
    let trust = |id: &str| {
        let principal = format!(r#"{{"AWS": "arn:aws:iam::{id}:root"}}"#);
        let text =
            format!(r#"{{"Statement": {{"Effect": "Allow", "Principal": {principal}, "Action": "sts:AssumeRole"}}}}"#);
        parse(&text).unwrap()
    };
    let difference = diff(&trust("111122223333"), &trust("444455556666"), Kind::Resource);
    assert_eq!(sign(&difference), "+-");
    assert_eq!(sign(&diff(&trust("111122223333"), &trust("111122223333"), Kind::Resource)), "=");
}
