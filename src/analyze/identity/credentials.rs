//! How old credentials are, and how long they were not used.

use serde_json::{Value, json};

use crate::resource::{Field, Resource};

use super::super::age::seconds_since;
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::shape;

const CREATED: &str = "status.CreateDate";

/// `AgeSeconds` of an access key.
pub(super) fn age_seconds(index: &Index, key: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let age = since(index, &mut inquiry, key, CREATED);
    inquiry.answer(age)
}

/// `Idle`: how long an access key was not used; one never used counts from its creation.
pub(super) fn idle(index: &Index, key: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let read =
        inquiry.read(key, "status.AccessKeyLastUsed", |used| shape::optional(used, "LastUsedDate", Value::as_str));
    let answer = match read.map(Option::flatten) {
        None => None,
        Some(Some(date)) => seconds_since(index, &mut inquiry, date).map(|seconds| (seconds, true)),
        Some(None) => since(index, &mut inquiry, key, CREATED).map(|seconds| (seconds, false)),
    };
    inquiry.answer(answer.map(|(seconds, used)| json!({ "Seconds": seconds, "EverUsed": used })))
}

/// `ActiveKeys`: the access keys of a user that can be used, youngest first.
pub(super) fn active_keys(index: &Index, user: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let Some(own) = index.children(&mut inquiry, user, "AWS::IAM::AccessKey") else {
        return inquiry.unknown();
    };
    let mut keys = Vec::new();
    for key in own {
        let active = inquiry.require(key, "properties.Status", |status| match status.as_str()? {
            "Active" => Some(true),
            // `Expired` keys were made for a time and can be used no more.
            "Inactive" | "Expired" => Some(false),
            _ => None,
        });
        match active {
            None => return inquiry.unknown(),
            Some(false) => continue,
            Some(true) => {}
        }
        let id = inquiry.require(key, "properties.Id", Value::as_str);
        let age = since(index, &mut inquiry, key, CREATED);
        let Some((id, age)) = id.zip(age) else {
            return inquiry.unknown();
        };
        keys.push((age, id));
    }
    keys.sort_unstable();
    let keys: Vec<Value> = keys.into_iter().map(|(age, id)| json!({ "Id": id, "AgeSeconds": age })).collect();
    inquiry.known(keys)
}

/// `SecondsToExpiry` of a server certificate; negative once it has expired.
pub(super) fn seconds_to_expiry(index: &Index, certificate: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let age = since(index, &mut inquiry, certificate, "status.Expiration");
    inquiry.answer(age.map(|age| -age))
}

fn since(index: &Index, inquiry: &mut Inquiry, resource: &Resource, path: &str) -> Option<i64> {
    let date = inquiry.require(resource, path, Value::as_str)?;
    seconds_since(index, inquiry, date)
}
