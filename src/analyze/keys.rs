//! KMS keys: who may use them, what needs them, how old they are.

use crate::resource::{Field, Gap, GapCode, Resource};

use super::FactSpec;
use super::index::Index;

/// The facts of this topic.
pub(super) const FACTS: &[FactSpec] = &[
    FactSpec { name: "AgeSeconds", types: &["AWS::KMS::Key"], derive: not_yet },
    FactSpec { name: "IsTokenSigning", types: &["AWS::KMS::Key"], derive: not_yet },
    FactSpec { name: "KeyUsers", types: &["AWS::KMS::Key"], derive: not_yet },
    FactSpec { name: "PublicUse", types: &["AWS::KMS::Key"], derive: not_yet },
];

fn not_yet(_: &Index, _: &Resource) -> Field {
    Field::gap(Gap::bare(GapCode::NotCollected), Vec::new())
}
