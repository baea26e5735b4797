//! Ways around the client certificates of a custom domain.

use serde_json::{Value, json};

use super::{API, Apis, Known, REST};

const SAFE: &str = "/domainnames/safe.example.com";
const PLAIN: &str = "/domainnames/plain.example.com";
const MAPPING: &str = "AWS::ApiGateway::BasePathMapping";
const OTHER_MAPPING: &str = "AWS::ApiGatewayV2::ApiMapping";

/// Two domains, one of which asks for certificates; nothing is mapped.
fn apis() -> Apis {
    let mut apis = Apis::new();
    for place in [SAFE, PLAIN] {
        let name = place.rsplit('/').next().expect("a name");
        apis.add_as("AWS::ApiGateway::DomainName", place, json!({"DomainName": name}));
        apis.none(place, "properties.RoutingMode").none(place, "properties.MutualTlsAuthentication");
    }
    let truststore = json!({"TruststoreUri": "s3://trust/store.pem"});
    apis.put(SAFE, "properties.MutualTlsAuthentication", truststore);
    for place in [REST, API] {
        apis.none(place, "properties.DisableExecuteApiEndpoint");
    }
    apis.none(REST, "properties.Policy");
    apis.put(REST, "properties.EndpointConfiguration", json!({"Types": ["REGIONAL"]}));
    apis
}

fn map(apis: &mut Apis, place: &str, id: &str) -> String {
    let name = place.rsplit('/').next().expect("a name").to_owned();
    let (kind, part, property) = match id {
        "a1" => (MAPPING, "basepathmappings", "RestApiId"),
        _ => (OTHER_MAPPING, "apimappings", "ApiId"),
    };
    let mapping = format!("{place}/{part}/{id}");
    apis.add_as(kind, &mapping, json!({"DomainName": name, property: id}));
    mapping
}

fn told(default: bool, others: &[&str]) -> Value {
    json!({"Domains": ["safe.example.com"], "DefaultEndpoint": default, "OtherDomains": others})
}

#[test]
fn without_a_domain_that_asks_there_is_nothing_to_bypass() {
    for (place, id) in [(REST, "a1"), (API, "b1")] {
        let mut apis = apis();
        assert!(apis.is_absent(place, "EndpointBypass"));
        let plain = map(&mut apis, PLAIN, id);
        map(&mut apis, SAFE, "zz");
        assert!(apis.is_absent(place, "EndpointBypass"));
        let fields = [
            (PLAIN, "properties.MutualTlsAuthentication"),
            (SAFE, "properties.RoutingMode"),
            (plain.as_str(), "properties.DomainName"),
        ];
        apis.rests_on(place, "EndpointBypass", &fields);
        // The address of AWS does not matter then.
        apis.ignores(place, "EndpointBypass", &[(place, "properties.DisableExecuteApiEndpoint")]);
        for kind in [OTHER_MAPPING, "AWS::ApiGateway::DomainName", "AWS::ApiGatewayV2::DomainName"] {
            let mut apis = apis.copy();
            apis.unlist(kind);
            assert_eq!(apis.code(place, "EndpointBypass"), "denied", "{kind}");
        }
        apis.put(PLAIN, "properties.MutualTlsAuthentication", json!({"TruststoreUri": ""}));
        assert!(apis.is_absent(place, "EndpointBypass"));
        for strange in [json!(7), json!({"TruststoreUri": 1}), json!([]), json!(null)] {
            apis.put(PLAIN, "properties.MutualTlsAuthentication", strange);
            assert_eq!(apis.code(place, "EndpointBypass"), "undecodable");
        }
    }
}

#[test]
fn the_address_of_aws_goes_around() {
    for (place, id) in [(REST, "a1"), (API, "b1")] {
        let mut apis = apis();
        map(&mut apis, SAFE, id);
        assert_eq!(apis.value(place, "EndpointBypass"), told(true, &[]));
        // It is surely a way around, whatever other domains there are.
        apis.unlist(OTHER_MAPPING);
        assert_eq!(apis.value(place, "EndpointBypass"), told(true, &[]));
        apis.put(place, "properties.DisableExecuteApiEndpoint", json!(true));
        assert_eq!(apis.code(place, "EndpointBypass"), "denied");
        apis.inventory.unlisted.clear();
        assert_eq!(apis.value(place, "EndpointBypass"), told(false, &[]));
        apis.rests_on(place, "EndpointBypass", &[(place, "properties.DisableExecuteApiEndpoint")]);
        apis.distrusts(place, "EndpointBypass", &[(place, "properties.DisableExecuteApiEndpoint")]);
        map(&mut apis, PLAIN, id);
        assert_eq!(apis.value(place, "EndpointBypass"), told(false, &["plain.example.com"]));
    }
}

#[test]
fn a_policy_may_close_it() {
    let mut apis = apis();
    map(&mut apis, SAFE, "a1");
    let mut policy = |principal: &str| {
        let text = format!(
            r#"{{"Statement": {{"Effect": "Allow", "Principal": {principal}, "Action": "*", "Resource": "*"}}}}"#
        );
        apis.put(REST, "properties.Policy", json!({}));
        let rest = apis.inventory.resources.iter_mut().find(|one| one.arn.ends_with(REST)).expect("the API");
        rest.texts.insert("Policy".to_owned(), text);
        apis.fact(REST, "EndpointBypass").known
    };
    assert_eq!(policy("\"*\""), Known::Value(told(true, &[])));
    assert_eq!(policy(r#"{"AWS": "111122223333"}"#), Known::Value(told(false, &[])));
    assert!(matches!(policy(r#"{"AWS": "whoever"}"#), Known::Gap(gaps) if gaps[0].code.word() == "undecided"));
    apis.rests_on(REST, "EndpointBypass", &[(REST, "properties.Policy"), (REST, "properties.EndpointConfiguration")]);
    // Nobody reaches a private API that has no policy.
    apis.none(REST, "properties.Policy");
    apis.put(REST, "properties.EndpointConfiguration", json!({"Types": ["PRIVATE"]}));
    assert_eq!(apis.value(REST, "EndpointBypass"), told(false, &[]));
}

#[test]
fn a_rest_api_has_mappings_of_both_versions() {
    let mut apis = apis();
    let mapping = format!("{SAFE}/apimappings/m1");
    apis.add_as(OTHER_MAPPING, &mapping, json!({"DomainName": "safe.example.com", "ApiId": "a1"}));
    assert_eq!(apis.value(REST, "EndpointBypass"), told(true, &[]));
    apis.put(REST, "properties.DisableExecuteApiEndpoint", json!(true));
    let others = format!("{PLAIN}/basepathmappings/x");
    apis.add_as(MAPPING, &others, json!({"DomainName": "plain.example.com", "RestApiId": "zz"}));
    apis.rests_on(REST, "EndpointBypass", &[(&mapping, "properties.ApiId"), (&others, "properties.RestApiId")]);
    apis.unlist(MAPPING);
    assert_eq!(apis.code(REST, "EndpointBypass"), "denied");
}

#[test]
fn routing_rules_and_domains_that_were_not_collected() {
    let mut apis = apis();
    map(&mut apis, SAFE, "b1");
    apis.put(API, "properties.DisableExecuteApiEndpoint", json!(true));
    assert_eq!(apis.value(API, "EndpointBypass"), told(false, &[]));
    apis.put(PLAIN, "properties.RoutingMode", json!("API_MAPPING_ONLY"));
    assert_eq!(apis.value(API, "EndpointBypass"), told(false, &[]));
    apis.put(PLAIN, "properties.RoutingMode", json!("ROUTING_RULE_THEN_API_MAPPING"));
    assert_eq!(apis.gaps(API, "EndpointBypass")[0].error, "routing rules of plain.example.com");
    apis.none(PLAIN, "properties.RoutingMode");
    map(&mut apis, "/domainnames/unseen.example.com", "b1");
    assert_eq!(apis.gaps(API, "EndpointBypass")[0].error, "domain unseen.example.com");
    apis.inventory.scope.services.remove("apigatewayv2");
    assert_eq!(apis.gaps(API, "EndpointBypass").len(), 2);
}
