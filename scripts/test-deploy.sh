#!/usr/bin/env bash
# Checks what deploy/ holds, as far as a machine without containers can: scripts/test-deploy.sh [PART…], after `make dist`.
# Each part is a file scripts/deploy/PART.sh. Ports from FIRST_PORT on are used.
set -euo pipefail
cd "$(dirname "$0")/.."
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(files proxy standby tarball)

export TALLY=$PWD/.build/dist/tally
export FIRST_PORT=${FIRST_PORT:-18580}
[ -x "$TALLY" ] || { echo "no $TALLY: make dist first" >&2; exit 1; }

for part in "${parts[@]}"; do
    echo "== $part"
    work=$(mktemp -d)
    chmod 0755 "$work"
    status=0
    WORK=$work bash "scripts/deploy/$part.sh" || status=$?
    if [ "$status" -ne 0 ]; then
        echo "== $part failed; what it left is in $work" >&2
        exit "$status"
    fi
    rm -rf --one-file-system "$work"
done
echo "== all passed"
