use super::{API, Apis, REST, method_place};
use serde_json::{Value, json};

const RESPONSE: &str = "/restapis/a1/gatewayresponses/DEFAULT_4XX";

fn answering(origin: &str, credentials: bool) -> Value {
    let parameters = json!({
        "method.response.header.Access-Control-Allow-Origin": origin,
        "method.response.header.Access-Control-Allow-Credentials": format!("'{credentials}'"),
    });
    json!({"Type": "MOCK", "IntegrationResponses": [{"StatusCode": "200", "ResponseParameters": parameters}]})
}

fn shop(options: &Value, get: &Value) -> Apis {
    let mut apis = Apis::new();
    apis.method("OPTIONS", "/x", json!({"Integration": options}));
    apis.method("GET", "/x", json!({"Integration": get, "AuthorizationType": "AWS_IAM"}));
    apis
}

fn row(source: &str, origin: &str, credentials: bool, protected: bool) -> Value {
    json!([{"Path": "/x", "Source": source, "Origin": origin, "Credentials": credentials, "Protected": protected}])
}

#[test]
fn the_worst_origin_of_a_path_counts() {
    let mock = json!({"Type": "MOCK"});
    let proxy = json!({"Type": "AWS_PROXY"});
    for (options, get, expected) in [
        (mock.clone(), mock.clone(), row("none", "none", false, true)),
        (mock.clone(), proxy.clone(), row("backend", "none", false, true)),
        (answering("'*'", false), proxy.clone(), row("preflight", "any", false, true)),
        (answering("'https://a.example'", true), answering("'*'", false), row("response", "any", false, true)),
        (answering("'null'", true), answering("'https://a.example'", false), row("preflight", "null", true, true)),
        (answering("method.request.header.Origin", true), proxy, row("preflight", "reflecting", true, true)),
    ] {
        assert_eq!(shop(&options, &get).value(REST, "CorsMatrix"), expected);
    }
    assert_eq!(Apis::new().value(REST, "CorsMatrix"), json!([]));
}

#[test]
fn gateway_responses_speak_where_nobody_else_does() {
    let mock = json!({"Type": "MOCK"});
    let mut apis = shop(&mock, &mock);
    apis.add(RESPONSE, json!({"ResponseType": "DEFAULT_4XX"}));
    let parameters = json!({"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"});
    apis.put(RESPONSE, "properties.ResponseParameters", parameters);
    assert_eq!(apis.value(REST, "CorsMatrix"), row("gateway", "any", false, true));
    let fields = [(REST, "status.Children.GatewayResponse"), (RESPONSE, "properties.ResponseParameters")];
    apis.rests_on(REST, "CorsMatrix", &fields);
    apis.put(&method_place("GET", "/x"), "properties.Integration", json!({"Type": "HTTP_PROXY"}));
    assert_eq!(apis.value(REST, "CorsMatrix"), row("backend", "none", false, true));
    apis.ignores(REST, "CorsMatrix", &fields);
}

#[test]
fn what_was_not_read_hides_nothing_bad() {
    let mut apis = shop(&answering("'https://a.example'", false), &json!({"Type": "MOCK"}));
    assert_eq!(apis.value(REST, "CorsMatrix"), row("preflight", "exact", false, true));
    let (get, options) = (method_place("GET", "/x"), method_place("OPTIONS", "/x"));
    let fields = [
        (REST, "status.Children.Method"),
        (get.as_str(), "status.Path"),
        (&get, "properties.Integration"),
        (&options, "properties.Integration"),
        (&get, "properties.AuthorizationType"),
    ];
    apis.rests_on(REST, "CorsMatrix", &fields);
    apis.distrusts(REST, "CorsMatrix", &fields[1..]);
    apis.ignores(
        REST,
        "CorsMatrix",
        &[(&options, "properties.AuthorizationType"), (&get, "properties.ApiKeyRequired")],
    );
    apis.method("GET", "/y", json!({"Integration": answering("'*'", true), "ApiKeyRequired": true}));
    apis.deny(&options, "properties.Integration");
    let bad = json!([{"Path": "/y", "Source": "response", "Origin": "any", "Credentials": true, "Protected": true}]);
    assert_eq!(apis.value(REST, "CorsMatrix"), bad);
    apis.put(&method_place("GET", "/y"), "properties.ApiKeyRequired", json!(false));
    assert_eq!(apis.gaps(REST, "CorsMatrix").len(), 1, "open to all anyway");
    let apis = shop(&answering("'https://a.example'", false), &answering("stageVariables.x", false));
    assert_eq!(apis.code(REST, "CorsMatrix"), "undecided");
    let apis = shop(&answering("'*'", false), &answering("stageVariables.x", false));
    assert_eq!(apis.value(REST, "CorsMatrix"), row("preflight", "any", false, true));
}

#[test]
fn the_settings_of_an_http_api_hold_for_all_routes() {
    let mut apis = Apis::new();
    let cors = "properties.CorsConfiguration";
    for (id, key, kind) in [("r1", "GET /x", "JWT"), ("r2", "OPTIONS /x", "NONE"), ("r3", "$default", "NONE")] {
        let properties = json!({"RouteKey": key, "AuthorizationType": kind, "ApiKeyRequired": false});
        apis.add(&format!("{API}/routes/{id}"), properties);
    }
    let row = |path: &str, source: &str, origin: &str, credentials: bool, protected: bool| json!({"Path": path, "Source": source, "Origin": origin, "Credentials": credentials, "Protected": protected});
    let rows = |source: &str, origin: &str, credentials: bool| {
        json!([row("$default", source, origin, credentials, false), row("/x", source, origin, credentials, true)])
    };
    apis.none(API, cors);
    assert_eq!(apis.value(API, "CorsMatrix"), rows("backend", "none", false));
    apis.put(API, cors, json!({"AllowOrigins": ["https://a.example", "https://*"], "AllowCredentials": true}));
    assert_eq!(apis.value(API, "CorsMatrix"), rows("preflight", "scheme-any", true));
    let route = format!("{API}/routes/r1");
    let fields = [
        (API, cors),
        (API, "status.Children.Route"),
        (API, "properties.ProtocolType"),
        (&route, "properties.RouteKey"),
        (&route, "properties.AuthorizationType"),
    ];
    apis.rests_on(API, "CorsMatrix", &fields);
    apis.put(API, cors, json!({"AllowMethods": ["GET"]}));
    assert_eq!(apis.value(API, "CorsMatrix"), rows("none", "none", false));
    apis.put(API, "properties.ProtocolType", json!("WEBSOCKET"));
    assert!(apis.is_absent(API, "CorsMatrix"));
}
