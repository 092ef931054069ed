# The files themselves: unit, rules, dashboard, compose file, scripts.
source scripts/deploy/common.sh
port=$((FIRST_PORT + 0))

for script in scripts/*.sh scripts/deploy/*.sh deploy/compose/*.sh; do bash -n "$script" || fail "$script"; done
passed "scripts parse"

# The unit, under the path it is installed at; the program has to be there, and nowhere else on this machine.
mkdir -p "$WORK/unit"
sed "s|/usr/local/bin/tally|$TALLY|" deploy/tally.service >"$WORK/unit/tally.service"
cp "$WORK/unit/tally.service" "$WORK/unit/tally@.service"
for unit in tally.service tally@8081.service; do
    said=$(SYSTEMD_UNIT_PATH="$WORK/unit:" systemd-analyze verify --man=no "$unit" 2>&1 | grep "tally" || true)
    expect "systemd-analyze verify $unit" "" "$said"
done
said=$(systemd-analyze security --offline=true --threshold=15 --no-pager "$WORK/unit/tally.service") || fail "$said"
passed "systemd-analyze security: $(tail -1 <<<"$said" | sed 's/^[^A-Za-z]*//')"

promtool check config deploy/monitoring/prometheus.yml >/dev/null
promtool test rules deploy/monitoring/alerts-test.yml >/dev/null
passed "promtool: configuration, rules and their tests"

# Every metric of the rules and the dashboard is one that a running node reports.
# It runs under strace, for the list of its system calls.
make_cluster "$WORK/postgres" $((port + 1))
launch "$WORK/serve.log" strace -D -f -qq -o "$WORK/calls" "$TALLY" serve --demo --port "$port" \
    --database "postgresql://tally@127.0.0.1:$((port + 1))/tally"
until_true 120 "$TALLY" health --port "$port"
register "http://127.0.0.1:$port" traced
curl -sf "http://127.0.0.1:$port/balance" -H "Authorization: Bearer $token" >/dev/null
curl -sf "http://127.0.0.1:$port/metrics" >"$WORK/metrics"
grep -oE '^[a-z_]+' "$WORK/metrics" | sed -E 'p; s/_(bucket|sum|count)$//' | sort -u >"$WORK/known"
cat deploy/monitoring/*.yml deploy/monitoring/grafana-dashboard.json |
    grep -oE '\b(tally|process)_[a-z_]+' | sort -u >"$WORK/asked"
expect "every metric that is asked for exists" "" "$(comm -23 "$WORK/asked" "$WORK/known")"
promtool check metrics <"$WORK/metrics" >/dev/null 2>"$WORK/lint" || true
expect "/metrics parses" "" "$(grep -i 'error while linting\|parsing' "$WORK/lint" || true)"
python3 - deploy/monitoring/grafana-dashboard.json >"$WORK/queries" <<'PY'
import json, sys
panels = json.load(open(sys.argv[1]))["panels"]
assert len({panel["id"] for panel in panels}) == len(panels)
for panel in panels:
    for target in panel.get("targets", []):
        text = target["expr"].replace("$job", "tally").replace("$instance", ".*")
        print(text.replace("$__rate_interval", "1m"))
PY
count=0
{
    printf 'groups:\n  - name: dashboard\n    rules:\n'
    while IFS= read -r query; do
        printf '      - record: dashboard:%s\n        expr: %s\n' "$((++count))" \
            "$(python3 -c 'import json,sys; print(json.dumps(sys.argv[1]))' "$query")"
    done <"$WORK/queries"
} >"$WORK/dashboard.yml"
promtool check rules "$WORK/dashboard.yml" >/dev/null
passed "each of the dashboard's $(wc -l <"$WORK/queries") queries is PromQL"

# The system calls that the service has made, to its end, are among those that the unit allows.
stop_all
started=()
members() {
    systemd-analyze syscall-filter --no-pager "$1" | sed -n 's/^ *\([@a-z_0-9-]\{1,\}\)$/\1/p' |
        while read -r name; do
            case $name in
            "$1") ;;
            @*) members "$name" ;;
            *) echo "$name" ;;
            esac
        done
}
members @system-service | sort -u >"$WORK/service"
{ members @privileged; members @resources; } | sort -u >"$WORK/refused"
sed -n 's/^[0-9]* *\([a-z_0-9]*\)(.*/\1/p' "$WORK/calls" | sort -u >"$WORK/called"
[ "$(wc -l <"$WORK/called")" -gt 20 ] || fail "too few system calls were seen"
expect "system calls that the unit's filter refuses" "" \
    "$(comm -23 "$WORK/called" <({ comm -23 "$WORK/service" "$WORK/refused"; echo setpriority; } | sort))"

# The compose file by the public schema, which check-jsonschema carries.
tools=.build/deploy-tools
if [ ! -x "$tools/bin/check-jsonschema" ]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" --quiet --disable-pip-version-check install 'check-jsonschema==0.39.0' 'PyYAML==6.0.3'
fi
"$tools/bin/check-jsonschema" --quiet --builtin-schema vendor.compose-spec deploy/compose.yaml
passed "compose.yaml follows the schema"
"$tools/bin/python" scripts/deploy/compose.py
