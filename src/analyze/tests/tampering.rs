//! Roles that could wipe out the records of what they did.

use super::{Account, absent, account, gap, known, resource, value};
use crate::resource::{Field, Known, Resource};
use serde_json::{Value, json};

const IAM: &str = "iam:GetAccountAuthorizationDetails";

fn with_text(mut own: Resource, name: &str, statement: &str) -> Resource {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statement}]}}");
    own.properties.insert(name.into(), value(serde_json::from_str(&text).expect("JSON"), IAM));
    own.texts.insert(name.into(), text);
    own
}

/// An account whose trail writes to `acme`, with one log group of audits, and a role of a function.
fn with_role(statement: &str) -> Account {
    let mut own = account();
    own.declare("[[classify]]\nfact = \"IsAudit\"\nname = \"audit\"");
    let mut trail =
        resource("AWS::CloudTrail::Trail", "arn:aws:cloudtrail:us-east-1:111122223333:trail/t", "us-east-1");
    trail.properties.insert("S3BucketName".into(), value(json!("acme"), "cloudtrail:DescribeTrails"));
    trail.properties.insert("CloudWatchLogsLogGroupArn".into(), absent("cloudtrail:DescribeTrails"));
    let mut group = resource("AWS::Logs::LogGroup", "arn:aws:logs:us-east-1:111122223333:log-group:audit", "us-east-1");
    group.properties.insert("DeletionProtectionEnabled".into(), value(json!(false), "logs:DescribeLogGroups"));
    let role = resource("AWS::IAM::Role", "arn:aws:iam::111122223333:role/fn", "global");
    let trust = r#"{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}"#;
    let mut role = with_text(role, "AssumeRolePolicyDocument", trust);
    role.properties.insert("Policies".into(), value(json!([{"PolicyName": "own"}]), IAM));
    role.properties.insert("ManagedPolicyArns".into(), value(json!([]), IAM));
    role.properties.insert("PermissionsBoundary".into(), absent(IAM));
    let inline = resource("AWS::IAM::Policy", "arn:aws:iam::111122223333:role/fn#policy/own", "global");
    own.add(trail).add(group).add(role).add(with_text(inline, "PolicyDocument", statement));
    own
}

fn fact(account: &Account) -> Field {
    let mut inventory = account.inventory.clone();
    super::analyze(&mut inventory, &account.declarations);
    let role = inventory.resources.iter().find(|one| one.resource_type == "AWS::IAM::Role").expect("the role");
    role.facts.get("LogTampering").cloned().expect("a fact")
}

/// The actions on each store, by the end of its ARN.
fn deeds(account: &Account) -> Vec<(String, Value)> {
    let told = known(fact(account));
    assert_eq!(told["Administrator"], json!(false));
    let end = |arn: &Value| arn.as_str().and_then(|arn| arn.rsplit(':').next()).unwrap_or_default().to_owned();
    let stores = told["Stores"].as_array().expect("a list").iter();
    stores.map(|store| (end(&store["Store"]), store["Actions"].clone())).collect()
}

fn may(actions: &str, more: &str) -> String {
    format!("{{\"Effect\": \"Allow\", \"Action\": {actions}, \"Resource\": \"*\"{more}}}")
}

#[test]
fn what_it_may_do_to_each_store() {
    let writes = may(r#"["s3:PutObject", "logs:PutLogEvents"]"#, "");
    assert_eq!(deeds(&with_role(&writes)), []);
    let all = with_role(&may(r#"["s3:Delete*", "logs:Delete*", "cloudtrail:StopLogging"]"#, ""));
    let expected = [
        ("trail/t", json!(["cloudtrail:StopLogging"])),
        ("acme", json!(["s3:DeleteObject", "s3:DeleteObjectVersion"])),
        ("audit", json!(["logs:DeleteLogGroup", "logs:DeleteLogStream"])),
    ];
    assert_eq!(deeds(&all), expected.map(|(store, deeds)| (store.to_owned(), deeds)));
    let other = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::other/*"}"#;
    assert_eq!(deeds(&with_role(other)), []);
    let administrator = known(fact(&with_role(&may("\"*\"", ""))));
    assert_eq!(administrator, json!({"Administrator": true, "Stores": []}));
}

#[test]
fn what_keeps_a_store() {
    let deletes = may(r#"["s3:DeleteObject", "logs:DeleteLogGroup"]"#, "");
    let mut account = with_role(&deletes);
    let lock =
        |mode: &str| json!({"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": mode, "Days": 9}}});
    let call = "s3:GetObjectLockConfiguration acme";
    account.set("acme", "properties.ObjectLockConfiguration", value(lock("GOVERNANCE"), call));
    assert_eq!(deeds(&account).len(), 2);
    account.set("acme", "properties.ObjectLockConfiguration", value(lock("COMPLIANCE"), call));
    account.set("AWS::Logs::LogGroup", "properties.DeletionProtectionEnabled", value(json!(true), "logs:X"));
    assert_eq!(deeds(&account), []);
    let mut denied = with_role(&may("\"s3:DeleteObject\"", ""));
    denied.policy(
        "acme",
        r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:Delete*", "Resource": "arn:aws:s3:::acme/*"}"#,
    );
    assert_eq!(deeds(&denied), []);
}

#[test]
fn what_is_not_known() {
    let tagged = may("\"s3:DeleteObject\"", r#", "Condition": {"StringEquals": {"aws:ResourceTag/x": "y"}}"#);
    assert!(matches!(fact(&with_role(&tagged)).known, Known::Gap(_)));
    let mut account = with_role(&may("\"s3:DeleteObject\"", ""));
    account.unlisted("AWS::Logs::LogGroup", "us-east-1", "logs:DescribeLogGroups");
    assert_eq!(deeds(&account).len(), 1, "one is enough");
    account.set("acme", "properties.ObjectLockConfiguration", gap("s3:GetObjectLockConfiguration acme"));
    assert!(matches!(fact(&account).known, Known::Gap(_)));
    account.set("AWS::IAM::Role", "properties.Policies", gap(IAM));
    assert!(matches!(fact(&account).known, Known::Gap(_)));
}

#[test]
fn policies_of_the_organisation_may_stop_it() {
    const CALL: &str = "organizations:ListPolicies";
    let stop = r#"{"Effect": "Deny", "Action": ["s3:*", "logs:*"], "Resource": "*"}"#;
    let full = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    let of = |place: &str, statement: &str, parents: Field| {
        let mut account = with_role(&may(r#"["s3:DeleteObject", "logs:DeleteLogGroup"]"#, ""));
        account.set("AWS::Account::Account", "status.Children", value(json!({"Organization": 1}), CALL));
        account.set("AWS::Account::Account", "status.OrganizationParents", parents);
        let mut own = resource("AWS::Organizations::Organization", "arn:aws:organizations::4:o", "global");
        own.properties.insert("ManagementAccountId".into(), value(json!("444455556666"), CALL));
        let guard = resource("AWS::Organizations::Policy", "arn:aws:organizations::4:p", "global");
        let mut guard = with_text(guard, "Content", &format!("{full}, {statement}"));
        let fields =
            [("Type", "SERVICE_CONTROL_POLICY".into()), ("Name", "stop".into()), ("TargetIds", json!([place]))];
        guard.properties.extend(fields.map(|(name, told)| (name.to_owned(), value(told, CALL))));
        account.add(own).add(guard);
        account
    };
    let parents = || value(json!(["ou-1", "r-1"]), "organizations:ListParents");
    let denied = || gap("organizations:ListParents");
    assert_eq!(deeds(&of("r-1", full, parents())).len(), 2);
    assert_eq!(deeds(&of("r-1", stop, parents())), []);
    assert_eq!(deeds(&of("ou-1", stop, parents())), []);
    assert_eq!(deeds(&of("ou-2", stop, parents())).len(), 2, "of another unit");
    assert_eq!(deeds(&of("ou-2", full, denied())).len(), 2, "it stops nothing, wherever the account is");
    assert_eq!(super::errors(fact(&of("ou-2", stop, denied()))).len(), 2);

    let mut unread = of("r-1", full, parents());
    unread.unlisted("AWS::Organizations::Policy", "global", CALL);
    assert_eq!(super::gaps(fact(&unread)), [super::denied(CALL)]);
    let mut writes = with_role(&may("\"s3:PutObject\"", ""));
    writes.unlisted("AWS::Organizations::Policy", "global", CALL);
    writes.set("AWS::Account::Account", "status.Children", gap("organizations:DescribeOrganization"));
    assert_eq!(deeds(&writes), [], "what it was not allowed is not given");
}

#[test]
fn roles_of_people_are_not_asked() {
    let mut account = with_role(&may("\"s3:DeleteObject\"", ""));
    let trust = r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}"#;
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{trust}]}}");
    let role = account.inventory.resources.iter_mut().find(|one| one.resource_type == "AWS::IAM::Role").expect("it");
    role.texts.insert("AssumeRolePolicyDocument".into(), text);
    assert_eq!(fact(&account).known, Known::Absent);
}
