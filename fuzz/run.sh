#!/usr/bin/env bash
# Fuzzes the policy engine, from the cases of the truth table on: each target for so many seconds (20).
#
#   fuzz/run.sh [SECONDS [TARGET...]]
#
# Stable Rust is enough: the flags below are those of cargo-fuzz without a sanitizer, and the engine has no unsafe code
# that one would look into. Build, corpus and what was found stay under target/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-20}
shift || true
[ $# -gt 0 ] || set -- parse lint find simulate exposure

# With a target named, the flags are not those of build scripts.
host=$(rustc -vV | sed -n 's/^host: //p')
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing -Cdebug-assertions"
CARGO_TARGET_DIR=target/fuzz RUSTFLAGS=$coverage \
    cargo build --quiet --release --locked --manifest-path fuzz/Cargo.toml --target "$host"
python3 fuzz/corpus.py

for target in "$@"; do
    echo "fuzzing $target for $seconds seconds"
    "target/fuzz/$host/release/$target" "target/fuzz/corpus/$target" -max_total_time="$seconds" -max_len=4096 \
        -timeout=30 -artifact_prefix="target/fuzz/$target-" -verbosity=0 -print_final_stats=1
done
