//! What anybody in the world may do with a bucket.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::iam::{self, Action, LIST, READ, Truth, WRITE, stranger_access};
use crate::resource::{Field, Resource};

use super::index::Index;
use super::inquiry::Inquiry;
use super::{acl, block, notion, policy};

/// `PublicRead`: reading objects, by policy.
pub(super) fn read(index: &Index, bucket: &Resource) -> Field {
    public(index, bucket, &READ, false)
}

/// `PublicList`: listing objects, by policy or ACL.
pub(super) fn list(index: &Index, bucket: &Resource) -> Field {
    public(index, bucket, LIST, true)
}

/// `PublicWrite`: changing objects or settings, by policy.
pub(super) fn write(index: &Index, bucket: &Resource) -> Field {
    public(index, bucket, &WRITE, false)
}

/// Grants as written; whether there may be more that are not decided.
#[derive(Default)]
struct Granted {
    grants: Vec<Value>,
    actions: BTreeSet<&'static str>,
    open: bool,
}

fn public(index: &Index, bucket: &Resource, actions: &[Action], with_acl: bool) -> Field {
    let mut inquiry = Inquiry::default();
    let by_policy = by_policy(index, &mut inquiry, bucket, actions);
    let by_acl = if with_acl { by_acl(&mut inquiry, bucket) } else { Granted::default() };

    let mut blocks = Vec::new();
    let mut public = Truth::No;
    if !by_acl.grants.is_empty() {
        public = public.or(match acl::blocked(index, &mut inquiry, bucket) {
            None => Truth::Maybe,
            Some(None) => Truth::Yes,
            Some(Some(block)) => {
                blocks.push(json!({ "Flag": block.flag, "Level": block.level }));
                Truth::No
            }
        });
    }
    if !by_policy.grants.is_empty() {
        let restriction = |inquiry: &mut Inquiry| {
            let policy = index.policy(inquiry, bucket)??;
            block::restriction(index, inquiry, bucket, |inquiry| notion::of_bucket(inquiry, bucket, policy))
        };
        public = public.or(match restriction(&mut inquiry) {
            None => Truth::Maybe,
            Some(None) => Truth::Yes,
            Some(Some(level)) => {
                blocks.push(json!({ "Flag": block::RESTRICT, "Level": level }));
                Truth::No
            }
        });
    }
    // One open grant hides nothing that is surely public; but to say "not public" all must be decided.
    let open = by_policy.open || by_acl.open;
    if public == Truth::Maybe || (public == Truth::No && open) {
        return inquiry.unknown();
    }
    let actions: BTreeSet<&str> = by_policy.actions.union(&by_acl.actions).copied().collect();
    let grants = [by_policy.grants, by_acl.grants].concat();
    inquiry.known(json!({
        "Public": public == Truth::Yes,
        "Actions": actions,
        "Grants": grants,
        "BlockedBy": blocks,
    }))
}

fn by_policy(index: &Index, inquiry: &mut Inquiry, bucket: &Resource, actions: &[Action]) -> Granted {
    let Some(found) = index.policy(inquiry, bucket) else {
        return Granted { open: true, ..Granted::default() };
    };
    let Some(document) = found else {
        return Granted::default();
    };
    let access = stranger_access(document, index.policy_bucket(bucket), index.standpoint(), actions);
    for doubt in &access.doubts {
        inquiry.note(policy::undecided(doubt, iam::Effect::Allow));
    }
    Granted {
        grants: access.certain.keys().filter_map(|index| policy::grant(document, *index)).collect(),
        actions: access.certain.into_values().flatten().collect(),
        open: !access.doubts.is_empty(),
    }
}

/// `READ` on a bucket is leave to list it.
fn by_acl(inquiry: &mut Inquiry, bucket: &Resource) -> Granted {
    let Some(grants) = acl::public_grants(inquiry, bucket) else {
        return Granted { open: true, ..Granted::default() };
    };
    let reading = grants.iter().filter(|grant| matches!(grant.permission.as_str(), "READ" | "FULL_CONTROL"));
    let grants: Vec<Value> = reading.map(|grant| json!({ "Source": "acl", "Index": grant.index })).collect();
    let actions = if grants.is_empty() { BTreeSet::new() } else { LIST.iter().map(|action| action.name).collect() };
    Granted { grants, actions, open: false }
}
