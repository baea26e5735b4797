"""Times `aplomb policy simulate --jsonl` and @cloud-copilot/iam-simulate on the same cases, in one run.

    tests/differential/run.sh 1                                  # brings the npm package under target/
    python3 benches/against_simulate.py [COUNT [PROGRAM [FOLDER_WITH_NODE_MODULES]]]

Each program runs as a process, with one case and with all of them: the difference is what the cases take, without the
start of the process. The best of three.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

DIFFERENTIAL = Path(__file__).parent.parent / "tests" / "differential"
SEED = "20261118"


def taken(command: list[str], cases: bytes) -> float:
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run(command, input=cases, stdout=subprocess.DEVNULL, check=True)
        best = min(best, time.perf_counter() - begun)
    return best


def main() -> None:
    count, program, folder, *_ = [*sys.argv[1:], *["2000", "target/release/aplomb", "target/differential"][len(sys.argv) - 1 :]]
    generate = [sys.executable, str(DIFFERENTIAL / "generate.py"), SEED, count]
    cases = subprocess.run(generate, capture_output=True, check=True).stdout
    first = cases[: cases.index(b"\n") + 1]
    commands = {
        "aplomb": [*program.split(), "policy", "simulate", "--jsonl", "-"],
        "iam-simulate": ["node", str(DIFFERENTIAL / "oracle.mjs"), folder],
    }
    each = {}
    for name, command in commands.items():
        each[name] = (taken(command, cases) - taken(command, first)) / (int(count) - 1) * 1e6
        print(f"{name}: {each[name]:.1f} µs a case, of {count}")
    print(f"ratio {each['iam-simulate'] / each['aplomb']:.0f}")


if __name__ == "__main__":
    main()
