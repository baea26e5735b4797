//! HTTP and WebSocket APIs and their domains: values, what is absent, gaps.

use crate::account::json;
use crate::gateways::{answers, asked, collected, gateways, of_services, refused};
use crate::inventory::{arns, known, lines, resource, unlisted};

/// An API with everything, in the words of AWS.
const WHOLE: &[(&str, &str)] = &[
    (
        "apigatewayv2:GetApis",
        r#"{"items":[{"apiId":"h1","name":"shop","protocolType":"HTTP","apiEndpoint":"https://h1.execute-api.us-east-1.amazonaws.com",
            "apiKeySelectionExpression":"$request.header.x-api-key","routeSelectionExpression":"${request.method} ${request.path}",
            "disableExecuteApiEndpoint":false,"ipAddressType":"ipv4","createdDate":"2026-01-02T03:04:05Z","tags":{"team":"shop"},
            "corsConfiguration":{"allowOrigins":["https://b.example","https://a.example"],"allowMethods":["GET"],
                "allowCredentials":true,"maxAge":0}}]}"#,
    ),
    (
        "apigatewayv2:GetRoutes",
        r#"{"items":[{"routeId":"r1","routeKey":"POST /pets","authorizationType":"JWT","authorizerId":"z1",
            "authorizationScopes":["b","a"],"apiKeyRequired":false,"target":"integrations/i1","operationName":"add",
            "requestParameters":{"route.request.header.x":{"required":true}}},
            {"routeId":"r2","routeKey":"$default","authorizationType":"NONE","apiKeyRequired":false}]}"#,
    ),
    (
        "apigatewayv2:GetIntegrations",
        r#"{"items":[{"integrationId":"i1","integrationType":"HTTP_PROXY","integrationMethod":"POST","integrationUri":"https://backend.example/pets",
            "connectionType":"INTERNET","payloadFormatVersion":"1.0","timeoutInMillis":30000,"tlsConfig":{"serverNameToVerify":"backend.example"},
            "requestParameters":{"overwrite:header.x":"y"},
            "responseParameters":{"500":{"remove:header.z":"''"},"200":{"overwrite:header.b":"$context.requestId","append:header.a":"v"}}}]}"#,
    ),
    (
        "apigatewayv2:GetAuthorizers",
        r#"{"items":[{"authorizerId":"z1","name":"who","authorizerType":"JWT","identitySource":["$request.header.Authorization"],
            "jwtConfiguration":{"issuer":"https://id.example","audience":["b","a"]}}]}"#,
    ),
    (
        "apigatewayv2:GetStages",
        r#"{"items":[{"stageName":"$default","autoDeploy":true,"apiGatewayManaged":true,"deploymentId":"d1",
            "createdDate":"2026-01-02T03:04:05Z","lastUpdatedDate":"2026-01-02T03:04:06Z","stageVariables":{"host":"a"},
            "accessLogSettings":{"destinationArn":"arn:aws:logs:us-east-1:111122223333:log-group:access","format":"$context.requestId"},
            "defaultRouteSettings":{"detailedMetricsEnabled":false,"throttlingBurstLimit":5,"throttlingRateLimit":2.5},
            "routeSettings":{"POST /pets":{"throttlingRateLimit":1.0,"dataTraceEnabled":false}},"tags":{}}]}"#,
    ),
    (
        "apigatewayv2:GetDomainNames",
        r#"{"items":[
            {"domainName":"both.example.com","domainNameConfigurations":[{"endpointType":"REGIONAL","securityPolicy":"TLS_1_2"}]},
            {"domainName":"edge.example.com","domainNameConfigurations":[{"endpointType":"EDGE","securityPolicy":"TLS_1_0"}]},
            {"domainName":"two.example.com","domainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/two.example.com",
             "routingMode":"API_MAPPING_ONLY","tags":{"a":"b"},
             "domainNameConfigurations":[{"endpointType":"REGIONAL","securityPolicy":"TLS_1_2","ipAddressType":"ipv4",
                "certificateArn":"arn:aws:acm:us-east-1:111122223333:certificate/1"}],
             "mutualTlsAuthentication":{"truststoreUri":"s3://trust/store.pem","truststoreWarnings":["b","a"]}}]}"#,
    ),
    (
        "apigatewayv2:GetApiMappings",
        r#"{"items":[{"apiMappingId":"m1","apiMappingKey":"v1/pets","apiId":"h1","stage":"$default"}]}"#,
    ),
    (
        "apigateway:GetDomainNames",
        r#"{"item":[
            {"domainName":"both.example.com","securityPolicy":"TLS_1_2","endpointConfiguration":{"types":["REGIONAL"]}},
            {"domainName":"edge.example.com","securityPolicy":"TLS_1_0","endpointConfiguration":{"types":["EDGE"]}}]}"#,
    ),
];

#[tokio::test(start_paused = true)]
async fn an_api_with_everything() {
    let aws = answers(WHOLE);
    let inventory = collected(&aws).await;
    assert!(inventory.unlisted.is_empty(), "{:?}", unlisted(&inventory));
    let of_v2 = inventory.resources.iter().filter(|found| found.resource_type.contains("ApiGatewayV2"));
    insta::assert_snapshot!("http_api", of_v2.map(lines).collect::<Vec<_>>().join("\n"));
    let calls: Vec<String> = asked(&aws).into_iter().filter(|name| name.contains("v2")).collect();
    assert_eq!(
        calls,
        [
            "apigatewayv2:GetApiMappings 2",
            "apigatewayv2:GetApis 1",
            "apigatewayv2:GetAuthorizers 1",
            "apigatewayv2:GetDomainNames 1",
            "apigatewayv2:GetIntegrations 1",
            "apigatewayv2:GetRoutes 1",
            "apigatewayv2:GetStages 1",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn every_name_that_is_promised_is_set() {
    let inventory = collected(&answers(WHOLE)).await;
    let ours = aplomb::collect::COLLECTORS.iter().find(|collector| collector.service == "apigatewayv2").expect("ours");
    for spec in ours.types {
        let found = inventory.resources.iter().find(|found| found.resource_type == spec.name);
        let found = found.unwrap_or_else(|| panic!("no {}", spec.name));
        let sections = [(&found.properties, spec.properties), (&found.status, spec.status)];
        for (section, promised) in sections {
            let mut promised = promised.to_vec();
            promised.sort_unstable();
            assert_eq!(section.keys().collect::<Vec<_>>(), promised, "{}", found.arn);
        }
        assert_eq!(known(found, "tags") == "not collected: ", !spec.tags, "{}: {}", found.arn, known(found, "tags"));
    }
}

/// The types of the resources with this ARN.
fn types_of(inventory: &aplomb::resource::Inventory, arn: &str) -> Vec<String> {
    let found = inventory.resources.iter().filter(|found| found.arn.ends_with(arn));
    found.map(|found| found.resource_type.clone()).collect()
}

/// Both versions answer a regional domain: it is one resource, and it is never lost.
#[tokio::test(start_paused = true)]
async fn a_domain_is_one_resource_whichever_version_shows_it() {
    let (first, second) = ("AWS::ApiGateway::DomainName", "AWS::ApiGatewayV2::DomainName");
    let domains = ["both.example.com", "edge.example.com", "two.example.com"];
    let inventory = collected(&answers(WHOLE)).await;
    for (domain, expected) in domains.into_iter().zip([first, first, second]) {
        assert_eq!(types_of(&inventory, domain), [expected], "{domain}");
    }
    // Where the first version says nothing, the second speaks for all.
    let aws = gateways(|request| match request.operation {
        "apigateway:GetDomainNames" => Some(refused(403, "AccessDeniedException")),
        operation => WHOLE.iter().find(|(name, _)| *name == operation).map(|(_, body)| json(body)),
    });
    for inventory in [collected(&aws).await, of_services(&answers(WHOLE), &["apigatewayv2"]).await] {
        for domain in domains {
            assert_eq!(types_of(&inventory, domain), [second], "{domain}");
        }
        assert_eq!(known(resource(&inventory, "edge.example.com"), "status.Children.ApiMapping"), "0");
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_of_children_that_breaks_costs_only_them() {
    for (operation, tail, parent) in [
        ("GetRoutes", "Route", "/apis/h1"),
        ("GetIntegrations", "Integration", "/apis/h1"),
        ("GetAuthorizers", "Authorizer", "/apis/h1"),
        ("GetStages", "Stage", "/apis/h1"),
        ("GetApiMappings", "ApiMapping", "/two.example.com"),
    ] {
        let operation = format!("apigatewayv2:{operation}");
        let name = operation.clone();
        let aws = gateways(move |request| {
            if request.operation == name {
                return Some(refused(403, "AccessDeniedException"));
            }
            WHOLE.iter().find(|(other, _)| *other == request.operation).map(|(_, body)| json(body))
        });
        let inventory = collected(&aws).await;
        let why = format!("denied: {operation} (AccessDeniedException), allow apigateway:GET");
        let found = unlisted(&inventory);
        let expected = format!("AWS::ApiGatewayV2::{tail} in us-east-1 not listed: {why}");
        assert!(!found.is_empty() && found.iter().all(|text| *text == expected), "{found:?}");
        let parent = resource(&inventory, parent);
        for name in parent.status.keys().filter_map(|name| name.strip_prefix("Children.")) {
            assert_eq!(known(parent, &format!("status.Children.{name}")) == why, name == tail, "{operation}: {name}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_that_breaks_hides_what_it_would_show() {
    for (operation, count) in [("apigatewayv2:GetApis", 5), ("apigatewayv2:GetDomainNames", 2)] {
        let aws = gateways(move |request| (request.operation == operation).then(|| json(r#"{"Items":[]}"#)));
        let found = unlisted(&collected(&aws).await);
        assert_eq!(found.len(), count, "{found:?}");
        let end = format!("not listed: undecodable: {operation} (the answer lacks items)");
        assert!(found.iter().all(|text| text.ends_with(&end)), "{found:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn lists_are_read_to_the_last_page() {
    let aws = gateways(|request| {
        let second = request.parameter("nextToken").is_some();
        (request.operation == "apigatewayv2:GetApis").then(|| {
            let id = if second { "b" } else { "a" };
            let next = if second { "null" } else { "\"t\"" };
            json(&format!(
                r#"{{"items":[{{"apiId":"{id}","name":"n","protocolType":"WEBSOCKET","routeSelectionExpression":"$x",
                    "createdDate":"2026-01-02T03:04:05Z"}}],"nextToken":{next}}}"#
            ))
        })
    });
    let inventory = collected(&aws).await;
    let of_apis: Vec<&str> = arns(&inventory).into_iter().filter(|arn| arn.contains("/apis/")).collect();
    assert_eq!(of_apis, ["arn:aws:apigateway:us-east-1::/apis/a", "arn:aws:apigateway:us-east-1::/apis/b"]);
}

/// Without them nobody knows what is traced or throttled.
#[tokio::test(start_paused = true)]
async fn settings_that_are_missing_are_a_gap() {
    let aws = gateways(|request| {
        let (_, body) = WHOLE.iter().find(|(name, _)| *name == request.operation)?;
        Some(json(&body.replace("defaultRouteSettings", "other")))
    });
    let inventory = collected(&aws).await;
    assert_eq!(
        known(resource(&inventory, "/stages/$default"), "properties.DefaultRouteSettings"),
        "undecodable: apigatewayv2:GetStages (the answer lacks defaultRouteSettings)"
    );
}
