//! Access points of S3: what strangers may do through them, and whether they lead to models.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::iam::{AccessPoint, access_point_access};
use crate::resource::{Field, Gap, GapCode, Resource};

use super::document::{document, note_doubts};
use super::index::{Index, Place, name};
use super::inquiry::Inquiry;
use super::{FactSpec, block, class, notion, policy};

const ACCESS_POINT: &[&str] = &["AWS::S3::AccessPoint"];

/// The facts of this topic.
pub(super) const FACTS: &[FactSpec] = &[
    FactSpec { name: "IsModel", types: ACCESS_POINT, derive: is_model },
    FactSpec { name: "PublicAccess", types: ACCESS_POINT, derive: public_access },
];

/// `PublicAccess`: what strangers may do by the access point's own policy, and what undoes it. Through an access point
/// that only a VPC reaches they may do nothing, whatever its policy says: AWS calls none of these public.
fn public_access(index: &Index, point: &Resource) -> Field {
    let answer = |public: bool, actions: BTreeSet<&str>, grants: Vec<Value>, blocks: Vec<Value>| json!({ "Public": public, "Actions": actions, "Grants": grants, "BlockedBy": blocks });
    Inquiry::tell(|inquiry| {
        inquiry.settle(|inquiry| {
            let in_vpc = is_in_vpc(inquiry, point);
            if in_vpc == Some(true) {
                let block = json!({ "Flag": "NetworkOrigin", "Level": "access point" });
                return Some(Some(answer(false, BTreeSet::new(), Vec::new(), vec![block])));
            }
            let Some(document) = document(inquiry, point, "Policy")? else {
                return Some(Some(answer(false, BTreeSet::new(), Vec::new(), Vec::new())));
            };
            let own = AccessPoint {
                partition: &index.inventory.partition,
                region: &point.region,
                account: &index.inventory.account,
                name: name(point),
            };
            let access = access_point_access(&document, &own, index.standpoint());
            let open = note_doubts(inquiry, &access.doubts);
            let grants: Vec<Value> =
                access.certain.keys().filter_map(|place| policy::grant(&document, *place)).collect();
            if grants.is_empty() {
                return (!open).then(|| Some(answer(false, BTreeSet::new(), grants, Vec::new())));
            }
            let actions = access.certain.into_values().flatten().collect();
            match block::restriction(index, inquiry, point, |inquiry| notion::of_point(inquiry, &document))? {
                None => in_vpc.map(|_| Some(answer(true, actions, grants, Vec::new()))),
                Some(level) => {
                    let level = if level == "bucket" { "access point" } else { level };
                    let block = json!({ "Flag": block::RESTRICT, "Level": level });
                    (!open).then(|| Some(answer(false, actions, grants, vec![block])))
                }
            }
        })
    })
}

/// `IsModel`: whether the access point leads to a bucket of models, as that is declared; absent where only a VPC
/// reaches it.
fn is_model(index: &Index, point: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if is_in_vpc(inquiry, point)? {
            return Some(None);
        }
        let bucket = inquiry.require(point, "properties.Bucket", Value::as_str)?;
        let owner = inquiry.read(point, "properties.BucketAccountId", Value::as_str)?;
        if let Some(owner) = owner.filter(|owner| *owner != index.inventory.account) {
            inquiry.note(Gap::not_scanned(format!("account {owner} of bucket {bucket}")));
            return None;
        }
        let Some(bucket) = index.bucket(bucket) else {
            if index.is_complete(inquiry, "AWS::S3::Bucket", Place::Region(&point.region)) {
                inquiry.note(Gap { error: format!("bucket {bucket}"), ..Gap::bare(GapCode::NotCollected) });
            }
            return None;
        };
        inquiry.adopt(class::is_model(index, bucket))
    })
}

fn is_in_vpc(inquiry: &mut Inquiry, point: &Resource) -> Option<bool> {
    inquiry.require(point, "properties.NetworkOrigin", |origin| match origin.as_str()? {
        "VPC" => Some(true),
        "Internet" => Some(false),
        _ => None,
    })
}
