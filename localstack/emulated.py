"""The account behind one endpoint, as seed.py fills it."""

from __future__ import annotations

import contextlib
import json
import sys
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.error import URLError

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from resources import US
from statements import Document

LACKING = {
    "InternalFailure",
    "InvalidAction",
    "NotImplemented",
    "UnknownOperationException",
}
# What LocalStack core refuses and AWS takes: error code, part of the message.
REFUSED = {("InvalidArgument", "sse algorithm is not aws:kms or aws:kms:dsse")}
THREADS = 16


class Account:
    """The account behind one endpoint."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.clients: dict[tuple[str, str], Any] = {}
        caller = self.client("sts", US).get_caller_identity()
        self.id = caller["Account"]
        self.partition = caller["Arn"].split(":")[1]
        self.organization = "o-acme000000"
        # Ids that the emulator drew: of APIs by name; ARNs of keys by region and alias.
        self.ids: dict[str, str] = {}
        self.keys: dict[tuple[str, str], str] = {}
        self.failed = False

    def client(self, service: str, region: str) -> Any:
        """The one client of a service in a region: making one is slow, and not thread-safe."""
        if (service, region) not in self.clients:
            self.clients[service, region] = self._make_client(service, region)
        return self.clients[service, region]

    def _make_client(self, service: str, region: str) -> Any:
        client = boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=Config(
                max_pool_connections=THREADS,
                retries={"total_max_attempts": 1},
                proxies={},
                s3={"addressing_style": "path"},
            ),
        )
        if service == "s3control":
            client.meta.events.register("before-sign.s3-control", self._no_account_in_host)
        return client

    def _no_account_in_host(self, request: Any, **_: Any) -> None:
        # ACCOUNT.127.0.0.1 is no host name; the account is in a header as well.
        request.url = request.url.replace(f"//{self.id}.", "//", 1)

    def attempt(self, what: str, call: Callable[..., Any], **parameters: Any) -> Any:
        """Calls; what the emulator lacks is skipped, what it refuses is a failure at the end."""
        try:
            return call(**parameters)
        except ClientError as error:
            given = error.response["Error"]
            lacking = given["Code"] in LACKING or any(
                given["Code"] == code and part in given["Message"] for code, part in REFUSED
            )
            self.failed |= not lacking
            word = "skipped" if lacking else "failed"
            print(f"{word}: {what}: {error}", file=sys.stderr)
            return None

    def filled_in(self, value: Any, bucket: str = "") -> Any:
        """The value with the account's own ids in it."""
        text = json.dumps(value)
        for word, known in (
            ("PARTITION", self.partition),
            ("ACCOUNT_ID", self.id),
            ("ORGANIZATION_ID", self.organization),
            ("BUCKET", bucket),
        ):
            text = text.replace(word, known)
        return json.loads(text)

    def in_region(self, value: Any, region: str) -> Any:
        """The value with the account's own ids and this region in it."""
        return json.loads(json.dumps(self.filled_in(value)).replace("REGION", region))

    def policy(self, statements: tuple[Document, ...], bucket: str = "") -> str:
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        return json.dumps(self.filled_in(document, bucket))

    def same_ids(self) -> None:
        """Has moto draw the same ids as ever, so that two recordings can be compared."""
        request = urllib.request.Request(f"{self.endpoint}/moto-api/seed?a=2026", b"")
        # Another emulator has no such path.
        with contextlib.suppress(URLError):
            _direct.open(request, timeout=10).close()

    def history(self, call: str, match: dict[str, Any], **members: Any) -> None:
        """Tells the proxy what time has done: see history.py. Without the proxy all is new."""
        body = json.dumps([{"call": call, "match": match, "members": members}]).encode()
        url = f"{self.endpoint}/_proxy/history"
        request = urllib.request.Request(url, body, {"content-type": "application/json"})
        try:
            _direct.open(request, timeout=10).close()
        except (URLError, ValueError) as error:
            print(f"skipped: history of {call}: {error}", file=sys.stderr)


# An HTTP proxy of the user's own knows nothing of our loopback ports.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
