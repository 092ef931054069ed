#!/usr/bin/env bash
# Starts a standby of PRIMARY, from a copy of it that is made the first time. Once promoted it stays a primary: the file
# standby.signal is gone then.
set -euo pipefail
secrets=${SECRETS:-/run/secrets}
password=$(cat "$secrets/replication_password")

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    rm -rf "$PGDATA"
    PGPASSWORD=$password pg_basebackup --pgdata="$PGDATA" --checkpoint=fast --wal-method=stream --slot=standby \
        --write-recovery-conf --dbname="host=$PRIMARY port=${PRIMARY_PORT:-5432} user=replicator application_name=standby"
    chmod 0700 "$PGDATA"
    # A copy of the primary's own wish for a standby would stop every commit after a promotion.
    echo "synchronous_standby_names = ''" >>"$PGDATA/postgresql.auto.conf"
fi
exec "$@"
