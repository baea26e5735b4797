use super::{API, Apis, method_place};
use serde_json::{Value, json};

const FACTS: [&str; 6] =
    ["CorsOrigins", "CorsMethods", "CorsHeaders", "CorsExposedHeaders", "CorsCredentials", "CorsMaxAge"];
const RESPONSE: &str = "/restapis/a1/gatewayresponses/DEFAULT_4XX";

fn options() -> String {
    method_place("OPTIONS", "/x")
}

/// A method that answers preflights with these mappings, by header.
fn mapped(headers: Value) -> Apis {
    let mappings: serde_json::Map<String, Value> = headers
        .as_object()
        .expect("an object")
        .iter()
        .map(|(name, value)| (format!("method.response.header.{name}"), value.clone()))
        .collect();
    answering(json!([{"StatusCode": "200", "ResponseParameters": mappings}]))
}

fn answering(responses: Value) -> Apis {
    let mut apis = Apis::new();
    let integration = json!({"Type": "MOCK", "IntegrationResponses": responses});
    apis.method("OPTIONS", "/x", json!({"Integration": integration}));
    apis
}

fn origin(value: &str, class: &str, scheme: &str) -> Value {
    json!({"Rule": "200", "Value": value, "Class": class, "Scheme": scheme})
}

#[test]
fn header_mappings_are_told_by_status_code() {
    let apis = mapped(json!({
        "Access-Control-Allow-Origin": "'https://app.example.com'", "access-control-allow-methods": "'get, POST,,'",
        "Access-Control-Allow-Headers": "'Content-Type,X-Api-Key'", "Access-Control-Expose-Headers": "'*'",
        "Access-Control-Allow-Credentials": "'true'", "Access-Control-Max-Age": "'600'", "Vary": "'Origin'",
    }));
    for (fact, expected) in [
        ("CorsOrigins", origin("https://app.example.com", "exact", "https")),
        ("CorsMethods", json!({"Rule": "200", "Values": ["GET", "POST"]})),
        ("CorsHeaders", json!({"Rule": "200", "Values": ["content-type", "x-api-key"]})),
        ("CorsExposedHeaders", json!({"Rule": "200", "Values": ["*"]})),
        ("CorsCredentials", json!({"Rule": "200", "Allowed": true})),
        ("CorsMaxAge", json!({"Rule": "200", "Seconds": 600})),
    ] {
        assert_eq!(apis.value(&options(), fact), json!([expected]));
        apis.rests_on(&options(), fact, &[(&options(), "properties.Integration")]);
    }
}

#[test]
fn origins_are_classed_as_browsers_take_them() {
    for (value, class, scheme) in [
        ("*", "any", "any"),
        ("null", "null", "none"),
        ("http://localhost:3000", "loopback", "http"),
        ("http://app.example.com", "exact", "http"),
        // No browser takes these for patterns.
        ("https://*.example.com", "exact", "https"),
        ("https://*", "exact", "https"),
    ] {
        let apis = mapped(json!({"Access-Control-Allow-Origin": format!("'{value}'")}));
        assert_eq!(apis.value(&options(), "CorsOrigins"), json!([origin(value, class, scheme)]));
    }
    let apis = mapped(json!({"Access-Control-Allow-Origin": "method.request.header.Origin"}));
    let expected = origin("method.request.header.Origin", "reflecting", "any");
    assert_eq!(apis.value(&options(), "CorsOrigins"), json!([expected]));
    let apis = mapped(json!({"Access-Control-Allow-Origin": "''"}));
    assert_eq!(apis.value(&options(), "CorsOrigins"), json!([]));
}

#[test]
fn what_is_not_set_is_told_as_such() {
    let apis = mapped(json!({"Access-Control-Allow-Methods": "'GET'"}));
    assert_eq!(apis.value(&options(), "CorsOrigins"), json!([]));
    assert_eq!(apis.value(&options(), "CorsHeaders"), json!([{"Rule": "200", "Values": []}]));
    assert_eq!(apis.value(&options(), "CorsCredentials"), json!([{"Rule": "200", "Allowed": false}]));
    assert_eq!(apis.value(&options(), "CorsMaxAge"), json!([{"Rule": "200"}]));
    for (value, expected) in [("'abc'", json!({"Rule": "200"})), ("'-1'", json!({"Rule": "200", "Seconds": -1}))] {
        let apis = mapped(json!({"Access-Control-Max-Age": value}));
        assert_eq!(apis.value(&options(), "CorsMaxAge"), json!([expected]));
    }
    let apis = mapped(json!({"Access-Control-Allow-Credentials": "'TRUE'"}));
    assert_eq!(apis.value(&options(), "CorsCredentials"), json!([{"Rule": "200", "Allowed": false}]));
}

#[test]
fn without_cors_headers_the_questions_do_not_arise() {
    let mut apis = mapped(json!({"Vary": "'Origin'"}));
    let absent = |apis: &Apis| FACTS.iter().all(|fact| apis.is_absent(&options(), fact));
    assert!(absent(&apis));
    apis.none(&options(), "properties.Integration");
    assert!(absent(&apis));
    apis.put(&options(), "properties.Integration", json!({"Type": "MOCK"}));
    assert!(absent(&apis));
    // AWS applies no integration response to what a proxy answers.
    let header = json!({"method.response.header.Access-Control-Allow-Origin": "'*'"});
    for kind in ["AWS_PROXY", "HTTP_PROXY"] {
        let response = json!({"StatusCode": "200", "ResponseParameters": header});
        apis.put(&options(), "properties.Integration", json!({"Type": kind, "IntegrationResponses": [response]}));
        assert!(absent(&apis), "{kind}");
    }
}

#[test]
fn dynamic_values_are_undecided_and_hide_nothing_bad() {
    for value in ["integration.response.header.X", "stageVariables.origin", "context.authorizer.origin", "'half", "'"] {
        let apis = mapped(json!({"Access-Control-Allow-Origin": value, "Access-Control-Max-Age": "'5'"}));
        assert_eq!(apis.code(&options(), "CorsOrigins"), "undecided", "{value}");
        assert_eq!(apis.value(&options(), "CorsMaxAge"), json!([{"Rule": "200", "Seconds": 5}]), "{value}");
        for (header, fact) in [
            ("Access-Control-Allow-Methods", "CorsMethods"),
            ("Access-Control-Allow-Headers", "CorsHeaders"),
            ("Access-Control-Expose-Headers", "CorsExposedHeaders"),
            ("Access-Control-Allow-Credentials", "CorsCredentials"),
            ("Access-Control-Max-Age", "CorsMaxAge"),
        ] {
            assert_eq!(mapped(json!({header: value})).code(&options(), fact), "undecided", "{value}");
        }
    }
    let header = |value: &str| json!({"method.response.header.Access-Control-Allow-Origin": value});
    let both = |first: &str| {
        answering(json!([
            {"StatusCode": "200", "ResponseParameters": header(first)},
            {"StatusCode": "400", "ResponseParameters": header("stageVariables.origin")},
        ]))
    };
    assert_eq!(both("'*'").value(&options(), "CorsOrigins"), json!([origin("*", "any", "any")]));
    assert_eq!(both("'https://app.example.com'").code(&options(), "CorsOrigins"), "undecided");
}

#[test]
fn templates_set_headers_too() {
    let response = |parameters: Value, template: &str| {
        answering(json!([{"StatusCode": "200", "ResponseParameters": parameters,
            "ResponseTemplates": {"application/json": template}}]))
    };
    let header = json!({"method.response.header.Access-Control-Allow-Origin": "'*'"});
    let fixed = r#"#set($context.responseOverride.header.Access-Control-Allow-Origin = "https://app.example.com")"#;
    let exact = origin("https://app.example.com", "exact", "https");
    assert_eq!(response(json!({}), fixed).value(&options(), "CorsOrigins"), json!([exact]));
    assert_eq!(
        response(header.clone(), fixed).value(&options(), "CorsOrigins"),
        json!([exact]),
        "the mapping never shows"
    );
    let sometimes = format!("#if($x){fixed}#end");
    let expected = json!([origin("*", "any", "any"), exact]);
    assert_eq!(response(header.clone(), &sometimes).value(&options(), "CorsOrigins"), expected);
    let list = r#"#set($all = ["https://a.example", "https://b.example"])#set($o = $input.params("origin"))
        #if($all.contains($o))#set($context.responseOverride.header.access-control-allow-origin = $o)#end"#;
    let expected =
        json!([origin("https://a.example", "exact", "https"), origin("https://b.example", "exact", "https")]);
    assert_eq!(response(json!({}), list).value(&options(), "CorsOrigins"), expected);
    let strange = "#macro(x)#end $context.responseOverride";
    let apis = response(json!({}), strange);
    for fact in FACTS {
        assert_eq!(apis.code(&options(), fact), "undecided", "{fact}");
    }
    assert_eq!(response(header, strange).value(&options(), "CorsOrigins"), json!([origin("*", "any", "any")]));
    let mut apis = Apis::new();
    apis.method("OPTIONS", "/x", json!({"Integration": {
        "Type": "MOCK", "RequestTemplates": {"application/json": fixed}, "IntegrationResponses": [{"StatusCode": "200"}],
    }}));
    assert_eq!(apis.value(&options(), "CorsOrigins"), json!([exact]), "a request's template may do so too");
}

#[test]
fn strange_integrations_are_no_answer() {
    let response = json!({"StatusCode": "200"});
    for strange in [
        json!({}),
        json!("MOCK"),
        json!([]),
        json!({"Type": 1}),
        json!({"Type": "MOCK", "IntegrationResponses": {"200": response}}),
        json!({"Type": "MOCK", "IntegrationResponses": [{}]}),
        json!({"Type": "MOCK", "IntegrationResponses": [{"StatusCode": 200}]}),
        json!({"Type": "MOCK", "IntegrationResponses": [{"StatusCode": "200", "ResponseParameters": {"a": 1}}]}),
        json!({"Type": "MOCK", "IntegrationResponses": [{"StatusCode": "200", "ResponseTemplates": [""]}]}),
        json!({"Type": "MOCK", "RequestTemplates": {"a": null}}),
    ] {
        let mut apis = Apis::new();
        apis.method("OPTIONS", "/x", json!({"Integration": strange}));
        for fact in FACTS.into_iter().chain(["OriginReflection"]) {
            assert_eq!(apis.code(&options(), fact), "undecodable", "{fact} {strange}");
        }
    }
}

#[test]
fn gateway_responses_go_by_their_type() {
    let mut apis = Apis::new();
    apis.add(RESPONSE, json!({"ResponseType": "DEFAULT_4XX"})).none(RESPONSE, "properties.ResponseParameters");
    for fact in FACTS {
        assert!(apis.is_absent(RESPONSE, fact));
        apis.ignores(RESPONSE, fact, &[(RESPONSE, "status.DefaultResponse"), (RESPONSE, "properties.ResponseType")]);
    }
    let parameters = |value: &str| json!({"gatewayresponse.header.Access-Control-Allow-Origin": value});
    apis.put(RESPONSE, "properties.ResponseParameters", parameters("'*'"));
    let expected = json!([{"Rule": "DEFAULT_4XX", "Value": "*", "Class": "any", "Scheme": "any"}]);
    assert_eq!(apis.value(RESPONSE, "CorsOrigins"), expected);
    let fields = [(RESPONSE, "properties.ResponseParameters"), (RESPONSE, "properties.ResponseType")];
    apis.rests_on(RESPONSE, "CorsOrigins", &fields);
    apis.distrusts(RESPONSE, "CorsOrigins", &fields[1..]);
    apis.put(RESPONSE, "properties.ResponseParameters", parameters("method.request.header.Origin"));
    assert_eq!(apis.value(RESPONSE, "CorsOrigins")[0]["Class"], "reflecting");
    apis.put(RESPONSE, "properties.ResponseParameters", parameters("context.stage"));
    assert_eq!(apis.code(RESPONSE, "CorsOrigins"), "undecided");
    apis.put(RESPONSE, "properties.ResponseParameters", json!({"gatewayresponse.header.Retry-After": "'5'"}));
    assert!(apis.is_absent(RESPONSE, "CorsOrigins"));
    apis.put(RESPONSE, "properties.ResponseParameters", json!({"a": 1}));
    assert_eq!(apis.code(RESPONSE, "CorsOrigins"), "undecodable");
}

#[test]
fn http_apis_have_one_rule() {
    let path = "properties.CorsConfiguration";
    let mut apis = Apis::new();
    apis.none(API, path);
    assert!(FACTS.iter().all(|fact| apis.is_absent(API, fact)));
    let configuration = json!({
        "AllowOrigins": ["https://*", "https://app.example.com"], "AllowMethods": ["get", "*"], "AllowHeaders": ["X-A"],
        "ExposeHeaders": [], "AllowCredentials": true, "MaxAge": 0,
    });
    apis.put(API, path, configuration.clone());
    for (fact, expected) in [
        (
            "CorsOrigins",
            json!([
                {"Rule": "0", "Value": "https://*", "Class": "scheme-any", "Scheme": "https"},
                {"Rule": "0", "Value": "https://app.example.com", "Class": "exact", "Scheme": "https"},
            ]),
        ),
        ("CorsMethods", json!([{"Rule": "0", "Values": ["GET", "*"]}])),
        ("CorsHeaders", json!([{"Rule": "0", "Values": ["x-a"]}])),
        ("CorsExposedHeaders", json!([{"Rule": "0", "Values": []}])),
        ("CorsCredentials", json!([{"Rule": "0", "Allowed": true}])),
        ("CorsMaxAge", json!([{"Rule": "0", "Seconds": 0}])),
    ] {
        assert_eq!(apis.value(API, fact), expected);
        apis.rests_on(API, fact, &[(API, path)]);
    }
    apis.put(API, path, json!({"AllowOrigins": ["https://a.example"]}));
    assert_eq!(apis.value(API, "CorsCredentials"), json!([{"Rule": "0", "Allowed": false}]));
    assert_eq!(apis.value(API, "CorsMaxAge"), json!([{"Rule": "0"}]));
    for (name, strange) in [
        ("AllowOrigins", json!("*")),
        ("AllowMethods", json!([1])),
        ("AllowHeaders", json!({})),
        ("AllowCredentials", json!("true")),
        ("MaxAge", json!("5")),
    ] {
        let mut mutated = configuration.clone();
        mutated[name] = strange;
        apis.put(API, path, mutated);
        assert!(FACTS.iter().all(|fact| apis.code(API, fact) == "undecodable"), "{name}");
    }
}
