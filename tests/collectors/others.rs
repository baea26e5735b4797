//! The account, its block of public access, access points, the organisation.

use std::sync::Arc;

use crate::account::{self, account, s3control_refused};
use crate::inventory::{inventory, known, lines, resource};
use crate::stand_in::{Aws, Reply, Request};

#[tokio::test(start_paused = true)]
async fn the_account_is_always_there() {
    let inventory = inventory(&account(&[], |_| None)).await;
    let texts: Vec<String> = inventory.resources.iter().map(lines).collect();
    insta::assert_snapshot!("empty_account", texts.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn the_parts_of_the_account_fail_one_by_one() {
    let aws = account(&[], |request| match request.operation {
        "iam:ListAccountAliases" => {
            let error = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>";
            Some(Reply { status: 403, ..Reply::xml(error.to_owned()) })
        }
        "organizations:DescribeOrganization" => Some(account::json_error("AccessDeniedException")),
        "s3control:GetPublicAccessBlock" => Some(s3control_refused(403, "AccessDenied")),
        _ => None,
    });
    let inventory = inventory(&aws).await;
    let account = resource(&inventory, "account::111122223333:account");
    assert!(known(account, "status.CallerIdentity").contains("111122223333"));
    assert_eq!(
        known(account, "status.AccountAliases"),
        "denied: iam:ListAccountAliases (AccessDenied), allow iam:ListAccountAliases"
    );
    assert!(known(account, "status.Children").starts_with("denied: organizations:DescribeOrganization"));
    assert_eq!(
        known(resource(&inventory, "#s3-public-access-block"), "status.PublicAccessBlockConfiguration"),
        "denied: s3control:GetPublicAccessBlock (AccessDenied), allow s3:GetAccountPublicAccessBlock"
    );
}

#[tokio::test(start_paused = true)]
async fn an_organisation_is_a_resource_of_its_own() {
    let aws = account(&[], |request| {
        (request.operation == "organizations:DescribeOrganization").then(|| account::json(ORGANIZATION))
    });
    let inventory = inventory(&aws).await;
    insta::assert_snapshot!("organization", lines(resource(&inventory, "organization/o-abc")));
    assert_eq!(
        known(resource(&inventory, "account::111122223333:account"), "status.Children"),
        r#"{"Organization":1}"#
    );
}

const ORGANIZATION: &str = r#"{"Organization":{"Id":"o-abc","Arn":"arn:aws:organizations::999988887777:organization/o-abc",
    "FeatureSet":"ALL","MasterAccountId":"999988887777",
    "MasterAccountArn":"arn:aws:organizations::999988887777:account/o-abc/999988887777"}}"#;

/// The parents of the account, where these are the parents of each child.
async fn parents_of(parents: &'static [(&'static str, &'static str)]) -> String {
    let aws = account(&[], move |request| match request.operation {
        "organizations:DescribeOrganization" => Some(account::json(ORGANIZATION)),
        "organizations:ListParents" => {
            let asked: serde_json::Value = serde_json::from_str(request.body).expect("JSON");
            let (_, answer) = parents.iter().find(|(child, _)| asked["ChildId"] == *child)?;
            Some(account::json(&format!("{{\"Parents\":[{answer}]}}")))
        }
        _ => None,
    });
    known(resource(&inventory(&aws).await, "account::111122223333:account"), "status.OrganizationParents")
}

#[tokio::test(start_paused = true)]
async fn the_account_stands_below_units() {
    const ROOT: &str = r#"{"Id":"r-abcd","Type":"ROOT"}"#;
    const UNIT: &str = r#"{"Id":"ou-abcd-1","Type":"ORGANIZATIONAL_UNIT"}"#;
    assert_eq!(parents_of(&[]).await, r#"["r-abcd"]"#);
    assert_eq!(parents_of(&[("111122223333", UNIT), ("ou-abcd-1", ROOT)]).await, r#"["ou-abcd-1","r-abcd"]"#);
    for odd in [&[("111122223333", "")][..], &[("111122223333", UNIT), ("ou-abcd-1", UNIT)]] {
        assert!(parents_of(odd).await.starts_with("undecodable: organizations:ListParents"));
    }
}

#[tokio::test(start_paused = true)]
async fn an_access_point_and_its_policy() {
    let aws = account(&["alpha"], |request| match (request.operation, request.region) {
        ("s3control:ListAccessPoints", "us-east-1") => Some(account::access_points(&["bare", "granting", "gone"], "")),
        ("s3control:GetAccessPoint", _) if request.uri.contains("/gone") => {
            Some(s3control_refused(404, "NoSuchAccessPoint"))
        }
        ("s3control:GetAccessPoint", _) => {
            Some(account::access_point(if request.uri.contains("/bare") { "bare" } else { "granting" }))
        }
        ("s3control:GetAccessPointPolicy", _) if request.uri.contains("/granting") => Some(Reply::xml(
            "<GetAccessPointPolicyResult><Policy>{\"Statement\":[]}</Policy></GetAccessPointPolicyResult>".to_owned(),
        )),
        ("s3control:GetAccessPointPolicy", _) if request.uri.contains("/gone") => {
            Some(s3control_refused(404, "NoSuchAccessPoint"))
        }
        _ => None,
    });
    let inventory = inventory(&aws).await;
    let granting = resource(&inventory, "accesspoint/granting");
    insta::assert_snapshot!("access_point", lines(granting));
    assert_eq!(granting.texts["Policy"], "{\"Statement\":[]}");
    assert_eq!(known(resource(&inventory, "accesspoint/bare"), "properties.Policy"), "absent");
    let gone = resource(&inventory, "accesspoint/gone");
    assert_eq!(
        known(gone, "properties.PublicAccessBlockConfiguration"),
        "gone: s3control:GetAccessPoint (NoSuchAccessPoint)"
    );
    assert_eq!(known(gone, "properties.Policy"), "gone: s3control:GetAccessPointPolicy (NoSuchAccessPoint)");
}

/// A trail that logs to `logs`; `answer` says the rest.
fn with_a_trail(answer: impl Fn(&Request<'_>) -> Option<Reply> + Send + Sync + 'static) -> Arc<Aws> {
    account(&[], move |request| match (request.operation, request.region) {
        ("cloudtrail:DescribeTrails", "us-east-1") => Some(account::json(
            r#"{"trailList":[{"Name":"t","TrailARN":"arn:aws:cloudtrail:us-east-1:111122223333:trail/t",
                "HomeRegion":"us-east-1","S3BucketName":"logs","IsMultiRegionTrail":false}]}"#,
        )),
        ("cloudtrail:GetTrailStatus", _) => answer(request).or_else(|| Some(account::json(r#"{"IsLogging":true}"#))),
        ("cloudtrail:GetEventSelectors", _) => {
            answer(request).or_else(|| Some(account::json(r#"{"EventSelectors":[{"ReadWriteType":"All"}]}"#)))
        }
        _ => None,
    })
}

#[tokio::test(start_paused = true)]
async fn the_calls_of_a_trail_fail_one_by_one() {
    for (operation, lost, kept) in [
        (
            "cloudtrail:GetTrailStatus",
            ["properties.IsLogging", "status.LatestDeliveryError"],
            "properties.EventSelectors",
        ),
        (
            "cloudtrail:GetEventSelectors",
            ["properties.EventSelectors", "properties.AdvancedEventSelectors"],
            "properties.IsLogging",
        ),
    ] {
        for (reply, gap) in [
            (
                account::json_error("AccessDeniedException"),
                format!("denied: {operation} (AccessDeniedException), allow {operation}"),
            ),
            (account::json_error("TrailNotFoundException"), format!("gone: {operation} (TrailNotFoundException)")),
        ] {
            let aws = with_a_trail(move |request| (request.operation == operation).then(|| reply.clone()));
            let inventory = inventory(&aws).await;
            let trail = resource(&inventory, "trail/t");
            for path in lost {
                assert_eq!(known(trail, path), gap, "{path}");
            }
            assert!(!known(trail, kept).contains(':') || known(trail, kept).starts_with('['), "{}", known(trail, kept));
            assert_eq!(known(trail, "properties.S3BucketName"), "\"logs\"");
        }
        // An answer that lacks what AWS always sends says nothing.
        let aws = with_a_trail(move |request| (request.operation == operation).then(|| account::json("{}")));
        let inventory = inventory(&aws).await;
        for path in lost {
            let found = known(resource(&inventory, "trail/t"), path);
            assert!(found.starts_with(&format!("undecodable: {operation}")), "{path}: {found}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn selectors_come_in_two_kinds() {
    let aws = with_a_trail(|request| {
        (request.operation == "cloudtrail:GetEventSelectors").then(|| {
            account::json(
                r#"{"AdvancedEventSelectors":[{"Name":"objects","FieldSelectors":[
                    {"Field":"eventCategory","Equals":["Data"]},
                    {"Field":"resources.type","Equals":["AWS::S3::Object"]},
                    {"Field":"resources.ARN","StartsWith":["arn:aws:s3:::a/"],"NotStartsWith":["arn:aws:s3:::a/b"],
                     "EndsWith":["x"],"NotEndsWith":["y"],"NotEquals":["z"]}]}]}"#,
            )
        })
    });
    let inventory = inventory(&aws).await;
    let trail = resource(&inventory, "trail/t");
    assert_eq!(known(trail, "properties.EventSelectors"), "absent");
    insta::assert_snapshot!("advanced_selectors", known(trail, "properties.AdvancedEventSelectors"));
}
