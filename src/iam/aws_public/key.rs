//! The condition keys that tell callers apart, in AWS's eyes.

use super::PolicyKind;

/// When a value of a key is fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A text without wildcards.
    Text,
    /// An ARN without wildcards.
    Arn,
    /// An ARN, compared by an ARN operator: its account is fixed, whatever stands after it.
    ArnOfAccount,
    /// An ARN of an access point: its name may have wildcards.
    AccessPointArn,
    /// An organisation, and a path in it that may have wildcards.
    OrganizationPath,
    /// A text without wildcards, or a role's id and any session: `AROA...:*`.
    UserId,
    /// An address or a range that is not too wide.
    Address,
    /// `true`.
    True,
}

/// Keys of the S3 user guide first, then those that evaluators of AWS policies count besides.
const KEYS: &[(&str, Shape)] = &[
    ("aws:principalorgid", Shape::Text),
    ("aws:sourceip", Shape::Address),
    ("aws:sourcearn", Shape::Arn),
    ("aws:sourcevpc", Shape::Text),
    ("aws:sourcevpce", Shape::Text),
    ("aws:sourceowner", Shape::Text),
    ("aws:sourceaccount", Shape::Text),
    ("aws:userid", Shape::UserId),
    ("aws:principalaccount", Shape::Text),
    ("aws:principalarn", Shape::ArnOfAccount),
    ("aws:principalorgpaths", Shape::OrganizationPath),
    ("aws:vpceorgpaths", Shape::OrganizationPath),
    ("aws:principalisawsservice", Shape::True),
    ("aws:principalservicename", Shape::Text),
    ("aws:principalservicenameslist", Shape::Text),
    ("aws:sourcevpcarn", Shape::Arn),
    ("aws:vpceaccount", Shape::Text),
    ("aws:vpceorgid", Shape::Text),
];

/// When a value of the key is fixed; `None` where AWS does not count the key for this kind of policy.
pub(super) fn shape(key: &str, kind: PolicyKind) -> Option<Shape> {
    let key = key.to_ascii_lowercase();
    if let Some((_, shape)) = KEYS.iter().find(|(known, _)| *known == key) {
        return Some(*shape);
    }
    let s3 = matches!(kind, PolicyKind::Bucket | PolicyKind::AccessPoint { .. });
    match key.as_str() {
        "s3:x-amz-server-side-encryption-aws-kms-key-id" if s3 => Some(Shape::Arn),
        "s3:dataaccesspointaccount" if s3 => Some(Shape::Text),
        // In the policy of an access point it holds nobody.
        "s3:dataaccesspointarn" if kind == PolicyKind::Bucket => Some(Shape::AccessPointArn),
        "kms:calleraccount" if kind == PolicyKind::Key => Some(Shape::Text),
        "elasticfilesystem:accessedviamounttarget" if kind == PolicyKind::Other => Some(Shape::True),
        _ => None,
    }
}
