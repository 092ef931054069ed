#!/usr/bin/env bash
# Builds a copy of the tree with the tutorial of docs/extending.md applied, and uses what it adds: transfers
# with memos, their list, a replay and a check of the log, on a private PostgreSQL of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

# The build of the last run stays, so that a second run compiles only what changed.
copy=.build/tutorial
mkdir -p "$copy"
find "$copy" -mindepth 1 -maxdepth 1 ! -name .build -exec rm -rf {} +
git ls-files -z | tar --null --files-from=- --create --file=- | tar --extract --file=- --directory="$copy"
applied=$(python3 scripts/apply-tutorial.py docs/extending.md "$copy")
mapfile -t files < <(sort -u <<<"$applied")
printf 'The tutorial touches %d files:\n' ${#files[@]}
printf '  %s\n' "${files[@]}"
for file in "${files[@]}"; do
    [[ $file != *.swift ]] || (cd "$copy" && swift format lint --strict "$file")
done
swift build --package-path "$copy" --product tally
tally=$copy/.build/debug/tally

work=$(mktemp -d)
service=
finish() {
    [ -z "$service" ] || kill "$service" 2>/dev/null || true
    [ -z "$service" ] || wait "$service" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

fail() {
    echo "FAILED: $*" >&2
    tail -n 20 "$work/log" >&2
    exit 1
}

TALLY_SCRYPT_LOG_N=10 TALLY_REGISTRATIONS_PER_MINUTE=0 "$tally" serve --port 0 --data "$work/data" >"$work/out" 2>"$work/log" &
service=$!
url=
for _ in $(seq 600); do
    url=$(grep -oh 'http://[0-9.:]*' "$work/out" "$work/log" | head -1 || true)
    if [ -n "$url" ] && curl -sf "$url/ready" >/dev/null; then break; fi
    kill -0 "$service" 2>/dev/null || fail "the service ended"
    sleep 0.1
done
[ -n "$url" ] || fail "the service did not start"

json='Content-Type: application/json'

# sign_in NAME registers a user and prints the header that signs the user's requests.
sign_in() {
    local password="$1-password-1"
    local person="\"username\":\"$1\",\"email\":\"$1@example.org\",\"password\":\"$password\""
    [ "$(curl -s "$url/register" -H "$json" -H "Idempotency-Key: $1" -d "{$person}")" = true ] || return 1
    local token
    token=$(curl -sf "$url/token" -H "$json" -d "{\"username\":\"$1\",\"password\":\"$password\"}")
    token=${token#*\"access_token\":\"}
    echo "Authorization: Bearer ${token%%\"*}"
}

# transfer HEADER FIELDS
transfer() {
    [ "$(curl -s "$url/transfer" -H "$1" -H "$json" -d "{$2}")" = true ] || fail "transfer $2"
}

# expect WHAT GOT WANTED
expect() {
    [ "$2" = "$3" ] || fail "$1: $2 instead of $3"
    echo "ok: $1"
}

row() { printf '{"memo":"%s","currency":"RUB","count":%d,"amount":%d}' "$@"; }

alice=$(sign_in alice) || fail "alice did not sign in"
bob=$(sign_in bob) || fail "bob did not sign in"
transfer "$alice" '"receiver_username":"bob","amount":1250,"memo":"Lunch"'
transfer "$alice" '"receiver_username":"bob","amount":2500,"memo":"Lunch"'
transfer "$alice" '"receiver_username":"bob","amount":700,"memo":"Rent"'
transfer "$alice" '"receiver_username":"bob","amount":300'
# The same letter in two ways: other bytes, so another memo.
transfer "$alice" '"receiver_username":"bob","amount":1,"memo":"caf\u00e9"'
transfer "$alice" '"receiver_username":"bob","amount":2,"memo":"cafe\u0301"'
transfer "$bob" '"receiver_username":"alice","amount":40,"memo":"Lunch"'

spending() { curl -sf "$url/spending$2" -H "$1"; }
all="[$(row Lunch 2 3750),$(row Rent 1 700),$(row $'cafe\u0301' 1 2),$(row $'caf\u00e9' 1 1)]"
expect "the sender's transfers by memo" "$(spending "$alice" '')" "$all"
expect "the receiver sees only what the receiver sent" "$(spending "$bob" '')" "[$(row Lunch 1 40)]"
expect "a page" "$(spending "$alice" '?skip=1&limit=1')" "[$(row Rent 1 700)]"
links=$(curl -sf -D - -o "$work/body" "$url/spending?limit=1" -H "$alice" | tr -d '\r' | grep -i '^link:' || true)
[[ $links =~ ^Link:\ \<(/spending\?before=[0-9a-f]+&limit=1)\>\;\ rel=\"next\"$ ]] || fail "the link to the next page: $links"
expect "the next page" "$(curl -sf "$url${BASH_REMATCH[1]}" -H "$alice")" "[$(row Rent 1 700)]"
expect "a stranger's status" "$(curl -s -o "$work/body" -w '%{http_code}' "$url/spending")" 401
curl -sf "$url/openapi.json" | grep -q '"/spending"' || fail "/spending is not documented"

"$tally" admin erase bob --data "$work/data" || fail "erasing bob"
"$tally" replay --data "$work/data" || fail "replay"
"$tally" verify --data "$work/data" || fail "verify"
expect "the list after erasing the receiver and replaying" "$(spending "$alice" '')" "$all"
