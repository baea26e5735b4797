//! KMS keys: who may use them, what needs them, how old they are.

mod grants;
mod purpose;
mod use_of;

use super::FactSpec;

pub(super) use use_of::{trails_of, users_of};

const KEY: &[&str] = &["AWS::KMS::Key"];

/// The facts of this topic.
pub(super) const FACTS: &[FactSpec] = &[
    FactSpec { name: "AgeSeconds", types: KEY, derive: purpose::age_seconds },
    FactSpec { name: "ForeignDecryptGrants", types: KEY, derive: grants::foreign_decrypt_grants },
    FactSpec { name: "IsTokenSigning", types: KEY, derive: purpose::is_token_signing },
    FactSpec { name: "KeyUsers", types: KEY, derive: use_of::key_users },
    FactSpec { name: "PublicUse", types: KEY, derive: use_of::public_use },
];
