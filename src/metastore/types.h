#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// The Hive Metastore's nouns. Names and values are its own; times are seconds since 1970.
namespace lakeport::metastore {

using Parameters = std::map<std::string, std::string>;

struct Column {
  std::string name;
  std::string type;  // Hive's own text: "array<struct<a:int>>"
  std::string comment{};
  friend bool operator==(const Column&, const Column&) = default;
};

struct SortColumn {
  std::string name;
  bool ascending = true;
  friend bool operator==(const SortColumn&, const SortColumn&) = default;
};

// Where a table's or a partition's files lie, and how to read them.
struct StorageDescriptor {
  std::vector<Column> columns{};  // without the partition keys
  std::string location{};         // empty for a view
  std::string input_format{};     // Java classes
  std::string output_format{};
  bool compressed = false;
  int32_t bucket_count = 0;  // below 1: not bucketed
  std::string serde_name{};
  std::string serde{};  // Java class
  Parameters serde_parameters{};
  std::vector<std::string> bucket_columns{};
  std::vector<SortColumn> sort_columns{};
  Parameters parameters{};
  bool stored_as_subdirectories = false;
};

struct Database {
  std::string name;
  std::string description{};
  std::string location{};  // empty when creating: below the warehouse
  Parameters parameters{};
  std::string owner{};
};

struct Table {
  std::string database;
  std::string name;
  std::string owner{};
  std::optional<int32_t> owner_type{};  // 1 user, 2 role, 3 group
  int32_t create_time = 0;
  int32_t last_access_time = 0;
  int32_t retention = 0;
  StorageDescriptor storage{};
  std::vector<Column> partition_keys{};
  Parameters parameters{};
  std::string view_original_text{};
  std::string view_expanded_text{};
  std::string type{};  // "MANAGED_TABLE", "EXTERNAL_TABLE", "VIRTUAL_VIEW", "MATERIALIZED_VIEW"
};

struct Partition {
  std::vector<std::string> values;  // by partition key; NULL is "__HIVE_DEFAULT_PARTITION__"
  StorageDescriptor storage{};      // columns may be left out
  Parameters parameters{};
};

enum class LockState { kAcquired, kWaiting, kAborted, kNotAcquired };

// An exclusive lock on one table.
struct LockRequest {
  std::string database;
  std::string table;
  std::string user{};
  std::string host{};
  std::string agent{};  // names the holder to whoever looks at the locks
};

struct Lock {
  int64_t id = 0;
  LockState state = LockState::kWaiting;
};

struct HeldLock {
  int64_t id = 0;
  LockState state = LockState::kWaiting;
  std::string agent;
};

// For AlterTable: it goes through only while the table's parameter has this value.
struct ExpectedParameter {
  std::string key;
  std::string value;
};

struct ServerVersion {
  int major = 0;     // Hive 2.3 and 3.1 both say 3
  std::string text;  // as the server says it: "4.0.1"

  // True when AlterTable heeds ExpectedParameter; older servers take it without a word and ignore it.
  bool has_compare_and_set() const { return major >= 4; }
};

}  // namespace lakeport::metastore
