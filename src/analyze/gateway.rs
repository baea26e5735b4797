//! API Gateway: who may call, from where, how often, and what is told of it.

use crate::resource::{Field, Gap, GapCode, Resource};

use super::FactSpec;
use super::index::Index;

/// The facts of this topic.
pub(super) const FACTS: &[FactSpec] = &[
    FactSpec {
        name: "AccessLogPipeline",
        types: &["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"],
        derive: not_yet,
    },
    FactSpec {
        name: "AccountThrottle",
        types: &["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"],
        derive: not_yet,
    },
    FactSpec { name: "AgeSeconds", types: &["AWS::ApiGateway::ApiKey"], derive: not_yet },
    FactSpec {
        name: "ApiProtocol",
        types: &[
            "AWS::ApiGatewayV2::Route",
            "AWS::ApiGatewayV2::Stage",
            "AWS::ApiGatewayV2::Integration",
            "AWS::ApiGatewayV2::Authorizer",
        ],
        derive: not_yet,
    },
    FactSpec {
        name: "ApiReach",
        types: &[
            "AWS::ApiGateway::RestApi",
            "AWS::ApiGateway::Method",
            "AWS::ApiGateway::Stage",
            "AWS::ApiGateway::DomainNameV2",
        ],
        derive: not_yet,
    },
    FactSpec {
        name: "Authorization",
        types: &[
            "AWS::ApiGateway::Method",
            "AWS::ApiGateway::GatewayResponse",
            "AWS::ApiGatewayV2::Api",
            "AWS::ApiGateway::Stage",
        ],
        derive: not_yet,
    },
    FactSpec { name: "AuthorizationDrift", types: &["AWS::ApiGateway::Stage"], derive: not_yet },
    FactSpec {
        name: "AuthorizerUse",
        types: &["AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer"],
        derive: not_yet,
    },
    FactSpec { name: "Backend", types: &["AWS::ApiGateway::Method"], derive: not_yet },
    FactSpec { name: "BackendHost", types: &["AWS::ApiGateway::Method"], derive: not_yet },
    FactSpec { name: "ClientLimits", types: &["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"], derive: not_yet },
    FactSpec {
        name: "CorsCredentials",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: not_yet,
    },
    FactSpec {
        name: "CorsExposedHeaders",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: not_yet,
    },
    FactSpec {
        name: "CorsHeaders",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: not_yet,
    },
    FactSpec { name: "CorsMatrix", types: &["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"], derive: not_yet },
    FactSpec {
        name: "CorsMaxAge",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: not_yet,
    },
    FactSpec {
        name: "CorsMethods",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: not_yet,
    },
    FactSpec {
        name: "CorsOrigins",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: not_yet,
    },
    FactSpec { name: "DocumentationBehind", types: &["AWS::ApiGateway::Stage"], derive: not_yet },
    FactSpec {
        name: "EffectiveAuthorization",
        // On an API: that of the handshake of a WebSocket.
        types: &["AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Api"],
        derive: not_yet,
    },
    FactSpec { name: "EffectiveResponse", types: &["AWS::ApiGateway::GatewayResponse"], derive: not_yet },
    FactSpec {
        name: "EffectiveThrottle",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route"],
        derive: not_yet,
    },
    FactSpec {
        name: "EndpointBypass",
        types: &["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"],
        derive: not_yet,
    },
    FactSpec {
        name: "IsHighSecurity",
        types: &["AWS::ApiGateway::Authorizer", "AWS::ApiGateway::DomainName"],
        derive: not_yet,
    },
    FactSpec { name: "IsProduction", types: &["AWS::ApiGateway::Stage"], derive: not_yet },
    FactSpec {
        name: "LogFormatFields",
        types: &["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"],
        derive: not_yet,
    },
    FactSpec { name: "LogRole", types: &["AWS::ApiGateway::Account"], derive: not_yet },
    FactSpec { name: "ModelUse", types: &["AWS::ApiGateway::Model"], derive: not_yet },
    FactSpec { name: "OriginReflection", types: &["AWS::ApiGateway::Method"], derive: not_yet },
    FactSpec { name: "PathMethods", types: &["AWS::ApiGateway::Method"], derive: not_yet },
    FactSpec { name: "Registry", types: &["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"], derive: not_yet },
    FactSpec { name: "RequestValidation", types: &["AWS::ApiGateway::Method"], derive: not_yet },
    FactSpec { name: "RotationPartners", types: &["AWS::ApiGateway::ApiKey"], derive: not_yet },
    FactSpec { name: "SchemaLooseness", types: &["AWS::ApiGateway::Model"], derive: not_yet },
    FactSpec { name: "SecondsSinceUpdate", types: &["AWS::ApiGateway::Stage"], derive: not_yet },
    FactSpec {
        name: "SecretsFound",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"],
        derive: not_yet,
    },
    FactSpec { name: "UsagePlanBypass", types: &["AWS::ApiGateway::UsagePlan"], derive: not_yet },
    FactSpec {
        name: "UsagePlanCoverage",
        types: &["AWS::ApiGateway::UsagePlan", "AWS::ApiGateway::ApiKey"],
        derive: not_yet,
    },
];

fn not_yet(_: &Index, _: &Resource) -> Field {
    Field::gap(Gap::bare(GapCode::NotCollected), Vec::new())
}
