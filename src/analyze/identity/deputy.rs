//! Which services may use a role on behalf of others, and whether they are held to us.

use serde_json::{Value, json};

use crate::iam::{Limit, deputies};
use crate::resource::{Field, Gap, Resource};

use super::super::document::{note_doubts, required};
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::policy::place;

/// `ServiceTrust`: each service that acts for its callers and may assume the role; absent where there is none, and for
/// roles linked to a service, whose trust AWS wrote.
///
/// `Held`: the trust holds the service to this account, to declared accounts or to our own organisation.
pub(super) fn service_trust(index: &Index, role: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if role.arn.contains(":role/aws-service-role/") {
            return Some(None);
        }
        let document = required(inquiry, role, "AssumeRolePolicyDocument")?;
        let (found, doubts) = deputies(&document);
        let mut open = note_doubts(inquiry, &doubts);
        let (mut entries, mut bad): (Vec<Value>, bool) = (Vec::new(), false);
        for deputy in &found {
            let held = match is_ours(index, inquiry, &deputy.limits) {
                Some(false) if note_doubts(inquiry, &deputy.doubts) => None,
                held => held,
            };
            let Some(held) = held else {
                open = true;
                continue;
            };
            bad |= !held;
            let sid = document.statements.get(deputy.statement).and_then(|statement| statement.sid.as_deref());
            let mut entry = place(deputy.statement, sid);
            entry["Service"] = json!(deputy.service);
            entry["Held"] = json!(held);
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

/// Whether any of the limits names only ourselves and those whom we trust.
fn is_ours(index: &Index, inquiry: &mut Inquiry, limits: &[Limit]) -> Option<bool> {
    inquiry.settle(|inquiry| {
        let mut open = false;
        for limit in limits {
            let ours = match limit {
                Limit::Accounts(accounts) => {
                    let mut foreign = accounts.iter().filter(|one| **one != index.inventory.account).peekable();
                    match (&index.declarations.trust.accounts, foreign.peek()) {
                        (_, None) => Some(true),
                        (Some(trusted), Some(_)) => Some(foreign.all(|one| trusted.contains(one))),
                        (None, Some(_)) => {
                            inquiry.note(Gap::not_declared("trust.accounts"));
                            None
                        }
                    }
                }
                Limit::Organizations(ids) => {
                    index.organization(inquiry).map(|own| ids.iter().all(|id| Some(id.as_str()) == own))
                }
                Limit::ExternalId | Limit::Anybody | Limit::Open => Some(false),
            };
            match ours {
                Some(true) => return Some(true),
                Some(false) => {}
                None => open = true,
            }
        }
        (!open).then_some(false)
    })
}
