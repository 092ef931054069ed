#!/usr/bin/env bash
# Run once by the PostgreSQL image, on a new and still private server: roles, the database, and who may come in.
set -euo pipefail
secrets=${SECRETS:-/run/secrets}

psql --username postgres --dbname postgres --quiet --set ON_ERROR_STOP=1 \
    --set tally_password="$(cat "$secrets/tally_password")" \
    --set replication_password="$(cat "$secrets/replication_password")" <<'SQL'
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replication_password';
-- CREATEROLE is for the first migration, which makes the three roles that the service steps down to.
CREATE ROLE tally LOGIN CREATEROLE PASSWORD :'tally_password';
CREATE DATABASE tally OWNER tally;
SELECT pg_create_physical_replication_slot('standby');
SQL

cat >>"$PGDATA/pg_hba.conf" <<'EOF'
host replication replicator all scram-sha-256
EOF

# Only now, and only from the next start on: commits of this script must not wait for a standby that can't be there yet.
echo "synchronous_standby_names = 'standby'" >>"$PGDATA/postgresql.auto.conf"
