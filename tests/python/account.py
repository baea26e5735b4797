"""An emulated account for one test, and the product run against it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APLOMB = Path(os.environ.get("APLOMB", ROOT / "target" / "debug" / "aplomb"))
LOCALSTACK = ROOT / "localstack"


@dataclass
class Result:
    code: int
    stdout: bytes
    stderr: str

    def report(self) -> dict:
        return json.loads(self.stdout)

    def pairs(self) -> dict[tuple[str, str, str], str]:
        """Verdict by check, resource and sub-key."""
        return {
            (finding["check"], finding["resource"]["arn"], finding["sub_key"]): finding["verdict"]
            for finding in self.report()["findings"]
        }


@dataclass
class Account:
    url: str
    credentials: dict[str, str] = field(default_factory=lambda: dict(CREDENTIALS))

    def aplomb(self, *arguments: str, code: int | None = None) -> Result:
        return aplomb(*arguments, environment=self.credentials, code=code)


CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


def aplomb(*arguments: str, environment: dict[str, str] | None = None, code: int | None = None) -> Result:
    """Runs the product with this environment and no other; `code` is the exit code that must come."""
    done = subprocess.run(
        [str(APLOMB), *arguments],
        check=False,
        env=environment or {},
        capture_output=True,
        cwd=ROOT / "localstack",
        timeout=300,
    )
    result = Result(done.returncode, done.stdout, done.stderr.decode())
    if code is not None:
        assert result.code == code, f"exit code {result.code}, not {code}: {result.stderr}"
    return result


@contextlib.contextmanager
def started(
    folder: Path, *arguments: str, fill: str = "demo", python: str = sys.executable
) -> Iterator[Account]:
    """A freshly filled account; it ends with the block."""
    state = folder / "state.json"
    started = subprocess.run(
        [sys.executable, str(LOCALSTACK / "start.py"), "--state", str(state), "--python", python, *arguments],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    try:
        url = started.stdout.strip()
        seed = [sys.executable, str(LOCALSTACK / "seed.py"), "--endpoint-url", url, "--fill", fill]
        subprocess.run(seed, check=True, capture_output=True, timeout=300)
        yield Account(url)
    finally:
        subprocess.run(
            [sys.executable, str(LOCALSTACK / "stop.py"), "--state", str(state)], check=True, timeout=60
        )


@contextlib.contextmanager
def denying(account: Account, *operations: str) -> Iterator[Account]:
    """The same account seen by somebody who may not call these operations."""
    deny = [word for operation in operations for word in ("--deny", operation)]
    # Before the first proxy, not beside it: that one remembers what the emulator forgets.
    command = [sys.executable, str(LOCALSTACK / "proxy.py"), "--upstream", account.url, *deny]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Account(process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait(timeout=30)
