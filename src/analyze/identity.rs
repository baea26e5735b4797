//! IAM: what policies allow, whom roles trust, how old credentials are.

use crate::resource::{Field, Gap, GapCode, Resource};

use super::FactSpec;
use super::index::Index;

/// The facts of this topic.
pub(super) const FACTS: &[FactSpec] = &[
    FactSpec { name: "ActiveKeys", types: &["AWS::IAM::User"], derive: not_yet },
    FactSpec { name: "AdminAllows", types: &["AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"], derive: not_yet },
    FactSpec { name: "AgeSeconds", types: &["AWS::IAM::AccessKey"], derive: not_yet },
    FactSpec { name: "ExternalPrincipals", types: &["AWS::IAM::Role"], derive: not_yet },
    FactSpec { name: "Idle", types: &["AWS::IAM::AccessKey"], derive: not_yet },
    FactSpec { name: "InvertedAllows", types: &["AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"], derive: not_yet },
    FactSpec { name: "OidcTrust", types: &["AWS::IAM::Role"], derive: not_yet },
    FactSpec { name: "PassRoleAllows", types: &["AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"], derive: not_yet },
    FactSpec { name: "PublicTrust", types: &["AWS::IAM::Role"], derive: not_yet },
    FactSpec { name: "SecondsToExpiry", types: &["AWS::IAM::ServerCertificate"], derive: not_yet },
    FactSpec {
        name: "ServiceWildcardAllows",
        types: &["AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"],
        derive: not_yet,
    },
];

fn not_yet(_: &Index, _: &Resource) -> Field {
    Field::gap(Gap::bare(GapCode::NotCollected), Vec::new())
}
