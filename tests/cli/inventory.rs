//! `aplomb inventory`: what there is, what is not known of it, and what could not be listed.

use serde_json::Value;

use crate::account::{account, denied};
use crate::run::{self, aplomb, directory, run};

#[test]
fn the_endpoints_of_the_demo_and_what_they_ask() {
    let demo = aplomb(&["inventory", "--demo", "--format", "json"]).exits(0).json();
    assert_eq!(demo["missing"], serde_json::json!([]));
    let endpoints = demo["endpoints"].as_array().expect("a list");
    let of = |api: &str, endpoint: &str| -> &Value {
        let found = |one: &&Value| {
            one["api"].as_str().is_some_and(|name| name.starts_with(&format!("{api} ("))) && one["endpoint"] == endpoint
        };
        endpoints.iter().find(found).expect("an endpoint")
    };
    let completions = of("acme-models", "POST /completions");
    assert_eq!(completions["authorization"], "lambda");
    assert_eq!(completions["authorizer"], "acme-tokens");
    assert_eq!(completions["api_key"], true);
    assert_eq!(completions["limits"][0]["Clients"][0]["RateLimit"], 1.0);
    let drafts = of("acme-drafts", "POST /drafts");
    assert_eq!(drafts["scopes"], serde_json::json!(["drafts/write"]));
    assert_eq!(drafts["integration"], "HTTP_PROXY");
    let open = of("acme-legacy", "ANY /{proxy+}");
    assert_eq!((&open["authorization"], open.get("authorizer")), (&"none".into(), None));
    for view in ["apis", "buckets", "principals"] {
        assert!(demo[view].as_array().is_some_and(|records| records.len() > 8), "{view}");
    }
}

#[test]
fn a_table_holds_the_views_that_were_asked_for() {
    let ran = aplomb(&["inventory", "--demo", "principals"]).exits(0);
    assert!(ran.stdout.contains("Principals: ") && !ran.stdout.contains("Buckets: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("emulated account"), "{}", ran.stdout);
}

#[test]
fn what_could_not_be_listed_is_said_and_ends_with_4() {
    let home = directory();
    let aws = account(&[], |request| (request.operation == "s3:ListBuckets").then(denied));
    run::record(&aws, &home.path().join("recording"));
    let list = |more: &[&str]| run(home.path(), &[&["inventory", "--replay", "recording"], more].concat());
    let ran = list(&["buckets", "--format", "json"]).exits(4).json();
    assert_eq!(ran["buckets"], serde_json::json!([]));
    assert_eq!(ran["missing"][0]["gap"]["permission"], "s3:ListAllMyBuckets");
    assert!(list(&["buckets"]).exits(4).stdout.contains("allow s3:ListAllMyBuckets"));
    // What nobody asked for is not missed.
    list(&["principals"]).exits(0);
}

#[test]
fn a_service_that_was_left_out_is_not_taken_for_an_empty_one() {
    let ran = aplomb(&["inventory", "--demo", "--services", "s3", "apis"]).exits(0);
    assert!(ran.stdout.contains("not scanned (apigateway)"), "{}", ran.stdout);
}

#[test]
fn what_is_not_known_of_a_bucket_says_why() {
    let home = directory();
    let aws = account(&["alpha"], |request| (request.operation == "s3:GetBucketVersioning").then(denied));
    run::record(&aws, &home.path().join("recording"));
    let list = ["inventory", "--replay", "recording", "buckets"];
    let json = run(home.path(), &[&list[..], &["--format", "json"]].concat()).exits(0).json();
    let why = json["buckets"][0]["versioning"]["unknown"][0].as_str().expect("a reason");
    assert!(why.contains("s3:GetBucketVersioning") && why.contains("allow"), "{why}");
    assert!(run(home.path(), &list).exits(0).stdout.contains("? not known: denied: s3:GetBucketVersioning"));
}
