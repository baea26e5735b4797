use super::{Account, absent, denied, gap, value};
use serde_json::{Value, json};

const LOGGING: &str = "properties.LoggingConfiguration";
const CALL: &str = "s3:GetBucketLogging acme";
const ALLOW: &str = r#"{"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme"}, "StringEquals": {"aws:SourceAccount": "111122223333"}}}"#;

fn logging_to(target: &str) -> Value {
    json!({"DestinationBucketName": target, "LogFilePrefix": "acme/"})
}

/// `acme` logs to `logs`, which has all it takes.
fn logged() -> Account {
    let mut account = Account::new();
    account.add_bucket("logs", "us-east-1").policy("logs", ALLOW);
    account.set("acme", LOGGING, value(logging_to("logs"), CALL));
    account
}

fn target(changes: Value) -> Value {
    let mut target = json!({
        "Bucket": "logs", "Exists": true, "SameAccount": true, "SameRegion": true,
        "DeliveryAllowed": true, "SseS3": true, "DefaultRetention": false,
    });
    for (name, change) in changes.as_object().into_iter().flatten() {
        target[name] = change.clone();
    }
    target
}

#[test]
fn without_logging_there_is_no_target() {
    let account = Account::new();
    assert_eq!(account.fact("LogTarget"), absent(CALL));
}

#[test]
fn a_target_that_has_all_it_takes() {
    let account = logged();
    assert_eq!(account.value("LogTarget"), target(json!({})));
    assert_eq!(
        account.consulted("LogTarget"),
        ["s3:GetBucketEncryption logs", CALL, "s3:GetBucketPolicy logs", "s3:GetObjectLockConfiguration logs"]
    );
}

#[test]
fn each_thing_that_stops_the_logs() {
    let kms =
        json!({"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]});
    let lock = json!({"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}});
    for (path, setting, change) in [
        ("properties.BucketEncryption", kms, json!({"SseS3": false})),
        ("properties.ObjectLockConfiguration", lock, json!({"DefaultRetention": true})),
        ("properties.ObjectLockConfiguration", json!({"ObjectLockEnabled": "Enabled"}), json!({})),
        ("status.Children", json!({"BucketPolicy": 0}), json!({"DeliveryAllowed": false})),
    ] {
        let mut account = logged();
        account.set("logs", path, value(setting, "x"));
        assert_eq!(account.value("LogTarget"), target(change), "{path}");
    }
    let mut account = logged();
    account.inventory.resources.retain(|one| !one.arn.ends_with("#policy"));
    account.policy("logs", &ALLOW.replace("arn:aws:s3:::acme", "arn:aws:s3:::other"));
    assert_eq!(account.value("LogTarget"), target(json!({"DeliveryAllowed": false})));
}

#[test]
fn a_target_that_is_not_ours_or_not_here_is_none() {
    let nothing = json!({"SameRegion": false, "DeliveryAllowed": false, "SseS3": false, "DefaultRetention": false});
    let mut account = Account::new();
    account.set("acme", LOGGING, value(logging_to("logs"), CALL));
    let mut gone = target(nothing.clone());
    gone["Exists"] = json!(false);
    gone["SameAccount"] = json!(false);
    assert_eq!(account.value("LogTarget"), gone);
    account.unlisted("AWS::S3::Bucket", "global", "s3:ListBuckets");
    assert_eq!(account.gaps("LogTarget"), [denied("s3:ListBuckets")]);
    let mut account = Account::new();
    account.set("acme", LOGGING, value(logging_to("logs"), CALL)).add_bucket("logs", "eu-west-1");
    assert_eq!(account.value("LogTarget"), target(nothing));
    let mut account = Account::new();
    account.set("acme", LOGGING, value(logging_to("logs"), CALL)).add_bucket("logs", "unknown");
    assert_eq!(account.gaps("LogTarget")[0].code.word(), "not collected");
}

#[test]
fn delivery_by_acl() {
    let acl = |group: &str, permission: &str| {
        let uri = format!("http://acs.amazonaws.com/groups/{group}");
        json!({"Owner": {"ID": "a"}, "Grants": [{"Grantee": {"Type": "Group", "URI": uri}, "Permission": permission}]})
    };
    let by_acl = |grants: Value| {
        let mut account = Account::new();
        account.add_bucket("logs", "us-east-1").set("acme", LOGGING, value(logging_to("logs"), CALL));
        account.set("logs", "status.Acl", value(grants, "s3:GetBucketAcl logs"));
        account
    };
    assert_eq!(by_acl(acl("s3/LogDelivery", "WRITE")).value("LogTarget"), target(json!({})));
    for (group, permission) in [("s3/LogDelivery", "READ_ACP"), ("global/AllUsers", "READ")] {
        let refused = target(json!({"DeliveryAllowed": false}));
        assert_eq!(by_acl(acl(group, permission)).value("LogTarget"), refused, "{group} {permission}");
    }
    let mut account = by_acl(acl("s3/LogDelivery", "WRITE"));
    let enforced = json!({"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]});
    account.set("logs", "properties.OwnershipControls", value(enforced, "x"));
    assert_eq!(account.value("LogTarget"), target(json!({"DeliveryAllowed": false})));
    account.set("logs", "properties.OwnershipControls", gap("s3:GetBucketOwnershipControls logs"));
    assert_eq!(account.gaps("LogTarget"), [denied("s3:GetBucketOwnershipControls logs")]);
    let mut account = by_acl(acl("s3/LogDelivery", "WRITE"));
    account
        .policy("logs", r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::logs/*"}"#);
    assert_eq!(account.value("LogTarget"), target(json!({"DeliveryAllowed": false})));
}

#[test]
fn what_was_not_read_of_a_target_is_a_gap() {
    for path in ["properties.BucketEncryption", "properties.ObjectLockConfiguration", "status.Children"] {
        let mut account = logged();
        account.set("logs", path, gap(path));
        assert_eq!(account.gaps("LogTarget"), [denied(path)], "{path}");
    }
    let mut account = logged();
    account.set("logs", "status.Acl", gap("s3:GetBucketAcl logs"));
    assert_eq!(account.value("LogTarget"), target(json!({})), "the policy allows it, so the ACL does not matter");
    let mut account = logged();
    account.inventory.resources.retain(|one| !one.arn.ends_with("#policy"));
    account.policy("logs", &ALLOW.replace("aws:SourceAccount", "aws:SourceOrgID"));
    let text = "where in its organisation the account is, which condition StringEquals aws:SourceOrgID asks for, is not known in statement 0, could make it better";
    assert_eq!(account.errors("LogTarget"), [text]);
    for strange in [json!(null), json!("logs"), json!({}), json!([]), json!({"DestinationBucketName": 1})] {
        let mut account = logged();
        account.set("acme", LOGGING, value(strange.clone(), CALL));
        for fact in ["LogTarget", "AccessRecorded"] {
            assert_eq!(account.gaps(fact)[0].code.word(), "undecodable", "{strange}");
        }
    }
}

#[test]
fn log_keys_follow_the_format() {
    let with = |format: Value, resource: &str| {
        let mut account = Account::new();
        account.add_bucket("logs", "us-east-1").policy("logs", &ALLOW.replace("logs/*", resource));
        let mut logging = logging_to("logs");
        logging["LogFilePrefix"] = json!("a*");
        logging["TargetObjectKeyFormat"] = format;
        account.set("acme", LOGGING, value(logging, CALL));
        account.value("LogTarget")["DeliveryAllowed"].clone()
    };
    let (simple, partitioned) =
        (json!({"SimplePrefix": {}}), json!({"PartitionedPrefix": {"PartitionDateSource": "EventTime"}}));
    assert_eq!(with(simple.clone(), "logs/a*"), json!(true));
    assert_eq!(with(simple.clone(), "logs/ab*"), json!(false), "a star in a prefix is a star");
    assert_eq!(with(simple, "logs/a?????-*"), json!(true));
    assert_eq!(with(partitioned, "logs/a?111122223333/us-east-1/acme/*"), json!(true));
}
