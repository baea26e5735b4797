"""A thousand generated cases of `policy simulate` against another evaluator: see tests/differential/README.md."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from account import APLOMB, ROOT


def test_the_other_evaluator_agrees_or_the_reason_is_known() -> None:
    # Node and npm come with the environment that tests/run.sh makes.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [ROOT / "tests" / "differential" / "run.sh", "1000"],
        env={**os.environ, "PATH": path, "APLOMB": str(APLOMB)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
