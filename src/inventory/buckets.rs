//! Buckets: who reaches them, and how they are kept.

use serde_json::{Value, json};

use super::View;
use super::cell::{Cell, of_type};
use crate::cli;
use crate::resource::{Inventory, Known, Resource, field_of};

pub(super) const VIEW: View = View {
    which: cli::View::Buckets,
    name: "buckets",
    title: "Buckets",
    columns: &[
        "bucket",
        "region",
        "public",
        "block_public_access",
        "encryption",
        "tls_only",
        "versioning",
        "access_log",
        "object_lock",
    ],
    types: &["AWS::S3::Bucket", "AWS::S3::BucketPolicy"],
    rows,
};

fn rows(inventory: &Inventory) -> Vec<Vec<Cell>> {
    of_type(inventory, "AWS::S3::Bucket").map(row).collect()
}

fn row(bucket: &Resource) -> Vec<Cell> {
    vec![
        Cell::of(bucket, "properties.BucketName"),
        Cell::known(bucket.region.clone()),
        public(bucket),
        Cell::from(bucket, "facts.EffectivePublicAccessBlock", |flags| {
            let flags = flags.as_object()?;
            let on = flags.iter().filter(|(_, flag)| flag["Value"] == true).count();
            let text = match on {
                0 => "none".to_owned(),
                on if on == flags.len() => "all".to_owned(),
                on => format!("{on} of {}", flags.len()),
            };
            Some(Cell::told(Value::Object(flags.clone()), text))
        }),
        Cell::from(bucket, "properties.BucketEncryption", |encryption| {
            let rule = &encryption.get("ServerSideEncryptionConfiguration")?.get(0)?["ServerSideEncryptionByDefault"];
            let algorithm = rule.get("SSEAlgorithm")?.as_str()?;
            Some(match rule.get("KMSMasterKeyID").and_then(Value::as_str) {
                Some(key) => Cell::told(json!({"algorithm": algorithm, "key": key}), format!("{algorithm} {key}")),
                None => Cell::told(json!({"algorithm": algorithm}), algorithm),
            })
        }),
        Cell::from(bucket, "facts.EnforcesTls", |value| Some(Cell::known(value.get("Enforced")?.as_bool()?))),
        Cell::from(bucket, "properties.VersioningConfiguration", |value| {
            Some(Cell::known(value.get("Status")?.clone()))
        }),
        Cell::from(bucket, "properties.LoggingConfiguration", |value| {
            Some(Cell::known(value.get("DestinationBucketName")?.clone()))
        }),
        Cell::of(bucket, "properties.ObjectLockEnabled"),
    ]
}

/// What strangers may do: read, list, write.
fn public(bucket: &Resource) -> Cell {
    let mut open = Vec::new();
    let mut gaps = Vec::new();
    for (path, word) in [("facts.PublicRead", "read"), ("facts.PublicList", "list"), ("facts.PublicWrite", "write")] {
        match field_of(bucket, path).map(|field| &field.known) {
            Some(Known::Value(value)) if value["Public"] == true => open.push(word),
            Some(Known::Gap(unknown)) => gaps.extend(unknown),
            Some(_) => {}
            None => return Cell::Unknown(vec![format!("not collected: {path}")]),
        }
    }
    match (open.is_empty(), gaps.is_empty()) {
        // One open door decides; the others only add to it.
        (false, _) => Cell::known(json!(open)),
        (true, true) => Cell::told(json!([]), "no"),
        (true, false) => Cell::unknown(gaps),
    }
}
