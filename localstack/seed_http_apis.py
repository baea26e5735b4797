"""Fills in HTTP and WebSocket APIs, and what maps to them."""

from __future__ import annotations

from typing import Any

import http_apis
import plans
from emulated import Account
from gateways import HttpApi, HttpAuthorizer, HttpStage, Route, proxied
from resources import EU, US
from seed_rest_apis import AUTHORIZER
from statements import Document


def fill(account: Account, filling: str) -> None:
    good_only = filling == "good"
    for api in http_apis.HTTP_APIS:
        if api.good or not good_only:
            make_api(account, api)
    for domain in plans.DOMAINS:
        for path, api_name, stage in domain.http_mappings:
            if (domain.good or not good_only) and api_name in account.ids:
                client = account.client("apigatewayv2", domain.region)
                target = {"ApiId": account.ids[api_name], "Stage": stage, "ApiMappingKey": path}
                what = f"mapping of {domain.name}"
                account.attempt(what, client.create_api_mapping, DomainName=domain.name, **target)


def make_api(account: Account, api: HttpApi) -> None:
    client = account.client("apigatewayv2", api.region)
    more: dict[str, Any] = {"CorsConfiguration": api.cors} if api.cors else {}
    if api.protocol == "WEBSOCKET":
        more["RouteSelectionExpression"] = "$request.body.action"
    made = account.attempt(
        f"API {api.name}",
        client.create_api,
        Name=api.name,
        Description=api.shows,
        ProtocolType=api.protocol,
        DisableExecuteApiEndpoint=not api.default_endpoint,
        Tags=api.tags,
        **more,
    )
    if not made:
        return
    account.ids[api.name] = made["ApiId"]
    authorizers = {one.name: make_authorizer(account, api, one) for one in api.authorizers}
    for route in api.routes:
        make_route(account, api, route, authorizers)
    for stage in api.stages:
        make_stage(account, api, stage)


def make_authorizer(account: Account, api: HttpApi, authorizer: HttpAuthorizer) -> tuple[str, str]:
    """Its id, and the type that a route names with it."""
    client = account.client("apigatewayv2", api.region)
    more: dict[str, Any]
    if authorizer.issuer:
        jwt = {"Issuer": authorizer.issuer, "Audience": list(authorizer.audience)}
        more = {"AuthorizerType": "JWT", "JwtConfiguration": jwt}
    else:
        invoked = account.in_region(f"{AUTHORIZER}:function:{authorizer.name}/invocations", api.region)
        more = {"AuthorizerType": "REQUEST", "AuthorizerUri": invoked}
        if api.protocol == "HTTP":
            more |= {"AuthorizerPayloadFormatVersion": "2.0", "AuthorizerResultTtlInSeconds": 0}
    made = client.create_authorizer(
        ApiId=account.ids[api.name], Name=authorizer.name, IdentitySource=[authorizer.source], **more
    )
    return made["AuthorizerId"], "JWT" if authorizer.issuer else "CUSTOM"


def make_route(account: Account, api: HttpApi, route: Route, authorizers: dict[str, tuple[str, str]]) -> None:
    client, place = account.client("apigatewayv2", api.region), {"ApiId": account.ids[api.name]}
    integration = client.create_integration(**place, **_integration(account.in_region(route.to, api.region)))
    more: dict[str, Any] = {"AuthorizationType": route.auth}
    if route.auth in authorizers:
        identifier, kind = authorizers[route.auth]
        more = {"AuthorizationType": kind, "AuthorizerId": identifier}
    if route.scopes:
        more["AuthorizationScopes"] = list(route.scopes)
    target = f"integrations/{integration['IntegrationId']}"
    client.create_route(**place, RouteKey=route.key, Target=target, **more)


def _integration(given: Document) -> Document:
    """The same integration in the words of this API."""
    named = {
        "type": "IntegrationType",
        "integrationHttpMethod": "IntegrationMethod",
        "uri": "IntegrationUri",
        "connectionType": "ConnectionType",
        "connectionId": "ConnectionId",
        "tlsConfig": "TlsConfig",
    }
    wanted = {named[name]: value for name, value in given.items()}
    version = "2.0" if wanted["IntegrationType"] == "AWS_PROXY" else "1.0"
    return wanted | {"PayloadFormatVersion": version}


def make_stage(account: Account, api: HttpApi, stage: HttpStage) -> None:
    client = account.client("apigatewayv2", api.region)
    settings: Document = dict(stage.settings)
    if stage.throttle:
        settings |= {"ThrottlingRateLimit": stage.throttle[0], "ThrottlingBurstLimit": stage.throttle[1]}
    more: dict[str, Any] = {"DefaultRouteSettings": settings} if settings else {}
    if stage.logs_to:
        group = f"arn:PARTITION:logs:REGION:ACCOUNT_ID:log-group:{stage.logs_to}"
        logs = {"DestinationArn": account.in_region(group, api.region), "Format": stage.format}
        more["AccessLogSettings"] = logs
    client.create_stage(
        ApiId=account.ids[api.name],
        StageName=stage.name,
        AutoDeploy=True,
        StageVariables=stage.variables,
        Tags=api.tags,
        **more,
    )


def fill_many(account: Account, count: int) -> None:
    """Plain HTTP APIs, half in each region."""
    # One after the other: moto's lists break where another thread adds to them.
    for number in range(count):
        backend = proxied("https://many.acme.example/")
        routes = tuple(Route(f"{verb} /items", backend, "AWS_IAM") for verb in ("GET", "POST"))
        region = (US, EU)[number % 2]
        make_api(account, HttpApi(f"acme-many-{number:05}", "plain", routes, (HttpStage(),), region=region))
