//! Who may do everything, by whichever policy.

use serde_json::json;

use crate::iam::admin_grants;
use crate::resource::{Field, Resource};

use super::super::document::note_doubts;
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::holdings::{self, Holdings};

/// `Administrator`: the policies of a principal, and of the groups it is in, that allow everything on everything. AWS
/// managed policies count: they are judged here, not where they stand.
///
/// Boundaries and policies of the organisation may still take it away; they are no part of the answer.
pub(super) fn administrator(index: &Index, principal: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let Holdings { policies, mut complete } = holdings::of(index, &mut inquiry, principal);
    let mut by = Vec::new();
    for (arn, document) in policies {
        let found = admin_grants(&document, &index.holder().named(&principal.arn));
        if !found.certain.is_empty() {
            by.push(arn);
        } else if note_doubts(&mut inquiry, &found.doubts) {
            complete = false;
        }
    }
    // One such policy is enough, whatever the others say.
    if complete || !by.is_empty() {
        inquiry.known(json!({ "Value": !by.is_empty(), "By": by }))
    } else {
        inquiry.unknown()
    }
}
