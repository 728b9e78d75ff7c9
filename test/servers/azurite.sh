#!/usr/bin/env bash
# Azure's storage emulator, Azurite, on loopback: the blob service alone, with the account and the key that everybody knows.
#   azurite.sh start       starts it and prints its account's endpoint; one that runs already stays
#   azurite.sh stop        ends it; what it holds is kept
#   azurite.sh wipe        ends it and forgets everything
#   azurite.sh endpoint    http://127.0.0.1:PORT/devstoreaccount1
# Environment:
#   LAKEPORT_SERVERS_DIR    where state lies; default build/servers
#   LAKEPORT_AZURITE_PORT   default 29100; each port has a server of its own
. "$(dirname "${BASH_SOURCE[0]}")/process.sh"
PORT=${LAKEPORT_AZURITE_PORT:-29100}
STATE=${LAKEPORT_SERVERS_DIR:-$ROOT/build/servers}/azurite-$PORT

endpoint() { echo "http://127.0.0.1:$PORT/devstoreaccount1"; }

launch() {
  mkdir -p "$STATE"
  # It knows fewer versions of the service than there are, and answers the newer ones all the same.
  in_background "$STATE/pid" "$STATE/log" node "$PEERS/azurite/node_modules/azurite/dist/src/blob/main.js" \
    --blobHost 127.0.0.1 --blobPort "$PORT" --silent --skipApiVersionCheck --disableTelemetry --location "$STATE/blobs"
}

start() {
  [ -d "$PEERS/azurite" ] || die "run scripts/peers first"
  if ! is_running "$STATE/pid" "$STATE/blobs"; then
    refuse_taken_port "$PORT" LAKEPORT_AZURITE_PORT
    launch
  fi
  wait_for_port "$PORT" Azurite "$STATE/pid" "$STATE/log"
}

stop() { end_process "$STATE/pid" "$STATE/blobs"; }

case ${1:-} in
  start) start && endpoint ;;
  stop) stop ;;
  wipe) stop && rm -rf "$STATE" ;;
  endpoint) endpoint ;;
  *) usage ;;
esac
