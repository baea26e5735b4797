//! The connector below every SDK client: refuses, limits, masks, records or replays.

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;

use super::key::{Key, Place};
use super::recording::{Exchange, Failure, FailureKind, Outcome, now, sha256};
use super::shared::Shared;
use super::store::is_throttle;
use super::tag::{Asked, Tag};
use crate::resource::Evidence;

/// The headers of an answer that are kept. The SDK sees no others, so that live and replay are the same.
pub const HEADERS: &[&str] = &[
    "content-type",
    "date",
    "x-amz-bucket-region",
    "x-amz-id-2",
    "x-amz-request-id",
    "x-amz-retry-after",
    "x-amzn-errortype",
    "x-amzn-query-error",
    "x-amzn-requestid",
];

/// How long one attempt may take, from the first byte sent to the last byte read.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// The HTTP client that every SDK client is given.
#[derive(Debug, Clone)]
pub struct RecordingClient {
    shared: Arc<Shared>,
    /// `None` in a replay: there is no way to the network.
    network: Option<SharedHttpClient>,
}

impl RecordingClient {
    /// Over the network, or over the recording alone.
    pub fn new(shared: Arc<Shared>, network: Option<SharedHttpClient>) -> Self {
        Self { shared, network }
    }
}

impl HttpClient for RecordingClient {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let network = self.network.as_ref().map(|client| client.http_connector(settings, components));
        SharedHttpConnector::new(RecordingConnector { shared: self.shared.clone(), network })
    }
}

#[derive(Debug, Clone)]
struct RecordingConnector {
    shared: Arc<Shared>,
    network: Option<SharedHttpConnector>,
}

impl HttpConnector for RecordingConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move { connector.exchange(request).await })
    }
}

impl RecordingConnector {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let Some(tag) = request.extension::<Tag>().cloned() else {
            return Err(ConnectorError::user("refused: the request does not say which operation it is".into()));
        };
        if !self.shared.read_list().allows(&tag.operation) {
            tag.leave(Asked { refused: true, ..tag.asked(None, None) });
            return Err(ConnectorError::user(format!("refused: {} is not on the read list", tag.operation).into()));
        }
        let key = self.key(&tag, &request);
        // The attempts after the first belong to a call that holds the turnstile already.
        if tag.attempt <= 1 {
            let turnstile = self.shared.turnstile(&key).lock_owned().await;
            if let Some((exchange, body)) = self.shared.recorded(&key).map_err(io)? {
                tag.leave(tag.asked(Some(&exchange.outcome), Some(&body)));
                return answer(&exchange.outcome, body);
            }
            tag.call.with(|state| state.turnstile = Some(turnstile));
        }
        let Some(network) = &self.network else {
            tag.leave(Asked { missing: true, ..tag.asked(None, None) });
            return Err(ConnectorError::other("not in the recording".into(), None));
        };
        self.shared.count(&tag.service);
        self.shared.limits.acquire(&tag.region, &tag.service).await;
        let (outcome, body) = match tokio::time::timeout(TIME_LIMIT, send(network, request)).await {
            Ok(Ok((status, headers, body))) => {
                let body = self.shared.masker.mask(&tag.operation, body);
                (Outcome::Answered { status, headers, body: sha256(&body) }, body)
            }
            Ok(Err(error)) if error.is_timeout() => (failed(FailureKind::Timeout, &error), Vec::new()),
            Ok(Err(error)) => (failed(FailureKind::Connection, &error), Vec::new()),
            Err(_) => {
                let error = format!("no answer within {} seconds", TIME_LIMIT.as_secs());
                (Outcome::Failed { failure: Failure { kind: FailureKind::Timeout, error } }, Vec::new())
            }
        };
        match &outcome {
            Outcome::Answered { status, .. } if is_throttle(*status, &body) => {
                self.shared.limits.throttled(&tag.region, &tag.service);
            }
            _ => self.shared.limits.answered(&tag.region, &tag.service),
        }
        tag.leave(tag.asked(Some(&outcome), Some(&body)));
        let exchange = Exchange { key: key.to_value(), at: now(), attempts: tag.attempt, outcome: outcome.clone() };
        tag.call.with(|state| state.pending = Some((key, exchange, body.clone())));
        answer(&outcome, body)
    }

    fn key(&self, tag: &Tag, request: &HttpRequest) -> Key {
        let (partition, account) = self.shared.identity();
        let operation = tag.operation.split_once(':').map_or("", |(_, operation)| operation);
        let place = Place {
            partition: &partition,
            account: &account,
            region: &tag.region,
            service: &tag.service,
            operation,
            turn: tag.turn,
        };
        Key::new(place, request)
    }
}

impl Tag {
    fn asked(&self, outcome: Option<&Outcome>, body: Option<&Vec<u8>>) -> Asked {
        let (status, sha256) = match outcome {
            Some(Outcome::Answered { status, body, .. }) => (Some(*status), Some(body.clone())),
            _ => (None, None),
        };
        Asked {
            evidence: Evidence {
                operation: self.operation.as_str().into(),
                region: self.region.as_str().into(),
                sha256: sha256.map(Into::into),
            },
            status,
            whole: body.is_some_and(|body| is_whole(body)),
            missing: false,
            refused: false,
            body: body.cloned().unwrap_or_default(),
        }
    }

    fn leave(&self, asked: Asked) {
        self.call.with(|state| state.asked = Some(asked));
    }
}

async fn send(
    network: &SharedHttpConnector,
    request: HttpRequest,
) -> Result<(u16, Vec<(String, String)>, Vec<u8>), ConnectorError> {
    let mut response = network.call(request).await?;
    let status = response.status().as_u16();
    let headers = HEADERS
        .iter()
        .filter_map(|name| response.headers().get(*name).map(|value| ((*name).to_owned(), value.to_owned())))
        .collect();
    let body = response.take_body().collect().await.map_err(ConnectorError::io)?;
    Ok((status, headers, body.to_bytes().to_vec()))
}

fn answer(outcome: &Outcome, body: Vec<u8>) -> Result<HttpResponse, ConnectorError> {
    let (status, headers) = match outcome {
        Outcome::Answered { status, headers, .. } => (*status, headers),
        Outcome::Failed { failure } => {
            let error = failure.error.clone().into();
            return Err(match failure.kind {
                FailureKind::Timeout => ConnectorError::timeout(error),
                FailureKind::Connection => ConnectorError::io(error),
            });
        }
    };
    let status = StatusCode::try_from(status).map_err(|error| ConnectorError::other(error.into(), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(body));
    for (name, value) in headers {
        response
            .headers_mut()
            .try_insert(name.clone(), value.clone())
            .map_err(|error| ConnectorError::other(error.into(), None))?;
    }
    Ok(response)
}

fn failed(kind: FailureKind, error: &ConnectorError) -> Outcome {
    // The whole chain: the outer error only says that dispatch failed.
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    Outcome::Failed { failure: Failure { kind, error: text } }
}

fn io(error: std::io::Error) -> ConnectorError {
    ConnectorError::other(error.into(), None)
}

/// Whether a body ends as it must. The SDK's decoders take a cut list for a short one and nothing for "none".
fn is_whole(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    if text.starts_with('<') {
        let Some(root) = xml_root(text) else { return false };
        let Some(last) = text.rfind('<').map(|start| &text[start..]) else { return false };
        let closing = last.strip_prefix("</").and_then(|rest| rest.strip_suffix('>')).map(str::trim);
        let alone = last.ends_with("/>") && last[1..].starts_with(root);
        return closing == Some(root) || alone;
    }
    !text.is_empty() && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// The name of the outermost element, after declaration and comments.
fn xml_root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let end = match rest {
            _ if rest.starts_with("<?") => rest.find("?>")? + 2,
            _ if rest.starts_with("<!--") => rest.find("-->")? + 3,
            _ if rest.starts_with("<!") => rest.find('>')? + 1,
            _ => break,
        };
        rest = &rest[end..];
    }
    let name = rest.strip_prefix('<')?;
    let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
    Some(&name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_body_that_is_closed_is_whole() {
        for (body, whole) in [
            ("<a><b>1</b></a>", true),
            ("<?xml version=\"1.0\"?>\n<a xmlns=\"x\"><b/></a>\n", true),
            ("<a/>", true),
            ("<a xmlns=\"x\"/>", true),
            ("<a><b>1</b>", false),
            ("<a><b/>", false),
            ("<a", false),
            ("", false),
            ("  ", false),
            ("{}", true),
            ("{\"a\":[1,2", false),
            ("{\"a\":1} trailing", false),
            ("<!DOCTYPE html><html><body>no</body></html>", true),
        ] {
            assert_eq!(is_whole(body.as_bytes()), whole, "{body}");
        }
    }
}
