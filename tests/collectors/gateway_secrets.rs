//! Secrets in what AWS answers: planted in each field that is masked, and found in no recorded byte and no report.

use std::process::Command;

use aplomb::aws::mask::MASKS;
use aplomb::aws::session::{Options, Session, Source};
use aplomb::collect;
use serde_json::Value;

use crate::account::json;
use crate::gateways::gateways;
use crate::iam_answers::result;

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

/// The seed of a device, which is as good as the device. No marker stands for it: it is left out.
const DEVICES: &str = "<IsTruncated>false</IsTruncated><VirtualMFADevices><member>\
    <SerialNumber>arn:aws:iam::111122223333:mfa/ann</SerialNumber><Base32StringSeed>PLANTED</Base32StringSeed>\
    <QRCodePNG>PLANTED</QRCodePNG><EnableDate>2026-01-02T03:04:05Z</EnableDate></member></VirtualMFADevices>";

/// What a scan of these answers records, what is collected, and what each report says of it.
async fn recorded() -> (Vec<u8>, String, String) {
    let aws = gateways(|request| {
        if request.operation == "iam:ListVirtualMFADevices" {
            return Some(result("ListVirtualMFADevices", &DEVICES.replace(PLANT, KEY)));
        }
        let (_, body) = ANSWERS.iter().find(|(operation, _)| *operation == request.operation)?;
        Some(json(&body.replace(PLANT, KEY)))
    });
    let services = ["apigateway", "apigatewayv2", "iam"].map(str::to_owned).into();
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
    let formats = aplomb::report::FORMATS.iter().map(|format| vec!["scan", "--verbose", "--format", format.name]);
    let lists = ["table", "json"].map(|format| vec!["inventory", "--verbose", "--format", format]);
    let mut reports = String::new();
    for arguments in formats.chain(lists) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aplomb"));
        command.args(&arguments).arg("--replay").arg(&path).current_dir(directory.path());
        let output = command.output().expect("runs");
        assert!(output.stdout.len() > 100, "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        reports += &String::from_utf8_lossy(&output.stdout);
        reports += &String::from_utf8_lossy(&output.stderr);
    }
    (zstd::decode_all(recording.as_slice()).expect("a zstd stream"), format!("{inventory:?}"), reports)
}

#[tokio::test(start_paused = true)]
async fn a_secret_in_any_masked_field_is_found_in_no_recorded_byte_and_no_report() {
    let (recording, inventory, reports) = recorded().await;
    let recording = String::from_utf8_lossy(&recording);
    for piece in KEY.as_bytes()[4..].windows(8) {
        let piece = std::str::from_utf8(piece).expect("ASCII");
        assert!(!recording.contains(piece), "{piece} is recorded: {recording}");
        assert!(!inventory.contains(piece), "{piece} is collected: {inventory}");
        assert!(!reports.contains(piece), "{piece} is reported: {reports}");
    }
    let planted: usize = ANSWERS.iter().map(|(_, body)| body.matches(PLANT).count()).sum();
    assert_eq!(recording.matches("<masked ").count(), planted, "each leaves a mark: {recording}");
    assert!(recording.contains("mfa/ann"), "the device itself is recorded: {recording}");
}

/// A mask that is added wants its secret above.
#[test]
fn a_secret_is_planted_in_every_masked_field() {
    for mask in MASKS {
        // The wire writes one of the two.
        let first = if mask.operation.starts_with("apigatewayv2:") { "items[]" } else { "item[]" };
        for path in mask.paths.iter().filter(|path| path.split('.').next() == Some(first)) {
            let body = ANSWERS.iter().find(|(operation, _)| *operation == mask.operation);
            let (_, body) = body.unwrap_or_else(|| panic!("no answer of {}", mask.operation));
            let body: Value = serde_json::from_str(body).expect("JSON");
            let found = at(&body, path);
            assert!(found.iter().any(|text| text.contains(PLANT)), "{} {path}: {found:?}", mask.operation);
        }
    }
}

/// What stands at a path as masks write it.
fn at<'a>(value: &'a Value, path: &str) -> Vec<&'a str> {
    let mut places = vec![value];
    for step in path.split('.') {
        let name = step.trim_end_matches(['[', ']', '{', '}']);
        places = places.into_iter().filter_map(|place| place.get(name)).collect();
        for _ in 0..(step.len() - name.len()) / 2 {
            let inner = |place: &'a Value| -> Vec<&'a Value> {
                let items = place.as_array().into_iter().flatten();
                items.chain(place.as_object().into_iter().flat_map(|members| members.values())).collect()
            };
            places = places.into_iter().flat_map(inner).collect();
        }
    }
    places.into_iter().filter_map(Value::as_str).collect()
}

/// What is around a secret, and what is none, is as it was.
#[tokio::test(start_paused = true)]
async fn what_is_no_secret_stays() {
    let (_, inventory, _) = recorded().await;
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
