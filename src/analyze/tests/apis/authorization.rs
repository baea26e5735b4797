use super::{API, Apis, REST, method_place};
use serde_json::json;

fn shop() -> Apis {
    let mut apis = Apis::new();
    apis.method("GET", "/pets", json!({"AuthorizationType": "AWS_IAM"}));
    apis.method("POST", "/pets", json!({}));
    apis.method("OPTIONS", "/pets", json!({}));
    apis.method("GET", "/pets2", json!({"ApiKeyRequired": true}));
    apis
}

fn route(apis: &mut Apis, id: &str, key: &str, kind: &str) -> String {
    let place = format!("{API}/routes/{id}");
    apis.add(&place, json!({"RouteKey": key, "AuthorizationType": kind, "ApiKeyRequired": false}));
    apis.none(&place, "properties.AuthorizerId").none(&place, "properties.AuthorizationScopes");
    place
}

#[test]
fn methods_of_a_path_are_those_of_its_resource() {
    let apis = shop();
    let get = method_place("GET", "/pets");
    assert_eq!(apis.value(&get, "PathMethods"), json!(["GET", "OPTIONS", "POST"]));
    assert_eq!(apis.value(&method_place("GET", "/pets2"), "PathMethods"), json!(["GET"]));
    let post = method_place("POST", "/pets");
    let fields = [(REST, "status.Children.Method"), (&post, "properties.HttpMethod")];
    apis.rests_on(&get, "PathMethods", &fields);
    apis.distrusts(&get, "PathMethods", &fields[1..]);
    let mut apis = shop();
    apis.put(REST, "status.Children.Method", json!(5));
    assert_eq!(apis.code(&get, "PathMethods"), "not collected", "one that AWS counted is not there");
}

#[test]
fn an_authorization_that_aws_does_not_document_is_not_decided() {
    let mut apis = shop();
    let get = method_place("GET", "/pets");
    apis.put(&get, "properties.AuthorizationType", json!("SOMETHING_NEW"));
    assert_eq!(apis.code(&get, "Authorization"), "undecodable");
    // A key is asked for, whatever that may be.
    apis.put(&get, "properties.ApiKeyRequired", json!(true));
    assert_eq!(apis.value(&get, "Authorization"), json!({"Protected": ["GET /pets"], "Open": ["POST /pets"]}));
}

#[test]
fn a_method_is_protected_by_authorization_or_key() {
    let apis = shop();
    let get = method_place("GET", "/pets");
    let expected = json!({"Protected": ["GET /pets"], "Open": ["POST /pets"]});
    assert_eq!(apis.value(&get, "Authorization"), expected);
    let post = method_place("POST", "/pets");
    let fields = [
        (REST, "status.Children.Method"),
        (post.as_str(), "status.Path"),
        (&post, "properties.HttpMethod"),
        (&post, "properties.AuthorizationType"),
        (&post, "properties.ApiKeyRequired"),
    ];
    apis.rests_on(&get, "Authorization", &fields);
    apis.distrusts(&get, "Authorization", &fields[1..]);
    let options = method_place("OPTIONS", "/pets");
    let other = method_place("GET", "/pets2");
    let fields = [
        (get.as_str(), "properties.ApiKeyRequired"),
        (&options, "properties.AuthorizationType"),
        (&other, "properties.AuthorizationType"),
    ];
    apis.ignores(&get, "Authorization", &fields);
    let mut apis = shop();
    apis.put(&post, "properties.ApiKeyRequired", json!(true)).deny(&post, "properties.AuthorizationType");
    let expected = json!({"Protected": ["GET /pets", "POST /pets"], "Open": []});
    assert_eq!(apis.value(&get, "Authorization"), expected, "a key protects, whatever else does");
    apis.put(&post, "properties.AuthorizationType", json!(""));
    assert_eq!(apis.value(&get, "Authorization"), expected);
    apis.none(&post, "properties.ApiKeyRequired");
    assert_eq!(apis.code(&get, "Authorization"), "undecodable");
}

#[test]
fn stages_and_gateway_responses_see_the_whole_api() {
    let mut apis = shop();
    apis.add("/restapis/a1/stages/prod", json!({})).add("/restapis/a1/gatewayresponses/THROTTLED", json!({}));
    for place in ["/restapis/a1/stages/prod", "/restapis/a1/gatewayresponses/THROTTLED"] {
        let expected = json!({"Protected": ["GET /pets", "GET /pets2"], "Open": ["POST /pets"]});
        assert_eq!(apis.value(place, "Authorization"), expected);
        apis.rests_on(place, "Authorization", &[(REST, "status.Children.Method")]);
    }
    let mut apis = Apis::new();
    apis.add("/restapis/a1/stages/prod", json!({}));
    assert_eq!(apis.value("/restapis/a1/stages/prod", "Authorization"), json!({"Protected": [], "Open": []}));
}

#[test]
fn routes_of_http_apis_stand_for_themselves() {
    let mut apis = Apis::new();
    let default = route(&mut apis, "r1", "$default", "NONE");
    route(&mut apis, "r2", "GET /x", "JWT");
    route(&mut apis, "r3", "OPTIONS /x", "NONE");
    assert_eq!(apis.value(API, "Authorization"), json!({"Protected": ["GET /x"], "Open": ["$default"]}));
    let fields = [
        (API, "status.Children.Route"),
        (API, "properties.ProtocolType"),
        (&default, "properties.RouteKey"),
        (&default, "properties.AuthorizationType"),
    ];
    apis.rests_on(API, "Authorization", &fields);
    apis.distrusts(API, "Authorization", &fields[1..]);
}

#[test]
fn the_handshake_of_a_websocket_decides_for_all_its_routes() {
    let mut apis = Apis::new();
    apis.put(API, "properties.ProtocolType", json!("WEBSOCKET"));
    let send = route(&mut apis, "r1", "send", "NONE");
    let expected = json!({"Kind": "none", "Authorizer": "", "ApiKey": false, "Scopes": []});
    assert_eq!(apis.value(&send, "EffectiveAuthorization"), expected, "nobody is asked");
    assert_eq!(apis.value(API, "Authorization"), json!({"Protected": [], "Open": ["send"]}));
    let connect = route(&mut apis, "r2", "$connect", "AWS_IAM");
    apis.put(&connect, "properties.ApiKeyRequired", json!(true));
    let expected = json!({"Kind": "iam", "Authorizer": "", "ApiKey": true, "Scopes": []});
    for place in [&send, &connect] {
        assert_eq!(apis.value(place, "EffectiveAuthorization"), expected);
    }
    assert_eq!(apis.value(API, "Authorization"), json!({"Protected": ["$connect", "send"], "Open": []}));
    let fields = [
        (connect.as_str(), "properties.AuthorizationType"),
        (&connect, "properties.ApiKeyRequired"),
        (API, "properties.ProtocolType"),
        (API, "status.Children.Route"),
    ];
    apis.rests_on(&send, "EffectiveAuthorization", &fields);
    apis.distrusts(&send, "EffectiveAuthorization", &fields[..3]);
    apis.ignores(API, "Authorization", &[(&send, "properties.AuthorizationType")]);
    assert_eq!(apis.value(&send, "ApiProtocol"), "WEBSOCKET");
}

#[test]
fn the_protocol_is_that_of_the_api() {
    let mut apis = Apis::new();
    let integration = format!("{API}/integrations/i1");
    apis.add(&integration, json!({}));
    assert_eq!(apis.value(&integration, "ApiProtocol"), "HTTP");
    apis.rests_on(&integration, "ApiProtocol", &[(API, "properties.ProtocolType")]);
    apis.distrusts(&integration, "ApiProtocol", &[(API, "properties.ProtocolType")]);
    apis.put(API, "properties.ProtocolType", json!("GRPC"));
    assert_eq!(apis.code(&integration, "ApiProtocol"), "undecodable");
}

#[test]
fn what_a_method_asks_is_told_with_its_authorizer() {
    let mut apis = shop();
    let get = method_place("GET", "/pets");
    let authorizer = format!("{REST}/authorizers/z1");
    apis.add(&authorizer, json!({"AuthorizerId": "z1", "Name": "tokens", "Type": "TOKEN"}));
    let told = |kind: &str, name: &str, scopes: &[&str]| json!({"Kind": kind, "Authorizer": name, "ApiKey": false, "Scopes": scopes});
    assert_eq!(apis.value(&get, "EffectiveAuthorization"), told("iam", "", &[]));
    apis.put(&get, "properties.AuthorizerId", json!("z1"));
    for (kind, authorizer_kind, expected) in [
        ("CUSTOM", "TOKEN", "lambda"),
        ("CUSTOM", "REQUEST", "lambda"),
        ("CUSTOM", "JWT", "jwt"),
        ("JWT", "JWT", "jwt"),
        ("COGNITO_USER_POOLS", "COGNITO_USER_POOLS", "cognito"),
        ("CUSTOM", "NEW", "custom"),
    ] {
        apis.put(&get, "properties.AuthorizationType", json!(kind));
        apis.put(&authorizer, "properties.Type", json!(authorizer_kind));
        assert_eq!(apis.value(&get, "EffectiveAuthorization"), told(expected, "tokens", &[]), "{kind}");
    }
    apis.put(&get, "properties.AuthorizationScopes", json!(["b", "a"]));
    assert_eq!(apis.value(&get, "EffectiveAuthorization"), told("custom", "tokens", &["a", "b"]));
    let fields = [
        (get.as_str(), "properties.AuthorizationType"),
        (&get, "properties.AuthorizationScopes"),
        (&get, "properties.ApiKeyRequired"),
        (&get, "properties.AuthorizerId"),
        (&authorizer, "properties.Name"),
        (&authorizer, "properties.Type"),
    ];
    apis.rests_on(&get, "EffectiveAuthorization", &fields);
    apis.distrusts(&get, "EffectiveAuthorization", &fields[2..]);
    apis.ignores(&get, "EffectiveAuthorization", &[(REST, "status.Children.Authorizer")]);
    apis.put(&get, "properties.AuthorizerId", json!("gone"));
    assert_eq!(apis.code(&get, "EffectiveAuthorization"), "undecided");
    apis.rests_on(&get, "EffectiveAuthorization", &[(REST, "status.Children.Authorizer")]);
    apis.put(&get, "properties.AuthorizationType", json!("QUANTUM"));
    assert_eq!(apis.code(&get, "EffectiveAuthorization"), "undecided");
}

#[test]
fn an_authorizer_is_used_where_it_is_named_and_asked() {
    let mut apis = shop();
    let authorizer = format!("{REST}/authorizers/z1");
    apis.add(&authorizer, json!({"AuthorizerId": "z1"}));
    assert_eq!(apis.value(&authorizer, "AuthorizerUse"), json!({"Methods": [], "Write": false}));
    let get = method_place("GET", "/pets");
    let post = method_place("POST", "/pets");
    apis.put(&get, "properties.AuthorizerId", json!("z1")).put(&post, "properties.AuthorizerId", json!("z1"));
    let reads = json!({"Methods": ["GET /pets"], "Write": false});
    assert_eq!(apis.value(&authorizer, "AuthorizerUse"), reads, "the other asks nobody");
    apis.put(&post, "properties.AuthorizationType", json!("CUSTOM"));
    let both = json!({"Methods": ["GET /pets", "POST /pets"], "Write": true});
    assert_eq!(apis.value(&authorizer, "AuthorizerUse"), both);
    let fields = [
        (REST, "status.Children.Method"),
        (post.as_str(), "properties.AuthorizerId"),
        (&post, "properties.AuthorizationType"),
        (&post, "status.Path"),
        (&authorizer, "properties.AuthorizerId"),
    ];
    apis.rests_on(&authorizer, "AuthorizerUse", &fields);
    apis.distrusts(&authorizer, "AuthorizerUse", &fields[1..4]);
    let other = method_place("GET", "/pets2");
    apis.ignores(&authorizer, "AuthorizerUse", &[(&other, "properties.AuthorizationType"), (&other, "status.Path")]);
    let mut apis = Apis::new();
    let authorizer = format!("{API}/authorizers/z1");
    apis.add(&authorizer, json!({"AuthorizerId": "z1"}));
    let default = route(&mut apis, "r1", "$default", "CUSTOM");
    apis.put(&default, "properties.AuthorizerId", json!("z1"));
    assert_eq!(apis.value(&authorizer, "AuthorizerUse"), json!({"Methods": ["$default"], "Write": true}));
}
