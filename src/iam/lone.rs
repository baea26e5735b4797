//! Things that have a policy to themselves: keys and roles.

use super::parse::{Element, Statement};

/// Everything that can be done with a KMS key, of the service authorization reference.
pub const KEY_ACTIONS: &[&str] = &[
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DeleteAlias",
    "kms:DeleteImportedKeyMaterial",
    "kms:DeriveSharedSecret",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyPairWithoutPlaintext",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GenerateMac",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:GetParametersForImport",
    "kms:GetPublicKey",
    "kms:ImportKeyMaterial",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:ReplicateKey",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:Sign",
    "kms:SynchronizeMultiRegionKey",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
    "kms:UpdatePrimaryRegion",
    "kms:Verify",
    "kms:VerifyMac",
];

/// What makes a statement of a trust policy mean anything or nothing: an oddity, an element that is missing, or one that
/// AWS does not take there. See "Creating a role" and "NotPrincipal" of the IAM user guide.
pub fn issue_of_trust(statement: &Statement) -> Option<&str> {
    if let Some(issue) = statement.issues.first() {
        return Some(issue);
    }
    let wrong = [
        (statement.principals == Element::Missing, "no Principal"),
        (statement.actions == Element::Missing, "no Action"),
        // AWS takes neither in a trust policy.
        (statement.resources != Element::Missing, "a Resource in a trust policy"),
        (matches!(statement.principals, Element::Not(_)), "NotPrincipal in a trust policy"),
    ];
    wrong.into_iter().find_map(|(is_wrong, name)| is_wrong.then_some(name))
}

#[cfg(test)]
mod tests;
