//! Makes every SDK client: the one place that does, so that none goes round the recorder.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use aws_config::SdkConfig;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::region::Region;

use super::connector::RecordingClient;
use super::shared::Shared;
use super::tag::Tagger;

/// Clients by service and region, made when first needed: making one costs more than six calls.
#[derive(Debug)]
pub struct Clients {
    settings: Settings,
    made: Mutex<Made>,
}

/// Clients of any service, by service and region.
type Made = HashMap<(&'static str, String), Arc<dyn Any + Send + Sync>>;

/// What all clients share.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Credentials, region and switches of this audit; no service configuration of its own.
    pub sdk: SdkConfig,
    /// Endpoint overrides by service; `""` is the one for all.
    pub endpoints: BTreeMap<String, String>,
    pub http: RecordingClient,
    pub shared: Arc<Shared>,
    /// `false` in a replay: asking again would give the same answer.
    pub retry: bool,
}

/// Attempts of one call, as the SDK's standard mode has it.
pub const ATTEMPTS: u32 = 3;

/// A service whose client we can make.
pub trait Service: Clone + Send + Sync + 'static {
    /// Name as in `--services`.
    const NAME: &'static str;
    /// A client for one region.
    fn make(settings: &Settings, region: &str) -> Self;
}

impl Clients {
    /// Over these settings.
    pub fn new(settings: Settings) -> Self {
        Self { settings, made: Mutex::default() }
    }

    /// The client of a service in a region.
    pub fn get<S: Service>(&self, region: &str) -> S {
        let make = || S::make(&self.settings, region);
        let Ok(mut made) = self.made.lock() else { return make() };
        let client = made.entry((S::NAME, region.to_owned())).or_insert_with(|| Arc::new(make()));
        client.downcast_ref::<S>().cloned().unwrap_or_else(make)
    }

    /// What generic operations need beside a client (see `generic`).
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl Settings {
    /// The endpoint override of a service.
    pub fn endpoint(&self, service: &str) -> Option<&String> {
        self.endpoints.get(service).or_else(|| self.endpoints.get(""))
    }

    /// The configuration of one service's client in one region.
    pub fn config(&self, service: &str, region: &str) -> SdkConfig {
        let retry =
            if self.retry { RetryConfig::standard().with_max_attempts(ATTEMPTS) } else { RetryConfig::disabled() };
        let mut builder = self
            .sdk
            .to_builder()
            .region(Region::new(region.to_owned()))
            .http_client(self.http.clone())
            .retry_config(retry)
            // The connector keeps the time limits, so that a timeout is an exchange too.
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        builder.set_endpoint_url(self.endpoint(service).cloned());
        builder.build()
    }

    /// The interceptor of a client in one region.
    pub fn tagger(&self, region: &str) -> Tagger {
        Tagger::new(region.to_owned(), self.shared.clone())
    }
}

macro_rules! service {
    ($krate:ident, $name:literal $(, $switch:ident)?) => {
        impl Service for $krate::Client {
            const NAME: &'static str = $name;
            fn make(settings: &Settings, region: &str) -> Self {
                let builder = $krate::config::Builder::from(&settings.config($name, region));
                let builder = builder.interceptor(settings.tagger(region));
                $(let builder = builder.$switch(true);)?
                Self::from_conf(builder.build())
            }
        }
    };
}

service!(aws_sdk_account, "account");
service!(aws_sdk_apigateway, "apigateway");
service!(aws_sdk_apigatewayv2, "apigatewayv2");
service!(aws_sdk_cloudtrail, "cloudtrail");
service!(aws_sdk_cloudwatchlogs, "logs");
service!(aws_sdk_iam, "iam");
service!(aws_sdk_kms, "kms");
service!(aws_sdk_organizations, "organizations");
// The inner client of S3 Express would drop our interceptor and fetch credentials through our connector.
service!(aws_sdk_s3, "s3", disable_s3_express_session_auth);
service!(aws_sdk_s3control, "s3control");
service!(aws_sdk_sts, "sts");
