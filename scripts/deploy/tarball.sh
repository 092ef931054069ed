# The tarball in a Debian 12 of its own, that holds the base system, libpq5 and postgresql: installed as docs/deploy.md
# says, and tried.
source scripts/deploy/common.sh
[ "$(id -u)" -eq 0 ] || fail "debootstrap and chroot need root"
base=$PWD/.build/debian-12
root=$WORK/root
tls=8443 outside=8090

if [ -z "${OWN_NAMESPACES:-}" ]; then
    if [ ! -d "$base" ]; then
        mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | head -1)
        rm -rf --one-file-system "$base.part"
        debootstrap --variant=minbase --include=libpq5,postgresql bookworm "$base.part" "$mirror" >"$WORK/debootstrap" 2>&1 ||
            fail "$(tail -3 "$WORK/debootstrap")"
        mv "$base.part" "$base"
    fi
    cp -a "$base" "$root"
    # Mounts, processes and network of its own: nothing of this machine is in the way, and nothing is left.
    exec env OWN_NAMESPACES=1 unshare --mount --pid --net --fork --kill-child bash "$0"
fi
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev/shm"
ip link set lo up

inside() { env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 chroot "$root" "$@"; }
# As the unit does: its user and the settings of the file.
as_unit() {
    inside runuser -u tally -- env $(sed -n '/^[A-Z]/p' "$root/etc/tally/tally.env") "$@"
}

tar --extract --gzip --file .build/dist/tally-*-linux-*.tar.gz --directory "$root/opt"
folder=$(basename "$root"/opt/tally-*)
expect "libraries that are not there" "" "$(inside ldd "/opt/$folder/bin/tally" | grep 'not found' || true)"
expect "libcurl and certificates of Debian's" "" "$(inside sh -c 'ls /usr/lib/*/libcurl* /etc/ssl/certs/ca-certificates.crt' 2>/dev/null || true)"

# The commands of docs/deploy.md as they stand, but for those that need a network or systemd.
inside pg_ctlcluster 15 main start
sed -n '/^## One machine/,/^The machine/s/^    //p' "$root/opt/$folder/docs/deploy.md" | grep -v '^apt-get\|^systemctl' >"$root/opt/$folder/install.sh"
expect "commands of docs/deploy.md" 7 "$(wc -l <"$root/opt/$folder/install.sh")"
inside bash -euc "cd '/opt/$folder' && . ./install.sh" >/dev/null

# The manual page and the completions are the program's own, where Debian looks for them.
share=/usr/local/share
expect "the manual page" "$(inside tally man)" "$(inside cat $share/man/man1/tally.1)"
contains "its form" "$(inside cat $share/man/man1/tally.1)" '^\.TH'
contains "completions for bash" "$(inside bash -euc ". $share/bash-completion/completions/tally; complete -p tally")" ' tally$'
expect "completions for zsh" "#compdef tally" "$(inside head -1 $share/zsh/site-functions/_tally)"

# A service outside with TLS, whose certificate the machine trusts: curl and its certificates are linked in or found.
mkdir -p "$root/etc/ssl/certs"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$WORK/key.pem" -out "$root/etc/ssl/certs/ca-certificates.crt" 2>/dev/null
cat >"$WORK/nginx.conf" <<END
pid $WORK/nginx.pid;
error_log $WORK/nginx.log;
daemon off;
events {}
http {
    access_log off;
    server {
        listen 127.0.0.1:$tls ssl;
        ssl_certificate $root/etc/ssl/certs/ca-certificates.crt;
        ssl_certificate_key $WORK/key.pem;
        location / { proxy_pass http://127.0.0.1:$outside; }
    }
}
END
launch "$WORK/nginx.out" nginx -c "$WORK/nginx.conf"
launch "$WORK/stand-in.log" as_unit tally stand-in --port "$outside"
echo "TALLY_RATES_URL=https://localhost:$tls/rates" >>"$root/etc/tally/tally.env"
launch "$WORK/serve.log" as_unit tally serve
until_true 60 as_unit tally health
url=http://127.0.0.1:8080
register "$url" receiver
register "$url" payer
expect "a command" true "$(curl -s "$url/transfer" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d '{"receiver_username":"receiver","amount":"1.00"}')"
contains "the page, compressed" "$(curl -s -o /dev/null -D - -H 'Accept-Encoding: gzip' "$url/")" '^Content-Encoding: gzip'
has_rates() { curl -sf "$url/rates" | grep -q '"USD"\|"EUR"'; }
until_true 60 has_rates
passed "rates come over TLS"
contains "the administrator" "$(echo a-long-password | as_unit tally admin create --username root)" 'is created'
contains "tally verify" "$(as_unit tally verify 2>&1)" 'chain and invariants hold'

# Without installing: a PostgreSQL of its own, as any user.
launch "$WORK/demo.log" inside runuser -u nobody -- bash -c "cd /tmp && exec /opt/$folder/bin/tally serve --demo --port 8091"
until_true 120 inside "/opt/$folder/bin/tally" health --port 8091
passed "the demo runs"
