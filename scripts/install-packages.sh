#!/usr/bin/env bash
# Installs the named Debian packages that are missing; does nothing, and needs no rights, when all are there.
set -euo pipefail

command -v swift >/dev/null || {
    echo "tally: no 'swift' in PATH; install Swift 6.2 or newer (https://www.swift.org/install/linux/)" >&2
    exit 1
}

missing=()
for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
        missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "tally: these packages are missing; as root, run: apt-get install ${missing[*]}" >&2
        exit 1
    }
    as_root=(sudo)
fi
# On standard error, since the output of some targets is a table.
echo "tally: installing ${missing[*]}; apt says what it does:" >&2
{
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}"
} >&2
