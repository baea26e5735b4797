#!/bin/sh
# Makes the recording of the demo: starts an account, fills it, audits it, ends it.
#
#   localstack/record.sh [FILE]        default: localstack/demo.recording
#
# APLOMB  the command to run; default: cargo run --release --
# PYTHON  an interpreter with requirements.txt; default: one is made under target/
set -eu

cd "$(dirname "$0")/.."
file=${1:-localstack/demo.recording}
folder=target/localstack
state=$folder/record.json
aplomb=${APLOMB:-cargo run --quiet --release --}

if [ -z "${PYTHON:-}" ]; then
    PYTHON=$folder/python/bin/python
    if [ ! -x "$PYTHON" ]; then
        python3 -m venv "$folder/python"
        "$PYTHON" -m pip install --quiet --requirement localstack/requirements.txt
    fi
fi

# Nothing of the user's own AWS set-up may get into the recording.
unset AWS_PROFILE AWS_ENDPOINT_URL AWS_SESSION_TOKEN
export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_REGION=us-east-1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true

url=$("$PYTHON" localstack/start.py --state "$state" --counts "$folder/record-counts.json")
trap '"$PYTHON" localstack/stop.py --state "$state"' EXIT
"$PYTHON" localstack/seed.py --endpoint-url "$url" --fill demo

rm -f "$folder/demo.recording"
# The demo is full of findings, and some questions stay open on purpose.
# shellcheck disable=SC2086 # the command may hold arguments
$aplomb scan --endpoint-url "$url" --config localstack/aplomb.toml \
    --record "$folder/demo.recording" --fail-on none --allow-unknown

mv "$folder/demo.recording" "$file"
bytes=$(wc -c <"$file")
if [ "$bytes" -gt 300000 ]; then
    echo "$file has $bytes bytes; it ships in the binary and may have 300000" >&2
    exit 1
fi
