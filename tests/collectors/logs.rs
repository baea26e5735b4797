//! CloudWatch Logs: groups, filters, policies, destinations and deliveries, and what is left when a call fails.

use std::sync::Arc;

use aplomb::resource::Inventory;

use crate::account::{self, account};
use crate::calls::asked;
use crate::inventory::{arns, known, lines, of_services, resource, unlisted};
use crate::stand_in::{Aws, Reply, Request};

async fn inventory(aws: &Arc<Aws>) -> Inventory {
    of_services(aws, &["logs"]).await
}

/// An account whose us-east-1 answers so.
fn answering(answer: impl Fn(&Request<'_>) -> Option<Reply> + Send + Sync + 'static) -> Arc<Aws> {
    account(&[], move |request| if request.region == "us-east-1" { answer(request) } else { None })
}

/// An account with these log groups, each a name or a name and a class.
fn groups(names: &'static [(&'static str, &'static str)]) -> Reply {
    let groups: Vec<_> = names
        .iter()
        .map(|(name, class)| {
            let arn = format!("arn:aws:logs:us-east-1:111122223333:log-group:{name}");
            serde_json::json!({"logGroupName": name, "logGroupArn": arn, "arn": format!("{arn}:*"),
                "creationTime": 1_767_323_045_678_u64, "storedBytes": 7, "metricFilterCount": 0, "logGroupClass": class})
        })
        .collect();
    account::json(&serde_json::json!({"logGroups": groups}).to_string())
}

#[tokio::test(start_paused = true)]
async fn a_log_group_with_all_that_it_says() {
    let aws = answering(|request| {
        (request.operation == "logs:DescribeLogGroups").then(|| {
            account::json(
                r#"{"logGroups":[{"logGroupName":"/app/a","creationTime":1767323045678,"retentionInDays":30,
                    "metricFilterCount":2,"arn":"arn:aws:logs:us-east-1:111122223333:log-group:/app/a:*",
                    "logGroupArn":"arn:aws:logs:us-east-1:111122223333:log-group:/app/a","storedBytes":12345678901,
                    "kmsKeyId":"arn:aws:kms:us-east-1:111122223333:key/k","dataProtectionStatus":"ACTIVATED",
                    "inheritedProperties":["ACCOUNT_DATA_PROTECTION"],"logGroupClass":"STANDARD",
                    "deletionProtectionEnabled":true,"bearerTokenAuthenticationEnabled":false}]}"#,
            )
        })
    });
    let inventory = inventory(&aws).await;
    insta::assert_snapshot!("log_group", lines(resource(&inventory, "log-group:/app/a")));
}

#[tokio::test(start_paused = true)]
async fn a_log_group_that_says_little() {
    let aws = answering(|request| {
        (request.operation == "logs:DescribeLogGroups").then(|| {
            account::json(
                r#"{"logGroups":[{"logGroupName":"old","arn":"arn:aws:logs:us-east-1:111122223333:log-group:old:*"},
                    {"logGroupName":"bare"}]}"#,
            )
        })
    });
    let inventory = inventory(&aws).await;
    // The ARN of the resource never ends in `:*`.
    let old = resource(&inventory, "log-group:old");
    assert_eq!(known(old, "properties.Arn"), "\"arn:aws:logs:us-east-1:111122223333:log-group:old:*\"");
    assert_eq!(known(old, "properties.RetentionInDays"), "absent");
    assert_eq!(known(old, "properties.KmsKeyId"), "absent");
    let bare = resource(&inventory, "arn:aws:logs:us-east-1:111122223333:log-group:bare");
    for (path, member) in [
        ("properties.Arn", "arn"),
        ("status.CreationTime", "creationTime"),
        ("status.StoredBytes", "storedBytes"),
        ("status.MetricFilterCount", "metricFilterCount"),
    ] {
        assert_eq!(known(bare, path), format!("undecodable: logs:DescribeLogGroups (the answer lacks {member})"));
    }
}

/// Rule: a log group of infrequent access can have no subscription filters.
#[tokio::test(start_paused = true)]
async fn subscription_filters_are_asked_once_for_each_group_that_can_have_them() {
    let aws = answering(|request| {
        (request.operation == "logs:DescribeLogGroups")
            .then(|| groups(&[("standard", "STANDARD"), ("rare", "INFREQUENT_ACCESS"), ("passing", "DELIVERY")]))
    });
    let inventory = inventory(&aws).await;
    let asked: Vec<String> =
        asked(&aws, "logs:DescribeSubscriptionFilters").into_iter().map(|asked| asked.body).collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(!asked.iter().any(|body| body.contains("rare")));
    for name in ["standard", "rare", "passing"] {
        let group = resource(&inventory, &format!("log-group:{name}"));
        assert_eq!(known(group, "status.Children.SubscriptionFilter"), "0", "{name}");
        let told_by = &group.status["Children.SubscriptionFilter"].evidence[0].operation;
        let expected = if name == "rare" { "logs:DescribeLogGroups" } else { "logs:DescribeSubscriptionFilters" };
        assert_eq!(&**told_by, expected, "{name}");
    }
}

/// Rule: a region costs seven calls, and one more for each log group.
#[tokio::test(start_paused = true)]
async fn a_region_costs_seven_calls_and_one_a_group() {
    let aws = answering(|request| {
        (request.operation == "logs:DescribeLogGroups").then(|| groups(&[("a", "STANDARD"), ("b", "STANDARD")]))
    });
    inventory(&aws).await;
    let calls = |region: &str| {
        let of_logs = aws.requests().into_iter().filter(|asked| asked.operation.starts_with("logs:"));
        of_logs.filter(|asked| asked.region == region).count()
    };
    assert_eq!((calls("eu-west-1"), calls("us-east-1")), (7, 9));
    let kinds: Vec<String> = asked(&aws, "logs:DescribeAccountPolicies").into_iter().map(|asked| asked.body).collect();
    for kind in ["DATA_PROTECTION_POLICY", "SUBSCRIPTION_FILTER_POLICY"] {
        assert_eq!(kinds.iter().filter(|body| body.contains(kind)).count(), 2, "{kind}: {kinds:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_stands_around_log_groups() {
    let aws = answering(|request| {
        Some(match request.operation {
            "logs:DescribeLogGroups" => groups(&[("/app/a", "STANDARD")]),
            "logs:DescribeMetricFilters" => account::json(
                r#"{"metricFilters":[{"filterName":"refusals","filterPattern":"{ $.status = 403 }","logGroupName":"/app/a",
                    "creationTime":1,"metricTransformations":[{"metricName":"m","metricNamespace":"n","metricValue":"1",
                    "defaultValue":0.0}]},{"filterName":"all","filterPattern":"","logGroupName":"/app/a"}]}"#,
            ),
            "logs:DescribeSubscriptionFilters" => account::json(
                r#"{"subscriptionFilters":[{"filterName":"away","logGroupName":"/app/a","filterPattern":"ERROR",
                    "destinationArn":"arn:aws:firehose:us-east-1:111122223333:deliverystream/d","roleArn":"r",
                    "distribution":"ByLogStream","creationTime":1}]}"#,
            ),
            "logs:DescribeResourcePolicies" => account::json(
                r#"{"resourcePolicies":[{"policyName":"p","lastUpdatedTime":1767323045678,"policyScope":"ACCOUNT",
                    "policyDocument":"{ \"Statement\": [] }"},{"policyName":"broken","policyDocument":"{"}]}"#,
            ),
            "logs:DescribeAccountPolicies" if request.body.contains("DATA_PROTECTION_POLICY") => account::json(
                r#"{"accountPolicies":[{"policyName":"hide","policyType":"DATA_PROTECTION_POLICY","scope":"ALL",
                    "policyDocument":"{\"Name\":\"x\"}","accountId":"111122223333","selectionCriteria":""}]}"#,
            ),
            "logs:DescribeDestinations" => account::json(
                r#"{"destinations":[{"destinationName":"d","arn":"arn:aws:logs:us-east-1:111122223333:destination:d",
                    "targetArn":"t","roleArn":"r","accessPolicy":"{ \"Statement\": [] }","creationTime":1},
                    {"destinationName":"closed","arn":"arn:aws:logs:us-east-1:111122223333:destination:closed",
                    "targetArn":"t","roleArn":"r"}]}"#,
            ),
            "logs:DescribeDeliverySources" => account::json(
                r#"{"deliverySources":[{"name":"s","service":"bedrock","logType":"APPLICATION_LOGS",
                    "arn":"arn:aws:logs:us-east-1:111122223333:delivery-source:s","resourceArns":["b","a"]}]}"#,
            ),
            _ => return None,
        })
    });
    let inventory = inventory(&aws).await;
    assert_eq!(unlisted(&inventory), [""; 0]);
    let texts: Vec<String> = inventory.resources.iter().map(lines).collect();
    insta::assert_snapshot!("around", texts.join("\n"));
    for (end, name) in [("#logs-resource-policy/p", "PolicyDocument"), ("destination:d", "DestinationPolicy")] {
        assert_eq!(resource(&inventory, end).texts[name], r#"{ "Statement": [] }"#, "as AWS sent it");
    }
    assert!(resource(&inventory, "#logs-resource-policy/broken").texts.is_empty());
}

#[tokio::test(start_paused = true)]
async fn log_groups_are_listed_to_the_last_page_and_rest_on_their_own() {
    let aws = answering(|request| match request.operation {
        "logs:DescribeLogGroups" if request.body.contains("nextToken") => Some(groups(&[("two", "STANDARD")])),
        "logs:DescribeLogGroups" => {
            let mut page: serde_json::Value = serde_json::from_str(&groups(&[("one", "STANDARD")]).body).expect("JSON");
            page["nextToken"] = "more".into();
            Some(account::json(&page.to_string()))
        }
        _ => None,
    });
    let inventory = inventory(&aws).await;
    let evidence = |end: &str| resource(&inventory, end).properties["Arn"].evidence.clone();
    let (one, two) = (evidence("log-group:one"), evidence("log-group:two"));
    assert_eq!((one.len(), two.len()), (1, 1));
    assert_ne!(one, two);
}

/// Each listing refused, and each not understood: the type is unlisted there, the others are as they were.
#[tokio::test(start_paused = true)]
async fn a_listing_that_fails_is_no_empty_list() {
    for (operation, types) in [
        ("logs:DescribeLogGroups", &["AWS::Logs::LogGroup", "AWS::Logs::SubscriptionFilter"][..]),
        ("logs:DescribeMetricFilters", &["AWS::Logs::MetricFilter"]),
        ("logs:DescribeSubscriptionFilters", &["AWS::Logs::SubscriptionFilter"]),
        ("logs:DescribeResourcePolicies", &["AWS::Logs::ResourcePolicy"]),
        ("logs:DescribeAccountPolicies", &["AWS::Logs::AccountPolicy", "AWS::Logs::AccountPolicy"]),
        ("logs:DescribeDestinations", &["AWS::Logs::Destination"]),
        ("logs:DescribeDeliverySources", &["AWS::Logs::DeliverySource"]),
    ] {
        for (reply, gap) in [
            (
                account::json_error("AccessDeniedException"),
                format!("denied: {operation} (AccessDeniedException), allow {operation}"),
            ),
            (account::json_error("ThrottlingException"), format!("throttled: {operation} (ThrottlingException)")),
            (account::json("{}"), format!("undecodable: {operation} (the answer lacks ")),
        ] {
            let aws = answering(move |request| match request.operation {
                asked if asked == operation => Some(reply.clone()),
                // Two groups: a reason is told once, not once a group.
                "logs:DescribeLogGroups" => Some(groups(&[("a", "STANDARD"), ("b", "STANDARD")])),
                _ => None,
            });
            let inventory = inventory(&aws).await;
            let found = unlisted(&inventory);
            let expected = types.iter().map(|name| format!("{name} in us-east-1 not listed: {gap}"));
            assert_eq!(found.len(), types.len(), "{found:?}");
            for (found, expected) in found.iter().zip(expected) {
                assert!(found.starts_with(&expected), "{found}");
            }
            if operation == "logs:DescribeSubscriptionFilters" {
                for name in ["a", "b"] {
                    let group = resource(&inventory, &format!("log-group:{name}"));
                    assert!(known(group, "status.Children.SubscriptionFilter").starts_with(&gap));
                    assert_eq!(known(group, "status.StoredBytes"), "7");
                }
            }
        }
    }
}

/// An item without the name that AWS always sends: the page was not understood.
#[tokio::test(start_paused = true)]
async fn an_item_without_a_name_breaks_the_list() {
    for (operation, page) in [
        ("logs:DescribeLogGroups", r#"{"logGroups":[{}]}"#),
        ("logs:DescribeMetricFilters", r#"{"metricFilters":[{"filterName":"f"}]}"#),
        ("logs:DescribeResourcePolicies", r#"{"resourcePolicies":[{}]}"#),
        ("logs:DescribeDestinations", r#"{"destinations":[{}]}"#),
        ("logs:DescribeDeliverySources", r#"{"deliverySources":[{}]}"#),
    ] {
        let aws = answering(move |request| (request.operation == operation).then(|| account::json(page)));
        let inventory = inventory(&aws).await;
        assert!(unlisted(&inventory)[0].contains("undecodable"), "{operation}");
        assert!(arns(&inventory).is_empty(), "{operation}");
    }
}

/// A group that was deleted while we looked has no filters that nobody listed.
#[tokio::test(start_paused = true)]
async fn a_group_that_is_gone_leaves_no_broken_list() {
    let aws = answering(|request| match request.operation {
        "logs:DescribeLogGroups" => Some(groups(&[("brief", "STANDARD")])),
        "logs:DescribeSubscriptionFilters" => Some(account::json_error("ResourceNotFoundException")),
        _ => None,
    });
    let inventory = inventory(&aws).await;
    assert!(unlisted(&inventory).is_empty());
    assert_eq!(
        known(resource(&inventory, "log-group:brief"), "status.Children.SubscriptionFilter"),
        "gone: logs:DescribeSubscriptionFilters (ResourceNotFoundException)"
    );
}
