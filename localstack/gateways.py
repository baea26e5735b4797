"""What APIs are filled in with: each kind of thing of API Gateway, and short ways to write it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from resources import US
from statements import Document

FULL_FORMAT = (
    '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp",'
    '"caller":"$context.authorizer.principalId","key":"$context.identity.apiKeyId",'
    '"time":"$context.requestTime","method":"$context.httpMethod","path":"$context.path",'
    '"stage":"$context.stage","status":"$context.status","length":"$context.responseLength"}'
)
HTTP_FORMAT = (
    '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp",'
    '"caller":"$context.authorizer.claims.sub","time":"$context.requestTime","route":"$context.routeKey",'
    '"path":"$context.path","stage":"$context.stage","status":"$context.status","length":"$context.responseLength"}'
)
# The Common Log Format, as the console offers it.
COMMON_FORMAT = (
    '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.path '
    '$context.protocol" $context.status $context.responseLength $context.requestId'
)


@dataclass(frozen=True)
class Authorizer:
    """Of a REST API. Without a source it is one of Cognito."""

    name: str
    source: str = "method.request.header.Authorization"
    type: str = "REQUEST"
    ttl: int = 300


@dataclass(frozen=True)
class Method:
    """`auth` is NONE, AWS_IAM or an authorizer's name; `to` is the integration."""

    verb: str
    path: str
    to: Document
    auth: str = "NONE"
    key: bool = False
    validator: str = ""
    models: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, bool] = field(default_factory=dict)
    # Headers or a template of the integration's answer.
    answer: Document = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    name: str
    # Requests a second and burst of every method; None: the account's.
    throttle: tuple[float, int] | None = (50.0, 100)
    # Further settings: path of the patch, value.
    settings: dict[str, str] = field(default_factory=dict)
    logging: str = "INFO"
    tracing: bool = True
    # A log group's name, or an ARN.
    logs_to: str = "/acme/api/access"
    format: str = FULL_FORMAT
    # "": no cache; else whether what is kept is encrypted.
    cache: str = ""
    waf: bool = True
    # Days that the documentation is older than the deployment; None: no documentation.
    documented: float | None = 0.0
    variables: dict[str, str] = field(default_factory=dict)
    canary: Document = field(default_factory=dict)
    unchanged_for: float = 0


@dataclass(frozen=True)
class RestApi:
    name: str
    shows: str
    methods: tuple[Method, ...]
    stages: tuple[Stage, ...]
    good: bool = False
    region: str = US
    endpoint: str = "REGIONAL"
    endpoints: tuple[str, ...] = ()
    policy: tuple[Document, ...] = ()
    default_endpoint: bool = True
    authorizers: tuple[Authorizer, ...] = ()
    models: dict[str, Document] = field(default_factory=dict)
    # Status code, header values, templates; what is not said is AWS's.
    responses: dict[str, Document] = field(default_factory=dict)
    # Methods whose authorization became AWS_IAM after the deployment.
    mended_since: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ApiKey:
    name: str
    age: float = 1
    enabled: bool = True
    customer: str = ""
    good: bool = False
    region: str = US


@dataclass(frozen=True)
class UsagePlan:
    name: str
    shows: str
    # API, stage.
    stages: tuple[tuple[str, str], ...]
    keys: tuple[str, ...] = ()
    throttle: tuple[float, int] | None = (1.0, 10)
    quota: tuple[int, str] | None = (10_000, "DAY")
    good: bool = False
    region: str = US


@dataclass(frozen=True)
class Domain:
    name: str
    shows: str
    security_policy: str = "TLS_1_2"
    # Object of acme-truststores, its version.
    truststore: tuple[str, str] | None = None
    warnings: tuple[str, ...] = ()
    # Base path, API, stage.
    mappings: tuple[tuple[str, str, str], ...] = ()
    # Path, HTTP API, stage.
    http_mappings: tuple[tuple[str, str, str], ...] = ()
    endpoint: str = "REGIONAL"
    policy: tuple[Document, ...] = ()
    good: bool = False
    region: str = US


@dataclass(frozen=True)
class HttpAuthorizer:
    """Of an HTTP or WebSocket API: by JWT where it has an issuer."""

    name: str
    source: str = "$request.header.Authorization"
    issuer: str = ""
    audience: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    key: str
    to: Document
    auth: str = "NONE"
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class HttpStage:
    name: str = "$default"
    throttle: tuple[float, int] | None = (50.0, 100)
    settings: Document = field(default_factory=dict)
    logs_to: str = "/acme/api/access"
    format: str = HTTP_FORMAT
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HttpApi:
    name: str
    shows: str
    routes: tuple[Route, ...]
    stages: tuple[HttpStage, ...]
    good: bool = False
    region: str = US
    protocol: str = "HTTP"
    cors: Document = field(default_factory=dict)
    default_endpoint: bool = True
    authorizers: tuple[HttpAuthorizer, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


def function(name: str) -> Document:
    """The integration with a Lambda function that gets the whole request."""
    arn = f"arn:PARTITION:lambda:REGION:ACCOUNT_ID:function:{name}"
    uri = f"arn:PARTITION:apigateway:REGION:lambda:path/2015-03-31/functions/{arn}/invocations"
    return {"type": "AWS_PROXY", "integrationHttpMethod": "POST", "uri": uri}


def proxied(uri: str, verb: str = "ANY", **more: Any) -> Document:
    """The integration with a backend by HTTP."""
    return {"type": "HTTP_PROXY", "integrationHttpMethod": verb, "uri": uri, **more}


def mock(template: str = '{"statusCode": 200}') -> Document:
    return {"type": "MOCK", "requestTemplates": {"application/json": template}}


def preflight(
    path: str, origin: str, methods: str, headers: str, age: str = "600", credentials: str = ""
) -> Method:
    """The OPTIONS method that answers a browser's question; an empty value leaves its header out."""
    values = {
        "Origin": origin,
        "Methods": methods,
        "Headers": headers,
        "Credentials": credentials,
    }
    named = {f"Access-Control-Allow-{name}": value for name, value in values.items()}
    named["Access-Control-Max-Age"] = age
    parameters = {
        f"method.response.header.{name}": f"'{value}'" if value[:1] != "$" else value
        for name, value in named.items()
        if value
    }
    return Method("OPTIONS", path, mock(), answer={"responseParameters": parameters})


def header(name: str, value: str) -> Document:
    """A header of a gateway response."""
    return {"responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'"}}
