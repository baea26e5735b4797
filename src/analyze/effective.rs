//! Who in the world really reaches a bucket: every way in, what stops it, and what a single control holds back.

mod shield;
mod ways;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::iam::vocabulary::{self, AccessLevel};
use crate::resource::{Field, Resource};

use super::FactSpec;
use super::index::Index;
use super::inquiry::Inquiry;
use ways::{Control, Way, Ways};

const BUCKET: &[&str] = &["AWS::S3::Bucket"];

/// The facts of this topic.
pub(super) const FACTS: &[FactSpec] = &[
    FactSpec { name: "EffectiveAccess", types: BUCKET, derive: effective_access },
    FactSpec { name: "KeyShield", types: BUCKET, derive: shield::key_shield },
];

/// `EffectiveAccess`: how open the bucket is to everybody in the world, by which ways, and what holds.
///
/// `Tier` is `public`; `shielded` where everybody may list or read, and the bucket's KMS key withholds the bytes; or
/// `none`. `Paths` are all grants to everybody, by policy, ACL, access point and website, each with a request that it
/// lets in and what stops it; `WouldOpen` the controls that surely hold alone: without one of them a way is open.
///
/// Whoever is of the own account or organisation, or declared as trusted, is not everybody. Objects may have lists of
/// their own, which are not read.
fn effective_access(index: &Index, bucket: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        inquiry.settle(|inquiry| {
            let ways = Ways::of(index, inquiry, bucket);
            let open: Vec<&Way> = ways.found.iter().filter(|way| way.is_open()).collect();
            let tier = if open.is_empty() {
                (!ways.undecided).then_some("none")
            } else if open.iter().any(|way| way.changes()) {
                Some("public")
            } else {
                match inquiry.adopt(shield::key_shield(index, bucket)) {
                    Some(None) => Some("public"),
                    Some(Some(shield)) if shield["Opens"] == json!(true) => Some("public"),
                    // What is not known could only be another way to the same, or a worse one.
                    Some(Some(_)) => (!ways.undecided).then_some("shielded"),
                    None => None,
                }
            };
            let website = open.iter().find(|way| way.is_read_unsigned()).copied().filter(|_| {
                let read = inquiry.read(bucket, "properties.WebsiteConfiguration", Value::as_object);
                read.flatten().is_some()
            });
            let website = website.map(|way| Way { kind: "website", ..way.clone() });
            let paths: Vec<Value> = ways.found.iter().chain(&website).map(Way::told).collect();
            let alone: Vec<Value> = ways.alone.iter().map(Control::told).collect();
            tier.map(|tier| Some(json!({ "Tier": tier, "Paths": paths, "WouldOpen": alone })))
        })
    })
}

impl Way {
    /// Whether nothing stops it.
    fn is_open(&self) -> bool {
        self.certain && self.stopped_by.is_empty()
    }

    /// Whether more than looking is allowed: a key keeps nobody from that.
    fn changes(&self) -> bool {
        let level = |action: &String| {
            let name = action.split(':').nth(1)?;
            vocabulary::service("s3")?.action(name).map(|known| known.level)
        };
        let looks = |level| matches!(level, Some(AccessLevel::List | AccessLevel::Read));
        !self.actions.iter().map(level).all(looks)
    }

    fn is_read_unsigned(&self) -> bool {
        self.kind == "policy" && self.unsigned && self.actions.contains("s3:GetObject")
    }

    fn told(&self) -> Value {
        let mut told = json!({
            "Kind": self.kind,
            "Through": self.through,
            "Index": self.index,
            "Line": self.line,
            "Who": self.who,
            "Actions": self.actions,
            "Witness": self.witness,
            "Open": self.is_open(),
            "StoppedBy": self.stopped_by.iter().map(Control::told).collect::<Vec<_>>(),
        });
        if let Some(sid) = &self.sid {
            told["Sid"] = json!(sid);
        }
        told
    }
}

impl Control {
    fn told(&self) -> Value {
        json!({ "Control": self.name, "Level": self.level })
    }
}

/// The actions of several lists, each once.
fn both(ours: &BTreeSet<String>, theirs: &BTreeSet<String>) -> BTreeSet<String> {
    ours.intersection(theirs).cloned().collect()
}
