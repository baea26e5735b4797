//! Signed calls to services whose SDK crate is too heavy to build, through the SDK's own generic operation.

use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemeOptionResolverParams, SharedAuthScheme, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::identity::SharedIdentityResolver;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SigningName;
use aws_types::region::{Region, SigningRegion};

use super::answer::{Answer, ask};
use super::clients::ATTEMPTS;
use super::read_list::service_name;
use super::session::Session;

/// One call of the query protocol.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// Service id of the model, e.g. `CloudWatch`; our name of the service follows from it.
    pub service_id: &'static str,
    /// What signs and names the host, e.g. `monitoring`.
    pub endpoint: &'static str,
    pub operation: &'static str,
    /// API version, e.g. `2010-08-01`.
    pub version: &'static str,
    pub region: &'a str,
    /// Names and values, as the API has them (`AlarmTypes.member.1`).
    pub parameters: &'a [(&'a str, &'a str)],
}

/// Domain of a partition's endpoints.
const DOMAINS: &[(&str, &str)] = &[
    ("aws", "amazonaws.com"),
    ("aws-us-gov", "amazonaws.com"),
    ("aws-cn", "amazonaws.com.cn"),
    ("aws-eusc", "amazonaws.eu"),
    ("aws-iso", "c2s.ic.gov"),
    ("aws-iso-b", "sc2s.sgov.gov"),
    ("aws-iso-e", "cloud.adc-e.uk"),
    ("aws-iso-f", "csp.hci.ic.gov"),
];

/// Asks one question; the answer is the XML as it came.
pub async fn query(session: &Session, query: Query<'_>) -> Answer<String> {
    let settings = session.settings();
    let domain = DOMAINS.iter().find(|(partition, _)| *partition == session.header.partition).map_or("", |(_, d)| d);
    let endpoint = match settings.endpoint(&service_name(query.service_id)) {
        Some(url) => url.clone(),
        None => format!("https://{}.{}.{domain}", query.endpoint, query.region),
    };
    let retry =
        if settings.retry { RetryConfig::standard().with_max_attempts(ATTEMPTS) } else { RetryConfig::disabled() };
    let body = form(&query);
    let operation = Operation::builder()
        .service_name(query.service_id)
        .operation_name(query.operation)
        .behavior_version(BehaviorVersion::latest())
        .http_client(settings.http.clone())
        .endpoint_url(&endpoint)
        .standard_retry(&retry)
        .timeout_config(TimeoutConfig::disabled())
        .sleep_impl(TokioSleep::new())
        .time_source(aws_smithy_async::time::SystemTimeSource::new())
        .interceptor(settings.tagger(query.region))
        .runtime_plugin(signing(session, query.endpoint, query.region))
        .serializer(move |(): ()| {
            let mut request = HttpRequest::new(SdkBody::from(body.clone()));
            request.set_method("POST")?;
            request.set_uri("/")?;
            request.headers_mut().insert("content-type", "application/x-www-form-urlencoded");
            Ok(request)
        })
        .deserializer::<String, ErrorMetadata>(|response| {
            let body = String::from_utf8_lossy(response.body().bytes().unwrap_or_default()).into_owned();
            if response.status().is_success() {
                return Ok(body);
            }
            let first = |name| texts(&body, name).into_iter().next();
            let mut error = ErrorMetadata::builder();
            if let Some(code) = first("Code") {
                error = error.code(code);
            }
            Err(OrchestratorError::operation(error.message(first("Message").unwrap_or_default()).build()))
        })
        .build();
    ask(operation.invoke(())).await
}

/// The body of a request. Every byte that is not plain is encoded: a page token may hold any.
fn form(query: &Query<'_>) -> String {
    let mut body = format!("Action={}&Version={}", query.operation, query.version);
    for (name, value) in query.parameters {
        body += &format!("&{name}=");
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => body.push(char::from(byte)),
                _ => body += &format!("%{byte:02X}"),
            }
        }
    }
    body
}

/// The texts of all elements of a name, in order. Enough for lists of plain names.
pub fn texts(xml: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&open).skip(1).filter_map(|rest| Some(rest.split_once(&close)?.0.trim().to_owned())).collect()
}

fn signing(session: &Session, name: &str, region: &str) -> StaticRuntimePlugin {
    let region = Region::new(region.to_owned());
    let config = SigV4OperationSigningConfig {
        region: Some(SigningRegion::from(region.clone())),
        name: Some(SigningName::from(name.to_owned())),
        ..SigV4OperationSigningConfig::default()
    };
    let mut layer = Layer::new("signing");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(SigningRegion::from(region));
    layer.store_put(SigningName::from(name.to_owned()));
    layer.store_put(config);
    let mut components = RuntimeComponentsBuilder::new("signing")
        .with_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()))
        .with_auth_scheme_option_resolver(Some(SharedAuthSchemeOptionResolver::new(
            StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID]),
        )))
        .with_identity_cache(Some(IdentityCache::no_cache()));
    if let Some(credentials) = session.settings().sdk.credentials_provider() {
        components.set_identity_resolver(SCHEME_ID, SharedIdentityResolver::new(credentials));
    }
    StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_encoded() {
        let query = Query {
            service_id: "CloudWatch",
            endpoint: "monitoring",
            operation: "DescribeAlarms",
            version: "2010-08-01",
            region: "eu-west-1",
            parameters: &[("AlarmTypes.member.1", "MetricAlarm"), ("NextToken", "a+b/c==&é")],
        };
        assert_eq!(
            form(&query),
            "Action=DescribeAlarms&Version=2010-08-01&AlarmTypes.member.1=MetricAlarm&NextToken=a%2Bb%2Fc%3D%3D%26%C3%A9"
        );
    }
}
