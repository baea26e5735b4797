//! Whether a bucket can be used over plain http.

use serde_json::{Value, json};

use crate::iam::{self, Missing, Truth, transport};
use crate::resource::{Field, Resource};

use super::index::Index;
use super::inquiry::Inquiry;
use super::policy;

/// `EnforcesTls`: whether the policy denies everyone everything over plain http, by what, and what is missing.
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
    let answer = transport(document, index.policy_bucket(bucket));
    if answer.enforced == Truth::Maybe {
        for doubt in &answer.doubts {
            inquiry.note(policy::undecided(doubt, iam::Effect::Allow));
        }
        return inquiry.unknown();
    }
    let by: Vec<Value> = answer.by.iter().filter_map(|index| policy::grant(document, *index)).collect();
    let missing: Vec<&str> = answer.missing.into_iter().map(word).collect();
    inquiry.known(json!({ "Enforced": answer.enforced == Truth::Yes, "By": by, "Missing": missing }))
}

fn word(missing: Missing) -> &'static str {
    match missing {
        Missing::Bucket => "bucket",
        Missing::Objects => "objects",
        Missing::Actions => "actions",
        Missing::Principals => "principals",
    }
}
