#!/usr/bin/env bash
# Install what building and testing needs, from Debian's packages.  Does nothing when all is there.
set -eu
packages="gcc libc6-dev cmake ninja-build pkg-config libsqlite3-dev libpcre2-dev libarchive-dev
  zlib1g-dev liblzma-dev libzstd-dev liblz4-dev liblzo2-dev libsnappy-dev
  libkdumpfile-dev libbpf-dev libcapstone-dev libelf-dev libdw-dev libjansson-dev libssl-dev libedit-dev libcmocka-dev sqlite3 python3 xz-utils zstd"
missing=
for p in $packages; do
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -z "$missing" ] && exit 0
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
echo "Installing:$missing" >&2
$sudo apt-get update -q >&2
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends $missing >&2
