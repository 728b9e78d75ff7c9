#!/usr/bin/env bash
# A real Hive Metastore on loopback; several versions may run side by side.
#   metastore.sh start 2|3|4 ...   starts each one given (all at once) and prints its URI; one that runs already stays
#   metastore.sh stop  2|3|4 ...   ends it; what it knows is kept
#   metastore.sh wipe  2|3|4 ...   ends it and forgets everything
#   metastore.sh uri   2|3|4       thrift://127.0.0.1:PORT
#   metastore.sh warehouse 2|3|4   the directory of its databases
# 2 is Hive 2.3.9, 3 is 3.1.3, 4 is 4.0.1. 2 and 3 keep their state in Derby; 4 in a PostgreSQL of its own, as its
# compare-and-set doesn't work on Derby. Environment:
#   LAKEPORT_SERVERS_DIR           where state lies; default build/servers
#   LAKEPORT_METASTORE_PORT        default 2908 and the version's digit; for one version at a time
. "$(dirname "${BASH_SOURCE[0]}")/process.sh"


select_version() {
  VERSION=$1
  case $VERSION in 2 | 3 | 4) ;; *) die "no such metastore: '$1' (2, 3 or 4)" ;; esac
  STATE=${LAKEPORT_SERVERS_DIR:-$ROOT/build/servers}/metastore$VERSION
  MARK=lakeport.state=$STATE
  PORT=${LAKEPORT_METASTORE_PORT:-2908$VERSION}
}

classpath() {
  case $VERSION in
    2) echo "$STATE/conf:$(echo "$PEERS"/python/lib/python3*/site-packages/pyspark/jars)/*" ;;
    *) echo "$STATE/conf:$PEERS/metastore$VERSION/*" ;;
  esac
}

# property NAME...: VALUE  -> one <property> for each name
property() {
  local value=${*: -1}
  for name in "${@:1:$#-1}"; do printf '<property><name>%s</name><value>%s</value></property>\n' "$name" "$value"; done
}

postgres() { LAKEPORT_POSTGRES_PORT=$((PORT + 10000)) "$HERE/postgres.sh" "$@"; }

database_properties() {
  if [ "$VERSION" = 4 ]; then
    property javax.jdo.option.ConnectionURL "jdbc:postgresql://127.0.0.1:$((PORT + 10000))/lakeport"
    property javax.jdo.option.ConnectionDriverName org.postgresql.Driver
    property javax.jdo.option.ConnectionUserName javax.jdo.option.ConnectionPassword lakeport
    return
  fi
  property javax.jdo.option.ConnectionURL "jdbc:derby:;databaseName=$STATE/derby;create=true"
  property javax.jdo.option.ConnectionDriverName org.apache.derby.jdbc.EmbeddedDriver
  property datanucleus.schema.autoCreateAll true
}

# Hive 4 refuses external tables below the managed warehouse, so that one lies elsewhere. A setting is given under its
# old name and its new one.
write_configuration() {
  local managed=$STATE/warehouse
  [ "$VERSION" = 4 ] && managed=$STATE/managed
  mkdir -p "$STATE/conf" "$STATE/warehouse" "$managed"
  {
    echo '<?xml version="1.0"?><configuration>'
    database_properties
    property {hive.metastore,metastore}.schema.verification false
    property {hive.metastore,metastore}.warehouse.dir "file://$managed"
    property {hive.metastore,metastore}.warehouse.external.dir "file://$STATE/warehouse"
    property hive.metastore.port metastore.thrift.port "$PORT"
    property {hive.metastore,metastore}.thrift.bind.host 127.0.0.1
    property {hive.metastore,metastore}.event.db.notification.api.auth false
    property hive.txn.manager org.apache.hadoop.hive.ql.lockmgr.DbTxnManager
    property hive.support.concurrency true
    property {hive,metastore}.stats.autogather false
    property {hive,metastore}.compactor.initiator.on false
    property hive.async.log.enabled false
    property metastore.task.threads.always metastore.task.threads.remote \
      org.apache.hadoop.hive.metastore.events.EventCleanerTask
    property metastore.expression.proxy org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy
    echo '</configuration>'
  } >"$STATE/conf/metastore-site.xml"
  cp "$STATE/conf/metastore-site.xml" "$STATE/conf/hive-site.xml"
}

make_schema_of_4() {
  local schema=("$PEERS"/metastore4-schema/*/scripts/metastore/upgrade/postgres/hive-schema-4.0.0.postgres.sql)
  psql -X -q -1 -v ON_ERROR_STOP=1 -d "$(postgres uri)" -f "${schema[0]}" >"$STATE/schema.log" 2>&1 ||
    die "the schema could not be made; see $STATE/schema.log"
  touch "$STATE/schema-made"
}

launch() {
  local main=("$HERE/MetastoreLauncher.java" existing) opens=()
  [ -e "$STATE/derby" ] || main=("$HERE/MetastoreLauncher.java" fresh)
  if [ "$VERSION" = 4 ]; then
    main=(org.apache.hadoop.hive.metastore.HiveMetaStore)
    postgres start >/dev/null
    [ -e "$STATE/schema-made" ] || make_schema_of_4
  fi
  for package in lang net util util.concurrent io; do opens+=(--add-opens "java.base/java.$package=ALL-UNNAMED"); done
  cd "$STATE"
  LD_PRELOAD=$PEERS/loopback_bind.so in_background "$STATE/pid" "$STATE/log" java "${opens[@]}" -Xmx512m \
    -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dderby.stream.error.file="$STATE/derby.log" \
    -Dderby.system.durability=test "-D$MARK" -cp "$(classpath)" "${main[@]}" -p "$PORT"
}

start() {
  [ -f "$PEERS/loopback_bind.so" ] || die "run scripts/peers first"
  if ! is_running "$STATE/pid" "$MARK"; then
    refuse_taken_port "$PORT" LAKEPORT_METASTORE_PORT
    write_configuration
    launch
  fi
  wait_for_port "$PORT" "metastore $VERSION" "$STATE/pid" "$STATE/log"
  echo "thrift://127.0.0.1:$PORT"
}

stop() {
  end_process "$STATE/pid" "$MARK"
  [ "$VERSION" != 4 ] || postgres stop
}

wipe() {
  stop
  rm -rf "$STATE"
  [ "$VERSION" != 4 ] || postgres wipe
}

verb=${1:-}
[ $# -ge 2 ] || usage
shift
if [ "$verb" = start ] && [ $# -gt 1 ]; then
  pids=()
  for version in "$@"; do "$0" start "$version" & pids+=($!); done
  for pid in "${pids[@]}"; do wait "$pid"; done
  exit 0
fi
for version in "$@"; do
  select_version "$version"
  case $verb in
    start) start ;;
    stop) stop ;;
    wipe) wipe ;;
    uri) echo "thrift://127.0.0.1:$PORT" ;;
    warehouse) echo "$STATE/warehouse" ;;
    *) usage ;;
  esac
done
