//! Metric filters of a region, subscription filters of a log group.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types::{MetricFilter, MetricTransformation, SubscriptionFilter};
use serde_json::Value;

use super::{group_arn, harvest, named};
use crate::aws::answer::ask;
use crate::collect::field::{Lacks, full_text, list, object, set, text};
use crate::collect::pages::Listed;
use crate::collect::{Context, Harvest};
use crate::resource::{Field, GapCode, Resource, Unlisted};

/// Counts the log events that match a pattern.
pub const METRIC: &str = "AWS::Logs::MetricFilter";
/// Sends the log events that match a pattern elsewhere.
pub const SUBSCRIPTION: &str = "AWS::Logs::SubscriptionFilter";

/// The metric filters of all log groups of a region.
pub async fn metric(context: &Context<'_>, client: &Client, region: &str) -> Harvest {
    let listing = context
        .pages(
            |token| ask(client.describe_metric_filters().limit(50).set_next_token(token).send()),
            |page| {
                let filters = page.metric_filters.ok_or(Lacks("metricFilters"))?;
                let filters = named(filters, MetricFilter::filter_name, "filterName")?;
                if filters.iter().any(|(_, filter)| filter.log_group_name.is_none()) {
                    return Err(Lacks("logGroupName"));
                }
                Ok((filters, page.next_token))
            },
        )
        .await;
    harvest(context, &listing, METRIC, region, |(name, filter), told| {
        let group = filter.log_group_name().unwrap_or_default();
        let arn = format!("{}#metric-filter/{name}", group_arn(context, region, group));
        let mut resource = context.resource(METRIC, arn, region);
        let transformations = match filter.metric_transformations().iter().all(is_whole) {
            true => told.maybe(list(filter.metric_transformations(), transformation)),
            false => told.lacks("metricName, metricNamespace or metricValue"),
        };
        let fields = [
            ("FilterName", told.maybe(text(Some(name)))),
            ("FilterPattern", pattern(filter.filter_pattern(), told)),
            ("LogGroupName", told.maybe(text(Some(group)))),
            ("MetricTransformations", transformations),
        ];
        set(&mut resource.properties, fields);
        resource
    })
}

/// AWS always sends a pattern; an empty one takes every event, as if there were none.
fn pattern(pattern: Option<&str>, told: Listed<'_>) -> Field {
    match pattern {
        Some(pattern) => told.maybe(full_text(Some(pattern))),
        None => told.lacks("filterPattern"),
    }
}

/// The SDK makes an empty text of a required member that is missing.
fn is_whole(transformation: &MetricTransformation) -> bool {
    ![transformation.metric_name(), transformation.metric_namespace(), transformation.metric_value()].contains(&"")
}

fn transformation(transformation: &MetricTransformation) -> Option<Value> {
    object([
        ("MetricName", text(Some(transformation.metric_name()))),
        ("MetricNamespace", text(Some(transformation.metric_namespace()))),
        ("MetricValue", text(Some(transformation.metric_value()))),
        ("DefaultValue", transformation.default_value().map(Value::from)),
    ])
}

/// What there is to say of the subscription filters of one group.
pub struct Subscriptions {
    /// How many, for the group.
    pub count: Field,
    pub filters: Vec<Resource>,
    pub unlisted: Option<Unlisted>,
}

/// The subscription filters of a log group.
pub async fn subscriptions(context: &Context<'_>, client: &Client, region: &str, group: &str) -> Subscriptions {
    let listing = context
        .pages(
            |token| {
                let request = client.describe_subscription_filters().log_group_name(group).limit(50);
                ask(request.set_next_token(token).send())
            },
            |page| {
                let filters = page.subscription_filters.ok_or(Lacks("subscriptionFilters"))?;
                Ok((named(filters, SubscriptionFilter::filter_name, "filterName")?, page.next_token))
            },
        )
        .await;
    let found = harvest(context, &listing, SUBSCRIPTION, region, |(name, filter), told| {
        let arn = format!("{}#subscription-filter/{name}", group_arn(context, region, group));
        let mut resource = context.resource(SUBSCRIPTION, arn, region);
        let fields = [
            ("FilterName", told.maybe(text(Some(name)))),
            ("FilterPattern", pattern(filter.filter_pattern(), told)),
            ("LogGroupName", told.maybe(text(Some(group)))),
            ("DestinationArn", told.always(text(filter.destination_arn()), "destinationArn")),
            ("RoleArn", told.maybe(text(filter.role_arn()))),
            ("Distribution", told.maybe(text(filter.distribution().map(|how| how.as_str())))),
        ];
        set(&mut resource.properties, fields);
        resource
    });
    let count = match &listing.broken {
        Some(gap) => Field::gap(gap.clone(), listing.evidence.clone()),
        None => Field::value(listing.items.len(), listing.evidence.clone()),
    };
    // A group that was deleted meanwhile has no filters that were not listed.
    let unlisted = found.unlisted.into_iter().find(|unlisted| unlisted.gap.code != GapCode::Gone);
    Subscriptions { count, filters: found.resources, unlisted }
}
