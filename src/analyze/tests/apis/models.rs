use super::{Apis, REST, method_place};
use serde_json::{Value, json};

const MODEL: &str = "/restapis/a1/models/Pet";
const VALIDATOR: &str = "/restapis/a1/requestvalidators/v1";

fn model(schema: Value) -> Apis {
    let mut apis = Apis::new();
    apis.add(MODEL, json!({"Name": "Pet", "Schema": schema}));
    apis
}

fn lacks(schema: Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let found = model(schema).value(MODEL, "SchemaLooseness");
    found.as_array().expect("a list").iter().map(|one| (text(&one["Path"]), text(&one["Lacks"]))).collect()
}

#[test]
fn a_strict_schema_lacks_nothing() {
    let strict = json!({
        "$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "additionalProperties": false,
        "required": ["a"], "definitions": {"name": {"type": "string", "pattern": "^a+$"}},
        "properties": {
            "a": {"type": "string", "maxLength": 5}, "b": {"enum": ["x"]}, "c": {"type": "string", "format": "uuid"},
            "d": {"type": ["integer", "null"], "maximum": 5}, "e": {"type": "boolean"},
            "f": {"type": "array", "maxItems": 3, "items": {"$ref": "#/definitions/name"}},
            "g": {"anyOf": [{"type": "string", "maxLength": 1}, {"type": "null"}]},
        },
    });
    assert_eq!(lacks(strict), []);
}

#[test]
fn what_is_open_is_told_with_its_place() {
    let at = |path: &str, what: &str| (path.to_owned(), what.to_owned());
    assert_eq!(lacks(json!({})), [at("$", "type")]);
    let loose = json!({
        "type": "object", "additionalProperties": true, "required": [],
        "properties": {
            "a": {"type": "string"}, "b": {"type": "number"}, "c": {"type": "array"},
            "d": {"type": "array", "maxItems": 1, "items": [{"type": "integer"}]},
            "e": {"$ref": "#/definitions/loop"}, "f": {"$ref": "#/definitions/loop"}, "g": {"properties": {}},
            "h": {"oneOf": [{"type": "string"}], "title": "x"},
        },
        "definitions": {"loop": {"type": "object", "additionalProperties": {"$ref": "#/definitions/loop"}, "required": ["x"]}},
    });
    let expected = [
        at("$", "additionalProperties"),
        at("$", "required"),
        at("$.a", "maxLength"),
        at("$.b", "maximum"),
        at("$.c", "maxItems"),
        at("$.c[]", "type"),
        at("$.d[0]", "maximum"),
        at("$.e", "additionalProperties"),
        at("$.g", "additionalProperties"),
        at("$.g", "required"),
        at("$.g", "type"),
        at("$.h", "maxLength"),
    ];
    assert_eq!(lacks(loose), expected);
}

#[test]
fn what_cannot_be_followed_is_undecided_unless_something_is_surely_loose() {
    let mut deep = json!({"type": "string"});
    for _ in 0..100 {
        deep = json!({"type": "object", "additionalProperties": false, "required": ["a"], "properties": {"a": deep}});
    }
    let reference = json!({"$ref": "https://apigateway.amazonaws.com/restapis/a1/models/Other"});
    for schema in [
        deep,
        reference.clone(),
        json!({"$ref": "#/definitions/none"}),
        json!({"$ref": 1}),
        json!({"allOf": []}),
        json!({"type": "string", "maxLength": 1, "not": {}}),
        json!({"type": "date"}),
        json!({"type": []}),
        json!({"type": "array", "maxItems": 1, "items": "x"}),
        json!({"type": "object", "additionalProperties": "no", "required": ["a"]}),
        json!({"type": "object", "additionalProperties": false, "required": true}),
        json!({"type": "object", "additionalProperties": false, "required": ["a"], "properties": []}),
    ] {
        assert_eq!(model(schema.clone()).code(MODEL, "SchemaLooseness"), "undecided", "{schema}");
    }
    let both = json!({"type": "object", "additionalProperties": false, "properties": {"a": reference}});
    assert_eq!(lacks(both), [("$".to_owned(), "required".to_owned())]);
}

#[test]
fn what_aws_adds_to_every_api_is_left_out() {
    let mut apis = model(json!({"type": "object"}));
    let fields = [(MODEL, "properties.Name"), (MODEL, "properties.Schema")];
    apis.rests_on(MODEL, "SchemaLooseness", &fields);
    apis.distrusts(MODEL, "SchemaLooseness", &fields[..1]);
    for strange in [json!("x"), json!([]), json!(null)] {
        apis.put(MODEL, "properties.Schema", strange);
        assert_eq!(apis.code(MODEL, "SchemaLooseness"), "undecodable");
    }
    for name in ["Empty", "Error"] {
        apis.put(MODEL, "properties.Name", json!(name));
        assert!(apis.is_absent(MODEL, "SchemaLooseness"));
    }
}

#[test]
fn a_model_is_used_by_methods_that_name_it() {
    let mut apis = model(json!({}));
    apis.method("POST", "/x", json!({"RequestModels": {"application/json": "Pet"}}));
    apis.method("PUT", "/x", json!({"RequestModels": {"application/json": "Other"}}));
    apis.method("GET", "/x", json!({}));
    assert_eq!(apis.value(MODEL, "ModelUse"), json!(["POST /x"]));
    let (post, put) = (method_place("POST", "/x"), method_place("PUT", "/x"));
    let fields = [
        (REST, "status.Children.Method"),
        (MODEL, "properties.Name"),
        (&post, "properties.RequestModels"),
        (&post, "status.Path"),
        (&put, "properties.RequestModels"),
    ];
    apis.rests_on(MODEL, "ModelUse", &fields);
    apis.distrusts(MODEL, "ModelUse", &fields[2..]);
    apis.ignores(MODEL, "ModelUse", &[(&put, "status.Path")]);
}

#[test]
fn a_validator_checks_what_it_is_told_to() {
    let mut apis = Apis::new();
    apis.method("POST", "/x", json!({}));
    let post = method_place("POST", "/x");
    assert_eq!(apis.value(&post, "RequestValidation"), json!({"Body": false, "Parameters": false}));
    apis.ignores(&post, "RequestValidation", &[(REST, "status.Children.RequestValidator")]);
    let properties =
        json!({"RequestValidatorId": "v1", "ValidateRequestBody": true, "ValidateRequestParameters": false});
    apis.add(VALIDATOR, properties).put(&post, "properties.RequestValidatorId", json!("v1"));
    assert_eq!(apis.value(&post, "RequestValidation"), json!({"Body": true, "Parameters": false}));
    let fields = [
        (post.as_str(), "properties.RequestValidatorId"),
        (VALIDATOR, "properties.RequestValidatorId"),
        (VALIDATOR, "properties.ValidateRequestBody"),
        (VALIDATOR, "properties.ValidateRequestParameters"),
    ];
    apis.rests_on(&post, "RequestValidation", &fields);
    apis.distrusts(&post, "RequestValidation", &fields);
    apis.put(&post, "properties.RequestValidatorId", json!("v2"));
    assert_eq!(apis.code(&post, "RequestValidation"), "undecided");
    apis.rests_on(&post, "RequestValidation", &[(REST, "status.Children.RequestValidator")]);
}
