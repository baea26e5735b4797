//! Access control lists: whom they let in, and whether they count at all.

use serde_json::{Value, json};

use crate::iam::{Policy, parse};
use crate::resource::{Field, Resource};

use super::index::Index;
use super::inquiry::Inquiry;
use super::{block, shape};

/// A grant to everyone, or to everyone with an AWS account.
pub(super) struct PublicGrant {
    /// Place in the list, from 0.
    pub index: usize,
    pub grantee: &'static str,
    pub permission: String,
}

/// What makes public grants void.
pub(super) struct Block {
    pub flag: &'static str,
    pub level: &'static str,
}

/// `PublicAcl`: grants to all, and whether they have an effect.
pub(super) fn public_acl(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let Some(grants) = public_grants(&mut inquiry, bucket) else {
        return inquiry.unknown();
    };
    let blocked = if grants.is_empty() { Some(None) } else { blocked(index, &mut inquiry, bucket) };
    let answer = blocked.map(|block| {
        let listed = grants
            .iter()
            .map(|grant| json!({ "Index": grant.index, "Grantee": grant.grantee, "Permission": grant.permission }));
        json!({
            "Public": !grants.is_empty() && block.is_none(),
            "Grants": listed.collect::<Vec<_>>(),
            "BlockedBy": block.iter().map(|block| block.flag).collect::<Vec<_>>(),
        })
    });
    inquiry.answer(answer)
}

/// The grants of a bucket's list to `AllUsers` and `AuthenticatedUsers`. (`LogDelivery` is no public group.)
pub(super) fn public_grants(inquiry: &mut Inquiry, bucket: &Resource) -> Option<Vec<PublicGrant>> {
    let grants = inquiry.require(bucket, "status.Acl", grants)?;
    let public = grants.into_iter().enumerate().filter_map(|(index, grant)| {
        let uri = grant.group?;
        let grantee = ["AllUsers", "AuthenticatedUsers"].into_iter().find(|name| is_group(uri, name))?;
        Some(PublicGrant { index, grantee, permission: grant.permission.to_owned() })
    });
    Some(public.collect())
}

/// What the grants allow, as statements of a policy, one each in their order; see "Mapping of ACL permissions and access
/// policy permissions" of the S3 user guide. `None` where one has a permission that is not known.
pub(super) fn as_policy(grants: &[PublicGrant], bucket: &str) -> Option<Policy> {
    const LIST: &[&str] = &["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"];
    let statement = |grant: &PublicGrant| {
        let allowed: Vec<&[&str]> = match grant.permission.as_str() {
            "READ" => vec![LIST],
            "WRITE" => vec![&["s3:PutObject"]],
            "READ_ACP" => vec![&["s3:GetBucketAcl"]],
            "WRITE_ACP" => vec![&["s3:PutBucketAcl"]],
            "FULL_CONTROL" => vec![LIST, &["s3:PutObject", "s3:GetBucketAcl", "s3:PutBucketAcl"]],
            _ => return None,
        };
        let mut told = json!({
            "Effect": "Allow",
            "Principal": "*",
            "Action": allowed.concat(),
            "Resource": [bucket, format!("{bucket}/*")],
        });
        if grant.grantee == "AuthenticatedUsers" {
            told["Condition"] = json!({ "StringNotEquals": { "aws:PrincipalType": "Anonymous" } });
        }
        Some(told)
    };
    let statements: Option<Vec<Value>> = grants.iter().map(statement).collect();
    parse(&json!({ "Version": "2012-10-17", "Statement": statements? }).to_string()).ok()
}

/// Whether the log delivery group may write, by the list.
pub(super) fn log_delivery_writes(inquiry: &mut Inquiry, bucket: &Resource) -> Option<bool> {
    let grants = inquiry.require(bucket, "status.Acl", grants)?;
    let writes = |grant: &Grant| matches!(grant.permission, "WRITE" | "FULL_CONTROL");
    Some(grants.iter().any(|grant| writes(grant) && grant.group.is_some_and(|uri| uri.ends_with("/s3/LogDelivery"))))
}

/// The canonical user id of the bucket's owner.
pub(super) fn owner(inquiry: &mut Inquiry, bucket: &Resource) -> Option<String> {
    inquiry.require(bucket, "status.Acl", |acl| shape::text(acl.as_object()?.get("Owner")?, "ID")).map(str::to_owned)
}

/// What makes public grants of a bucket's list void: ownership, else `IgnorePublicAcls`. `Some(None)`: nothing does.
pub(super) fn blocked(index: &Index, inquiry: &mut Inquiry, bucket: &Resource) -> Option<Option<Block>> {
    inquiry.settle(|inquiry| {
        let enforced = owner_enforced(inquiry, bucket);
        if enforced == Some(true) {
            return Some(Some(Block { flag: "BucketOwnerEnforced", level: "bucket" }));
        }
        match block::flag(index, inquiry, bucket, "IgnorePublicAcls") {
            Some(Some(level)) => Some(Some(Block { flag: "IgnorePublicAcls", level })),
            off => off.and(enforced).map(|_| None),
        }
    })
}

/// Whether object ownership switches all lists off. Not set: they are in force.
pub(super) fn owner_enforced(inquiry: &mut Inquiry, bucket: &Resource) -> Option<bool> {
    let ownerships =
        |value| shape::list(value, "Rules")?.iter().map(|rule| shape::text(rule, "ObjectOwnership")).collect();
    let rules: Option<Vec<&str>> = inquiry.read(bucket, "properties.OwnershipControls", ownerships)?;
    Some(rules.is_some_and(|rules| rules.contains(&"BucketOwnerEnforced")))
}

struct Grant<'a> {
    /// URI of the group, if it is one.
    group: Option<&'a str>,
    permission: &'a str,
}

fn grants(acl: &Value) -> Option<Vec<Grant<'_>>> {
    let grant = |grant| {
        let grantee = serde_json::Value::as_object(grant)?.get("Grantee")?;
        let group = match shape::text(grantee, "Type")? {
            "Group" => Some(shape::text(grantee, "URI")?),
            _ => shape::optional(grantee, "URI", Value::as_str)?,
        };
        Some(Grant { group, permission: shape::text(grant, "Permission")? })
    };
    shape::list(acl, "Grants")?.iter().map(grant).collect()
}

fn is_group(uri: &str, name: &str) -> bool {
    uri.strip_suffix(name).is_some_and(|rest| rest.ends_with("/global/"))
}
