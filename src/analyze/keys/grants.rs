//! Who from outside may read with a key by a grant, which no review of the key's policy shows.

use serde_json::{Value, json};

use crate::iam::{Doubt, Effect, Principal};
use crate::resource::{Field, Gap, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::{policy, shape};

/// What lets a holder read what is encrypted: to decrypt, or to encrypt anew under a key of their own.
const READING: [&str; 2] = ["Decrypt", "ReEncryptFrom"];

/// `ForeignDecryptGrants`: grants of `Decrypt` or `ReEncryptFrom` to principals of other accounts; absent for keys that
/// AWS manages, whose grants come from the service that owns them.
///
/// `Trusted`: the account is declared. AWS services are no other accounts: the key's own users stand behind them. Who
/// is nobody (a deleted user or role) is left out. Constraints on the encryption context bind no caller, since its
/// values are no secret.
pub(super) fn foreign_decrypt_grants(index: &Index, key: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if inquiry.require(key, "status.KeyManager", Value::as_str)? == "AWS" {
            return Some(None);
        }
        let grants = inquiry.read(key, "status.Grants", |grants| {
            grants.as_array()?.iter().map(Grant::of).collect::<Option<Vec<Grant>>>()
        })?;
        let (mut entries, mut bad, mut open) = (Vec::new(), false, false);
        for grant in grants.unwrap_or_default().iter().filter(|grant| !grant.operations.is_empty()) {
            match grant.judge(index, inquiry) {
                Judged::Harmless => {}
                Judged::Foreign(entry) => {
                    bad |= entry["Trusted"] == json!(false);
                    entries.push(entry);
                }
                Judged::Open => open = true,
            }
        }
        // A stranger that is surely there is not hidden by others that are not decided.
        (!open || bad).then(|| Some(entries.into()))
    })
}

struct Grant<'a> {
    id: &'a str,
    /// `None` where a service is named in its place.
    grantee: Option<&'a str>,
    /// Those of [`READING`] that it gives.
    operations: Vec<&'a str>,
}

enum Judged {
    Harmless,
    Foreign(Value),
    /// Not known; the reason is noted.
    Open,
}

impl<'a> Grant<'a> {
    fn of(value: &'a Value) -> Option<Self> {
        let operations = shape::texts(value, "Operations")?;
        let grantee = shape::optional(value, "GranteePrincipal", Value::as_str)?;
        let service = shape::optional(value, "GranteeServicePrincipal", Value::as_str)?;
        grantee.or(service)?;
        Some(Self {
            id: shape::text(value, "GrantId")?,
            grantee,
            operations: READING.into_iter().filter(|name| operations.contains(name)).collect(),
        })
    }

    fn judge(&self, index: &Index, inquiry: &mut Inquiry) -> Judged {
        // AWS writes a service's name there too.
        let Some(grantee) = self.grantee.filter(|text| text.contains(':') || !text.contains(".amazonaws.com")) else {
            return Judged::Harmless;
        };
        let principal = Principal::aws(grantee);
        let Some(account) = principal.account() else {
            if principal.is_nobody() {
                return Judged::Harmless;
            }
            let construct = format!("principal not decided: {grantee} in grant {}", self.id);
            inquiry.note(policy::undecided(&Doubt { construct, effect: Some(Effect::Allow) }, Effect::Allow));
            return Judged::Open;
        };
        if account == index.inventory.account {
            return Judged::Harmless;
        }
        let Some(trusted) = index.is_trusted(account) else {
            inquiry.note(Gap::not_declared("trust.accounts"));
            return Judged::Open;
        };
        Judged::Foreign(json!({
            "GrantId": self.id,
            "Principal": grantee,
            "Account": account,
            "Operations": self.operations,
            "Trusted": trusted,
        }))
    }
}
