"""The licence of every crate, against the list in deny.toml: for machines without cargo-deny."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from typing import Any

import pytest
from account import ROOT

DENY = tomllib.loads((ROOT / "deny.toml").read_text())
ALLOWED = set(DENY["licenses"]["allow"])
EXCEPTIONS = {entry["crate"]: set(entry["allow"]) for entry in DENY["licenses"].get("exceptions", [])}


@pytest.fixture(scope="module")
def crates() -> list[dict[str, Any]]:
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=300)
    metadata = json.loads(done.stdout)
    built = {node["id"] for node in metadata["resolve"]["nodes"]}
    return [crate for crate in metadata["packages"] if crate["id"] in built]


def may(expression: str, allowed: set[str]) -> bool:
    """Whether an SPDX expression can be met by the licences that are allowed."""
    words = re.findall(r"[()]|[^\s()/]+|/", expression)
    # An old way to write OR; an exception only adds to what a licence allows.
    words = ["OR" if word == "/" else word for word in words]
    python = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word == "WITH":
            skip = True
        else:
            python.append({"OR": "or", "AND": "and", "(": "(", ")": ")"}.get(word, str(word in allowed)))
    # Of True, False, and, or, parentheses: nothing else is left.
    return bool(eval(" ".join(python), {"__builtins__": {}}))


def test_every_licence_is_allowed(crates: list[dict[str, Any]]) -> None:
    assert len(crates) > 100
    problems = []
    for crate in crates:
        name, licence = crate["name"], crate["license"]
        if not licence:
            problems.append(f"{name}: no licence in its manifest")
        elif not may(licence, ALLOWED | EXCEPTIONS.get(name, set())):
            problems.append(f"{name}: {licence} is not in deny.toml")
    assert not problems, "\n".join(problems)


def test_every_crate_is_from_the_registry(crates: list[dict[str, Any]]) -> None:
    registries = {None} | {f"registry+{url}" for url in DENY["sources"]["allow-registry"]}
    foreign = [crate["name"] for crate in crates if crate["source"] not in registries]
    assert not foreign, f"{foreign}: take them from crates.io"


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT OR GPL-3.0", True),
        ("MIT/Apache-2.0", True),
        ("MIT AND GPL-3.0", False),
        ("(MIT OR GPL-3.0) AND ISC", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("AGPL-3.0-only", False),
    ],
)
def test_expressions_are_understood(expression: str, allowed: bool) -> None:
    assert may(expression, {"MIT", "ISC", "Apache-2.0"}) is allowed
