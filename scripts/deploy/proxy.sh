# nginx with the shipped configuration, under other paths and ports, in front of two nodes.
source scripts/deploy/common.sh
tls=$((FIRST_PORT + 0)) plain=$((FIRST_PORT + 1)) one=$((FIRST_PORT + 2)) two=$((FIRST_PORT + 3)) database=$((FIRST_PORT + 4))
url=https://localhost:$tls

make_cluster "$WORK/postgres" "$database"
export TALLY_TRUST_PROXY=1 TALLY_SECURE_COOKIES=1 TALLY_SCRYPT_LOG_N=10 TALLY_REGISTRATIONS_PER_MINUTE=0 TALLY_LIMIT_LOOPBACK=1
launch "$WORK/one.log" "$TALLY" serve --port "$one" --database "postgresql://tally@127.0.0.1:$database/tally"
first=$launched
launch "$WORK/two.log" "$TALLY" serve --port "$two" --database "postgresql://tally@127.0.0.1:$database/tally"
until_true 60 "$TALLY" health --port "$one"
until_true 60 "$TALLY" health --port "$two"

mkdir -p "$WORK/nginx"
sed -e "s/127.0.0.1:8080/127.0.0.1:$one/; s/127.0.0.1:8081/127.0.0.1:$two/" deploy/nginx/upstream.conf >"$WORK/nginx/upstream.conf"
sed -e "s/443 ssl/$tls ssl/; s/listen 80\b/listen $plain/; s/listen \[::\]:80\b/listen [::]:$plain/" \
    -e "s/tally.example.org/localhost/" -e "s|/etc/nginx/tally/|$WORK/nginx/|; s|/var/log/nginx/|$WORK/nginx/|" deploy/nginx/tally.conf >"$WORK/nginx/tally.conf"
cp deploy/nginx/proxy.conf deploy/nginx/problems.conf "$WORK/nginx/"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$WORK/nginx/key.pem" -out "$WORK/nginx/certificate.pem" 2>/dev/null
cat >"$WORK/nginx/nginx.conf" <<EOF
worker_processes 1;
pid $WORK/nginx/pid;
error_log $WORK/nginx/error.log;
daemon off;
events {}
http { include $WORK/nginx/upstream.conf; include $WORK/nginx/tally.conf; }
EOF
said=$(nginx -t -c "$WORK/nginx/nginx.conf" 2>&1) || fail "$said"
passed "nginx -t"
expect "nginx -t warns of nothing" "" "$(grep -i warn <<<"$said" || true)"
launch "$WORK/nginx/out" nginx -c "$WORK/nginx/nginx.conf"
ask() { curl -s --cacert "$WORK/nginx/certificate.pem" "$@"; }
until_true 20 ask -f "$url/openapi.json"

expect "HTTP/2 over TLS 1.3" "200 2" "$(ask --tlsv1.3 -o /dev/null -w '%{http_code} %{http_version}' "$url/")"
expect "TLS 1.2 is taken" "200" "$(ask --tls-max 1.2 -o /dev/null -w '%{http_code}' "$url/")"
expect "TLS 1.1 is refused" "000" "$(ask --tlsv1.1 --tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0 -o /dev/null -w '%{http_code}' "$url/" || true)"
answer=$(curl -si -X POST "http://localhost:$plain/transfer?x=1")
contains "plain HTTP is sent to TLS with its method" "$answer" '^HTTP/1.1 308'
contains "its address is kept" "$answer" '^Location: https://localhost/transfer\?x=1'

headers=$(ask -o /dev/null -D - "$url/docs")
for name in content-security-policy x-content-type-options referrer-policy strict-transport-security; do
    expect "$name is there once" 1 "$(grep -ic "^$name:" <<<"$headers")"
done
expect "/metrics does not get out" 404 "$(ask -o /dev/null -w '%{http_code}' "$url/metrics")"

# nginx's own refusals are problems; the status in them is that of the answer.
problem() {
    contains "$1 is a problem" "$3" '^content-type: application/problem\+json'
    contains "$1 has its status" "$3" "\"status\":$2,"
    contains "$1 has its status line" "$3" "^HTTP/[0-9.]+ $2"
}
problem "a path that nginx keeps back" 404 "$(ask -i "$url/metrics" | tr -d '\r')"
problem "a target that is too long" 414 "$(ask --http1.1 -i "$url/$(head -c 9000 /dev/zero | tr '\0' x)" | tr -d '\r')"
problem "a head that is too large" 431 "$(ask --http1.1 -i "$url/" -H "X: $(head -c 40000 /dev/zero | tr '\0' x)" | tr -d '\r')"
problem "plain HTTP on the port of TLS" 400 "$(curl -si "http://localhost:$tls/" | tr -d '\r')"
problem "what is no HTTP" 400 "$(printf 'nonsense\r\n\r\n' | timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$plain; cat >&3; cat <&3" | tr -d '\r' | sed 's/^Content-Type/content-type/')"

# Names that are not the service's get no answer; HTTP/1.0 without a name gets one.
expect "another name gets no answer" "000" "$(curl -s -o /dev/null -w '%{http_code}' -H 'Host: evil.example.org' "http://localhost:$plain/" || true)"
expect "another name gets no answer over TLS" "000" \
    "$(ask --http1.1 -o /dev/null -w '%{http_code}' -H 'Host: evil.example.org' "$url/" || true)"
expect "HTTP/1.0 without Host" "200" "$(ask --http1.0 -o /dev/null -w '%{http_code}' -H 'Host:' "$url/docs")"

register "$url" proxied --cacert "$WORK/nginx/certificate.pem"
register "$url" receiver --cacert "$WORK/nginx/certificate.pem"
pay() {
    ask "$url/transfer" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -H "Idempotency-Key: $1" \
        -d '{"receiver_username":"proxied","amount":"1.00"}'
}
expect "a command" true "$(pay first)"
too_long=$(head -c 100000 /dev/zero | tr '\0' x)
contains "a body that is too long is refused in Tally's words" \
    "$(ask -i "$url/transfer" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' --data-binary @- <<<"$too_long")" \
    'application/problem\+json'

# The feed: the first bytes come while the stream is open, and so does a frame.
launch "$WORK/feed" curl -sN --cacert "$WORK/nginx/certificate.pem" "$url/feed" -H "Authorization: Bearer $token"
until_true 10 grep -q '^: connected' "$WORK/feed"
expect "a command while the feed is open" true "$(pay second)"
until_true 10 grep -q '^event: transaction' "$WORK/feed"
passed "the feed is not buffered"

# What a client says of its own address is not passed on: Tally counts tries of all these as one address, and nginx as well.
limited=$(for n in $(seq 60); do
    ask -o /dev/null -w '%{http_code}\n' -H "X-Forwarded-For: 203.0.113.$n" "$url/login" \
        -H 'Content-Type: application/json' -d '{"username":"nobody","password":"wrong-password"}' &
done; wait)
contains "signing in is limited per address" "$limited" '^429$'
changes=$(seq 60 | xargs -P 30 -I{} curl -s -o /dev/null -w '%{http_code}\n' --cacert "$WORK/nginx/certificate.pem" \
    -X POST "$url/change-password")
contains "so is changing a password" "$changes" '^429$'
changes=$(seq 60 | xargs -P 30 -I{} curl -s -o /dev/null -w '%{http_code}\n' --cacert "$WORK/nginx/certificate.pem" \
    -X PATCH "$url/me?x={}")
contains "and changing one's own details, which asks for the password" "$changes" '^429$'
reads=$(seq 60 | xargs -P 30 -I{} curl -s -o /dev/null -w '%{http_code}\n' --cacert "$WORK/nginx/certificate.pem" "$url/me")
expect "reading them is not limited so" "" "$(grep '^429$' <<<"$reads" || true)"
until_true 20 ask -f "$url/openapi.json"
answers=$(seq 40 | xargs -P 40 -I{} curl -s -i --cacert "$WORK/nginx/certificate.pem" -X POST "$url/login")
contains "nginx's 429 is a problem with Retry-After" "$answers" 'Too many requests come from this address'
contains "Retry-After" "$answers" '^retry-after: 1'

# A node is lost: reads and commands go on, on the other one.
kill -9 "$first"
for n in 1 2 3 4 5 6; do
    expect "a query without the first node" 200 "$(ask -o /dev/null -w '%{http_code}' "$url/balance" -H "Authorization: Bearer $token")"
done
expect "a command without the first node" true "$(pay third)"
expect "the log has no query strings" "" "$(grep -F '?' "$WORK/nginx/tally.log" || true)"
expect "neither has the error log" "" "$(grep -F '?' "$WORK/nginx/tally-error.log" || true)"
expect "the log is sound" 0 "$("$TALLY" verify --database "postgresql://tally@127.0.0.1:$database/tally" >/dev/null; echo $?)"
