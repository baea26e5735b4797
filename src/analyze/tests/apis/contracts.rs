//! APIs against the contracts declared for them.

use serde_json::{Value, json};

use super::{API, Apis, REST};
use crate::config::{Document, Operation, Registry};

const STAGE: &str = "/restapis/a1/stages/prod";
const DEPLOYMENT: &str = "/restapis/a1/deployments/d1";

/// A REST API `shop` and an HTTP API `chat` with these operations; `+` before those that are secured.
fn apis(operations: &[&str]) -> Apis {
    let mut apis = Apis::new();
    for (number, text) in operations.iter().enumerate() {
        let (key, authorization) = text.strip_prefix('+').map_or((*text, "NONE"), |key| (key, "AWS_IAM"));
        let place = format!("{API}/routes/r{number}");
        apis.add(&place, json!({"RouteKey": key, "AuthorizationType": authorization, "ApiKeyRequired": false}));
        if let Some((method, path)) = key.split_once(' ') {
            apis.method(method, path, json!({"AuthorizationType": authorization}));
        }
    }
    apis
}

/// A contract with these operations; `+` before those that are secured.
fn contract(file: &str, title: &str, servers: &[&str], operations: &[&str]) -> Document {
    let operation = |text: &&str| {
        let (name, secured) = text.strip_prefix('+').map_or((*text, false), |name| (name, true));
        let (method, path) = name.split_once(' ').expect("an operation");
        Operation { method: method.to_owned(), path: path.to_owned(), secured }
    };
    Document {
        file: file.to_owned(),
        title: title.to_owned(),
        servers: servers.iter().map(|url| (*url).to_owned()).collect(),
        operations: operations.iter().map(operation).collect(),
    }
}

fn declare(apis: &mut Apis, documents: Vec<Document>) {
    apis.declarations.registry = Registry { openapi: Some("contracts".to_owned()), documents };
}

/// What both APIs come to, with these operations against those of the contract.
fn compared(operations: &[&str], declared: &[&str]) -> Value {
    let mut apis = apis(operations);
    declare(&mut apis, vec![contract("a", "shop", &[], declared), contract("b", "chat", &[], declared)]);
    let of_rest = apis.value(REST, "Registry");
    assert_eq!(of_rest, apis.value(API, "Registry"), "{operations:?} {declared:?}");
    of_rest
}

fn told(undeclared: &[&str], missing: &[&str], disagreeing: &[(&str, &str, &str)]) -> Value {
    let disagreeing: Vec<Value> = disagreeing
        .iter()
        .map(|(operation, declared, actual)| json!({"Operation": operation, "Declared": declared, "Actual": actual}))
        .collect();
    json!({"Declared": true, "Undeclared": undeclared, "Missing": missing, "Disagreeing": disagreeing})
}

#[test]
fn nothing_declared() {
    let mut apis = apis(&["GET /a"]);
    for place in [REST, API] {
        assert_eq!(apis.code(place, "Registry"), "not declared");
        assert_eq!(apis.gaps(place, "Registry")[0].error, "registry.openapi");
    }
    declare(&mut apis, vec![contract("a", "other", &[], &["GET /a"])]);
    let expected = json!({"Declared": false, "Undeclared": ["GET /a"], "Missing": [], "Disagreeing": []});
    for place in [REST, API] {
        assert_eq!(apis.value(place, "Registry"), expected);
    }
    // That no contract is for it is certain, whatever it has.
    apis.deny(API, "status.Children.Route");
    assert_eq!(apis.value(API, "Registry")["Declared"], json!(false));
}

#[test]
fn operations_are_compared() {
    for (live, declared, expected) in [
        (vec!["GET /a", "+POST /a"], vec!["GET /a", "+POST /a"], told(&[], &[], &[])),
        (vec!["GET /a", "POST /a"], vec!["GET /a"], told(&["POST /a"], &[], &[])),
        (vec!["GET /a"], vec!["GET /a", "POST /a"], told(&[], &["POST /a"], &[])),
        (vec!["GET /a"], vec!["+GET /a"], told(&[], &[], &[("GET /a", "secured", "open")])),
        (vec!["+GET /a"], vec!["GET /a"], told(&[], &[], &[("GET /a", "open", "secured")])),
        (vec!["GET /a/{id}"], vec!["GET /a/{orderId}"], told(&[], &[], &[])),
        (vec!["GET /a/{id}"], vec!["GET /a/mine"], told(&["GET /a/{id}"], &["GET /a/mine"], &[])),
        (vec!["GET /"], vec!["GET /"], told(&[], &[], &[])),
        // Preflights stand in no contract.
        (vec!["GET /a", "OPTIONS /a"], vec!["GET /a"], told(&[], &[], &[])),
        (vec!["GET /a"], vec!["GET /a", "OPTIONS /a"], told(&[], &[], &[])),
        // A rest or ANY stands for what it covers.
        (vec!["ANY /{proxy+}"], vec!["GET /a", "POST /a/b"], told(&[], &[], &[])),
        (vec!["ANY /{proxy+}"], vec!["GET /"], told(&["ANY /{proxy+}"], &["GET /"], &[])),
        (vec!["ANY /a/{proxy+}"], vec!["GET /b"], told(&["ANY /a/{proxy+}"], &["GET /b"], &[])),
        (vec!["GET /a/{proxy+}"], vec!["POST /a/b"], told(&["GET /a/{proxy+}"], &["POST /a/b"], &[])),
        (vec!["ANY /a"], vec!["GET /a", "+PUT /a"], told(&[], &[], &[("PUT /a", "secured", "open")])),
        (vec!["GET /a", "+PUT /a"], vec!["ANY /a"], told(&[], &[], &[("PUT /a", "open", "secured")])),
        // The nearest serves.
        (vec!["ANY /{proxy+}", "+GET /a"], vec!["+GET /a", "GET /b"], told(&[], &[], &[])),
        (vec!["+ANY /{proxy+}", "ANY /a/{proxy+}"], vec!["GET /a/b", "+GET /b"], told(&[], &[], &[])),
        (vec!["+ANY /a", "GET /a"], vec!["GET /a", "+PUT /a"], told(&[], &[], &[])),
        (vec![], vec!["GET /a"], told(&[], &["GET /a"], &[])),
        (vec!["GET /a"], vec![], told(&["GET /a"], &[], &[])),
    ] {
        assert_eq!(compared(&live, &declared), expected, "{live:?} {declared:?}");
    }
}

#[test]
fn the_default_route_takes_what_is_left() {
    let mut apis = apis(&["$default"]);
    declare(&mut apis, vec![contract("a", "chat", &[], &["GET /", "+POST /a/b"])]);
    assert_eq!(apis.value(API, "Registry"), told(&[], &[], &[("POST /a/b", "secured", "open")]));
    declare(&mut apis, vec![contract("a", "chat", &[], &[])]);
    assert_eq!(apis.value(API, "Registry"), told(&["$default"], &[], &[]));
}

#[test]
fn a_contract_belongs_to_an_api() {
    let ours = "https://a1.execute-api.us-east-1.amazonaws.com/prod";
    for (servers, title, declared) in [
        (vec![], "shop", true),
        (vec![], "Shop", false),
        (vec![ours], "whatever", true),
        (vec!["a1-vpce-0123.execute-api.us-east-1.amazonaws.com"], "whatever", true),
        (vec!["https://a1x.execute-api.us-east-1.amazonaws.com"], "whatever", false),
        (vec!["https://a1.example.com"], "whatever", false),
        (vec!["https://example.com/a1.execute-api."], "whatever", false),
    ] {
        let mut apis = apis(&["GET /a"]);
        declare(&mut apis, vec![contract("a", title, &servers, &["GET /a"])]);
        assert_eq!(apis.value(REST, "Registry")["Declared"], json!(declared), "{servers:?} {title}");
    }
    // An address comes before a title, and then the name does not matter.
    let mut apis = apis(&["GET /a"]);
    let documents = vec![contract("a", "shop", &[], &["GET /b"]), contract("b", "x", &[ours], &["GET /a"])];
    declare(&mut apis, documents);
    assert_eq!(apis.value(REST, "Registry"), told(&[], &[], &[]));
    apis.ignores(REST, "Registry", &[(REST, "properties.Name")]);
    // Several with one title are one contract.
    let documents = vec![contract("a", "shop", &[], &["GET /b"]), contract("b", "shop", &[], &["GET /a"])];
    declare(&mut apis, documents);
    assert_eq!(apis.value(REST, "Registry"), told(&[], &["GET /b"], &[]));
    apis.rests_on(REST, "Registry", &[(REST, "properties.Name"), (REST, "properties.RestApiId")]);
}

#[test]
fn the_path_of_the_servers_may_stand_before_all_paths() {
    let mut apis = apis(&["GET /v1/a", "GET /b"]);
    let servers = ["https://shop.example.com/v1/"];
    declare(&mut apis, vec![contract("a", "shop", &servers, &["GET /a", "GET /b"])]);
    assert_eq!(apis.value(REST, "Registry"), told(&[], &[], &[]));
}

#[test]
fn what_is_deployed_counts() {
    let mut apis = apis(&["GET /draft"]);
    declare(&mut apis, vec![contract("a", "shop", &[], &["GET /live"])]);
    apis.add(STAGE, json!({"StageName": "prod", "DeploymentId": "d1"})).none(STAGE, "properties.CanarySetting");
    apis.add(DEPLOYMENT, json!({"DeploymentId": "d1", "status.ApiSummary": {"/live": {"GET": {}, "OPTIONS": {}}}}));
    assert_eq!(apis.value(REST, "Registry"), told(&[], &[], &[]));
    apis.ignores(REST, "Registry", &[(REST, "status.Children.Method")]);
    let fields =
        [(REST, "status.Children.Stage"), (DEPLOYMENT, "status.ApiSummary"), (STAGE, "properties.DeploymentId")];
    apis.rests_on(REST, "Registry", &fields);
    apis.put(DEPLOYMENT, "status.ApiSummary", json!({"/live": {"GET": {"ApiKeyRequired": true}}}));
    let secured = told(&[], &[], &[("GET /live", "open", "secured")]);
    assert_eq!(apis.value(REST, "Registry"), secured);
    // The draft is no stand-in for what is deployed.
    for silent in [json!(7), json!(null)] {
        apis.put(DEPLOYMENT, "status.ApiSummary", silent);
        assert_eq!(apis.code(REST, "Registry"), "undecodable");
    }
    apis.none(DEPLOYMENT, "status.ApiSummary");
    assert_eq!(apis.code(REST, "Registry"), "undecodable");
}

#[test]
fn what_surely_differs_is_not_hidden_by_what_was_not_read() {
    let mut apis = apis(&[]);
    declare(&mut apis, vec![contract("a", "shop", &[], &["GET /live", "GET /more"])]);
    for (stage, deployment, path) in [("prod", "d1", "/live"), ("beta", "d2", "/shadow")] {
        let place = format!("{REST}/stages/{stage}");
        apis.add(&place, json!({"StageName": stage, "DeploymentId": deployment}));
        apis.none(&place, "properties.CanarySetting");
        let place = format!("{REST}/deployments/{deployment}");
        apis.add(&place, json!({"DeploymentId": deployment, "status.ApiSummary": {path: {"GET": {}}}}));
    }
    assert_eq!(apis.value(REST, "Registry"), told(&["GET /shadow"], &["GET /more"], &[]));
    apis.deny(DEPLOYMENT, "status.ApiSummary");
    // What is missing may be in what was not read, so none is named.
    assert_eq!(apis.value(REST, "Registry"), told(&["GET /shadow"], &[], &[]));
    apis.deny("/restapis/a1/deployments/d2", "status.ApiSummary");
    assert_eq!(apis.code(REST, "Registry"), "denied");
}

#[test]
fn a_websocket_has_no_contract() {
    let mut apis = apis(&["$connect"]);
    declare(&mut apis, vec![contract("a", "chat", &[], &["GET /a"])]);
    apis.rests_on(API, "Registry", &[(API, "properties.ProtocolType"), (API, "status.Children.Route")]);
    apis.put(API, "properties.ProtocolType", json!("WEBSOCKET"));
    assert!(apis.is_absent(API, "Registry"));
}
