"""Acme's HTTP and WebSocket APIs: what is good and what is faulty."""

from __future__ import annotations

from gateways import COMMON_FORMAT, HttpApi, HttpAuthorizer, HttpStage, Route, function, proxied
from resources import EU
from rest_apis import PLANTED_KEY

ISSUER = "https://login.acme.example/"
PEOPLE = HttpAuthorizer("acme-people", issuer=ISSUER, audience=("acme-console",))
SECURE = "https://search.internal.acme.example/"
LINK = {"connectionType": "VPC_LINK", "connectionId": "acme0link"}
LISTENER = (
    "arn:PARTITION:elasticloadbalancing:REGION:ACCOUNT_ID:listener/app/acme/50dc6c495c0c9188/f2f7dc8efc522ab2"
)

HTTP_APIS = (
    HttpApi(
        "acme-drafts",
        "designed as it should be, and not deployed yet",
        good=True,
        authorizers=(PEOPLE,),
        cors={
            "AllowOrigins": ["https://console.acme.example"],
            "AllowMethods": ["GET", "POST"],
            "AllowHeaders": ["authorization", "content-type"],
            "MaxAge": 600,
        },
        routes=(
            Route("GET /drafts", proxied(f"{SECURE}drafts"), "acme-people"),
            Route("POST /drafts", proxied(f"{SECURE}drafts"), "acme-people", scopes=("drafts/write",)),
        ),
        stages=(),
    ),
    HttpApi(
        "acme-search",
        "as it should be; but no limit for each client, which these APIs do not have",
        authorizers=(PEOPLE,),
        cors={
            "AllowOrigins": ["https://console.acme.example"],
            "AllowMethods": ["GET", "POST"],
            "AllowHeaders": ["authorization"],
            "AllowCredentials": True,
            "MaxAge": 3600,
        },
        routes=(
            Route("GET /search", proxied(SECURE), "acme-people"),
            Route("POST /index", proxied(SECURE), "acme-people", scopes=("search/index",)),
            Route(
                "GET /internal",
                proxied(LISTENER, **LINK, tlsConfig={"ServerNameToVerify": "search.internal.acme.example"}),
                "AWS_IAM",
            ),
        ),
        stages=(HttpStage(),),
    ),
    HttpApi(
        "acme-notes",
        "CORS for everybody on routes that need a token; writes without a scope",
        authorizers=(PEOPLE,),
        cors={"AllowOrigins": ["*"], "AllowMethods": ["*"], "AllowHeaders": ["*"], "MaxAge": 86400},
        routes=(
            Route("GET /notes", function("acme-notes"), "acme-people"),
            Route("POST /notes", function("acme-notes"), "acme-people"),
        ),
        stages=(HttpStage(format=COMMON_FORMAT),),
    ),
    HttpApi(
        "acme-embed",
        "every https origin, with credentials",
        authorizers=(HttpAuthorizer("acme-embed-links", source="$request.querystring.token"),),
        cors={
            "AllowOrigins": ["https://*"],
            "AllowMethods": ["GET"],
            "AllowHeaders": ["authorization"],
            "AllowCredentials": True,
        },
        routes=(Route("GET /embed/{id}", function("acme-embed"), "acme-embed-links"),),
        stages=(HttpStage(),),
    ),
    HttpApi(
        "acme-quickstart",
        "made with one click: all paths, nobody asked, plain http behind",
        routes=(
            Route("$default", proxied("http://quickstart.acme.example/")),
            Route("ANY /{proxy+}", proxied(LISTENER, **LINK)),
        ),
        stages=(HttpStage(throttle=None, logs_to=""),),
    ),
    HttpApi(
        "acme-ingest",
        "tokens of any audience",
        authorizers=(HttpAuthorizer("acme-any-audience", issuer=ISSUER),),
        routes=(Route("PUT /events", function("acme-ingest"), "acme-any-audience"),),
        stages=(HttpStage(variables={"vendorApiKey": PLANTED_KEY}),),
    ),
    HttpApi(
        "acme-live",
        "a WebSocket API that asks who connects",
        protocol="WEBSOCKET",
        authorizers=(HttpAuthorizer("acme-live-people", source="route.request.header.Authorization"),),
        routes=(
            Route("$connect", function("acme-live"), "acme-live-people"),
            Route("$default", function("acme-live")),
        ),
        stages=(HttpStage("prod", settings={"LoggingLevel": "ERROR", "DataTraceEnabled": False}),),
    ),
    HttpApi(
        "acme-live-beta",
        "a WebSocket API for everybody, with whole messages in its logs",
        protocol="WEBSOCKET",
        routes=(Route("$connect", function("acme-live")), Route("sendMessage", function("acme-live"))),
        stages=(
            HttpStage(
                "beta",
                settings={"LoggingLevel": "INFO", "DataTraceEnabled": True},
                variables={"openaiToken": PLANTED_KEY},
            ),
        ),
    ),
    HttpApi(
        "acme-telemetry",
        "asks for signed requests",
        region=EU,
        routes=(
            Route("POST /telemetry", function("acme-telemetry"), "AWS_IAM"),
            Route("$default", function("acme-telemetry"), "AWS_IAM"),
        ),
        stages=(HttpStage(logs_to="/acme/api/access-eu"),),
    ),
)
