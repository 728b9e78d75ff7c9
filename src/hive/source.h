#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "hivetype/hive_type.h"

namespace lakeport::hive {

// What lies in a table's or partition's directory.
enum class StorageFormat { kParquet, kOrc, kAvro, kText, kCsv, kJson, kRegex, kSequenceFile, kRcFile, kUnknown };
std::string_view ToString(StorageFormat format);  // "Parquet", "SequenceFile"

struct Column {
  std::string name{};
  std::string type;  // Hive's own text: "array<struct<a:int>>"
  std::string comment{};
  NameCase names = NameCase::kLower;  // its own, and those of a struct's members

  friend bool operator==(const Column&, const Column&) = default;
};

enum class TableKind { kManaged, kExternal, kView };

struct Table {
  std::string database{};
  std::string name{};
  TableKind kind = TableKind::kExternal;
  std::vector<Column>
      columns{};  // without the partition keys. Empty: not declared, to be taken from the files' footers
  std::vector<Column> partition_keys{};
  StorageFormat format = StorageFormat::kUnknown;
  std::string serde{};  // both by their Java class; empty in a directory without a metastore
  std::string input_format{};
  std::string location{};  // as stored; empty for a view
  std::map<std::string, std::string> parameters{};
  std::map<std::string, std::string> serde_parameters{};
  int bucket_count = 0;  // 0: not bucketed
  std::string comment{};
  std::string owner{};

  bool is_transactional() const;  // ACID: parameter transactional=true
};

// What a metastore says of one partition's files, where it may differ from the table's. Empty in a directory without
// one.
struct PartitionStorage {
  std::string serde{};
  std::string input_format{};
  std::vector<Column> columns{};  // empty also where the metastore leaves them out: the table's
  std::map<std::string, std::string> parameters{};
  std::map<std::string, std::string> serde_parameters{};

  friend bool operator==(const PartitionStorage&, const PartitionStorage&) = default;
};

struct Partition {
  std::vector<std::optional<std::string>>
      values;  // as text, unescaped, by partition key; nullopt: Hive's default partition
  std::string location;
  StorageFormat format = StorageFormat::kUnknown;
  PartitionStorage storage{};
};

// Hive tables to be read: a metastore, or a directory laid out the Hive way. Safe from several threads.
class Source {
 public:
  virtual ~Source() = default;

  virtual Result<std::vector<std::string>> ListDatabases() = 0;                          // sorted
  virtual Result<std::vector<std::string>> ListTables(const std::string& database) = 0;  // sorted; views too
  virtual Result<Table> GetTable(const std::string& database, const std::string& table) = 0;
  // All partitions of a partitioned table, in batches of at most 1,000. Stops at the first error, which it returns.
  virtual Status VisitPartitions(const Table& table,
                                 const std::function<Status(const std::vector<Partition>&)>& visit) = 0;
};

}  // namespace lakeport::hive
