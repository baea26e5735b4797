use super::super::exposure::Access;
use super::super::parse::parse;
use super::super::strangers::{Standpoint, access_point_access};
use super::*;

const OWNER: Standpoint =
    Standpoint { account: "111122223333", organization: None, trust: None, now: 1_780_000_000_000 };
const POINT: AccessPoint = AccessPoint { partition: "aws", region: "us-east-1", account: "111122223333", name: "door" };

fn access(statements: &str) -> Access {
    let policy = parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("parses");
    access_point_access(&policy, &POINT, OWNER)
}

fn allow(principal: &str, action: &str, resource: &str, more: &str) -> String {
    format!(
        r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "{action}", "Resource": "arn:aws:s3:us-east-1:111122223333:accesspoint/{resource}"{more}}}"#
    )
}

#[test]
fn whom_the_policy_lets_in() {
    let (anyone, partner) = (r#""*""#, r#"{"AWS": "444455556666"}"#);
    for (statement, actions) in [
        (allow(anyone, "s3:GetObject", "door/object/*", ""), vec!["s3:GetObject"]),
        (allow(anyone, "s3:ListBucket", "door", ""), vec!["s3:ListBucket"]),
        (allow(anyone, "s3:GetObject", "door", ""), vec![]),
        (allow(anyone, "s3:GetObject", "other/object/*", ""), vec![]),
        (allow(partner, "s3:*", "door/object/*", ""), vec![]),
        (
            allow(
                anyone,
                "s3:GetObject",
                "door/object/*",
                r#", "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#,
            ),
            vec![],
        ),
        (String::new(), vec![]),
    ] {
        let found = access(&statement);
        let told: Vec<&str> = found.certain.into_values().flatten().collect();
        assert_eq!((told, found.doubts.len()), (actions, 0), "{statement}");
    }
}

#[test]
fn what_is_denied_is_taken_off_and_what_is_open_is_told() {
    let open = allow(r#""*""#, "s3:GetObject", "door/object/*", "");
    let deny = open.replace("Allow", "Deny");
    assert!(access(&format!("{open}, {deny}")).certain.is_empty());
    let some = deny.replace("object/*", "object/secret/*");
    assert_eq!(access(&format!("{open}, {some}")).certain.len(), 1);
    let vague =
        allow(r#""*""#, "s3:GetObject", "door/object/*", r#", "Condition": {"Like": {"aws:SourceIp": "10.0.0.0/8"}}"#);
    let doubts: Vec<String> = access(&vague).doubts.into_iter().map(|doubt| doubt.construct).collect();
    assert_eq!(doubts, ["condition operator Like is not documented in statement 0"]);
    let odd = open.replace("\"Effect\"", "\"Foo\": 1, \"Effect\"");
    assert_eq!(access(&odd).doubts.len(), 1);
}
