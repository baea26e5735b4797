//! Trails: taken once, at home or from a shadow; insights; event data stores.

use std::sync::Arc;

use crate::account::{self, ACCOUNT, account};
use crate::calls::asked;
use crate::inventory::{arns, known, lines, names, of_services, resource, unlisted, within};
use crate::stand_in::{Aws, Reply, Request};

const SERVICES: &[&str] = &["cloudtrail"];

/// Trails at home in these regions, shown by every region that is asked.
fn trails(homes: &'static [&'static str]) -> Arc<Aws> {
    account(&[], move |request| answer(request, homes))
}

fn answer(request: &Request<'_>, homes: &[&str]) -> Option<Reply> {
    match request.operation {
        "cloudtrail:DescribeTrails" => {
            let trails: Vec<_> = homes
                .iter()
                .map(|home| {
                    serde_json::json!({"Name": "t", "TrailARN": format!("arn:aws:cloudtrail:{home}:999988887777:trail/t"),
                        "HomeRegion": home, "S3BucketName": "logs", "IsMultiRegionTrail": true})
                })
                .collect();
            Some(account::json(&serde_json::json!({"trailList": trails}).to_string()))
        }
        "cloudtrail:GetTrailStatus" => Some(account::json(r#"{"IsLogging":true,"LatestDeliveryError":""}"#)),
        "cloudtrail:GetEventSelectors" => {
            Some(account::json(r#"{"EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":true}]}"#))
        }
        _ => None,
    }
}

/// Rule: every region answers a multi-region trail; it is taken, and asked about, once, at home.
#[tokio::test(start_paused = true)]
async fn a_trail_is_taken_once_at_home() {
    let aws = account(&[], |request| match request.operation {
        "cloudtrail:DescribeTrails" => Some(account::json(
            r#"{"trailList":[
                {"Name":"home","TrailARN":"arn:aws:cloudtrail:eu-west-1:111122223333:trail/home","HomeRegion":"eu-west-1",
                 "S3BucketName":"logs","IsMultiRegionTrail":true,"IncludeGlobalServiceEvents":true,
                 "LogFileValidationEnabled":false,"IsOrganizationTrail":false},
                {"Name":"org","TrailARN":"arn:aws:cloudtrail:us-east-1:999988887777:trail/org",
                 "HomeRegion":"us-east-1","S3BucketName":"logs","IsMultiRegionTrail":true,"IsOrganizationTrail":true}]}"#,
        )),
        _ => answer(request, &[]),
    });
    let inventory = of_services(&aws, SERVICES).await;
    // An organisation's trail is shown to its member accounts only as a shadow.
    for asked in asked(&aws, "cloudtrail:DescribeTrails") {
        assert!(asked.body.contains("\"includeShadowTrails\":true"), "{}", asked.body);
    }
    assert_eq!(asked(&aws, "cloudtrail:DescribeTrails").len(), 2, "once a region");
    for operation in ["cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors", "cloudtrail:GetInsightSelectors"] {
        let mut regions: Vec<String> = asked(&aws, operation).into_iter().map(|asked| asked.region).collect();
        regions.sort();
        assert_eq!(regions, ["eu-west-1", "us-east-1"], "{operation}");
    }
    let of_organization = resource(&inventory, "trail/org");
    assert_eq!((of_organization.region.as_str(), of_organization.account.as_str()), ("us-east-1", ACCOUNT));
    insta::assert_snapshot!("trail", lines(resource(&inventory, "trail/home")));
}

/// A home region that the account has not enabled is asked by nobody: the shadow tells all the same, and once.
#[tokio::test(start_paused = true)]
async fn a_trail_whose_home_is_not_enabled_is_taken_from_its_first_shadow() {
    let aws = trails(&["ap-east-1"]);
    let inventory = of_services(&aws, SERVICES).await;
    let trail = resource(&inventory, "trail/t");
    assert_eq!(trail.region, "ap-east-1");
    assert_eq!(known(trail, "status.HomeRegion"), "\"ap-east-1\"");
    assert_eq!(known(trail, "properties.IsLogging"), "true");
    // What AWS always sends and is missing is not taken for "no".
    let lost = "undecodable: cloudtrail:DescribeTrails (the answer lacks LogFileValidationEnabled)";
    assert_eq!(known(trail, "properties.EnableLogFileValidation"), lost);
    for operation in ["cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors", "cloudtrail:GetInsightSelectors"] {
        let [asked] = &asked(&aws, operation)[..] else { panic!("{operation} once") };
        assert_eq!(asked.region, "eu-west-1", "the first region that shows it");
        assert!(asked.body.contains("arn:aws:cloudtrail:ap-east-1:999988887777:trail/t"), "by its ARN: {}", asked.body);
    }
    // The same where another region than the first shows it.
    let aws = account(&[], |request| match (request.operation, request.region) {
        ("cloudtrail:DescribeTrails", "eu-west-1") => Some(account::json_error("AccessDeniedException")),
        _ => answer(request, &["ap-east-1"]),
    });
    let inventory = of_services(&aws, SERVICES).await;
    assert_eq!(resource(&inventory, "trail/t").region, "ap-east-1");
    assert_eq!(asked(&aws, "cloudtrail:GetTrailStatus")[0].region, "us-east-1");
}

#[tokio::test(start_paused = true)]
async fn what_a_shadow_may_not_tell_is_a_gap() {
    let aws = account(&[], |request| match request.operation {
        "cloudtrail:GetTrailStatus" => Some(account::json_error("AccessDeniedException")),
        _ => answer(request, &["ap-east-1"]),
    });
    let inventory = of_services(&aws, SERVICES).await;
    let trail = resource(&inventory, "trail/t");
    assert!(known(trail, "properties.IsLogging").starts_with("denied: cloudtrail:GetTrailStatus"));
    assert_eq!(known(trail, "properties.IsMultiRegionTrail"), "true");
}

/// A home region that was left out by choice stays out: its trails are not scanned, and `regions_not_scanned` says so
/// to whoever asks for all trails.
#[tokio::test(start_paused = true)]
async fn a_trail_whose_home_was_left_out_stays_out() {
    let aws = trails(&["us-east-1", "eu-west-1", "ap-east-1"]);
    let inventory = within(&aws, names(SERVICES), Some(names(&["us-east-1"]))).await.expect("collects");
    let found: Vec<&str> = inventory.resources.iter().map(|trail| trail.region.as_str()).collect();
    assert_eq!(found, ["ap-east-1", "us-east-1"], "one at home, and one whose home nobody could ask");
    assert_eq!(inventory.scope.regions_not_scanned, names(&["eu-west-1"]));
}

/// Nobody knows which regions were left out: a home that was not asked for may be one of them.
#[tokio::test(start_paused = true)]
async fn where_regions_cannot_be_listed_only_trails_at_home_are_taken() {
    let aws = account(&[], |request| match request.operation {
        "account:ListRegions" | "ec2:DescribeRegions" => Some(account::denied()),
        _ => answer(request, &["us-east-1", "ap-east-1"]),
    });
    let inventory = within(&aws, names(SERVICES), Some(names(&["us-east-1"]))).await.expect("collects");
    assert_eq!(arns(&inventory), ["arn:aws:cloudtrail:us-east-1:999988887777:trail/t"]);
    assert_eq!(inventory.scope.regions_not_scanned, names(&["unknown"]));
    // Where nobody chose, nothing was left out: what the one region shows is taken.
    let inventory = of_services(&aws, SERVICES).await;
    assert_eq!(arns(&inventory).len(), 2);
    assert!(unlisted(&inventory).iter().any(|text| text.starts_with("AWS::CloudTrail::Trail in unknown")));
}

#[tokio::test(start_paused = true)]
async fn insights_are_told_absent_or_a_gap() {
    let selectors = r#"{"TrailARN":"t","InsightSelectors":[{"InsightType":"ApiErrorRateInsight",
        "EventCategories":["Management","Data"]},{"InsightType":"ApiCallRateInsight"}]}"#;
    for (reply, expected) in [
        (
            account::json(selectors),
            r#"[{"InsightType":"ApiErrorRateInsight","EventCategories":["Management","Data"]},{"InsightType":"ApiCallRateInsight"}]"#,
        ),
        (account::json_error("InsightNotEnabledException"), "absent"),
        (
            account::json_error("AccessDeniedException"),
            "denied: cloudtrail:GetInsightSelectors (AccessDeniedException), allow cloudtrail:GetInsightSelectors",
        ),
        (
            account::json(r#"{"InsightSelectors":[{"InsightType":"ApiCallRateInsight","EventCategories":[]}]}"#),
            r#"[{"InsightType":"ApiCallRateInsight","EventCategories":[]}]"#,
        ),
        (account::json("{}"), "undecodable: cloudtrail:GetInsightSelectors (the answer lacks InsightSelectors)"),
        (
            account::json(r#"{"InsightSelectors":[{}]}"#),
            "undecodable: cloudtrail:GetInsightSelectors (the answer lacks InsightType)",
        ),
    ] {
        let aws = account(&[], move |request| match request.operation {
            "cloudtrail:GetInsightSelectors" => Some(reply.clone()),
            _ => answer(request, &["us-east-1"]),
        });
        let inventory = of_services(&aws, SERVICES).await;
        assert_eq!(known(resource(&inventory, "trail/t"), "properties.InsightSelectors"), expected);
    }
}

const STORE: &str = "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/e-1";

/// An account with one event data store in us-east-1, listed on the second page.
fn one_store(reply: Reply) -> Arc<Aws> {
    account(&[], move |request| match (request.operation, request.region) {
        ("cloudtrail:ListEventDataStores", "us-east-1") if request.body.contains("NextToken") => Some(account::json(
            &serde_json::json!({"EventDataStores": [{"EventDataStoreArn": STORE, "Name": "lake"}]}).to_string(),
        )),
        ("cloudtrail:ListEventDataStores", "us-east-1") => {
            Some(account::json(r#"{"EventDataStores":[],"NextToken":"more"}"#))
        }
        ("cloudtrail:GetEventDataStore", _) => Some(reply.clone()),
        _ => None,
    })
}

#[tokio::test(start_paused = true)]
async fn an_event_data_store_is_told_one_by_one() {
    let aws = one_store(account::json(
        &serde_json::json!({"EventDataStoreArn": STORE, "Name": "lake", "Status": "ENABLED",
            "MultiRegionEnabled": true, "OrganizationEnabled": false, "RetentionPeriod": 2557,
            "TerminationProtectionEnabled": true, "KmsKeyId": "key", "BillingMode": "EXTENDABLE_RETENTION_PRICING",
            "FederationStatus": "DISABLED", "CreatedTimestamp": 1767323045.5})
        .to_string(),
    ));
    let inventory = of_services(&aws, SERVICES).await;
    insta::assert_snapshot!("event_data_store", lines(resource(&inventory, "eventdatastore/e-1")));
    assert_eq!(asked(&aws, "cloudtrail:GetEventDataStore").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_calls_of_event_data_stores_fail_one_by_one() {
    for (reply, gap) in [
        (account::json_error("AccessDeniedException"), "denied: cloudtrail:GetEventDataStore"),
        (account::json_error("EventDataStoreNotFoundException"), "gone: cloudtrail:GetEventDataStore"),
        (account::json("{}"), "undecodable: cloudtrail:GetEventDataStore"),
    ] {
        let inventory = of_services(&one_store(reply), SERVICES).await;
        let store = resource(&inventory, "eventdatastore/e-1");
        for path in ["properties.Status", "properties.KmsKeyId", "properties.FederationEnabled"] {
            assert!(known(store, path).starts_with(gap), "{path}: {}", known(store, path));
        }
    }
    for (reply, code) in [
        (account::json_error("AccessDeniedException"), "denied"),
        (account::json_error("UnsupportedOperationException"), "unsupported"),
        (account::json("{}"), "undecodable"),
        (account::json(r#"{"EventDataStores":[{"Name":"lake"}]}"#), "undecodable"),
    ] {
        let aws =
            account(&[], move |request| (request.operation == "cloudtrail:ListEventDataStores").then(|| reply.clone()));
        let found = unlisted(&of_services(&aws, SERVICES).await);
        assert_eq!(found.len(), 2, "once a region: {found:?}");
        assert!(found[0].starts_with(&format!("AWS::CloudTrail::EventDataStore in eu-west-1 not listed: {code}")));
    }
}
