#!/usr/bin/env bash
# Compares `aplomb policy simulate` with @cloud-copilot/iam-simulate on generated cases.
#
#   tests/differential/run.sh [COUNT [SEED]]      (1000 cases; a seed of the day, printed)
#
# Needs Node and npm. The package is AGPL-3.0: it is installed under target/, runs in a process of its own, and is no
# part of the product. APLOMB names the program to test.
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-1000}
seed=${2:-$(date +%Y%m%d)}
aplomb=${APLOMB:-target/debug/aplomb}
folder=target/differential
mkdir -p "$folder"
if [ ! -d "$folder/node_modules/@cloud-copilot/iam-simulate" ]; then
    npm install --silent --no-fund --no-audit --prefix "$folder" @cloud-copilot/iam-simulate@0.1.173
fi
python3 tests/differential/generate.py "$seed" "$count" >"$folder/cases.jsonl"
python3 tests/differential/compare.py "$folder/cases.jsonl" "$aplomb policy simulate --jsonl -" \
    "node tests/differential/oracle.mjs $folder"
