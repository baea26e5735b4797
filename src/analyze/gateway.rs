//! API Gateway: who may call, from where, how often, and what is told of it.

mod authorization;
mod backend;
mod bypass;
mod calls;
mod cors;
mod drift;
mod headers;
mod integration;
mod keys;
mod limits;
mod log_format;
mod logs;
mod matrix;
mod operation;
mod plans;
mod reach;
mod reflection;
mod registry;
mod response;
mod schema;
mod secrets;
mod template;
mod throttle;
mod validation;
mod velocity;

use super::{FactSpec, class};

/// The facts of this topic.
pub(super) const FACTS: &[FactSpec] = &[
    FactSpec {
        name: "AccessLogPipeline",
        types: &["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"],
        derive: logs::pipeline,
    },
    FactSpec {
        name: "AccountThrottle",
        types: &["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"],
        derive: throttle::of_account,
    },
    FactSpec { name: "AgeSeconds", types: &["AWS::ApiGateway::ApiKey"], derive: keys::age },
    FactSpec {
        name: "ApiProtocol",
        types: &[
            "AWS::ApiGatewayV2::Route",
            "AWS::ApiGatewayV2::Stage",
            "AWS::ApiGatewayV2::Integration",
            "AWS::ApiGatewayV2::Authorizer",
        ],
        derive: authorization::protocol,
    },
    FactSpec {
        name: "ApiReach",
        types: &[
            "AWS::ApiGateway::RestApi",
            "AWS::ApiGateway::Method",
            "AWS::ApiGateway::Stage",
            "AWS::ApiGateway::DomainNameV2",
        ],
        derive: reach::reach,
    },
    FactSpec { name: "Authorization", types: &["AWS::ApiGateway::Method"], derive: authorization::of_method },
    FactSpec {
        name: "Authorization",
        types: &["AWS::ApiGateway::GatewayResponse", "AWS::ApiGateway::Stage"],
        derive: authorization::of_siblings,
    },
    FactSpec { name: "Authorization", types: &["AWS::ApiGatewayV2::Api"], derive: authorization::of_api },
    FactSpec { name: "AuthorizationDrift", types: &["AWS::ApiGateway::Stage"], derive: drift::authorization_drift },
    FactSpec {
        name: "AuthorizerUse",
        types: &["AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer"],
        derive: authorization::authorizer_use,
    },
    FactSpec { name: "Backend", types: &["AWS::ApiGateway::Method"], derive: backend::backend },
    FactSpec { name: "BackendHost", types: &["AWS::ApiGateway::Method"], derive: backend::backend_host },
    FactSpec {
        name: "ClientLimits",
        types: &["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"],
        derive: limits::client_limits,
    },
    FactSpec {
        name: "CorsCredentials",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: cors::credentials,
    },
    FactSpec {
        name: "CorsExposedHeaders",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: cors::exposed_headers,
    },
    FactSpec {
        name: "CorsHeaders",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: cors::headers,
    },
    FactSpec { name: "CorsMatrix", types: &["AWS::ApiGateway::RestApi"], derive: matrix::of_rest_api },
    FactSpec { name: "CorsMatrix", types: &["AWS::ApiGatewayV2::Api"], derive: matrix::of_api },
    FactSpec {
        name: "CorsMaxAge",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: cors::max_age,
    },
    FactSpec {
        name: "CorsMethods",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: cors::methods,
    },
    FactSpec {
        name: "CorsOrigins",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Api"],
        derive: cors::origins,
    },
    FactSpec { name: "DocumentationBehind", types: &["AWS::ApiGateway::Stage"], derive: drift::documentation_behind },
    FactSpec {
        name: "EffectiveAuthorization",
        types: &["AWS::ApiGateway::Method"],
        derive: authorization::effective_of_method,
    },
    FactSpec {
        name: "EffectiveAuthorization",
        types: &["AWS::ApiGatewayV2::Route"],
        derive: authorization::effective_of_route,
    },
    // That of the handshake of a WebSocket.
    FactSpec {
        name: "EffectiveAuthorization",
        types: &["AWS::ApiGatewayV2::Api"],
        derive: authorization::effective_of_api,
    },
    FactSpec { name: "EffectiveResponse", types: &["AWS::ApiGateway::GatewayResponse"], derive: response::effective },
    FactSpec {
        name: "EffectiveThrottle",
        types: &["AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route"],
        derive: throttle::effective,
    },
    FactSpec {
        name: "EndpointBypass",
        types: &["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"],
        derive: bypass::endpoint_bypass,
    },
    FactSpec {
        name: "IsHighSecurity",
        types: &["AWS::ApiGateway::Authorizer", "AWS::ApiGateway::DomainName"],
        derive: class::is_high_security,
    },
    FactSpec { name: "IsProduction", types: &["AWS::ApiGateway::Stage"], derive: class::is_production },
    FactSpec { name: "LogFormatFields", types: &["AWS::ApiGateway::Stage"], derive: log_format::of_rest_stage },
    FactSpec { name: "LogFormatFields", types: &["AWS::ApiGatewayV2::Stage"], derive: log_format::of_stage },
    FactSpec { name: "LogRole", types: &["AWS::ApiGateway::Account"], derive: logs::role_of_region },
    FactSpec { name: "ModelUse", types: &["AWS::ApiGateway::Model"], derive: validation::model_use },
    FactSpec { name: "OriginReflection", types: &["AWS::ApiGateway::Method"], derive: reflection::reflection },
    FactSpec { name: "PathMethods", types: &["AWS::ApiGateway::Method"], derive: authorization::path_methods },
    FactSpec {
        name: "Registry",
        types: &["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"],
        derive: registry::registry,
    },
    FactSpec { name: "RequestValidation", types: &["AWS::ApiGateway::Method"], derive: validation::request_validation },
    FactSpec { name: "RotationPartners", types: &["AWS::ApiGateway::ApiKey"], derive: keys::rotation_partners },
    FactSpec { name: "SchemaLooseness", types: &["AWS::ApiGateway::Model"], derive: schema::looseness },
    FactSpec { name: "SecondsSinceUpdate", types: &["AWS::ApiGateway::Stage"], derive: drift::seconds_since_update },
    FactSpec { name: "SecretsFound", types: &["AWS::ApiGateway::Method"], derive: secrets::in_method },
    FactSpec { name: "SecretsFound", types: &["AWS::ApiGateway::Stage"], derive: secrets::in_rest_stage },
    FactSpec { name: "SecretsFound", types: &["AWS::ApiGatewayV2::Stage"], derive: secrets::in_stage },
    FactSpec { name: "UsagePlanBypass", types: &["AWS::ApiGateway::UsagePlan"], derive: plans::bypass },
    FactSpec { name: "UsagePlanCoverage", types: &["AWS::ApiGateway::UsagePlan"], derive: plans::coverage },
    FactSpec { name: "UsagePlanCoverage", types: &["AWS::ApiGateway::ApiKey"], derive: plans::plans_of_key },
];
