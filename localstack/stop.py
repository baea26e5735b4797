"""Ends what start.py started, and nothing else.

python localstack/stop.py
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import time
from pathlib import Path

STATE = Path(__file__).resolve().parent.parent / "target" / "localstack" / "state.json"
SECONDS = 15


def born(pid: int) -> str:
    """When a process began, so that a pid given anew is not mistaken for it; "" where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    # A zombie has ended; it only waits for its parent to look.
    return "" if fields[0] == "Z" else fields[19]


def end(processes: list[dict]) -> None:
    """Ends each process with its children, the last started first."""
    for process in reversed(processes):
        pid = int(process["pid"])
        for signum in (signal.SIGTERM, signal.SIGKILL):
            if not _alive(process):
                break
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signum)
            deadline = time.monotonic() + SECONDS
            while _alive(process) and time.monotonic() < deadline:
                time.sleep(0.05)


def _alive(process: dict) -> bool:
    if Path("/proc/self/stat").exists():
        return process["born"] != "" and born(int(process["pid"])) == process["born"]
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(process["pid"]), 0)
        return True
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--state", type=Path, default=STATE, metavar="FILE")
    state = parser.parse_args().state
    if not state.exists():
        raise SystemExit(f"{state} is missing: nothing to stop")
    end(json.loads(state.read_text())["processes"])
    state.unlink()


if __name__ == "__main__":
    main()
