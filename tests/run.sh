#!/bin/sh
# Runs every test, from a clean clone: Rust's, then those that need Python (schemas, permissions, emulated accounts).
#
#   tests/run.sh [ARGUMENTS OF PYTEST]
#
# The Python environments are made under target/. LocalStack core needs Python 3.13; without it its tests are skipped.
set -eu
cd "$(dirname "$0")/.."

# environment FOLDER PYTHON REQUIREMENTS: makes a virtual environment, once for each state of its requirements.
environment() {
    wanted=$(cat localstack/requirements*.txt tests/requirements.txt | cksum)
    if [ "$(cat "$1/made-from" 2>/dev/null || true)" != "$wanted" ]; then
        rm -rf "$1"
        "$2" -m venv "$1"
        "$1/bin/pip" install --quiet --disable-pip-version-check --requirement "$3"
        echo "$wanted" >"$1/made-from"
    fi
}

# A Python 3.13 on the PATH or in pyenv, if there is one.
find_python313() {
    for candidate in python3.13 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13.*/bin/python3.13; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import venv, ssl' >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
}

mkdir -p target
environment target/python "${PYTHON:-python3}" tests/requirements.txt
python313=$(find_python313)
if [ -n "$python313" ]; then
    environment target/python313 "$python313" localstack/requirements-localstack.txt
    LOCALSTACK_PYTHON=$PWD/target/python313/bin/python
    export LOCALSTACK_PYTHON
else
    echo "no Python 3.13: the tests against LocalStack core are skipped" >&2
fi

cargo test --quiet
APLOMB=$PWD/target/debug/aplomb
export APLOMB
target/python/bin/python -m pytest --quiet -rs tests/python "$@"
