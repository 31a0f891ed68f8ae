#!/bin/sh
# Writes the root file system of a Debian suite into a tar archive: base.sh bookworm root.tar
# It takes over this machine's mirrors, apt options and extra trust anchors.
set -eu
suite=$1 archive=$2
export scratch=$(mktemp -d)
chmod 755 "$scratch"
trap 'rm -rf "$scratch"' EXIT

. /etc/os-release
apt-get indextargets --format 'deb $(REPO_URI) $(CODENAME) main' \
  'Created-By: Packages' 'Origin: Debian' 'Component: main' \
  | sed "s| $VERSION_CODENAME| $suite|" >"$scratch/sources.list"
# Without sources of its own mmdebstrap takes Debian's default ones.
[ -s "$scratch/sources.list" ] && sources=$scratch/sources.list || sources=

for option in Check-Valid-Until Check-Date http::Proxy; do
  apt-config dump "Acquire::$option"
done >"$scratch/90host"

cat >"$scratch/trust" <<'END'
set -eu
anchors=usr/local/share/ca-certificates
mkdir -p "$1/$anchors"
for anchor in "/$anchors"/*.crt; do
  [ ! -e "$anchor" ] || install --mode 644 "$anchor" "$1/$anchors"
done
END

cat >"$scratch/finish" <<'END'
set -eu
printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
chmod 755 "$1/usr/sbin/policy-rc.d"
echo 'debconf debconf/frontend select Noninteractive' | chroot "$1" debconf-set-selections
cat >"$1/etc/apt/apt.conf.d/90small" <<'APT'
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT::Keep-Downloaded-Packages "false";
Acquire::Languages "none";
APT
cat >"$1/etc/dpkg/dpkg.cfg.d/90small" <<'DPKG'
path-exclude=/usr/share/man/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/doc/*
path-include=/usr/share/doc/*/copyright
DPKG
find "$1/usr/share/man" "$1/usr/share/locale" "$1/usr/share/doc" ! -type d ! -name copyright -delete
rm -f "$1"/var/cache/apt/*.bin
END

# shellcheck disable=SC2086,SC2016
mmdebstrap --variant=minbase --include=ca-certificates,usr-is-merged \
  --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --aptopt="$scratch/90host" --dpkgopt=force-unsafe-io \
  --essential-hook='sh "$scratch/trust" "$1"' --customize-hook='sh "$scratch/finish" "$1"' \
  "$suite" "$archive" $sources
