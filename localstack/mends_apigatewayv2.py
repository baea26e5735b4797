"""Mends of API Gateway's HTTP and WebSocket APIs; what each is for stands in mends.py."""

from __future__ import annotations

import json
from typing import Any

import answers
from exchange import Exchange

KIND = "application/json"


async def tidy(x: Exchange) -> None:
    """What AWS always answers is there, and nothing is null."""
    if not x.ok or not x.body.startswith(b"{"):
        return
    document = json.loads(x.body)
    for thing in document["items"] if isinstance(document.get("items"), list) else [document]:
        if "routeKey" in thing:
            thing["authorizationType"] = thing.get("authorizationType") or "NONE"
            thing["apiKeyRequired"] = bool(thing.get("apiKeyRequired"))
        if "apiEndpoint" in thing:
            thing.setdefault("ipAddressType", "ipv4")
            if thing.get("protocolType") == "WEBSOCKET":
                thing["apiEndpoint"] = thing["apiEndpoint"].replace("https:", "wss:")
        if "integrationId" in thing:
            thing["connectionType"] = thing.get("connectionType") or "INTERNET"
    x.answer_json(_without_nulls(document), KIND)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value]
    return value


async def page(x: Exchange) -> None:
    asked = x.request.parameters
    if x.ok and x.body.startswith(b'{"items"'):
        items, token = x.page(
            json.loads(x.body)["items"], int(asked.get("maxResults", 500)), asked.get("nextToken", "")
        )
        x.answer_json({"items": items} | ({"nextToken": token} if token else {}), KIND)


async def no_wildcard_with_credentials(x: Exchange) -> None:
    cors = x.asked.get("corsConfiguration") or {}
    if not x.ok or not cors.get("allowCredentials") or "*" not in cors.get("allowOrigins", ()):
        return
    await x.ask_rest("DELETE", f"/v2/apis/{json.loads(x.body)['apiId']}")
    message = "Credentials cannot be allowed when all origins are allowed"
    x.answer(answers.error(x.call, 400, "BadRequestException", message))


async def remember_authorizer(x: Exchange) -> None:
    if x.ok:
        ids = x.memory.setdefault(("authorizers", x.part[2]), [])
        ids.append(json.loads(x.body)["authorizerId"])


async def list_of_authorizers(x: Exchange) -> None:
    """Each of those that were made or that a route names, asked one by one."""
    if x.ok:
        return
    api = x.part[2]
    routes = await x.ask_rest("GET", f"/v2/apis/{api}/routes")
    named = [route.get("authorizerId") for route in routes.get("items", [])]
    ids = dict.fromkeys([*x.memory.get(("authorizers", api), []), *filter(None, named)])
    found = [await x.ask_rest("GET", f"/v2/apis/{api}/authorizers/{one}") for one in ids]
    x.answer_json({"items": [_without_nulls(one) for one in found if one]}, KIND)


async def mappings_of_rest_apis(x: Exchange) -> None:
    """The list of a domain holds its mappings to REST APIs too."""
    if not x.ok:
        return
    domain = x.part[2]
    items = json.loads(x.body)["items"]
    listed = await x.ask_rest("GET", f"/domainnames/{domain}/basepathmappings")
    for number, mapping in enumerate(listed.get("item", [])):
        path = mapping.get("basePath", "(none)")
        key = "" if path == "(none)" else path
        if not any(one["apiId"] == mapping["restApiId"] and one["apiMappingKey"] == key for one in items):
            items.append(
                {
                    "apiId": mapping["restApiId"],
                    "apiMappingId": f"m{number}{mapping['restApiId'][:4]}",
                    "apiMappingKey": key,
                    "stage": mapping.get("stage", ""),
                }
            )
    x.answer_json({"items": items}, KIND)
