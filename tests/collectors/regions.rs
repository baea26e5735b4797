//! Which regions are scanned: those of the account, those asked for, and what is said where neither is known.

use aplomb::collect::COLLECTORS;

use crate::account::{self, account, denied, described_regions};
use crate::inventory::{buckets, inventory, of_regions, unlisted};
use crate::stand_in::Reply;

fn names(regions: &std::collections::BTreeSet<String>) -> Vec<&str> {
    regions.iter().map(String::as_str).collect()
}

#[tokio::test(start_paused = true)]
async fn regions_are_listed_to_the_last_page() {
    let aws = account(&[], |request| match request.operation {
        "account:ListRegions" if request.body.contains("NextToken") => Some(account::regions(&["us-west-2"], "")),
        "account:ListRegions" => Some(account::regions(&["eu-west-1", "us-east-1"], "more")),
        _ => None,
    });
    let inventory = inventory(&aws).await;
    assert_eq!(names(&inventory.scope.regions), ["eu-west-1", "us-east-1", "us-west-2"]);
    let asked = aws.requests().into_iter().filter(|asked| asked.operation == "ec2:DescribeRegions").count();
    assert_eq!(asked, 0, "the second way is for those who may not go the first");
}

#[tokio::test(start_paused = true)]
async fn who_may_not_list_regions_may_describe_them() {
    for broken in [account::json_error("AccessDeniedException"), account::json("{}"), account::regions(&[], "")] {
        let aws = account(&[], move |request| match request.operation {
            "account:ListRegions" => Some(broken.clone()),
            "ec2:DescribeRegions" => Some(described_regions(&["ap-south-1", "us-east-1"])),
            _ => None,
        });
        let inventory = inventory(&aws).await;
        assert_eq!(names(&inventory.scope.regions), ["ap-south-1", "us-east-1"]);
        assert!(unlisted(&inventory).is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn where_no_region_is_told_the_default_one_is_scanned_and_the_rest_is_unlisted() {
    let aws = account(&["alpha", "beta@eu-west-1"], |request| match request.operation {
        "account:ListRegions" => Some(account::json_error("AccessDeniedException")),
        "ec2:DescribeRegions" => Some(Reply {
            status: 403,
            ..Reply::xml(
                "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>".to_owned(),
            )
        }),
        _ => None,
    });
    let inventory = inventory(&aws).await;
    assert_eq!(names(&inventory.scope.regions), ["us-east-1"]);
    // Buckets are listed whatever the regions.
    assert_eq!(buckets(&inventory), ["beta", "alpha"]);
    let regional = COLLECTORS.iter().flat_map(|collector| collector.types).filter(|spec| spec.regional);
    let mut expected: Vec<String> = regional
        .map(|spec| {
            let why = "denied: account:ListRegions (AccessDeniedException), allow account:ListRegions";
            format!("{} in unknown in part listed: {why}", spec.name)
        })
        .collect();
    expected.sort();
    assert_eq!(unlisted(&inventory), expected);
}

#[tokio::test(start_paused = true)]
async fn regions_that_were_asked_for_are_scanned_and_the_others_named() {
    let aws = account(&["alpha", "beta@eu-west-1"], |_| None);
    let inventory = of_regions(&aws, Some(&["eu-west-1"])).await.expect("collects");
    assert_eq!(names(&inventory.scope.regions), ["eu-west-1"]);
    assert_eq!(names(&inventory.scope.regions_not_scanned), ["us-east-1"]);
    assert_eq!(buckets(&inventory), ["beta"]);
    let elsewhere = aws.requests().into_iter().filter(|asked| asked.host == "alpha").count();
    assert_eq!(elsewhere, 0, "a bucket of another region was asked");
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_not_enabled_is_a_wrong_use() {
    let error = of_regions(&account(&[], |_| None), Some(&["eu-west-1", "ap-south-2"])).await.expect_err("refused");
    assert_eq!(
        error.to_string(),
        "--regions: ap-south-2 is not enabled in this account; enabled are eu-west-1, us-east-1"
    );
}

#[tokio::test(start_paused = true)]
async fn who_names_the_regions_need_not_list_them() {
    let aws = account(&["alpha"], |request| match request.operation {
        "account:ListRegions" => Some(account::json_error("AccessDeniedException")),
        "ec2:DescribeRegions" => Some(denied()),
        _ => None,
    });
    let inventory = of_regions(&aws, Some(&["us-east-1"])).await.expect("collects");
    assert_eq!(names(&inventory.scope.regions), ["us-east-1"]);
    assert_eq!(names(&inventory.scope.regions_not_scanned), ["unknown"]);
    assert!(unlisted(&inventory).is_empty(), "what was asked for was listed");
}
