#include "catalogs/hive_row.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "base/json.h"
#include "catalogs/hive_column.h"
#include "iceberg/partition_spec_json.h"
#include "iceberg/schema_json.h"

namespace lakeport::catalogs {
namespace {

using iceberg::LoadedTable;
using iceberg::Snapshot;
using iceberg::TableMetadata;
using metastore::Parameters;

constexpr const char* kTableType = "table_type";
constexpr const char* kPreviousMetadataLocation = "previous_metadata_location";
constexpr const char* kStorageHandler = "storage_handler";
constexpr const char* kIcebergStorageHandler = "org.apache.iceberg.mr.hive.HiveIcebergStorageHandler";
constexpr const char* kOwnerProperty = "hive.metastore.table.owner";

// What a Hive with Iceberg's handler needs to read the table, and what stands there otherwise.
struct StorageClasses {
  const char* input_format;
  const char* output_format;
  const char* serde;
};
constexpr StorageClasses kPlainClasses = {"org.apache.hadoop.mapred.FileInputFormat",
                                          "org.apache.hadoop.mapred.FileOutputFormat",
                                          "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"};
constexpr StorageClasses kIcebergClasses = {"org.apache.iceberg.mr.hive.HiveIcebergInputFormat",
                                            "org.apache.iceberg.mr.hive.HiveIcebergOutputFormat",
                                            "org.apache.iceberg.mr.hive.HiveIcebergSerDe"};

// Properties that Hive knows by another name, and totals that it keeps as its own statistics.
struct Name {
  std::string_view iceberg;
  std::string_view hive;
};
constexpr std::array kPropertyNames = {Name{"gc.enabled", "external.table.purge"}};
constexpr std::array kStatisticsNames = {Name{"total-data-files", "numFiles"}, Name{"total-records", "numRows"},
                                         Name{"total-files-size", "totalSize"}};

bool EqualsIgnoringCase(const std::string& text, std::string_view upper) {
  return std::equal(text.begin(), text.end(), upper.begin(), upper.end(),
                    [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; });
}

std::string HiveName(const std::string& property) {
  for (const Name& name : kPropertyNames) {
    if (name.iceberg == property) return std::string(name.hive);
  }
  return property;
}

// Sets a parameter, or removes it where there is no value or it would not fit.
void Put(Parameters& parameters, const std::string& key, const std::optional<std::string>& value,
         const RowRules& rules) {
  parameters.erase(key);
  if (value && value->size() <= rules.max_parameter_bytes) parameters[key] = *value;
}

void PutProperties(Parameters& parameters, const TableMetadata* base, const TableMetadata& next,
                   const RowRules& rules) {
  if (base != nullptr) {
    for (const auto& [key, value] : base->properties) {
      if (!next.properties.contains(key)) parameters.erase(HiveName(key));
    }
  }
  for (const auto& [key, value] : next.properties) {
    if (key != kOwnerProperty) Put(parameters, HiveName(key), value, rules);
  }
}

std::string SummaryJson(const Snapshot& snapshot) {
  Json json = Json::object();
  for (const auto& [key, value] : snapshot.summary) json[key] = value;
  return FormatJson(json);
}

void PutSnapshot(Parameters& parameters, const TableMetadata& next, const RowRules& rules) {
  const Snapshot* snapshot = next.current_snapshot();
  auto put = [&](const char* key, const std::optional<std::string>& value) { Put(parameters, key, value, rules); };
  put("snapshot-count", std::to_string(next.snapshots.size()));
  put("current-snapshot-id", snapshot ? std::optional(std::to_string(snapshot->snapshot_id)) : std::nullopt);
  put("current-snapshot-timestamp-ms", snapshot ? std::optional(std::to_string(snapshot->timestamp_ms)) : std::nullopt);
  put("current-snapshot-summary", snapshot ? std::optional(SummaryJson(*snapshot)) : std::nullopt);
  for (const Name& name : kStatisticsNames) {
    auto total = snapshot ? FindSummary(*snapshot, std::string(name.iceberg)) : std::nullopt;
    if (total) parameters[std::string(name.hive)] = *total;
  }
  parameters.erase("COLUMN_STATS_ACCURATE");
}

void PutShape(Parameters& parameters, const TableMetadata& next, const RowRules& rules) {
  Put(parameters, "current-schema", FormatJson(SchemaToJson(next.schema())), rules);
  const bool partitioned = !next.spec().is_unpartitioned();
  Put(parameters, "default-partition-spec",
      partitioned ? std::optional(FormatJson(PartitionSpecToJson(next.spec()))) : std::nullopt, rules);
  const auto* order = next.FindSortOrder(next.default_sort_order_id);
  const bool sorted = order != nullptr && !order->fields.empty();
  Put(parameters, "default-sort-order", sorted ? std::optional(FormatJson(SortOrderToJson(*order))) : std::nullopt,
      rules);
}

// As the property engine.hive.enabled says; without it, as it is.
void PutStorage(metastore::Table& row, const TableMetadata& next, const RowRules& rules) {
  auto enabled = next.properties.find("engine.hive.enabled");
  auto handler = row.parameters.find(kStorageHandler);
  const bool for_hive = enabled != next.properties.end()
                            ? EqualsIgnoringCase(enabled->second, "TRUE")
                            : handler != row.parameters.end() && handler->second == kIcebergStorageHandler;
  const StorageClasses& classes = for_hive ? kIcebergClasses : kPlainClasses;
  Put(row.parameters, kStorageHandler, for_hive ? std::optional<std::string>(kIcebergStorageHandler) : std::nullopt,
      rules);
  row.storage.columns = ToHiveColumns(next.schema(), rules.metastore_major);
  row.storage.location = next.location;
  row.storage.input_format = classes.input_format;
  row.storage.output_format = classes.output_format;
  row.storage.serde = classes.serde;
}

}  // namespace

bool IsIcebergTable(const metastore::Table& row) {
  auto type = row.parameters.find(kTableType);
  return type != row.parameters.end() && EqualsIgnoringCase(type->second, "ICEBERG") && row.type != "VIRTUAL_VIEW";
}

Result<std::string> MetadataLocation(const metastore::Table& row) {
  auto location = row.parameters.find(kMetadataLocation);
  if (location != row.parameters.end() && !location->second.empty()) return location->second;
  return CorruptData("{}.{} is an Iceberg table by its metastore, which does not say where its metadata is ({})",
                     row.database, row.name, kMetadataLocation);
}

metastore::Table MakeRow(const iceberg::TableIdentifier& table, const std::string& owner, Timestamp now) {
  constexpr int32_t kUser = 1;
  const auto seconds = static_cast<int32_t>(ToMillis(now) / 1000);
  metastore::Table row{.database = iceberg::FormatNamespace(table.ns), .name = table.name, .owner = owner};
  row.owner_type = kUser;
  row.create_time = seconds;
  row.last_access_time = seconds;
  row.retention = std::numeric_limits<int32_t>::max();
  row.type = "EXTERNAL_TABLE";
  // The second one keeps the metastore from counting files itself when it makes the table.
  row.parameters = {{"EXTERNAL", "TRUE"}, {"DO_NOT_UPDATE_STATS", "true"}};
  return row;
}

void UpdateRow(metastore::Table& row, const LoadedTable* base, const LoadedTable& next, const RowRules& rules) {
  PutProperties(row.parameters, base == nullptr ? nullptr : &base->metadata, next.metadata, rules);
  PutSnapshot(row.parameters, next.metadata, rules);
  PutShape(row.parameters, next.metadata, rules);
  PutStorage(row, next.metadata, rules);
  row.parameters[kTableType] = "ICEBERG";
  row.parameters["uuid"] = next.metadata.table_uuid;
  if (base != nullptr) row.parameters[kPreviousMetadataLocation] = base->metadata_location;
  row.parameters[kMetadataLocation] = next.metadata_location;
}

}  // namespace lakeport::catalogs
