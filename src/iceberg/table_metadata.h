#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "iceberg/partition_spec.h"
#include "iceberg/schema.h"
#include "iceberg/snapshot.h"

namespace lakeport::iceberg {

inline constexpr int64_t kNoSnapshot = -1;
inline constexpr const char* kMainBranch = "main";

// A table's metadata file, as data (spec, "Table Metadata"). Versions 1 to 3 are read, 2 is written.
struct TableMetadata {
  int32_t format_version = 2;
  std::string table_uuid;
  std::string location;
  int64_t last_sequence_number = 0;
  int64_t last_updated_ms = 0;
  int32_t last_column_id = 0;
  int32_t current_schema_id = 0;
  std::vector<Schema> schemas;
  int32_t default_spec_id = 0;
  std::vector<PartitionSpec> partition_specs;
  int32_t last_partition_id = 999;
  int32_t default_sort_order_id = 0;
  std::vector<SortOrder> sort_orders;
  std::map<std::string, std::string> properties;
  int64_t current_snapshot_id = kNoSnapshot;
  std::vector<Snapshot> snapshots;
  std::vector<SnapshotLogEntry> snapshot_log;
  std::vector<MetadataLogEntry> metadata_log;
  std::map<std::string, SnapshotRef> refs;
  Json extra =
      Json::object();  // members that we don't know, statistics and partition-statistics among them: written back

  // The current ones. Readers and ApplyUpdates see to it that they are there; otherwise they are empty.
  const Schema& schema() const;
  const PartitionSpec& spec() const;
  const PartitionSpec* FindSpec(int32_t spec_id) const;
  const Schema* FindSchema(int32_t schema_id) const;
  const SortOrder* FindSortOrder(int32_t order_id) const;
  const Snapshot* current_snapshot() const;  // nullptr: none
  const Snapshot* FindSnapshot(int64_t snapshot_id) const;
};

}  // namespace lakeport::iceberg
