//! The demo recording through the collectors.

use std::collections::BTreeSet;
use std::path::Path;

use aplomb::aws::session::{Options, Session, Source};
use aplomb::collect::{self, COLLECTORS, type_spec};
use aplomb::resource::{GapCode, Inventory, Known, Resource};
use serde_json::Value;

use crate::inventory::{as_json, evidence, fields, lines, redacted};

async fn demo() -> Inventory {
    let services = collect::services();
    let options = Options { known_services: services.clone(), ..Options::default() };
    let source = Source::Demo { bytes: aplomb::scan::DEMO };
    let session = Session::open(source, options, collect::read_list(&services)).await.expect("opens");
    collect::collect(&session).await.expect("collects")
}

/// The account, and of the buckets those that show the most.
#[tokio::test]
async fn what_the_demo_holds() {
    let shown = [
        "acme-model-archive",
        "acme-model-experiments",
        "acme-old-scratch",
        "acme-static-site",
        "acme-trail-archive",
        "acme-widget-uploads",
    ];
    let inventory = demo().await;
    let wanted = |resource: &&Resource| match resource.resource_type.as_str() {
        "AWS::S3::Bucket" | "AWS::S3::BucketPolicy" => shown
            .iter()
            .any(|name| resource.arn.rsplit(':').next().is_some_and(|end| end.trim_end_matches("#policy") == *name)),
        _ => true,
    };
    let mut texts: Vec<String> = inventory.resources.iter().filter(wanted).map(show).collect();
    // Ids that the emulator draws must not order them.
    texts.sort();
    insta::assert_snapshot!("demo", texts.join("\n"));
}

fn show(resource: &Resource) -> String {
    let text = redacted(&lines(resource));
    // The alias of an access point ends in letters that are drawn.
    let alias = text.lines().find(|line| line.starts_with("  properties.Alias = "));
    alias.map_or(text.clone(), |alias| text.replace(alias, "  properties.Alias = <alias>"))
}

/// What other tests of other languages read: see tests/python/.
#[tokio::test]
async fn the_inventory_is_written_for_others_to_validate() {
    let text = serde_json::to_string_pretty(&as_json(&demo().await)).expect("JSON");
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("inventory.json"), text).expect("write");
}

#[tokio::test]
async fn every_declared_name_is_set_and_no_other() {
    let mut problems = Vec::new();
    for resource in &demo().await.resources {
        let Some((collector, spec)) = type_spec(&resource.resource_type) else {
            problems.push(format!("{}: no collector declares its type {}", resource.arn, resource.resource_type));
            continue;
        };
        let declared = spec.properties.iter().map(|name| format!("properties.{name}"));
        let declared: BTreeSet<String> =
            declared.chain(spec.status.iter().map(|name| format!("status.{name}"))).collect();
        let found: BTreeSet<String> =
            fields(resource).into_iter().map(|(path, _)| path).filter(|path| path != "tags").collect();
        for name in declared.symmetric_difference(&found) {
            let what = if declared.contains(name) { "is declared and not set" } else { "is set and not declared" };
            problems.push(format!("src/collect/{}.rs: {name} {what} ({})", collector.service, resource.arn));
        }
        let silent = matches!(&resource.tags.known, Known::Gap(gaps) if gaps[0].code == GapCode::NotCollected);
        if silent == spec.tags {
            problems.push(format!(
                "src/collect/{}.rs: tags of {} (declared: {})",
                collector.service, resource.arn, spec.tags
            ));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Rules 1 and 6 of the vocabulary: no null, no empty placeholder, tags in their own place.
#[tokio::test]
async fn values_are_never_empty_stand_ins() {
    for resource in &demo().await.resources {
        assert!(!resource.properties.contains_key("Tags"), "{}", resource.arn);
        for (path, field) in fields(resource) {
            if let Known::Value(value) = &field.known {
                let text = value.to_string();
                assert!(!holds_null(value), "{} {path}: {text}", resource.arn);
                // The root of a domain is the empty path.
                let may_be_empty = path == "tags" || path == "properties.BasePath";
                assert!(
                    may_be_empty || !["{}", "[]", "\"\""].contains(&text.as_str()),
                    "{} {path}: {text}",
                    resource.arn
                );
            }
        }
    }
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(holds_null),
        Value::Object(members) => members.values().any(holds_null),
        _ => false,
    }
}

#[tokio::test]
async fn every_field_names_the_answer_that_told_it() {
    let reads = collect::read_list(&collect::services());
    for resource in &demo().await.resources {
        for (path, field) in fields(resource) {
            let silent = matches!(&field.known, Known::Gap(gaps) if gaps[0].code == GapCode::NotCollected);
            // A key that could not be described has the name that the bucket gave it.
            let named = resource.resource_type == "AWS::KMS::Key"
                && ["properties.KeyId", "properties.Arn"].contains(&path.as_str());
            assert!(silent || named || !field.evidence.is_empty(), "{} {path} has no evidence", resource.arn);
        }
        for evidence in evidence(resource) {
            assert!(reads.allows(&evidence.operation), "{} rests on {}", resource.arn, evidence.operation);
            assert!(evidence.sha256.is_some(), "{} rests on no answer", resource.arn);
        }
    }
}

#[test]
fn the_demo_asks_nothing_that_is_not_on_the_read_list() {
    let reads = collect::read_list(&collect::services());
    let (header, parts) = crate::edit::parts(aplomb::scan::DEMO);
    let asked: BTreeSet<&str> = parts.iter().map(|part| part.operation.as_str()).collect();
    for operation in &asked {
        assert!(reads.allows(operation), "{operation} was called, and `aplomb permissions` does not print it");
    }
    // What the demo never needs, by name: everything else on the list it asks.
    let unasked: Vec<String> =
        reads.iter().map(|read| read.name()).filter(|name| !asked.contains(name.as_str())).collect();
    assert_eq!(unasked, ["cloudtrail:GetEventDataStore", "ec2:DescribeRegions", "s3:GetBucketLocation"]);
    assert_eq!(header.services, collect::services());
}

#[test]
fn every_type_has_one_collector() {
    let names: Vec<&str> = COLLECTORS.iter().flat_map(|collector| collector.types).map(|spec| spec.name).collect();
    let once: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(once.len(), names.len(), "{names:?}");
}
