//! The published JSON Schema: it is valid, strict and described, and every report obeys it.

use aplomb::report::{SCHEMA_VERSION, schema};
use aplomb::resource::Span;
use serde_json::{Value, json};

use crate::{few, fixture};

#[test]
fn schema_is_valid_strict_and_described() {
    let schema = parsed();
    assert!(jsonschema::meta::is_valid(&schema));
    assert_eq!(schema["properties"]["schema_version"]["const"], SCHEMA_VERSION);
    let mut objects = 0;
    walk(&schema, "", &mut |at, part| {
        if let Some(properties) = part.get("properties").and_then(Value::as_object)
            && part.get("type").is_some()
        {
            objects += 1;
            assert_eq!(part["additionalProperties"], false, "src/report/schema.json {at}: close this object");
            for (name, property) in properties {
                let text = property["description"].as_str().unwrap_or_default();
                assert!(!text.is_empty(), "src/report/schema.json {at}: describe {name}");
            }
        }
    });
    assert!(objects > 10);
}

#[test]
fn every_report_obeys_the_schema() {
    let mut odd = few();
    odd.header.account_aliases = None;
    odd.header.endpoint_overrides.clear();
    odd.header.demo = true;
    odd.header.partial = Some("cut".to_owned());
    odd.header.spans = vec![
        Span { started: "2026-11-21T22:24:00.123Z".to_owned(), finished: None },
        Span { started: "2026-11-22T22:24:00+01:00".to_owned(), finished: Some("2026-11-22T22:25:00Z".to_owned()) },
    ];
    odd.header.declared = toml::from_str(
        "[parameters.s3-x]\nDays = 90\nNames = [\"a\"]\n[[classify]]\nfact = \"IsLog\"\ntag = \"use=log\"",
    )
    .unwrap();
    odd.findings[0].evidence[0].sha256 = None;
    let validator = jsonschema::validator_for(&parsed()).unwrap();
    for report in [fixture::account(), fixture::empty(), few(), odd] {
        let document = document(&report);
        let errors: Vec<String> =
            validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn schema_refuses_what_no_report_may_say() {
    let validator = jsonschema::validator_for(&parsed()).unwrap();
    let good = document(&few());
    assert!(validator.is_valid(&good));
    for (pointer, value) in [
        ("", json!({})),
        ("/run", json!({})),
        ("/findings/0/verdict", json!("waived")),
        ("/findings/0/severity", json!("urgent")),
        ("/findings/0/id", json!("not a uuid")),
        ("/findings/0/resource/account", json!("12")),
        ("/findings/0/evidence/0/sha256", json!("00")),
        ("/coverage/ratio", json!(1.5)),
        ("/gaps/0/code", json!("broken")),
        // A pass that rests on something unread.
        ("/findings/0/gaps", good["findings"][3]["gaps"].clone()),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        assert!(!validator.is_valid(&bad), "accepted a wrong {pointer:?}");
    }
    for pointer in [
        "",
        "/run",
        "/run/scope",
        "/run/declared",
        "/coverage",
        "/gaps/0",
        "/checks/0",
        "/findings/0",
        "/findings/0/resource",
        "/findings/0/evidence/0",
        "/findings/3/gaps/0",
        "/findings/0/controls/0",
    ] {
        let mut bad = good.clone();
        bad.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert("extra".to_owned(), json!(1));
        assert!(!validator.is_valid(&bad), "accepted an extra key in {pointer:?}");
    }
}

fn parsed() -> Value {
    serde_json::from_str(schema()).unwrap()
}

fn document(report: &aplomb::report::Report) -> Value {
    serde_json::from_str(&crate::json(report)).unwrap()
}

fn walk(part: &Value, at: &str, visit: &mut impl FnMut(&str, &Value)) {
    visit(at, part);
    match part {
        Value::Object(map) => map.iter().for_each(|(key, value)| walk(value, &format!("{at}/{key}"), visit)),
        Value::Array(list) => list.iter().for_each(|value| walk(value, at, visit)),
        _ => {}
    }
}
