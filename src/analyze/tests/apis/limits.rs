//! What limits the callers of a stage.

use serde_json::{Value, json};

use super::{API, Apis, REST};

const STAGE: &str = "/restapis/a1/stages/prod";
const OTHER: &str = "/apis/b1/stages/live";
const DEPLOYMENT: &str = "/restapis/a1/deployments/d1";
const ACCOUNT: &str = "/account";
const PLAN: &str = "/usageplans/p1";

fn apis() -> Apis {
    let mut apis = Apis::new();
    let limits = json!({"status.ThrottleSettings": {"RateLimit": 10000.0, "BurstLimit": 5000}});
    apis.add_as("AWS::ApiGateway::Account", ACCOUNT, limits);
    apis.none(REST, "properties.DisableExecuteApiEndpoint").none(API, "properties.DisableExecuteApiEndpoint");
    apis.add(STAGE, json!({"StageName": "prod", "DeploymentId": "d1"}));
    apis.none(STAGE, "properties.MethodSettings").none(STAGE, "status.WebAclArn");
    apis.none(STAGE, "properties.CanarySetting");
    apis.add(DEPLOYMENT, json!({"DeploymentId": "d1", "status.ApiSummary": deployed(true)}));
    apis.put(REST, "properties.EndpointConfiguration", json!({"Types": ["REGIONAL"]}));
    apis.add(OTHER, json!({"StageName": "live"}));
    apis.none(OTHER, "properties.DefaultRouteSettings").none(OTHER, "properties.RouteSettings");
    apis
}

/// What is deployed, and whether it asks for a key. The draft does not matter.
fn deployed(key: bool) -> Value {
    json!({"/pets": {"GET": {"ApiKeyRequired": key}, "OPTIONS": {}}})
}

fn plan(apis: &mut Apis, api: &str, stage: &str) {
    let throttle = json!({"RateLimit": 1.0, "BurstLimit": 2});
    let plan = json!({"Id": "p1", "ApiStages": [{"ApiId": api, "Stage": stage}], "Throttle": throttle});
    apis.add_as("AWS::ApiGateway::UsagePlan", PLAN, plan);
}

fn limits(global: bool, clients: &[&str], endpoints: &[&str]) -> Value {
    let global = if global { vec!["stage throttle"] } else { Vec::new() };
    json!({"Global": global, "PerClient": clients, "PerEndpoint": endpoints})
}

#[test]
fn a_stage_without_limits() {
    let mut apis = apis();
    assert_eq!(apis.value(STAGE, "ClientLimits"), limits(false, &[], &[]));
    let fields = [
        (STAGE, "properties.MethodSettings"),
        (STAGE, "status.WebAclArn"),
        (REST, "properties.DisableExecuteApiEndpoint"),
    ];
    apis.rests_on(STAGE, "ClientLimits", &fields);
    apis.ignores(STAGE, "ClientLimits", &[(ACCOUNT, "status.ThrottleSettings")]);
    // No plan has the stage, so it does not matter who needs a key.
    apis.ignores(STAGE, "ClientLimits", &[(DEPLOYMENT, "status.ApiSummary"), (REST, "status.Children.Method")]);
    apis.unlist("AWS::ApiGateway::UsagePlan");
    assert_eq!(apis.code(STAGE, "ClientLimits"), "denied");
    // Whoever sends no key gets by, whatever plans there are.
    apis.put(DEPLOYMENT, "status.ApiSummary", deployed(false));
    assert_eq!(apis.value(STAGE, "ClientLimits"), limits(false, &[], &[]));
}

#[test]
fn throttles_count_below_the_account_s() {
    let mut apis = apis();
    let setting = |path: &str, method: &str, rate: f64| json!({"ResourcePath": path, "HttpMethod": method, "ThrottlingRateLimit": rate});
    let settings = |all: f64, own: f64| json!([setting("/*", "*", all), setting("/pets", "GET", own)]);
    apis.put(STAGE, "properties.MethodSettings", settings(100.0, 5.0));
    assert_eq!(apis.value(STAGE, "ClientLimits"), limits(true, &[], &["GET /pets"]));
    apis.rests_on(STAGE, "ClientLimits", &[(ACCOUNT, "status.ThrottleSettings")]);
    apis.refuses(STAGE, "ClientLimits", &[(STAGE, "properties.MethodSettings")]);
    apis.put(STAGE, "properties.MethodSettings", settings(10000.0, 20000.0));
    assert_eq!(apis.value(STAGE, "ClientLimits"), limits(false, &[], &[]));
    apis.put(STAGE, "properties.MethodSettings", settings(0.0, 10000.0));
    assert_eq!(apis.value(STAGE, "ClientLimits"), limits(true, &[], &[]));
}

#[test]
fn a_plan_limits_where_every_call_needs_a_key() {
    let mut apis = apis();
    plan(&mut apis, "a1", "prod");
    assert_eq!(apis.value(STAGE, "ClientLimits"), limits(false, &["p1"], &[]));
    // It is enough, whatever stands in front.
    let fields = [(STAGE, "status.WebAclArn"), (REST, "properties.DisableExecuteApiEndpoint")];
    apis.ignores(STAGE, "ClientLimits", &fields);
    let fields = [(PLAN, "properties.ApiStages"), (PLAN, "properties.Throttle"), (DEPLOYMENT, "status.ApiSummary")];
    apis.rests_on(STAGE, "ClientLimits", &fields);
    apis.put(DEPLOYMENT, "status.ApiSummary", deployed(false));
    assert_eq!(apis.value(STAGE, "ClientLimits"), limits(false, &[], &[]));
    apis.put(DEPLOYMENT, "status.ApiSummary", deployed(true));
    assert_eq!(apis.value(STAGE, "ClientLimits"), limits(false, &["p1"], &[]));
    apis.none(PLAN, "properties.Throttle");
    assert_eq!(apis.value(STAGE, "ClientLimits"), limits(false, &[], &[]), "a plan without limits");
    let own = json!({"/pets/GET": {"RateLimit": 1, "BurstLimit": 1}});
    apis.put(PLAN, "properties.ApiStages", json!([{"ApiId": "a1", "Stage": "prod", "Throttle": own}]));
    assert_eq!(apis.value(STAGE, "ClientLimits"), limits(false, &["p1"], &[]));
    // One that is known suffices.
    apis.unlist("AWS::ApiGateway::UsagePlan");
    assert_eq!(apis.value(STAGE, "ClientLimits"), limits(false, &["p1"], &[]));
}

#[test]
fn what_stands_in_front_is_not_collected() {
    let mut apis = apis();
    let acl = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/w/1";
    apis.put(STAGE, "status.WebAclArn", json!(acl));
    assert_eq!(apis.gaps(STAGE, "ClientLimits")[0].error, format!("rules of web ACL {acl}"));
    assert_eq!(apis.code(STAGE, "ClientLimits"), "not collected");
    apis.none(STAGE, "status.WebAclArn").put(REST, "properties.DisableExecuteApiEndpoint", json!(true));
    assert_eq!(apis.code(STAGE, "ClientLimits"), "not collected");
    assert_eq!(apis.value(OTHER, "ClientLimits"), limits(false, &[], &[]));
    apis.put(API, "properties.DisableExecuteApiEndpoint", json!(true));
    assert_eq!(apis.code(OTHER, "ClientLimits"), "not collected");
}

#[test]
fn an_http_api_has_no_plans() {
    let mut apis = apis();
    plan(&mut apis, "b1", "live");
    apis.unlist("AWS::ApiGateway::UsagePlan");
    assert_eq!(apis.value(OTHER, "ClientLimits"), limits(false, &[], &[]));
    apis.put(OTHER, "properties.DefaultRouteSettings", json!({"ThrottlingRateLimit": 5.0}));
    apis.put(OTHER, "properties.RouteSettings", json!({"GET /a": {"ThrottlingRateLimit": 1}, "GET /b": {}}));
    assert_eq!(apis.value(OTHER, "ClientLimits"), limits(true, &[], &["GET /a"]));
    let fields = [
        (OTHER, "properties.DefaultRouteSettings"),
        (OTHER, "properties.RouteSettings"),
        (API, "properties.ProtocolType"),
        (API, "properties.DisableExecuteApiEndpoint"),
        (ACCOUNT, "status.ThrottleSettings"),
    ];
    apis.rests_on(OTHER, "ClientLimits", &fields);
}

#[test]
fn a_websocket_has_plans() {
    let mut apis = apis();
    plan(&mut apis, "b1", "live");
    apis.put(API, "properties.ProtocolType", json!("WEBSOCKET"));
    for (id, key, needs) in [("r1", "$connect", true), ("r2", "send", true), ("r3", "$disconnect", false)] {
        let place = format!("{API}/routes/{id}");
        apis.add(&place, json!({"RouteKey": key, "AuthorizationType": "NONE", "ApiKeyRequired": needs}));
    }
    assert_eq!(apis.value(OTHER, "ClientLimits"), limits(false, &["p1"], &[]));
    apis.put(&format!("{API}/routes/r2"), "properties.ApiKeyRequired", json!(false));
    assert_eq!(apis.value(OTHER, "ClientLimits"), limits(false, &[], &[]));
}
