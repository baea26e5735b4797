"""Starts an emulated account without Docker: moto or LocalStack core, and the proxy before it.

    python localstack/start.py
    python localstack/start.py --emulator localstack --python PATH/TO/VENV/bin/python

Prints the URL to audit. What stop.py needs stands in the state file.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import stop

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "target" / "localstack"
SECONDS = {"moto": 30, "localstack": 120, "proxy": 15}
HEALTH = {
    "moto": "/moto-api/",
    "localstack": "/_localstack/health",
    "proxy": "/_proxy/counts",
}


def moto(arguments: argparse.Namespace, port: int) -> subprocess.Popen[bytes]:
    command = [
        arguments.python,
        "-m",
        "moto.server",
        "-H",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    # Without it moto has none of the policies that AWS manages.
    settings = {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
    return _spawn("moto", command, arguments, settings)


def localstack(arguments: argparse.Namespace, port: int) -> subprocess.Popen[bytes]:
    """LocalStack core; the settings keep it from calling home and from port 53."""
    supervisor = Path(arguments.python).parent / "localstack-supervisor"
    if not supervisor.exists():
        raise SystemExit(
            f"{supervisor} is missing: install requirements-localstack.txt with Python 3.13 and name it by --python"
        )
    command = [str(supervisor)]
    settings = {
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DNS_ADDRESS": "0",
    }
    return _spawn("localstack", command, arguments, settings)


def proxy(arguments: argparse.Namespace, upstream: str, port: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        str(HERE / "proxy.py"),
        "--upstream",
        upstream,
        "--port",
        str(port),
    ]
    for call in arguments.deny:
        command += ["--deny", call]
    if arguments.counts:
        command += ["--counts", str(arguments.counts.resolve())]
    return _spawn("proxy", command, arguments, {})


EMULATORS = {"moto": moto, "localstack": localstack}


def _spawn(
    name: str,
    command: list[str],
    arguments: argparse.Namespace,
    settings: dict[str, str],
) -> subprocess.Popen[bytes]:
    log_file = _log(name, arguments)
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("wb") as log:
        # A session of its own, so that stop.py can end the children too.
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=log_file.parent,
            env=os.environ | settings,
            start_new_session=True,
        )


def _log(name: str, arguments: argparse.Namespace) -> Path:
    return arguments.state.resolve().with_name(f"{arguments.state.stem}-{name}.log")


def _wait(name: str, process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Polls until the process answers; it may take so long and no longer."""
    end = time.monotonic() + SECONDS[name]
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"{name} ended with {process.returncode}: see {log}")
        # URLError is an OSError too.
        with (
            contextlib.suppress(OSError),
            _direct.open(url + HEALTH[name], timeout=2),
        ):
            return
        time.sleep(0.1)
    raise SystemExit(f"{name} did not answer within {SECONDS[name]} s: see {log}")


# An HTTP proxy of the user's own knows nothing of our loopback ports.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--emulator", choices=EMULATORS, default="moto")
    parser.add_argument(
        "--port",
        type=int,
        default=0,
        help="loopback port of the account; 0: a free one",
    )
    parser.add_argument("--python", default=sys.executable, help="interpreter that has the emulator")
    parser.add_argument("--state", type=Path, default=TARGET / "state.json", metavar="FILE")
    parser.add_argument("--no-proxy", action="store_true", help="the emulator alone, faults and all")
    parser.add_argument(
        "--deny",
        action="append",
        default=[],
        metavar="SERVICE:OPERATION",
        help="answer AccessDenied to this operation; may be repeated",
    )
    parser.add_argument("--counts", type=Path, metavar="FILE", help="calls made, written at the end")
    return parser.parse_args()


def main() -> None:
    arguments = _arguments()
    if arguments.state.exists():
        raise SystemExit(f"{arguments.state} exists: run stop.py first, or give another --state")
    started: list[dict[str, object]] = []

    def up(name: str, process: subprocess.Popen[bytes], url: str) -> None:
        started.append({"name": name, "pid": process.pid, "born": stop.born(process.pid)})
        _wait(name, process, url, _log(name, arguments))

    try:
        port = _free_port() if arguments.port == 0 or not arguments.no_proxy else arguments.port
        upstream = url = f"http://127.0.0.1:{port}"
        up(arguments.emulator, EMULATORS[arguments.emulator](arguments, port), upstream)
        if not arguments.no_proxy:
            port = arguments.port or _free_port()
            url = f"http://127.0.0.1:{port}"
            up("proxy", proxy(arguments, upstream, port), url)
    except BaseException:
        stop.end(started)
        raise
    state = {
        "url": url,
        "upstream": upstream,
        "emulator": arguments.emulator,
        "processes": started,
    }
    arguments.state.write_text(json.dumps(state, indent=1) + "\n")
    print(url)


if __name__ == "__main__":
    main()
