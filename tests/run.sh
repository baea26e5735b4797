#!/usr/bin/env bash
# Runs every test, from a clean clone: Rust's, then those that need Python (schemas, permissions, emulated accounts).
#
#   tests/run.sh [ARGUMENTS OF PYTEST]
#
# The Python environments are made under target/. LocalStack core needs Python 3.13; without it its tests are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

# environment FOLDER PYTHON REQUIREMENTS: makes a virtual environment, once for each state of its requirements.
environment() {
    local wanted
    wanted=$(cat localstack/requirements*.txt tests/requirements.txt | cksum)
    if [ "$(cat "$1/made-from" 2>/dev/null || true)" != "$wanted" ]; then
        rm -rf "$1"
        "$2" -m venv "$1"
        "$1/bin/pip" install --quiet --disable-pip-version-check --requirement "$3"
        echo "$wanted" >"$1/made-from"
    fi
}

# A Python 3.13 on the PATH, in pyenv, or made by .ci/python313, if there is one.
find_python313() {
    local candidate
    for candidate in python3.13 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13.*/bin/python3.13 \
        "$PWD/target/cpython313/bin/python3.13"; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import venv, ssl' >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
}

# number NAME: the sum of all numbers that the logs give before NAME, such as `12 passed`.
number() {
    grep -hE '^test result: |^[0-9]+ (passed|failed|error|skipped|deselected)' target/tests/*.log |
        grep -oE "[0-9]+ $1" | awk '{ sum += $1 } END { print sum + 0 }'
}

mkdir -p target/tests
rm -f target/tests/*.log
environment target/python "${PYTHON:-python3}" tests/requirements.txt
python313=$(find_python313)
if [ -n "$python313" ]; then
    environment target/python313 "$python313" localstack/requirements-localstack.txt
    export LOCALSTACK_PYTHON=$PWD/target/python313/bin/python
else
    echo "no Python 3.13: the tests against LocalStack core are skipped" >&2
fi

status=0
# No test may pass for want of what the environments above hold.
export APLOMB_ALL_TESTS=1
cargo test --quiet --locked --no-fail-fast 2>&1 | tee target/tests/rust.log || status=1
export APLOMB=$PWD/target/debug/aplomb
target/python/bin/python -m pytest --quiet -rs -p no:cacheprovider tests/python "$@" 2>&1 | tee target/tests/python.log || status=1

echo "$(number passed) passed, $(($(number failed) + $(number errors?))) failed, $(number skipped) skipped"
exit $status
