//! S3 buckets as policies see them: their ARNs and the actions on them.

use super::glob::Glob;

/// The bucket that a policy hangs on.
#[derive(Debug, Clone, Copy)]
pub struct Bucket<'a> {
    /// `aws`, `aws-cn`, ...
    pub partition: &'a str,
    pub name: &'a str,
}

/// What an action works on: it is only granted by a resource of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    Bucket,
    Object,
}

/// One action of S3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Action {
    pub name: &'static str,
    pub on: Target,
}

impl Bucket<'_> {
    /// The bucket's ARN.
    pub fn arn(&self) -> String {
        format!("arn:{}:s3:::{}", self.partition, self.name)
    }

    /// The last part of the ARNs of one kind: the bucket's name, or `NAME/KEY` for every key there can be.
    pub fn resources(&self, on: Target) -> Glob {
        match on {
            Target::Bucket => Glob::literal(self.name),
            Target::Object => Glob::literal(self.name).then(&Glob::new("/?*")),
        }
    }
}

const fn bucket(name: &'static str) -> Action {
    Action { name, on: Target::Bucket }
}

const fn object(name: &'static str) -> Action {
    Action { name, on: Target::Object }
}

/// Reading objects: every `s3:GetObject...` of the service authorization reference.
pub const READ: &[Action] = &[
    object("s3:GetObject"),
    object("s3:GetObjectAcl"),
    object("s3:GetObjectAttributes"),
    object("s3:GetObjectLegalHold"),
    object("s3:GetObjectRetention"),
    object("s3:GetObjectTagging"),
    object("s3:GetObjectTorrent"),
    object("s3:GetObjectVersion"),
    object("s3:GetObjectVersionAcl"),
    object("s3:GetObjectVersionAttributes"),
    object("s3:GetObjectVersionForReplication"),
    object("s3:GetObjectVersionTagging"),
    object("s3:GetObjectVersionTorrent"),
];

/// Finding out which objects there are. An ACL grants the same three with `READ`.
pub const LIST: &[Action] =
    &[bucket("s3:ListBucket"), bucket("s3:ListBucketMultipartUploads"), bucket("s3:ListBucketVersions")];

/// Changing objects, the bucket or its settings: every action on a bucket or object that the service authorization
/// reference calls write, tagging or permissions management.
///
/// Left out are those that give nothing alone (`s3:BypassGovernanceRetention`, `s3:ObjectOwnerOverrideToBucketOwner`)
/// and `s3:CreateBucket`, since the bucket is there.
pub const WRITE: &[Action] = &[
    object("s3:AbortMultipartUpload"),
    bucket("s3:CreateBucketMetadataTableConfiguration"),
    bucket("s3:DeleteBucket"),
    bucket("s3:DeleteBucketMetadataTableConfiguration"),
    bucket("s3:DeleteBucketPolicy"),
    bucket("s3:DeleteBucketWebsite"),
    object("s3:DeleteObject"),
    object("s3:DeleteObjectTagging"),
    object("s3:DeleteObjectVersion"),
    object("s3:DeleteObjectVersionTagging"),
    object("s3:InitiateReplication"),
    bucket("s3:PauseReplication"),
    bucket("s3:PutAccelerateConfiguration"),
    bucket("s3:PutAnalyticsConfiguration"),
    bucket("s3:PutBucketAbac"),
    bucket("s3:PutBucketAcl"),
    bucket("s3:PutBucketCORS"),
    bucket("s3:PutBucketLogging"),
    bucket("s3:PutBucketNotification"),
    bucket("s3:PutBucketObjectLockConfiguration"),
    bucket("s3:PutBucketOwnershipControls"),
    bucket("s3:PutBucketPolicy"),
    bucket("s3:PutBucketPublicAccessBlock"),
    bucket("s3:PutBucketRequestPayment"),
    bucket("s3:PutBucketTagging"),
    bucket("s3:PutBucketVersioning"),
    bucket("s3:PutBucketWebsite"),
    bucket("s3:PutEncryptionConfiguration"),
    bucket("s3:PutIntelligentTieringConfiguration"),
    bucket("s3:PutInventoryConfiguration"),
    bucket("s3:PutLifecycleConfiguration"),
    bucket("s3:PutMetricsConfiguration"),
    object("s3:PutObject"),
    object("s3:PutObjectAcl"),
    object("s3:PutObjectLegalHold"),
    object("s3:PutObjectRetention"),
    object("s3:PutObjectTagging"),
    object("s3:PutObjectVersionAcl"),
    object("s3:PutObjectVersionTagging"),
    bucket("s3:PutReplicationConfiguration"),
    object("s3:ReplicateDelete"),
    object("s3:ReplicateObject"),
    object("s3:ReplicateTags"),
    object("s3:RestoreObject"),
    bucket("s3:TagResource"),
    bucket("s3:UntagResource"),
    bucket("s3:UpdateBucketMetadataInventoryTableConfiguration"),
    bucket("s3:UpdateBucketMetadataJournalTableConfiguration"),
    object("s3:UpdateObjectEncryption"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn action_lists_are_sorted_and_hold_no_action_twice() {
        for list in [READ, LIST, WRITE] {
            assert!(list.windows(2).all(|pair| pair[0].name < pair[1].name));
            assert!(list.iter().all(|action| action.name.starts_with("s3:")));
        }
    }

    #[test]
    fn object_resources_have_a_key() {
        let bucket = Bucket { partition: "aws-cn", name: "acme" };
        assert_eq!(bucket.arn(), format!("arn:{}:s3:::acme", "aws-cn"));
        assert!(bucket.resources(Target::Object).matches("acme/a/b"));
        assert!(!bucket.resources(Target::Object).matches("acme/"));
        assert!(!bucket.resources(Target::Object).matches("acme"));
        assert!(bucket.resources(Target::Bucket).matches("acme"));
    }
}
