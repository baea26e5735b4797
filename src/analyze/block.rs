//! Block public access: what the account's and the bucket's flags come to together.

use serde_json::{Map, Value, json};

use crate::iam::Truth;
use crate::resource::{Field, Resource};

use super::index::Index;
use super::inquiry::Inquiry;
use super::shape::optional;

/// A flag that is on blocks, whichever level sets it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Flags([bool; 4]);

const NAMES: [&str; 4] = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
/// The flag that stops grants which are there.
pub(super) const RESTRICT: &str = NAMES[3];
const PATH: &str = "PublicAccessBlockConfiguration";

/// `EffectivePublicAccessBlock`: each flag, and a level that sets it.
pub(super) fn effective(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let mut flags = Map::new();
    for name in NAMES {
        let Some(level) = flag(index, &mut inquiry, bucket, name) else { continue };
        flags.insert(name.to_owned(), json!({ "Value": level.is_some(), "Level": level.unwrap_or("none") }));
    }
    let all = flags.len() == NAMES.len();
    inquiry.answer(all.then_some(flags))
}

/// The level that sets a flag for a bucket: the account, else the bucket; `Some(None)`: none does.
///
/// A flag that the bucket sets is on whatever the account says, so an unread account does not matter then.
pub(super) fn flag(
    index: &Index,
    inquiry: &mut Inquiry,
    bucket: &Resource,
    name: &str,
) -> Option<Option<&'static str>> {
    inquiry.settle(|inquiry| {
        let of_account = account(index, inquiry);
        if of_account.is_some_and(|flags| flags.has(name)) {
            return Some(Some("account"));
        }
        let of_bucket = none_counts_as_off(inquiry.read(bucket, &format!("properties.{PATH}"), Flags::of));
        if of_bucket.is_some_and(|flags| flags.has(name)) {
            return Some(Some("bucket"));
        }
        of_account.and(of_bucket).map(|_| None)
    })
}

/// The level whose `RestrictPublicBuckets` stops what a policy grants to strangers; `Some(None)`: none does, since none
/// sets it or AWS does not call the policy public.
///
/// The flag limits a public policy to AWS services and the own account, and leaves others as they are ("Blocking public
/// access to your Amazon S3 storage" of the S3 user guide). `public` is only asked where some level may set it.
pub(super) fn restriction(
    index: &Index,
    inquiry: &mut Inquiry,
    resource: &Resource,
    public: impl FnOnce(&mut Inquiry) -> Truth,
) -> Option<Option<&'static str>> {
    inquiry.settle(|inquiry| {
        let level = flag(index, inquiry, resource, RESTRICT);
        if level == Some(None) {
            return level;
        }
        match public(inquiry) {
            Truth::Yes => level,
            Truth::No => Some(None),
            Truth::Maybe => None,
        }
    })
}

/// Every level that surely sets a flag, and whether there may be others: whoever takes one away needs to know of both.
pub(super) fn levels(
    index: &Index,
    inquiry: &mut Inquiry,
    resource: &Resource,
    name: &str,
) -> (Vec<&'static str>, bool) {
    let own = if resource.resource_type == "AWS::S3::AccessPoint" { "access point" } else { "bucket" };
    let of_own = none_counts_as_off(inquiry.read(resource, &format!("properties.{PATH}"), Flags::of));
    let each = [("account", account(index, inquiry)), (own, of_own)];
    let open = each.iter().any(|(_, flags)| flags.is_none());
    let set = each.into_iter().filter(|(_, flags)| flags.is_some_and(|flags| flags.has(name)));
    (set.map(|(level, _)| level).collect(), open)
}

fn account(index: &Index, inquiry: &mut Inquiry) -> Option<Flags> {
    let account = index.single(inquiry, "AWS::S3::AccountPublicAccessBlock")?;
    none_counts_as_off(inquiry.read(account, &format!("status.{PATH}"), Flags::of))
}

fn none_counts_as_off(read: Option<Option<Flags>>) -> Option<Flags> {
    read.map(|flags| flags.unwrap_or(Flags([false; 4])))
}

impl Flags {
    fn of(value: &Value) -> Option<Self> {
        let mut flags = [false; 4];
        for (flag, name) in flags.iter_mut().zip(NAMES) {
            *flag = optional(value, name, Value::as_bool)?.unwrap_or(false);
        }
        Some(Self(flags))
    }

    fn has(self, name: &str) -> bool {
        NAMES.iter().zip(self.0).any(|(own, on)| on && *own == name)
    }
}
