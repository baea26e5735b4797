//! Stands in for AWS below the recording connector.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::sync::{Arc, Mutex};

use aplomb::aws::live::Network;
use aplomb::aws::tag::Tag;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;

/// What a request asks, as far as the stand-in looks.
pub struct Request<'a> {
    pub uri: &'a str,
    /// `service:Operation`.
    pub operation: &'a str,
    pub region: &'a str,
    pub body: &'a str,
    /// How many came before it.
    pub count: usize,
}

/// What the stand-in says.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub body: String,
    /// Never answers.
    pub hangs: bool,
    /// Closes the connection.
    pub breaks: bool,
}

pub struct Aws {
    reply: Box<dyn Fn(&Request<'_>) -> Reply + Send + Sync>,
    asked: Mutex<Vec<Asked>>,
}

/// One request that arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    /// First part of the host.
    pub host: String,
    /// `service:Operation`.
    pub operation: String,
    pub region: String,
    pub body: String,
}

impl Default for Reply {
    fn default() -> Self {
        Self { status: 200, body: String::new(), hangs: false, breaks: false }
    }
}

impl Reply {
    pub fn xml(body: String) -> Self {
        Self { body, ..Self::default() }
    }

    pub fn identity(account: &str) -> Self {
        Self::xml(format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
             <Arn>arn:aws:iam::{account}:user/u</Arn><UserId>AID</UserId><Account>{account}</Account>\
             </GetCallerIdentityResult></GetCallerIdentityResponse>"
        ))
    }
}

impl Request<'_> {
    pub fn host(&self) -> &str {
        self.uri.split("://").nth(1).unwrap_or_default().split(['/', '?']).next().unwrap_or_default()
    }

    /// Whether it goes to this service.
    pub fn is(&self, service: &str) -> bool {
        self.host().starts_with(&format!("{service}."))
    }

    /// First part of the host: of an S3 request the bucket.
    pub fn first(&self) -> &str {
        self.host().split('.').next().unwrap_or_default()
    }

    /// A parameter of the query, as it stands there.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let (_, query) = self.uri.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

impl Aws {
    pub fn new(reply: impl Fn(&Request<'_>) -> Reply + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { reply: Box::new(reply), asked: Mutex::default() })
    }

    /// What it says to a request, without counting it.
    pub fn answer(&self, request: &Request<'_>) -> Reply {
        (self.reply)(request)
    }

    /// The way to it.
    pub fn network(self: &Arc<Self>, region: &str) -> Network {
        let aws = self.clone();
        let client: SharedHttpClient = http_client_fn(move |_, _| SharedHttpConnector::new(Way(aws.clone())));
        Network::over(client, region)
    }

    /// First part of the host of each request that arrived.
    pub fn asked(&self) -> Vec<String> {
        self.requests().into_iter().map(|asked| asked.host).collect()
    }

    /// Each request that arrived, in order.
    pub fn requests(&self) -> Vec<Asked> {
        self.asked.lock().expect("lock").clone()
    }
}

#[derive(Clone)]
struct Way(Arc<Aws>);

impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Way")
    }
}

impl HttpConnector for Way {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let reply = {
            let mut asked = self.0.asked.lock().expect("lock");
            let tag = request.extension::<Tag>().expect("a request that reached the network has a tag");
            let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
            let seen = Request {
                uri: request.uri(),
                operation: &tag.operation,
                region: &tag.region,
                body: &body,
                count: asked.len(),
            };
            let reply = (self.0.reply)(&seen);
            let host = seen.first().to_owned();
            let (operation, region) = (tag.operation.clone(), tag.region.clone());
            asked.push(Asked { host, operation, region, body });
            reply
        };
        HttpConnectorFuture::new(async move {
            if reply.hangs {
                std::future::pending::<()>().await;
            }
            if reply.breaks {
                return Err(ConnectorError::io("connection reset".into()));
            }
            let status = reply.status.try_into().map_err(|_| ConnectorError::user("status".into()))?;
            Ok(HttpResponse::new(status, SdkBody::from(reply.body)))
        })
    }
}
