//! Trails, log groups and alarms: whether anybody would notice, and who may tamper.

use crate::resource::{Field, Gap, GapCode, Resource};

use super::FactSpec;
use super::index::Index;

/// The facts of this topic.
pub(super) const FACTS: &[FactSpec] = &[
    FactSpec { name: "AccountTrails", types: &["AWS::Account::Account"], derive: not_yet },
    FactSpec { name: "AuthFailureAlarms", types: &["AWS::Account::Region"], derive: not_yet },
    FactSpec {
        name: "ExternalPrincipals",
        types: &["AWS::Logs::ResourcePolicy", "AWS::Logs::Destination"],
        derive: not_yet,
    },
    FactSpec { name: "IsAudit", types: &["AWS::Logs::LogGroup"], derive: not_yet },
    FactSpec { name: "IsPayload", types: &["AWS::Logs::LogGroup"], derive: not_yet },
    FactSpec { name: "LogsDelivery", types: &["AWS::CloudTrail::Trail"], derive: not_yet },
    FactSpec { name: "S3DataEvents", types: &["AWS::Account::Account"], derive: not_yet },
    FactSpec { name: "TrailBucket", types: &["AWS::CloudTrail::Trail"], derive: not_yet },
];

fn not_yet(_: &Index, _: &Resource) -> Field {
    Field::gap(Gap::bare(GapCode::NotCollected), Vec::new())
}
