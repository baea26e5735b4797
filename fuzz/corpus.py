"""Writes the seeds of the fuzz targets: the cases and the policies of the truth table."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parent.parent


def write(target: str, name: str, text: str) -> None:
    folder = ROOT / "target" / "fuzz" / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def main() -> None:
    for table in sorted((ROOT / "tests" / "exposure").glob("*.jsonl")):
        for line in table.read_text().splitlines():
            case = json.loads(line)
            name, policy = case["id"], json.dumps(case["policy"])
            asked = {key: value for key, value in case.items() if key not in ("expect", "reason")}
            write("exposure", name, json.dumps(asked))
            request = {
                "principal": "anonymous",
                "action": "s3:GetObject",
                "resource": case["resource"] if "resource" in case else "arn:aws:s3:::b/k",
                "resource_account": case["account"],
            }
            write("simulate", name, json.dumps({"request": request, "resource_policy": case["policy"]}))
            for target in ("parse", "lint"):
                write(target, name, policy)
    write("find", "one", "prod-*/raw/*\n*/2026/*.parquet\n\n*/secret/*\n")
    write("find", "two", "*a?b*c?d*e?f*\n*f*e*d*c*b*a*\n\n*z*\n")


if __name__ == "__main__":
    main()
