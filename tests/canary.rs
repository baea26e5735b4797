//! Canaries: a secret in a field that is masked is found nowhere afterwards.
//!
//! The call is made here as a collector makes it, through the real connector, and with answers that no collector would
//! understand. Secrets in every other masked field: `collectors/gateway_secrets.rs`.

#[path = "recording/edit.rs"]
mod edit;
#[path = "connector/stand_in.rs"]
mod stand_in;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use aplomb::aws::answer::{Answer, ask};
use aplomb::aws::read_list::{Read, ReadList};
use aplomb::aws::session::{Options, Session, Source};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use serde_json::Value;
use stand_in::{Aws, Reply};

const OPERATION: &str = "apigateway:GetApiKeys";
/// A key as API Gateway makes them.
const CANARY: &str = "QmPdZxVw8sKj3LtYb6RfNcHg1UaEo4Ti5nBv7XqS";
/// A key that somebody chose.
const SHORT: &str = "hunter2-cnry";

/// Ways in which an answer can hold secrets.
const ANSWERS: &[(u16, &str)] = &[
    // As it comes, and as the service model calls it.
    (200, r#"{"item":[{"id":"one","value":"CANARY"},{"id":"two","value":"CANARY"},{"id":"three","value":"SHORT"}]}"#),
    (200, r#"{"items":[{"id":"one","value":"CANARY"},{"id":"two","value":"SHORT"}]}"#),
    // Broken off, and with more after it.
    (200, r#"{"item":[{"id":"one","value":"CANARY"},{"id":"two","value":"CANA"#),
    (200, r#"{"item":[{"id":"one","value":"CANARY"}],"position":"SHO"#),
    (200, r#"{"item":[{"id":"one","value":"CANARY"}]} SHORT"#),
    // In another form than it should have.
    (200, r#"{"item":{"id":"one","value":"CANARY"}}"#),
    (200, r#"{"item":["CANARY","SHORT"]}"#),
    (200, r#"[{"id":"one","value":"CANARY"}]"#),
    (200, r#"{"item":[{"id":"one","value":["CANARY",{"old":"SHORT"}]}]}"#),
    (200, r#"{"item":[{"id":"one","value":"CANARY","value":"SHORT"}]}"#),
    (200, "\"CANARY\""),
    (200, "<html><body>CANARY SHORT</body></html>"),
    // An error that comes with what it should have said.
    (400, r#"{"item":[{"id":"one","value":"CANARY"}],"message":"no"}"#),
    (403, "CANARY SHORT"),
    (500, r#"{"item":[{"id":"one","value":"CANARY"}]}"#),
    (503, "<Error><Message>CANARY</Message></Error>"),
];

#[test]
fn a_secret_in_a_masked_field_is_found_nowhere() {
    for (status, body) in ANSWERS {
        let directory = tempfile::tempdir().expect("directory");
        let path = directory.path().join("recording");
        let body = with_secrets(body);
        let (live, replayed) = in_time(async {
            let (live, session) = recorded(&path, *status, &body).await;
            let replayed = replayed(&path).await;
            (format!("{live:?} {session}"), format!("{replayed:?}"))
        });
        nothing_in(live.as_bytes(), "the answer that a collector sees");
        nothing_in(replayed.as_bytes(), "the answer of a replay");
        nothing_in_recording(&path);
        nothing_in_scan(&path, "json");
    }
}

#[test]
fn nor_in_any_report_and_not_when_the_recording_is_broken() {
    // One that could be masked, and one that had to be withheld.
    for (status, body) in [ANSWERS[0], ANSWERS[2]] {
        let directory = tempfile::tempdir().expect("directory");
        let path = directory.path().join("recording");
        in_time(recorded(&path, status, &with_secrets(body)));
        for format in aplomb::report::FORMATS {
            nothing_in_scan(&path, format.name);
        }
        let whole = std::fs::read(&path).expect("read");
        for cut in [whole.len() / 2, whole.len() - 40] {
            std::fs::write(&path, &whole[..cut]).expect("write");
            nothing_in_scan(&path, "table");
        }
        let mut damaged = whole.clone();
        damaged[whole.len() * 3 / 4] ^= 0x55;
        std::fs::write(&path, damaged).expect("write");
        nothing_in_scan(&path, "table");
    }
}

/// The masks would be worth nothing if they hid that a key is there, or which keys are the same.
#[test]
fn what_is_no_secret_stays() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("recording");
    let body = with_secrets(ANSWERS[0].1);
    let (live, replayed) = in_time(async { (recorded(&path, 200, &body).await.0, replayed(&path).await) });
    let seen = live.outcome.expect("an answer");
    let keys: Value = serde_json::from_str(&seen).expect("JSON");
    let key = |index: usize, member: &str| keys["item"][index][member].as_str().expect("a text").to_owned();
    assert_eq!([key(0, "id"), key(1, "id"), key(2, "id")], ["one", "two", "three"]);
    assert_eq!(key(0, "value"), key(1, "value"));
    assert_ne!(key(0, "value"), key(2, "value"));
    assert!(key(0, "value").starts_with("<masked api-key 40+ QmPd* "), "{}", key(0, "value"));
    assert!(key(2, "value").starts_with("<masked api-key 8-19 * "), "{}", key(2, "value"));
    assert_eq!(replayed.outcome.expect("an answer"), seen);
    assert_eq!(replayed.evidence, live.evidence);
}

/// The search itself finds what it is looking for.
#[test]
#[should_panic(expected = "in a test")]
fn a_secret_that_is_there_is_found() {
    nothing_in(format!("... {} ...", &CANARY[4..20]).as_bytes(), "a test");
}

/// Puts the secrets in; `CANA` is one that is broken off.
fn with_secrets(body: &str) -> String {
    body.replace("CANARY", CANARY).replace("SHORT", SHORT).replace("CANA", &CANARY[..20])
}

fn in_time<T>(work: impl Future<Output = T>) -> T {
    // Paused: nobody waits for the retries of a server error.
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().start_paused(true).build().expect("a runtime").block_on(work)
}

fn reads() -> ReadList {
    let read = |service, operation| Read { service, operation, actions: &["apigateway:GET"] };
    ReadList::new([read("sts", "GetCallerIdentity"), read("apigateway", "GetApiKeys")])
}

/// Asks a stand-in for API Gateway, and records what it says. The session is told too, as a log would have it.
async fn recorded(path: &Path, status: u16, body: &str) -> (Answer<String>, String) {
    let reply = Reply { status, body: body.to_owned(), ..Reply::default() };
    let aws: Arc<Aws> = Aws::new(move |request| match request.operation {
        "sts:GetCallerIdentity" => Reply::identity("111122223333"),
        _ => reply.clone(),
    });
    let options = Options {
        network: Some(aws.network("us-east-1")),
        known_services: aplomb::collect::services(),
        ..Options::default()
    };
    let source = Source::Live { record: Some(path.to_owned()) };
    let session = Session::open(source, options, reads()).await.expect("opens");
    let answer = api_keys(&session).await;
    assert!(aws.requests().iter().any(|asked| asked.operation == OPERATION), "nobody asked for the keys");
    let told = format!("{session:?}");
    let end = session.finish();
    assert!(end.unwritten.is_none(), "{:?}", end.unwritten);
    (answer, told)
}

async fn replayed(path: &Path) -> Answer<String> {
    let source = Source::Replay { path: path.to_owned() };
    let session = Session::open(source, Options::default(), reads()).await.expect("opens");
    api_keys(&session).await
}

/// `apigateway:GetApiKeys` as its SDK crate would call it.
async fn api_keys(session: &Session) -> Answer<String> {
    let settings = session.settings();
    let retry = if settings.retry { RetryConfig::standard() } else { RetryConfig::disabled() };
    let operation = Operation::builder()
        .service_name("API Gateway")
        .operation_name("GetApiKeys")
        .behavior_version(BehaviorVersion::latest())
        .http_client(settings.http.clone())
        .endpoint_url("https://apigateway.us-east-1.amazonaws.com")
        .no_auth()
        .standard_retry(&retry)
        .timeout_config(TimeoutConfig::disabled())
        .sleep_impl(TokioSleep::new())
        .interceptor(settings.tagger("us-east-1"))
        .serializer(|(): ()| {
            let mut request = HttpRequest::new(SdkBody::empty());
            request.set_uri("/apikeys?includeValues=true")?;
            Ok(request)
        })
        .deserializer::<String, ErrorMetadata>(|response| {
            let body = String::from_utf8_lossy(response.body().bytes().unwrap_or_default()).into_owned();
            if !response.status().is_success() {
                // As a careless SDK would: the whole body in the message.
                let error = ErrorMetadata::builder().code("BadRequestException").message(body).build();
                return Err(OrchestratorError::operation(error));
            }
            let parsed: Result<Keys, serde_json::Error> = serde_json::from_str(&body);
            parsed.map(|_| body).map_err(OrchestratorError::other)
        })
        .build();
    ask(operation.invoke(())).await
}

/// Strict, so that errors of the decoder quote what they stumble over.
#[derive(serde::Deserialize)]
struct Keys {
    #[serde(default, alias = "items", rename = "item")]
    _items: Vec<Key>,
}

#[derive(serde::Deserialize)]
struct Key {
    #[serde(rename = "value")]
    _value: String,
}

/// Scans the recording with the program itself.
fn nothing_in_scan(path: &Path, format: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_aplomb"))
        .args(["scan", "--verbose", "--format", format, "--replay"])
        .arg(path)
        .current_dir(path.parent().expect("a directory"))
        .output()
        .expect("runs");
    nothing_in(&output.stdout, "the report");
    nothing_in(&output.stderr, "what stderr says");
}

fn nothing_in_recording(path: &Path) {
    let raw = std::fs::read(path).expect("read");
    nothing_in(&raw, "the recording as it lies there");
    nothing_in(&zstd::decode_all(raw.as_slice()).expect("a zstd stream"), "the recording");
    let (_, parts) = edit::parts(raw.as_slice());
    assert!(parts.iter().any(|part| part.operation == OPERATION), "the call was not recorded");
    for part in parts {
        nothing_in(&part.body, "a recorded body");
    }
}

/// The first four characters of a long secret may be shown, and nothing else of it.
fn nothing_in(bytes: &[u8], place: &str) {
    let text = String::from_utf8_lossy(bytes);
    let pieces = CANARY.as_bytes()[4..].windows(8).chain(SHORT.as_bytes().windows(6));
    for piece in pieces {
        let piece = std::str::from_utf8(piece).expect("ASCII");
        assert!(!text.contains(piece), "a secret ({piece}) in {place}: {text}");
    }
    for secret in [CANARY, SHORT] {
        let coded = aws_smithy_types::base64::encode(secret);
        assert!(!text.contains(coded.trim_end_matches('=')), "a secret in base64 in {place}: {text}");
    }
}
