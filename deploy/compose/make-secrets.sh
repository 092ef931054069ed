#!/usr/bin/env bash
# Makes the files below secrets/ that are missing: random passwords, and a certificate of one's own for HOST (localhost)
# to be replaced by a real one. Containers read them as users of their own, so the files can be read by all; that
# nobody else on this machine can is the folder's doing.
set -euo pipefail
cd "$(dirname "$0")/.."
host=${1:-localhost}
umask 077
mkdir -p secrets

for name in postgres_password replication_password tally_password; do
    [ -s "secrets/$name" ] || openssl rand -hex 24 | tr -d '\n' >"secrets/$name"
done
[ -s secrets/tls_key.pem ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 \
    -subj "/CN=$host" -addext "subjectAltName=DNS:$host,IP:127.0.0.1" \
    -keyout secrets/tls_key.pem -out secrets/tls_certificate.pem 2>/dev/null
chmod 0444 secrets/*
