"""Asks Z3 the string queries that the bench asks the engine, and prints both times.

    python3 -m venv target/z3 && target/z3/bin/pip install z3-solver
    target/z3/bin/python benches/against_z3.py [TARGET_FOLDER]

Runs `cargo bench --bench engine -- strings` first, so that both are of one run. Z3 gets a query in two ways: each glob
as an assertion of its own, and all of them as one expression over regular languages. Each is the best of three.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import z3

ROOT = Path(__file__).parent.parent
LIMIT = 20_000  # milliseconds


def language(glob: str) -> z3.ReRef:
    any_character = z3.AllChar(z3.ReSort(z3.StringSort()))
    parts = [z3.Re("")]
    for character in glob:
        if character == "*":
            parts.append(z3.Star(any_character))
        elif character == "?":
            parts.append(any_character)
        else:
            parts.append(z3.Re(character))
    return z3.Concat(*parts) if len(parts) > 1 else parts[0]


def union(globs: list[str]) -> z3.ReRef:
    languages = [language(glob) for glob in globs]
    return z3.Union(*languages) if len(languages) > 1 else languages[0]


def by_assertions(query: dict, text: z3.SeqRef) -> list[z3.BoolRef]:
    within = [z3.InRe(text, union(globs)) for globs in query["within"]]
    return within + [z3.Not(z3.InRe(text, language(glob))) for glob in query["without"]]


def by_one_language(query: dict, text: z3.SeqRef) -> list[z3.BoolRef]:
    languages = [union(globs) for globs in query["within"]]
    languages += [z3.Complement(language(glob)) for glob in query["without"]]
    return [z3.InRe(text, z3.Intersect(*languages) if len(languages) > 1 else languages[0])]


def asked(query: dict, way) -> tuple[float, str]:
    best, answer = float("inf"), ""
    for _ in range(3):
        begun = time.perf_counter()
        solver = z3.Solver()
        solver.set("timeout", LIMIT)
        solver.add(*way(query, z3.String("text")))
        answer = str(solver.check())
        best = min(best, time.perf_counter() - begun)
        if answer == "unknown":
            break
    return best * 1e6, answer


def own(target: Path, name: str) -> float:
    estimates = target / "criterion" / f"strings_{name}" / "new" / "estimates.json"
    return json.loads(estimates.read_text())["median"]["point_estimate"] / 1e3


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "target"
    command = ["cargo", "bench", "--bench", "engine", "--", "strings"]
    subprocess.run(command, cwd=target.parent, check=True, stdout=subprocess.DEVNULL)
    print(f"{'query':15} {'engine µs':>10} {'Z3, assertions µs':>26} {'Z3, one language µs':>26} {'ratio':>8}")
    for query in json.loads((ROOT / "benches" / "queries.json").read_text()):
        ours = own(target, query["name"])
        theirs = [asked(query, way) for way in (by_assertions, by_one_language)]
        told = [f"{taken:.0f} ({answer})" for taken, answer in theirs]
        solved = [taken for taken, answer in theirs if answer != "unknown"]
        ratio = f"{min(solved) / ours:.0f}" if solved else "-"
        print(f"{query['name']:15} {ours:10.2f} {told[0]:>26} {told[1]:>26} {ratio:>8}")


if __name__ == "__main__":
    main()
