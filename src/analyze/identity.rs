//! IAM: what policies allow, whom roles trust, how old credentials are.

mod administrator;
mod credentials;
mod deputy;
mod grants;
mod holdings;
mod reading;
mod tampering;
mod trust;

use super::{FactSpec, external};

const ROLE: &[&str] = &["AWS::IAM::Role"];
const KEY: &[&str] = &["AWS::IAM::AccessKey"];
const POLICY: &[&str] = &["AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"];

/// The facts of this topic.
pub(super) const FACTS: &[FactSpec] = &[
    FactSpec { name: "ActiveKeys", types: &["AWS::IAM::User"], derive: credentials::active_keys },
    FactSpec { name: "AdminAllows", types: POLICY, derive: grants::admin_allows },
    FactSpec {
        name: "Administrator",
        types: &["AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"],
        derive: administrator::administrator,
    },
    FactSpec { name: "AgeSeconds", types: KEY, derive: credentials::age_seconds },
    FactSpec { name: "DecryptAllows", types: POLICY, derive: grants::decrypt_allows },
    FactSpec { name: "ExternalPrincipals", types: ROLE, derive: external::of_role },
    FactSpec { name: "Idle", types: KEY, derive: credentials::idle },
    FactSpec { name: "InvertedAllows", types: POLICY, derive: grants::inverted_allows },
    FactSpec { name: "LogTampering", types: ROLE, derive: tampering::log_tampering },
    FactSpec { name: "OidcTrust", types: ROLE, derive: trust::oidc_trust },
    FactSpec { name: "PassRoleAllows", types: POLICY, derive: grants::pass_role_allows },
    FactSpec { name: "PublicTrust", types: ROLE, derive: trust::public_trust },
    FactSpec {
        name: "ReadsAllObjects",
        types: &["AWS::IAM::User", "AWS::IAM::Role"],
        derive: reading::reads_all_objects,
    },
    FactSpec {
        name: "SecondsToExpiry",
        types: &["AWS::IAM::ServerCertificate"],
        derive: credentials::seconds_to_expiry,
    },
    FactSpec { name: "ServiceTrust", types: ROLE, derive: deputy::service_trust },
    FactSpec { name: "ServiceWildcardAllows", types: POLICY, derive: grants::service_wildcard_allows },
];
