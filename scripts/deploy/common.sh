# Sourced by the parts: small assertions, and servers that end with the part.
set -euo pipefail
started=()
clusters=()

passed() { echo "ok: $*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }
# expect WHAT EXPECTED ACTUAL
expect() {
    [ "$2" = "$3" ] || fail "$1: expected \"$2\", got \"$3\""
    passed "$1"
}
# contains WHAT TEXT PATTERN
contains() {
    grep -Eq -- "$3" <<<"$2" || fail "$1: no \"$3\" in: $2"
    passed "$1"
}

# launch LOG COMMAND…: in the background until the part ends; its process is $launched.
launch() {
    local log=$1
    shift
    "$@" >"$log" 2>&1 &
    launched=$!
    started+=("$launched")
}

stop_all() {
    local process
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
    for folder in "${clusters[@]}"; do stop_cluster "$folder"; done
    for process in "${started[@]}"; do wait "$process" 2>/dev/null || true; done
}
trap stop_all EXIT

# until_true SECONDS COMMAND…
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || fail "in vain: $*"
        sleep 0.1
    done
}

# PostgreSQL refuses root.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
postgres_bin=$(find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -V | tail -1)

# register URL NAME [CURL OPTION…]; then `token` is the user's.
register() {
    local url=$1 name=$2
    shift 2
    curl -sf "$@" "$url/register" -H 'Content-Type: application/json' \
        -d "{\"username\":\"$name\",\"email\":\"$name@example.org\",\"password\":\"a-long-password\"}" >/dev/null
    token=$(curl -sf "$@" "$url/token" -H 'Content-Type: application/json' \
        -d "{\"username\":\"$name\",\"password\":\"a-long-password\"}" | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
}

# make_cluster FOLDER PORT [OPTION…]: a PostgreSQL below FOLDER, on a socket there and on 127.0.0.1, whose user tally owns
# the database tally.
make_cluster() {
    local folder=$1 port=$2
    shift 2
    mkdir -p "$folder"
    [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
    as_postgres "$postgres_bin/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --data-checksums >/dev/null
    start_cluster "$folder" "$port" "$@"
    as_postgres psql --quiet --host="$folder" --port="$port" --username=postgres \
        --command='CREATE ROLE tally LOGIN CREATEROLE' --command='CREATE DATABASE tally OWNER tally'
}
# start_cluster FOLDER PORT [OPTION…]
start_cluster() {
    local folder=$1 port=$2
    shift 2
    clusters+=("$folder")
    as_postgres "$postgres_bin/pg_ctl" start --wait --silent --pgdata="$folder/data" --log="$folder/log" \
        --options="-k '$folder' -p $port -c listen_addresses=127.0.0.1 $*" >/dev/null
}
# stop_cluster FOLDER [MODE]
stop_cluster() {
    as_postgres "$postgres_bin/pg_ctl" stop --silent --pgdata="$1/data" --mode="${2:-fast}" >/dev/null 2>&1 || true
}
