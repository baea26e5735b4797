"""An HTTP proxy before an emulator: makes its answers those that AWS would give.

    python localstack/proxy.py --upstream http://127.0.0.1:5000 --port 5001

Takes both host styles: http://127.0.0.1:PORT/bucket and http://bucket.localhost:PORT,
and for S3 Control http://ACCOUNT.localhost:PORT. What it mends stands in mends.py.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import signal
import traceback
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import answers
import history
from answers import Answer
from exchange import Exchange
from mends import mend
from operations import Request, name

# The emulator is one process: more at a time only makes it switch.
AT_A_TIME = 8
SECONDS = 60
HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "date", "server")
# Answers which calls were made, and whether the proxy is up.
COUNTS = "/_proxy/counts"
# Takes what time has done to resources: see history.py.
HISTORY = "/_proxy/history"


class Proxy:
    """Forwards requests to one emulator, and keeps what the mends need."""

    def __init__(self, upstream: str, denied: set[str]) -> None:
        address = urlsplit(upstream)
        self.host, self.port = address.hostname or "127.0.0.1", address.port or 80
        self.denied = denied
        self.counts: Counter[str] = Counter()
        self.memory: dict[tuple[str, str], Any] = {}
        self.slots = asyncio.Semaphore(AT_A_TIME)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers the requests of one connection."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while request := await _read_request(reader, writer):
                try:
                    status, headers, body = await self.answer(request)
                except Exception as error:  # noqa: BLE001 one bad call must not end the connection
                    traceback.print_exc()
                    status, headers, body = 502, {}, f"no answer: {error!r}\n".encode()
                keep = request.headers.get("connection", "").lower() != "close"
                writer.write(_response(request, status, headers, body, keep))
                await writer.drain()
                if not keep:
                    break
        writer.close()

    async def answer(self, request: Request) -> Answer:
        """The answer that AWS would give to a request."""
        if request.path == COUNTS:
            return 200, {"content-type": "application/json"}, self.counted()
        if request.path == HISTORY:
            history.learn(self.memory, request.body)
            return 200, {"content-type": "application/json"}, b"{}"
        call = name(to_path_style(request))
        self.counts[str(call)] += 1
        if str(call) in self.denied:
            return answers.denied(call)
        status, headers, body = await self.forward(request)

        async def ask(service: str, region: str, asked: Request) -> tuple[int, bytes]:
            signature = request.headers.get("authorization", "")
            scope = re.sub(
                r"(Credential=[^/]+/\d+)/[^/]+/[^/]+/",
                rf"\1/{region}/{service}/",
                signature,
            )
            asked.headers["authorization"] = scope
            status, _, body = await self.forward(asked)
            return status, body

        exchange = Exchange(call, request, status, headers, body, ask, self.memory)
        await mend(exchange)
        return exchange.status, exchange.headers, exchange.body

    async def forward(self, request: Request) -> Answer:
        """The emulator's own answer, over a connection of its own: moto keeps none."""
        headers = {k: v for k, v in request.headers.items() if k not in HOP_BY_HOP}
        # LocalStack takes the account of S3 Control from the host, moto from the header.
        account = request.headers.get("x-amz-account-id")
        headers |= {
            "host": f"{account}.localhost:{self.port}" if account else f"{self.host}:{self.port}",
            "connection": "close",
            "content-length": str(len(request.body)),
        }
        target = f"{request.path}?{request.query}" if request.query else request.path
        lines = [f"{request.method} {target} HTTP/1.0"]
        lines += [f"{key}: {value}" for key, value in headers.items()]
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        async with self.slots, asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_connection(self.host, self.port)
            try:
                writer.write(head + request.body)
                return await _read_answer(reader, request.method)
            finally:
                writer.close()

    def counted(self) -> bytes:
        return json.dumps(dict(sorted(self.counts.items())), indent=1).encode() + b"\n"


def to_path_style(request: Request) -> Request:
    """Moves a bucket from the host into the path; drops an account from the host."""
    host = request.headers.get("host", "").partition(":")[0]
    prefix = re.fullmatch(r"(.+)\.(?:localhost|127\.0\.0\.1)", host)
    if prefix and not request.path.startswith("/v20180820/"):
        scope = request.headers.get("authorization", "")
        if "/s3/aws4_request" in scope:
            request.path = f"/{prefix[1]}{request.path}"
    return request


async def _read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
    """The next request of a connection; nothing where the client has closed it."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    line, _, rest = head.decode("latin-1").rstrip("\r\n").partition("\r\n")
    method, target, _ = line.split(" ")
    headers = _headers(rest)
    if headers.pop("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _read_chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    path, _, query = target.partition("?")
    return Request(method, path, query, headers, body)


async def _read_answer(reader: asyncio.StreamReader, method: str) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    line, _, rest = head.decode("latin-1").partition("\r\n")
    status, headers = int(line.split()[1]), _headers(rest)
    if method == "HEAD" or status == 204:
        return status, headers, b""
    # HTTP/1.0 is never chunked. Not to the end where the length is told: moto
    # holds a connection open for 10 ms after its answer.
    size = headers.get("content-length")
    body = await (reader.readexactly(int(size)) if size else reader.read())
    return status, headers, body


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    while (await reader.readline()).strip():
        pass
    return body


def _headers(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.split("\r\n") if line)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _response(request: Request, status: int, headers: dict[str, str], body: bytes, keep: bool) -> bytes:
    kept = {k: v for k, v in headers.items() if k not in HOP_BY_HOP}
    if request.method == "HEAD" or status == 204:
        body = b""
    else:
        kept["content-length"] = str(len(body))
    kept["connection"] = "keep-alive" if keep else "close"
    lines = [f"HTTP/1.1 {status} -"] + [f"{key}: {value}" for key, value in kept.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--upstream", required=True, metavar="URL", help="the emulator")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="loopback port; 0: any free one")
    parser.add_argument(
        "--deny",
        action="append",
        default=[],
        metavar="SERVICE:OPERATION",
        help="answer AccessDenied to this operation; may be repeated",
    )
    parser.add_argument("--counts", type=Path, metavar="FILE", help="write the calls made, at the end")
    return parser.parse_args()


async def main() -> None:
    arguments = _arguments()
    proxy = Proxy(arguments.upstream, set(arguments.deny))
    server = await asyncio.start_server(proxy.serve, arguments.host, arguments.port, limit=2**20)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    stop = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    await stop.wait()
    if arguments.counts:
        arguments.counts.write_bytes(proxy.counted())


if __name__ == "__main__":
    asyncio.run(main())
