//! Configuration of the SDK: from the user's environment for a live scan, from a header for a replay.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::region::Region;
use aws_types::service_config::ServiceConfigKey;

use super::clients::Settings;
use super::connector::RecordingClient;
use super::recording::Header;
use super::resolver::BelowOverride;
use super::session::SessionError;
use super::shared::Shared;

/// Where AWS is and how to get there.
#[derive(Debug, Clone)]
pub struct Network {
    pub sdk: SdkConfig,
    pub default_region: String,
    /// Endpoint overrides by service; `""` is the one for all.
    pub endpoints: BTreeMap<String, String>,
    /// `None` in a replay.
    client: Option<SharedHttpClient>,
}

/// Service ids under which environment and profile may override an endpoint, and our names.
const SERVICE_IDS: &[(&str, &str)] = &[
    ("Account", "account"),
    ("API Gateway", "apigateway"),
    ("ApiGatewayV2", "apigatewayv2"),
    ("CloudTrail", "cloudtrail"),
    ("CloudWatch", "cloudwatch"),
    ("CloudWatch Logs", "logs"),
    ("EC2", "ec2"),
    ("IAM", "iam"),
    ("KMS", "kms"),
    ("Organizations", "organizations"),
    ("S3", "s3"),
    ("S3 Control", "s3control"),
    ("STS", "sts"),
];

/// For an account whose configuration names no region: global services live there, in the partition `aws`.
const FALLBACK_REGION: &str = "us-east-1";

impl Network {
    /// Through this HTTP client, with credentials that mean nothing: for whoever stands in for AWS.
    pub fn over(client: SharedHttpClient, region: &str) -> Self {
        let sdk = unconfigured(region).build();
        Self { sdk, default_region: region.to_owned(), endpoints: BTreeMap::new(), client: Some(client) }
    }

    /// What the clients are made from.
    pub fn settings(self, shared: Arc<Shared>) -> Settings {
        Settings {
            sdk: self.sdk,
            endpoints: self.endpoints,
            retry: self.client.is_some(),
            http: RecordingClient::new(shared.clone(), self.client),
            shared,
        }
    }
}

/// Loads profile, environment, region and endpoints as every AWS tool does.
///
/// # Errors
/// An endpoint is no URL.
pub async fn load(profile: Option<&str>, endpoint_url: Option<&str>) -> Result<Network, SessionError> {
    let mut loader = aws_config::defaults(BehaviorVersion::latest());
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    let sdk = loader.load().await;
    let mut endpoints = BTreeMap::new();
    match endpoint_url {
        // A flag is for all services: it wins over whatever the environment says of one of them.
        Some(url) => {
            endpoints.insert(String::new(), url.to_owned());
        }
        None => {
            let general = sdk.endpoint_url().map(str::to_owned);
            let own = SERVICE_IDS.iter().filter_map(|(id, name)| Some(((*name).to_owned(), own_endpoint(&sdk, id)?)));
            // Asked for a service, the SDK falls back to the one for all.
            endpoints.extend(own.filter(|(_, url)| Some(url) != general.as_ref()));
            endpoints.extend(general.map(|url| (String::new(), url)));
        }
    }
    for url in endpoints.values() {
        let has_host = url.split_once("://").is_some_and(|(scheme, rest)| {
            matches!(scheme, "http" | "https") && !rest.split(['/', '?']).next().unwrap_or_default().is_empty()
        });
        if url.contains('@') {
            // It would be printed and recorded.
            return Err(SessionError::Configuration("an endpoint URL may not hold a user or password".to_owned()));
        }
        if !has_host || url.parse::<http::Uri>().is_err() {
            return Err(SessionError::Configuration(format!("endpoint {url:?} is no http:// or https:// URL")));
        }
    }
    let default_region = sdk.region().map_or_else(|| FALLBACK_REGION.to_owned(), ToString::to_string);
    let builder = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
    let client = if endpoints.is_empty() {
        builder.build_https()
    } else {
        builder.build_with_resolver(BelowOverride::new(endpoints.values()))
    };
    // Endpoints are ours to set, service by service; nothing else of the profile may redirect a call.
    let sdk = sdk.into_builder().service_config(NoServiceConfig).build();
    Ok(Network { sdk, default_region, endpoints, client: Some(client) })
}

/// No network, no environment, no profile: only what the header says.
pub fn none(header: &Header) -> Network {
    let sdk = unconfigured(&header.default_region).use_fips(header.fips).use_dual_stack(header.dual_stack).build();
    Network { sdk, default_region: header.default_region.clone(), endpoints: header.endpoints.clone(), client: None }
}

fn unconfigured(region: &str) -> aws_types::sdk_config::Builder {
    // Requests are still signed on their way to a recording; the signature is thrown away.
    let credentials = Credentials::new("replay", "replay", None, None, "replay");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .sleep_impl(TokioSleep::new())
}

fn own_endpoint(sdk: &SdkConfig, service_id: &str) -> Option<String> {
    let key =
        ServiceConfigKey::builder().service_id(service_id).env("AWS_ENDPOINT_URL").profile("endpoint_url").build();
    sdk.service_config()?.load_config(key.ok()?)
}

#[derive(Debug)]
struct NoServiceConfig;

impl aws_types::service_config::LoadServiceConfig for NoServiceConfig {
    fn load_config(&self, _key: ServiceConfigKey<'_>) -> Option<String> {
        None
    }
}
