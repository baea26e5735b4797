//! Server access logs: which bucket logs where, and whether the logs can arrive.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::iam::{self, Glob, LogDelivery, Truth, log_delivery};
use crate::resource::{Evidence, Field, Gap, GapCode, Known, Resource};

use super::index::{Index, Place, destination, name};
use super::inquiry::{Inquiry, unexpected};
use super::{acl, encryption, policy, shape};

const LOGGING: &str = "properties.LoggingConfiguration";

/// Who logs where: the first source of each target; by region, why the logging of some buckets is not known.
pub(super) type Targets<'a> = (BTreeMap<&'a str, &'a Resource>, BTreeMap<&'a str, BTreeMap<Gap, Vec<Evidence>>>);

/// Reads the logging of all buckets once.
pub(super) fn targets<'a>(buckets: &[&'a Resource]) -> Targets<'a> {
    let (mut sources, mut unread) = (BTreeMap::new(), BTreeMap::<&str, BTreeMap<Gap, Vec<Evidence>>>::new());
    for bucket in buckets {
        let not_collected = [Gap { error: LOGGING.to_owned(), ..Gap::bare(GapCode::NotCollected) }];
        let (gaps, evidence) = match bucket.properties.get("LoggingConfiguration") {
            None => (not_collected.to_vec(), Vec::new()),
            Some(field) => match &field.known {
                Known::Absent => continue,
                Known::Gap(gaps) => (gaps.clone(), field.evidence.clone()),
                Known::Value(value) => match destination(value) {
                    None => (vec![unexpected(LOGGING, field)], field.evidence.clone()),
                    Some(target) => {
                        sources.entry(target).or_insert(*bucket);
                        continue;
                    }
                },
            },
        };
        let region = unread.entry(bucket.region.as_str()).or_default();
        for gap in gaps {
            region.entry(gap).or_insert_with(|| evidence.clone());
        }
    }
    (sources, unread)
}

/// The bucket whose access logs go to this one. `Some(None)`: there is none.
///
/// AWS wants both in one region and account. That no bucket of a region logs here rests on the logging of them all;
/// only this bucket's own answer is cited then, since each of a thousand buckets would cite a thousand answers. They
/// are in the recording, under their own buckets.
pub(super) fn source<'a>(index: &Index<'a>, inquiry: &mut Inquiry, bucket: &Resource) -> Option<Option<&'a Resource>> {
    if let Some(source) = index.log_sources.get(name(bucket)) {
        inquiry.read(source, LOGGING, destination);
        return Some(Some(source));
    }
    if let Some(own) = bucket.properties.get("LoggingConfiguration") {
        inquiry.cite(&own.evidence);
    }
    let mut complete = index.is_complete(inquiry, "AWS::S3::Bucket", Place::Region(&bucket.region));
    for (region, gaps) in &index.unread_logging {
        if *region != bucket.region && *region != "unknown" && bucket.region != "unknown" {
            continue;
        }
        for (gap, evidence) in gaps {
            inquiry.note(gap.clone());
            inquiry.cite(evidence);
            complete = false;
        }
    }
    complete.then_some(None)
}

/// `LogTarget`: whether the bucket that takes this one's access logs exists and can take them; absent without logging.
pub(super) fn log_target(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let logging = match inquiry.read(bucket, LOGGING, Logging::of) {
        None => return inquiry.unknown(),
        Some(None) => return inquiry.absent(),
        Some(Some(logging)) => logging,
    };
    let Some(target) = index.bucket(logging.target) else {
        // A target elsewhere takes no logs, whatever it holds: what matters is that this region's list is whole.
        let complete = index.is_complete(&mut inquiry, "AWS::S3::Bucket", Place::Region(&bucket.region));
        return inquiry.answer(complete.then(|| Target { exists: false, ..Target::default() }.told(logging.target)));
    };
    if target.region == "unknown" || bucket.region == "unknown" {
        inquiry.note(Gap {
            error: "region of the bucket or its log target".to_owned(),
            ..Gap::bare(GapCode::NotCollected)
        });
        return inquiry.unknown();
    }
    if target.region != bucket.region {
        return inquiry.known(Target { exists: true, same_account: true, ..Target::default() }.told(logging.target));
    }
    let allowed = inquiry.settle(|inquiry| delivery_allowed(index, inquiry, bucket, target, &logging));
    let sse_s3 = encryption::is_sse_s3(&mut inquiry, target);
    let retention = default_retention(&mut inquiry, target);
    let answer = allowed.zip(sse_s3).zip(retention).map(|((delivery_allowed, sse_s3), default_retention)| {
        let there = Target { exists: true, same_account: true, same_region: true, ..Target::default() };
        Target { delivery_allowed, sse_s3, default_retention, ..there }.told(logging.target)
    });
    inquiry.answer(answer)
}

/// What is known of a target. Where it cannot be one at all, the rest is false and was not asked.
#[derive(Default)]
struct Target {
    exists: bool,
    same_account: bool,
    same_region: bool,
    delivery_allowed: bool,
    sse_s3: bool,
    default_retention: bool,
}

impl Target {
    fn told(&self, name: &str) -> Value {
        json!({
            "Bucket": name,
            "Exists": self.exists,
            "SameAccount": self.same_account,
            "SameRegion": self.same_region,
            "DeliveryAllowed": self.delivery_allowed,
            "SseS3": self.sse_s3,
            "DefaultRetention": self.default_retention,
        })
    }
}

struct Logging<'a> {
    target: &'a str,
    prefix: &'a str,
    partitioned: bool,
}

impl<'a> Logging<'a> {
    fn of(value: &'a Value) -> Option<Self> {
        let format = shape::optional(value, "TargetObjectKeyFormat", Value::as_object)?;
        Some(Self {
            target: destination(value)?,
            prefix: shape::optional(value, "LogFilePrefix", Value::as_str)?.unwrap_or(""),
            partitioned: format.is_some_and(|format| format.contains_key("PartitionedPrefix")),
        })
    }

    /// The keys of the log objects, as S3 documents them.
    fn keys(&self, account: &str, source: &Resource) -> Glob {
        let moment = Glob::new("????-??-??-??-??-??-?*");
        let prefix = Glob::literal(self.prefix);
        if !self.partitioned {
            return prefix.then(&moment);
        }
        let folder = format!("{account}/{}/{}/", source.region, name(source));
        prefix.then(&Glob::literal(&folder)).then(&Glob::new("????/??/??/")).then(&moment)
    }
}

/// Whether the target's policy or ACL lets S3 write, and its policy does not forbid it.
fn delivery_allowed(
    index: &Index,
    inquiry: &mut Inquiry,
    source: &Resource,
    target: &Resource,
    logging: &Logging,
) -> Option<bool> {
    let account = index.inventory.account.as_str();
    let document = index.policy(inquiry, target);
    let keys = logging.keys(account, source);
    let logs =
        LogDelivery { source_arn: &source.arn, account, organization: index.standpoint().organization, keys: &keys };
    let by_policy = match document {
        None => None,
        Some(None) => Some((Truth::No, Truth::No)),
        Some(Some(document)) => {
            let delivery = log_delivery(document, index.policy_bucket(target), logs);
            for doubt in &delivery.doubts {
                inquiry.note(policy::undecided(doubt, iam::Effect::Deny));
            }
            Some((delivery.allowed, delivery.denied))
        }
    };
    let (allowed, denied) = by_policy.unwrap_or((Truth::Maybe, Truth::Maybe));
    if denied == Truth::Yes {
        return Some(false);
    }
    let allowed = if allowed == Truth::Yes { allowed } else { allowed.or(by_acl(inquiry, target)) };
    allowed.and(denied.negated()).decided()
}

/// The log delivery group writes by ACL, unless object ownership switches ACLs off.
fn by_acl(inquiry: &mut Inquiry, target: &Resource) -> Truth {
    match Truth::from(acl::log_delivery_writes(inquiry, target)) {
        Truth::No => Truth::No,
        writes => writes.and(Truth::from(acl::owner_enforced(inquiry, target)).negated()),
    }
}

/// Whether every new object of a bucket is locked at once.
fn default_retention(inquiry: &mut Inquiry, bucket: &Resource) -> Option<bool> {
    let read = inquiry.read(bucket, "properties.ObjectLockConfiguration", |value| {
        let rule = shape::optional(value, "Rule", Some)?;
        rule.map_or(Some(None), |rule| shape::optional(rule, "DefaultRetention", Value::as_object))
    })?;
    Some(read.flatten().is_some())
}
