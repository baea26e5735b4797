//! The trust zone: whom a policy may let in without alarm.

use std::collections::BTreeSet;

use super::super::principal::Principal;

/// Who belongs to the owner of a policy, or is trusted by him. What is not here is an outsider, however well it is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Zone {
    /// The account that owns the resource.
    pub account: String,
    /// Other accounts: own ones and those of vendors.
    pub accounts: BTreeSet<String>,
    /// Own organisations, `o-...`. Empty: none is known.
    pub organizations: BTreeSet<String>,
    /// Ids of VPCs.
    pub vpcs: BTreeSet<String>,
    /// Ids of VPC endpoints.
    pub endpoints: BTreeSet<String>,
    /// Networks that requests may come from, as CIDR blocks.
    pub networks: BTreeSet<String>,
    /// Patterns of the subjects of web identity tokens.
    pub subjects: BTreeSet<String>,
    /// Hosts or ARNs of identity providers, all of whose users are trusted.
    pub identity_providers: BTreeSet<String>,
    /// Canonical user ids of S3, and ARNs of origin access identities.
    pub canonical_ids: BTreeSet<String>,
}

impl Zone {
    /// Whether an account lies inside.
    pub fn has_account(&self, account: &str) -> bool {
        self.account == account || self.accounts.contains(account)
    }

    /// Whether a principal that a policy names lies inside, or is nobody.
    pub fn has_principal(&self, principal: &Principal) -> bool {
        match principal {
            Principal::Canonical(id) | Principal::Oai(id) => self.canonical_ids.contains(id),
            _ if principal.is_nobody() => true,
            _ => principal.account().is_some_and(|account| self.has_account(account)),
        }
    }
}
