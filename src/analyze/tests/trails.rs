//! Facts over trails: do they cover the account, do logs arrive, where do they lie.

use super::{Account, absent, account, denied, errors, evidence, fact_of, gap, gaps, known, resource, value};
use crate::resource::{Field, GapCode, Known, Resource};
use serde_json::{Value, json};

const DESCRIBE: &str = "cloudtrail:DescribeTrails";
const STATUS: &str = "cloudtrail:GetTrailStatus";
const SELECTORS: &str = "cloudtrail:GetEventSelectors";

fn trail(name: &str) -> Resource {
    let mut trail = resource(
        "AWS::CloudTrail::Trail",
        &format!("arn:aws:cloudtrail:us-east-1:111122223333:trail/{name}"),
        "us-east-1",
    );
    let all = json!([{"ReadWriteType": "All", "IncludeManagementEvents": true}]);
    for (name, field) in [
        ("S3BucketName", value(json!("acme"), DESCRIBE)),
        ("IsMultiRegionTrail", value(json!(true), DESCRIBE)),
        ("IncludeGlobalServiceEvents", value(json!(true), DESCRIBE)),
        ("CloudWatchLogsLogGroupArn", absent(DESCRIBE)),
        ("KMSKeyId", absent(DESCRIBE)),
        ("IsLogging", value(json!(true), STATUS)),
        ("EventSelectors", value(all, SELECTORS)),
        ("AdvancedEventSelectors", absent(SELECTORS)),
    ] {
        trail.properties.insert(name.into(), field);
    }
    for name in
        ["LatestDeliveryError", "LatestDigestDeliveryError", "LatestCloudWatchLogsDeliveryError", "StartLoggingTime"]
    {
        trail.status.insert(name.into(), absent(STATUS));
    }
    trail
}

fn with(mut trail: Resource, path: &str, field: Field) -> Resource {
    match path.split_once('.') {
        Some(("properties", name)) => trail.properties.insert(name.into(), field),
        Some((_, name)) => trail.status.insert(name.into(), field),
        None => None,
    };
    trail
}

fn own_account(account: &Account) -> Resource {
    let found = account.inventory.resources.iter().find(|one| one.resource_type == "AWS::Account::Account");
    found.cloned().expect("the account")
}

fn of_account(account: &Account, fact: &str) -> Field {
    fact_of(account, &own_account(account), fact)
}

fn trails(trails: impl IntoIterator<Item = Resource>) -> Field {
    let mut account = account();
    account.inventory.resources.extend(trails);
    of_account(&account, "AccountTrails")
}

#[test]
fn one_covering_trail_is_enough() {
    let arn = trail("t").arn;
    assert_eq!(known(trails([])), json!({"Covering": [], "Partial": []}));
    assert_eq!(known(trails([trail("t")])), json!({"Covering": [arn], "Partial": []}));
    let unread = with(trail("a"), "properties.IsLogging", gap(STATUS));
    assert_eq!(gaps(trails([unread.clone()])), [denied(STATUS)]);
    assert_eq!(known(trails([unread, trail("t")]))["Covering"], json!([arn]));
    let mut account = account();
    account.unlisted("AWS::CloudTrail::Trail", "eu-west-1", DESCRIBE);
    assert_eq!(gaps(of_account(&account, "AccountTrails")), [denied(DESCRIBE)]);
    account.add(trail("t"));
    assert_eq!(known(of_account(&account, "AccountTrails"))["Covering"], json!([arn]));
}

#[test]
fn what_a_trail_lacks() {
    for (path, field, expected) in [
        ("properties.IsMultiRegionTrail", value(json!(false), DESCRIBE), &["not multi-region"][..]),
        ("properties.IsLogging", value(json!(false), STATUS), &["not logging"]),
        ("properties.IncludeGlobalServiceEvents", value(json!(false), DESCRIBE), &["no events of global services"]),
        ("status.LatestDeliveryError", value(json!("AccessDenied"), STATUS), &["delivery fails: AccessDenied"]),
        ("status.LatestDigestDeliveryError", value(json!("X"), STATUS), &["delivery of digests fails: X"]),
        ("properties.EventSelectors", value(json!([]), SELECTORS), &["not all read events", "not all write events"]),
    ] {
        let found = known(trails([with(trail("t"), path, field)]));
        assert_eq!(found["Covering"], json!([]), "{path}");
        assert_eq!(found["Partial"][0]["Reasons"], json!(expected), "{path}");
        let unread = with(trail("t"), path, gap("x"));
        if path != "properties.IncludeGlobalServiceEvents" {
            assert_eq!(gaps(trails([unread])), [denied("x")], "{path}");
        }
    }
    let certain = with(
        with(trail("t"), "properties.IsLogging", value(json!(false), STATUS)),
        "properties.EventSelectors",
        gap("x"),
    );
    assert_eq!(known(trails([certain]))["Partial"][0]["Reasons"], json!(["not logging"]), "whatever it selects");
}

/// The reasons of a trail with these selectors; `None`: not decided.
fn reasons(basic: Field, advanced: Field) -> Option<Vec<String>> {
    let own = with(with(trail("t"), "properties.EventSelectors", basic), "properties.AdvancedEventSelectors", advanced);
    match trails([own]).known {
        Known::Value(found) => {
            let reasons = found["Partial"][0]["Reasons"].as_array().cloned().unwrap_or_default();
            Some(reasons.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect())
        }
        _ => None,
    }
}

#[test]
fn management_events() {
    const READS: &str = "not all read events";
    const WRITES: &str = "not all write events";
    const KMS: &str = "leaves out kms.amazonaws.com";
    let read = |kind: &str| json!({"ReadWriteType": kind, "IncludeManagementEvents": true});
    for (selectors, expected) in [
        (json!([{}]), Some(&[][..])),
        (json!([read("All")]), Some(&[])),
        (json!([read("ReadOnly")]), Some(&[WRITES])),
        (json!([read("WriteOnly")]), Some(&[READS])),
        (json!([read("ReadOnly"), read("WriteOnly")]), Some(&[])),
        (json!([{"IncludeManagementEvents": false}]), Some(&[READS, WRITES])),
        (json!([{"ExcludeManagementEventSources": ["kms.amazonaws.com"]}]), Some(&[READS, WRITES, KMS])),
        (json!([{"ExcludeManagementEventSources": ["kms.amazonaws.com"]}, {}]), Some(&[])),
        (
            json!([{"ExcludeManagementEventSources": ["kms.amazonaws.com"]}, {"ExcludeManagementEventSources": ["x"]}]),
            None,
        ),
        (json!({}), None),
        (json!(["x"]), None),
        (json!([{"IncludeManagementEvents": "true"}]), None),
        (json!([{"ExcludeManagementEventSources": "kms.amazonaws.com"}]), None),
    ] {
        let expected = expected.map(|all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect());
        assert_eq!(reasons(value(selectors.clone(), SELECTORS), absent(SELECTORS)), expected, "{selectors}");
    }
    let selector = |fields: &[Value]| {
        let management = json!({"Field": "eventCategory", "Equals": ["Management"]});
        let fields = [&[management], fields].concat();
        json!({"FieldSelectors": fields})
    };
    let field = |name: &str, operator: &str, texts: Value| json!({"Field": name, operator: texts});
    for (selectors, expected) in [
        (json!([selector(&[])]), Some(&[][..])),
        (json!([selector(&[field("readOnly", "Equals", json!(["true"]))])]), Some(&[WRITES])),
        (
            json!([
                selector(&[field("readOnly", "Equals", json!(["true"]))]),
                selector(&[field("readOnly", "Equals", json!(["false"]))])
            ]),
            Some(&[]),
        ),
        (
            json!([selector(&[field("eventSource", "NotEquals", json!(["kms.amazonaws.com"]))])]),
            Some(&[READS, WRITES, KMS]),
        ),
        (
            json!([selector(&[field("eventSource", "NotEquals", json!(["kms.amazonaws.com"]))]), selector(&[])]),
            Some(&[]),
        ),
        (json!([selector(&[field("eventName", "Equals", json!(["CreateUser"]))])]), Some(&[READS, WRITES])),
        (json!([{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}]), Some(&[READS, WRITES])),
        (json!([{"FieldSelectors": []}]), None),
        (json!([{"FieldSelectors": [{"Field": 1}]}]), None),
    ] {
        let expected = expected.map(|all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect());
        assert_eq!(reasons(absent(SELECTORS), value(selectors.clone(), SELECTORS)), expected, "{selectors}");
    }
}

#[test]
fn delivery_to_a_log_group() {
    let account = account();
    let of = |trail: Resource| fact_of(&account, &trail, "LogsDelivery");
    let time = "status.LatestCloudWatchLogsDeliveryTime";
    assert_eq!(of(trail("t")).known, Known::Absent);
    let group = json!("arn:aws:logs:us-east-1:111122223333:log-group:ct:*");
    let on = || with(trail("t"), "properties.CloudWatchLogsLogGroupArn", value(group.clone(), DESCRIBE));
    let delivered = || with(on(), time, value(json!("2026-11-21T11:00:00Z"), STATUS));
    assert_eq!(known(of(delivered())), json!({"SecondsSince": 3600}));
    let failing = with(delivered(), "status.LatestCloudWatchLogsDeliveryError", value(json!("AccessDenied"), STATUS));
    assert_eq!(known(of(failing)), json!({"SecondsSince": 3600, "Error": "AccessDenied"}));
    let never = with(on(), time, absent(STATUS));
    assert_eq!(known(of(never.clone())), json!({"SecondsSince": 1_795_262_400, "Error": "never started"}));
    let begun = with(never, "status.StartLoggingTime", value(json!("2026-11-20T12:00:00Z"), STATUS));
    assert_eq!(known(of(begun)), json!({"SecondsSince": 86400}));
    for path in ["properties.CloudWatchLogsLogGroupArn", time, "status.LatestCloudWatchLogsDeliveryError"] {
        assert_eq!(gaps(of(with(delivered(), path, gap("x")))), [denied("x")], "{path}");
    }
    assert_eq!(gaps(of(with(delivered(), time, value(json!("today"), STATUS))))[0].code.word(), "undecodable");
}

#[test]
fn the_bucket_of_a_trail() {
    let mut account = account();
    let of = |account: &Account| fact_of(account, &trail("t"), "TrailBucket");
    let told = |public: bool, logged: bool, locked: bool| json!({"Bucket": "acme", "SameAccount": true, "Public": public, "AccessLogged": logged, "ObjectLock": locked});
    assert_eq!(known(of(&account)), told(false, false, false));
    account.set("acme", "properties.LoggingConfiguration", value(json!({"DestinationBucketName": "logs"}), "x"));
    account.set("acme", "properties.ObjectLockConfiguration", value(json!({"ObjectLockEnabled": "Enabled"}), "x"));
    assert_eq!(known(of(&account)), told(false, true, true));
    account.policy("acme", super::OPEN_LIST);
    assert_eq!(known(of(&account)), told(true, true, true));
    account.set("acme", "status.Acl", gap("s3:GetBucketAcl"));
    assert_eq!(known(of(&account)), told(true, true, true), "public, whatever the list says");
    account.set("acme", "properties.LoggingConfiguration", gap("s3:GetBucketLogging"));
    assert_eq!(gaps(of(&account)), [denied("s3:GetBucketLogging")]);

    let mut account = super::account();
    account.policy("acme", super::VAGUE_READ);
    assert_eq!(gaps(of(&account))[0].code.word(), "undecided");
    let elsewhere = with(trail("t"), "properties.S3BucketName", value(json!("other"), DESCRIBE));
    let of = |account: &Account| fact_of(account, &elsewhere, "TrailBucket");
    assert_eq!(known(of(&account)), json!({"Bucket": "other", "SameAccount": false}));
    account.inventory.scope.regions_not_scanned.insert("ap-south-1".into());
    assert_eq!(errors(of(&account)), ["s3 in ap-south-1"]);
    account.unlisted("AWS::S3::Bucket", "global", "s3:ListBuckets");
    assert!(gaps(of(&account)).contains(&denied("s3:ListBuckets")));
    let unnamed = with(trail("t"), "properties.S3BucketName", gap(DESCRIBE));
    assert_eq!(gaps(fact_of(&account, &unnamed, "TrailBucket")), [denied(DESCRIBE)]);
}

fn taking(kind: &str, values: Value) -> Field {
    value(json!([{"ReadWriteType": kind, "DataResources": [{"Type": "AWS::S3::Object", "Values": values}]}]), SELECTORS)
}

#[test]
fn data_events() {
    let mut account = account();
    account.declare("[[classify]]\nfact = \"IsModel\"\nname = \"*-models\"\n[[classify]]\nfact = \"IsData\"\nname = \"x\"\n[[classify]]\nfact = \"IsLog\"\nname = \"x\"");
    account.add_bucket("a-models", "us-east-1").add_bucket("b-models", "eu-west-1");
    let of = |account: &Account, trails: &[(&str, Field)]| {
        let mut account = Account { inventory: account.inventory.clone(), declarations: account.declarations.clone() };
        for (name, selectors) in trails {
            let own = with(trail(name), "properties.EventSelectors", selectors.clone());
            account.add(with(own, "properties.S3BucketName", value(json!("elsewhere"), DESCRIBE)));
        }
        of_account(&account, "S3DataEvents")
    };
    let kind = |all: bool, uncovered: &[&str]| {
        let arns: Vec<String> = uncovered.iter().map(|name| format!("arn:aws:s3:::{name}")).collect();
        json!({"All": all, "Uncovered": arns})
    };
    let told = |read: Value, write: Value| json!({"Read": read, "Write": write});
    let every = json!(["arn:aws:s3"]);
    let (none, both) = (kind(true, &[]), kind(false, &["a-models", "b-models"]));
    assert_eq!(known(of(&account, &[])), told(both.clone(), both.clone()));
    assert_eq!(known(of(&account, &[("t", taking("All", every.clone()))])), told(none.clone(), none.clone()));
    assert_eq!(known(of(&account, &[("t", taking("ReadOnly", every.clone()))])), told(none.clone(), both.clone()));
    let halves = [("r", taking("ReadOnly", every.clone())), ("w", taking("WriteOnly", every.clone()))];
    assert_eq!(known(of(&account, &halves)), told(none.clone(), none.clone()));
    // A word that AWS does not document takes neither nothing nor all.
    let odd = of(&account, &[("t", taking("Everything", every.clone()))]);
    assert_eq!(gaps(odd)[0].code, GapCode::Undecodable);
    assert_eq!(reasons(value(json!([{"ReadWriteType": "Everything"}]), SELECTORS), absent(SELECTORS)), None);
    let one = taking("All", json!(["arn:aws:s3:::a-models/"]));
    let left = kind(false, &["b-models"]);
    assert_eq!(known(of(&account, &[("t", one.clone())])), told(left.clone(), left.clone()));
    let two = taking("All", json!(["arn:aws:s3:::a-models/", "arn:aws:s3:::b-models/"]));
    assert_eq!(
        known(of(&account, &[("t", two.clone())])),
        told(kind(false, &[]), kind(false, &[])),
        "the other is none of these"
    );

    let broken = ("z", gap(SELECTORS));
    assert!(gaps(of(&account, std::slice::from_ref(&broken))).contains(&denied(SELECTORS)));
    assert_eq!(known(of(&account, &[("t", taking("All", every.clone())), broken])), told(none.clone(), none.clone()));
    let mut undeclared = Account { inventory: account.inventory.clone(), declarations: Default::default() };
    assert_eq!(gaps(of(&undeclared, &[]))[0].code.word(), "not declared");
    assert_eq!(known(of(&undeclared, &[("t", taking("All", every.clone()))])), told(none.clone(), none.clone()));
    undeclared.unlisted("AWS::S3::Bucket", "global", "s3:ListBuckets");
    assert_eq!(known(of(&undeclared, &[("t", taking("All", every))])), told(none.clone(), none));
    account.unlisted("AWS::S3::Bucket", "global", "s3:ListBuckets");
    assert!(gaps(of(&account, &[("t", two)])).contains(&denied("s3:ListBuckets")));
    assert_eq!(known(of(&account, &[("t", one)])), told(left.clone(), left), "one that surely is not covered");
    assert_eq!(of(&account, &[]).evidence.iter().filter(|one| **one == evidence(SELECTORS)[0]).count(), 0);
}
