#!/usr/bin/env bash
# A throw-away PostgreSQL on loopback.
#   postgres.sh start           starts it and prints its URI; one that runs already stays
#   postgres.sh stop            ends it; its databases are kept
#   postgres.sh wipe            ends it and forgets everything
#   postgres.sh uri             postgresql://lakeport:lakeport@127.0.0.1:PORT/lakeport
#   postgres.sh database NAME   makes another database, unless there is one, and prints its URI
# Environment:
#   LAKEPORT_POSTGRES_PORT      default 29032; each port has a server of its own
# PostgreSQL won't run as root, so then it runs as the user postgres, for whom a checkout may be out of reach: its data
# lies in /tmp/lakeport-postgres-PORT.
set -euo pipefail
PORT=${LAKEPORT_POSTGRES_PORT:-29032}
STATE=/tmp/lakeport-postgres-$PORT
BIN=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
export PGPASSWORD=lakeport

die() { echo "postgres.sh: $*" >&2; exit 1; }
usage() { sed -n 's/^#  *\(postgres.sh .*\)/\1/p' "$0" >&2; exit 64; }
uri() { echo "postgresql://lakeport:lakeport@127.0.0.1:$PORT/$1"; }

as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd /tmp && runuser -u postgres -- "$@"); else "$@"; fi
}

is_running() { [ -d "$STATE/data" ] && as_owner "$BIN/pg_ctl" -D "$STATE/data" status >/dev/null 2>&1; }

initialise() {
  mkdir "$STATE"
  [ "$(id -u)" != 0 ] || chown postgres "$STATE"
  echo "$PGPASSWORD" >"$STATE/password"
  chmod a+r "$STATE/password"
  as_owner "$BIN/initdb" -D "$STATE/data" -U lakeport -A scram-sha-256 --pwfile="$STATE/password" -E UTF8 \
    --locale=C.UTF-8 --no-sync >"$STATE/initdb.log" 2>&1 || {
    cat "$STATE/initdb.log" >&2
    rm -rf "$STATE"
    die "initdb failed"
  }
}

make_database() {
  psql -X -q -d "$(uri postgres)" -c "CREATE DATABASE \"$1\"" 2>/dev/null ||
    psql -X -q -d "$(uri "$1")" -c 'SELECT 1' >/dev/null || die "database $1 can't be made"
}

start() {
  [ -x "$BIN/initdb" ] || die "PostgreSQL is not installed (Debian package postgresql)"
  is_running && return 0
  [ -d "$STATE/data" ] || initialise
  as_owner "$BIN/pg_ctl" -D "$STATE/data" -l "$STATE/log" -w -t 60 -o "-c listen_addresses=127.0.0.1 -c port=$PORT \
    -c unix_socket_directories=$STATE -c fsync=off -c synchronous_commit=off -c max_connections=200" start >/dev/null ||
    { tail -n 20 "$STATE/log" >&2; die "it does not start on port $PORT"; }
  make_database lakeport
}

stop() { ! is_running || as_owner "$BIN/pg_ctl" -D "$STATE/data" -m fast -w -t 60 stop >/dev/null; }

case ${1:-} in
  start) start && uri lakeport ;;
  stop) stop ;;
  wipe) stop && rm -rf "$STATE" ;;
  uri) uri lakeport ;;
  database) [ $# = 2 ] || usage; make_database "$2" && uri "$2" ;;
  *) usage ;;
esac
