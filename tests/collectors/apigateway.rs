//! REST APIs and what belongs to them: values, what is absent, gaps.

use aplomb::resource::Inventory;

use crate::account::json;
use crate::gateways::{answers, asked, collected, gateways, refused};
use crate::inventory::{arns, known, lines, resource, unlisted};
use crate::stand_in::Request;

/// An API with everything, in the words of AWS.
const WHOLE: &[(&str, &str)] = &[
    (
        "apigateway:GetRestApis",
        r#"{"item":[{"id":"a1","name":"shop","description":"","version":"7","createdDate":1767323045,
            "binaryMediaTypes":["image/png","application/pdf"],"apiKeySource":"HEADER","minimumCompressionSize":1024,
            "endpointConfiguration":{"types":["PRIVATE"],"vpcEndpointIds":["vpce-2","vpce-1"],"ipAddressType":"dualstack"},
            "policy":"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":\\\"*\\\",\\\"Action\\\":\\\"execute-api:Invoke\\\",\\\"Resource\\\":\\\"*\\\"}]}",
            "disableExecuteApiEndpoint":false,"rootResourceId":"r0","securityPolicy":"TLS_1_2",
            "tags":{"team":"shop"}}]}"#,
    ),
    (
        "apigateway:GetResources",
        r#"{"item":[
            {"id":"r0","path":"/"},
            {"id":"r1","parentId":"r0","pathPart":"pets","path":"/pets","resourceMethods":{
                "POST":{"httpMethod":"POST","authorizationType":"CUSTOM","authorizerId":"z1","apiKeyRequired":true,
                    "authorizationScopes":["write","read"],"operationName":"addPet","requestValidatorId":"v1",
                    "requestParameters":{"method.request.header.x":true,"method.request.querystring.a":false},
                    "requestModels":{"application/json":"Pet"},
                    "methodResponses":{
                        "400":{"statusCode":"400"},
                        "200":{"statusCode":"200","responseParameters":{"method.response.header.x":false},
                               "responseModels":{"application/json":"Empty"}}},
                    "methodIntegration":{"type":"HTTP","httpMethod":"POST","uri":"https://${stageVariables.host}/pets",
                        "connectionType":"INTERNET","passthroughBehavior":"NEVER","timeoutInMillis":29000,
                        "cacheNamespace":"r1","cacheKeyParameters":["b","a"],"tlsConfig":{"insecureSkipVerification":true},
                        "requestParameters":{"integration.request.header.x-tenant":"'seven'"},
                        "requestTemplates":{"application/json":"{\"a\": $input.json('$.a')}"},
                        "integrationResponses":{"200":{"statusCode":"200","selectionPattern":"2..",
                            "responseParameters":{"method.response.header.Access-Control-Allow-Origin":"'*'"},
                            "responseTemplates":{"application/json":""}}}}},
                "GET":{"httpMethod":"GET","authorizationType":"NONE","apiKeyRequired":false}}}]}"#,
    ),
    (
        "apigateway:GetAuthorizers",
        r#"{"item":[{"id":"z1","name":"who","type":"REQUEST","authType":"custom",
            "authorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function:who/invocations",
            "authorizerCredentials":"","identitySource":"method.request.header.Authorization","authorizerResultTtlInSeconds":0,
            "jwtConfiguration":{"issuers":[{"issuer":"https://id.example.com","audiences":["b","a"],
                "jwksUri":"https://id.example.com/keys","additionalClaims":[{"claimName":"sub","required":true}]}],
                "defaultAlgorithms":["RS256"]}}]}"#,
    ),
    (
        "apigateway:GetStages",
        r#"{"item":[{"stageName":"prod","deploymentId":"d1","cacheClusterEnabled":true,"cacheClusterSize":"0.5",
            "cacheClusterStatus":"AVAILABLE","clientCertificateId":"c1","documentationVersion":"1.0","tracingEnabled":true,
            "variables":{"host":"backend.example.com","empty":""},"webAclArn":"arn:aws:wafv2:us-east-1:111122223333:regional/webacl/w/1",
            "methodSettings":{
                "~1pets~1{id}/GET":{"metricsEnabled":true,"loggingLevel":"ERROR","dataTraceEnabled":false,
                    "throttlingBurstLimit":-1,"throttlingRateLimit":-1.0,"cachingEnabled":false,"cacheTtlInSeconds":300,
                    "cacheDataEncrypted":false,"requireAuthorizationForCacheControl":true,
                    "unauthorizedCacheControlHeaderStrategy":"SUCCEED_WITH_RESPONSE_HEADER"},
                "~1/GET":{"metricsEnabled":false,"dataTraceEnabled":false,"cachingEnabled":false,"cacheDataEncrypted":false,
                    "requireAuthorizationForCacheControl":true},
                "*/*":{"metricsEnabled":true,"loggingLevel":"INFO","dataTraceEnabled":true,
                    "throttlingBurstLimit":50,"throttlingRateLimit":12.5,"cachingEnabled":true,"cacheTtlInSeconds":60,
                    "cacheDataEncrypted":true,"requireAuthorizationForCacheControl":false}},
            "accessLogSettings":{"destinationArn":"arn:aws:logs:us-east-1:111122223333:log-group:access","format":"$context.requestId"},
            "canarySettings":{"percentTraffic":10.0,"deploymentId":"d2","stageVariableOverrides":{"host":"new.example.com"},"useStageCache":false},
            "tags":{"stage":"prod"},"createdDate":1767323045,"lastUpdatedDate":1767409445}]}"#,
    ),
    (
        "apigateway:GetDeployment",
        r#"{"id":"d1","description":"first","createdDate":1767323045,"apiSummary":{
            "/pets":{"POST":{"authorizationType":"NONE","apiKeyRequired":false},"GET":{"authorizationType":"NONE","apiKeyRequired":false}}}}"#,
    ),
    (
        "apigateway:GetGatewayResponses",
        r#"{"item":[{"responseType":"THROTTLED","statusCode":"429","responseParameters":{"gatewayresponse.header.Retry-After":"'60'"},
            "responseTemplates":{"application/json":"{\"message\":$context.error.messageString}"},"defaultResponse":false},
            {"responseType":"DEFAULT_5XX","responseParameters":{},"responseTemplates":{},"defaultResponse":true}]}"#,
    ),
    (
        "apigateway:GetRequestValidators",
        r#"{"item":[{"id":"v1","name":"body","validateRequestBody":true,"validateRequestParameters":false}]}"#,
    ),
    (
        "apigateway:GetModels",
        r#"{"item":[{"id":"m1","name":"Pet","description":"a pet","contentType":"application/json",
            "schema":"{\n  \"type\": \"object\",\n  \"required\": [\"name\"]\n}"},
            {"id":"m2","name":"Broken","contentType":"application/json","schema":"{"},
            {"id":"m3","name":"Bare","contentType":"text/plain"}]}"#,
    ),
    (
        "apigateway:GetDocumentationVersions",
        r#"{"item":[{"version":"1.0","description":"for prod","createdDate":1767323045}]}"#,
    ),
];

/// The answers of a whole API, and what a test says.
async fn whole(other: impl Fn(&Request<'_>) -> Option<crate::stand_in::Reply> + Send + Sync + 'static) -> Inventory {
    let body = |operation: &str| WHOLE.iter().find(|(name, _)| *name == operation).map(|(_, body)| json(body));
    collected(&gateways(move |request| other(request).or_else(|| body(request.operation)))).await
}

fn all_lines(inventory: &Inventory, path: &str) -> String {
    let of_path = inventory.resources.iter().filter(|resource| resource.arn.contains(path));
    of_path.map(lines).collect::<Vec<_>>().join("\n")
}

#[tokio::test(start_paused = true)]
async fn an_api_with_everything() {
    let inventory = whole(|_| None).await;
    assert!(inventory.unlisted.is_empty());
    insta::assert_snapshot!("rest_api", all_lines(&inventory, "/restapis/a1"));
    let text = &resource(&inventory, "/restapis/a1").texts["Policy"];
    assert!(text.starts_with(r#"{"Version":"2012-10-17","Statement":[{"Effect":"#), "{text}");
}

/// Every name that is promised is set: a value, absent, or a gap that says why.
#[tokio::test(start_paused = true)]
async fn every_name_that_is_promised_is_set() {
    let aws = gateways(|request| {
        let all = WHOLE.iter().chain(OTHERS);
        all.into_iter().find(|(name, _)| *name == request.operation).map(|(_, body)| json(body))
    });
    let inventory = collected(&aws).await;
    let mut types: Vec<&str> = inventory.resources.iter().map(|found| found.resource_type.as_str()).collect();
    types.dedup();
    for found in &inventory.resources {
        let Some((_, spec)) = aplomb::collect::type_spec(&found.resource_type) else { panic!("{}", found.arn) };
        let set = |section: &aplomb::resource::Section| section.keys().cloned().collect::<Vec<_>>();
        let promised = |names: &[&str]| {
            let mut names: Vec<String> = names.iter().map(ToString::to_string).collect();
            names.sort();
            names
        };
        assert_eq!(set(&found.properties), promised(spec.properties), "{}", found.arn);
        assert_eq!(set(&found.status), promised(spec.status), "{}", found.arn);
        assert_eq!(known(found, "tags") == "not collected: ", !spec.tags, "{}: {}", found.arn, known(found, "tags"));
    }
    let ours = aplomb::collect::COLLECTORS.iter().find(|collector| collector.service == "apigateway").expect("ours");
    for spec in ours.types {
        assert!(inventory.resources.iter().any(|found| found.resource_type == spec.name), "no {}", spec.name);
    }
}

/// What a region has beside APIs.
const OTHERS: &[(&str, &str)] = &[
    (
        "apigateway:GetAccount",
        r#"{"cloudwatchRoleArn":"arn:aws:iam::111122223333:role/logs","throttleSettings":{"rateLimit":10000.0,"burstLimit":5000},
            "features":["UsagePlans"],"apiKeyVersion":"4"}"#,
    ),
    (
        "apigateway:GetUsagePlans",
        r#"{"item":[{"id":"p1","name":"gold","description":"","throttle":{"burstLimit":20,"rateLimit":10.0},
            "quota":{"limit":1000,"offset":0,"period":"DAY"},"tags":{"a":"b"},
            "apiStages":[{"apiId":"a2","stage":"prod"},
                {"apiId":"a1","stage":"prod","throttle":{"/pets/GET":{"burstLimit":2,"rateLimit":1.0}}}]}]}"#,
    ),
    (
        "apigateway:GetUsagePlanKeys",
        r#"{"item":[{"id":"k1","type":"API_KEY","name":"old","value":"0123456789012345678901"}]}"#,
    ),
    (
        "apigateway:GetApiKeys",
        r#"{"item":[{"id":"k1","name":"old","customerId":"c","enabled":true,"createdDate":1767323045,"lastUpdatedDate":1767323045,
            "stageKeys":["b2/prod","a1/prod"]}]}"#,
    ),
    (
        "apigateway:GetClientCertificates",
        r#"{"item":[{"clientCertificateId":"c1","description":"x","pemEncodedCertificate":"-----BEGIN CERTIFICATE-----",
            "createdDate":1767323045,"expirationDate":1798859045}]}"#,
    ),
    (
        "apigateway:GetDomainNames",
        r#"{"item":[
            {"domainName":"api.example.com","domainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/api.example.com",
             "regionalCertificateArn":"arn:aws:acm:us-east-1:111122223333:certificate/1","securityPolicy":"TLS_1_2",
             "endpointConfiguration":{"types":["REGIONAL"],"ipAddressType":"ipv4"},"routingMode":"BASE_PATH_MAPPING_ONLY",
             "mutualTlsAuthentication":{"truststoreUri":"s3://trust/store.pem","truststoreVersion":"7","truststoreWarnings":["w"]}},
            {"domainName":"api.inside","domainNameId":"i1","domainNameArn":"arn:aws:apigateway:us-east-1:111122223333:/domainnames/api.inside+i1",
             "securityPolicy":"TLS_1_2","endpointConfiguration":{"types":["PRIVATE"]},
             "policy":"{\\\"Statement\\\":[]}","managementPolicy":"{\\\"Statement\\\":{}}"},
            {"domainName":"api.inside","domainNameId":"i2","securityPolicy":"TLS_1_2","endpointConfiguration":{"types":["PRIVATE"]}}]}"#,
    ),
    (
        "apigateway:GetBasePathMappings",
        r#"{"item":[{"basePath":"(none)","restApiId":"a1","stage":"prod"},{"basePath":"v1","restApiId":"a1"}]}"#,
    ),
];

#[tokio::test(start_paused = true)]
async fn what_a_region_has_beside_apis() {
    let inventory = collected(&answers(OTHERS)).await;
    assert!(inventory.unlisted.is_empty());
    let mut here =
        inventory.resources.iter().filter(|found| found.region == "us-east-1").map(lines).collect::<Vec<_>>();
    here.sort();
    insta::assert_snapshot!("beside_apis", here.join("\n"));
    let private = resource(&inventory, "+i1");
    assert_eq!(private.texts["Policy"], r#"{"Statement":[]}"#);
    assert_eq!(
        resource(&inventory, "+i2").arn,
        "arn:aws:apigateway:us-east-1:111122223333:/domainnames/api.inside+i2",
        "AWS's own form, where it did not answer it"
    );
}

/// One domain without mappings is the only list that AWS leaves out of its answer.
#[tokio::test(start_paused = true)]
async fn a_domain_without_mappings_answers_nothing() {
    let aws = gateways(|request| match request.operation {
        "apigateway:GetDomainNames" => OTHERS.iter().find(|(name, _)| *name == request.operation).map(|(_, b)| json(b)),
        "apigateway:GetBasePathMappings" => Some(json("{}")),
        _ => None,
    });
    let inventory = collected(&aws).await;
    assert_eq!(known(resource(&inventory, "/api.example.com"), "status.Children.BasePathMapping"), "0");
    assert!(inventory.unlisted.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_region_without_apis_costs_the_lists() {
    let aws = answers(&[]);
    let inventory = collected(&aws).await;
    assert_eq!(
        asked(&aws),
        [
            "apigateway:GetAccount 1",
            "apigateway:GetApiKeys 1",
            "apigateway:GetClientCertificates 1",
            "apigateway:GetDomainNames 1",
            "apigateway:GetRestApis 1",
            "apigateway:GetUsagePlans 1",
            "apigatewayv2:GetApis 1",
            "apigatewayv2:GetDomainNames 1",
        ]
    );
    let of_gateway: Vec<&str> = arns(&inventory).into_iter().filter(|arn| arn.contains(":apigateway:")).collect();
    assert_eq!(of_gateway, ["arn:aws:apigateway:eu-west-1::/account", "arn:aws:apigateway:us-east-1::/account"]);
    assert_eq!(known(resource(&inventory, "us-east-1::/account"), "properties.CloudWatchRoleArn"), "absent");
}

/// Rules: validators and documentation versions are listed only where one is named, deployments only where a stage
/// runs one.
#[tokio::test(start_paused = true)]
async fn an_api_costs_five_to_seven_calls_and_one_a_deployment() {
    for (more, children, expected) in [(true, "1", 8), (false, "not collected", 6)] {
        let aws = gateways(move |request| {
            let (_, body) = WHOLE.iter().find(|(name, _)| *name == request.operation)?;
            let named = ["\"requestValidatorId\":\"v1\",", "\"documentationVersion\":\"1.0\","];
            Some(json(&if more { (*body).to_owned() } else { body.replace(named[0], "").replace(named[1], "") }))
        });
        let inventory = collected(&aws).await;
        let of_api = |name: &&String| {
            !["GetAccount", "GetRestApis", "GetUsagePlans", "GetApiKeys", "GetDomainNames", "GetClientCertificates"]
                .iter()
                .any(|list| name.contains(list))
                && !name.contains("v2")
        };
        let found = asked(&aws);
        assert_eq!(found.iter().filter(of_api).count(), expected, "{found:?}");
        let api = resource(&inventory, "/restapis/a1");
        for name in ["RequestValidator", "DocumentationVersion"] {
            assert!(known(api, &format!("status.Children.{name}")).starts_with(children), "{name}");
        }
    }
}

/// A list of children that broke: the count is a gap, the type is said not to be listed, and no other is hurt.
#[tokio::test(start_paused = true)]
async fn a_list_of_children_that_breaks_costs_only_them() {
    let why = "denied: {} (AccessDeniedException), allow apigateway:GET";
    for (operation, broken) in [
        ("GetResources", &["Method", "Resource"][..]),
        ("GetAuthorizers", &["Authorizer"]),
        ("GetStages", &["Deployment", "Stage"]),
        ("GetGatewayResponses", &["GatewayResponse"]),
        ("GetModels", &["Model"]),
        ("GetRequestValidators", &["RequestValidator"]),
        ("GetDocumentationVersions", &["DocumentationVersion"]),
    ] {
        let operation = format!("apigateway:{operation}");
        let name = operation.clone();
        let inventory =
            whole(move |request| (request.operation == name).then(|| refused(403, "AccessDeniedException"))).await;
        let why = why.replace("{}", &operation);
        let expected: Vec<String> =
            broken.iter().map(|tail| format!("AWS::ApiGateway::{tail} in us-east-1 not listed: {why}")).collect();
        assert_eq!(unlisted(&inventory), expected);
        let api = resource(&inventory, "/restapis/a1");
        for name in api.status.keys().filter_map(|name| name.strip_prefix("Children.")) {
            let count = known(api, &format!("status.Children.{name}"));
            assert_eq!(count == why, broken.contains(&name), "{operation}: {name}: {count}");
        }
        assert_eq!(known(api, "properties.Name"), "\"shop\"");
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_of_apis_that_breaks_hides_all_below_them() {
    let aws = gateways(|request| (request.operation == "apigateway:GetRestApis").then(|| json("{}")));
    let found = unlisted(&collected(&aws).await);
    assert_eq!(found.len(), 10, "{found:?}");
    for text in found {
        assert!(text.ends_with("not listed: undecodable: apigateway:GetRestApis (the answer lacks item)"), "{text}");
    }
}

/// A deployment that cannot be read is one all the same: the stage names it.
#[tokio::test(start_paused = true)]
async fn a_deployment_that_was_not_read_keeps_its_id() {
    let inventory =
        whole(|request| (request.operation == "apigateway:GetDeployment").then(|| refused(404, "NotFoundException")))
            .await;
    let deployment = resource(&inventory, "/deployments/d1");
    assert_eq!(known(deployment, "properties.DeploymentId"), "\"d1\"");
    assert_eq!(known(deployment, "status.ApiSummary"), "gone: apigateway:GetDeployment (NotFoundException)");
    let inventory = whole(|request| {
        (request.operation == "apigateway:GetDeployment").then(|| json(r#"{"id":"d1","createdDate":1767323045}"#))
    })
    .await;
    let deployment = resource(&inventory, "/deployments/d1");
    assert_eq!(
        known(deployment, "status.ApiSummary"),
        "undecodable: apigateway:GetDeployment (the answer lacks apiSummary)"
    );
    assert_eq!(known(deployment, "status.CreatedDate"), "\"2026-01-02T03:04:05Z\"");
}

/// A flag that AWS always sends and that is missing is not `false`.
#[tokio::test(start_paused = true)]
async fn a_flag_that_is_missing_is_a_gap() {
    for (operation, member, arn, path) in [
        ("GetRestApis", r#""disableExecuteApiEndpoint":false,"#, "/a1", "properties.DisableExecuteApiEndpoint"),
        ("GetResources", r#""apiKeyRequired":true,"#, "/r1/methods/POST", "properties.ApiKeyRequired"),
        ("GetStages", r#""tracingEnabled":true,"#, "/stages/prod", "properties.TracingEnabled"),
        ("GetStages", r#""cacheClusterEnabled":true,"#, "/stages/prod", "properties.CacheClusterEnabled"),
        ("GetStages", r#""dataTraceEnabled":true,"#, "/stages/prod", "properties.MethodSettings"),
        ("GetRequestValidators", r#""validateRequestBody":true,"#, "/v1", "properties.ValidateRequestBody"),
        ("GetDeployment", r#","apiKeyRequired":false"#, "/d1", "status.ApiSummary"),
        ("GetGatewayResponses", r#","defaultResponse":true"#, "/DEFAULT_5XX", "status.DefaultResponse"),
    ] {
        let operation = format!("apigateway:{operation}");
        let name = operation.clone();
        let inventory = whole(move |request| {
            let (_, body) = WHOLE.iter().find(|(other, _)| *other == name && *other == request.operation)?;
            assert!(body.contains(member), "{member}");
            Some(json(&body.replacen(member, "", 1)))
        })
        .await;
        let said = known(resource(&inventory, arn), path);
        let missing = member.split('"').nth(1).expect("a name");
        assert_eq!(said, format!("undecodable: {operation} (the answer lacks {missing})"));
    }
}

/// The SDK refuses the whole answer.
#[tokio::test(start_paused = true)]
async fn methods_of_another_form_are_not_no_methods() {
    let inventory = whole(|request| {
        let (_, body) = WHOLE.iter().find(|(name, _)| *name == request.operation && name.ends_with(":GetResources"))?;
        let mut page: serde_json::Value = serde_json::from_str(body).expect("JSON");
        page["item"][0]["resourceMethods"] = serde_json::json!(["GET"]);
        Some(json(&page.to_string()))
    })
    .await;
    let expected = "undecodable: apigateway:GetResources (the answer could not be decoded)";
    assert_eq!(known(resource(&inventory, "/restapis/a1"), "status.Children.Method"), expected);
    let broken =
        ["Method", "Resource"].map(|tail| format!("AWS::ApiGateway::{tail} in us-east-1 not listed: {expected}"));
    assert_eq!(unlisted(&inventory), broken);
}
