"""Names the AWS operation that an HTTP request asks for, from botocore's service models."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import botocore.session

# Credential scopes whose name is not botocore's, or is shared: tried in this order.
SERVICES_OF_SCOPE = {
    "s3": ("s3control", "s3"),
    "apigateway": ("apigatewayv2", "apigateway"),
    "monitoring": ("cloudwatch",),
}
SCOPE = re.compile(r"Credential=([^/]+)/(\d+)/([^/]+)/([^/]+)/aws4_request")


@dataclass
class Request:
    """One HTTP request; header names are lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes = b""
    parameters: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.parameters = dict(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True)
class Call:
    """What a request asks for; an operation that is not known is ""."""

    service: str = ""
    operation: str = ""
    region: str = ""
    protocol: str = ""

    def __str__(self) -> str:
        return f"{self.service}:{self.operation}"


def name(request: Request) -> Call:
    """The call that a signed request makes."""
    scope = SCOPE.search(request.headers.get("authorization", ""))
    if not scope:
        return Call()
    _, _, region, signing_name = scope.groups()
    call = Call()
    for service in SERVICES_OF_SCOPE.get(signing_name, (signing_name,)):
        try:
            protocol = _protocol(service, request)
        except botocore.exceptions.UnknownServiceError:
            return Call(service=service, region=region)
        call = Call(service, _operation(service, protocol, request), region, protocol)
        if call.operation:
            break
    return call


def _protocol(service: str, request: Request) -> str:
    """The protocol of this request; CloudWatch speaks several."""
    if "smithy-protocol" in request.headers:
        return request.headers["smithy-protocol"]
    if "x-amz-target" in request.headers:
        return "json"
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        protocol = _model(service).metadata["protocol"]
        return protocol if protocol == "ec2" else "query"
    return _model(service).metadata["protocol"]


def _operation(service: str, protocol: str, request: Request) -> str:
    if protocol == "rpc-v2-cbor":
        return request.path.rpartition("/")[2]
    if protocol == "json":
        return request.headers.get("x-amz-target", "").rpartition(".")[2]
    if protocol in ("query", "ec2"):
        return dict(parse_qsl(request.body.decode())).get("Action", "")
    for route in _routes(service):
        if route.matches(request):
            return route.operation
    return ""


@dataclass(frozen=True)
class _Route:
    operation: str
    method: str
    path: re.Pattern[str]
    # Parameters that must be there; None: with any value.
    query: dict[str, str | None]
    headers: tuple[str, ...]

    def matches(self, request: Request) -> bool:
        return (
            request.method == self.method
            and self.path.fullmatch(request.path) is not None
            and all(
                key in request.parameters and (value is None or request.parameters[key] == value)
                for key, value in self.query.items()
            )
            and all(header in request.headers for header in self.headers)
        )


@cache
def _routes(service: str) -> list[_Route]:
    """Every REST route of a service, the most telling first."""
    model = _model(service)
    ranked = []
    for operation in model.operation_names:
        shape = model.operation_model(operation)
        path, _, literals = shape.http["requestUri"].partition("?")
        query: dict[str, str | None] = {
            key: value or None for key, value in parse_qsl(literals, keep_blank_values=True)
        }
        required = _required(shape.input_shape)
        query |= {key: None for place, key in required if place == "querystring"}
        headers = tuple(key.lower() for place, key in required if place == "header")
        fixed = re.sub(r"\{[^}]*\}", "", path)
        rank = (-len(query), -len(headers), -len(fixed), shape.deprecated, operation)
        route = _Route(operation, shape.http["method"], _pattern(path), query, headers)
        ranked.append((rank, route))
    return [route for _, route in sorted(ranked, key=lambda pair: pair[0])]


def _required(shape: Any) -> list[tuple[str, str]]:
    """Place and name on the wire of each member that a request must have."""
    members = [shape.members[name].serialization for name in shape.required_members] if shape else []
    return [(m["location"], m["name"]) for m in members if "location" in m]


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[^}]*\})", template)
    texts = [
        (".+" if part.endswith("+}") else "[^/]+") if part.startswith("{") else re.escape(part)
        for part in parts
    ]
    return re.compile("".join(texts).removesuffix("/") + "/?")


@cache
def _model(service: str) -> Any:
    return _session().get_service_model(service)


@cache
def _session() -> Any:
    return botocore.session.Session()
