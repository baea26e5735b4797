//! Who may read all that is stored.

use serde_json::{Value, json};

use crate::iam::{Policy, Truth, may_read_all_objects};
use crate::resource::{Field, Resource};

use super::super::document::note_doubts;
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::administrator::administrator;
use super::holdings;

/// `ReadsAllObjects`: whether a user's or role's policies, within its boundary, let it read every object of every
/// bucket, and which do; absent for administrators, who are another question, and for roles linked to a service, whose
/// policies AWS wrote.
pub(super) fn reads_all_objects(index: &Index, principal: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if principal.arn.contains(":role/aws-service-role/") {
            return Some(None);
        }
        if is_administrator(index, inquiry, principal)? {
            return Some(None);
        }
        let held = holdings::of(index, inquiry, principal);
        let boundary = holdings::boundary(index, inquiry, principal);
        if !held.complete {
            return None;
        }
        let policies: Vec<&Policy> = held.policies.iter().map(|(_, policy)| policy).collect();
        let holder = index.holder().named(&principal.arn);
        let ask = |boundary| may_read_all_objects(&policies, boundary, &holder);
        let answer = match &boundary {
            Some(boundary) => ask(boundary.as_ref()),
            // What the policies do not allow, no boundary adds.
            None => match ask(None) {
                answer if answer.reads == Truth::No => answer,
                _ => return None,
            },
        };
        note_doubts(inquiry, &answer.doubts);
        let reads = answer.reads.decided()?;
        let by: Vec<&str> =
            answer.by.iter().filter_map(|place| held.policies.get(*place)).map(|(arn, _)| arn.as_str()).collect();
        Some(Some(json!({ "Value": reads, "By": by })))
    })
}

/// Whether a principal may do everything: see `Administrator`.
pub(super) fn is_administrator(index: &Index, inquiry: &mut Inquiry, principal: &Resource) -> Option<bool> {
    let fact = inquiry.adopt(administrator(index, principal))??;
    fact.get("Value").and_then(Value::as_bool)
}
