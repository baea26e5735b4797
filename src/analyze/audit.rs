//! Trails, log groups and alarms: whether anybody would notice, and who may tamper.

mod alarms;
mod data_events;
mod groups;
mod management;
mod pattern;
mod stores;
mod trails;

use super::{FactSpec, external};

pub(super) use groups::{stage_groups, trail_groups};
pub(super) use stores::Stores;

const TRAIL: &[&str] = &["AWS::CloudTrail::Trail"];
const ACCOUNT: &[&str] = &["AWS::Account::Account"];
const GROUP: &[&str] = &["AWS::Logs::LogGroup"];

/// The facts of this topic.
pub(super) const FACTS: &[FactSpec] = &[
    FactSpec { name: "AccountTrails", types: ACCOUNT, derive: trails::account_trails },
    FactSpec { name: "AuthFailureAlarms", types: &["AWS::Account::Region"], derive: alarms::auth_failure_alarms },
    FactSpec {
        name: "ExternalPrincipals",
        types: &["AWS::Logs::ResourcePolicy", "AWS::Logs::Destination"],
        derive: external::of_logs,
    },
    FactSpec { name: "IsAudit", types: GROUP, derive: groups::is_audit },
    FactSpec { name: "IsPayload", types: GROUP, derive: groups::is_payload },
    FactSpec { name: "LogsDelivery", types: TRAIL, derive: trails::logs_delivery },
    FactSpec { name: "S3DataEvents", types: ACCOUNT, derive: data_events::s3_data_events },
    FactSpec { name: "TrailBucket", types: TRAIL, derive: trails::trail_bucket },
];
