//! Whether accesses to a bucket's objects are recorded.

use serde_json::{Value, json};

use crate::iam::{Bucket, Truth};
use crate::resource::{Field, Gap, Resource};

use super::index::{Index, Place, destination};
use super::inquiry::Inquiry;
use super::selectors;

const TRAIL: &str = "AWS::CloudTrail::Trail";

/// `AccessRecorded`: by server access logs, else by the first trail (by ARN) that takes all reads and writes.
pub(super) fn access_recorded(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    match inquiry.read(bucket, "properties.LoggingConfiguration", destination) {
        None => return inquiry.unknown(),
        Some(Some(_)) => return inquiry.known(json!({ "ServerAccessLog": true, "Trails": [] })),
        Some(None) => {}
    }
    let mut open = false;
    for trail in index.of_type(TRAIL) {
        match inquiry.settle(|inquiry| records(inquiry, trail, bucket, index.policy_bucket(bucket))) {
            Some(true) => return inquiry.known(json!({ "ServerAccessLog": false, "Trails": [trail.arn] })),
            Some(false) => {}
            None => open = true,
        }
    }
    // A trail of any region may take all regions.
    let complete = index.is_complete(&mut inquiry, TRAIL, Place::Anywhere);
    let answer = (complete && !open).then(|| json!({ "ServerAccessLog": false, "Trails": [] }));
    inquiry.answer(answer)
}

/// Whether a trail takes every read and write of the bucket's objects.
fn records(inquiry: &mut Inquiry, trail: &Resource, bucket: &Resource, objects: Bucket) -> Option<bool> {
    let mut truth = Truth::Yes;
    if trail.region != bucket.region {
        truth = truth.and(Truth::from(inquiry.require(trail, "properties.IsMultiRegionTrail", Value::as_bool)));
    }
    if truth != Truth::No {
        truth = truth.and(Truth::from(inquiry.require(trail, "properties.IsLogging", Value::as_bool)));
    }
    if truth != Truth::No {
        truth = truth.and(selects(inquiry, trail, objects));
    }
    truth.decided()
}

/// A trail has basic selectors or advanced ones.
fn selects(inquiry: &mut Inquiry, trail: &Resource, objects: Bucket) -> Truth {
    let basic = inquiry.read(trail, "properties.EventSelectors", |value| selectors::basic(value, objects));
    let advanced =
        inquiry.read(trail, "properties.AdvancedEventSelectors", |value| selectors::advanced(value, objects));
    let truth = |read: Option<Option<Truth>>| read.map_or(Truth::Maybe, |found| found.unwrap_or(Truth::No));
    let open = [basic, advanced].contains(&Some(Some(Truth::Maybe)));
    if open {
        inquiry.note(Gap::undecided(format!("event selectors of {} not decided, could make it better", trail.arn)));
    }
    truth(basic).or(truth(advanced))
}
