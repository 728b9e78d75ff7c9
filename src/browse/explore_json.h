#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"
#include "browse/table_rows.h"
#include "hive/source.h"
#include "iceberg/catalog.h"
#include "iceberg/manifest.h"

namespace lakeport::browse {

// What is found, as objects for machines. Members are only ever added. `table` is its name, empty for one that was
// found by its metadata file. All are pure.

// {"kind": "hive", "table", "type": "managed"|"external"|"view", "columns": [{"name", "type", "comment"}],
//  "partition_keys": [...], "partitions", "format", "serde", "location", "bucket_count", "comment", "properties":
//  {...}}
// "columns" is empty when the files' footers have them; "partitions" is 0 for a table without keys.
Json HiveTableToJson(const hive::Table& table, int64_t partitions);

// {"kind": "iceberg", "table", "metadata_location", "table_uuid", "format_version", "location",
//  "columns": [{"id", "name", "type", "required", "comment"}], "partitioned_by": ["bucket[16](id)"],
//  "current_snapshot": {...} or null, "snapshots", "properties": {...}, "schema", "partition_spec", "sort_order"}
// The last three are as in the metadata file.
Json IcebergTableToJson(const std::string& table, const iceberg::LoadedTable& loaded);

// {"snapshot_id", "parent_snapshot_id", "timestamp", "operation", "schema_id", "manifest_list", "current", "refs":
// [...],
//  "summary": {...}}
Json SnapshotToJson(const iceberg::TableMetadata& metadata, const iceberg::Snapshot& snapshot);

// {"path", "content": "data"|"position-deletes"|"equality-deletes", "format", "partition": {...}, "spec_id", "rows",
//  "bytes"}
// Partition values are as in Iceberg's JSON: a date is "2024-01-31".
Json DataFileToJson(const iceberg::TableMetadata& metadata, const iceberg::DataFile& file,
                    const iceberg::PartitionSpec& spec);

// {"table", "metadata_location", "snapshot_id", "files", "rows", "columns": {"id": "3:8f0c59a2c1d00b17"}}
// snapshot_id is null for a table that has none.
Json ChecksumToJson(const std::string& table, const iceberg::LoadedTable& loaded, std::optional<int64_t> snapshot_id,
                    const RowsRead& read);

}  // namespace lakeport::browse
