// The part of the Hive Metastore's protocol that Lakeport speaks. Only numbers matter on the wire: those of fields and
// of enums are the same in Hive 2.3, 3.1 and 4.0 for all that is named here; a server skips fields that it doesn't know,
// and so do we. What is not here is not sent back either: see AlterTable in client.h. A field is `optional` where leaving
// it out and sending an empty text are not the same to the server.
namespace cpp lakeport.metastore.wire

// Tables

struct FieldSchema {
  1: string name
  2: string type
  3: optional string comment
}

struct SerDeInfo {
  1: optional string name
  2: optional string serializationLib
  3: map<string, string> parameters
}

struct Order {
  1: string col
  2: i32 order  // 1 ascending, 0 descending
}

struct StorageDescriptor {
  1: list<FieldSchema> cols
  2: optional string location
  3: optional string inputFormat
  4: optional string outputFormat
  5: bool compressed
  6: i32 numBuckets
  7: SerDeInfo serdeInfo
  8: list<string> bucketCols
  9: list<Order> sortCols
  10: map<string, string> parameters
  12: optional bool storedAsSubDirectories
}

struct Database {
  1: string name
  2: string description
  3: optional string locationUri
  4: map<string, string> parameters
  6: optional string ownerName
  7: optional i32 ownerType
}

struct Table {
  1: string tableName
  2: string dbName
  3: string owner
  4: i32 createTime
  5: i32 lastAccessTime
  6: i32 retention
  7: StorageDescriptor sd
  8: list<FieldSchema> partitionKeys
  9: map<string, string> parameters
  10: optional string viewOriginalText
  11: optional string viewExpandedText
  12: string tableType
  18: optional i32 ownerType
}

struct Partition {
  1: list<string> values
  2: string dbName
  3: string tableName
  4: i32 createTime
  5: i32 lastAccessTime
  6: StorageDescriptor sd
  7: map<string, string> parameters
}

// Requests

enum ClientCapability {
  TEST_CAPABILITY = 1
  INSERT_ONLY_TABLES = 2
}

struct ClientCapabilities {
  1: list<ClientCapability> values
}

struct GetTableRequest {
  1: string dbName
  2: string tblName
  3: optional ClientCapabilities capabilities
}

struct GetTableResult {
  1: Table table
}

struct GetTablesRequest {
  1: string dbName
  2: optional list<string> tblNames
  3: optional ClientCapabilities capabilities
}

struct GetTablesResult {
  1: list<Table> tables
}

struct GetPartitionsByNamesRequest {
  1: string db_name
  2: string tbl_name
  3: optional list<string> names
  11: optional bool skipColumnSchemaForPartition
}

struct GetPartitionsByNamesResult {
  1: list<Partition> partitions
}

struct EnvironmentContext {
  1: map<string, string> properties
}

// Locks

enum LockState {
  ACQUIRED = 1
  WAITING = 2
  ABORT = 3
  NOT_ACQUIRED = 4
}

enum LockType {
  SHARED_READ = 1
  SHARED_WRITE = 2
  EXCLUSIVE = 3
  EXCL_WRITE = 4
}

enum LockLevel {
  DB = 1
  TABLE = 2
  PARTITION = 3
}

struct LockComponent {
  1: LockType type
  2: LockLevel level
  3: string dbname
  4: optional string tablename
}

struct LockRequest {
  1: list<LockComponent> component
  3: string user
  4: string hostname
  5: optional string agentInfo
}

struct LockResponse {
  1: i64 lockid
  2: LockState state
  3: optional string errorMessage
}

struct CheckLockRequest {
  1: i64 lockid
}

struct UnlockRequest {
  1: i64 lockid
}

struct HeartbeatRequest {
  1: optional i64 lockid
}

struct ShowLocksRequest {
  1: optional string dbname
  2: optional string tablename
}

struct ShowLocksResponseElement {
  1: i64 lockid
  2: string dbname
  3: optional string tablename
  5: LockState state
  13: optional string agentInfo
}

struct ShowLocksResponse {
  1: list<ShowLocksResponseElement> locks
}

// Failures

exception MetaException {
  1: string message
}

exception NoSuchObjectException {
  1: string message
}

exception AlreadyExistsException {
  1: string message
}

exception InvalidObjectException {
  1: string message
}

exception InvalidOperationException {
  1: string message
}

exception UnknownDBException {
  1: string message
}

exception NoSuchLockException {
  1: string message
}

exception NoSuchTxnException {
  1: string message
}

exception TxnAbortedException {
  1: string message
}

exception TxnOpenException {
  1: string message
}

service ThriftHiveMetastore {
  string getVersion()
  list<string> set_ugi(1: string user_name, 2: list<string> group_names) throws (1: MetaException o1)

  list<string> get_all_databases() throws (1: MetaException o1)
  Database get_database(1: string name) throws (1: NoSuchObjectException o1, 2: MetaException o2)
  void create_database(1: Database database)
      throws (1: AlreadyExistsException o1, 2: InvalidObjectException o2, 3: MetaException o3)
  void drop_database(1: string name, 2: bool deleteData, 3: bool cascade)
      throws (1: NoSuchObjectException o1, 2: InvalidOperationException o2, 3: MetaException o3)

  list<string> get_all_tables(1: string db_name) throws (1: MetaException o1)
  GetTableResult get_table_req(1: GetTableRequest req) throws (1: MetaException o1, 2: NoSuchObjectException o2)
  GetTablesResult get_table_objects_by_name_req(1: GetTablesRequest req)
      throws (1: MetaException o1, 2: InvalidOperationException o2, 3: UnknownDBException o3)
  void create_table(1: Table tbl)
      throws (1: AlreadyExistsException o1, 2: InvalidObjectException o2, 3: MetaException o3,
              4: NoSuchObjectException o4)
  void alter_table_with_environment_context(1: string dbname, 2: string tbl_name, 3: Table new_tbl,
                                            4: EnvironmentContext environment_context)
      throws (1: InvalidOperationException o1, 2: MetaException o2)
  void drop_table(1: string dbname, 2: string name, 3: bool deleteData)
      throws (1: NoSuchObjectException o1, 2: MetaException o3)

  list<string> get_partition_names(1: string db_name, 2: string tbl_name, 3: i16 max_parts)
      throws (1: NoSuchObjectException o1, 2: MetaException o2)
  list<Partition> get_partitions_by_names(1: string db_name, 2: string tbl_name, 3: list<string> names)
      throws (1: MetaException o1, 2: NoSuchObjectException o2)
  // Hive 4
  GetPartitionsByNamesResult get_partitions_by_names_req(1: GetPartitionsByNamesRequest req)
      throws (1: MetaException o1, 2: NoSuchObjectException o2)
  i32 add_partitions(1: list<Partition> new_parts)
      throws (1: InvalidObjectException o1, 2: AlreadyExistsException o2, 3: MetaException o3)

  LockResponse lock(1: LockRequest rqst) throws (1: NoSuchTxnException o1, 2: TxnAbortedException o2)
  LockResponse check_lock(1: CheckLockRequest rqst)
      throws (1: NoSuchTxnException o1, 2: TxnAbortedException o2, 3: NoSuchLockException o3)
  void unlock(1: UnlockRequest rqst) throws (1: NoSuchLockException o1, 2: TxnOpenException o2)
  void heartbeat(1: HeartbeatRequest ids)
      throws (1: NoSuchLockException o1, 2: NoSuchTxnException o2, 3: TxnAbortedException o3)
  ShowLocksResponse show_locks(1: ShowLocksRequest rqst)
}
