#!/bin/sh
# Renews what is due, at start and then every 12 hours less up to one. Touches /tmp/alive while it gets on.
set -u

# Waits for the latest background process.
attend() {
  process=$!
  while kill -0 "$process" 2>/dev/null; do
    touch /tmp/alive
    sleep 5 &
    wait $!
  done
}

process=
trap 'kill $process 2>/dev/null; wait $process; exit 0' TERM INT

while true; do
  timeout --kill-after 10 600 certbot renew --non-interactive --no-random-sleep-on-renew --max-log-backups 10 \
    --work-dir /tmp/certbot --logs-dir /tmp/certbot/logs &
  attend
  sleep $((43200 - $(shuf --input-range 0-3600 --head-count 1))) &
  attend
done
