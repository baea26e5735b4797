//! What AWS answers of HTTP and WebSocket APIs and their domains, and what the schema calls it.

use crate::collect::gateway::Kind;
use crate::collect::members::{Member, Shape, always, maybe};

pub(super) const API: &[Member] = &[
    always("apiId", "ApiId", Shape::Text),
    always("name", "Name", Shape::Text),
    maybe("description", "Description", Shape::Text),
    maybe("version", "Version", Shape::Text),
    always("protocolType", "ProtocolType", Shape::Text),
    maybe("apiEndpoint", "ApiEndpoint", Shape::Text),
    maybe("apiKeySelectionExpression", "ApiKeySelectionExpression", Shape::Text),
    maybe("routeSelectionExpression", "RouteSelectionExpression", Shape::Text),
    always("disableExecuteApiEndpoint", "DisableExecuteApiEndpoint", Shape::Flag),
    maybe("disableSchemaValidation", "DisableSchemaValidation", Shape::Flag),
    maybe("ipAddressType", "IpAddressType", Shape::Text),
    maybe("corsConfiguration", "CorsConfiguration", Shape::Record(CORS)),
];
pub(super) const CREATED: &[Member] = &[always("createdDate", "CreatedDate", Shape::Date)];
const CORS: &[Member] = &[
    maybe("allowOrigins", "AllowOrigins", Shape::Texts),
    maybe("allowMethods", "AllowMethods", Shape::Texts),
    maybe("allowHeaders", "AllowHeaders", Shape::Texts),
    maybe("exposeHeaders", "ExposeHeaders", Shape::Texts),
    maybe("allowCredentials", "AllowCredentials", Shape::Flag),
    maybe("maxAge", "MaxAge", Shape::Number),
];

pub(super) const ROUTE: Kind = Kind {
    name: "Route",
    resource_type: "AWS::ApiGatewayV2::Route",
    folder: "routes",
    id: "routeId",
    properties: &[
        always("routeId", "RouteId", Shape::Text),
        always("routeKey", "RouteKey", Shape::Text),
        always("authorizationType", "AuthorizationType", Shape::Text),
        maybe("authorizerId", "AuthorizerId", Shape::Text),
        maybe("authorizationScopes", "AuthorizationScopes", Shape::Texts),
        always("apiKeyRequired", "ApiKeyRequired", Shape::Flag),
        maybe("target", "Target", Shape::Text),
        maybe("operationName", "OperationName", Shape::Text),
        maybe("modelSelectionExpression", "ModelSelectionExpression", Shape::Text),
        maybe("requestModels", "RequestModels", Shape::Map(&Shape::Text)),
    ],
    status: &[],
};

pub(super) const INTEGRATION: Kind = Kind {
    name: "Integration",
    resource_type: "AWS::ApiGatewayV2::Integration",
    folder: "integrations",
    id: "integrationId",
    properties: &[
        always("integrationId", "IntegrationId", Shape::Text),
        always("integrationType", "IntegrationType", Shape::Text),
        maybe("integrationSubtype", "IntegrationSubtype", Shape::Text),
        maybe("integrationUri", "IntegrationUri", Shape::Text),
        maybe("integrationMethod", "IntegrationMethod", Shape::Text),
        maybe("connectionType", "ConnectionType", Shape::Text),
        maybe("connectionId", "ConnectionId", Shape::Text),
        maybe("credentialsArn", "CredentialsArn", Shape::Text),
        maybe("payloadFormatVersion", "PayloadFormatVersion", Shape::Text),
        maybe("timeoutInMillis", "TimeoutInMillis", Shape::Number),
        maybe("tlsConfig", "TlsConfig", Shape::Record(TLS)),
        maybe("requestParameters", "RequestParameters", Shape::Map(&Shape::Text)),
    ],
    status: &[],
};
const TLS: &[Member] = &[maybe("serverNameToVerify", "ServerNameToVerify", Shape::Text)];

pub(super) const AUTHORIZER: Kind = Kind {
    name: "Authorizer",
    resource_type: "AWS::ApiGatewayV2::Authorizer",
    folder: "authorizers",
    id: "authorizerId",
    properties: &[
        always("authorizerId", "AuthorizerId", Shape::Text),
        always("name", "Name", Shape::Text),
        always("authorizerType", "AuthorizerType", Shape::Text),
        maybe("authorizerUri", "AuthorizerUri", Shape::Text),
        maybe("authorizerCredentialsArn", "AuthorizerCredentialsArn", Shape::Text),
        maybe("authorizerPayloadFormatVersion", "AuthorizerPayloadFormatVersion", Shape::Text),
        maybe("authorizerResultTtlInSeconds", "AuthorizerResultTtlInSeconds", Shape::Number),
        maybe("enableSimpleResponses", "EnableSimpleResponses", Shape::Flag),
        maybe("identitySource", "IdentitySource", Shape::Texts),
        maybe("identityValidationExpression", "IdentityValidationExpression", Shape::Text),
        maybe("jwtConfiguration", "JwtConfiguration", Shape::Record(JWT)),
    ],
    status: &[],
};
const JWT: &[Member] = &[maybe("issuer", "Issuer", Shape::Text), maybe("audience", "Audience", Shape::Texts)];

pub(super) const STAGE: Kind = Kind {
    name: "Stage",
    resource_type: "AWS::ApiGatewayV2::Stage",
    folder: "stages",
    id: "stageName",
    properties: &[
        always("stageName", "StageName", Shape::Text),
        maybe("autoDeploy", "AutoDeploy", Shape::Flag),
        maybe("deploymentId", "DeploymentId", Shape::Text),
        maybe("description", "Description", Shape::Text),
        maybe("clientCertificateId", "ClientCertificateId", Shape::Text),
        maybe("accessLogSettings", "AccessLogSettings", Shape::Record(ACCESS_LOG)),
        maybe("stageVariables", "StageVariables", Shape::Map(&Shape::Text)),
        always("defaultRouteSettings", "DefaultRouteSettings", Shape::Record(SETTINGS)),
        always("routeSettings", "RouteSettings", Shape::Map(&Shape::Record(SETTINGS))),
    ],
    status: &[
        always("createdDate", "CreatedDate", Shape::Date),
        maybe("lastUpdatedDate", "LastUpdatedDate", Shape::Date),
        maybe("apiGatewayManaged", "ApiGatewayManaged", Shape::Flag),
    ],
};
const ACCESS_LOG: &[Member] =
    &[maybe("destinationArn", "DestinationArn", Shape::Text), maybe("format", "Format", Shape::Text)];
const SETTINGS: &[Member] = &[
    maybe("throttlingRateLimit", "ThrottlingRateLimit", Shape::Number),
    maybe("throttlingBurstLimit", "ThrottlingBurstLimit", Shape::Number),
    maybe("loggingLevel", "LoggingLevel", Shape::Text),
    maybe("dataTraceEnabled", "DataTraceEnabled", Shape::Flag),
    maybe("detailedMetricsEnabled", "DetailedMetricsEnabled", Shape::Flag),
];

pub(super) const DOMAIN: &[Member] = &[
    always("domainName", "DomainName", Shape::Text),
    maybe("domainNameArn", "DomainNameArn", Shape::Text),
    maybe("routingMode", "RoutingMode", Shape::Text),
    always("domainNameConfigurations", "DomainNameConfigurations", Shape::Records(CONFIGURATION)),
    maybe("mutualTlsAuthentication", "MutualTlsAuthentication", Shape::Record(MUTUAL_TLS)),
];
pub(super) const DOMAIN_STATUS: &[Member] =
    &[maybe("mutualTlsAuthentication", "MutualTlsAuthentication", Shape::Record(TRUST_WARNINGS))];
const CONFIGURATION: &[Member] = &[
    always("securityPolicy", "SecurityPolicy", Shape::Text),
    always("endpointType", "EndpointType", Shape::Text),
    maybe("certificateArn", "CertificateArn", Shape::Text),
    maybe("ipAddressType", "IpAddressType", Shape::Text),
];
const MUTUAL_TLS: &[Member] = &[
    maybe("truststoreUri", "TruststoreUri", Shape::Text),
    maybe("truststoreVersion", "TruststoreVersion", Shape::Text),
];
const TRUST_WARNINGS: &[Member] = &[maybe("truststoreWarnings", "TruststoreWarnings", Shape::Texts)];

pub(super) const MAPPING: Kind = Kind {
    name: "ApiMapping",
    resource_type: "AWS::ApiGatewayV2::ApiMapping",
    folder: "apimappings",
    id: "apiMappingId",
    properties: &[
        always("apiMappingId", "ApiMappingId", Shape::Text),
        maybe("apiMappingKey", "ApiMappingKey", Shape::Text),
        always("apiId", "ApiId", Shape::Text),
        always("stage", "Stage", Shape::Text),
    ],
    status: &[],
};
