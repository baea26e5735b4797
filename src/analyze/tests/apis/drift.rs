use super::{Apis, REST, method_place};
use serde_json::{Value, json};

const STAGE: &str = "/restapis/a1/stages/prod";
const DEPLOYMENT: &str = "/restapis/a1/deployments/d1";
const VERSION: &str = "/restapis/a1/documentation/versions/v1";

fn deployed(summary: Value) -> Apis {
    let mut apis = Apis::new();
    apis.add(
        STAGE,
        json!({"DeploymentId": "d1", "DocumentationVersion": "v1", "status.LastUpdatedDate": "2026-11-21T23:59:00Z"}),
    );
    apis.add(
        DEPLOYMENT,
        json!({"DeploymentId": "d1", "status.ApiSummary": summary, "status.CreatedDate": "2026-11-20T00:00:00Z"}),
    );
    apis.add(VERSION, json!({"DocumentationVersion": "v1", "status.CreatedDate": "2026-11-19T00:00:00Z"}));
    apis.method("GET", "/x", json!({"AuthorizationType": "AWS_IAM", "ApiKeyRequired": true}));
    apis
}

fn entry(method: &str, part: &str, deployed: &str, draft: &str) -> Value {
    json!({"Method": method, "Part": part, "Deployed": deployed, "Draft": draft})
}

#[test]
fn a_deployment_is_compared_with_the_draft() {
    let same = json!({"/x": {"GET": {"AuthorizationType": "AWS_IAM", "ApiKeyRequired": true}}});
    assert_eq!(deployed(same.clone()).value(STAGE, "AuthorizationDrift"), json!([]));
    let open = json!({"/x": {"GET": {"AuthorizationType": "NONE", "ApiKeyRequired": false}}, "/y": {"POST": {}}});
    let expected = [
        entry("GET /x", "AuthorizationType", "NONE", "AWS_IAM"),
        entry("GET /x", "ApiKeyRequired", "false", "true"),
        entry("POST /y", "exists", "true", "none"),
    ];
    assert_eq!(deployed(open).value(STAGE, "AuthorizationDrift"), json!(expected));
    let expected = [entry("GET /x", "exists", "none", "true")];
    assert_eq!(deployed(json!({})).value(STAGE, "AuthorizationDrift"), json!(expected));
    let get = method_place("GET", "/x");
    let fields = [
        (REST, "status.Children.Method"),
        (STAGE, "properties.DeploymentId"),
        (DEPLOYMENT, "status.ApiSummary"),
        (&get, "status.Path"),
        (&get, "properties.HttpMethod"),
        (&get, "properties.AuthorizationType"),
        (&get, "properties.ApiKeyRequired"),
    ];
    let apis = deployed(same);
    apis.rests_on(STAGE, "AuthorizationDrift", &fields);
    apis.distrusts(STAGE, "AuthorizationDrift", &fields[1..]);
    apis.ignores(STAGE, "AuthorizationDrift", &[(REST, "status.Children.Deployment")]);
}

#[test]
fn without_a_summary_or_deployment_nothing_is_said() {
    let mut apis = deployed(json!({}));
    apis.none(DEPLOYMENT, "status.ApiSummary");
    assert_eq!(apis.code(STAGE, "AuthorizationDrift"), "undecodable");
    for strange in [json!({"/x": []}), json!({"/x": {"GET": []}}), json!({"/x": {"GET": {"ApiKeyRequired": "true"}}})] {
        assert_eq!(deployed(strange).code(STAGE, "AuthorizationDrift"), "undecodable");
    }
    let mut apis = deployed(json!({}));
    apis.put(STAGE, "properties.DeploymentId", json!("gone"));
    assert_eq!(apis.code(STAGE, "AuthorizationDrift"), "undecided");
    apis.rests_on(STAGE, "AuthorizationDrift", &[(REST, "status.Children.Deployment")]);
}

#[test]
fn documentation_is_behind_by_the_time_between() {
    let mut apis = deployed(json!({}));
    assert_eq!(apis.value(STAGE, "DocumentationBehind"), json!({"Seconds": 86400}));
    let fields = [
        (STAGE, "properties.DocumentationVersion"),
        (STAGE, "properties.DeploymentId"),
        (VERSION, "status.CreatedDate"),
        (DEPLOYMENT, "status.CreatedDate"),
    ];
    apis.rests_on(STAGE, "DocumentationBehind", &fields);
    apis.distrusts(STAGE, "DocumentationBehind", &fields);
    apis.put(VERSION, "status.CreatedDate", json!("2026-11-20T00:00:01Z"));
    assert_eq!(apis.value(STAGE, "DocumentationBehind"), json!({"Seconds": 0}));
    apis.put(VERSION, "status.CreatedDate", json!("yesterday"));
    assert_eq!(apis.code(STAGE, "DocumentationBehind"), "undecodable");
    apis.put(STAGE, "properties.DocumentationVersion", json!("v2"));
    assert_eq!(apis.code(STAGE, "DocumentationBehind"), "undecided");
    apis.none(STAGE, "properties.DocumentationVersion");
    assert!(apis.is_absent(STAGE, "DocumentationBehind"));
}

#[test]
fn the_last_update_is_counted_to_now() {
    let mut apis = deployed(json!({}));
    assert_eq!(apis.value(STAGE, "SecondsSinceUpdate"), 60);
    apis.rests_on(STAGE, "SecondsSinceUpdate", &[(STAGE, "status.LastUpdatedDate")]);
    apis.distrusts(STAGE, "SecondsSinceUpdate", &[(STAGE, "status.LastUpdatedDate")]);
    apis.none(STAGE, "status.LastUpdatedDate");
    assert_eq!(apis.code(STAGE, "SecondsSinceUpdate"), "undecodable");
}
