#include "metastore/thrift_client.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <functional>
#include <mutex>

#include <hive_metastore_idl/ThriftHiveMetastore.h>
#include <thrift/TOutput.h>

#include "metastore/connection.h"
#include "metastore/wire.h"
#include "metastore/wire_error.h"

namespace lakeport::metastore {

namespace {

using Wire = wire::ThriftHiveMetastoreClient;

std::string Noun(const std::string& database, const std::string& table) {
  return fmt::format("table {}.{}", database, table);
}

wire::ClientCapabilities Capabilities() {
  wire::ClientCapabilities capabilities;
  capabilities.__set_values({wire::ClientCapability::INSERT_ONLY_TABLES});
  return capabilities;
}

Status CheckBatch(const std::vector<std::string>& names) {
  if (names.size() <= kMaxNamesPerCall) return Ok();
  return InvalidArgument("{} names in one call; at most {} are allowed", names.size(), kMaxNamesPerCall);
}

class ThriftClient final : public Client {
 public:
  ThriftClient(std::vector<Endpoint> endpoints, const ClientOptions& options) : pool_(std::move(endpoints), options) {}

  Result<ServerVersion> GetVersion() override;
  Result<std::vector<std::string>> ListDatabases() override;
  Result<Database> GetDatabase(const std::string& database) override;
  Status CreateDatabase(const Database& database) override;
  Status DropDatabase(const std::string& database) override;
  Result<std::vector<std::string>> ListTables(const std::string& database) override;
  Result<Table> GetTable(const std::string& database, const std::string& table) override;
  Result<std::vector<Table>> GetTables(const std::string& database, const std::vector<std::string>& tables) override;
  Status CreateTable(const Table& table) override;
  Status AlterTable(const Table& table, const std::optional<ExpectedParameter>& expected) override;
  Status DropTable(const std::string& database, const std::string& table) override;
  Result<std::vector<std::string>> ListPartitionNames(const std::string& database, const std::string& table) override;
  Result<std::vector<Partition>> GetPartitions(const std::string& database, const std::string& table,
                                               const std::vector<std::string>& names) override;
  Status AddPartitions(const std::string& database, const std::string& table,
                       const std::vector<Partition>& partitions) override;
  Result<Lock> RequestLock(const LockRequest& request) override;
  Result<Lock> CheckLock(int64_t lock_id) override;
  Status SendHeartbeat(int64_t lock_id) override;
  Status Unlock(int64_t lock_id) override;
  Result<std::vector<HeldLock>> ListLocks(const std::string& database, const std::string& table) override;

 private:
  // Makes a call on a connection of the pool. One that changes nothing is made once more when the connection was lost.
  Status Call(const CallSubject& subject, const std::function<void(Wire&)>& call);
  Result<std::vector<wire::Partition>> FetchPartitions(const std::string& database, const std::string& table,
                                                       const std::vector<std::string>& names);

  ConnectionPool pool_;
  std::atomic<bool> knows_partition_requests_ = true;  // false: an older Hive, as a call has shown
};

Status ThriftClient::Call(const CallSubject& subject, const std::function<void(Wire&)>& call) {
  for (bool may_repeat = !subject.changes, first = true;; may_repeat = false, first = false) {
    LP_ASSIGN(auto connection, first ? pool_.Take() : pool_.Open());
    try {
      call(connection->client());
      pool_.Return(std::move(connection));
      return Ok();
    } catch (...) {
      auto failure = DescribeFailure(std::current_exception(), subject, connection->endpoint());
      if (failure.connection_usable) pool_.Return(std::move(connection));
      if (!failure.connection_lost || !may_repeat) return std::move(failure.error);
    }
  }
}

Result<ServerVersion> ThriftClient::GetVersion() {
  ServerVersion version;
  LP_TRY(Call({"the server's version"}, [&](Wire& wire) { wire.getVersion(version.text); }));
  const char* end = version.text.data() + version.text.size();
  if (std::from_chars(version.text.data(), end, version.major).ec == std::errc()) return version;
  return CorruptData("the metastore gives its version as '{}'", version.text);
}

Result<std::vector<std::string>> ThriftClient::ListDatabases() {
  std::vector<std::string> names;
  LP_TRY(Call({"the databases"}, [&](Wire& wire) { wire.get_all_databases(names); }));
  std::sort(names.begin(), names.end());
  return names;
}

Result<Database> ThriftClient::GetDatabase(const std::string& database) {
  wire::Database found;
  LP_TRY(Call({"database " + database}, [&](Wire& wire) { wire.get_database(found, database); }));
  return FromWire(std::move(found));
}

Status ThriftClient::CreateDatabase(const Database& database) {
  return Call({"database " + database.name, /*changes=*/true},
              [&](Wire& wire) { wire.create_database(ToWire(database)); });
}

Status ThriftClient::DropDatabase(const std::string& database) {
  LP_TRY(GetDatabase(database));  // older servers answer with a NullPointerException when there is none
  return Call({"database " + database, /*changes=*/true},
              [&](Wire& wire) { wire.drop_database(database, /*deleteData=*/false, /*cascade=*/false); });
}

Result<std::vector<std::string>> ThriftClient::ListTables(const std::string& database) {
  std::vector<std::string> names;
  LP_TRY(Call({"the tables of " + database}, [&](Wire& wire) { wire.get_all_tables(names, database); }));
  if (names.empty()) LP_TRY(GetDatabase(database));  // a database that isn't there has no tables either
  std::sort(names.begin(), names.end());
  return names;
}

Result<Table> ThriftClient::GetTable(const std::string& database, const std::string& table) {
  wire::GetTableRequest request;
  request.__set_dbName(database);
  request.__set_tblName(table);
  request.__set_capabilities(Capabilities());
  wire::GetTableResult result;
  LP_TRY(Call({Noun(database, table)}, [&](Wire& wire) { wire.get_table_req(result, request); }));
  return FromWire(std::move(result.table));
}

Result<std::vector<Table>> ThriftClient::GetTables(const std::string& database,
                                                   const std::vector<std::string>& tables) {
  LP_TRY(CheckBatch(tables));
  std::vector<Table> found;
  if (tables.empty()) return found;
  wire::GetTablesRequest request;
  request.__set_dbName(database);
  request.__set_tblNames(tables);
  request.__set_capabilities(Capabilities());
  wire::GetTablesResult result;
  LP_TRY(Call({"tables of " + database}, [&](Wire& wire) { wire.get_table_objects_by_name_req(result, request); }));
  found.reserve(result.tables.size());
  for (auto& table : result.tables) found.push_back(FromWire(std::move(table)));
  return found;
}

Status ThriftClient::CreateTable(const Table& table) {
  auto status =
      Call({Noun(table.database, table.name), /*changes=*/true}, [&](Wire& wire) { wire.create_table(ToWire(table)); });
  // The answer to a table in a database that isn't there is that of an invalid table.
  if (!status.ok() && status.error().kind() == ErrorKind::kInvalidArgument) LP_TRY(GetDatabase(table.database));
  return status;
}

Status ThriftClient::AlterTable(const Table& table, const std::optional<ExpectedParameter>& expected) {
  wire::EnvironmentContext context;
  context.properties["DO_NOT_UPDATE_STATS"] = "true";
  if (expected) {
    context.properties["expected_parameter_key"] = expected->key;
    context.properties["expected_parameter_value"] = expected->value;
  }
  context.__set_properties(context.properties);
  return Call({Noun(table.database, table.name), /*changes=*/true}, [&](Wire& wire) {
    wire.alter_table_with_environment_context(table.database, table.name, ToWire(table), context);
  });
}

Status ThriftClient::DropTable(const std::string& database, const std::string& table) {
  return Call({Noun(database, table), /*changes=*/true},
              [&](Wire& wire) { wire.drop_table(database, table, /*deleteData=*/false); });
}

Result<std::vector<std::string>> ThriftClient::ListPartitionNames(const std::string& database,
                                                                  const std::string& table) {
  constexpr int16_t kAll = -1;
  std::vector<std::string> names;
  LP_TRY(Call({"the partitions of " + Noun(database, table)},
              [&](Wire& wire) { wire.get_partition_names(names, database, table, kAll); }));
  return names;
}

Result<std::vector<wire::Partition>> ThriftClient::FetchPartitions(const std::string& database,
                                                                   const std::string& table,
                                                                   const std::vector<std::string>& names) {
  const CallSubject subject{"partitions of " + Noun(database, table)};
  if (knows_partition_requests_) {
    wire::GetPartitionsByNamesRequest request;
    request.__set_db_name(database);
    request.__set_tbl_name(table);
    request.__set_names(names);
    request.__set_skipColumnSchemaForPartition(true);
    wire::GetPartitionsByNamesResult result;
    auto status = Call(subject, [&](Wire& wire) { wire.get_partitions_by_names_req(result, request); });
    if (status.ok()) return std::move(result.partitions);
    if (status.error().kind() != ErrorKind::kUnsupported) return std::move(status).error();
    knows_partition_requests_ = false;
  }
  std::vector<wire::Partition> partitions;
  LP_TRY(Call(subject, [&](Wire& wire) { wire.get_partitions_by_names(partitions, database, table, names); }));
  return partitions;
}

Result<std::vector<Partition>> ThriftClient::GetPartitions(const std::string& database, const std::string& table,
                                                           const std::vector<std::string>& names) {
  LP_TRY(CheckBatch(names));
  std::vector<Partition> found;
  if (names.empty()) return found;
  LP_ASSIGN(auto partitions, FetchPartitions(database, table, names));
  found.reserve(partitions.size());
  for (auto& partition : partitions) found.push_back(FromWire(std::move(partition)));
  return found;
}

Status ThriftClient::AddPartitions(const std::string& database, const std::string& table,
                                   const std::vector<Partition>& partitions) {
  std::vector<wire::Partition> added;
  added.reserve(partitions.size());
  for (const auto& partition : partitions) added.push_back(ToWire(database, table, partition));
  return Call({"partitions of " + Noun(database, table), /*changes=*/true},
              [&](Wire& wire) { wire.add_partitions(added); });
}

Result<Lock> ThriftClient::RequestLock(const LockRequest& request) {
  wire::LockResponse response;
  LP_TRY(Call({"lock on " + Noun(request.database, request.table), /*changes=*/true},
              [&](Wire& wire) { wire.lock(response, ToWire(request)); }));
  return Lock{response.lockid, FromWire(response.state)};
}

Result<Lock> ThriftClient::CheckLock(int64_t lock_id) {
  wire::CheckLockRequest request;
  request.__set_lockid(lock_id);
  wire::LockResponse response;
  LP_TRY(Call({fmt::format("lock {}", lock_id)}, [&](Wire& wire) { wire.check_lock(response, request); }));
  return Lock{response.lockid, FromWire(response.state)};
}

Status ThriftClient::SendHeartbeat(int64_t lock_id) {
  wire::HeartbeatRequest request;
  request.__set_lockid(lock_id);
  return Call({fmt::format("lock {}", lock_id)}, [&](Wire& wire) { wire.heartbeat(request); });
}

Status ThriftClient::Unlock(int64_t lock_id) {
  wire::UnlockRequest request;
  request.__set_lockid(lock_id);
  auto status = Call({fmt::format("lock {}", lock_id)}, [&](Wire& wire) { wire.unlock(request); });
  if (!status.ok() && status.error().kind() == ErrorKind::kNotFound) return Ok();
  return status;
}

Result<std::vector<HeldLock>> ThriftClient::ListLocks(const std::string& database, const std::string& table) {
  wire::ShowLocksRequest request;
  request.__set_dbname(database);
  request.__set_tablename(table);
  wire::ShowLocksResponse response;
  LP_TRY(Call({"the locks on " + Noun(database, table)}, [&](Wire& wire) { wire.show_locks(response, request); }));
  std::vector<HeldLock> locks;
  for (auto& lock : response.locks) locks.push_back({lock.lockid, FromWire(lock.state), std::move(lock.agentInfo)});
  return locks;
}

}  // namespace

Result<std::unique_ptr<Client>> MakeThriftClient(const ClientOptions& options) {
  // Thrift would write what goes wrong to the standard error; it is in our errors.
  static std::once_flag silenced;
  std::call_once(silenced, [] { apache::thrift::GlobalOutput.setOutputFunction([](const char*) {}); });
  LP_ASSIGN(auto endpoints, ParseEndpoints(options.uris));
  return std::unique_ptr<Client>(std::make_unique<ThriftClient>(std::move(endpoints), options));
}

}  // namespace lakeport::metastore
