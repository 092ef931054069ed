#!/usr/bin/env bash
# Validates the OpenAPI document and lets schemathesis look for answers that it does not describe, against
# a service of its own with the demo data. API_EXAMPLES bounds the calls per route.
set -euo pipefail
cd "$(dirname "$0")/.."
examples=${API_EXAMPLES:-50}

# Kept beside the build, so that a second run installs nothing.
tools=.build/api-tools
if [ ! -x "$tools/bin/schemathesis" ]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" --quiet --disable-pip-version-check install \
        'schemathesis==4.32.5' 'openapi-spec-validator==0.9.0'
fi

work=$(mktemp -d)
service=
finish() {
    [ -z "$service" ] || kill "$service" 2>/dev/null || true
    [ -z "$service" ] || wait "$service" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

TALLY_SCRYPT_LOG_N=10 TALLY_REGISTRATIONS_PER_MINUTE=0 TALLY_TRUST_PROXY=1 TALLY_POSITION_WAIT_MS=100 .build/debug/tally serve --demo --port 0 --data "$work/data" \
    >"$work/out" 2>"$work/log" &
service=$!
url=
for _ in $(seq 600); do
    url=$(grep -o 'http://[0-9.:]*' "$work/out" "$work/log" -h 2>/dev/null | head -1 || true)
    [ -z "$url" ] || { curl -sf "$url/ready" >/dev/null && break; } || true
    kill -0 "$service" || { cat "$work/log" >&2; exit 1; }
    sleep 0.1
done

curl -sf "$url/openapi.json" -o "$work/openapi.json"
"$tools/bin/openapi-spec-validator" "$work/openapi.json"
TALLY_TEST_URL=$url SCHEMATHESIS_HOOKS=Tests/API/hooks.py "$tools/bin/schemathesis" \
    --config-file Tests/API/schemathesis.toml run "$url/openapi.json" \
    --max-examples "$examples" --seed 1 --exclude-operation-id feed
