//! Whether a bucket can be used over plain http.

use serde_json::{Value, json};

use crate::iam::{self, Missing, Transport, transport};
use crate::resource::{Field, Resource};

use super::index::Index;
use super::inquiry::Inquiry;
use super::{acl, policy};

/// `EnforcesTls`: whether nobody gets through over plain http, by what, or what is missing and a request that gets
/// through.
///
/// Guardrails of the organisation could deny it too; they are another row's question.
pub(super) fn enforces_tls(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let document = match index.policy(&mut inquiry, bucket) {
        None => return inquiry.unknown(),
        Some(None) => {
            let missing = ["bucket", "objects", "actions", "principals"];
            return inquiry.known(json!({ "Enforced": false, "By": [], "Missing": missing }));
        }
        Some(Some(document)) => document,
    };
    let ask = |by_acl| transport(document, index.policy_bucket(bucket), index.standpoint(), by_acl);
    let mut answer = ask(true);
    if let Transport::Undecided { .. } = answer {
        // Where there are no ACLs, nobody is let in by one.
        let without = ask(false);
        if !matches!(without, Transport::Undecided { .. }) && acl::owner_enforced(&mut inquiry, bucket) == Some(true) {
            answer = without;
        }
    }
    match answer {
        Transport::Undecided { doubts } => {
            for doubt in &doubts {
                inquiry.note(policy::undecided(doubt, iam::Effect::Allow));
            }
            inquiry.unknown()
        }
        Transport::Enforced { by } => {
            let by: Vec<Value> = by.iter().filter_map(|index| policy::grant(document, *index)).collect();
            inquiry.known(json!({ "Enforced": true, "By": by, "Missing": [] }))
        }
        Transport::Open { witness, missing } => {
            let missing: Vec<&str> = missing.into_iter().map(word).collect();
            let witness = json!({
                "Principal": witness.caller.text(),
                "Action": witness.action,
                "Resource": witness.resource,
            });
            inquiry.known(json!({ "Enforced": false, "By": [], "Missing": missing, "Witness": witness }))
        }
    }
}

fn word(missing: Missing) -> &'static str {
    match missing {
        Missing::Bucket => "bucket",
        Missing::Objects => "objects",
        Missing::Actions => "actions",
        Missing::Principals => "principals",
    }
}
