use super::super::super::parse::{Version, parse};
use super::super::{Kind, Zone};
use super::*;

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*"},
    {"Sid": "Own", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::acme/*",
     "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}},
    {"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::acme/*",
     "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#;

fn policy(text: &str) -> Policy {
    parse(text).expect("a policy")
}

fn question(is_restricted: Truth) -> Question {
    let zone = Zone {
        account: "111122223333".to_owned(),
        organizations: ["o-a1b2c3d4e5".to_owned()].into(),
        ..Zone::default()
    };
    let kind = Kind::named("AWS::S3::BucketPolicy").expect("a kind");
    Question { kind, zone, resource: None, is_restricted, now: 0 }
}

/// Each guard, the class without it, and who gets in then.
fn told(policy: &Policy, controls: &[Control], question: &Question) -> Vec<(String, Class, Vec<String>)> {
    let now = exposure_under(policy, controls, question);
    let name = |guard: Guard| match guard {
        Guard::Deny(grant) => grant.sid.unwrap_or_default(),
        Guard::BlockPublicAccess(_) => "flag".to_owned(),
        Guard::ResourceControl(name) => name,
    };
    let all = what_if(policy, controls, question, &now).into_iter();
    all.map(|one| (name(one.without), one.class, one.opens.into_iter().map(|open| open.archetype).collect())).collect()
}

fn is(name: &str, class: Class, who: &[&str]) -> (String, Class, Vec<String>) {
    (name.to_owned(), class, who.iter().map(|one| (*one).to_owned()).collect())
}

#[test]
fn what_holds_is_what_opens_when_it_falls() {
    let all = policy(POLICY);
    let holds = [is("Own", Class::Public, &["anonymous"]), is("Tls", Class::Private, &[])];
    assert_eq!(told(&all, &[], &question(Truth::No)), holds);
    let two = [is("Own", Class::Private, &[]), is("Tls", Class::Private, &[]), is("flag", Class::Private, &[])];
    assert_eq!(told(&all, &[], &question(Truth::Yes)), two, "one holds for the other");
    let open = Policy { statements: all.statements[..1].to_vec(), ..all };
    assert_eq!(told(&open, &[], &question(Truth::Yes)), [is("flag", Class::Public, &["anonymous"])]);
}

#[test]
fn resource_control_policies_are_guards() {
    let own = Policy { statements: policy(POLICY).statements[..1].to_vec(), version: Version::V2008 };
    let named = |name: &str, text: &str| Control { name: name.to_owned(), policy: policy(text) };
    let perimeter = named("perimeter", &POLICY.replace("arn:aws:s3:::acme/*", "*"));
    let other = named(
        "other",
        r#"{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::other/*"}}"#,
    );
    let both = [perimeter, other];
    let asked = question(Truth::No);
    assert_eq!(exposure_under(&own, &both, &asked).class, Class::Private);
    let expected = [is("perimeter", Class::Public, &["anonymous"]), is("other", Class::Private, &[])];
    assert_eq!(told(&own, &both, &asked), expected);
    let open = exposure_under(&own, &both[1..], &asked);
    let passed = &open.exposures[0].denies[0].statement;
    assert_eq!((passed.document.as_deref(), passed.index), (Some("other"), 0));
    let kind = Kind::named("AWS::Lambda::Function").expect("a kind");
    assert_eq!(super::super::under(&own, &both, kind).statements.len(), 1, "Lambda is out of their reach");
}

#[test]
fn only_what_is_new_is_told() {
    let some = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:*Object", "Resource": "arn:aws:s3:::acme/*"},
        {"Sid": "ReadOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::acme/*"}]}"#;
    let some = policy(some);
    let asked = question(Truth::No);
    let now = exposure_under(&some, &[], &asked);
    assert_eq!(now.class, Class::External);
    let then = what_if(&some, &[], &asked, &now);
    assert_eq!((then[0].class, then[0].opens.len()), (Class::External, 1));
    let opened = &then[0].opens[0];
    assert_eq!(
        (opened.actions.as_slice(), opened.witness.action.as_str()),
        (&["s3:PutObject".to_owned()][..], "s3:PutObject")
    );
}
