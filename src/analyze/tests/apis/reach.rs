//! From where an API can be called.

use serde_json::{Value, json};

use super::{Apis, REST, arn, method_place};

const STAGE: &str = "/restapis/a1/stages/prod";
const DOMAIN: &str = "arn:aws:apigateway:us-east-1:111122223333:/domainnames/api.example.com+d1";

fn apis(types: Value) -> Apis {
    let mut apis = Apis::new();
    apis.put(REST, "properties.EndpointConfiguration", json!({"Types": types}));
    apis.put(REST, "properties.DisableExecuteApiEndpoint", json!(false)).none(REST, "properties.Policy");
    apis.add(STAGE, json!({"StageName": "prod"}));
    apis.method("GET", "/pets/{id}", json!({})).method("ANY", "/{proxy+}", json!({}));
    apis
}

/// Gives an API or domain a policy of these statements.
fn policy(apis: &mut Apis, place: &str, statements: &str) {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    apis.put(place, "properties.Policy", serde_json::from_str(&text).expect("a document"));
    write(apis, place, &text);
}

fn write(apis: &mut Apis, place: &str, text: &str) {
    let arn = arn(place);
    let found = apis.inventory.resources.iter_mut().find(|one| one.arn == arn).expect("a resource");
    found.texts.insert("Policy".to_owned(), text.to_owned());
}

fn allow(resource: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "{resource}"{condition}}}"#
    )
}

const VPCE: &str = r#", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1", "aws:SourceVpc": "vpc-1"}}"#;

fn told(types: Value, default: bool, policy: &str, endpoints: &[&str], vpcs: &[&str]) -> Value {
    json!({
        "EndpointTypes": types, "DefaultEndpoint": default, "Policy": policy, "Endpoints": endpoints, "Vpcs": vpcs,
    })
}

#[test]
fn an_api_without_a_policy() {
    let get = method_place("GET", "/pets/{id}");
    for types in [json!(["REGIONAL"]), json!(["EDGE"]), json!(["PRIVATE"])] {
        let mut apis = apis(types.clone());
        for place in [REST, STAGE, &get] {
            assert_eq!(apis.value(place, "ApiReach"), told(types.clone(), true, "none", &[], &[]));
            let fields = [
                (REST, "properties.EndpointConfiguration"),
                (REST, "properties.DisableExecuteApiEndpoint"),
                (REST, "properties.Policy"),
            ];
            apis.rests_on(place, "ApiReach", &fields);
            apis.refuses(place, "ApiReach", &fields[..1]);
        }
        apis.put(REST, "properties.DisableExecuteApiEndpoint", json!(true));
        assert_eq!(apis.value(STAGE, "ApiReach"), told(types, false, "none", &[], &[]));
    }
    for strange in [json!({"Types": []}), json!({"Types": ["LOCAL"]}), json!({"Types": "EDGE"})] {
        let mut apis = apis(json!(["EDGE"]));
        apis.put(REST, "properties.EndpointConfiguration", strange);
        assert_eq!(apis.code(REST, "ApiReach"), "undecodable");
    }
}

#[test]
fn a_policy_opens_or_restricts() {
    let vpce = allow("execute-api:/*", VPCE);
    let office = allow("execute-api:/*", r#", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#);
    for (types, statements, expected) in [
        (json!(["PRIVATE"]), allow("execute-api:/*", ""), ("open", vec![], vec![])),
        (json!(["PRIVATE"]), vpce.clone(), ("restricts", vec!["vpce-1"], vec!["vpc-1"])),
        (json!(["REGIONAL"]), vpce, ("restricts", vec!["vpce-1"], vec!["vpc-1"])),
        (json!(["EDGE"]), office, ("restricts", vec![], vec![])),
        (json!(["EDGE"]), allow("execute-api:/*", ""), ("open", vec![], vec![])),
        (json!(["EDGE"]), allow("arn:aws:execute-api:us-east-1:111122223333:zz/*", ""), ("restricts", vec![], vec![])),
    ] {
        let mut apis = apis(types.clone());
        policy(&mut apis, REST, &statements);
        let (word, endpoints, vpcs) = expected;
        assert_eq!(apis.value(REST, "ApiReach"), told(types, true, word, &endpoints, &vpcs), "{statements}");
        apis.rests_on(REST, "ApiReach", &[(REST, "properties.Policy"), (REST, "properties.RestApiId")]);
    }
}

#[test]
fn a_part_has_its_own_answer() {
    let mut apis = apis(json!(["REGIONAL"]));
    let word = |apis: &Apis, place: &str| apis.value(place, "ApiReach")["Policy"].clone();
    policy(&mut apis, REST, &allow("execute-api:/prod/GET/pets/*", ""));
    let (get, any) = (method_place("GET", "/pets/{id}"), method_place("ANY", "/{proxy+}"));
    for place in [REST, STAGE, &get, &any] {
        assert_eq!(word(&apis, place), "open", "{place}");
    }
    policy(&mut apis, REST, &allow("execute-api:/test/POST/pets", ""));
    for (place, expected) in [(REST, "open"), (STAGE, "restricts"), (get.as_str(), "restricts"), (&any, "open")] {
        assert_eq!(word(&apis, place), expected, "{place}");
    }
    apis.rests_on(STAGE, "ApiReach", &[(STAGE, "properties.StageName")]);
    apis.rests_on(&get, "ApiReach", &[(&get, "properties.HttpMethod"), (&get, "status.Path")]);
}

#[test]
fn what_is_not_decided_is_named() {
    let mut apis = apis(json!(["REGIONAL"]));
    let condition = r#", "Condition": {"Like": {"aws:UserAgent": "secret"}}"#;
    policy(&mut apis, REST, &allow("execute-api:/*", condition));
    let gaps = apis.gaps(REST, "ApiReach");
    assert_eq!(gaps.len(), 1);
    assert_eq!(gaps[0].code.word(), "undecided");
    let expected = "condition operator Like is not documented in statement 0, could make it worse";
    assert_eq!(gaps[0].error, expected);
    write(&mut apis, REST, "no document");
    assert_eq!(apis.code(REST, "ApiReach"), "undecodable");
    apis.inventory.resources.iter_mut().for_each(|one| one.texts.clear());
    assert_eq!(apis.code(REST, "ApiReach"), "not collected");
    apis.put(REST, "properties.Policy", json!("text"));
    assert_eq!(apis.code(REST, "ApiReach"), "undecodable");
}

#[test]
fn a_private_domain_has_a_policy_and_no_other_endpoint() {
    let mut apis = Apis::new();
    let properties = json!({
        "DomainName": "api.example.com", "DomainNameId": "d1", "EndpointConfiguration": {"Types": ["PRIVATE"]},
    });
    apis.add_as("AWS::ApiGateway::DomainNameV2", DOMAIN, properties).none(DOMAIN, "properties.Policy");
    assert_eq!(apis.value(DOMAIN, "ApiReach"), told(json!(["PRIVATE"]), false, "none", &[], &[]));
    policy(&mut apis, DOMAIN, &allow("execute-api:/*", ""));
    assert_eq!(apis.value(DOMAIN, "ApiReach"), told(json!(["PRIVATE"]), false, "open", &[], &[]));
    let own = "arn:aws:execute-api:us-east-1:111122223333:/domainnames/api.example.com+d1";
    policy(&mut apis, DOMAIN, &allow(own, VPCE));
    assert_eq!(apis.value(DOMAIN, "ApiReach"), told(json!(["PRIVATE"]), false, "restricts", &["vpce-1"], &["vpc-1"]));
    let fields = [
        (DOMAIN, "properties.Policy"),
        (DOMAIN, "properties.EndpointConfiguration"),
        (DOMAIN, "properties.DomainName"),
        (DOMAIN, "properties.DomainNameId"),
    ];
    apis.rests_on(DOMAIN, "ApiReach", &fields);
}
