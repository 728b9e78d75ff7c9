#include "hive/metastore_source.h"

#include <algorithm>
#include <array>
#include <utility>

#include "hive/partition_path.h"
#include "hive/spark_table.h"
#include "hive/storage_format.h"

namespace lakeport::hive {
namespace {

struct KindRule {
  std::string_view type;
  TableKind kind;
};
constexpr std::array kKinds = {
    KindRule{"MANAGED_TABLE", TableKind::kManaged},
    KindRule{"EXTERNAL_TABLE", TableKind::kExternal},
    KindRule{"VIRTUAL_VIEW", TableKind::kView},
    KindRule{"MATERIALIZED_VIEW", TableKind::kView},
};

Result<TableKind> ToKind(const metastore::Table& table) {
  for (const KindRule& rule : kKinds) {
    if (rule.type == table.type) return rule.kind;
  }
  return Unsupported("{}.{} is of type {}, which is neither a table nor a view", table.database, table.name,
                     table.type);
}

std::vector<Column> ToColumns(std::vector<metastore::Column> columns) {
  std::vector<Column> result;
  result.reserve(columns.size());
  for (auto& column : columns) {
    result.push_back({std::move(column.name), std::move(column.type), std::move(column.comment)});
  }
  return result;
}

Result<Table> ToTable(metastore::Table table) {
  LP_ASSIGN(TableKind kind, ToKind(table));
  auto comment = table.parameters.find("comment");
  auto& storage = table.storage;
  return Table{.database = std::move(table.database),
               .name = std::move(table.name),
               .kind = kind,
               .columns = ToColumns(std::move(storage.columns)),
               .partition_keys = ToColumns(std::move(table.partition_keys)),
               .format = ToStorageFormat(storage.input_format, storage.serde),
               .serde = std::move(storage.serde),
               .input_format = std::move(storage.input_format),
               .location = std::move(storage.location),
               .parameters = table.parameters,
               .serde_parameters = std::move(storage.serde_parameters),
               .bucket_count = std::max(storage.bucket_count, 0),
               .comment = comment == table.parameters.end() ? std::string() : comment->second,
               .owner = std::move(table.owner)};
}

Result<Partition> ToPartition(const Table& table, metastore::Partition partition) {
  if (partition.values.size() != table.partition_keys.size()) {
    return CorruptData("{}.{}: the metastore has a partition with {} values where the table has {} keys: {}",
                       table.database, table.name, partition.values.size(), table.partition_keys.size(),
                       partition.storage.location);
  }
  if (partition.storage.location.empty()) {
    return CorruptData("{}.{}: the metastore has a partition without a location", table.database, table.name);
  }
  Partition result{.values = {},
                   .location = std::move(partition.storage.location),
                   .format = FindSparkFormat(table).value_or(
                       ToStorageFormat(partition.storage.input_format, partition.storage.serde)),
                   .storage = {.serde = std::move(partition.storage.serde),
                               .input_format = std::move(partition.storage.input_format),
                               .columns = ToColumns(std::move(partition.storage.columns)),
                               .parameters = std::move(partition.parameters),
                               .serde_parameters = std::move(partition.storage.serde_parameters)}};
  for (auto& value : partition.values) {
    const bool is_null = value.empty() || value == kDefaultPartition;
    result.values.push_back(is_null ? std::nullopt : std::optional(std::move(value)));
  }
  return result;
}

class MetastoreSource final : public Source {
 public:
  explicit MetastoreSource(std::unique_ptr<metastore::Client> client) : client_(std::move(client)) {}

  Result<std::vector<std::string>> ListDatabases() override { return client_->ListDatabases(); }

  Result<std::vector<std::string>> ListTables(const std::string& database) override {
    return client_->ListTables(database);
  }

  Result<Table> GetTable(const std::string& database, const std::string& table) override {
    LP_ASSIGN(auto found, client_->GetTable(database, table));
    LP_ASSIGN(Table converted, ToTable(std::move(found)));
    return WithSparkNotes(std::move(converted));
  }

  Status VisitPartitions(const Table& table,
                         const std::function<Status(const std::vector<Partition>&)>& visit) override {
    if (table.partition_keys.empty()) return Ok();
    LP_ASSIGN(auto names, client_->ListPartitionNames(table.database, table.name));
    for (size_t begin = 0; begin < names.size(); begin += metastore::kMaxNamesPerCall) {
      const size_t end = std::min(names.size(), begin + metastore::kMaxNamesPerCall);
      LP_ASSIGN(auto batch, ReadBatch(table, {names.data() + begin, names.data() + end}));
      LP_TRY(visit(batch));
    }
    return Ok();
  }

 private:
  Result<std::vector<Partition>> ReadBatch(const Table& table, const std::vector<std::string>& names) {
    LP_ASSIGN(auto found, client_->GetPartitions(table.database, table.name, names));
    if (found.size() != names.size()) {
      return Unavailable(
          "{}.{}: the metastore lists {} partitions from {} on but hands out {} of them; if partitions are "
          "being dropped, try again",
          table.database, table.name, names.size(), names.front(), found.size());
    }
    std::vector<Partition> partitions;
    partitions.reserve(found.size());
    for (auto& partition : found) {
      LP_ASSIGN(auto converted, ToPartition(table, std::move(partition)));
      partitions.push_back(std::move(converted));
    }
    return partitions;
  }

  std::unique_ptr<metastore::Client> client_;
};

}  // namespace

std::unique_ptr<Source> MakeMetastoreSource(std::unique_ptr<metastore::Client> client) {
  return std::make_unique<MetastoreSource>(std::move(client));
}

}  // namespace lakeport::hive
