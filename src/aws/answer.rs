//! Asks AWS one thing and says plainly what came of it: an answer, or why there is none.

use std::cell::RefCell;
use std::future::Future;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::Value;

use super::tag::{ASKED, Asked};
use crate::resource::{Evidence, GapCode};

/// What AWS said to one call.
#[derive(Debug, Clone)]
pub struct Answer<O> {
    pub evidence: Evidence,
    pub outcome: Result<O, Refusal>,
}

/// Why there is no answer to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: GapCode,
    /// AWS's error code (`NoSuchBucketPolicy`), or what went wrong below it.
    pub error: String,
    /// The words around it, for messages to people.
    pub message: String,
}

/// Sends a call that an SDK client has built, and classifies how it ended.
///
/// Boxed: a call of the SDK is some kilobytes of state, and collectors hold many of them side by side.
pub fn ask<'a, O, E, F>(call: F) -> BoxFuture<'a, Answer<O>>
where
    F: Future<Output = Result<O, SdkError<E, HttpResponse>>> + Send + 'a,
    O: Send + 'a,
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    async move { sent(call).await.0 }.boxed()
}

/// As [`ask`], for a member of which the SDK's types cannot tell whether it was missing, or empty or false: an answer
/// without this XML element or JSON name is not understood.
pub fn ask_with<'a, O, E, F>(call: F, member: &'static str) -> BoxFuture<'a, Answer<O>>
where
    F: Future<Output = Result<O, SdkError<E, HttpResponse>>> + Send + 'a,
    O: Send + 'a,
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    async move {
        let (answer, body) = sent(call).await;
        let text = String::from_utf8_lossy(&body);
        let forms = [format!("<{member}>"), format!("<{member}/>"), format!("<{member} "), format!("\"{member}\"")];
        let holds = forms.iter().any(|form| text.contains(form));
        let lacks = || refusal(GapCode::Undecodable, &format!("the answer lacks {member}"), "");
        let outcome = answer.outcome.and_then(|output| if holds { Ok(output) } else { Err(lacks()) });
        Answer { evidence: answer.evidence, outcome }
    }
    .boxed()
}

/// As [`ask`], with the answer as AWS wrote it: the SDK's types of some services cannot tell a flag that is missing
/// from `false`, nor a number from 0.
pub fn ask_json<'a, O, E, F>(call: F) -> BoxFuture<'a, Answer<Value>>
where
    F: Future<Output = Result<O, SdkError<E, HttpResponse>>> + Send + 'a,
    O: Send + 'a,
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    async move {
        let (answer, body) = sent(call).await;
        // What the SDK could not decode is not looked at either.
        let outcome = answer.outcome.and_then(|_| serde_json::from_slice(&body).map_err(|_| by_status(200)));
        Answer { evidence: answer.evidence, outcome }
    }
    .boxed()
}

/// The answer, and its body.
async fn sent<O, E, F>(call: F) -> (Answer<O>, Vec<u8>)
where
    F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let (result, asked) = ASKED
        .scope(RefCell::new(None), async {
            let result = call.await;
            (result, ASKED.try_with(RefCell::take).ok().flatten())
        })
        .await;
    let outcome = match (result, &asked) {
        // The SDK takes zero bytes or a cut list for an empty answer; we do not.
        (Ok(_), Some(asked)) if !asked.whole => Err(refusal(GapCode::Undecodable, "the body is not complete", "")),
        (Ok(output), Some(_)) => Ok(output),
        (Ok(_), None) => Err(refusal(GapCode::Failed, "the answer did not come through the recorder", "")),
        (Err(error), asked) => Err(classify(&error, asked.as_ref())),
    };
    let (evidence, body) = asked.map_or_else(
        || (Evidence { operation: "".into(), region: "".into(), sha256: None }, Vec::new()),
        |asked| (asked.evidence, asked.body),
    );
    (Answer { evidence, outcome }, body)
}

/// A refusal with its words.
pub fn refusal(code: GapCode, error: &str, message: &str) -> Refusal {
    Refusal { code, error: error.to_owned(), message: message.to_owned() }
}

/// Error codes of credentials that are wrong or have run out: no permission mends them, other credentials do.
pub const CREDENTIALS: &[&str] = &[
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "MissingAuthenticationToken",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// The only place that says what an SDK error means.
fn classify<E>(error: &SdkError<E, HttpResponse>, asked: Option<&Asked>) -> Refusal
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    if asked.is_some_and(|asked| asked.missing) {
        return refusal(GapCode::NotInRecording, "", "");
    }
    if asked.is_some_and(|asked| asked.refused) {
        return refusal(GapCode::Failed, "refused by the read list", &chain(error));
    }
    match error {
        SdkError::TimeoutError(_) => refusal(GapCode::Timeout, "timeout", &chain(error)),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => {
            refusal(GapCode::Timeout, "timeout", &chain(error))
        }
        SdkError::DispatchFailure(_) => refusal(GapCode::Failed, "connection failed", &chain(error)),
        SdkError::ConstructionFailure(_) => refusal(GapCode::Failed, "the request could not be made", &chain(error)),
        SdkError::ResponseError(failure) => by_status(failure.raw().status().as_u16()),
        SdkError::ServiceError(failure) => {
            let status = failure.raw().status().as_u16();
            match failure.err().code() {
                // An answer with success that the SDK calls an error is not one that we understood.
                _ if status < 400 && status != 301 && status != 307 => by_status(status),
                // The code of half a refusal is not trusted: some codes mean "there is none".
                Some(code) if !code.is_empty() && asked.is_some_and(|asked| !asked.whole) => broken_off(status),
                Some(code) if !code.is_empty() => Refusal {
                    code: by_code(code).unwrap_or(if status >= 500 { GapCode::Failed } else { by_status(status).code }),
                    error: code.to_owned(),
                    message: failure.err().message().unwrap_or_default().to_owned(),
                },
                _ => by_status(status),
            }
        }
        _ => refusal(GapCode::Failed, "failed", &chain(error)),
    }
}

/// A refusal whose body is not complete: what its status tells alone, if that is enough.
fn broken_off(status: u16) -> Refusal {
    if status >= 500 || matches!(status, 401 | 403 | 408 | 429) {
        return by_status(status);
    }
    refusal(GapCode::Undecodable, "the body is not complete", "")
}

fn by_status(status: u16) -> Refusal {
    let code = match status {
        200..=299 => return refusal(GapCode::Undecodable, "the answer could not be decoded", ""),
        401 | 403 => GapCode::Denied,
        404 | 405 | 501 => GapCode::Unsupported,
        408 => GapCode::Timeout,
        429 => GapCode::Throttled,
        _ => GapCode::Failed,
    };
    refusal(code, &format!("HTTP {status}"), "")
}

fn by_code(code: &str) -> Option<GapCode> {
    if CREDENTIALS.contains(&code) {
        return Some(GapCode::Denied);
    }
    Some(match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "AccessDeniedError"
        | "AllAccessDisabled"
        | "AuthFailure"
        | "AuthorizationError"
        | "Forbidden"
        | "ForbiddenException"
        | "IncompleteSignature"
        | "KMSAccessDeniedException"
        | "NotAuthorized"
        | "NotAuthorizedException"
        | "OptInRequired"
        | "SubscriptionRequiredException"
        | "UnauthorizedException"
        | "UnauthorizedOperation" => GapCode::Denied,
        "BandwidthLimitExceeded"
        | "LimitExceededException"
        | "PriorRequestNotComplete"
        | "ProvisionedThroughputExceededException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "SlowDown"
        | "ThrottledException"
        | "Throttling"
        | "ThrottlingException"
        | "TooManyRequestsException"
        | "TransactionInProgressException" => GapCode::Throttled,
        "RequestTimeout" | "RequestTimeoutException" => GapCode::Timeout,
        "InvalidAction"
        | "MethodNotAllowed"
        | "NotImplemented"
        | "UnknownOperationException"
        | "UnsupportedOperation"
        | "UnsupportedOperationException" => GapCode::Unsupported,
        "EventDataStoreNotFoundException"
        | "NoSuchAccessPoint"
        | "NoSuchBucket"
        | "NoSuchEntity"
        | "NotFoundException"
        | "ResourceNotFoundException"
        | "TrailNotFoundException" => GapCode::Gone,
        _ => return None,
    })
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
