//! Whether a bucket's policy refuses uploads that ask for another encryption than KMS.

use std::collections::BTreeSet;

use super::bucket::Bucket;
use super::enforcement::{Demand, Enforcement, denials, enforces};
use super::parse::Policy;
use super::rule::Doubt;
use super::strangers::{Standpoint, everyone};
use super::truth::Truth;

/// What a policy says to an upload that asks for keys of S3's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Whether it is denied, whoever asks and whatever the object is called.
    pub denied: Truth,
    /// Indexes of the statements that deny it together; empty unless `denied` is `Yes`.
    pub by: Vec<usize>,
    /// Why it is not decided; empty unless `denied` is `Maybe`.
    pub doubts: BTreeSet<Doubt>,
}

/// Whether everybody is denied `s3:PutObject` over https with `x-amz-server-side-encryption: AES256`.
///
/// Everybody: those too whom nothing allows it now. AWS services are left out: they encrypt as they are told.
/// See "Setting default server-side encryption behavior" of the S3 user guide: what a request asks for goes before the
/// bucket's default.
pub fn encryption_override(policy: &Policy, bucket: Bucket, at: Standpoint) -> Override {
    let Some(question) = everyone("AWS::S3::Bucket", bucket.arn(), at) else {
        return Override { denied: Truth::Maybe, by: Vec::new(), doubts: BTreeSet::new() };
    };
    let denials = denials(policy);
    let (denied, by, doubts) = match enforces(&denials, &question, Demand::NotSseS3, false) {
        Enforcement::Yes { by } => (Truth::Yes, by, BTreeSet::new()),
        Enforcement::No { .. } => (Truth::No, Vec::new(), BTreeSet::new()),
        Enforcement::Maybe { doubts } => (Truth::Maybe, Vec::new(), doubts),
    };
    Override { denied, by, doubts }
}

#[cfg(test)]
mod tests;
