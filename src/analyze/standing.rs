//! What is ours, for the question whether somebody outside gets in: asked of AWS only where the answer hangs on it.

use std::collections::BTreeSet;

use crate::iam::date::Date;
use crate::iam::exposure::{Admission, Kind, Question, Zone};
use crate::iam::{Policy, Truth};
use crate::resource::Gap;

use super::document::note_doubts;
use super::index::Index;
use super::inquiry::Inquiry;

/// Whether somebody gets in who is outside: of no account of ours, nor of our organisation, nor by anything that is
/// declared in `[trust]`. `with_accounts`: whether declared accounts count as ours. `None`: not known; why is noted.
///
/// Whichever organisation or accounts could be ours, `ask` is first asked with none and with all that the policy
/// names: what both agree on needs no further knowledge.
pub(super) fn lets_in_outsiders(
    index: &Index,
    inquiry: &mut Inquiry,
    policy: &Policy,
    with_accounts: bool,
    ask: &dyn Fn(&Zone) -> Admission,
) -> Option<bool> {
    let trust = &index.declarations.trust;
    let mut narrow = trust.zone(&index.inventory.account, None);
    if !with_accounts {
        narrow.accounts.clear();
    }
    let named = Named::of(policy);
    let accounts_open = with_accounts && trust.accounts.is_none() && !named.accounts.is_empty();
    let organization_open = trust.organization.is_none() && named.asks_organization;
    let mut found = ask(&narrow);
    if found.truth == Truth::No {
        return Some(false);
    }
    let widened = |zone: &Zone, organizations: bool| {
        let mut wide = zone.clone();
        if accounts_open {
            wide.accounts.extend(named.accounts.iter().cloned());
        }
        if organizations {
            wide.organizations.extend(named.organizations.iter().cloned());
        }
        wide
    };
    if organization_open {
        if ask(&widened(&narrow, true)).truth == Truth::Yes {
            return Some(true);
        }
        narrow.organizations.extend(index.organization(inquiry)?.map(str::to_owned));
        found = ask(&narrow);
    }
    match found.truth {
        Truth::No => return Some(false),
        Truth::Yes if !accounts_open => return Some(true),
        _ => {}
    }
    if accounts_open {
        found = ask(&widened(&narrow, false));
        match found.truth {
            Truth::Yes => return Some(true),
            Truth::No => {
                inquiry.note(Gap::not_declared("trust.accounts"));
                return None;
            }
            Truth::Maybe => {}
        }
    }
    note_doubts(inquiry, &found.doubts);
    None
}

/// A question about a resource of the audited account, which counts as the zone tells.
pub(super) fn question(index: &Index, kind: &'static Kind, arn: &str, zone: &Zone) -> Question {
    // A date that cannot be read is long ago: then every later day is possible.
    let now = Date::parse(&index.inventory.now).map_or(0, Date::milliseconds);
    Question { kind, zone: zone.clone(), resource: Some(arn.to_owned()), is_restricted: Truth::No, now }
}

/// Whom a policy writes out in its principals and conditions.
struct Named {
    accounts: BTreeSet<String>,
    organizations: BTreeSet<String>,
    /// Whether any condition asks for an organisation.
    asks_organization: bool,
}

impl Named {
    fn of(policy: &Policy) -> Self {
        let conditions = || policy.statements.iter().flat_map(|statement| &statement.conditions);
        let values = || conditions().flat_map(|condition| &condition.values);
        let is_word = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
        let words = || values().flat_map(|value| value.split(is_word));
        let is_account = |word: &&str| word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit());
        let of_statement = |text: &str| text.to_ascii_lowercase().contains("org");
        Self {
            accounts: words().filter(is_account).map(str::to_owned).collect(),
            organizations: words().filter(|word| word.starts_with("o-")).map(str::to_owned).collect(),
            asks_organization: conditions().any(|one| {
                of_statement(&one.key) || one.values.iter().any(|value| value.contains("${") && of_statement(value))
            }),
        }
    }
}
