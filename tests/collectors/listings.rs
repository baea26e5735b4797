//! Listings: read to their end, or as far as they go, and never an empty list where one broke.

use std::sync::Arc;

use aplomb::resource::Inventory;

use crate::account::{self, account, denied, json};
use crate::gateways::{collected, gateways};
use crate::inventory::{arns, buckets, inventory, unlisted};
use crate::stand_in::{Aws, Reply, Request};

/// Two pages of buckets; `second` answers the token of the first.
fn two_pages(second: impl Fn() -> Reply + Send + Sync + 'static) -> Arc<Aws> {
    account(&[], move |request| match (request.operation, request.parameter("continuation-token")) {
        ("s3:ListBuckets", None) => Some(account::list_of_buckets(&["alpha"], "next page")),
        ("s3:ListBuckets", Some("next%20page")) => Some(second()),
        ("s3:ListBuckets", Some(token)) => panic!("another token: {token}"),
        _ => None,
    })
}

#[tokio::test(start_paused = true)]
async fn buckets_are_listed_to_the_last_page() {
    let inventory = inventory(&two_pages(|| account::list_of_buckets(&["beta", "gamma@eu-west-1"], ""))).await;
    assert_eq!(buckets(&inventory), ["gamma", "alpha", "beta"]);
    assert_eq!(unlisted(&inventory), [""; 0]);
    let alpha = crate::inventory::resource(&inventory, ":alpha");
    assert_eq!(alpha.properties["BucketName"].evidence.len(), 2, "the list is both pages");
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_breaks_keeps_what_was_read() {
    let inventory = inventory(&two_pages(denied)).await;
    assert_eq!(buckets(&inventory), ["alpha"]);
    assert_eq!(
        unlisted(&inventory),
        ["AWS::S3::Bucket", "AWS::S3::BucketPolicy"].map(|name| format!(
            "{name} in global in part listed: denied: s3:ListBuckets (AccessDenied), allow s3:ListAllMyBuckets"
        ))
    );
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_goes_round_in_circles_ends() {
    let inventory = inventory(&two_pages(|| account::list_of_buckets(&["beta"], "next page"))).await;
    assert_eq!(buckets(&inventory), ["alpha", "beta"]);
    assert!(unlisted(&inventory)[0].contains("in part listed: failed: s3:ListBuckets"), "{:?}", unlisted(&inventory));
}

/// Each listing of a type, refused: the type is unlisted there, and the others are as they were.
#[tokio::test(start_paused = true)]
async fn a_listing_that_is_refused_is_no_empty_list() {
    let answer = |operation: &'static str, reply: fn() -> Reply| {
        account(&["alpha"], move |request: &Request<'_>| match request.operation {
            asked if asked == operation => Some(reply()),
            "s3:GetBucketEncryption" => Some(account::encryption("aws:kms", "alias/data")),
            _ => None,
        })
    };
    let json = || account::json_error("AccessDeniedException");
    let control = || account::s3control_refused(403, "AccessDenied");
    for (operation, reply, expected) in [
        (
            "s3:ListBuckets",
            denied as fn() -> Reply,
            &[
                "AWS::S3::Bucket in global not listed: denied: s3:ListBuckets (AccessDenied), allow s3:ListAllMyBuckets",
                "AWS::S3::BucketPolicy in global not listed: denied: s3:ListBuckets (AccessDenied), allow s3:ListAllMyBuckets",
            ][..],
        ),
        (
            "s3control:ListAccessPoints",
            control,
            &[
                "AWS::S3::AccessPoint in eu-west-1 not listed: denied: s3control:ListAccessPoints (AccessDenied), allow s3:ListAccessPoints",
                "AWS::S3::AccessPoint in us-east-1 not listed: denied: s3control:ListAccessPoints (AccessDenied), allow s3:ListAccessPoints",
            ],
        ),
        (
            "cloudtrail:DescribeTrails",
            json,
            &[
                "AWS::CloudTrail::Trail in eu-west-1 not listed: denied: cloudtrail:DescribeTrails (AccessDeniedException), allow cloudtrail:DescribeTrails",
                "AWS::CloudTrail::Trail in us-east-1 not listed: denied: cloudtrail:DescribeTrails (AccessDeniedException), allow cloudtrail:DescribeTrails",
            ],
        ),
        (
            "kms:ListAliases",
            json,
            &[
                "AWS::KMS::Alias in eu-west-1 not listed: denied: kms:ListAliases (AccessDeniedException), allow kms:ListAliases",
                "AWS::KMS::Alias in us-east-1 not listed: denied: kms:ListAliases (AccessDeniedException), allow kms:ListAliases",
            ],
        ),
        (
            "organizations:DescribeOrganization",
            json,
            &[
                "AWS::Organizations::Organization in global not listed: denied: organizations:DescribeOrganization (AccessDeniedException), allow organizations:DescribeOrganization",
            ],
        ),
    ] {
        let inventory = inventory(&answer(operation, reply)).await;
        assert_eq!(unlisted(&inventory), expected);
        let lost = operation == "s3:ListBuckets";
        assert_eq!(buckets(&inventory).len(), if lost { 0 } else { 1 }, "{operation}");
    }
}

/// A member that AWS always sends is missing: the list was not understood.
#[tokio::test(start_paused = true)]
async fn a_list_that_is_not_in_its_answer_is_not_empty() {
    for (operation, reply) in [
        ("s3:ListBuckets", Reply::xml("<ListAllMyBucketsResult/>".to_owned())),
        ("s3control:ListAccessPoints", Reply::xml("<ListAccessPointsResult/>".to_owned())),
        ("cloudtrail:DescribeTrails", account::json("{}")),
        ("organizations:DescribeOrganization", account::json("{}")),
    ] {
        let aws = account(&["alpha"], move |request| (request.operation == operation).then(|| reply.clone()));
        let found = unlisted(&inventory(&aws).await);
        assert!(!found.is_empty() && found.iter().all(|text| text.contains("undecodable")), "{operation}: {found:?}");
    }
}

fn pages_of_access_points(inventory: &Inventory) -> Vec<&str> {
    arns(inventory).into_iter().filter(|arn| arn.contains("accesspoint")).collect()
}

#[tokio::test(start_paused = true)]
async fn access_points_are_listed_to_the_last_page() {
    let aws = account(&["alpha"], |request| match (request.operation, request.region) {
        ("s3control:ListAccessPoints", "us-east-1") => Some(match request.parameter("nextToken") {
            None => account::access_points(&["one"], "t"),
            Some(_) => account::access_points(&["two"], ""),
        }),
        ("s3control:GetAccessPoint", _) => {
            Some(account::access_point(if request.uri.contains("/one") { "one" } else { "two" }))
        }
        _ => None,
    });
    let inventory = inventory(&aws).await;
    assert_eq!(
        pages_of_access_points(&inventory),
        ["one", "two"].map(|name| format!("arn:aws:s3:us-east-1:111122223333:accesspoint/{name}"))
    );
}

#[tokio::test(start_paused = true)]
async fn aliases_are_listed_to_the_last_page() {
    let aws = account(&["alpha"], |request| match request.operation {
        "s3:GetBucketEncryption" => Some(account::encryption("aws:kms", "alias/second")),
        "kms:ListAliases" if request.region != "us-east-1" => None,
        "kms:ListAliases" if request.body.contains("Marker") => {
            Some(account::json(r#"{"Aliases":[{"AliasName":"alias/second","TargetKeyId":"k-2"}],"Truncated":false}"#))
        }
        "kms:ListAliases" => Some(account::json(
            r#"{"Aliases":[{"AliasName":"alias/first","TargetKeyId":"k-1"}],"Truncated":true,"NextMarker":"m"}"#,
        )),
        "kms:DescribeKey" => Some(account::key("k-2")),
        _ => None,
    });
    let inventory = inventory(&aws).await;
    let of_kms: Vec<&str> = arns(&inventory).into_iter().filter(|arn| arn.contains(":kms:")).collect();
    assert_eq!(
        of_kms,
        ["alias/first", "alias/second", "key/k-2"].map(|end| format!("arn:aws:kms:us-east-1:111122223333:{end}"))
    );
}

#[tokio::test(start_paused = true)]
async fn apis_and_their_resources_are_listed_to_the_last_page() {
    let aws = gateways(|request| {
        let second = request.parameter("position").is_some();
        match request.operation {
            "apigateway:GetRestApis" => Some(json(&api(if second { "b2" } else { "a1" }, second))),
            "apigateway:GetResources" if request.uri.contains("/a1/") => {
                assert!(request.uri.contains("embed=methods") && request.uri.contains("limit=500"), "{}", request.uri);
                let id = if second { "r2" } else { "r1" };
                let next = if second { "" } else { r#","position":"p""# };
                Some(json(&format!(r#"{{"item":[{{"id":"{id}","path":"/{id}"}}]{next}}}"#)))
            }
            "apigateway:GetApiKeys" => {
                assert_eq!(request.parameter("includeValues"), Some("false"));
                None
            }
            _ => None,
        }
    });
    let inventory = collected(&aws).await;
    let of_apis: Vec<&str> = arns(&inventory).into_iter().filter(|arn| arn.contains("/restapis/")).collect();
    let expected = ["a1/resources/r1", "a1/resources/r2", "a1", "b2"];
    let mut expected = expected.map(|end| format!("arn:aws:apigateway:us-east-1::/restapis/{end}"));
    expected.sort();
    let mut of_apis = of_apis;
    of_apis.sort_unstable();
    assert_eq!(of_apis, expected);
}

fn api(id: &str, last: bool) -> String {
    let next = if last { "" } else { r#","position":"p""# };
    format!(
        r#"{{"item":[{{"id":"{id}","name":"n","createdDate":1767323045,"apiKeySource":"HEADER",
            "endpointConfiguration":{{"types":["EDGE"]}},"disableExecuteApiEndpoint":true}}]{next}}}"#
    )
}
