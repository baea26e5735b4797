//! A field of a form that nobody promised is never taken for an answer, whatever fact reads it.

use super::{Account, absent, account, analyze, resource, value};
use crate::analyze::{audit, identity, keys};
use crate::resource::{Field, Known, Resource};
use serde_json::{Value, json};

fn with(resource_type: &str, arn: &str, region: &str, fields: &[(&str, Value)]) -> Resource {
    let mut own = resource(resource_type, arn, region);
    for (path, content) in fields {
        let field = value(content.clone(), path);
        match path.split_once('.') {
            Some(("status", name)) => own.status.insert(name.to_owned(), field),
            _ => own.properties.insert((*path).to_owned(), field),
        };
        if content.get("Statement").is_some() {
            own.texts.insert((*path).to_owned(), content.to_string());
        }
    }
    own
}

/// One resource of each type that these facts look at, all of it read.
fn everything() -> Account {
    let open =
        |action: &str| json!({"Statement": {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}});
    let trust =
        json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"}});
    let admin = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
    let date = json!("2026-11-01T00:00:00Z");
    let group = "arn:aws:logs:us-east-1:111122223333:log-group:access";
    let (key, gateway) = ("arn:aws:kms:us-east-1:111122223333:key/k1", "arn:aws:apigateway:us-east-1::/restapis/r1");
    let of = |resource_type: &str, arn: &str, fields: &[(&str, Value)]| with(resource_type, arn, "us-east-1", fields);
    let mut account = account();
    account.declare("[trust]\naccounts = []\n[[classify]]\nfact = \"IsTokenSigning\"\nname = \"jwt\"\n[[classify]]\nfact = \"IsPayload\"\nname = \"x\"\n[[classify]]\nfact = \"IsModel\"\nname = \"acme\"");
    let resources = [
        of(
            "AWS::IAM::User",
            "arn:aws:iam::111122223333:user/u",
            &[
                ("status.Children.AccessKey", json!(1)),
                ("Groups", json!([])),
                ("ManagedPolicyArns", json!([])),
                ("Policies", json!([])),
            ],
        ),
        of(
            "AWS::IAM::AccessKey",
            "arn:aws:iam::111122223333:user/u#access-key/A",
            &[
                ("Id", json!("A")),
                ("Status", json!("Active")),
                ("status.CreateDate", date.clone()),
                ("status.AccessKeyLastUsed", json!({"LastUsedDate": date})),
            ],
        ),
        of(
            "AWS::IAM::Role",
            "arn:aws:iam::111122223333:role/r",
            &[
                ("AssumeRolePolicyDocument", trust),
                ("ManagedPolicyArns", json!([])),
                ("Policies", json!([{"PolicyName": "p"}])),
            ],
        ),
        of("AWS::IAM::Policy", "arn:aws:iam::111122223333:role/r#policy/p", &[("PolicyDocument", admin)]),
        of(
            "AWS::IAM::ServerCertificate",
            "arn:aws:iam::111122223333:server-certificate/c",
            &[("status.Expiration", date.clone())],
        ),
        of(
            "AWS::KMS::Key",
            key,
            &[
                ("KeyUsage", json!("SIGN_VERIFY")),
                ("KeyPolicy", open("kms:Decrypt")),
                ("status.Grants", json!([])),
                ("status.KeyManager", json!("CUSTOMER")),
                ("status.KeyState", json!("Disabled")),
                ("status.CreationDate", date.clone()),
            ],
        ),
        of("AWS::KMS::Alias", "arn:aws:kms:us-east-1:111122223333:alias/jwt", &[("TargetKeyId", json!("k1"))]),
        of(
            "AWS::CloudTrail::Trail",
            "arn:aws:cloudtrail:us-east-1:111122223333:trail/t",
            &[
                ("S3BucketName", json!("acme")),
                ("IsMultiRegionTrail", json!(true)),
                ("IncludeGlobalServiceEvents", json!(true)),
                ("IsLogging", json!(true)),
                ("CloudWatchLogsLogGroupArn", json!("arn:aws:logs:us-east-1:111122223333:log-group:trail:*")),
                ("KMSKeyId", json!(key)),
                ("EventSelectors", json!([{"ReadWriteType": "All"}])),
                ("AdvancedEventSelectors", json!([])),
                ("status.LatestCloudWatchLogsDeliveryTime", date.clone()),
                ("status.LatestCloudWatchLogsDeliveryError", json!("no")),
            ],
        ),
        of("AWS::Logs::LogGroup", group, &[("KmsKeyId", json!(key))]),
        of(
            "AWS::Logs::LogGroup",
            "arn:aws:logs:us-east-1:111122223333:log-group:API-Gateway-Execution-Logs_r1/prod",
            &[("KmsKeyId", json!("k2"))],
        ),
        of("AWS::Logs::ResourcePolicy", "arn:aws:logs:us-east-1:111122223333:x", &[("PolicyDocument", open("logs:*"))]),
        of(
            "AWS::Logs::Destination",
            "arn:aws:logs:us-east-1:111122223333:destination:d",
            &[("DestinationPolicy", open("logs:*"))],
        ),
        of(
            "AWS::Logs::MetricFilter",
            "arn:aws:logs:us-east-1:111122223333:log-group:access#metric-filter/f",
            &[
                ("FilterPattern", json!("401")),
                ("LogGroupName", json!("access")),
                ("MetricTransformations", json!([{"MetricName": "m", "MetricNamespace": "n"}])),
            ],
        ),
        of(
            "AWS::CloudWatch::Alarm",
            "arn:aws:cloudwatch:us-east-1:111122223333:alarm:a",
            &[
                ("Namespace", json!("n")),
                ("MetricName", json!("m")),
                ("Dimensions", json!([{"Name": "a", "Value": "b"}])),
                ("ActionsEnabled", json!(true)),
                ("AlarmActions", json!(["x"])),
            ],
        ),
        of("AWS::ApiGateway::RestApi", gateway, &[("Name", json!("shop")), ("status.Children.Stage", json!(1))]),
        of(
            "AWS::ApiGateway::Stage",
            &format!("{gateway}/stages/prod"),
            &[
                ("AccessLogSetting", json!({"DestinationArn": group})),
                ("MethodSettings", json!([{"DataTraceEnabled": true}])),
            ],
        ),
        of("AWS::Account::Region", "arn:aws:account:us-east-1:111122223333:account", &[]),
    ];
    account.inventory.resources.extend(resources);
    let trail = account.inventory.resources.iter_mut().find(|one| one.resource_type == "AWS::CloudTrail::Trail");
    let errors = ["LatestDeliveryError", "LatestDigestDeliveryError"];
    trail.expect("the trail").status.extend(errors.map(|name| (name.to_owned(), absent("cloudtrail:GetTrailStatus"))));
    account
}

/// The facts of these topics, of every resource.
fn facts(account: &Account) -> Vec<(String, String, Field)> {
    let mut inventory = account.inventory.clone();
    analyze(&mut inventory, &account.declarations);
    let names: Vec<&str> =
        [identity::FACTS, audit::FACTS, keys::FACTS].into_iter().flatten().map(|fact| fact.name).collect();
    let own = |one: Resource| {
        let facts = one.facts.into_iter().filter(|(name, _)| names.contains(&name.as_str()));
        facts.map(|(name, field)| (one.arn.clone(), name, field)).collect::<Vec<_>>()
    };
    inventory.resources.into_iter().flat_map(own).collect()
}

#[test]
fn every_fact_of_these_topics_is_known_where_all_was_read() {
    let account = everything();
    let known = facts(&account).into_iter().filter(|(_, _, field)| matches!(field.known, Known::Value(_))).count();
    assert!(known >= 28, "{known}");
    for (arn, name, field) in facts(&account) {
        assert!(!matches!(field.known, Known::Gap(_)) || arn.starts_with("arn:aws:s3"), "{name} of {arn}: {field:?}");
    }
}

#[test]
fn a_strange_field_leaves_a_fact_as_it_is_or_unknown() {
    let account = everything();
    let before = facts(&account);
    let strange = [json!("x"), json!(7), json!([[]]), json!(null), json!(true), json!({"x": 1})];
    for place in 0..account.inventory.resources.len() {
        let own = &account.inventory.resources[place];
        let paths = own.properties.keys().map(|name| (true, name)).chain(own.status.keys().map(|name| (false, name)));
        for (is_property, name) in paths {
            for other in &strange {
                let mut mutated =
                    Account { inventory: account.inventory.clone(), declarations: account.declarations.clone() };
                let target = &mut mutated.inventory.resources[place];
                let section = if is_property { &mut target.properties } else { &mut target.status };
                let Some(Field { known: Known::Value(old), .. }) = section.get(name) else { continue };
                if std::mem::discriminant(old) == std::mem::discriminant(other) && !other.is_array() {
                    continue;
                }
                section.insert(name.clone(), value(other.clone(), name));
                for ((arn, fact, field), (_, _, old)) in facts(&mutated).into_iter().zip(&before) {
                    // One user of a key is enough, whatever the others are.
                    let used = fact == "KeyUsers" && matches!(&field.known, Known::Value(users) if *users != json!([]));
                    let same = used || field.known == old.known || matches!(field.known, Known::Gap(_));
                    assert!(same, "{fact} of {arn} is {:?} after {name} = {other} of {}", field.known, own.arn);
                }
            }
        }
    }
}

#[test]
fn an_empty_resource_has_gaps_only() {
    let mut account = everything();
    for one in &mut account.inventory.resources {
        one.properties.clear();
        one.status.clear();
    }
    for (arn, name, field) in facts(&account) {
        // Who names a group, and its name, do not stand in the group; nothing named it here.
        let by_name = matches!(name.as_str(), "IsAudit" | "IsPayload");
        assert!(
            by_name || !matches!(field.known, Known::Value(_)) || name.starts_with("Cors"),
            "{name} of {arn}: {field:?}"
        );
    }
}
