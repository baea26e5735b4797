use super::{API, Apis};
use serde_json::json;

const STAGE: &str = "/restapis/a1/stages/prod";
const MARKER: &str = "<masked password 20-39 hunt* 0123456789abcdef>";

#[test]
fn the_fields_of_an_access_log_are_its_variables() {
    let other = format!("{API}/stages/prod");
    for (place, path) in [(STAGE, "properties.AccessLogSetting"), (other.as_str(), "properties.AccessLogSettings")] {
        let mut apis = Apis::new();
        apis.add(place, json!({})).none(place, path);
        assert!(apis.is_absent(place, "LogFormatFields"));
        apis.put(place, path, json!({"DestinationArn": "arn:aws:logs:us-east-1:111122223333:log-group:x"}));
        assert!(apis.is_absent(place, "LogFormatFields"));
        let format =
            r#"{"id": "$context.requestId", "key": "$context.identity.apiKeyId", "again": "$context.requestId"}"#;
        apis.put(place, path, json!({"Format": format}));
        let expected = json!({"Syntax": "json", "Fields": ["identity.apiKeyId", "requestId"]});
        assert_eq!(apis.value(place, "LogFormatFields"), expected);
        apis.rests_on(place, "LogFormatFields", &[(place, path)]);
        apis.put(place, path, json!({"Format": ""}));
        assert_eq!(apis.value(place, "LogFormatFields"), json!({"Syntax": "other", "Fields": []}));
        for format in ["${context.requestId}", "$!context.requestId $context.status"] {
            apis.put(place, path, json!({"Format": format}));
            assert_eq!(apis.code(place, "LogFormatFields"), "undecided");
        }
        for strange in [json!({"Format": 1}), json!({"Format": null}), json!([]), json!("x"), json!(null)] {
            apis.put(place, path, strange);
            assert_eq!(apis.code(place, "LogFormatFields"), "undecodable");
        }
    }
}

#[test]
fn secrets_in_stage_variables_are_told_by_their_markers() {
    let mut apis = Apis::new();
    let variables = json!({"host": "x.example", "token": format!("Bearer {MARKER}")});
    apis.add(STAGE, json!({"Variables": variables})).none(STAGE, "properties.CanarySetting");
    let entry = |place: &str| json!({"Where": place, "Kind": "password", "Marker": MARKER});
    assert_eq!(apis.value(STAGE, "SecretsFound"), json!([entry("Variables.token")]));
    apis.put(
        STAGE,
        "properties.CanarySetting",
        json!({"StageVariableOverrides": {"b": MARKER}, "PercentTraffic": 1.0}),
    );
    let expected = [entry("Variables.token"), entry("CanarySetting.StageVariableOverrides.b")];
    assert_eq!(apis.value(STAGE, "SecretsFound"), json!(expected));
    let fields = [(STAGE, "properties.Variables"), (STAGE, "properties.CanarySetting")];
    apis.rests_on(STAGE, "SecretsFound", &fields);
    apis.none(STAGE, "properties.Variables").put(STAGE, "properties.CanarySetting", json!({"PercentTraffic": 1.0}));
    assert_eq!(apis.value(STAGE, "SecretsFound"), json!([]));
    for strange in [json!({"a": 1}), json!([MARKER]), json!("x"), json!(null)] {
        apis.put(STAGE, "properties.Variables", strange);
        assert_eq!(apis.code(STAGE, "SecretsFound"), "undecodable");
    }
    let place = format!("{API}/stages/prod");
    apis.add(&place, json!({"StageVariables": {"a": MARKER}}));
    assert_eq!(apis.value(&place, "SecretsFound"), json!([entry("StageVariables.a")]));
    apis.rests_on(&place, "SecretsFound", &[(&place, "properties.StageVariables")]);
    apis.none(&place, "properties.StageVariables");
    assert_eq!(apis.value(&place, "SecretsFound"), json!([]));
}
