//! Whether a bucket's policy leaves its use to named roles.

use serde_json::{Value, json};

use crate::iam::{Truth, named_roles};
use crate::resource::{Field, Resource};

use super::document::note_doubts;
use super::index::Index;
use super::inquiry::Inquiry;
use super::policy::place;

/// `NamedRoles`: whether there is a policy, the principals of its `Allow`s that are no roles, and whether a `Deny`
/// limits reading to listed roles all the same.
pub(super) fn named(index: &Index, bucket: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let Some(document) = index.policy(inquiry, bucket)? else {
            return Some(Some(json!({ "Policy": false, "Limited": false, "Others": [] })));
        };
        let found = named_roles(document, index.policy_bucket(bucket), index.standpoint());
        let open = note_doubts(inquiry, &found.doubts);
        // Limited is limited, whoever is named besides; and one who is no role is enough.
        let decided = match found.limited {
            Truth::Yes => true,
            Truth::No => !found.others.is_empty() || !open,
            Truth::Maybe => found.others.is_empty() && !open,
        };
        let entry = |(index, principal): &(usize, String)| {
            let sid = document.statements.get(*index).and_then(|statement| statement.sid.as_deref());
            let mut entry = place(*index, sid);
            entry["Principal"] = json!(principal);
            entry
        };
        let others: Vec<Value> = found.others.iter().map(entry).collect();
        let limited = found.limited == Truth::Yes;
        decided.then(|| Some(json!({ "Policy": true, "Limited": limited, "Others": others })))
    })
}
