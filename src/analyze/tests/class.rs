use super::{Account, absent, denied, gap, resource, value};
use serde_json::{Value, json};

const LOGGING: &str = "properties.LoggingConfiguration";

fn logs_to(account: &mut Account, source: &str, target: &str) {
    let logging = json!({"DestinationBucketName": target, "LogFilePrefix": ""});
    account.set(source, LOGGING, value(logging, &format!("s3:GetBucketLogging {source}")));
}

fn trail(account: &mut Account, bucket: &str, region: &str) {
    let arn = format!("arn:aws:cloudtrail:{region}:111122223333:trail/t");
    let mut trail = resource("AWS::CloudTrail::Trail", &arn, region);
    trail.properties.insert("S3BucketName".into(), value(json!(bucket), "cloudtrail:DescribeTrails"));
    account.add(trail);
}

fn class(value: bool, by: &str, of: &str) -> Value {
    json!({"Value": value, "By": by, "Of": of})
}

#[test]
fn a_target_of_access_logs_is_known_by_its_source() {
    let mut account = Account::new();
    account.add_bucket("b", "us-east-1").add_bucket("a", "us-east-1");
    assert_eq!(account.value("IsAccessLogTarget"), class(false, "relation", ""));
    logs_to(&mut account, "b", "acme");
    logs_to(&mut account, "a", "acme");
    let own = class(true, "relation", "arn:aws:s3:::a");
    assert_eq!(account.value("IsAccessLogTarget"), own);
    assert_eq!(account.consulted("IsAccessLogTarget"), ["s3:GetBucketLogging a"]);
    assert_eq!(account.value("IsLog"), own);
    account.add_bucket("c", "us-east-1").set("c", LOGGING, gap("s3:GetBucketLogging c"));
    assert_eq!(account.value("IsAccessLogTarget"), own, "another one that was not read does not matter");
}

#[test]
fn an_unread_bucket_of_the_region_could_log_here() {
    let with = |region: &str, acme_in: &str| {
        let mut account = Account::new();
        account.add_bucket("other", region).set("other", LOGGING, gap("s3:GetBucketLogging"));
        account
            .inventory
            .resources
            .iter_mut()
            .filter(|one| one.arn.ends_with(":acme"))
            .for_each(|one| one.region = acme_in.into());
        account
    };
    assert_eq!(with("us-east-1", "us-east-1").gaps("IsAccessLogTarget"), [denied("s3:GetBucketLogging")]);
    assert_eq!(with("unknown", "us-east-1").gaps("IsAccessLogTarget"), [denied("s3:GetBucketLogging")]);
    assert_eq!(with("eu-west-1", "us-east-1").value("IsAccessLogTarget"), class(false, "relation", ""));
    assert!(with("eu-west-1", "unknown").gaps("IsAccessLogTarget").contains(&denied("s3:GetBucketLogging")));
    let mut account = Account::new();
    account.unlisted("AWS::S3::Bucket", "global", "s3:ListBuckets");
    assert_eq!(account.gaps("IsAccessLogTarget"), [denied("s3:ListBuckets")]);
    let mut account = Account::new();
    account.set("acme", LOGGING, value(json!("x"), "s3:GetBucketLogging acme"));
    assert_eq!(account.gaps("IsAccessLogTarget")[0].code.word(), "undecodable");
}

#[test]
fn a_trails_bucket_is_a_log() {
    let mut account = Account::new();
    trail(&mut account, "other", "us-east-1");
    trail(&mut account, "acme", "eu-west-1");
    account.declare("[[classify]]\nfact = \"IsLog\"\nvalue = false\nname = \"acme\"");
    let of = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t";
    assert_eq!(account.value("IsLog"), class(true, "relation", of), "relations come before declarations");
    assert_eq!(account.consulted("IsLog"), ["cloudtrail:DescribeTrails", "s3:GetBucketLogging acme"]);
}

#[test]
fn without_relation_and_rule_it_is_not_declared() {
    let account = Account::new();
    for fact in ["IsLog", "IsModel", "IsData", "IsProduction"] {
        assert_eq!(account.gaps(fact).len(), 1);
        assert_eq!(account.gaps(fact)[0].code.word(), "not declared", "{fact}");
    }
}

#[test]
fn unread_trails_leave_it_open_unless_declared_a_log() {
    let yes = "[[classify]]\nfact = \"IsLog\"\nname = \"ac*\"";
    let no = "[[classify]]\nfact = \"IsLog\"\nname = \"other\"";
    let mut account = Account::new();
    account.unlisted("AWS::CloudTrail::Trail", "eu-west-1", "cloudtrail:DescribeTrails");
    assert_eq!(account.gaps("IsLog").len(), 2, "the relation and the missing declaration");
    account.declare(no);
    assert_eq!(account.gaps("IsLog"), [denied("cloudtrail:DescribeTrails")]);
    account.declare("[[classify]]\nfact = \"IsLog\"\nvalue = false\nname = \"acme\"");
    assert_eq!(account.gaps("IsLog"), [denied("cloudtrail:DescribeTrails")]);
    account.declare(yes);
    assert_eq!(account.value("IsLog"), class(true, "declared", "classify[0]"));
    let mut account = Account::new();
    account.declare(no).inventory.scope.regions_not_scanned.extend(["ap-south-1".into(), "eu-west-3".into()]);
    assert_eq!(account.errors("IsLog"), ["cloudtrail in ap-south-1, eu-west-3"]);
    account.without_service("cloudtrail");
    assert_eq!(account.errors("IsLog"), ["cloudtrail"]);
    let mut account = Account::new();
    account.declare(no);
    assert_eq!(account.value("IsLog"), class(false, "declared", ""));
}

#[test]
fn the_first_rule_that_matches_decides() {
    let rules = "[[classify]]\nfact = \"IsData\"\nname = \"*\"\n\
        [[classify]]\nfact = \"IsModel\"\nvalue = false\nname = \"*-scratch\"\n\
        [[classify]]\nfact = \"IsModel\"\ntag = \"kind=mod*\"\n\
        [[classify]]\nfact = \"IsModel\"\narn = \"arn:*:s3:::*-models\"\nname = \"a*\"";
    let mut account = Account::new();
    account.declare(rules).add_bucket("a-models", "us-east-1").add_bucket("b-models", "us-east-1");
    account.add_bucket("x-scratch", "us-east-1").add_bucket("tagged", "us-east-1");
    for bucket in ["x-scratch", "tagged"] {
        account.set(bucket, "tags", value(json!({"kind": "model"}), "s3:GetBucketTagging"));
    }
    let of = |bucket: &str| account.fact_of(bucket, "IsModel");
    let asked = |bucket: &str| vec![format!("s3:GetBucketTagging {bucket}")];
    for (bucket, expected, consulted) in [
        ("acme", class(false, "declared", ""), asked("acme")),
        ("a-models", class(true, "declared", "classify[3]"), asked("a-models")),
        ("b-models", class(false, "declared", ""), asked("b-models")),
        ("x-scratch", class(false, "declared", "classify[1]"), vec![]),
        ("tagged", class(true, "declared", "classify[2]"), vec!["s3:GetBucketTagging".to_owned()]),
    ] {
        let fact = of(bucket);
        assert_eq!(fact.known, crate::resource::Known::Value(expected), "{bucket}");
        let operations: Vec<String> = fact.evidence.into_iter().map(|one| one.operation.to_string()).collect();
        assert_eq!(operations, consulted, "{bucket}");
    }
}

#[test]
fn unread_tags_matter_only_to_rules_that_reach_them() {
    let mut account = Account::new();
    account.set("acme", "tags", gap("s3:GetBucketTagging"));
    account.declare("[[classify]]\nfact = \"IsModel\"\ntag = \"kind\"");
    assert_eq!(account.gaps("IsModel"), [denied("s3:GetBucketTagging")]);
    account.declare("[[classify]]\nfact = \"IsModel\"\nname = \"other\"\ntag = \"kind\"");
    assert_eq!(account.value("IsModel"), class(false, "declared", ""));
    account
        .declare("[[classify]]\nfact = \"IsModel\"\nname = \"acme\"\n[[classify]]\nfact = \"IsModel\"\ntag = \"kind\"");
    assert_eq!(account.value("IsModel"), class(true, "declared", "classify[0]"));
    account
        .set("acme", "tags", absent("s3:GetBucketTagging"))
        .declare("[[classify]]\nfact = \"IsModel\"\ntag = \"kind\"");
    assert_eq!(account.value("IsModel"), class(false, "declared", ""));
    for strange in [json!(null), json!([]), json!("kind"), json!({"kind": 1})] {
        account.set("acme", "tags", value(strange, "s3:GetBucketTagging"));
        assert_eq!(account.gaps("IsModel")[0].code.word(), "undecodable");
    }
}
