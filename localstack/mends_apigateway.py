"""Mends of API Gateway's REST APIs; what each is for stands in mends.py."""

from __future__ import annotations

import json
import time
from typing import Any
from zlib import crc32

from exchange import Exchange
from operations import Request

KIND = "application/json"
# What moto forgets of what is put; the rest it answers.
FORGOTTEN = {
    "CreateStage": ("documentationVersion", "canarySettings", "clientCertificateId"),
    "PutIntegration": ("cacheKeyParameters", "connectionId", "tlsConfig", "timeoutInMillis"),
    "CreateAuthorizer": ("identityValidationExpression",),
    "CreateDomainName": ("mutualTlsAuthentication", "policy", "endpointAccessMode", "routingMode"),
    "CreateRestApi": ("version",),
}
# AWS's own gateway responses, with their status codes.
GATEWAY_RESPONSES = {
    "DEFAULT_4XX": "",
    "DEFAULT_5XX": "",
    "RESOURCE_NOT_FOUND": "404",
    "UNAUTHORIZED": "401",
    "INVALID_API_KEY": "403",
    "ACCESS_DENIED": "403",
    "AUTHORIZER_FAILURE": "500",
    "AUTHORIZER_CONFIGURATION_ERROR": "500",
    "INVALID_SIGNATURE": "403",
    "EXPIRED_TOKEN": "403",
    "MISSING_AUTHENTICATION_TOKEN": "403",
    "INTEGRATION_FAILURE": "504",
    "INTEGRATION_TIMEOUT": "504",
    "API_CONFIGURATION_ERROR": "500",
    "UNSUPPORTED_MEDIA_TYPE": "415",
    "BAD_REQUEST_PARAMETERS": "400",
    "BAD_REQUEST_BODY": "400",
    "REQUEST_TOO_LARGE": "413",
    "THROTTLED": "429",
    "QUOTA_EXCEEDED": "429",
    "WAF_FILTERED": "403",
}
FIRST_MODELS: dict[str, dict[str, Any]] = {
    "Empty": {},
    "Error": {"properties": {"message": {"type": "string"}}},
}
# What AWS answers of a method's settings where one of them was set and the rest was not.
METHOD_SETTINGS = {
    "metricsEnabled": False,
    "loggingLevel": "OFF",
    "dataTraceEnabled": False,
    "throttlingBurstLimit": 5000,
    "throttlingRateLimit": 10000.0,
    "cachingEnabled": False,
    "cacheTtlInSeconds": 300,
    "cacheDataEncrypted": False,
    "requireAuthorizationForCacheControl": True,
    "unauthorizedCacheControlHeaderStrategy": "SUCCEED_WITH_RESPONSE_HEADER",
}
SETTINGS = {
    "metrics/enabled": "metricsEnabled",
    "logging/loglevel": "loggingLevel",
    "logging/dataTrace": "dataTraceEnabled",
    "throttling/burstLimit": "throttlingBurstLimit",
    "throttling/rateLimit": "throttlingRateLimit",
    "caching/enabled": "cachingEnabled",
    "caching/ttlInSeconds": "cacheTtlInSeconds",
    "caching/dataEncrypted": "cacheDataEncrypted",
    "caching/requireAuthorizationForCacheControl": "requireAuthorizationForCacheControl",
    "caching/unauthorizedCacheControlHeaderStrategy": "unauthorizedCacheControlHeaderStrategy",
}


async def remember(x: Exchange) -> None:
    """Keeps what moto forgets, under the path of the thing."""
    names = FORGOTTEN.get(x.call.operation)
    if not x.ok or names is None:
        return
    kept = {name: x.asked[name] for name in names if name in x.asked}
    made = json.loads(x.body)
    path = x.request.path.strip("/")
    if x.call.operation == "CreateStage":
        now = int(time.time())
        kept |= {"createdDate": now, "lastUpdatedDate": now}
        path += f"/{x.asked['stageName']}"
        for key in [key for key in x.memory if key[1].startswith(f"{path}/") or key[1] == path]:
            del x.memory[key]
    elif x.call.operation == "CreateDomainName":
        path += f"/{made['domainName']}"
        kept |= _domain(x, kept)
    elif x.call.operation in ("CreateAuthorizer", "CreateRestApi"):
        path += f"/{made['id']}"
    x.memory["rest", path] = kept


def _domain(x: Exchange, kept: dict[str, Any]) -> dict[str, Any]:
    name = x.asked["domainName"]
    more: dict[str, Any] = {"domainNameArn": f"arn:aws:apigateway:{x.call.region}::/domainnames/{name}"}
    if "PRIVATE" in x.asked.get("endpointConfiguration", {}).get("types", ()):
        identifier = f"{crc32(name.encode()):010x}"
        more["domainNameId"] = identifier
        more["domainNameArn"] += f"+{identifier}"
    if "mutualTlsAuthentication" in kept:
        more["mutualTlsAuthentication"] = {"truststoreWarnings": []} | kept["mutualTlsAuthentication"]
    more["securityPolicy"] = x.asked.get("securityPolicy", "TLS_1_2")
    return more


async def update_stage(x: Exchange) -> None:
    """Keeps which of a method's settings were set, and when."""
    if not x.ok:
        return
    path = x.request.path.strip("/")
    stage = x.memory.setdefault(("rest", path), {})
    stage["lastUpdatedDate"] = int(time.time())
    for patch in x.asked.get("patchOperations", ()):
        parts = patch["path"].split("/", 3)
        if len(parts) == 4 and parts[3] in SETTINGS:
            key = "/".join(parts[1:3])
            x.memory.setdefault(("settings", f"{path}/{key}"), set()).add(SETTINGS[parts[3]])


async def recall(x: Exchange) -> None:
    """Adds what was put, to the thing or to each of a list."""
    if not x.ok or not x.body.startswith(b"{"):
        return
    document = json.loads(x.body)
    path = x.request.path.strip("/")
    for thing in _things(document):
        name = next((thing[k] for k in ("stageName", "domainName", "id") if k in thing), "")
        own = path if path.endswith(f"/{name}") else f"{path}/{name}"
        for key, value in x.memory.get(("rest", own), {}).items():
            if thing.get(key) in (None, "", []) or key in ("domainNameArn", "securityPolicy"):
                thing[key] = value
        if "methodSettings" in thing:
            thing.setdefault("cacheClusterStatus", "NOT_AVAILABLE")
            thing.setdefault("tracingEnabled", False)
            _complete_settings(x, own, thing["methodSettings"])
        _recall_integrations(x, path, thing)
    x.answer_json(_without_nulls(document), KIND)


def _things(document: dict[str, Any]) -> list[dict[str, Any]]:
    return document["item"] if isinstance(document.get("item"), list) else [document]


def _complete_settings(x: Exchange, stage: str, settings: dict[str, Any]) -> None:
    for key, given in settings.items():
        put = x.memory.get(("settings", f"{stage}/{key}"))
        if put is not None:
            settings[key] = {n: given[n] if n in put else v for n, v in METHOD_SETTINGS.items()}


def _recall_integrations(x: Exchange, path: str, resource: dict[str, Any]) -> None:
    for verb, method in (resource.get("resourceMethods") or {}).items():
        own = f"{path}/{resource['id']}/methods/{verb}/integration"
        integration = (method or {}).get("methodIntegration")
        if integration:
            # AWS answers these always.
            defaults = {
                "timeoutInMillis": 29000,
                "cacheNamespace": resource["id"],
                "passthroughBehavior": "WHEN_NO_MATCH",
            }
            for key, value in (defaults | x.memory.get(("rest", own), {})).items():
                if integration.get(key) in (None, "", []):
                    integration[key] = value


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value]
    return value


async def escaped_policy(x: Exchange) -> None:
    """AWS answers a policy with its quotes escaped once more."""
    if not x.ok or not x.body.startswith(b"{"):
        return
    document = json.loads(x.body)
    for api in _things(document):
        policy = api.get("policy")
        if policy and not policy.startswith('{\\"'):
            place = f"arn:aws:execute-api:{x.call.region}:{await x.account()}:{api['id']}/"
            whole = json.dumps(json.loads(policy), separators=(",", ":"))
            api["policy"] = whole.replace('"execute-api:/', f'"{place}').replace('"', '\\"')
        if api.get("version") == "V1" and "version" not in x.memory.get(
            ("rest", f"restapis/{api['id']}"), {}
        ):
            del api["version"]
        if not api.get("binaryMediaTypes"):
            api.pop("binaryMediaTypes", None)
    x.answer_json(document, KIND)


async def first_models(x: Exchange) -> None:
    """Every API that is made without a document begins with two models."""
    if not x.ok:
        return
    items = json.loads(x.body)["item"]
    names = [model["name"] for model in items]
    for name, more in FIRST_MODELS.items():
        if name not in names:
            head = {"$schema": "http://json-schema.org/draft-04/schema#", "title": f"{name} Schema"}
            schema = json.dumps(head | {"type": "object"} | more, indent=2)
            identifier = f"{crc32(f'{x.request.path}{name}'.encode()):06x}"
            model = {"id": identifier, "name": name, "schema": schema, "contentType": KIND}
            items.append(model | {"description": f"This is a default {name.lower()} schema model"})
    x.answer_json({"item": items}, KIND)


async def no_key_values(x: Exchange) -> None:
    if x.ok and x.request.parameters.get("includeValues") != "true":
        document = json.loads(x.body)
        for key in _things(document):
            key.pop("value", None)
        x.answer_json(document, KIND)


async def deployed(x: Exchange) -> None:
    """Keeps what the API was when it was deployed."""
    if not x.ok:
        return
    resources = await x.ask_rest("GET", f"/restapis/{x.part[1]}/resources?embed=methods&limit=500")
    summary = {
        resource["path"]: {
            verb: {
                "authorizationType": (method or {}).get("authorizationType") or "NONE",
                "apiKeyRequired": bool((method or {}).get("apiKeyRequired")),
            }
            for verb, method in resource["resourceMethods"].items()
        }
        for resource in resources.get("item", [])
        if resource.get("resourceMethods")
    }
    x.memory["summary", json.loads(x.body)["id"]] = summary


async def summary_of_deployment(x: Exchange) -> None:
    if not x.ok or "apisummary" not in x.request.parameters.get("embed", ""):
        return
    document = json.loads(x.body)
    summary = x.memory.get(("summary", document["id"]))
    if summary is not None and not document.get("apiSummary"):
        x.answer_json(document | {"apiSummary": summary}, KIND)


async def all_gateway_responses(x: Exchange) -> None:
    if not x.ok:
        return
    given = {one["responseType"]: one for one in json.loads(x.body)["item"]}
    items = []
    for kind, status in GATEWAY_RESPONSES.items():
        default = {
            "responseType": kind,
            "responseParameters": {},
            "responseTemplates": {"application/json": '{"message":$context.error.messageString}'},
            "defaultResponse": True,
        }
        if status:
            default["statusCode"] = status
        # What somebody sets leaves the rest as it was.
        items.append(default | given.get(kind, {}))
    x.answer_json({"item": items}, KIND)


UNPAGED = ("GetStages",)

# Collections that moto lacks: what each creating call makes, and which call lists them.
SHELVES = {
    "GenerateClientCertificate": "GetClientCertificates",
    "CreateDocumentationPart": "GetDocumentationParts",
    "CreateDocumentationVersion": "GetDocumentationVersions",
}


async def put_on_shelf(x: Exchange) -> None:
    if x.ok:
        return
    place = (SHELVES[x.call.operation], f"{x.call.region}{x.request.path}")
    shelf = x.memory.setdefault(place, [])
    now = int(time.time())
    identifier = f"{crc32(f'{place}{len(shelf)}'.encode()):06x}"
    if x.call.operation == "GenerateClientCertificate":
        year = 365 * 86_400
        thing = x.asked | {
            "clientCertificateId": identifier,
            "createdDate": now,
            "expirationDate": now + year,
            "pemEncodedCertificate": "-----BEGIN CERTIFICATE-----\nacme\n-----END CERTIFICATE-----",
        }
    elif x.call.operation == "CreateDocumentationPart":
        thing = {"id": identifier, **x.asked}
    else:
        thing = {
            "version": x.asked["documentationVersion"],
            "description": x.asked.get("description", ""),
            "createdDate": now,
        }
    shelf.append(thing)
    x.answer_json(thing, KIND)
    x.status = 201


async def take_from_shelf(x: Exchange) -> None:
    if not x.ok:
        place = (x.call.operation, f"{x.call.region}{x.request.path}")
        x.answer_json({"item": x.memory.get(place, [])}, KIND)


async def page(x: Exchange) -> None:
    asked = x.request.parameters
    if not x.ok or x.call.operation in UNPAGED or not x.body.startswith(b'{"item"'):
        return
    limit = min(int(asked.get("limit", 25)), 500)
    items, position = x.page(json.loads(x.body)["item"], limit, asked.get("position", ""))
    x.answer_json({"item": items} | ({"position": position} if position else {}), KIND)


async def domain_in_both(x: Exchange) -> None:
    """AWS has one list of regional domains behind both APIs; moto has two."""
    if not x.ok or "REGIONAL" not in x.asked.get("endpointConfiguration", {}).get("types", ()):
        return
    asked = x.asked
    configuration = {
        "CertificateArn": asked.get("regionalCertificateArn"),
        "EndpointType": "REGIONAL",
        "SecurityPolicy": asked.get("securityPolicy", "TLS_1_2"),
    }
    second: dict[str, Any] = {
        "domainName": asked["domainName"],
        "domainNameConfigurations": [{name[0].lower() + name[1:]: v for name, v in configuration.items()}],
        "tags": asked.get("tags", {}),
    }
    if "mutualTlsAuthentication" in asked:
        second["mutualTlsAuthentication"] = {"truststoreWarnings": []} | asked["mutualTlsAuthentication"]
    body = json.dumps(second).encode()
    headers = {"content-type": KIND}
    await x.ask("apigateway", x.call.region, Request("POST", "/v2/domainnames", "", headers, body))


async def web_acls(x: Exchange) -> None:
    """Only that a stage has one; LocalStack lacks them."""
    if x.ok:
        return
    if x.call.operation == "AssociateWebACL":
        stage = x.asked["ResourceArn"].partition("::/")[2]
        x.memory.setdefault(("rest", stage), {})["webAclArn"] = x.asked["WebACLArn"]
        x.answer_json({})
    elif x.call.operation == "CreateWebACL":
        name, identifier = x.asked["Name"], "00000000-0000-4000-8000-000000000000"
        arn = f"arn:aws:wafv2:{x.call.region}:{await x.account()}:regional/webacl/{name}/{identifier}"
        x.answer_json({"Summary": {"Name": name, "Id": identifier, "ARN": arn, "LockToken": identifier}})
