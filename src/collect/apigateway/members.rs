//! What AWS answers of a REST API and what stands below it, and what the schema calls it.

use crate::collect::gateway::Kind;
use crate::collect::members::{Member, Shape, always, maybe};

pub(super) const RESOURCE: Kind = Kind {
    name: "Resource",
    resource_type: "AWS::ApiGateway::Resource",
    folder: "resources",
    id: "id",
    properties: RESOURCE_PROPERTIES,
    status: PATH,
};
pub(super) const AUTHORIZER: Kind = Kind {
    name: "Authorizer",
    resource_type: "AWS::ApiGateway::Authorizer",
    folder: "authorizers",
    id: "id",
    properties: AUTHORIZER_PROPERTIES,
    status: AUTHORIZER_STATUS,
};
pub(super) const RESPONSE: Kind = Kind {
    name: "GatewayResponse",
    resource_type: "AWS::ApiGateway::GatewayResponse",
    folder: "gatewayresponses",
    id: "responseType",
    properties: RESPONSE_PROPERTIES,
    status: RESPONSE_STATUS,
};
pub(super) const VALIDATOR: Kind = Kind {
    name: "RequestValidator",
    resource_type: "AWS::ApiGateway::RequestValidator",
    folder: "requestvalidators",
    id: "id",
    properties: VALIDATOR_PROPERTIES,
    status: &[],
};
pub(super) const MODEL: Kind = Kind {
    name: "Model",
    resource_type: "AWS::ApiGateway::Model",
    folder: "models",
    id: "name",
    properties: MODEL_PROPERTIES,
    status: MODEL_STATUS,
};
pub(super) const STAGE: Kind = Kind {
    name: "Stage",
    resource_type: "AWS::ApiGateway::Stage",
    folder: "stages",
    id: "stageName",
    properties: STAGE_PROPERTIES,
    status: STAGE_STATUS,
};
pub(super) const DOCUMENTATION: Kind = Kind {
    name: "DocumentationVersion",
    resource_type: "AWS::ApiGateway::DocumentationVersion",
    folder: "documentation/versions",
    id: "version",
    properties: DOCUMENTATION_PROPERTIES,
    status: CREATED,
};

const ENDPOINTS: &[Member] = &[
    always("types", "Types", Shape::Texts),
    maybe("vpcEndpointIds", "VpcEndpointIds", Shape::Texts),
    maybe("ipAddressType", "IpAddressType", Shape::Text),
];

pub(super) const API: &[Member] = &[
    always("id", "RestApiId", Shape::Text),
    always("name", "Name", Shape::Text),
    maybe("description", "Description", Shape::Text),
    maybe("version", "Version", Shape::Text),
    maybe("binaryMediaTypes", "BinaryMediaTypes", Shape::Texts),
    always("disableExecuteApiEndpoint", "DisableExecuteApiEndpoint", Shape::Flag),
    maybe("minimumCompressionSize", "MinimumCompressionSize", Shape::Number),
    maybe("rootResourceId", "RootResourceId", Shape::Text),
    maybe("securityPolicy", "SecurityPolicy", Shape::Text),
    maybe("endpointAccessMode", "EndpointAccessMode", Shape::Text),
    always("apiKeySource", "ApiKeySourceType", Shape::Text),
    always("endpointConfiguration", "EndpointConfiguration", Shape::Record(ENDPOINTS)),
];
pub(super) const CREATED: &[Member] = &[always("createdDate", "CreatedDate", Shape::Date)];

const RESOURCE_PROPERTIES: &[Member] = &[
    always("id", "ResourceId", Shape::Text),
    // The root has neither.
    maybe("parentId", "ParentId", Shape::Text),
    maybe("pathPart", "PathPart", Shape::Text),
];
pub(super) const PATH: &[Member] = &[always("path", "Path", Shape::Text)];

pub(super) const METHOD_PROPERTIES: &[Member] = &[
    always("httpMethod", "HttpMethod", Shape::Text),
    always("authorizationType", "AuthorizationType", Shape::Text),
    maybe("authorizerId", "AuthorizerId", Shape::Text),
    always("apiKeyRequired", "ApiKeyRequired", Shape::Flag),
    maybe("authorizationScopes", "AuthorizationScopes", Shape::Texts),
    maybe("operationName", "OperationName", Shape::Text),
    maybe("requestValidatorId", "RequestValidatorId", Shape::Text),
    maybe("requestParameters", "RequestParameters", Shape::Map(&Shape::Flag)),
    maybe("requestModels", "RequestModels", Shape::Map(&Shape::Text)),
    maybe("methodResponses", "MethodResponses", Shape::Keyed("StatusCode", METHOD_RESPONSE)),
    maybe("methodIntegration", "Integration", Shape::Record(INTEGRATION)),
];
const METHOD_RESPONSE: &[Member] = &[
    maybe("responseModels", "ResponseModels", Shape::Map(&Shape::Text)),
    maybe("responseParameters", "ResponseParameters", Shape::Map(&Shape::Flag)),
];
const INTEGRATION: &[Member] = &[
    always("type", "Type", Shape::Text),
    maybe("httpMethod", "IntegrationHttpMethod", Shape::Text),
    maybe("uri", "Uri", Shape::Text),
    maybe("connectionType", "ConnectionType", Shape::Text),
    maybe("connectionId", "ConnectionId", Shape::Text),
    maybe("credentials", "Credentials", Shape::Text),
    maybe("passthroughBehavior", "PassthroughBehavior", Shape::Text),
    maybe("contentHandling", "ContentHandling", Shape::Text),
    maybe("timeoutInMillis", "TimeoutInMillis", Shape::Number),
    maybe("cacheNamespace", "CacheNamespace", Shape::Text),
    maybe("cacheKeyParameters", "CacheKeyParameters", Shape::Texts),
    maybe("requestParameters", "RequestParameters", Shape::Map(&Shape::Text)),
    maybe("requestTemplates", "RequestTemplates", Shape::Map(&Shape::Text)),
    maybe("integrationResponses", "IntegrationResponses", Shape::Keyed("StatusCode", INTEGRATION_RESPONSE)),
    maybe("integrationTarget", "IntegrationTarget", Shape::Text),
    maybe("responseTransferMode", "ResponseTransferMode", Shape::Text),
];
const INTEGRATION_RESPONSE: &[Member] = &[
    maybe("selectionPattern", "SelectionPattern", Shape::Text),
    maybe("responseParameters", "ResponseParameters", Shape::Map(&Shape::Text)),
    maybe("responseTemplates", "ResponseTemplates", Shape::Map(&Shape::Text)),
    maybe("contentHandling", "ContentHandling", Shape::Text),
];
/// Of a method's integration, what the schema lacks.
pub(super) const TLS: Member = maybe("tlsConfig", "TlsConfig", Shape::Record(TLS_MEMBERS));
const TLS_MEMBERS: &[Member] = &[always("insecureSkipVerification", "InsecureSkipVerification", Shape::Flag)];

const AUTHORIZER_PROPERTIES: &[Member] = &[
    always("id", "AuthorizerId", Shape::Text),
    always("name", "Name", Shape::Text),
    always("type", "Type", Shape::Text),
    maybe("authType", "AuthType", Shape::Text),
    maybe("authorizerUri", "AuthorizerUri", Shape::Text),
    maybe("authorizerCredentials", "AuthorizerCredentials", Shape::Text),
    maybe("identitySource", "IdentitySource", Shape::Text),
    maybe("identityValidationExpression", "IdentityValidationExpression", Shape::Text),
    maybe("authorizerResultTtlInSeconds", "AuthorizerResultTtlInSeconds", Shape::Number),
    maybe("providerARNs", "ProviderARNs", Shape::Texts),
];
const AUTHORIZER_STATUS: &[Member] = &[maybe("jwtConfiguration", "JwtConfiguration", Shape::Record(JWT))];
const JWT: &[Member] = &[
    maybe("issuers", "Issuers", Shape::SortedRecords(ISSUER)),
    maybe("defaultAlgorithms", "DefaultAlgorithms", Shape::Texts),
];
const ISSUER: &[Member] = &[
    maybe("issuer", "Issuer", Shape::Text),
    maybe("audiences", "Audiences", Shape::Texts),
    maybe("jwksUri", "JwksUri", Shape::Text),
    maybe("additionalClaims", "AdditionalClaims", Shape::SortedRecords(CLAIM)),
];
const CLAIM: &[Member] = &[maybe("claimName", "ClaimName", Shape::Text), maybe("required", "Required", Shape::Flag)];

const RESPONSE_PROPERTIES: &[Member] = &[
    always("responseType", "ResponseType", Shape::Text),
    maybe("statusCode", "StatusCode", Shape::Text),
    maybe("responseParameters", "ResponseParameters", Shape::Map(&Shape::Text)),
    maybe("responseTemplates", "ResponseTemplates", Shape::Map(&Shape::Text)),
];
const RESPONSE_STATUS: &[Member] = &[always("defaultResponse", "DefaultResponse", Shape::Flag)];

const VALIDATOR_PROPERTIES: &[Member] = &[
    always("id", "RequestValidatorId", Shape::Text),
    maybe("name", "Name", Shape::Text),
    always("validateRequestBody", "ValidateRequestBody", Shape::Flag),
    always("validateRequestParameters", "ValidateRequestParameters", Shape::Flag),
];

const MODEL_PROPERTIES: &[Member] = &[
    always("name", "Name", Shape::Text),
    maybe("description", "Description", Shape::Text),
    always("contentType", "ContentType", Shape::Text),
];
const MODEL_STATUS: &[Member] = &[maybe("id", "Id", Shape::Text)];

const DOCUMENTATION_PROPERTIES: &[Member] =
    &[always("version", "DocumentationVersion", Shape::Text), maybe("description", "Description", Shape::Text)];

pub(super) const DEPLOYMENT_PROPERTIES: &[Member] = &[maybe("description", "Description", Shape::Text)];
pub(super) const DEPLOYMENT_STATUS: &[Member] = &[
    always("createdDate", "CreatedDate", Shape::Date),
    always("apiSummary", "ApiSummary", Shape::Map(&Shape::Map(&Shape::Record(SNAPSHOT)))),
];
const SNAPSHOT: &[Member] = &[
    always("authorizationType", "AuthorizationType", Shape::Text),
    always("apiKeyRequired", "ApiKeyRequired", Shape::Flag),
];

const STAGE_PROPERTIES: &[Member] = &[
    always("stageName", "StageName", Shape::Text),
    maybe("deploymentId", "DeploymentId", Shape::Text),
    maybe("description", "Description", Shape::Text),
    always("cacheClusterEnabled", "CacheClusterEnabled", Shape::Flag),
    maybe("cacheClusterSize", "CacheClusterSize", Shape::Text),
    maybe("clientCertificateId", "ClientCertificateId", Shape::Text),
    maybe("documentationVersion", "DocumentationVersion", Shape::Text),
    always("tracingEnabled", "TracingEnabled", Shape::Flag),
    maybe("variables", "Variables", Shape::Map(&Shape::Text)),
    maybe("accessLogSettings", "AccessLogSetting", Shape::Record(ACCESS_LOG)),
    maybe("canarySettings", "CanarySetting", Shape::Record(CANARY)),
];
const STAGE_STATUS: &[Member] = &[
    maybe("webAclArn", "WebAclArn", Shape::Text),
    always("createdDate", "CreatedDate", Shape::Date),
    always("lastUpdatedDate", "LastUpdatedDate", Shape::Date),
    maybe("cacheClusterStatus", "CacheClusterStatus", Shape::Text),
];
const ACCESS_LOG: &[Member] =
    &[maybe("destinationArn", "DestinationArn", Shape::Text), maybe("format", "Format", Shape::Text)];
const CANARY: &[Member] = &[
    maybe("percentTraffic", "PercentTraffic", Shape::Number),
    maybe("deploymentId", "DeploymentId", Shape::Text),
    maybe("stageVariableOverrides", "StageVariableOverrides", Shape::Map(&Shape::Text)),
    maybe("useStageCache", "UseStageCache", Shape::Flag),
];

/// Of one entry of a stage's method settings, what the schema has.
pub(super) const METHOD_SETTING: &[Member] = &[
    maybe("loggingLevel", "LoggingLevel", Shape::Text),
    always("dataTraceEnabled", "DataTraceEnabled", Shape::Flag),
    always("metricsEnabled", "MetricsEnabled", Shape::Flag),
    maybe("throttlingRateLimit", "ThrottlingRateLimit", Shape::Number),
    maybe("throttlingBurstLimit", "ThrottlingBurstLimit", Shape::Number),
    always("cachingEnabled", "CachingEnabled", Shape::Flag),
    maybe("cacheTtlInSeconds", "CacheTtlInSeconds", Shape::Number),
    always("cacheDataEncrypted", "CacheDataEncrypted", Shape::Flag),
];
/// And what it lacks.
pub(super) const METHOD_SETTING_STATUS: &[Member] = &[
    always("requireAuthorizationForCacheControl", "RequireAuthorizationForCacheControl", Shape::Flag),
    maybe("unauthorizedCacheControlHeaderStrategy", "UnauthorizedCacheControlHeaderStrategy", Shape::Text),
];

pub(super) const ACCOUNT: &[Member] = &[maybe("cloudwatchRoleArn", "CloudWatchRoleArn", Shape::Text)];
pub(super) const ACCOUNT_STATUS: &[Member] = &[always("throttleSettings", "ThrottleSettings", Shape::Record(THROTTLE))];
const THROTTLE: &[Member] =
    &[always("rateLimit", "RateLimit", Shape::Number), always("burstLimit", "BurstLimit", Shape::Number)];

pub(super) const PLAN: &[Member] = &[
    always("id", "Id", Shape::Text),
    always("name", "UsagePlanName", Shape::Text),
    maybe("description", "Description", Shape::Text),
    maybe("apiStages", "ApiStages", Shape::SortedRecords(PLAN_STAGE)),
    maybe("throttle", "Throttle", Shape::Record(THROTTLE)),
    maybe("quota", "Quota", Shape::Record(QUOTA)),
];
const PLAN_STAGE: &[Member] = &[
    always("apiId", "ApiId", Shape::Text),
    always("stage", "Stage", Shape::Text),
    maybe("throttle", "Throttle", Shape::Map(&Shape::Record(THROTTLE))),
];
const QUOTA: &[Member] = &[
    always("limit", "Limit", Shape::Number),
    maybe("offset", "Offset", Shape::Number),
    always("period", "Period", Shape::Text),
];
pub(super) const PLAN_KEY: Kind = Kind {
    name: "UsagePlanKey",
    resource_type: "AWS::ApiGateway::UsagePlanKey",
    folder: "keys",
    id: "id",
    properties: &[always("id", "KeyId", Shape::Text), always("type", "KeyType", Shape::Text)],
    status: &[],
};

pub(super) const API_KEY: &[Member] = &[
    always("id", "APIKeyId", Shape::Text),
    maybe("name", "Name", Shape::Text),
    maybe("description", "Description", Shape::Text),
    always("enabled", "Enabled", Shape::Flag),
    maybe("customerId", "CustomerId", Shape::Text),
];
pub(super) const API_KEY_STATUS: &[Member] =
    &[always("createdDate", "CreatedDate", Shape::Date), maybe("lastUpdatedDate", "LastUpdatedDate", Shape::Date)];

pub(super) const CERTIFICATE: &[Member] = &[
    always("clientCertificateId", "ClientCertificateId", Shape::Text),
    maybe("description", "Description", Shape::Text),
];
pub(super) const CERTIFICATE_STATUS: &[Member] =
    &[always("createdDate", "CreatedDate", Shape::Date), always("expirationDate", "ExpirationDate", Shape::Date)];

pub(super) const DOMAIN: &[Member] = &[
    always("domainName", "DomainName", Shape::Text),
    maybe("domainNameArn", "DomainNameArn", Shape::Text),
    always("securityPolicy", "SecurityPolicy", Shape::Text),
    maybe("endpointAccessMode", "EndpointAccessMode", Shape::Text),
    maybe("routingMode", "RoutingMode", Shape::Text),
    maybe("certificateArn", "CertificateArn", Shape::Text),
    maybe("regionalCertificateArn", "RegionalCertificateArn", Shape::Text),
    always("endpointConfiguration", "EndpointConfiguration", Shape::Record(DOMAIN_ENDPOINTS)),
    maybe("mutualTlsAuthentication", "MutualTlsAuthentication", Shape::Record(MUTUAL_TLS)),
];
pub(super) const DOMAIN_STATUS: &[Member] =
    &[maybe("mutualTlsAuthentication", "MutualTlsAuthentication", Shape::Record(TRUST_WARNINGS))];
const DOMAIN_ENDPOINTS: &[Member] =
    &[always("types", "Types", Shape::Texts), maybe("ipAddressType", "IpAddressType", Shape::Text)];
const MUTUAL_TLS: &[Member] = &[
    maybe("truststoreUri", "TruststoreUri", Shape::Text),
    maybe("truststoreVersion", "TruststoreVersion", Shape::Text),
];
const TRUST_WARNINGS: &[Member] = &[maybe("truststoreWarnings", "TruststoreWarnings", Shape::Texts)];
pub(super) const PRIVATE_DOMAIN: &[Member] = &[
    always("domainName", "DomainName", Shape::Text),
    always("domainNameId", "DomainNameId", Shape::Text),
    maybe("domainNameArn", "DomainNameArn", Shape::Text),
    always("securityPolicy", "SecurityPolicy", Shape::Text),
    maybe("endpointAccessMode", "EndpointAccessMode", Shape::Text),
    always("endpointConfiguration", "EndpointConfiguration", Shape::Record(DOMAIN_ENDPOINTS)),
];
pub(super) const MAPPING: Kind = Kind {
    name: "BasePathMapping",
    resource_type: "AWS::ApiGateway::BasePathMapping",
    folder: "basepathmappings",
    id: "basePath",
    properties: MAPPING_PROPERTIES,
    status: &[],
};
pub(super) const PRIVATE_MAPPING: Kind = Kind { resource_type: "AWS::ApiGateway::BasePathMappingV2", ..MAPPING };
const MAPPING_PROPERTIES: &[Member] =
    &[always("restApiId", "RestApiId", Shape::Text), maybe("stage", "Stage", Shape::Text)];
