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
. "$(dirname "${BASH_SOURCE[0]}")/process.sh"
PORT=${LAKEPORT_REST_PORT:-29181}
STATE=${LAKEPORT_SERVERS_DIR:-$ROOT/build/servers}/rest-$PORT
MARK=lakeport.state=$STATE

uri() { echo "http://127.0.0.1:$PORT"; }

launch() {
  mkdir -p "$STATE/warehouse"
  cd "$STATE"
  CATALOG_REST_PORT=$PORT CATALOG_WAREHOUSE=file://$STATE/warehouse CATALOG_CLIENTS=1 \
    CATALOG_CATALOG__IMPL=org.apache.iceberg.jdbc.JdbcCatalog CATALOG_JDBC_SCHEMA__VERSION=V1 \
    CATALOG_URI="jdbc:sqlite:$STATE/catalog.db" LD_PRELOAD=$PEERS/loopback_bind.so \
    in_background "$STATE/pid" "$STATE/log" java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=warn "-D$MARK" -cp "$PEERS/rest/*" \
    org.apache.iceberg.rest.RESTCatalogServer
}

start() {
  [ -d "$PEERS/rest" ] || die "run scripts/peers first"
  if ! is_running "$STATE/pid" "$MARK"; then
    refuse_taken_port "$PORT" LAKEPORT_REST_PORT
    launch
  fi
  wait_for_port "$PORT" "the REST catalog" "$STATE/pid" "$STATE/log"
}

stop() { end_process "$STATE/pid" "$MARK"; }

case ${1:-} in
  start) start && uri ;;
  stop) stop ;;
  wipe) stop && rm -rf "$STATE" ;;
  uri) uri ;;
  warehouse) mkdir -p "$STATE/warehouse" && echo "$STATE/warehouse" ;;
  *) usage ;;
esac
