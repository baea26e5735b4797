use super::{Apis, REST, method_place};
use serde_json::{Value, json};

const STAGE: &str = "/restapis/a1/stages/prod";
const RESPONSE: &str = "/restapis/a1/gatewayresponses/THROTTLED";
const DEFAULT: &str = "/restapis/a1/gatewayresponses/DEFAULT_4XX";

fn sends_to(integration: Value) -> Apis {
    let mut apis = Apis::new();
    apis.method("GET", "/x", json!({"Integration": integration}));
    apis
}

fn get() -> String {
    method_place("GET", "/x")
}

#[test]
fn the_backend_is_scheme_and_host() {
    for (uri, scheme, host) in [
        ("https://api.example.com/v1/{proxy}", "https", "api.example.com"),
        ("HTTP://API.example.com:8080?x=${stageVariables.q}", "http", "api.example.com"),
        ("http://user:word@host", "http", "host"),
        ("https://[::1]:80/", "https", "[::1]"),
        ("http://{tenant}.example.com/", "http", "{tenant}.example.com"),
    ] {
        for kind in ["HTTP", "HTTP_PROXY"] {
            let apis = sends_to(json!({"Type": kind, "Uri": uri}));
            assert_eq!(apis.value(&get(), "Backend"), json!({"Scheme": scheme, "Host": host}), "{uri}");
            apis.ignores(&get(), "Backend", &[(REST, "status.Children.Stage")]);
        }
    }
    for uri in ["ftp://x", "{scheme}://x", "x.example/y", "https://", ""] {
        assert_eq!(sends_to(json!({"Type": "HTTP", "Uri": uri})).code(&get(), "Backend"), "undecided", "{uri}");
    }
    for integration in [json!({"Type": "MOCK"}), json!({"Type": "AWS_PROXY", "Uri": "arn:aws:x"})] {
        let apis = sends_to(integration);
        assert!(apis.is_absent(&get(), "Backend") && apis.is_absent(&get(), "BackendHost"));
    }
    let mut apis = sends_to(json!({"Type": "HTTP", "Uri": "https://x"}));
    for fact in ["Backend", "BackendHost"] {
        apis.rests_on(&get(), fact, &[(&get(), "properties.Integration")]);
    }
    apis.none(&get(), "properties.Integration");
    assert!(apis.is_absent(&get(), "Backend") && apis.is_absent(&get(), "BackendHost"));
    for strange in [json!({}), json!({"Type": "HTTP"}), json!({"Type": "HTTP", "Uri": 1}), json!([]), json!("x")] {
        apis.put(&get(), "properties.Integration", strange);
        for fact in ["Backend", "BackendHost"] {
            assert_eq!(apis.code(&get(), fact), "undecodable");
        }
    }
}

#[test]
fn a_stage_variable_in_the_host_must_be_the_same_everywhere() {
    let mut apis = sends_to(json!({"Type": "HTTP", "Uri": "${stageVariables.url}/x"}));
    assert_eq!(apis.code(&get(), "Backend"), "undecided", "no stage, no value");
    apis.add(STAGE, json!({"Variables": {"url": "http://a.example/base"}})).none(STAGE, "properties.CanarySetting");
    assert_eq!(apis.value(&get(), "Backend"), json!({"Scheme": "http", "Host": "a.example"}));
    let fields =
        [(REST, "status.Children.Stage"), (STAGE, "properties.Variables"), (STAGE, "properties.CanarySetting")];
    apis.rests_on(&get(), "Backend", &fields);
    apis.distrusts(&get(), "Backend", &fields[1..]);
    apis.put(STAGE, "properties.CanarySetting", json!({"StageVariableOverrides": {"url": "http://b.example"}}));
    assert_eq!(apis.code(&get(), "Backend"), "undecided");
    apis.none(STAGE, "properties.CanarySetting");
    apis.add("/restapis/a1/stages/dev", json!({"Variables": {}}))
        .none("/restapis/a1/stages/dev", "properties.CanarySetting");
    assert_eq!(apis.code(&get(), "Backend"), "undecided");
    apis.put("/restapis/a1/stages/dev", "properties.Variables", json!({"url": "http://a.example/base"}));
    assert_eq!(apis.value(&get(), "Backend"), json!({"Scheme": "http", "Host": "a.example"}));
    let mut apis = sends_to(json!({"Type": "HTTP", "Uri": "https://${stageVariables.host}/x"}));
    let masked = json!({"Variables": {"host": "<masked password 1-7 * 0123456789abcdef>"}});
    apis.add(STAGE, masked).none(STAGE, "properties.CanarySetting");
    assert_eq!(apis.code(&get(), "Backend"), "undecided");
}

#[test]
fn placeholders_before_the_path_choose_the_host() {
    let found = |uri: &str, parameters: Value| {
        let integration = json!({"Type": "HTTP_PROXY", "Uri": uri, "RequestParameters": parameters});
        sends_to(integration).value(&get(), "BackendHost")
    };
    let fixed = json!({"Fixed": true, "Placeholders": []});
    assert_eq!(found("https://x.example/{proxy}?{q}", json!({})), fixed);
    let one = |name: &str, source: &str| json!({"Fixed": false, "Placeholders": [{"Name": name, "Source": source}]});
    let variable = one("host", "stage variable");
    assert_eq!(found("https://{host}/", json!({})), one("host", "request"));
    assert_eq!(found("https://x.example{rest}", json!({})), one("rest", "request"));
    assert_eq!(found("{url}/x", json!({})), one("url", "request"));
    assert_eq!(
        found("https://${stageVariables.host}.{host}{host}", json!({}))["Placeholders"].as_array().map(Vec::len),
        Some(2)
    );
    let mapped = |value: &str| json!({"integration.request.path.host": value});
    assert_eq!(found("https://{host}/", mapped("'fixed'")), fixed);
    assert_eq!(found("https://{host}/", mapped("stageVariables.host")), variable);
    assert_eq!(found("https://${stageVariables.host}/", json!({})), variable);
    assert_eq!(found("https://{host}/", mapped("method.request.header.Host")), one("host", "request"));
    let strange = json!({"Type": "HTTP", "Uri": "https://{h}/", "RequestParameters": {"a": 1}});
    assert_eq!(sends_to(strange).code(&get(), "BackendHost"), "undecodable");
}

#[test]
fn secrets_of_an_integration_are_found_wherever_they_stand() {
    let marker = "<masked token 40+ sk-a* 0123456789abcdef>";
    let apis = sends_to(json!({
        "Type": "HTTP", "Uri": "https://x", "RequestParameters": {"integration.request.header.x-api-key": format!("'{marker}'")},
        "RequestTemplates": {"application/json": format!("{{\"key\": \"{marker}\"}}")},
        "IntegrationResponses": [{"StatusCode": "200", "ResponseTemplates": {"text/plain": marker}}],
    }));
    let entry = |place: &str| json!({"Where": place, "Kind": "token", "Marker": marker});
    let expected = [
        entry("Integration.IntegrationResponses.200.ResponseTemplates.text/plain"),
        entry("Integration.RequestParameters.integration.request.header.x-api-key"),
        entry("Integration.RequestTemplates.application/json"),
    ];
    assert_eq!(apis.value(&get(), "SecretsFound"), json!(expected));
    apis.rests_on(&get(), "SecretsFound", &[(&get(), "properties.Integration")]);
    assert_eq!(sends_to(json!({"Type": "MOCK"})).value(&get(), "SecretsFound"), json!([]));
    let mut apis = sends_to(json!({}));
    assert_eq!(apis.code(&get(), "SecretsFound"), "undecodable");
    apis.none(&get(), "properties.Integration");
    assert_eq!(apis.value(&get(), "SecretsFound"), json!([]));
}

fn response(apis: &mut Apis, kind: &str, default: bool, code: Option<&str>) -> String {
    let place = format!("/restapis/a1/gatewayresponses/{kind}");
    apis.add(&place, json!({"ResponseType": kind, "status.DefaultResponse": default}));
    apis.none(&place, "properties.StatusCode").none(&place, "properties.ResponseParameters");
    if let Some(code) = code {
        apis.put(&place, "properties.StatusCode", json!(code));
    }
    place
}

#[test]
fn a_gateway_response_falls_back_to_the_default_of_its_kind() {
    let told = |code: &str, parameters: Value, from: &str| json!({"StatusCode": code, "ResponseParameters": parameters, "From": from});
    let mut apis = Apis::new();
    response(&mut apis, "THROTTLED", true, Some("429"));
    response(&mut apis, "DEFAULT_4XX", true, None);
    assert_eq!(apis.value(RESPONSE, "EffectiveResponse"), told("429", json!({}), "AWS"));
    assert_eq!(apis.value(DEFAULT, "EffectiveResponse"), told("", json!({}), "AWS"));
    let fields = [
        (RESPONSE, "properties.ResponseType"),
        (RESPONSE, "status.DefaultResponse"),
        (DEFAULT, "properties.ResponseType"),
        (DEFAULT, "status.DefaultResponse"),
    ];
    apis.rests_on(RESPONSE, "EffectiveResponse", &fields);
    apis.distrusts(RESPONSE, "EffectiveResponse", &fields);

    let headers = json!({"gatewayresponse.header.Retry-After": "'5'"});
    response(&mut apis, "DEFAULT_4XX", false, None);
    apis.put(DEFAULT, "properties.ResponseParameters", headers.clone());
    assert_eq!(apis.value(RESPONSE, "EffectiveResponse"), told("429", headers.clone(), "DEFAULT_4XX"));
    apis.put(DEFAULT, "properties.StatusCode", json!("400"));
    assert_eq!(apis.value(RESPONSE, "EffectiveResponse"), told("400", headers.clone(), "DEFAULT_4XX"));
    let fields = [(DEFAULT, "properties.StatusCode"), (DEFAULT, "properties.ResponseParameters")];
    apis.rests_on(RESPONSE, "EffectiveResponse", &fields);
    apis.distrusts(RESPONSE, "EffectiveResponse", &fields[..1]);

    response(&mut apis, "THROTTLED", false, Some("200"));
    assert_eq!(apis.value(RESPONSE, "EffectiveResponse"), told("200", json!({}), "own"));
    apis.ignores(
        RESPONSE,
        "EffectiveResponse",
        &[(DEFAULT, "status.DefaultResponse"), (DEFAULT, "properties.StatusCode")],
    );
    apis.none(RESPONSE, "properties.StatusCode");
    assert_eq!(apis.value(RESPONSE, "EffectiveResponse"), told("400", json!({}), "own"));
    assert_eq!(apis.value(DEFAULT, "EffectiveResponse"), told("400", headers, "own"));
    response(&mut apis, "BRAND_NEW", true, Some("418"));
    assert_eq!(apis.code("/restapis/a1/gatewayresponses/BRAND_NEW", "EffectiveResponse"), "undecided");
}
