//! Log groups, and the subscription filters of each.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types::{LogGroup, LogGroupClass};
use futures::StreamExt;
use serde_json::Value;

use super::filters::{SUBSCRIPTION, Subscriptions, subscriptions};
use super::{group_arn, named, time};
use crate::aws::answer::ask;
use crate::collect::field::{Lacks, set, text};
use crate::collect::pages::Listed;
use crate::collect::{Context, Harvest};
use crate::resource::Resource;

/// A group of log streams: what retention and key hold for.
pub const TYPE: &str = "AWS::Logs::LogGroup";

/// Log groups whose filters are read at once in a region.
const AT_ONCE: usize = 8;

/// The log groups of a region and their subscription filters.
pub async fn collect(context: &Context<'_>, client: &Client, region: &str) -> Harvest {
    let listing = context
        .pages(
            |token| ask(client.describe_log_groups().limit(50).set_next_token(token).send()),
            |page| {
                let groups = page.log_groups.ok_or(Lacks("logGroups"))?;
                Ok((named(groups, LogGroup::log_group_name, "logGroupName")?, page.next_token))
            },
        )
        .await;
    let reads: Vec<_> = listing
        .items
        .iter()
        .enumerate()
        .map(|(place, (name, item))| with_filters(context, client, region, name, item, listing.told(context, place)))
        .collect();
    let mut harvest = Harvest::default();
    harvest.unlisted.extend(listing.unlisted(TYPE, region));
    // The filters of groups that were not listed are not listed either.
    let mut unlisted: Vec<_> = listing.unlisted(SUBSCRIPTION, region).into_iter().collect();
    let mut reads = futures::stream::iter(reads).buffered(AT_ONCE);
    let mut any = false;
    while let Some((group, found)) = reads.next().await {
        any |= !found.filters.is_empty();
        harvest.resources.push(group);
        harvest.resources.extend(found.filters);
        unlisted.extend(found.unlisted);
    }
    // Each reason once, however many groups it strikes.
    unlisted.sort_by(|a, b| a.gap.cmp(&b.gap));
    unlisted.dedup_by(|a, b| a.gap == b.gap);
    unlisted.iter_mut().for_each(|one| one.partial |= any);
    harvest.unlisted.extend(unlisted);
    harvest
}

async fn with_filters(
    context: &Context<'_>,
    client: &Client,
    region: &str,
    name: &str,
    item: &LogGroup,
    told: Listed<'_>,
) -> (Resource, Subscriptions) {
    // Rule: "DescribeSubscriptionFilters" is "only supported on the Standard log class". A group of infrequent access
    // can have no subscription filter, and keeps its class for ever.
    let found = if item.log_group_class() == Some(&LogGroupClass::InfrequentAccess) {
        Subscriptions { count: told.maybe(Some(0.into())), filters: Vec::new(), unlisted: None }
    } else {
        subscriptions(context, client, region, name).await
    };
    let mut group = group(context, region, name, item, told);
    set(&mut group.status, [("Children.SubscriptionFilter", found.count.clone())]);
    (group, found)
}

fn group(context: &Context<'_>, region: &str, name: &str, group: &LogGroup, told: Listed<'_>) -> Resource {
    let published = group.log_group_arn().or(group.arn().map(|arn| arn.strip_suffix(":*").unwrap_or(arn)));
    let arn = published.map_or_else(|| group_arn(context, region, name), str::to_owned);
    let mut resource = context.resource(TYPE, arn, region);
    let fields = [
        ("LogGroupName", told.maybe(text(Some(name)))),
        ("Arn", told.always(text(group.arn()), "arn")),
        ("KmsKeyId", told.maybe(text(group.kms_key_id()))),
        // None: kept for ever.
        ("RetentionInDays", told.maybe(group.retention_in_days().map(Value::from))),
        ("LogGroupClass", told.maybe(text(group.log_group_class().map(|class| class.as_str())))),
        ("DeletionProtectionEnabled", told.maybe(group.deletion_protection_enabled().map(Value::from))),
        ("BearerTokenAuthenticationEnabled", told.maybe(group.bearer_token_authentication_enabled().map(Value::from))),
    ];
    set(&mut resource.properties, fields);
    let mut inherited: Vec<&str> = group.inherited_properties().iter().map(|property| property.as_str()).collect();
    inherited.sort_unstable();
    let fields = [
        ("DataProtectionStatus", told.maybe(text(group.data_protection_status().map(|status| status.as_str())))),
        ("InheritedProperties", told.maybe((!inherited.is_empty()).then(|| inherited.into()))),
        ("StoredBytes", told.always(group.stored_bytes().map(Value::from), "storedBytes")),
        ("CreationTime", told.always(time(group.creation_time()), "creationTime")),
        ("MetricFilterCount", told.always(group.metric_filter_count().map(Value::from), "metricFilterCount")),
    ];
    set(&mut resource.status, fields);
    resource
}
