#include "jobs/ingest/table_properties.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lakeport::ingest {
namespace {

// Hive's, Spark's and Iceberg's own bookkeeping, which says nothing of the new table, or something wrong.
constexpr std::array<std::string_view, 26> kOwnParameters = {
    "EXTERNAL",
    "TRANSLATED_TO_EXTERNAL",
    "COLUMN_STATS_ACCURATE",
    "bucketing_version",
    "comment",
    "discover.partitions",
    "external.table.purge",
    "engine.hive.enabled",
    "format-version",
    "gc.enabled",
    "last_modified_by",
    "last_modified_time",
    "metadata_location",
    "numFiles",
    "numPartitions",
    "numRows",
    "numFilesErasureCoded",
    "path",
    "previous_metadata_location",
    "provider",
    "rawDataSize",
    "serialization.format",
    "storage_handler",
    "table_type",
    "totalSize",
    "uuid",
};
constexpr std::array<std::string_view, 17> kOwnPrefixes = {
    "transient_", "transactional", "spark.sql.", "orc.",    "parquet.", "avro.", "write.",    "read.", "commit.",
    "history.",   "current-",      "default-",   "schema.", "snapshot", "skip.", "lakeport.", "hive.",
};

bool IsOwn(const std::string& key) {
  return std::find(kOwnParameters.begin(), kOwnParameters.end(), key) != kOwnParameters.end() ||
         std::any_of(kOwnPrefixes.begin(), kOwnPrefixes.end(), [&](auto prefix) { return key.starts_with(prefix); });
}

}  // namespace

std::map<std::string, std::string> MakeTableProperties(const hive::Table& table, protocol::IngestMode mode,
                                                       const std::string& job_id) {
  std::map<std::string, std::string> properties;
  for (const auto& [key, value] : table.parameters) {
    if (!IsOwn(key)) properties[key] = value;
  }
  if (!table.comment.empty()) properties["comment"] = table.comment;
  if (!table.owner.empty()) {
    properties["owner"] = table.owner;
    properties["hive.metastore.table.owner"] = table.owner;  // what Iceberg's HiveCatalog makes the owner of
  }
  properties["write.parquet.compression-codec"] = "zstd";
  if (table.format == hive::StorageFormat::kOrc) properties["write.format.default"] = "orc";
  if (mode == protocol::IngestMode::kInPlace) properties["gc.enabled"] = "false";
  properties[kJobIdProperty] = job_id;
  properties[kSourceProperty] = table.database + "." + table.name;
  return properties;
}

}  // namespace lakeport::ingest
