//! Which services may use a role on behalf of others, and whether they are held to us.

use serde_json::{Value, json};

use crate::iam::deputies;
use crate::iam::exposure::{Kind, Zone};
use crate::resource::{Field, Resource};

use super::super::document::{note_doubts, required};
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::policy::place;
use super::super::standing::{lets_in_outsiders, question};

/// `ServiceTrust`: each service that acts for its callers and may assume the role; absent where there is none, and for
/// roles linked to a service, whose trust AWS wrote.
///
/// `Held`: the service can use the role for nobody but this account, declared accounts and our own organisation.
pub(super) fn service_trust(index: &Index, role: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if role.arn.contains(":role/aws-service-role/") {
            return Some(None);
        }
        let document = required(inquiry, role, "AssumeRolePolicyDocument")?;
        let ours = index.declarations.trust.zone(&index.inventory.account, None);
        let kind = Kind::named("AWS::IAM::Role")?;
        let asked = |zone: &Zone| question(index, kind, &role.arn, zone);
        let (found, doubts) = deputies(&document, &asked(&ours));
        let mut open = note_doubts(inquiry, &doubts);
        let (mut entries, mut bad): (Vec<Value>, bool) = (Vec::new(), false);
        for deputy in &found {
            let answer = |zone: &Zone| deputy.works_for_strangers(&asked(zone), zone);
            let Some(loose) = lets_in_outsiders(index, inquiry, &deputy.policy, true, &answer) else {
                open = true;
                continue;
            };
            bad |= loose;
            let sid = document.statements.get(deputy.statement).and_then(|statement| statement.sid.as_deref());
            let mut entry = place(deputy.statement, sid);
            entry["Service"] = json!(deputy.service);
            entry["Held"] = json!(!loose);
            entries.push(entry);
        }
        // A service that is surely not held is not hidden by others that are not decided.
        match (open && !bad, entries.is_empty()) {
            (true, _) => None,
            (false, true) => Some(None),
            (false, false) => Some(Some(entries.into())),
        }
    })
}
