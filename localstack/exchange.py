"""One exchange that passes through the proxy, as a mend sees it."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from answers import Answer
from operations import Call, Request

JSON = "application/x-amz-json-1.1"
# Asks the emulator: service, region, and a request without its signature.
Ask = Callable[[str, str, Request], Awaitable[tuple[int, bytes]]]


@dataclass
class Exchange:
    """A request and the emulator's answer to it, which a mend may change."""

    call: Call
    request: Request
    status: int
    headers: dict[str, str]
    body: bytes
    ask: Ask
    # What was put and the emulator forgot: by what it is and whose.
    memory: dict[tuple[str, str], Any]

    @property
    def ok(self) -> bool:
        return self.status < 300

    @property
    def bucket(self) -> str:
        """The bucket of an S3 request; the proxy has made its path path-style."""
        return self.request.path.split("/")[1]

    @property
    def part(self) -> list[str]:
        """The parts of the path, decoded: `/restapis/ID/stages` is `["restapis", "ID", "stages"]`."""
        return [unquote(part) for part in self.request.path.strip("/").split("/")]

    @property
    def asked(self) -> dict[str, Any]:
        """The document of a JSON request."""
        return json.loads(self.request.body or b"{}")

    @property
    def form(self) -> dict[str, str]:
        """The parameters of a query request."""
        return dict(parse_qsl(self.request.body.decode(), keep_blank_values=True))

    def answer(self, answer: Answer) -> None:
        self.status, self.headers, self.body = answer

    def answer_json(self, document: object, kind: str = JSON) -> None:
        self.answer((200, {"content-type": kind}, json.dumps(document).encode()))

    def substitute(self, pattern: str, replacement: str) -> None:
        self.body = re.sub(pattern.encode(), replacement.encode(), self.body)

    def page(self, things: list[Any], size: int, token: str) -> tuple[list[Any], str]:
        """As many as were asked for, from where the token says; the next token if there are more."""
        start = int(token.removeprefix("page-") or 0)
        end = start + size
        return things[start:end], f"page-{end}" if end < len(things) else ""

    async def ask_s3(self, path: str, query: str, region: str = "") -> bytes:
        """The body of an S3 GET; empty where it was refused."""
        request = Request("GET", quote(path), query, {})
        status, body = await self.ask("s3", region or self.call.region, request)
        return body if status < 300 else b""

    async def ask_rest(self, method: str, path: str, document: object = None) -> dict:
        """The answer to a call of the same REST-JSON service; empty where it was refused."""
        path, _, query = path.partition("?")
        body = b"" if document is None else json.dumps(document).encode()
        headers = {"content-type": "application/json"}
        scope = "apigateway" if self.call.service == "apigatewayv2" else self.call.service
        request = Request(method, quote(path), query, headers, body)
        status, body = await self.ask(scope, self.call.region, request)
        return json.loads(body) if status < 300 and body else {}

    async def ask_query(self, action: str, **parameters: str) -> str:
        """The XML of another operation of the same query service; empty where it was refused."""
        version = self.form.get("Version", "")
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
        body = urlencode({"Action": action, "Version": version} | parameters).encode()
        request = Request("POST", "/", "", headers, body)
        status, body = await self.ask(self.call.service, self.call.region, request)
        return body.decode() if status < 300 else ""

    async def ask_json(self, operation: str, document: object, region: str = "") -> dict:
        """The answer of another operation of the same JSON service."""
        prefix = self.request.headers["x-amz-target"].rpartition(".")[0]
        headers = {"content-type": JSON, "x-amz-target": f"{prefix}.{operation}"}
        body = json.dumps(document).encode()
        request = Request("POST", "/", "", headers, body)
        status, body = await self.ask(self.call.service, region or self.call.region, request)
        return json.loads(body) if status < 300 else {}

    async def bucket_region(self, bucket: str) -> str:
        location = await self.ask_s3(f"/{bucket}", "location")
        found = re.search(rb">([a-z0-9-]+)</LocationConstraint>", location)
        return found[1].decode() if found else "us-east-1"

    async def account(self) -> str:
        """The account of the caller."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        body = b"Action=GetCallerIdentity&Version=2011-06-15"
        request = Request("POST", "/", "", headers, body)
        _, body = await self.ask("sts", "us-east-1", request)
        found = re.search(rb"<Account>(\d+)</Account>", body)
        return found[1].decode() if found else ""
