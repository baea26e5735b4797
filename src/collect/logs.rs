//! CloudWatch Logs: groups, who may write, filters, deliveries.

use futures::FutureExt;

use super::{Collector, Harvest, TypeSpec};
use crate::aws::read_list::Read;

pub const COLLECTOR: Collector = Collector {
    service: "logs",
    types: &[
        TypeSpec {
            name: "AWS::Logs::LogGroup",
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
            name: "AWS::Logs::MetricFilter",
            properties: &["FilterName", "FilterPattern", "LogGroupName", "MetricTransformations"],
            status: &[],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: "AWS::Logs::SubscriptionFilter",
            properties: &["FilterName", "FilterPattern", "LogGroupName", "DestinationArn", "RoleArn", "Distribution"],
            status: &[],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: "AWS::Logs::ResourcePolicy",
            properties: &["PolicyName", "PolicyDocument"],
            status: &["PolicyScope", "ResourceArn", "LastUpdatedTime"],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: "AWS::Logs::AccountPolicy",
            properties: &["PolicyName", "PolicyType", "PolicyDocument", "Scope", "SelectionCriteria", "AccountId"],
            status: &[],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: "AWS::Logs::Destination",
            properties: &["DestinationName", "Arn", "TargetArn", "RoleArn", "DestinationPolicy"],
            status: &[],
            tags: false,
            regional: true,
        },
        TypeSpec {
            name: "AWS::Logs::DeliverySource",
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
        Read { service: "logs", operation: "DescribeAccountPolicies", actions: &["logs:DescribeAccountPolicies"] },
        Read { service: "logs", operation: "DescribeDestinations", actions: &["logs:DescribeDestinations"] },
        Read { service: "logs", operation: "DescribeDeliverySources", actions: &["logs:DescribeDeliverySources"] },
    ],
    after_others: false,
    collect: |_, _| async { Harvest::default() }.boxed(),
};
