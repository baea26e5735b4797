//! CloudTrail: trails, whether they log, and what they select; event data stores.

mod selectors;
mod stores;

use std::collections::BTreeSet;

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::operation::describe_trails::DescribeTrailsOutput;
use aws_sdk_cloudtrail::operation::get_trail_status::GetTrailStatusOutput;
use aws_sdk_cloudtrail::types::Trail;
use futures::FutureExt;
use futures::future::join_all;
use serde_json::Value;

use super::field::{Lacks, date, full_text, set, text};
use super::{Collector, Context, Harvest, TypeSpec};
use crate::aws::answer::{Answer, ask};
use crate::aws::read_list::Read;
use crate::resource::{Field, Gap, Resource, Unlisted};

pub const COLLECTOR: Collector = Collector {
    service: "cloudtrail",
    types: &[
        TypeSpec {
            name: TYPE,
            properties: &[
                "TrailName",
                "Arn",
                "SnsTopicArn",
                "S3BucketName",
                "S3KeyPrefix",
                "IncludeGlobalServiceEvents",
                "IsMultiRegionTrail",
                "IsOrganizationTrail",
                "CloudWatchLogsLogGroupArn",
                "CloudWatchLogsRoleArn",
                "EnableLogFileValidation",
                "KMSKeyId",
                "IsLogging",
                "EventSelectors",
                "AdvancedEventSelectors",
                "InsightSelectors",
            ],
            status: &[
                "HomeRegion",
                "LatestDeliveryTime",
                "LatestDeliveryError",
                "LatestDigestDeliveryError",
                "LatestCloudWatchLogsDeliveryTime",
                "LatestCloudWatchLogsDeliveryError",
                "StartLoggingTime",
                "StopLoggingTime",
            ],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: stores::TYPE,
            properties: &[
                "EventDataStoreArn",
                "Name",
                "Status",
                "KmsKeyId",
                "RetentionPeriod",
                "TerminationProtectionEnabled",
                "MultiRegionEnabled",
                "OrganizationEnabled",
                "BillingMode",
                "FederationRoleArn",
                "FederationEnabled",
            ],
            status: &[],
            tags: false,
            regional: true,
        },
    ],
    reads: &[
        Read { service: "cloudtrail", operation: "DescribeTrails", actions: &["cloudtrail:DescribeTrails"] },
        Read { service: "cloudtrail", operation: "GetTrailStatus", actions: &["cloudtrail:GetTrailStatus"] },
        Read { service: "cloudtrail", operation: "GetEventSelectors", actions: &["cloudtrail:GetEventSelectors"] },
        Read { service: "cloudtrail", operation: "GetInsightSelectors", actions: &["cloudtrail:GetInsightSelectors"] },
        Read { service: "cloudtrail", operation: "ListEventDataStores", actions: &["cloudtrail:ListEventDataStores"] },
        Read { service: "cloudtrail", operation: "GetEventDataStore", actions: &["cloudtrail:GetEventDataStore"] },
    ],
    after_others: false,
    collect: |context, inventory| collect(context, &inventory.scope.regions_not_scanned).boxed(),
};

const TYPE: &str = "AWS::CloudTrail::Trail";

async fn collect(context: &Context<'_>, left_out: &BTreeSet<String>) -> Harvest {
    let (mut harvest, stores) = futures::join!(
        trails(context, left_out),
        join_all(context.regions.iter().map(|region| stores::in_region(context, region)))
    );
    for found in stores {
        harvest.add(found);
    }
    harvest
}

async fn trails(context: &Context<'_>, left_out: &BTreeSet<String>) -> Harvest {
    let listed = join_all(context.regions.iter().map(async |region| {
        let client: Client = context.session.client(region);
        // With shadows: without them AWS hides an organisation's trail from its member accounts ("DescribeTrails").
        let answer = ask(client.describe_trails().include_shadow_trails(true).send()).await;
        (region, client, answer)
    }))
    .await;
    let mut unlisted = Vec::new();
    let mut shadows = BTreeSet::new();
    let mut taken = Vec::new();
    for (region, client, answer) in &listed {
        match listing(context, answer) {
            Ok(trails) => taken.extend(
                trails
                    .iter()
                    .filter(|trail| is_taken(context, left_out, region, trail, &mut shadows))
                    .map(|trail| one(context, client, region, trail, answer)),
            ),
            Err(gap) => unlisted.push(Unlisted {
                resource_type: TYPE.to_owned(),
                region: (*region).clone(),
                gap,
                evidence: vec![answer.evidence.clone()],
                partial: false,
            }),
        }
    }
    Harvest { resources: join_all(taken).await, unlisted }
}

fn listing<'a>(context: &Context<'_>, answer: &'a Answer<DescribeTrailsOutput>) -> Result<&'a [Trail], Gap> {
    match &answer.outcome {
        Ok(output) => output.trail_list.as_deref().ok_or_else(|| context.lacks(answer, "trailList")),
        Err(_) => Err(context.gap(answer)),
    }
}

/// Every region answers a multi-region trail; it is taken once, at home. Nobody asks at the home of an organisation's
/// trail that lies in a region which this account has not enabled: it is taken from the first region that shows it.
/// A home that `--regions` left out stays out, and whoever asks for all trails sees that it was not scanned.
fn is_taken<'a>(
    context: &Context<'_>,
    left_out: &BTreeSet<String>,
    region: &str,
    trail: &'a Trail,
    shadows: &mut BTreeSet<&'a str>,
) -> bool {
    let home = trail.home_region().unwrap_or(region);
    if home == region {
        return true;
    }
    // Where the regions of the account could not be read, `unknown` stands for those that were left out.
    let asked_or_left_out = context.regions.contains(home) || left_out.contains(home) || left_out.contains("unknown");
    !asked_or_left_out && trail.trail_arn().is_some_and(|arn| shadows.insert(arn))
}

/// A trail as `asked` shows it; by its ARN each region tells of it.
async fn one<O>(context: &Context<'_>, client: &Client, asked: &str, trail: &Trail, listed: &Answer<O>) -> Resource {
    let arn = trail.trail_arn().or(trail.name()).unwrap_or_default().to_owned();
    let (status, selectors, insights) = futures::join!(
        ask(client.get_trail_status().name(&arn).send()),
        ask(client.get_event_selectors().trail_name(&arn).send()),
        ask(client.get_insight_selectors().trail_name(&arn).send())
    );
    let region = trail.home_region().unwrap_or(asked);
    let mut resource = context.resource(TYPE, arn, region);
    let always =
        |value: Option<Value>, member| context.field(listed, &[], |_| value.clone().ok_or(Lacks(member)).map(Some));
    let maybe = |value: Option<Value>| context.field(listed, &[], |_| Ok(value.clone()));
    let properties = [
        ("TrailName", always(text(trail.name()), "Name")),
        ("Arn", always(text(trail.trail_arn()), "TrailARN")),
        ("S3BucketName", always(text(trail.s3_bucket_name()), "S3BucketName")),
        ("IsMultiRegionTrail", always(trail.is_multi_region_trail().map(Value::from), "IsMultiRegionTrail")),
        (
            "IncludeGlobalServiceEvents",
            always(trail.include_global_service_events().map(Value::from), "IncludeGlobalServiceEvents"),
        ),
        ("IsOrganizationTrail", always(trail.is_organization_trail().map(Value::from), "IsOrganizationTrail")),
        (
            "EnableLogFileValidation",
            always(trail.log_file_validation_enabled().map(Value::from), "LogFileValidationEnabled"),
        ),
        ("S3KeyPrefix", maybe(text(trail.s3_key_prefix()))),
        ("SnsTopicArn", maybe(text(trail.sns_topic_arn()))),
        ("CloudWatchLogsLogGroupArn", maybe(text(trail.cloud_watch_logs_log_group_arn()))),
        ("CloudWatchLogsRoleArn", maybe(text(trail.cloud_watch_logs_role_arn()))),
        ("KMSKeyId", maybe(text(trail.kms_key_id()))),
    ];
    set(&mut resource.properties, properties);
    set(&mut resource.status, [("HomeRegion", always(text(trail.home_region()), "HomeRegion"))]);
    set_status(context, &mut resource, &status);
    selectors::set_events(context, &mut resource, &selectors);
    selectors::set_insights(context, &mut resource, &insights);
    resource
}

fn set_status(context: &Context<'_>, resource: &mut Resource, answer: &Answer<GetTrailStatusOutput>) {
    let logging =
        context.field(answer, &[], |status| status.is_logging().map(|on| Some(on.into())).ok_or(Lacks("IsLogging")));
    set(&mut resource.properties, [("IsLogging", logging)]);
    // Without IsLogging the answer was not understood, and says nothing of the rest.
    let field = |read: fn(&GetTrailStatusOutput) -> Option<Value>| -> Field {
        context.field(answer, &[], |status| {
            if status.is_logging().is_none() { Err(Lacks("IsLogging")) } else { Ok(read(status)) }
        })
    };
    let fields = [
        ("LatestDeliveryTime", field(|s| date(s.latest_delivery_time()))),
        ("LatestDeliveryError", field(|s| full_text(s.latest_delivery_error()))),
        ("LatestDigestDeliveryError", field(|s| full_text(s.latest_digest_delivery_error()))),
        ("LatestCloudWatchLogsDeliveryTime", field(|s| date(s.latest_cloud_watch_logs_delivery_time()))),
        ("LatestCloudWatchLogsDeliveryError", field(|s| full_text(s.latest_cloud_watch_logs_delivery_error()))),
        ("StartLoggingTime", field(|s| date(s.start_logging_time()))),
        ("StopLoggingTime", field(|s| date(s.stop_logging_time()))),
    ];
    set(&mut resource.status, fields);
}
