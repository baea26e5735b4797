//! Whether accesses to a bucket's objects are recorded.

use serde_json::{Value, json};

use crate::iam::Truth;
use crate::resource::{Field, Gap, Resource};

use super::index::{Index, Place, destination, name};
use super::inquiry::Inquiry;
use super::selectors::{self, Objects, Taken};

const TRAIL: &str = "AWS::CloudTrail::Trail";

/// `AccessRecorded`: by server access logs, else by the first trail (by ARN) that takes all reads and writes, else by
/// several that do so together.
pub(super) fn access_recorded(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    match inquiry.read(bucket, "properties.LoggingConfiguration", destination) {
        None => return inquiry.unknown(),
        Some(Some(_)) => return inquiry.known(json!({ "ServerAccessLog": true, "Trails": [] })),
        Some(None) => {}
    }
    let objects = Objects { partition: &index.inventory.partition, bucket: Some(name(bucket)) };
    let (taken, trails) = by_trails(index, &mut inquiry, Some(&bucket.region), objects);
    let answer = match taken.both() {
        Truth::Yes => Some(json!({ "ServerAccessLog": false, "Trails": trails })),
        Truth::No => Some(json!({ "ServerAccessLog": false, "Trails": [] })),
        Truth::Maybe => None,
    };
    inquiry.answer(answer)
}

/// What all trails together take of objects in a region (`None`: in every region), and the trails that it rests on.
pub(super) fn by_trails<'a>(
    index: &Index<'a>,
    inquiry: &mut Inquiry,
    region: Option<&str>,
    objects: Objects,
) -> (Taken, Vec<&'a str>) {
    let (mut taken, mut trails) = (Taken::default(), Vec::new());
    for trail in index.of_type(TRAIL) {
        let mut own = Taken::default();
        inquiry.settle(|inquiry| {
            own = takes(inquiry, trail, region, objects);
            own.is_decided().then_some(())
        });
        if own.both() == Truth::Yes {
            return (own, vec![&trail.arn]);
        }
        if own.adds_to(taken) {
            trails.push(trail.arn.as_str());
        }
        taken = taken.or(own);
    }
    // A trail of any region may take all regions.
    if taken.both() != Truth::Yes && !index.is_complete(inquiry, TRAIL, Place::Anywhere) {
        taken = taken.or(Taken::all(Truth::Maybe));
    }
    (taken, trails)
}

/// What one trail takes of the objects.
fn takes(inquiry: &mut Inquiry, trail: &Resource, region: Option<&str>, objects: Objects) -> Taken {
    let mut truth = Truth::Yes;
    if region != Some(&trail.region) {
        truth = truth.and(Truth::from(inquiry.require(trail, "properties.IsMultiRegionTrail", Value::as_bool)));
    }
    if truth != Truth::No {
        truth = truth.and(Truth::from(inquiry.require(trail, "properties.IsLogging", Value::as_bool)));
    }
    if truth == Truth::No {
        return Taken::default();
    }
    selects(inquiry, trail, objects).and(truth)
}

/// A trail has basic selectors or advanced ones.
fn selects(inquiry: &mut Inquiry, trail: &Resource, objects: Objects) -> Taken {
    let basic = inquiry.read(trail, "properties.EventSelectors", |value| selectors::basic(value, objects));
    let advanced =
        inquiry.read(trail, "properties.AdvancedEventSelectors", |value| selectors::advanced(value, objects));
    let open = |read: Option<Option<Taken>>| read.flatten().is_some_and(|taken| !taken.is_decided());
    if open(basic) || open(advanced) {
        inquiry.note(Gap::undecided(format!("event selectors of {} not decided, could make it better", trail.arn)));
    }
    let taken = |read: Option<Option<Taken>>| read.map_or(Taken::all(Truth::Maybe), Option::unwrap_or_default);
    taken(basic).or(taken(advanced))
}
