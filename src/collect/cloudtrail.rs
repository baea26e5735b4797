//! CloudTrail: trails, whether they log, and what they select.

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::operation::get_event_selectors::GetEventSelectorsOutput;
use aws_sdk_cloudtrail::operation::get_trail_status::GetTrailStatusOutput;
use aws_sdk_cloudtrail::types::{AdvancedEventSelector, AdvancedFieldSelector, EventSelector, Trail};
use futures::FutureExt;
use futures::future::join_all;
use serde_json::Value;

use super::field::{Lacks, date, full_text, list, object, set, text};
use super::{Collector, Context, Harvest, TypeSpec};
use crate::aws::answer::{Answer, ask};
use crate::aws::read_list::Read;
use crate::resource::{Field, Resource, Unlisted};

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
            name: "AWS::CloudTrail::EventDataStore",
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
    ],
    after_others: false,
    collect: |context, _| collect(context).boxed(),
};

const TYPE: &str = "AWS::CloudTrail::Trail";

async fn collect(context: &Context<'_>) -> Harvest {
    let mut harvest = Harvest::default();
    for found in join_all(context.regions.iter().map(|region| in_region(context, region))).await {
        harvest.resources.extend(found.resources);
        harvest.unlisted.extend(found.unlisted);
    }
    harvest
}

async fn in_region(context: &Context<'_>, region: &str) -> Harvest {
    let client: Client = context.session.client(region);
    // With shadows: without them AWS hides an organisation's trail from its member accounts ("DescribeTrails").
    let answer = ask(client.describe_trails().include_shadow_trails(true).send()).await;
    let unlisted = |gap| Unlisted {
        resource_type: TYPE.to_owned(),
        region: region.to_owned(),
        gap,
        evidence: vec![answer.evidence.clone()],
        partial: false,
    };
    let trails = match &answer.outcome {
        Ok(output) => match &output.trail_list {
            Some(trails) => trails,
            None => {
                let gap = context.lacks(&answer, "trailList");
                return Harvest { unlisted: vec![unlisted(gap)], ..Harvest::default() };
            }
        },
        Err(_) => return Harvest { unlisted: vec![unlisted(context.gap(&answer))], ..Harvest::default() },
    };
    // Every region answers a multi-region trail; it is taken once, at home.
    let at_home = trails.iter().filter(|trail| trail.home_region().is_none_or(|home| home == region));
    let resources = join_all(at_home.map(|trail| one(context, &client, region, trail, &answer))).await;
    Harvest { resources, ..Harvest::default() }
}

async fn one<O>(context: &Context<'_>, client: &Client, region: &str, trail: &Trail, listed: &Answer<O>) -> Resource {
    let arn = trail.trail_arn().or(trail.name()).unwrap_or_default().to_owned();
    let (status, selectors) = futures::join!(
        ask(client.get_trail_status().name(&arn).send()),
        ask(client.get_event_selectors().trail_name(&arn).send())
    );
    let mut resource = context.resource(TYPE, arn, region);
    let always =
        |value: Option<Value>, member| context.field(listed, &[], |_| value.clone().ok_or(Lacks(member)).map(Some));
    let maybe = |value: Option<Value>| context.field(listed, &[], |_| Ok(value.clone()));
    let properties = [
        ("TrailName", always(text(trail.name()), "Name")),
        ("Arn", always(text(trail.trail_arn()), "TrailARN")),
        ("S3BucketName", always(text(trail.s3_bucket_name()), "S3BucketName")),
        ("IsMultiRegionTrail", always(trail.is_multi_region_trail().map(Value::from), "IsMultiRegionTrail")),
        ("IncludeGlobalServiceEvents", maybe(trail.include_global_service_events().map(Value::from))),
        ("IsOrganizationTrail", maybe(trail.is_organization_trail().map(Value::from))),
        ("EnableLogFileValidation", maybe(trail.log_file_validation_enabled().map(Value::from))),
        ("S3KeyPrefix", maybe(text(trail.s3_key_prefix()))),
        ("SnsTopicArn", maybe(text(trail.sns_topic_arn()))),
        ("CloudWatchLogsLogGroupArn", maybe(text(trail.cloud_watch_logs_log_group_arn()))),
        ("CloudWatchLogsRoleArn", maybe(text(trail.cloud_watch_logs_role_arn()))),
        ("KMSKeyId", maybe(text(trail.kms_key_id()))),
    ];
    set(&mut resource.properties, properties);
    set(&mut resource.status, [("HomeRegion", always(text(trail.home_region()), "HomeRegion"))]);
    set_status(context, &mut resource, &status);
    set_selectors(context, &mut resource, &selectors);
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

fn set_selectors(context: &Context<'_>, resource: &mut Resource, answer: &Answer<GetEventSelectorsOutput>) {
    // AWS answers one of the two kinds, always.
    let field = |read: fn(&GetEventSelectorsOutput) -> Option<Value>| {
        context.field(answer, &[], |selectors| {
            if selectors.event_selectors.is_none() && selectors.advanced_event_selectors.is_none() {
                return Err(Lacks("EventSelectors and AdvancedEventSelectors"));
            }
            Ok(read(selectors))
        })
    };
    let fields = [
        ("EventSelectors", field(|output| list(output.event_selectors(), basic))),
        ("AdvancedEventSelectors", field(|output| list(output.advanced_event_selectors(), advanced))),
    ];
    set(&mut resource.properties, fields);
}

fn basic(selector: &EventSelector) -> Option<Value> {
    let data = list(selector.data_resources(), |resource| {
        // An empty list is not the same as none: it selects nothing.
        let values = resource.values.as_ref().map(|values| Value::from(values.clone()));
        object([("Type", text(resource.r#type())), ("Values", values)])
    });
    object([
        ("ReadWriteType", text(selector.read_write_type().map(|kind| kind.as_str()))),
        ("IncludeManagementEvents", selector.include_management_events().map(Value::from)),
        ("DataResources", data),
        ("ExcludeManagementEventSources", list(selector.exclude_management_event_sources(), |s| text(Some(s)))),
    ])
}

fn advanced(selector: &AdvancedEventSelector) -> Option<Value> {
    let fields = list(selector.field_selectors(), |field: &AdvancedFieldSelector| {
        let texts = |values: &[String]| list(values, |value| text(Some(value)));
        object([
            ("Field", text(Some(field.field()))),
            ("Equals", texts(field.equals())),
            ("StartsWith", texts(field.starts_with())),
            ("EndsWith", texts(field.ends_with())),
            ("NotEquals", texts(field.not_equals())),
            ("NotStartsWith", texts(field.not_starts_with())),
            ("NotEndsWith", texts(field.not_ends_with())),
        ])
    });
    object([("Name", text(selector.name())), ("FieldSelectors", fields)])
}
