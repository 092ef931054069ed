#!/usr/bin/env bash
# Makes .build/dist/tally-VERSION-linux-ARCH.tar.gz: the program, and everything that installs and watches it.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^.*let tallyVersion = "\(.*\)"$/\1/p' Sources/Server/API/Version.swift)
name=tally-$version-linux-$(uname -m)
out=.build/dist
scripts/build-static.sh "$out/tally"

rm -rf "${out:?}/$name"
mkdir -p "$out/$name/bin" "$out/$name/docs"
cp "$out/tally" "$out/$name/bin/"
cp -r deploy/nginx deploy/monitoring deploy/tally.service deploy/tally.env.example "$out/$name/"
rm "$out/$name/nginx/upstream-compose.conf"
cp -r docs/*.md docs/pictures "$out/$name/docs/"
# Below a share/ of Debian: man, bash-completion and zsh find them in /usr/local/share and in /usr/share.
share=$out/$name/share
mkdir -p "$share/man/man1" "$share/bash-completion/completions" "$share/zsh/site-functions"
"$out/tally" man >"$share/man/man1/tally.1"
"$out/tally" completions bash >"$share/bash-completion/completions/tally"
"$out/tally" completions zsh >"$share/zsh/site-functions/_tally"

# The same files make the same archive.
when=$(git log -1 --format=%ct 2>/dev/null || echo 0)
tar --create --directory "$out" --sort=name --mtime="@$when" --owner=0 --group=0 --numeric-owner \
    --mode='u+rw,go+r-w,a+X' "$name" | gzip --no-name --best >"$out/$name.tar.gz"
(cd "$out" && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
