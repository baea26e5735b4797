#!/usr/bin/env bash
# Compares `aplomb policy simulate` with @cloud-copilot/iam-simulate on generated cases.
#
#   tests/differential/run.sh [COUNT [SEED]]      (1000 cases of one seed, so that a run can be had again)
#
# Needs Node and npm; tests/run.sh brings both. The package is AGPL-3.0: it is installed under target/, runs in a process
# of its own, and is no part of the product. APLOMB names the program to test.
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-1000}
seed=${2:-20261118}
aplomb=${APLOMB:-target/debug/aplomb}
folder=target/differential
mkdir -p "$folder"
if ! cmp -s tests/differential/package-lock.json "$folder/made-from"; then
    cp tests/differential/package.json tests/differential/package-lock.json "$folder"
    npm ci --silent --no-fund --no-audit --ignore-scripts --prefix "$folder"
    cp tests/differential/package-lock.json "$folder/made-from"
fi
python3 tests/differential/generate.py "$seed" "$count" >"$folder/cases.jsonl"
python3 tests/differential/compare.py "$folder/cases.jsonl" "$aplomb policy simulate --jsonl -" \
    "node tests/differential/oracle.mjs $folder"
