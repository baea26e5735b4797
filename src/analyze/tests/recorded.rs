use super::{Account, absent, denied, gap, resource, value};
use crate::resource::Field;
use serde_json::{Value, json};

const DESCRIBE: &str = "cloudtrail:DescribeTrails";
const STATUS: &str = "cloudtrail:GetTrailStatus";
const SELECTORS: &str = "cloudtrail:GetEventSelectors";
const LOGGING: &str = "s3:GetBucketLogging acme";

struct Trail {
    name: &'static str,
    region: &'static str,
    multi_region: Field,
    logging: Field,
    basic: Field,
    advanced: Field,
}

impl Default for Trail {
    fn default() -> Self {
        let all =
            json!([{"ReadWriteType": "All", "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}]);
        Self {
            name: "t",
            region: "us-east-1",
            multi_region: value(json!(false), DESCRIBE),
            logging: value(json!(true), STATUS),
            basic: value(all, SELECTORS),
            advanced: absent(SELECTORS),
        }
    }
}

impl Trail {
    fn arn(&self) -> String {
        format!("arn:aws:cloudtrail:{}:111122223333:trail/{}", self.region, self.name)
    }
}

fn with(trails: impl IntoIterator<Item = Trail>) -> Account {
    let mut account = Account::new();
    for trail in trails {
        let mut own = resource("AWS::CloudTrail::Trail", &trail.arn(), trail.region);
        own.properties.insert("IsMultiRegionTrail".into(), trail.multi_region);
        own.properties.insert("IsLogging".into(), trail.logging);
        own.properties.insert("EventSelectors".into(), trail.basic);
        own.properties.insert("AdvancedEventSelectors".into(), trail.advanced);
        account.add(own);
    }
    account
}

fn recorded(by: &[&str]) -> Value {
    json!({"ServerAccessLog": false, "Trails": by})
}

/// The one trail of the account, with these basic or advanced selectors.
fn basic(selectors: Value) -> Account {
    with([Trail { basic: value(selectors, SELECTORS), ..Trail::default() }])
}

fn advanced(selectors: Value) -> Account {
    with([Trail { basic: absent(SELECTORS), advanced: value(selectors, SELECTORS), ..Trail::default() }])
}

/// Whether the trail records; `None`: not decided.
fn records(account: &Account) -> Option<bool> {
    match account.fact("AccessRecorded").known {
        crate::resource::Known::Value(value) => Some(value["Trails"] != json!([])),
        _ => None,
    }
}

#[test]
fn access_logs_settle_it() {
    let mut account = with([Trail::default()]);
    account.set("acme", "properties.LoggingConfiguration", value(json!({"DestinationBucketName": "logs"}), LOGGING));
    assert_eq!(account.value("AccessRecorded"), json!({"ServerAccessLog": true, "Trails": []}));
    assert_eq!(account.consulted("AccessRecorded"), [LOGGING]);
    account.set("acme", "properties.LoggingConfiguration", gap(LOGGING));
    assert_eq!(account.gaps("AccessRecorded"), [denied(LOGGING)]);
}

#[test]
fn a_trail_must_log_and_reach_the_region() {
    let none = with([]);
    assert_eq!(none.value("AccessRecorded"), recorded(&[]));
    let account = with([Trail::default()]);
    assert_eq!(account.value("AccessRecorded"), recorded(&[&Trail::default().arn()]));
    assert_eq!(account.consulted("AccessRecorded"), [SELECTORS, STATUS, LOGGING]);
    let stopped = with([Trail { logging: value(json!(false), STATUS), ..Trail::default() }]);
    assert_eq!(stopped.value("AccessRecorded"), recorded(&[]));
    assert_eq!(stopped.consulted("AccessRecorded"), [STATUS, LOGGING]);
    let elsewhere = || Trail { region: "eu-west-1", ..Trail::default() };
    assert_eq!(with([elsewhere()]).value("AccessRecorded"), recorded(&[]));
    assert_eq!(with([elsewhere()]).consulted("AccessRecorded"), [DESCRIBE, LOGGING]);
    let everywhere = with([Trail { multi_region: value(json!(true), DESCRIBE), ..elsewhere() }]);
    assert_eq!(everywhere.value("AccessRecorded"), recorded(&[&elsewhere().arn()]));
}

#[test]
fn one_trail_is_enough_and_gaps_of_others_do_not_matter() {
    let broken = || Trail { name: "a", basic: gap(SELECTORS), advanced: gap(SELECTORS), ..Trail::default() };
    assert_eq!(with([broken()]).gaps("AccessRecorded"), [denied(SELECTORS)]);
    let mut account = with([broken(), Trail::default()]);
    account.unlisted("AWS::CloudTrail::Trail", "eu-west-1", DESCRIBE);
    assert_eq!(account.value("AccessRecorded"), recorded(&[&Trail::default().arn()]));
    let unread = with([Trail { logging: gap(STATUS), ..Trail::default() }]);
    assert_eq!(unread.gaps("AccessRecorded"), [denied(STATUS)]);
    let deaf = with([Trail { logging: gap(STATUS), basic: value(json!([]), SELECTORS), ..Trail::default() }]);
    assert_eq!(deaf.value("AccessRecorded"), recorded(&[]), "it selects nothing, logging or not");
}

#[test]
fn unlisted_and_unscanned_trails_leave_it_open() {
    let mut account = Account::new();
    account.unlisted("AWS::CloudTrail::Trail", "eu-west-1", DESCRIBE);
    assert_eq!(account.gaps("AccessRecorded"), [denied(DESCRIBE)]);
    let mut account = Account::new();
    account.inventory.scope.regions_not_scanned.insert("ap-south-1".into());
    assert_eq!(account.errors("AccessRecorded"), ["cloudtrail in ap-south-1"]);
    let mut account = Account::new();
    account.without_service("cloudtrail");
    assert_eq!(account.errors("AccessRecorded"), ["cloudtrail"]);
}

#[test]
fn basic_selectors() {
    let of = |kind: &str, values: Value| json!({"ReadWriteType": kind, "DataResources": [{"Type": "AWS::S3::Object", "Values": values}]});
    for (selectors, expected) in [
        (json!([of("All", json!(["arn:aws:s3"]))]), Some(true)),
        (json!([of("All", json!(["arn:aws:s3:::"]))]), Some(true)),
        (json!([of("All", json!(["arn:aws:s3:::other/", "arn:aws:s3:::acme/"]))]), Some(true)),
        (json!([of("All", json!(["arn:aws:s3:::acme/a"]))]), Some(false)),
        (json!([of("All", json!(["arn:aws:s3:::other/"]))]), Some(false)),
        (json!([of("All", json!(["arn:aws:s3:::acme"]))]), None),
        (json!([of("All", json!(["arn:aws-cn:s3"]))]), Some(false)),
        (json!([of("ReadOnly", json!(["arn:aws:s3"]))]), Some(false)),
        (json!([of("WriteOnly", json!(["arn:aws:s3"]))]), Some(false)),
        (json!([of("ReadOnly", json!(["arn:aws:s3"])), of("WriteOnly", json!(["arn:aws:s3:::acme/"]))]), Some(true)),
        (json!([{"DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}]), Some(true)),
        (
            json!([{"ReadWriteType": "All", "DataResources": [{"Type": "AWS::Lambda::Function", "Values": ["arn:aws:s3"]}]}]),
            Some(false),
        ),
        (json!([{"ReadWriteType": "All", "IncludeManagementEvents": true}]), Some(false)),
        (json!([]), Some(false)),
        (json!({}), None),
        (json!([{"DataResources": "x"}]), None),
        (json!([of("All", json!("arn:aws:s3"))]), None),
    ] {
        assert_eq!(records(&basic(selectors.clone())), expected, "{selectors}");
    }
    let text = "event selectors of arn:aws:cloudtrail:us-east-1:111122223333:trail/t not decided, could make it better";
    assert_eq!(basic(json!([of("All", json!(["arn:aws:s3:::acme"]))])).errors("AccessRecorded"), [text]);
}

#[test]
fn advanced_selectors() {
    let base = || {
        vec![
            json!({"Field": "eventCategory", "Equals": ["Data"]}),
            json!({"Field": "resources.type", "Equals": ["AWS::S3::Object"]}),
        ]
    };
    let selector = |fields: &[Value]| {
        let fields = [base(), fields.to_vec()].concat();
        json!({"Name": "n", "FieldSelectors": fields})
    };
    let arn = |operator: &str, values: Value| json!({"Field": "resources.ARN", operator: values});
    for (fields, expected) in [
        (vec![], Some(true)),
        (vec![json!({"Field": "readOnly", "Equals": ["true", "false"]})], Some(true)),
        (vec![json!({"Field": "readOnly", "Equals": ["true"]})], Some(false)),
        (vec![json!({"Field": "readOnly", "NotEquals": ["true"]})], Some(false)),
        (vec![arn("StartsWith", json!(["arn:aws:s3:::acme/"]))], Some(true)),
        (vec![arn("StartsWith", json!(["arn:aws:s3:::other/", "arn:aws:s3:::"]))], Some(true)),
        (vec![arn("StartsWith", json!(["arn:aws:s3:::acme/a"]))], Some(false)),
        (vec![arn("StartsWith", json!(["arn:aws:s3:::other/"]))], Some(false)),
        (vec![arn("Equals", json!(["arn:aws:s3:::acme/a"]))], Some(false)),
        (vec![arn("EndsWith", json!([".zip"]))], Some(false)),
        (vec![arn("NotStartsWith", json!(["arn:aws:s3:::other/"]))], Some(true)),
        (vec![arn("NotStartsWith", json!(["arn:aws:s3:::acme/"]))], Some(false)),
        (vec![arn("NotStartsWith", json!(["arn:aws:s3:::acme/tmp/"]))], Some(false)),
        (vec![arn("NotStartsWith", json!(["arn:aws:s3:::ac"]))], Some(false)),
        (vec![arn("NotEquals", json!(["arn:aws:s3:::acme/a"]))], Some(false)),
        (vec![arn("NotEquals", json!(["arn:aws:s3:::other/a"]))], Some(true)),
        (vec![arn("NotEndsWith", json!([".tmp"]))], Some(false)),
        (vec![json!({"Field": "resources.ARN", "Equals": ["x"], "StartsWith": ["arn:aws:s3:::acme/"]})], None),
        (vec![json!({"Field": "eventName", "Equals": ["GetObject"]})], Some(false)),
        (vec![json!({"Field": "eventName", "NotEquals": ["GetObject"]})], Some(false)),
        (vec![json!({"Field": "eventName", "NotEquals": ["HeadObject"]})], None),
        (vec![json!({"Field": "eventSource", "Equals": ["s3.amazonaws.com"]})], Some(true)),
        (vec![json!({"Field": "eventSource", "NotEquals": ["s3.amazonaws.com"]})], Some(false)),
        (vec![json!({"Field": "userIdentity.arn", "NotStartsWith": ["arn:aws:sts::1:x"]})], None),
        (vec![json!({"Field": "eventCategory", "Equals": ["Management"]})], Some(false)),
        (vec![json!({"Field": "resources.type", "Equals": ["AWS::DynamoDB::Table"]})], Some(false)),
        (vec![json!({"Field": "readOnly"})], Some(false)),
        (vec![json!({"Field": 1})], None),
        (vec![json!({"Field": "readOnly", "Equals": "true"})], None),
    ] {
        assert_eq!(records(&advanced(json!([selector(&fields)]))), expected, "{fields:?}");
    }
    let half = |value: &str| selector(&[json!({"Field": "readOnly", "Equals": [value]})]);
    assert_eq!(records(&advanced(json!([half("true"), half("false")]))), Some(true));
    assert_eq!(records(&advanced(json!([{"FieldSelectors": [base()[0]]}]))), None);
    assert_eq!(records(&advanced(json!([{"FieldSelectors": "x"}]))), None);
}

#[test]
fn a_gap_names_only_what_it_rests_on() {
    let deaf = Trail { name: "a", logging: gap(STATUS), basic: value(json!([]), SELECTORS), ..Trail::default() };
    let broken = Trail { basic: gap(SELECTORS), advanced: gap(SELECTORS), ..Trail::default() };
    assert_eq!(with([deaf, broken]).gaps("AccessRecorded"), [denied(SELECTORS)]);
}
