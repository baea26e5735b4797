//! CloudWatch: the alarms of each region.

use futures::FutureExt;

use super::{Collector, Harvest, TypeSpec};
use crate::aws::read_list::Read;

pub const COLLECTOR: Collector = Collector {
    service: "cloudwatch",
    types: &[TypeSpec {
        name: "AWS::CloudWatch::Alarm",
        properties: &["AlarmName", "Arn", "MetricName", "Namespace", "ActionsEnabled", "AlarmActions", "Dimensions"],
        status: &[],
        tags: false,
        regional: true,
    }],
    reads: &[Read { service: "cloudwatch", operation: "DescribeAlarms", actions: &["cloudwatch:DescribeAlarms"] }],
    after_others: false,
    collect: |_, _| async { Harvest::default() }.boxed(),
};
