#!/usr/bin/env bash
# Builds `tally` in release mode with Swift's standard library and libcurl linked in, stripped, as OUTPUT: it then needs
# libpq5 and what that depends on, nothing else. All of the build is below .build/static, so that `make build` and this
# do not throw each other's work away.
set -euo pipefail
cd "$(dirname "$0")/.."
output=${1:-.build/dist/tally}
scratch=.build/static

# Foundation's URLSession needs libcurl; the others are what Debian's static libcurl is made with.
scripts/install-packages.sh binutils libpq-dev libssl-dev pkg-config libcurl4-openssl-dev libnghttp2-dev libidn2-dev \
    librtmp-dev libssh2-1-dev libpsl-dev libunistring-dev libbrotli-dev libgnutls28-dev libzstd-dev libldap-dev libkrb5-dev zlib1g-dev

# A linker script by the name that Foundation asks for. Those without a path come from libpq5's own dependencies.
archives=$(pkg-config --variable=libdir libcurl)
mkdir -p "$scratch/libraries" "$(dirname "$output")"
cat >"$scratch/libraries/libcurl.so" <<EOF
GROUP ( $archives/libcurl.a $archives/libnghttp2.a $archives/libidn2.a $archives/librtmp.a $archives/libssh2.a
  $archives/libpsl.a $archives/libbrotlidec.a $archives/libbrotlicommon.a
  AS_NEEDED ( -lunistring -lgnutls -lnettle -lhogweed -lgmp -lssl -lcrypto -lgssapi_krb5 -lldap -llber -lzstd -lz ) )
EOF

# SwiftPM puts the folders of libpq and libcrypto in front of all others, and libcurl.so is there too:
# their pkg-config files name this folder instead.
for library in libpq libcrypto; do
    sed "s|^libdir=.*|libdir=$PWD/$scratch/libraries|" "$archives/pkgconfig/$library.pc" \
        >"$scratch/libraries/$library.pc"
done

PKG_CONFIG_PATH=$PWD/$scratch/libraries \
    swift build -c release --product tally --static-swift-stdlib --scratch-path "$scratch"
strip -o "$output" "$scratch/release/tally"
