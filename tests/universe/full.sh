#!/usr/bin/env bash
# The whole run of tests/universe.rs: so many random policies (100,000), each against every request of the universe.
#
#   tests/universe/full.sh [COUNT [SEED]]
#
# `cargo test` runs 1,000 of them, each against one request in twelve.
set -euo pipefail
cd "$(dirname "$0")/../.."
export APLOMB_POLICIES=${1:-100000} APLOMB_SEED=${2:-$(date +%s)}
echo "$APLOMB_POLICIES policies of seed $APLOMB_SEED"
cargo test --quiet --locked --test universe
