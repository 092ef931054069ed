# A primary and its synchronous standby, made by the scripts of compose.yaml; a standby that is away, a failover, a backup that is
# restored, and a program that is older than its database.
source scripts/deploy/common.sh
port=$((FIRST_PORT + 0)) one=$((FIRST_PORT + 1)) two=$((FIRST_PORT + 2)) spare=$((FIRST_PORT + 3))
url=http://127.0.0.1:$port

export SECRETS=$WORK/secrets PRIMARY=127.0.0.1 PRIMARY_PORT=$one
mkdir -p "$WORK/compose" "$SECRETS" "$WORK/one" "$WORK/two"
cp deploy/compose/*.sh "$WORK/compose/"
for name in postgres_password replication_password tally_password; do openssl rand -hex 24 >"$SECRETS/$name"; done
export PGPASSWORD=$(cat "$SECRETS/tally_password")
[ "$(id -u)" -ne 0 ] || chown -R postgres "$SECRETS" "$WORK/one" "$WORK/two"
database="postgresql://tally@127.0.0.1:$one,127.0.0.1:$two/tally?target_session_attrs=read-write"

# ask FOLDER PORT SQL: as the superuser, over the socket.
ask() { as_postgres psql --quiet --no-align --tuples-only --host="$1" --port="$2" --username=postgres --dbname=postgres --command="$3"; }
# Both as functions, since they are asked again and again.
is_synchronous() { [ "$(ask "$WORK/one" "$one" 'SELECT sync_state FROM pg_stat_replication')" = sync ]; }
commit_waits() { [ "$(ask "$WORK/one" "$one" "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'")" = t ]; }
start_standby() {
    launch "$WORK/two.log" as_postgres env PGDATA="$WORK/two/data" PATH="$postgres_bin:$PATH" bash "$WORK/compose/start-standby.sh" \
        postgres -k "$WORK/two" -p "$two" -c listen_addresses=127.0.0.1
    until_true 60 as_postgres "$postgres_bin/pg_isready" --host=127.0.0.1 --port="$two"
}
# pay KEY
pay() {
    curl -s --max-time 60 "$url/transfer" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        -H "Idempotency-Key: $1" -d '{"receiver_username":"receiver","amount":"1.00"}'
}
has_available() { curl -sf "$url/balance" -H "Authorization: Bearer $token" | grep -q "\"available\":$1,"; }
is_paid() { [ "$(pay "$1")" = true ]; }

as_postgres "$postgres_bin/initdb" --pgdata="$WORK/one/data" --username=postgres --auth-local=trust --auth-host=scram-sha-256 \
    --data-checksums >/dev/null
start_cluster "$WORK/one" "$one"
as_postgres env PGHOST="$WORK/one" PGPORT="$one" PGDATA="$WORK/one/data" bash "$WORK/compose/make-database.sh" >/dev/null
stop_cluster "$WORK/one"
start_cluster "$WORK/one" "$one"
clusters+=("$WORK/two")
start_standby
until_true 30 is_synchronous
passed "the standby is synchronous"
expect "the database asks for its password" "no" \
    "$(PGPASSWORD=wrong psql --host=127.0.0.1 --port="$one" --username=tally tally --command='' >/dev/null 2>&1 && echo yes || echo no)"

launch "$WORK/serve.log" "$TALLY" serve --port "$port" --database "$database"
until_true 60 "$TALLY" health --port "$port"
register "$url" receiver
register "$url" payer
expect "a command" true "$(pay first)"

# Without the standby a commit waits, and goes on when it is back.
stop_cluster "$WORK/two" immediate
launch "$WORK/second" pay second
second=$launched
until_true 30 commit_waits
passed "a commit waits for the standby that is away"
start_standby
wait "$second"
expect "it goes on with the standby" true "$(cat "$WORK/second")"

# The primary is lost. What was answered is on the standby, and the node finds it by itself.
stop_cluster "$WORK/one" immediate
as_postgres "$postgres_bin/pg_ctl" promote --wait --silent --pgdata="$WORK/two/data"
until_true 30 "$TALLY" health --port "$port"
until_true 30 is_paid third
passed "a command after the failover, under one key until it is answered"
expect "the second command again" true "$(pay second)"
until_true 30 has_available 99700
passed "each of the three counted once"
said=$("$TALLY" verify --database "$database" 2>&1) || fail "$said"
passed "tally verify: $(tail -1 <<<"$said")"

# Backup and restore, as docs/deploy.md says it.
pg_dump --format=custom --file="$WORK/tally.dump" "$database"
make_cluster "$WORK/spare" "$spare"
restored="postgresql://tally@127.0.0.1:$spare/tally"
as_postgres psql --quiet --host="$WORK/spare" --port="$spare" --username=postgres --command='CREATE DATABASE roles OWNER tally'
"$TALLY" migrate --database "${restored%/tally}/roles" >/dev/null
pg_restore --dbname="$restored" --exit-on-error "$WORK/tally.dump"
contains "tally restore" "$("$TALLY" restore --database "$restored" 2>&1)" 'begins at position'
again=$("$TALLY" verify --database "$restored" 2>&1) || fail "$again"
expect "the restored log is the same, hash included" "${said##*. }" "${again##*. }"
"$TALLY" replay --verify --database "$restored" >/dev/null 2>&1 || fail "replay --verify of the restored database"
passed "its read models follow from its log"

# A database that a later version has migrated, and the way back that docs/deploy.md gives where only read models have changed.
change() { PGOPTIONS="-c client_min_messages=warning" psql --quiet --set ON_ERROR_STOP=1 --dbname="$restored" --command="$1"; }
change "INSERT INTO public.tally_migrations SELECT owner, max(number) + 1, 'later', '', now() FROM public.tally_migrations WHERE owner = 'read' GROUP BY owner"
contains "an older program does not start on it" "$("$TALLY" migrate --database "$restored" 2>&1 || true)" 'run a newer version'
change "BEGIN; DROP SCHEMA read, read_shadow CASCADE; DELETE FROM public.tally_migrations WHERE owner = 'read'; COMMIT"
"$TALLY" migrate --database "$restored" >/dev/null
"$TALLY" replay --database "$restored" >/dev/null 2>&1 || fail "replay after the way back"
"$TALLY" replay --verify --database "$restored" >/dev/null 2>&1 || fail "replay --verify after the way back"
passed "the read models are rebuilt from the log"
