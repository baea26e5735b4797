//! Which key encrypts new objects of a bucket.

use serde_json::{Value, json};

use crate::iam::encryption_override;
use crate::resource::{Field, Gap, GapCode, Resource};

use super::document::note_doubts;
use super::index::{Index, Place};
use super::inquiry::Inquiry;
use super::{policy, shape};

/// `EncryptionKey`: manager, state, ARN and account of the KMS key; absent where S3 encrypts with its own.
pub(super) fn key(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let named = match default_key(&mut inquiry, bucket) {
        None => return inquiry.unknown(),
        // S3 encrypts every object; no configuration means its own keys.
        Some(DefaultKey::OfS3) => return inquiry.absent(),
        Some(DefaultKey::Kms(named)) => named,
    };
    let answer = resolve(index, &mut inquiry, bucket, &named);
    inquiry.answer(answer)
}

/// `OverrideDenied`: whether the policy refuses uploads that ask for keys of S3's own in the place of the bucket's KMS
/// key, and by what; absent where S3 encrypts with its own keys anyhow.
pub(super) fn override_denied(index: &Index, bucket: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if is_sse_s3(inquiry, bucket)? {
            return Some(None);
        }
        let Some(document) = index.policy(inquiry, bucket)? else {
            return Some(Some(json!({ "Denied": false, "By": [] })));
        };
        let answer = encryption_override(document, index.policy_bucket(bucket), index.standpoint());
        note_doubts(inquiry, &answer.doubts);
        let by: Vec<Value> = answer.by.iter().filter_map(|index| policy::grant(document, *index)).collect();
        answer.denied.decided().map(|denied| Some(json!({ "Denied": denied, "By": by })))
    })
}

/// Whether new objects are encrypted with keys of S3 itself.
pub(super) fn is_sse_s3(inquiry: &mut Inquiry, bucket: &Resource) -> Option<bool> {
    default_key(inquiry, bucket).map(|key| matches!(key, DefaultKey::OfS3))
}

enum DefaultKey {
    OfS3,
    /// What the configuration names: an id, an alias or an ARN of either.
    Kms(String),
}

/// What `aws:kms` without a key means.
const AWS_MANAGED: &str = "alias/aws/s3";

fn default_key(inquiry: &mut Inquiry, bucket: &Resource) -> Option<DefaultKey> {
    let read = inquiry.read(bucket, "properties.BucketEncryption", DefaultKey::of);
    read.map(|key| key.unwrap_or(DefaultKey::OfS3))
}

impl DefaultKey {
    fn of(value: &Value) -> Option<Self> {
        let [rule] = shape::list(value, "ServerSideEncryptionConfiguration")? else { return None };
        let default = rule.as_object()?.get("ServerSideEncryptionByDefault")?;
        let named = shape::optional(default, "KMSMasterKeyID", Value::as_str)?;
        match shape::text(default, "SSEAlgorithm")? {
            "AES256" => Some(Self::OfS3),
            "aws:kms" | "aws:kms:dsse" => Some(Self::Kms(named.unwrap_or(AWS_MANAGED).to_owned())),
            _ => None,
        }
    }
}

/// The key that a bucket's encryption names. `Some(None)`: S3 encrypts with its own.
pub(super) fn named_key(encryption: &Value) -> Option<Option<String>> {
    Some(match DefaultKey::of(encryption)? {
        DefaultKey::OfS3 => None,
        DefaultKey::Kms(named) => Some(named),
    })
}

fn resolve(index: &Index, inquiry: &mut Inquiry, bucket: &Resource, named: &str) -> Option<Value> {
    let (own, partition) = (index.inventory.account.as_str(), index.inventory.partition.as_str());
    let parts: Vec<&str> = named.splitn(6, ':').collect();
    let (region, account, id) = match parts.as_slice() {
        ["arn", _, "kms", region, account, id] => (*region, *account, id.strip_prefix("key/").unwrap_or(id)),
        // A bare id or alias is in the bucket's region and account.
        _ => (bucket.region.as_str(), own, named),
    };
    if account != own {
        inquiry.note(Gap::not_scanned(format!("account {account} of key {named}")));
        return None;
    }
    if id.starts_with("alias/aws/") {
        // Only AWS may make such an alias, and its keys cannot be disabled or deleted: no call is needed.
        let arn = format!("arn:{partition}:kms:{region}:{own}:{id}");
        return Some(json!({ "Manager": "AWS", "State": "Enabled", "Arn": arn, "Account": own }));
    }
    let target = match id.starts_with("alias/") {
        true => alias_target(index, inquiry, region, id)?,
        false => id,
    };
    let keys = index.of_type("AWS::KMS::Key");
    let arn = format!("arn:{partition}:kms:{region}:{own}:key/{target}");
    let Some(key) = keys.iter().find(|key| key.arn == arn) else {
        if index.is_complete(inquiry, "AWS::KMS::Key", Place::Region(region)) {
            inquiry.note(Gap { error: format!("key {target}"), ..Gap::bare(GapCode::NotCollected) });
        }
        return None;
    };
    let manager = inquiry.require(key, "status.KeyManager", Value::as_str);
    let state = inquiry.require(key, "status.KeyState", Value::as_str);
    let own_arn = inquiry.require(key, "properties.Arn", Value::as_str);
    Some(json!({ "Manager": manager?, "State": state?, "Arn": own_arn?, "Account": own }))
}

fn alias_target<'a>(index: &Index<'a>, inquiry: &mut Inquiry, region: &str, alias: &str) -> Option<&'a str> {
    let aliases = index.of_type("AWS::KMS::Alias");
    let suffix = format!(":{alias}");
    match aliases.iter().find(|one| one.region == region && one.arn.ends_with(&suffix)) {
        Some(found) => inquiry.require(found, "properties.TargetKeyId", Value::as_str),
        None => {
            if index.is_complete(inquiry, "AWS::KMS::Alias", Place::Region(region)) {
                inquiry.note(Gap { error: format!("{alias} names no key in {region}"), ..Gap::bare(GapCode::Gone) });
            }
            None
        }
    }
}
