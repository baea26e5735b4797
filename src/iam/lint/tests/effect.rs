//! Statements without effect.

use super::super::DocumentKind::{self, Identity, Resource, ServiceControl, Trust};
use super::super::{Remark, Severity, lint};

fn remarks(kind: DocumentKind, statements: &[String]) -> Vec<Remark> {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [\n{}]}}", statements.join(",\n"));
    lint(&text, kind, &|_| None)
}

/// The statements that are told to have no effect, and why.
fn told(kind: DocumentKind, statements: &[String]) -> Vec<(usize, &'static str)> {
    let mine = ["vacuous-statement", "denied-statement", "covered-statement", "dead-trust"];
    let all = remarks(kind, statements).into_iter().filter(|remark| mine.contains(&remark.code));
    all.map(|remark| (remark.statement.expect("a statement"), remark.code)).collect()
}

fn identity(effect: &str, action: &str, resource: &str, condition: &str) -> String {
    format!(r#"{{"Effect": "{effect}", "Action": "{action}", "Resource": "{resource}", "Condition": {condition}}}"#)
}

fn trust(principal: &str, action: &str, condition: &str) -> String {
    format!(r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "sts:{action}", "Condition": {condition}}}"#)
}

#[test]
fn statements_without_effect_are_told() {
    let allow = |action: &str, resource: &str| identity("Allow", action, resource, "{}");
    let deny = |action: &str| identity("Deny", action, "*", "{}");
    let never = r#"{"StringEquals": {"aws:PrincipalTag/team": "red"}, "Null": {"aws:PrincipalTag/team": "true"}}"#;
    for (statements, expected) in [
        (vec![allow("s3:GetObject", "*")], &[][..]),
        (vec![identity("Allow", "s3:GetObject", "*", never)], &[(0, "vacuous-statement")]),
        (vec![identity("Deny", "s3:GetObject", "*", never)], &[(0, "vacuous-statement")]),
        (vec![allow("s3:GetObject", "*"), deny("s3:*")], &[(0, "denied-statement")]),
        (vec![allow("s3:Get*", "*"), allow("s3:GetObject", "arn:aws:s3:::b/*")], &[(1, "covered-statement")]),
        // It may deny what another policy allows.
        (vec![allow("s3:GetObject", "*"), deny("ec2:*")], &[]),
        // What nobody documents may mean anything.
        (vec![identity("Allow", "s3:GetObject", "*", r#"{"StringNearly": {"aws:x": "1"}}"#)], &[]),
        // Told already.
        (vec![allow("s3:Get*", "*"), allow("s3:Get*", "*")], &[]),
    ] {
        assert_eq!(told(Identity, &statements), expected, "{statements:?}");
    }
    assert_eq!(told(ServiceControl, &[deny("s3:*"), deny("s3:Get*")]), [(1, "covered-statement")]);
    let found = remarks(Identity, &[allow("s3:GetObject", "*"), deny("s3:*")]);
    assert_eq!((found[0].line, found[0].severity), (2, Severity::Warning));
}

#[test]
fn trust_that_nobody_meets_is_dead() {
    let account = r#"{"AWS": "111122223333"}"#;
    let github = r#"{"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}"#;
    let saml = r#"{"Federated": "arn:aws:iam::111122223333:saml-provider/idp"}"#;
    let subject =
        |value: &str| format!(r#"{{"StringLike": {{"token.actions.githubusercontent.com:sub": "{value}"}}}}"#);
    let none = "{}".to_owned();
    let is = |condition: &str| condition.to_owned();
    for (principal, action, condition, dead) in [
        (account, "AssumeRole", none.clone(), false),
        (account, "AssumeRoleWithWebIdentity", none.clone(), true),
        // Whose role it is nobody said.
        (account, "AssumeRole", is(r#"{"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}"#), false),
        (account, "AssumeRole", is(r#"{"StringEquals": {"aws:ResourceAccount": "444455556666"}}"#), false),
        (github, "AssumeRole", none.clone(), true),
        (github, "AssumeRoleWithWebIdentity", subject("repo:acme/app:*"), false),
        (github, "AssumeRoleWithWebIdentity", subject("acme/app:*"), true),
        (
            saml,
            "AssumeRoleWithSAML",
            is(r#"{"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}"#),
            false,
        ),
        (saml, "AssumeRoleWithWebIdentity", none.clone(), true),
        (account, "AssumeRole", is(r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#), false),
        (account, "AssumeRole", is(r#"{"StringEquals": {"sts:ExternalId": "x-1"}}"#), false),
        (account, "AssumeRole", is(r#"{"StringEquals": {"aws:PrincipalAccount": "444455556666"}}"#), true),
        (
            account,
            "AssumeRole",
            is(r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/ops-*"}}"#),
            false,
        ),
        (account, "AssumeRole", is(r#"{"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}"#), false),
        (account, "AssumeRole", is(r#"{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#), false),
        (r#"{"AWS": "*"}"#, "AssumeRole", is(r#"{"StringEquals": {"aws:PrincipalAccount": "444455556666"}}"#), false),
        (
            r#"{"AWS": "arn:aws-cn:iam::111122223333:root"}"#,
            "AssumeRole",
            is(r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws-cn:iam::111122223333:role/a"}}"#),
            false,
        ),
        (r#"{"Service": "ec2.amazonaws.com"}"#, "AssumeRole", none.clone(), false),
        (r#"{"Service": "ec2.amazonaws.com"}"#, "AssumeRoleWithSAML", none.clone(), false),
        (account, "TagSession", none, false),
    ] {
        let found = told(Trust, &[trust(principal, action, &condition)]);
        let expected: &[(usize, &str)] = if dead { &[(0, "dead-trust")] } else { &[] };
        assert_eq!(found, expected, "{principal} {action} {condition}");
    }
}

#[test]
fn long_documents_end_in_time() {
    let started = std::time::Instant::now();
    let many: Vec<String> = (0..100)
        .map(|number| {
            let condition = format!(r#"{{"StringLike": {{"aws:PrincipalTag/team": "*a{number}*b*"}}, "IpAddress": {{"aws:SourceIp": "10.{number}.0.0/16"}}}}"#);
            identity(if number % 3 == 0 { "Deny" } else { "Allow" }, "s3:*", &format!("arn:aws:s3:::*b{number}*c*"), &condition)
        })
        .collect();
    let _ = remarks(Identity, &many);
    let of_resource: Vec<String> = many.iter().map(|one| one.replacen('{', r#"{"Principal": "*", "#, 1)).collect();
    let _ = remarks(Resource, &of_resource);
    let of_role: Vec<String> = (0..40)
        .map(|number| {
            trust(
                r#"{"AWS": "*"}"#,
                "AssumeRole",
                &format!(r#"{{"StringNotLike": {{"aws:userid": "*{number}*a*", "sts:ExternalId": "*{number}*"}}}}"#),
            )
        })
        .collect();
    let _ = remarks(Trust, &of_role);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
