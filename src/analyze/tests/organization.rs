//! What the organisation's policies take away from the account.

use super::{Account, account, denied, errors, gap, gaps, known, resource, value};
use crate::analyze::analyze;
use crate::resource::{Field, Known, Resource};
use serde_json::{Value, json};

const LIST: &str = "organizations:ListPolicies";
const DESCRIBE: &str = "organizations:DescribePolicy";
const PARENTS: &str = "organizations:ListParents";
const SCP: &str = "SERVICE_CONTROL_POLICY";
const RCP: &str = "RESOURCE_CONTROL_POLICY";

fn policy(name: &str, kind: &str, targets: &[&str], statements: &str) -> Resource {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    let mut own = resource("AWS::Organizations::Policy", &format!("arn:aws:organizations::1:policy/{name}"), "global");
    let fields = [
        ("Name", json!(name)),
        ("Type", json!(kind)),
        ("TargetIds", json!(targets)),
        ("Content", serde_json::from_str(&text).unwrap_or(json!({}))),
    ];
    own.properties.extend(fields.map(|(name, content)| (name.to_owned(), value(content, DESCRIBE))));
    own.texts.insert("Content".into(), text);
    own
}

/// A member of an organisation that another account manages.
fn member() -> Account {
    let mut account = account();
    let call = "organizations:DescribeOrganization";
    account.set("AWS::Account::Account", "status.Children", value(json!({"Organization": 1}), call));
    account.set("AWS::Account::Account", "status.OrganizationParents", gap(PARENTS));
    let mut organization =
        resource("AWS::Organizations::Organization", "arn:aws:organizations::9:organization/o", "global");
    organization.properties.insert("Id".into(), value(json!("o-aaaaaaaaaa"), call));
    organization.properties.insert("ManagementAccountId".into(), value(json!("999999999999"), call));
    account.add(organization);
    account
}

fn fact(account: &Account, name: &str) -> Field {
    let mut inventory = account.inventory.clone();
    analyze(&mut inventory, &account.declarations);
    let own = inventory.resources.iter().find(|one| one.resource_type == "AWS::Account::Account");
    own.and_then(|own| own.facts.get(name)).cloned().expect("a declared fact")
}

fn count(field: Field) -> (usize, usize) {
    let told = known(field);
    let of = |name: &str| told[name].as_array().map_or(0, Vec::len);
    (of("Denied"), of("Open"))
}

const FULL: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
const STOP: &str =
    r#"{"Effect": "Deny", "Action": ["cloudtrail:*", "config:*", "guardduty:*", "logs:*", "s3:*"], "Resource": "*"}"#;
const SOME: &str = r#"{"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"}"#;

fn with(policies: &[Resource]) -> Account {
    let mut account = member();
    account.inventory.resources.extend(policies.iter().cloned());
    account
}

#[test]
fn who_cannot_be_bound() {
    for name in ["AuditGuard", "DataPerimeter"] {
        assert_eq!(fact(&account(), name).known, Known::Absent, "in no organisation");
        let mut manager = member();
        let own = value(json!("111122223333"), "organizations:DescribeOrganization");
        manager.set("AWS::Organizations::Organization", "properties.ManagementAccountId", own);
        assert_eq!(fact(&manager, name).known, Known::Absent);
        let mut unread = member();
        unread.set("AWS::Account::Account", "status.Children", gap("organizations:DescribeOrganization"));
        assert_eq!(gaps(fact(&unread, name)), [denied("organizations:DescribeOrganization")]);
        let mut closed = member();
        closed.unlisted("AWS::Organizations::Policy", "global", LIST);
        assert_eq!(gaps(fact(&closed, name)), [denied(LIST)]);
    }
}

#[test]
fn what_guards_the_audit() {
    let of = |policies: &[Resource]| fact(&with(policies), "AuditGuard");
    let full = policy("full", SCP, &["r-1", "ou-1", "111122223333"], FULL);
    assert_eq!(count(of(&[])), (0, 8));
    assert_eq!(count(of(std::slice::from_ref(&full))), (0, 8));
    for place in ["r-1", "111122223333"] {
        assert_eq!(count(of(&[full.clone(), policy("stop", SCP, &[place], STOP)])), (8, 0), "{place}");
    }
    assert_eq!(count(of(&[full.clone(), policy("some", SCP, &["r-1"], SOME)])), (1, 7));
    assert_eq!(count(of(&[full.clone(), policy("stop", SCP, &["444455556666"], STOP)])), (0, 8));
    assert_eq!(count(of(&[full.clone(), policy("stop", RCP, &["r-1"], STOP)])), (0, 8));
    let text = "whether the account is in the organizational unit of stop, could make it better";
    assert_eq!(errors(of(&[full.clone(), policy("stop", SCP, &["ou-1"], STOP)])), [text, "AccessDenied"]);
    assert_eq!(count(of(&[full.clone(), policy("some", SCP, &["ou-1"], SOME)])), (0, 7), "the others stay open");
    let narrow = r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#;
    assert_eq!(count(of(&[policy("narrow", SCP, &["r-1"], narrow)])), (8, 0), "what nobody allows is denied");
    assert_eq!(errors(of(&[full.clone(), policy("narrow", SCP, &["ou-2"], narrow)])).len(), 2);
}

#[test]
fn where_the_account_stands() {
    let full = policy("full", SCP, &["r-1"], FULL);
    let mut account = with(&[full, policy("stop", SCP, &["ou-1", "ou-2"], STOP)]);
    let stands = |account: &mut Account, parents: Value| {
        account.set("AWS::Account::Account", "status.OrganizationParents", value(parents, PARENTS));
    };
    stands(&mut account, json!(["ou-9", "ou-2", "r-1"]));
    assert_eq!(count(fact(&account, "AuditGuard")), (8, 0));
    assert!(fact(&account, "AuditGuard").evidence.iter().any(|one| &*one.operation == PARENTS));
    stands(&mut account, json!(["ou-9", "r-1"]));
    assert_eq!(count(fact(&account, "AuditGuard")), (0, 8));
    stands(&mut account, json!("r-1"));
    assert_eq!(gaps(fact(&account, "AuditGuard"))[0].code.word(), "undecided");
}

#[test]
fn what_could_not_be_read_may_guard_it() {
    let full = policy("full", SCP, &["r-1"], FULL);
    for name in ["Type", "TargetIds", "Content"] {
        let mut unread = policy("x", SCP, &["r-1"], FULL);
        unread.properties.insert(name.into(), gap(DESCRIBE));
        assert_eq!(gaps(fact(&with(&[full.clone(), unread.clone()]), "AuditGuard")), [denied(DESCRIBE)], "{name}");
        let guarded = with(&[full.clone(), unread, policy("stop", SCP, &["r-1"], STOP)]);
        assert_eq!(count(fact(&guarded, "AuditGuard")), (8, 0), "one that denies is enough");
    }
    let mut odd = policy("x", SCP, &["r-1"], FULL);
    odd.properties.insert("TargetIds".into(), value(json!("r-1"), DESCRIBE));
    assert_eq!(gaps(fact(&with(&[odd]), "AuditGuard"))[0].code.word(), "undecodable");
}

#[test]
fn what_keeps_strangers_out() {
    let perimeter = |actions: &str, organization: &str| {
        format!(
            r#"{{"Effect": "Deny", "Principal": "*", "Action": {actions}, "Resource": "*", "Condition": {{"StringNotEqualsIfExists": {{"aws:PrincipalOrgID": "{organization}"}}, "BoolIfExists": {{"aws:PrincipalIsAWSService": "false"}}}}}}"#
        )
    };
    let of = |statements: &str, places: &[&str]| {
        let full = policy("full", RCP, &["r-1"], &FULL.replace("\"Action\"", "\"Principal\": \"*\", \"Action\""));
        fact(&with(&[full, policy("perimeter", RCP, places, statements)]), "DataPerimeter")
    };
    let all = r#"["s3:*", "kms:*", "sqs:*", "secretsmanager:*", "sts:*"]"#;
    assert_eq!(count(of(&perimeter(all, "o-aaaaaaaaaa"), &["r-1"])), (5, 0));
    assert_eq!(count(of(&perimeter(all, "o-bbbbbbbbbb"), &["r-1"])), (0, 5));
    assert_eq!(count(of(&perimeter(r#""s3:*""#, "o-aaaaaaaaaa"), &["r-1"])), (1, 4));
    assert_eq!(errors(of(&perimeter(all, "o-aaaaaaaaaa"), &["ou-1"])).len(), 2);
    let told: Value = known(of(&perimeter(r#""s3:*""#, "o-aaaaaaaaaa"), &["111122223333"]));
    assert_eq!(told["Denied"], json!(["s3:?*"]));
}
