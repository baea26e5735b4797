//! CloudWatch Logs: groups, who may write, filters, deliveries. Seven calls a region and one a log group.

mod filters;
mod groups;
mod policies;
mod routes;

use aws_sdk_cloudwatchlogs::Client;
use aws_smithy_types::DateTime;
use futures::FutureExt;
use futures::future::join_all;
use serde_json::Value;

use super::field::{Lacks, date};
use super::pages::{Listed, Listing};
use super::{Collector, Context, Harvest, TypeSpec};
use crate::aws::read_list::Read;
use crate::resource::Resource;

pub const COLLECTOR: Collector = Collector {
    service: "logs",
    types: &[
        TypeSpec {
            name: groups::TYPE,
            properties: &[
                "LogGroupName",
                "Arn",
                "KmsKeyId",
                "RetentionInDays",
                "LogGroupClass",
                "DeletionProtectionEnabled",
                "BearerTokenAuthenticationEnabled",
            ],
            status: &[
                "DataProtectionStatus",
                "InheritedProperties",
                "StoredBytes",
                "CreationTime",
                "MetricFilterCount",
                "Children.SubscriptionFilter",
            ],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: filters::METRIC,
            properties: &["FilterName", "FilterPattern", "LogGroupName", "MetricTransformations"],
            status: &[],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: filters::SUBSCRIPTION,
            properties: &["FilterName", "FilterPattern", "LogGroupName", "DestinationArn", "RoleArn", "Distribution"],
            status: &[],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: policies::RESOURCE,
            properties: &["PolicyName", "PolicyDocument"],
            status: &["PolicyScope", "ResourceArn", "LastUpdatedTime"],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: policies::ACCOUNT,
            properties: &["PolicyName", "PolicyType", "PolicyDocument", "Scope", "SelectionCriteria", "AccountId"],
            status: &[],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: routes::DESTINATION,
            properties: &["DestinationName", "Arn", "TargetArn", "RoleArn", "DestinationPolicy"],
            status: &[],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: routes::DELIVERY_SOURCE,
            properties: &["Name", "Arn", "Service", "LogType", "ResourceArns"],
            status: &[],
            tags: false,
            regional: true,
        },
    ],
    reads: &[
        Read { service: "logs", operation: "DescribeLogGroups", actions: &["logs:DescribeLogGroups"] },
        Read { service: "logs", operation: "DescribeMetricFilters", actions: &["logs:DescribeMetricFilters"] },
        Read {
            service: "logs",
            operation: "DescribeSubscriptionFilters",
            actions: &["logs:DescribeSubscriptionFilters"],
        },
        Read { service: "logs", operation: "DescribeResourcePolicies", actions: &["logs:DescribeResourcePolicies"] },
        // Which policies it tells of depends on permissions for each kind ("DescribeAccountPolicies").
        Read {
            service: "logs",
            operation: "DescribeAccountPolicies",
            actions: &[
                "logs:DescribeAccountPolicies",
                "logs:GetDataProtectionPolicy",
                "logs:DescribeSubscriptionFilters",
            ],
        },
        Read { service: "logs", operation: "DescribeDestinations", actions: &["logs:DescribeDestinations"] },
        Read { service: "logs", operation: "DescribeDeliverySources", actions: &["logs:DescribeDeliverySources"] },
    ],
    after_others: false,
    collect: |context, _| collect(context).boxed(),
};

async fn collect(context: &Context<'_>) -> Harvest {
    let mut harvest = Harvest::default();
    for found in join_all(context.regions.iter().map(|region| in_region(context, region))).await {
        harvest.add(found);
    }
    harvest
}

async fn in_region(context: &Context<'_>, region: &str) -> Harvest {
    let client: Client = context.session.client(region);
    let (groups, metric_filters, resource_policies, account_policies, destinations, sources) = futures::join!(
        groups::collect(context, &client, region),
        filters::metric(context, &client, region),
        policies::of_resources(context, &client, region),
        policies::of_account(context, &client, region),
        routes::destinations(context, &client, region),
        routes::delivery_sources(context, &client, region),
    );
    let mut harvest = Harvest::default();
    for found in [groups, metric_filters, resource_policies, account_policies, destinations, sources] {
        harvest.add(found);
    }
    harvest
}

/// What a listing gives: a resource for each item, and why there are not all of them.
fn harvest<T>(
    context: &Context<'_>,
    listing: &Listing<T>,
    resource_type: &str,
    region: &str,
    one: impl Fn(&T, Listed<'_>) -> Resource,
) -> Harvest {
    let items = listing.items.iter().enumerate();
    Harvest {
        resources: items.map(|(place, item)| one(item, listing.told(context, place))).collect(),
        unlisted: listing.unlisted(resource_type, region).into_iter().collect(),
    }
}

/// Each item under its name, which AWS always sends.
fn named<T>(items: Vec<T>, name: impl Fn(&T) -> Option<&str>, member: &'static str) -> Result<Vec<(String, T)>, Lacks> {
    let named = items.into_iter().map(|item| Some((name(&item)?.to_owned(), item)));
    named.collect::<Option<Vec<_>>>().ok_or(Lacks(member))
}

/// The ARN of a log group, without the `:*` that AWS adds for policies.
fn group_arn(context: &Context<'_>, region: &str, name: &str) -> String {
    context.arn("logs", region, &format!("log-group:{name}"))
}

/// A time that AWS gives in milliseconds.
fn time(millis: Option<i64>) -> Option<Value> {
    date(Some(&DateTime::from_millis(millis?)))
}
