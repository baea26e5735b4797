//! Usage plans: whom they cover, and who gets by.

use serde_json::{Value, json};

use super::Apis;

const STAGE: &str = "/restapis/a1/stages/prod";
const DEPLOYMENT: &str = "/restapis/a1/deployments/d1";
const ACCOUNT: &str = "/account";
const PLAN: &str = "/usageplans/p1";
const KEY: &str = "/apikeys/k1";

/// A plan for the stage `prod` of `a1`, with one key.
fn apis() -> Apis {
    let mut apis = Apis::new();
    let limits = json!({"status.ThrottleSettings": {"RateLimit": 10000.0, "BurstLimit": 5000}});
    apis.add_as("AWS::ApiGateway::Account", ACCOUNT, limits);
    apis.add(STAGE, json!({"StageName": "prod", "DeploymentId": "d1"})).none(STAGE, "properties.MethodSettings");
    apis.none(STAGE, "properties.CanarySetting");
    apis.add(DEPLOYMENT, json!({"DeploymentId": "d1", "status.ApiSummary": deployed(false)}));
    let plan = json!({
        "Id": "p1", "ApiStages": [{"ApiId": "a1", "Stage": "prod"}], "Throttle": {"RateLimit": 1.0, "BurstLimit": 2},
        "status.Children.UsagePlanKey": 1,
    });
    apis.add_as("AWS::ApiGateway::UsagePlan", PLAN, plan);
    apis.add_as(
        "AWS::ApiGateway::UsagePlanKey",
        "/usageplans/p1/keys/k1",
        json!({"KeyId": "k1", "KeyType": "API_KEY"}),
    );
    apis.add_as("AWS::ApiGateway::ApiKey", KEY, json!({"APIKeyId": "k1", "Enabled": true}));
    apis
}

/// What is deployed, and whether reading asks for a key. The draft does not matter.
fn deployed(get: bool) -> Value {
    json!({"/pets": {"GET": {"ApiKeyRequired": get}, "POST": {"ApiKeyRequired": true}, "OPTIONS": {}}})
}

fn bypass(methods: &[&str]) -> Value {
    json!([{"ApiId": "a1", "Stage": "prod", "Methods": methods}])
}

#[test]
fn a_plan_covers_stages_and_keys() {
    let mut apis = apis();
    let coverage = |exists: bool, keys: u32| json!({"Stages": [{"ApiId": "a1", "Stage": "prod", "Exists": exists}], "EnabledKeys": keys});
    assert_eq!(apis.value(PLAN, "UsagePlanCoverage"), coverage(true, 1));
    let fields = [
        (PLAN, "properties.ApiStages"),
        (PLAN, "status.Children.UsagePlanKey"),
        (KEY, "properties.Enabled"),
        ("/usageplans/p1/keys/k1", "properties.KeyId"),
    ];
    apis.rests_on(PLAN, "UsagePlanCoverage", &fields);
    apis.distrusts(PLAN, "UsagePlanCoverage", &fields[2..]);
    apis.refuses(PLAN, "UsagePlanCoverage", &fields[..1]);
    apis.put(KEY, "properties.Enabled", json!(false));
    assert_eq!(apis.value(PLAN, "UsagePlanCoverage"), coverage(true, 0));
    for stages in [json!([{"ApiId": "a1", "Stage": "gone"}]), json!([{"ApiId": "gone", "Stage": "prod"}])] {
        apis.put(PLAN, "properties.ApiStages", stages);
        assert_eq!(apis.value(PLAN, "UsagePlanCoverage")["Stages"][0]["Exists"], json!(false));
    }
    apis.none(PLAN, "properties.ApiStages").put(PLAN, "status.Children.UsagePlanKey", json!(0));
    apis.inventory.resources.retain(|one| !one.arn.contains("/keys/"));
    assert_eq!(apis.value(PLAN, "UsagePlanCoverage"), json!({"Stages": [], "EnabledKeys": 0}));
}

#[test]
fn a_stage_may_be_in_a_list_that_broke() {
    let mut apis = apis();
    apis.put(PLAN, "properties.ApiStages", json!([{"ApiId": "gone", "Stage": "prod"}]));
    apis.unlist("AWS::ApiGateway::RestApi");
    assert_eq!(apis.code(PLAN, "UsagePlanCoverage"), "denied");
    let mut apis = self::apis();
    apis.deny("/restapis/a1", "status.Children.Stage");
    // The stage was seen, so it is there whatever else is.
    assert_eq!(apis.value(PLAN, "UsagePlanCoverage")["Stages"][0]["Exists"], json!(true));
    apis.put(PLAN, "properties.ApiStages", json!([{"ApiId": "a1", "Stage": "other"}]));
    assert_eq!(apis.code(PLAN, "UsagePlanCoverage"), "denied");
    let mut apis = self::apis();
    apis.inventory.resources.retain(|one| !one.arn.contains("/apikeys/"));
    assert_eq!(apis.code(PLAN, "UsagePlanCoverage"), "not collected");
    apis.unlist("AWS::ApiGateway::ApiKey");
    assert_eq!(apis.code(PLAN, "UsagePlanCoverage"), "denied");
}

#[test]
fn a_key_is_in_plans() {
    let mut apis = apis();
    assert_eq!(apis.value(KEY, "UsagePlanCoverage"), json!({"Plans": ["p1"]}));
    let fields = [
        (KEY, "properties.APIKeyId"),
        (PLAN, "status.Children.UsagePlanKey"),
        ("/usageplans/p1/keys/k1", "properties.KeyId"),
    ];
    apis.rests_on(KEY, "UsagePlanCoverage", &fields);
    apis.add_as("AWS::ApiGateway::ApiKey", "/apikeys/k2", json!({"APIKeyId": "k2", "Enabled": true}));
    assert_eq!(apis.value("/apikeys/k2", "UsagePlanCoverage"), json!({"Plans": []}));
    apis.unlist("AWS::ApiGateway::UsagePlan");
    assert_eq!(apis.code("/apikeys/k2", "UsagePlanCoverage"), "denied");
}

#[test]
fn calls_without_a_key_get_by() {
    let mut apis = apis();
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), bypass(&["GET /pets"]));
    let fields = [
        (PLAN, "properties.Throttle"),
        (PLAN, "properties.ApiStages"),
        (STAGE, "properties.MethodSettings"),
        (DEPLOYMENT, "status.ApiSummary"),
    ];
    apis.rests_on(PLAN, "UsagePlanBypass", &fields);
    apis.refuses(PLAN, "UsagePlanBypass", &[(PLAN, "properties.ApiStages"), (STAGE, "properties.MethodSettings")]);
    // Without a limit of the stage the account's does not matter.
    apis.ignores(PLAN, "UsagePlanBypass", &[(ACCOUNT, "status.ThrottleSettings")]);
    apis.put(DEPLOYMENT, "status.ApiSummary", deployed(true));
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), json!([]));
    apis.ignores(PLAN, "UsagePlanBypass", &[(STAGE, "properties.MethodSettings")]);
}

#[test]
fn what_is_deployed_counts() {
    let mut apis = apis();
    apis.put(DEPLOYMENT, "status.ApiSummary", deployed(true));
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), json!([]));
    apis.ignores(PLAN, "UsagePlanBypass", &[("/restapis/a1", "status.Children.Method")]);
    apis.put(DEPLOYMENT, "status.ApiSummary", deployed(false));
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), bypass(&["GET /pets"]));
    apis.put(DEPLOYMENT, "status.ApiSummary", json!({"/pets": {"GET": {"ApiKeyRequired": "no"}}}));
    assert_eq!(apis.code(PLAN, "UsagePlanBypass"), "undecodable");
}

#[test]
fn a_canary_runs_another_deployment() {
    let mut apis = apis();
    apis.put(DEPLOYMENT, "status.ApiSummary", json!({"/pets": {"GET": {"ApiKeyRequired": true}}}));
    apis.rests_on(PLAN, "UsagePlanBypass", &[(STAGE, "properties.CanarySetting")]);
    apis.put(STAGE, "properties.CanarySetting", json!({"DeploymentId": "d2", "PercentTraffic": 5.0}));
    assert_eq!(apis.gaps(PLAN, "UsagePlanBypass")[0].error, "deployment d2 of the canary");
    let summary = json!({"/pets": {"GET": {"ApiKeyRequired": false}}});
    apis.add("/restapis/a1/deployments/d2", json!({"DeploymentId": "d2", "status.ApiSummary": summary}));
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), bypass(&["GET /pets"]));
    apis.put(STAGE, "properties.CanarySetting", json!({"DeploymentId": "d1", "PercentTraffic": 5.0}));
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), json!([]));
}

#[test]
fn a_limit_below_the_account_s_covers_those_too() {
    let mut apis = apis();
    let all = |rate: f64| json!([{"ResourcePath": "/*", "HttpMethod": "*", "ThrottlingRateLimit": rate}]);
    apis.put(STAGE, "properties.MethodSettings", all(10.0));
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), json!([]));
    apis.rests_on(PLAN, "UsagePlanBypass", &[(ACCOUNT, "status.ThrottleSettings")]);
    apis.put(STAGE, "properties.MethodSettings", all(10000.0));
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), bypass(&["GET /pets"]));
    let own = json!([{"ResourcePath": "/pets", "HttpMethod": "GET", "ThrottlingRateLimit": 5}]);
    apis.put(STAGE, "properties.MethodSettings", own);
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), json!([]));
}

#[test]
fn a_plan_without_limits_or_stages_is_no_throttle() {
    let mut apis = apis();
    apis.none(PLAN, "properties.Throttle");
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), json!([]));
    let own = json!({"/pets/POST": {"RateLimit": 1, "BurstLimit": 1}});
    apis.put(PLAN, "properties.ApiStages", json!([{"ApiId": "a1", "Stage": "prod", "Throttle": own}]));
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), bypass(&["GET /pets"]));
    apis.none(PLAN, "properties.ApiStages").put(PLAN, "properties.Throttle", json!({"RateLimit": 1, "BurstLimit": 1}));
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), json!([]));
    // What surely gets by is not hidden by a stage that is not decided.
    let stages = json!([{"ApiId": "a1", "Stage": "prod"}, {"ApiId": "zz", "Stage": "prod"}]);
    apis.put(PLAN, "properties.ApiStages", stages);
    apis.unlist("AWS::ApiGatewayV2::Api");
    assert_eq!(apis.value(PLAN, "UsagePlanBypass"), bypass(&["GET /pets"]));
    apis.put(PLAN, "properties.ApiStages", json!([{"ApiId": "zz", "Stage": "prod"}]));
    assert_eq!(apis.code(PLAN, "UsagePlanBypass"), "denied");
}
