//! Global condition keys that the table lacks, or has with another type than AWS documents.

use super::key::{ConditionKey, KeyType};

/// Looked at before the table.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
pub(super) const KEYS: &[ConditionKey] = &[
    // "Properties of the role session": the session of a sign-in, of the console or by OAuth.
    ConditionKey { name: "aws:SignInSessionArn", kind: KeyType::Arn, array: false },
    // "Properties of the network": the table calls it a string. Its values are ARNs of VPCs.
    ConditionKey { name: "aws:SourceVpcArn", kind: KeyType::Arn, array: false },
];
