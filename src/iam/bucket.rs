//! S3 buckets as policies see them: their ARNs and the actions on them.

use std::sync::LazyLock;

use super::glob::Glob;
use super::vocabulary::{self, AccessLevel};

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

impl Target {
    /// What the service authorization reference calls it.
    fn resource_type(self) -> &'static str {
        match self {
            Self::Bucket => "bucket",
            Self::Object => "object",
        }
    }
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

/// Reading objects: every action on objects that the service authorization reference calls read.
pub static READ: LazyLock<Vec<Action>> =
    LazyLock::new(|| actions(&[Target::Object], |level| level == AccessLevel::Read));

/// Finding out which objects there are. An ACL grants the same three with `READ`.
pub const LIST: &[Action] =
    &[bucket("s3:ListBucket"), bucket("s3:ListBucketMultipartUploads"), bucket("s3:ListBucketVersions")];

/// Changing objects, the bucket or its settings: every action on a bucket or object that the service authorization
/// reference calls write, tagging or permissions management, but for [`NOTHING`].
pub static WRITE: LazyLock<Vec<Action>> = LazyLock::new(|| {
    let changes = |level| matches!(level, AccessLevel::Write | AccessLevel::Tagging | AccessLevel::Permissions);
    let mut all = actions(&[Target::Bucket, Target::Object], changes);
    all.retain(|action| !NOTHING.contains(&action.name));
    all
});

/// What gives nothing alone, or nothing where the bucket is there already.
const NOTHING: &[&str] = &["s3:BypassGovernanceRetention", "s3:CreateBucket", "s3:ObjectOwnerOverrideToBucketOwner"];

/// The actions of S3 on these, by name.
fn actions(on: &[Target], is_such: impl Fn(AccessLevel) -> bool) -> Vec<Action> {
    let service = vocabulary::service("s3");
    let of = |target: Target| {
        let own = service.into_iter().flat_map(move |service| service.actions_on(target.resource_type()));
        own.map(move |action| (action, target))
    };
    let wanted = on.iter().copied().flat_map(of).filter(|(action, _)| is_such(action.level));
    // The names live as long as the lists do: to the end of the process.
    let named = |(action, on): (&vocabulary::Action, Target)| Action { name: format!("s3:{}", action.name).leak(), on };
    let mut all: Vec<Action> = wanted.map(named).collect();
    all.sort_unstable_by_key(|action| action.name);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn action_lists_are_sorted_and_hold_no_action_twice() {
        for list in [&READ[..], LIST, &WRITE[..]] {
            assert!(list.windows(2).all(|pair| pair[0].name < pair[1].name));
            assert!(list.iter().all(|action| action.name.starts_with("s3:")));
        }
    }

    #[test]
    fn lists_hold_what_the_reference_has() {
        let has = |list: &[Action], name: &str, on| list.contains(&Action { name: name.to_owned().leak(), on });
        for name in ["s3:GetObject", "s3:GetObjectVersionForReplication", "s3:GetObjectAnnotation"] {
            assert!(has(&READ, name, Target::Object), "{name}");
        }
        for name in ["s3:PutObject", "s3:ReplicateTags", "s3:DeleteObjectVersionAnnotation", "s3:PutObjectAcl"] {
            assert!(has(&WRITE, name, Target::Object), "{name}");
        }
        for name in ["s3:PutBucketPolicy", "s3:TagResource", "s3:UpdateBucketMetadataAnnotationTableConfiguration"] {
            assert!(has(&WRITE, name, Target::Bucket), "{name}");
        }
        let none =
            ["s3:GetBucketAcl", "s3:ListMultipartUploadParts", "s3:CreateBucket", "s3:BypassGovernanceRetention"];
        let all: Vec<&str> = READ.iter().chain(WRITE.iter()).map(|action| action.name).collect();
        assert!(none.iter().all(|name| !all.contains(name)));
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
