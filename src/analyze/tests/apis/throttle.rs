//! How often operations may be called.

use serde_json::{Value, json};

use super::{API, Apis, method_place};

const ACCOUNT: &str = "/account";
const STAGE: &str = "/restapis/a1/stages/prod";
const OTHER: &str = "/apis/b1/stages/live";
const ROUTE: &str = "/apis/b1/routes/r1";
const PLAN: &str = "/usageplans/p1";

fn apis() -> Apis {
    let mut apis = Apis::new();
    let limits = json!({"status.ThrottleSettings": {"RateLimit": 10000.0, "BurstLimit": 5000}});
    apis.add_as("AWS::ApiGateway::Account", ACCOUNT, limits);
    apis.add(STAGE, json!({"StageName": "prod"})).none(STAGE, "properties.MethodSettings");
    apis.method("GET", "/pets", json!({}));
    apis.add(OTHER, json!({"StageName": "live"}));
    apis.none(OTHER, "properties.DefaultRouteSettings").none(OTHER, "properties.RouteSettings");
    let asks = json!({"RouteKey": "GET /pets", "AuthorizationType": "NONE", "ApiKeyRequired": false});
    apis.add(ROUTE, asks);
    apis
}

fn entry(stage: &str, rate: Value, burst: Value, source: &str, clients: Value) -> Value {
    json!([{"Stage": stage, "RateLimit": rate, "BurstLimit": burst, "Source": source, "Clients": clients}])
}

#[test]
fn the_account_has_a_throttle_for_both_kinds() {
    let mut apis = apis();
    for stage in [STAGE, OTHER] {
        let expected = json!({"RateLimit": 10000.0, "BurstLimit": 5000});
        assert_eq!(apis.value(stage, "AccountThrottle"), expected);
        apis.rests_on(stage, "AccountThrottle", &[(ACCOUNT, "status.ThrottleSettings")]);
    }
    for strange in [json!({"RateLimit": 1.0}), json!({"RateLimit": -1, "BurstLimit": 1}), json!("10"), json!(null)] {
        apis.put(ACCOUNT, "status.ThrottleSettings", strange.clone());
        assert_eq!(apis.code(STAGE, "AccountThrottle"), "undecodable", "{strange}");
    }
    apis.none(ACCOUNT, "status.ThrottleSettings");
    assert_eq!(apis.code(STAGE, "AccountThrottle"), "undecodable");
    apis.inventory.resources.retain(|one| one.resource_type != "AWS::ApiGateway::Account");
    assert_eq!(apis.code(STAGE, "AccountThrottle"), "not collected");
    apis.inventory.scope.services.remove("apigateway");
    assert_eq!(apis.code(OTHER, "AccountThrottle"), "not scanned");
}

#[test]
fn a_method_comes_before_its_stage_and_that_before_the_account() {
    let mut apis = apis();
    let place = method_place("GET", "/pets");
    assert_eq!(
        apis.value(&place, "EffectiveThrottle"),
        entry("prod", json!(10000.0), json!(5000), "account", json!([]))
    );
    let all = json!({"ResourcePath": "/*", "HttpMethod": "*", "ThrottlingRateLimit": 50.0, "ThrottlingBurstLimit": 20});
    let own = json!({"ResourcePath": "/pets", "HttpMethod": "GET", "ThrottlingRateLimit": 0});
    let other = json!({"ResourcePath": "/pets", "HttpMethod": "POST", "ThrottlingRateLimit": 1});
    apis.put(STAGE, "properties.MethodSettings", json!([other, all]));
    assert_eq!(apis.value(&place, "EffectiveThrottle"), entry("prod", json!(50.0), json!(20), "stage", json!([])));
    // Nothing is left to the account, so it is not asked.
    apis.ignores(&place, "EffectiveThrottle", &[(ACCOUNT, "status.ThrottleSettings")]);
    apis.put(STAGE, "properties.MethodSettings", json!([own, all]));
    assert_eq!(apis.value(&place, "EffectiveThrottle"), entry("prod", json!(0), json!(20), "method", json!([])));
    apis.put(STAGE, "properties.MethodSettings", json!([own]));
    assert_eq!(apis.value(&place, "EffectiveThrottle"), entry("prod", json!(0), json!(5000), "method", json!([])));
    let fields = [
        (STAGE, "properties.MethodSettings"),
        (STAGE, "properties.StageName"),
        (ACCOUNT, "status.ThrottleSettings"),
        (place.as_str(), "properties.ApiKeyRequired"),
        ("/restapis/a1", "status.Children.Stage"),
    ];
    apis.rests_on(&place, "EffectiveThrottle", &fields);
    apis.refuses(&place, "EffectiveThrottle", &fields[..1]);
    apis.distrusts(&place, "EffectiveThrottle", &fields[1..4]);
    let negative = json!([{"ResourcePath": "/*", "HttpMethod": "*", "ThrottlingRateLimit": -1.0}]);
    apis.put(STAGE, "properties.MethodSettings", negative);
    assert_eq!(apis.code(&place, "EffectiveThrottle"), "undecodable");
    apis.inventory.resources.retain(|one| !one.arn.ends_with("/stages/prod"));
    assert_eq!(apis.value(&place, "EffectiveThrottle"), json!([]));
}

#[test]
fn a_route_comes_before_its_stage() {
    let mut apis = apis();
    apis.put(OTHER, "properties.DefaultRouteSettings", json!({"ThrottlingRateLimit": 5.0, "ThrottlingBurstLimit": 2}));
    assert_eq!(apis.value(ROUTE, "EffectiveThrottle"), entry("live", json!(5.0), json!(2), "stage", json!([])));
    apis.put(OTHER, "properties.RouteSettings", json!({"GET /pets": {"ThrottlingRateLimit": 1.0}}));
    assert_eq!(apis.value(ROUTE, "EffectiveThrottle"), entry("live", json!(1.0), json!(2), "route", json!([])));
    let fields = [(OTHER, "properties.DefaultRouteSettings"), (OTHER, "properties.RouteSettings")];
    apis.rests_on(ROUTE, "EffectiveThrottle", &fields);
    apis.rests_on(ROUTE, "EffectiveThrottle", &[(API, "status.Children.Stage"), (ROUTE, "properties.RouteKey")]);
}

#[test]
fn clients_with_a_key_have_the_limits_of_their_plan() {
    let mut apis = apis();
    let place = method_place("GET", "/pets");
    apis.put(&place, "properties.ApiKeyRequired", json!(true));
    let clients = |apis: &Apis| apis.value(&place, "EffectiveThrottle")[0]["Clients"].clone();
    assert_eq!(clients(&apis), json!([]));
    let stages = json!([{"ApiId": "a1", "Stage": "prod"}, {"ApiId": "a1", "Stage": "beta"}]);
    apis.add_as("AWS::ApiGateway::UsagePlan", PLAN, json!({"Id": "p1", "ApiStages": stages}));
    apis.none(PLAN, "properties.Throttle");
    assert_eq!(clients(&apis), json!([]), "a plan without limits");
    apis.put(PLAN, "properties.Throttle", json!({"RateLimit": 1.0, "BurstLimit": 2}));
    assert_eq!(clients(&apis), json!([{"UsagePlan": "p1", "RateLimit": 1.0, "BurstLimit": 2}]));
    apis.rests_on(&place, "EffectiveThrottle", &[(PLAN, "properties.Throttle"), (PLAN, "properties.ApiStages")]);
    apis.refuses(&place, "EffectiveThrottle", &[(PLAN, "properties.Throttle"), (PLAN, "properties.ApiStages")]);
    let own =
        json!({"/pets/GET": {"RateLimit": 0.5, "BurstLimit": 1}, "/pets/POST": {"RateLimit": 9, "BurstLimit": 9}});
    apis.put(PLAN, "properties.ApiStages", json!([{"ApiId": "a1", "Stage": "prod", "Throttle": own}]));
    assert_eq!(clients(&apis), json!([{"UsagePlan": "p1", "RateLimit": 0.5, "BurstLimit": 1}]));
    apis.ignores(&place, "EffectiveThrottle", &[(PLAN, "properties.Throttle")]);
    apis.unlist("AWS::ApiGateway::UsagePlan");
    assert_eq!(apis.code(&place, "EffectiveThrottle"), "denied");
    // Calls without a key are in no plan.
    apis.put(&place, "properties.ApiKeyRequired", json!(false));
    assert_eq!(clients(&apis), json!([]));
}
