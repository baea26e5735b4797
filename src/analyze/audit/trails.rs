//! Trails: whether one records all management events, whether logs arrive, where they lie.

use serde_json::{Value, json};

use crate::iam::Truth;
use crate::resource::{Field, Gap, Resource};

use super::super::age::seconds_since;
use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::super::{acl, public};
use super::management::{self, Management};

/// `AccountTrails`: trails that take every management event of every region and deliver them, and what others lack.
///
/// One covering trail settles the question, whatever could not be read of others. Events that two trails take between
/// them count for neither.
pub(super) fn account_trails(index: &Index, _: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let (mut covering, mut partial, mut open) = (Vec::new(), Vec::new(), false);
    for trail in index.of_type("AWS::CloudTrail::Trail") {
        match inquiry.settle(|inquiry| lacks(inquiry, trail)) {
            None => open = true,
            Some(lacks) if lacks.is_empty() => covering.push(trail.arn.as_str()),
            Some(lacks) => partial.push(json!({ "Arn": trail.arn, "Reasons": lacks })),
        }
    }
    let known =
        !covering.is_empty() || (index.is_complete(&mut inquiry, "AWS::CloudTrail::Trail", Place::Anywhere) && !open);
    inquiry.answer(known.then(|| json!({ "Covering": covering, "Partial": partial })))
}

/// What a trail lacks to cover the account. `None`: nothing certain, and something is not known.
fn lacks(inquiry: &mut Inquiry, trail: &Resource) -> Option<Vec<String>> {
    let (mut lacks, mut open) = (Vec::new(), false);
    let mut flag = |inquiry: &mut Inquiry, path: &str, without: &str| match inquiry.require(trail, path, Value::as_bool)
    {
        None => open = true,
        Some(true) => {}
        Some(false) => lacks.push(without.to_owned()),
    };
    flag(inquiry, "properties.IsMultiRegionTrail", "not multi-region");
    flag(inquiry, "properties.IsLogging", "not logging");
    // AWS lets a trail of all regions be made only with the events of global services; a missing flag says nothing.
    if inquiry.read(trail, "properties.IncludeGlobalServiceEvents", Value::as_bool) == Some(Some(false)) {
        lacks.push("no events of global services".to_owned());
    }
    for (path, what) in
        [("status.LatestDeliveryError", "delivery"), ("status.LatestDigestDeliveryError", "delivery of digests")]
    {
        match inquiry.read(trail, path, Value::as_str) {
            None => open = true,
            Some(None) => {}
            Some(Some(error)) => lacks.push(format!("{what} fails: {error}")),
        }
    }
    let selected = [
        inquiry.read(trail, "properties.EventSelectors", management::basic),
        inquiry.read(trail, "properties.AdvancedEventSelectors", management::advanced),
    ];
    let all = |of: fn(&Management) -> Truth| {
        Truth::any(selected.iter().map(|read| match read {
            None => Truth::Maybe,
            Some(None) => Truth::No,
            Some(Some(management)) => of(management),
        }))
    };
    let taken = [(all(|one| one.reads), "not all read events"), (all(|one| one.writes), "not all write events")];
    for (truth, without) in taken {
        match truth {
            Truth::Yes => {}
            Truth::No => lacks.push(without.to_owned()),
            Truth::Maybe => open = true,
        }
    }
    if taken.iter().any(|(truth, _)| *truth == Truth::Maybe) && selected.iter().all(Option::is_some) {
        inquiry.note(Gap::undecided(format!("event selectors of {} not decided, could make it better", trail.arn)));
    }
    let excluded = selected.iter().flatten().flatten().flat_map(|management| &management.excluded);
    let excluded: Vec<String> = excluded.map(|source| format!("leaves out {source}")).collect();
    if lacks.is_empty() && open {
        return None;
    }
    lacks.extend(excluded);
    Some(lacks)
}

/// `LogsDelivery`: when the trail last delivered to its log group, and the error if the last try failed; absent
/// without a log group. A trail that never delivered counts from its start; one that never started has an error of
/// ours.
pub(super) fn logs_delivery(index: &Index, trail: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    match inquiry.read(trail, "properties.CloudWatchLogsLogGroupArn", Value::as_str) {
        None => return inquiry.unknown(),
        Some(None) => return inquiry.absent(),
        Some(Some(_)) => {}
    }
    let delivery = delivery(index, &mut inquiry, trail);
    inquiry.answer(delivery)
}

fn delivery(index: &Index, inquiry: &mut Inquiry, trail: &Resource) -> Option<Value> {
    let delivered = inquiry.read(trail, "status.LatestCloudWatchLogsDeliveryTime", Value::as_str);
    let failed = inquiry.read(trail, "status.LatestCloudWatchLogsDeliveryError", Value::as_str);
    let (delivered, mut error) = (delivered?, failed?);
    let since = match delivered {
        Some(date) => Some(date),
        None => inquiry.read(trail, "status.StartLoggingTime", Value::as_str)?,
    };
    let seconds = match since {
        Some(date) => seconds_since(index, inquiry, date)?,
        None => {
            error = error.or(Some("never started"));
            0
        }
    };
    let mut told = json!({ "SecondsSince": seconds });
    if let Some(error) = error {
        told["Error"] = json!(error);
    }
    Some(told)
}

/// `TrailBucket`: the bucket that the trail writes to; one that is not this account's is told by its name alone.
pub(super) fn trail_bucket(index: &Index, trail: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let Some(name) = inquiry.require(trail, "properties.S3BucketName", Value::as_str) else {
        return inquiry.unknown();
    };
    let Some(bucket) = index.bucket(name) else {
        let elsewhere = index.is_complete(&mut inquiry, "AWS::S3::Bucket", Place::Anywhere);
        return inquiry.answer(elsewhere.then(|| json!({ "Bucket": name, "SameAccount": false })));
    };
    let public = is_public(index, &mut inquiry, bucket);
    let logged = inquiry.read(bucket, "properties.LoggingConfiguration", Value::as_object);
    // Without a configuration objects can be deleted at any time.
    let locked = inquiry.read(bucket, "properties.ObjectLockConfiguration", |lock| {
        Some(lock.as_object()?.get("ObjectLockEnabled")?.as_str()? == "Enabled")
    });
    let answer = public.zip(logged).zip(locked).map(|((public, logged), locked)| {
        json!({
            "Bucket": name,
            "SameAccount": true,
            "Public": public,
            "AccessLogged": logged.is_some(),
            "ObjectLock": locked.unwrap_or(false),
        })
    });
    inquiry.answer(answer)
}

/// Whether strangers can read, list or change the bucket, by its policy or its ACL.
fn is_public(index: &Index, inquiry: &mut Inquiry, bucket: &Resource) -> Option<bool> {
    inquiry.settle(|inquiry| {
        let mut public = Truth::No;
        for fact in [public::read, public::list, public::write, acl::public_acl] {
            let told = inquiry.adopt(fact(index, bucket));
            public = public.or(Truth::from(told.flatten().and_then(|told| told["Public"].as_bool())));
        }
        public.decided()
    })
}
