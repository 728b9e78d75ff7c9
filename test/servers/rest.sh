#!/usr/bin/env bash
# An Iceberg REST catalog on loopback: the server of Iceberg's own test fixtures, over a JdbcCatalog in SQLite.
#   rest.sh start       starts it and prints its URI; one that runs already stays
#   rest.sh stop        ends it; what it knows is kept
#   rest.sh wipe        ends it and forgets everything
#   rest.sh uri         http://127.0.0.1:PORT
#   rest.sh warehouse   the directory of its tables
# Environment:
#   LAKEPORT_SERVERS_DIR   where state lies; default build/servers
#   LAKEPORT_REST_PORT     default 29181; each port has a server of its own
set -euo pipefail
export LC_ALL=C.UTF-8  # for the names of files in Java
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
PEERS=$ROOT/build/peers
PORT=${LAKEPORT_REST_PORT:-29181}
STATE=${LAKEPORT_SERVERS_DIR:-$ROOT/build/servers}/rest-$PORT
STARTUP_SECONDS=90

die() { echo "rest.sh: $*" >&2; exit 1; }
uri() { echo "http://127.0.0.1:$PORT"; }
usage() { sed -n 's/^#  *\(rest.sh .*\)/\1/p' "$0" >&2; exit 64; }

is_running() {
  [ -f "$STATE/pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$STATE/pid")/cmdline" | grep -qF "lakeport.state=$STATE "
}

launch() {
  mkdir -p "$STATE/warehouse"
  cd "$STATE"
  CATALOG_REST_PORT=$PORT CATALOG_WAREHOUSE=file://$STATE/warehouse CATALOG_CLIENTS=1 \
    CATALOG_CATALOG__IMPL=org.apache.iceberg.jdbc.JdbcCatalog CATALOG_JDBC_SCHEMA__VERSION=V1 \
    CATALOG_URI="jdbc:sqlite:$STATE/catalog.db" LD_PRELOAD=$PEERS/loopback_bind.so \
    setsid java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    "-Dlakeport.state=$STATE" -cp "$PEERS/rest/*" org.apache.iceberg.rest.RESTCatalogServer \
    >"$STATE/log" 2>&1 </dev/null &
  echo $! >"$STATE/pid"
}

wait_until_it_answers() {
  local deadline=$((SECONDS + STARTUP_SECONDS))
  until (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; do
    kill -0 "$(cat "$STATE/pid")" 2>/dev/null || { tail -n 20 "$STATE/log" >&2; die "it ended while starting; see $STATE/log"; }
    [ $SECONDS -lt $deadline ] || die "it does not answer after $STARTUP_SECONDS s; see $STATE/log"
    sleep 0.1
  done
}

start() {
  [ -d "$PEERS/rest" ] || die "run scripts/peers first"
  if ! is_running; then
    (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null && die "port $PORT is taken; set LAKEPORT_REST_PORT"
    launch
  fi
  wait_until_it_answers
}

stop() {
  local pid
  if is_running; then
    pid=$(cat "$STATE/pid")
    kill "$pid"
    for _ in $(seq 100); do is_running || break; sleep 0.1; done
    ! is_running || kill -9 "$pid"
  fi
  rm -f "$STATE/pid"
}

case ${1:-} in
  start) start && uri ;;
  stop) stop ;;
  wipe) stop && rm -rf "$STATE" ;;
  uri) uri ;;
  warehouse) mkdir -p "$STATE/warehouse" && echo "$STATE/warehouse" ;;
  *) usage ;;
esac
