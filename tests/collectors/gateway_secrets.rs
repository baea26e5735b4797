//! Secrets in what API Gateway answers: planted in each field that is masked, and found in no recorded byte.

use aplomb::aws::session::{Options, Session, Source};
use aplomb::collect;

use crate::account::json;
use crate::gateways::gateways;

/// Stands for a secret in the answers below.
const PLANT: &str = "PLANTED";
/// A key that its name gives away, and that is of no known form.
const KEY: &str = "QmPdZxVw8sKj3LtYb6RfNcHg1UaEo4Ti5nBv7XqS";

const ANSWERS: &[(&str, &str)] = &[
    (
        "apigateway:GetRestApis",
        r#"{"item":[{"id":"a1","name":"n","createdDate":1767323045,"apiKeySource":"HEADER",
            "endpointConfiguration":{"types":["EDGE"]},"disableExecuteApiEndpoint":false}]}"#,
    ),
    (
        "apigateway:GetResources",
        r#"{"item":[{"id":"r1","path":"/x","resourceMethods":{"GET":{"httpMethod":"GET","authorizationType":"NONE",
            "apiKeyRequired":false,"methodIntegration":{"type":"HTTP","uri":"https://user:PLANTED@backend.example/x?api_key=PLANTED&a=1",
                "requestParameters":{"integration.request.header.x-api-key":"'PLANTED'",
                    "integration.request.header.Authorization":"'Bearer PLANTED'","integration.request.header.Accept":"'text/plain'"},
                "requestTemplates":{"application/json":"{\"apiToken\": \"PLANTED\", \"a\": $input.json('$')}"},
                "integrationResponses":{"200":{"statusCode":"200",
                    "responseParameters":{"method.response.header.x-api-key":"'PLANTED'"},
                    "responseTemplates":{"application/json":" #set($context.responseOverride.header.x-api-key = \"PLANTED\")"}}}}}}}]}"#,
    ),
    (
        "apigateway:GetAuthorizers",
        r#"{"item":[{"id":"z","name":"n","type":"REQUEST","authorizerUri":"https://user:PLANTED@backend.example/"}]}"#,
    ),
    (
        "apigateway:GetStages",
        r#"{"item":[{"stageName":"prod","cacheClusterEnabled":false,"tracingEnabled":false,"methodSettings":{},
            "variables":{"apiKey":"PLANTED","host":"backend.example"},
            "canarySettings":{"stageVariableOverrides":{"clientSecret":"PLANTED"}},
            "createdDate":1767323045,"lastUpdatedDate":1767323045}]}"#,
    ),
    (
        "apigateway:GetGatewayResponses",
        r#"{"item":[{"responseType":"THROTTLED","defaultResponse":false,"responseParameters":{"gatewayresponse.header.x-token":"'PLANTED'"},
            "responseTemplates":{"text/plain":"api_key=PLANTED"}}]}"#,
    ),
    ("apigateway:GetUsagePlans", r#"{"item":[{"id":"p1","name":"gold"}]}"#),
    ("apigateway:GetUsagePlanKeys", r#"{"item":[{"id":"k1","type":"API_KEY","value":"PLANTED"}]}"#),
    ("apigateway:GetApiKeys", r#"{"item":[{"id":"k1","enabled":true,"createdDate":1767323045,"value":"PLANTED"}]}"#),
    (
        "apigatewayv2:GetApis",
        r#"{"items":[{"apiId":"h1","name":"n","protocolType":"HTTP","routeSelectionExpression":"$x","createdDate":"2026-01-02T03:04:05Z"}]}"#,
    ),
    (
        "apigatewayv2:GetIntegrations",
        r#"{"items":[{"integrationId":"i1","integrationType":"HTTP_PROXY","integrationUri":"https://backend.example/?token=PLANTED",
            "requestParameters":{"overwrite:header.x-api-key":"PLANTED"},"requestTemplates":{"a":"apiKey=PLANTED"},
            "responseParameters":{"200":{"overwrite:header.Authorization":"PLANTED"}}}]}"#,
    ),
    (
        "apigatewayv2:GetAuthorizers",
        r#"{"items":[{"authorizerId":"z1","name":"n","authorizerType":"REQUEST","authorizerUri":"https://u:PLANTED@backend.example/"}]}"#,
    ),
    (
        "apigatewayv2:GetStages",
        r#"{"items":[{"stageName":"$default","defaultRouteSettings":{},"routeSettings":{},"createdDate":"2026-01-02T03:04:05Z",
            "stageVariables":{"dbPassword":"PLANTED"}}]}"#,
    ),
];

/// What a scan of these answers records, and what is collected.
async fn recorded() -> (Vec<u8>, String) {
    let aws = gateways(|request| {
        let (_, body) = ANSWERS.iter().find(|(operation, _)| *operation == request.operation)?;
        Some(json(&body.replace(PLANT, KEY)))
    });
    let services = ["apigateway", "apigatewayv2"].map(str::to_owned).into();
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("recording");
    let reads = collect::read_list(&services);
    let network = Some(aws.network("us-east-1"));
    let known_services = collect::services();
    let options = Options { network, services: Some(services), known_services, ..Options::default() };
    let session = Session::open(Source::Live { record: Some(path.clone()) }, options, reads).await.expect("opens");
    let inventory = collect::collect(&session).await.expect("collects");
    assert!(session.finish().unwritten.is_none());
    let recording = std::fs::read(&path).expect("a recording");
    (zstd::decode_all(recording.as_slice()).expect("a zstd stream"), format!("{inventory:?}"))
}

#[tokio::test(start_paused = true)]
async fn a_secret_in_any_masked_field_is_found_in_no_recorded_byte() {
    let (recording, inventory) = recorded().await;
    let recording = String::from_utf8_lossy(&recording);
    for piece in KEY.as_bytes()[4..].windows(8) {
        let piece = std::str::from_utf8(piece).expect("ASCII");
        assert!(!recording.contains(piece), "{piece} is recorded: {recording}");
        assert!(!inventory.contains(piece), "{piece} is collected: {inventory}");
    }
    let planted: usize = ANSWERS.iter().map(|(_, body)| body.matches(PLANT).count()).sum();
    assert_eq!(recording.matches("<masked ").count(), planted, "each leaves a mark: {recording}");
}

/// What is around a secret, and what is none, is as it was.
#[tokio::test(start_paused = true)]
async fn what_is_no_secret_stays() {
    let (_, inventory) = recorded().await;
    for text in [
        "@backend.example/x?api_key=<masked api-key 40+ QmPd* ",
        "'Bearer <masked bearer 40+ QmPd* ",
        "'text/plain'",
        "$input.json('$')",
        "String(\"backend.example\")",
    ] {
        assert!(inventory.contains(text), "{text}: {inventory}");
    }
}
