#!/bin/sh
set -eu
case ${1:-} in -* | *.conf) set -- redis-server "$@" ;; esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . ! -user redis -exec chown redis {} +
  exec setpriv --reuid=redis --regid=redis --init-groups "$0" "$@"
fi
# Upstream's build has this default; only a configuration file keeps Debian's.
case $1:${2:-} in redis-server: | redis-server:--*) shift && set -- redis-server --protected-mode no "$@" ;; esac
exec "$@"
