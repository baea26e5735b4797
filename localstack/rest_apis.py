"""Acme's REST APIs: what is good and what is faulty."""

from __future__ import annotations

from gateways import (
    COMMON_FORMAT,
    FULL_FORMAT,
    Authorizer,
    Method,
    RestApi,
    Stage,
    function,
    header,
    mock,
    preflight,
    proxied,
)
from resources import EU
from statements import allow

PRODUCTION = {"environment": "production"}
HIGH = {"security": "high"}
# Planted: they open nothing.
PLANTED_KEY, PLANTED_ID = "sk-acme0planted0opens0nothing0000000000000000", "AKIAACMEPLANTEDKEY00"
CONSOLE = "https://console.acme.example"
INVOKE = "execute-api:/*"
BACKEND = "https://models.internal.acme.example"

STRICT = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "Completion",
    "type": "object",
    "additionalProperties": False,
    "required": ["model", "prompt"],
    "properties": {
        "model": {"type": "string", "enum": ["acme-small", "acme-large"]},
        "prompt": {"type": "string", "maxLength": 8000},
        "samples": {"type": "integer", "maximum": 4},
        "stop": {"type": "array", "maxItems": 4, "items": {"type": "string", "maxLength": 20}},
    },
}
LOOSE = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "Order",
    "type": "object",
    "properties": {
        "sku": {"type": "string"},
        "quantity": {"type": "integer"},
        "notes": {"type": "array", "items": {"type": "string"}},
    },
}
# Answers whatever origin asks; the second only those of a list.
REFLECT = '{"statusCode": 200}\n#set($context.responseOverride.header.Access-Control-Allow-Origin = $input.params("origin"))'
GUARDED = (
    '{"statusCode": 200}\n#set($origin = $input.params("origin"))\n'
    f'#if($origin == "{CONSOLE}" || $origin == "https://portal.acme.example")\n'
    "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)\n#end"
)
TOO_MANY = header("Retry-After", "60")

REST_APIS = (
    RestApi(
        "acme-models",
        "the model API as it should be",
        good=True,
        default_endpoint=False,
        authorizers=(Authorizer("acme-tokens", ttl=0),),
        models={"Completion": STRICT},
        methods=(
            Method(
                "POST",
                "/completions",
                function("acme-completions"),
                "acme-tokens",
                key=True,
                validator="all",
                models={"$default": "Completion"},
            ),
            Method(
                "GET",
                "/models",
                proxied(f"{BACKEND}/models", "GET"),
                "acme-tokens",
                key=True,
                validator="all",
                parameters={"method.request.querystring.family": True},
            ),
            preflight("/completions", CONSOLE, "POST,OPTIONS", "authorization,content-type,x-api-key"),
            preflight("/models", CONSOLE, "GET,OPTIONS", "authorization,x-api-key"),
        ),
        stages=(Stage("prod", settings={"*/*/logging/dataTrace": "false"}, cache="encrypted"),),
        responses={"THROTTLED": TOO_MANY, "QUOTA_EXCEEDED": TOO_MANY},
        tags=PRODUCTION | HIGH,
    ),
    RestApi(
        "acme-chat",
        "CORS for everybody, with credentials; POST /chat goes past the usage plan",
        authorizers=(Authorizer("acme-chat-tokens", ttl=3600), Authorizer("acme-chat-people", source="")),
        methods=(
            Method("POST", "/chat", function("acme-chat"), "acme-chat-tokens"),
            Method("GET", "/chat", function("acme-chat"), "acme-chat-tokens", key=True),
            Method("DELETE", "/chat", function("acme-chat"), "acme-chat-people", key=True),
            preflight("/chat", "*", "*", "*", age="86400", credentials="true"),
            Method("GET", "/sessions", function("acme-sessions"), "acme-chat-people", key=True),
            preflight("/sessions", "*", "GET,PUT,OPTIONS", "authorization", age=""),
        ),
        stages=(
            Stage(
                "prod",
                throttle=None,
                settings={"*/*/logging/dataTrace": "true"},
                documented=30,
                format=COMMON_FORMAT,
            ),
        ),
        responses={
            "DEFAULT_4XX": header("Access-Control-Allow-Origin", "*"),
            "THROTTLED": {"statusCode": "503"},
            "BAD_REQUEST_BODY": {
                "templates": '{"message":"$context.error.message","errors":"$context.error.validationErrorString"}'
            },
        },
        tags=PRODUCTION,
    ),
    RestApi(
        "acme-widgets",
        "reflects every origin, sends anywhere, holds a secret",
        authorizers=(
            Authorizer("acme-widget-links", source="method.request.querystring.token"),
            Authorizer("acme-widget-forgotten", type="TOKEN"),
        ),
        methods=(
            Method(
                "OPTIONS",
                "/embed",
                mock(REFLECT),
                answer={"responseParameters": {"method.response.header.Access-Control-Max-Age": "'600'"}},
            ),
            Method("GET", "/embed", proxied("http://widgets.acme.example/embed"), "acme-widget-links"),
            Method(
                "GET",
                "/fetch/{host}",
                proxied(
                    "https://{host}/feed",
                    requestParameters={"integration.request.path.host": "method.request.path.host"},
                ),
                "AWS_IAM",
                parameters={"method.request.path.host": True},
            ),
            Method(
                "POST",
                "/assist",
                proxied(
                    "https://llm.vendor.example/v1/chat",
                    "POST",
                    requestParameters={"integration.request.header.Authorization": f"'Bearer {PLANTED_KEY}'"},
                    tlsConfig={"insecureSkipVerification": True},
                ),
                "AWS_IAM",
            ),
            Method("GET", "/orders", proxied("https://${stageVariables.orders}/orders"), "AWS_IAM"),
        ),
        stages=(
            Stage(
                "live",
                format='{"id":"$context.requestId","key":"$context.identity.apiKey","ip":"$context.identity.sourceIp"}',
                variables={"orders": "orders.acme.example", "llmApiKey": PLANTED_KEY},
                waf=False,
            ),
        ),
    ),
    RestApi(
        "acme-legacy",
        "of a company that was bought: open, on every path, without logs and limits",
        endpoint="EDGE",
        methods=(
            Method("ANY", "/{proxy+}", proxied("http://legacy.acme.example/{proxy}")),
            Method("GET", "/status", mock()),
        ),
        stages=(
            Stage(
                "dev",
                throttle=None,
                logging="",
                tracing=False,
                logs_to="",
                waf=False,
                documented=None,
                variables={"awsAccessKeyId": PLANTED_ID, "region": "us-east-1"},
            ),
        ),
    ),
    RestApi(
        "acme-orders",
        "keys as the only lock; its validator is passed by another content type; a canary for weeks",
        models={"Order": LOOSE},
        methods=(
            Method(
                "POST",
                "/orders",
                function("acme-orders"),
                key=True,
                validator="all",
                models={"application/json": "Order"},
            ),
            Method("GET", "/orders/{id}", function("acme-orders"), key=True),
            Method("PUT", "/orders/{id}", function("acme-orders"), "AWS_IAM", key=True),
        ),
        stages=(
            Stage(
                "prod",
                cache="plain",
                canary={"percentTraffic": 10.0, "stageVariableOverrides": {"region": "eu"}},
                unchanged_for=40,
            ),
        ),
        mended_since=("GET /orders/{id}",),
        tags=PRODUCTION,
    ),
    RestApi(
        "acme-console-api",
        "the console's API: origins of a list, one limit for each method, a canary of today",
        authorizers=(
            Authorizer(
                "acme-console-people",
                source="method.request.header.Authorization,context.httpMethod,context.path",
            ),
        ),
        methods=(
            Method("OPTIONS", "/jobs", mock(GUARDED)),
            Method("GET", "/jobs", function("acme-jobs"), "acme-console-people"),
            Method("POST", "/jobs", function("acme-jobs"), "acme-console-people"),
        ),
        stages=(
            Stage(
                "staging",
                settings={"~1jobs/POST/throttling/rateLimit": "5", "~1jobs/POST/throttling/burstLimit": "10"},
                canary={"percentTraffic": 5.0},
            ),
        ),
        responses={
            "THROTTLED": TOO_MANY,
            "DEFAULT_4XX": header("Access-Control-Allow-Origin", CONSOLE),
        },
    ),
    RestApi(
        "acme-internal",
        "private, for one endpoint of a VPC",
        endpoint="PRIVATE",
        endpoints=("vpce-0a1b2c3d4e5f60718",),
        policy=(
            allow(
                "OurEndpoint",
                "*",
                "execute-api:Invoke",
                INVOKE,
                Condition={"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}},
            ),
        ),
        methods=(Method("GET", "/health", mock()), Method("GET", "/features", function("acme-features"))),
        stages=(Stage("test", waf=False),),
    ),
    RestApi(
        "acme-reports",
        "private, for every VPC of everybody",
        endpoint="PRIVATE",
        policy=(allow("Anybody", "*", "execute-api:Invoke", INVOKE),),
        methods=(Method("GET", "/reports", function("acme-reports")),),
        stages=(Stage("prod", waf=False),),
    ),
    RestApi(
        "acme-partners",
        "behind mutual TLS, and beside it; its log group is gone",
        methods=(
            Method("GET", "/catalogue", proxied("https://catalogue.acme.example/"), "AWS_IAM"),
            Method("POST", "/catalogue", proxied("https://catalogue.acme.example/"), "AWS_IAM"),
        ),
        stages=(Stage("v1", logs_to="/acme/api/partners-2022"),),
        tags=PRODUCTION,
    ),
    RestApi(
        "acme-payments",
        "in a region where API Gateway may not write logs",
        region=EU,
        authorizers=(Authorizer("acme-payment-tokens", ttl=0),),
        methods=(
            Method("POST", "/charges", function("acme-charges"), "acme-payment-tokens"),
            Method("GET", "/charges/{id}", function("acme-charges"), "acme-payment-tokens"),
        ),
        stages=(Stage("prod", logs_to="/acme/api/access-eu", format=FULL_FORMAT),),
        tags=PRODUCTION | HIGH,
    ),
    RestApi(
        "acme-search-v0",
        "in no register: a shadow of the search API",
        methods=(Method("GET", "/search", function("acme-search")),),
        stages=(Stage("beta", waf=False, throttle=None),),
    ),
)
