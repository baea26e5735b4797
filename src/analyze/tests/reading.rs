//! Who may read all objects, and what lets its holder decrypt with all keys.

use super::{Account, absent, account, denied, errors, fact_of, gap, gaps, known, resource, value};
use crate::resource::{Known, Resource};
use serde_json::{Value, json};

const DETAILS: &str = "iam:GetAccountAuthorizationDetails";
const ROLE: &str = "arn:aws:iam::111122223333:role/etl";

fn policy(arn: &str, statements: &str) -> Resource {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    let kind = if arn.contains('#') { "AWS::IAM::Policy" } else { "AWS::IAM::ManagedPolicy" };
    let mut own = resource(kind, arn, "global");
    own.properties.insert("PolicyDocument".into(), value(serde_json::from_str(&text).unwrap_or(json!({})), DETAILS));
    own.texts.insert("PolicyDocument".into(), text);
    own
}

fn principal(kind: &str, arn: &str, attached: &[&str]) -> Resource {
    let mut own = resource(kind, arn, "global");
    own.properties.insert("ManagedPolicyArns".into(), value(json!(attached), DETAILS));
    own.properties.insert("Policies".into(), absent(DETAILS));
    own.properties.insert("PermissionsBoundary".into(), absent(DETAILS));
    own
}

const ALL: &str = r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}"#;
const SOME: &str = r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::acme/*"}"#;
const ADMIN: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
const VAGUE: &str =
    r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"Bool": {"odd:key": "true"}}}"#;
const P: &str = "arn:aws:iam::111122223333:policy/p";
const BOUNDARY: &str = "arn:aws:iam::111122223333:policy/boundary";

fn with(statements: &str) -> Account {
    let mut account = account();
    account.add(policy(P, statements));
    account
}

#[test]
fn who_reads_all_objects() {
    let role = principal("AWS::IAM::Role", ROLE, &[P]);
    let of = |account: &Account, own: &Resource| fact_of(account, own, "ReadsAllObjects");
    assert_eq!(known(of(&with(ALL), &role)), json!({"Value": true, "By": [P]}));
    assert_eq!(known(of(&with(SOME), &role)), json!({"Value": false, "By": []}));
    assert_eq!(of(&with(ADMIN), &role).known, Known::Absent, "administrators are another question");
    let text = "condition key odd:key is not documented in statement 0, could make it worse";
    assert_eq!(errors(of(&with(VAGUE), &role)), [text]);
    let linked =
        principal("AWS::IAM::Role", "arn:aws:iam::111122223333:role/aws-service-role/macie.amazonaws.com/x", &[P]);
    assert_eq!(of(&with(ALL), &linked).known, Known::Absent);
    let stranger = principal("AWS::IAM::Role", ROLE, &["arn:aws:iam::111122223333:policy/other"]);
    assert_eq!(gaps(of(&with(ALL), &stranger))[0].code.word(), "not collected");
    let mut unread = role.clone();
    unread.properties.insert("ManagedPolicyArns".into(), gap(DETAILS));
    assert_eq!(gaps(of(&with(ALL), &unread)), [denied(DETAILS)]);
    let mut odd = role.clone();
    odd.properties.insert("Policies".into(), value(json!([{"x": 1}]), DETAILS));
    assert_eq!(gaps(of(&with(ALL), &odd))[0].code.word(), "undecodable");
}

#[test]
fn groups_and_inline_policies_count_too() {
    let mut user = principal("AWS::IAM::User", "arn:aws:iam::111122223333:user/u", &[]);
    user.properties.insert("Groups".into(), value(json!(["readers"]), DETAILS));
    let mut group = principal("AWS::IAM::Group", "arn:aws:iam::111122223333:group/readers", &[]);
    let inline = json!([{"PolicyName": "all"}]);
    group.properties.insert("Policies".into(), value(inline, DETAILS));
    let name = "arn:aws:iam::111122223333:group/readers#policy/all";
    let mut account = account();
    let of = |account: &Account| fact_of(account, &user, "ReadsAllObjects");
    assert_eq!(errors(of(&account)), ["group readers"]);
    account.add(group).add(policy(name, ALL));
    assert_eq!(known(of(&account)), json!({"Value": true, "By": [name]}));
}

#[test]
fn a_boundary_takes_away() {
    let bounded = |boundary: Value| {
        let mut role = principal("AWS::IAM::Role", ROLE, &[P]);
        role.properties.insert("PermissionsBoundary".into(), value(boundary, DETAILS));
        role
    };
    let of = |statements: &str, within: &str| {
        let mut account = with(statements);
        account.add(policy(BOUNDARY, within));
        fact_of(&account, &bounded(json!(BOUNDARY)), "ReadsAllObjects")
    };
    assert_eq!(known(of(ALL, SOME))["Value"], json!(false));
    assert_eq!(known(of(ALL, ALL))["Value"], json!(true));
    let mut role = bounded(json!(BOUNDARY));
    assert_eq!(errors(fact_of(&with(ALL), &role, "ReadsAllObjects")), [format!("policy {BOUNDARY}")]);
    assert_eq!(known(fact_of(&with(SOME), &role, "ReadsAllObjects"))["Value"], json!(false), "no boundary adds");
    role.properties.insert("PermissionsBoundary".into(), gap(DETAILS));
    assert_eq!(gaps(fact_of(&with(ALL), &role, "ReadsAllObjects")), [denied(DETAILS)]);
}

#[test]
fn what_decrypts_with_all_keys() {
    let of = |arn: &str, statements: &str| fact_of(&account(), &policy(arn, statements), "DecryptAllows");
    let keys = r#"{"Sid": "K", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}"#;
    let told = json!([{"Source": "policy", "Index": 0, "Sid": "K"}]);
    assert_eq!(known(of(P, keys)), told);
    assert_eq!(known(of(&format!("{ROLE}#policy/x"), keys)), told);
    assert_eq!(known(of(P, SOME)), json!([]));
    assert_eq!(of("arn:aws:iam::aws:policy/ReadOnlyAccess", keys).known, Known::Absent);
    let odd = keys.replace("\"Sid\"", "\"Foo\": 1, \"Sid\"");
    let text = "statement not understood: unknown element \"Foo\" in statement K, could make it worse";
    assert_eq!(errors(of(P, &odd)), [text]);
}
