//! API keys that take turns.

use serde_json::{Value, json};

use super::Apis;

fn key(apis: &mut Apis, id: &str, customer: Option<&str>, name: Option<&str>, day: u32) {
    let place = format!("/apikeys/{id}");
    let created = format!("2026-11-{day:02}T00:00:00Z");
    let known = json!({"APIKeyId": id, "Enabled": true, "status.CreatedDate": created});
    apis.add_as("AWS::ApiGateway::ApiKey", &place, known);
    for (path, member) in [("properties.CustomerId", customer), ("properties.Name", name)] {
        match member {
            Some(member) => apis.put(&place, path, json!(member)),
            None => apis.none(&place, path),
        };
    }
}

fn partners(apis: &Apis, id: &str) -> (Value, Vec<String>) {
    let value = apis.value(&format!("/apikeys/{id}"), "RotationPartners");
    let ids = value["Keys"].as_array().expect("keys").iter().map(|one| one["Id"].as_str().expect("an id").to_owned());
    (value["By"].clone(), ids.collect())
}

const DAY: i64 = 86_400;

#[test]
fn an_age_is_counted_to_the_start() {
    let mut apis = Apis::new();
    key(&mut apis, "k1", None, None, 20);
    assert_eq!(apis.value("/apikeys/k1", "AgeSeconds"), json!(2 * DAY));
    apis.rests_on("/apikeys/k1", "AgeSeconds", &[("/apikeys/k1", "status.CreatedDate")]);
    apis.distrusts("/apikeys/k1", "AgeSeconds", &[("/apikeys/k1", "status.CreatedDate")]);
    apis.put("/apikeys/k1", "status.CreatedDate", json!("yesterday"));
    assert_eq!(apis.code("/apikeys/k1", "AgeSeconds"), "undecodable");
}

#[test]
fn a_customer_comes_before_a_name() {
    let mut apis = Apis::new();
    key(&mut apis, "k1", Some("acme"), Some("acme-old"), 1);
    key(&mut apis, "k2", Some("acme"), Some("whatever"), 21);
    key(&mut apis, "k3", Some("other"), Some("acme-new"), 1);
    key(&mut apis, "k4", None, Some("acme-new"), 1);
    key(&mut apis, "k5", Some("acme"), Some("acme"), 1);
    apis.put("/apikeys/k5", "properties.Enabled", json!(false));
    let expected = json!({"By": "customer", "Keys": [{"Id": "k2", "AgeSeconds": DAY}]});
    assert_eq!(apis.value("/apikeys/k1", "RotationPartners"), expected);
    assert_eq!(partners(&apis, "k3"), (json!("customer"), vec![]));
    assert_eq!(partners(&apis, "k4"), (json!("name"), vec![]));
    let fields = [
        ("/apikeys/k1", "properties.CustomerId"),
        ("/apikeys/k2", "properties.Enabled"),
        ("/apikeys/k2", "status.CreatedDate"),
        ("/apikeys/k3", "properties.CustomerId"),
    ];
    apis.rests_on("/apikeys/k1", "RotationPartners", &fields);
    apis.distrusts("/apikeys/k1", "RotationPartners", &fields);
    // Names do not matter where there are customers; nor does what a key of somebody else is.
    let others = [("/apikeys/k1", "properties.Name"), ("/apikeys/k3", "properties.Enabled")];
    apis.ignores("/apikeys/k1", "RotationPartners", &others);
    apis.unlist("AWS::ApiGateway::ApiKey");
    assert_eq!(apis.code("/apikeys/k1", "RotationPartners"), "denied");
}

#[test]
fn names_share_a_stem() {
    for (one, other, same) in [
        ("partner", "partner", true),
        ("partner-v1", "partner-v2", true),
        ("partner_old", "partner_NEW", true),
        ("partner-blue", "partner", true),
        ("partner-2026-01-31", "partner-2026-04-30", true),
        ("partner.20260131", "partner", true),
        ("partner-v1-old", "partner", true),
        ("partner", "partners", false),
        ("partner-eu", "partner-us", false),
        ("partnerv1", "partnerv2", false),
        ("v1", "v2", false),
        ("-old", "-new", false),
        ("Partner-1", "partner-2", false),
    ] {
        let mut apis = Apis::new();
        key(&mut apis, "k1", None, Some(one), 1);
        key(&mut apis, "k2", Some(""), Some(other), 1);
        let expected = if same { vec!["k2".to_owned()] } else { Vec::new() };
        assert_eq!(partners(&apis, "k1"), (json!("name"), expected), "{one} {other}");
    }
}

#[test]
fn a_key_that_names_nobody_has_no_partners() {
    let mut apis = Apis::new();
    key(&mut apis, "k1", None, None, 1);
    key(&mut apis, "k2", Some(""), Some(""), 1);
    assert_eq!(partners(&apis, "k1"), (json!("none"), vec![]));
    assert_eq!(partners(&apis, "k2"), (json!("none"), vec![]));
    apis.rests_on("/apikeys/k1", "RotationPartners", &[("/apikeys/k1", "properties.Name")]);
}
