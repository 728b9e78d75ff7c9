#include "iceberg/table_metadata_json.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "iceberg/json_members.h"
#include "iceberg/partition_spec_json.h"
#include "iceberg/schema_json.h"
#include "iceberg/snapshot_json.h"

namespace lakeport::iceberg {
namespace {

constexpr int32_t kNewestVersion = 3;

// Members that are fields of TableMetadata, or that follow from them.
constexpr std::array<std::string_view, 21> kKnownMembers{"format-version",
                                                         "table-uuid",
                                                         "location",
                                                         "last-sequence-number",
                                                         "last-updated-ms",
                                                         "last-column-id",
                                                         "schema",
                                                         "schemas",
                                                         "current-schema-id",
                                                         "partition-spec",
                                                         "partition-specs",
                                                         "default-spec-id",
                                                         "sort-orders",
                                                         "default-sort-order-id",
                                                         "last-partition-id",
                                                         "properties",
                                                         "current-snapshot-id",
                                                         "snapshots",
                                                         "snapshot-log",
                                                         "metadata-log",
                                                         "refs"};

template <typename T, typename ToJson>
Json ListToJson(const std::vector<T>& list, ToJson to_json) {
  Json json = Json::array();
  for (const auto& item : list) json.push_back(to_json(item));
  return json;
}

// A member that is kept as it was read, and written as an empty list when there was none.
Json ExtraList(const TableMetadata& metadata, const std::string& key) {
  const Json* list = FindMember(metadata.extra, key);
  return list == nullptr ? Json::array() : *list;
}

void WriteSchemas(const TableMetadata& metadata, Json& json) {
  if (metadata.format_version == 1) json["schema"] = SchemaToJson(metadata.schema());
  json["current-schema-id"] = metadata.current_schema_id;
  json["schemas"] = ListToJson(metadata.schemas, SchemaToJson);
  if (metadata.format_version == 1) json["partition-spec"] = PartitionFieldsToJson(metadata.spec().fields);
  json["default-spec-id"] = metadata.default_spec_id;
  json["partition-specs"] = ListToJson(metadata.partition_specs, PartitionSpecToJson);
  json["last-partition-id"] = metadata.last_partition_id;
  json["default-sort-order-id"] = metadata.default_sort_order_id;
  json["sort-orders"] = ListToJson(metadata.sort_orders, SortOrderToJson);
}

void WriteSnapshots(const TableMetadata& metadata, Json& json) {
  json["current-snapshot-id"] = metadata.current_snapshot_id;
  if (metadata.format_version >= 3) {
    if (metadata.current_snapshot_id == kNoSnapshot) json["current-snapshot-id"] = nullptr;
    if (const Json* next_row_id = FindMember(metadata.extra, "next-row-id")) json["next-row-id"] = *next_row_id;
  }
  json["refs"] = Json::object();
  for (const auto& [name, ref] : metadata.refs) json["refs"][name] = SnapshotRefToJson(ref);
  json["snapshots"] = ListToJson(
      metadata.snapshots, [&](const Snapshot& snapshot) { return SnapshotToJson(snapshot, metadata.format_version); });
  json["statistics"] = ExtraList(metadata, "statistics");
  json["partition-statistics"] = ExtraList(metadata, "partition-statistics");
  json["snapshot-log"] = ListToJson(metadata.snapshot_log, SnapshotLogEntryToJson);
  json["metadata-log"] = ListToJson(metadata.metadata_log, MetadataLogEntryToJson);
}

// Reads the list `key`, each item by `from_json`; a missing list is empty.
template <typename FromJson>
auto ListFromJson(const Json& json, const std::string& key, FromJson from_json)
    -> Result<std::vector<std::decay_t<decltype(*from_json(json))>>> {
  std::vector<std::decay_t<decltype(*from_json(json))>> list;
  if (FindMember(json, key) == nullptr) return list;
  LP_ASSIGN(const Json* items, GetArray(json, key));
  for (const auto& item : *items) {
    LP_ASSIGN(auto value, from_json(item), "reading \"{}\"", key);
    list.push_back(std::move(value));
  }
  return list;
}

template <typename T, typename IdOf>
Status CheckIdsDiffer(const std::vector<T>& list, std::string_view what, IdOf id_of) {
  std::set<int64_t> ids;
  for (const auto& item : list) {
    if (!ids.insert(id_of(item)).second) return CorruptData("two {} have the id {}", what, id_of(item));
  }
  return Ok();
}

// Whether version 1 stands in for the list `key`: only there may it be missing.
Result<bool> IsMissing(const Json& json, int32_t version, const std::string& key) {
  if (FindMember(json, key) != nullptr) return false;
  if (version > 1) return CorruptData("\"{}\" is missing", key);
  return true;
}

Status ReadSchemas(const Json& json, TableMetadata& metadata) {
  LP_ASSIGN(bool missing, IsMissing(json, metadata.format_version, "schemas"));
  if (missing) {
    LP_ASSIGN(const Json* schema, GetObject(json, "schema"));
    LP_ASSIGN(auto only, SchemaFromJson(*schema), "reading \"schema\"");
    metadata.current_schema_id = only.schema_id();
    metadata.schemas = {std::move(only)};
    return Ok();
  }
  LP_ASSIGN(metadata.schemas, ListFromJson(json, "schemas", SchemaFromJson));
  LP_ASSIGN(metadata.current_schema_id, GetInt32(json, "current-schema-id"));
  LP_TRY(CheckIdsDiffer(metadata.schemas, "schemas", [](const Schema& schema) { return schema.schema_id(); }));
  if (metadata.FindSchema(metadata.current_schema_id) != nullptr) return Ok();
  return CorruptData("\"current-schema-id\" is {}, but there is no such schema", metadata.current_schema_id);
}

Status ReadPartitionSpecs(const Json& json, TableMetadata& metadata) {
  LP_ASSIGN(bool missing, IsMissing(json, metadata.format_version, "partition-specs"));
  if (missing) {
    LP_ASSIGN(const Json* fields, GetArray(json, "partition-spec"));
    PartitionSpec only;
    LP_ASSIGN(only.fields, PartitionFieldsFromJson(*fields), "reading \"partition-spec\"");
    metadata.partition_specs = {std::move(only)};
  } else {
    LP_ASSIGN(metadata.partition_specs, ListFromJson(json, "partition-specs", PartitionSpecFromJson));
    LP_ASSIGN(metadata.default_spec_id, GetInt32(json, "default-spec-id"));
  }
  LP_TRY(CheckIdsDiffer(metadata.partition_specs, "specs", [](const PartitionSpec& spec) { return spec.spec_id; }));
  if (metadata.FindSpec(metadata.default_spec_id) == nullptr) {
    return CorruptData("\"default-spec-id\" is {}, but there is no such partition spec", metadata.default_spec_id);
  }
  LP_ASSIGN(bool no_last_id, IsMissing(json, metadata.format_version, "last-partition-id"));
  if (!no_last_id) {
    LP_ASSIGN(metadata.last_partition_id, GetId(json, "last-partition-id"));
    return Ok();
  }
  for (const auto& spec : metadata.partition_specs) {
    metadata.last_partition_id = std::max(metadata.last_partition_id, spec.last_assigned_id());
  }
  return Ok();
}

Status ReadSortOrders(const Json& json, TableMetadata& metadata) {
  LP_ASSIGN(bool missing, IsMissing(json, metadata.format_version, "sort-orders"));
  if (missing) {
    metadata.sort_orders = {SortOrder{}};
    return Ok();
  }
  LP_ASSIGN(metadata.sort_orders, ListFromJson(json, "sort-orders", SortOrderFromJson));
  LP_ASSIGN(metadata.default_sort_order_id, GetInt32(json, "default-sort-order-id"));
  LP_TRY(CheckIdsDiffer(metadata.sort_orders, "sort orders", [](const SortOrder& order) { return order.order_id; }));
  if (metadata.FindSortOrder(metadata.default_sort_order_id) != nullptr) return Ok();
  return CorruptData("\"default-sort-order-id\" is {}, but there is no such sort order",
                     metadata.default_sort_order_id);
}

Status ReadProperties(const Json& json, TableMetadata& metadata) {
  if (FindMember(json, "properties") == nullptr) return Ok();
  LP_ASSIGN(const Json* properties, GetObject(json, "properties"));
  for (const auto& [key, value] : properties->items()) {
    if (!value.is_string()) return CorruptData("property \"{}\" must be a string, not {}", key, value.type_name());
    metadata.properties[key] = value.get<std::string>();
  }
  return Ok();
}

Status CheckRef(const TableMetadata& metadata, const std::string& name, const SnapshotRef& ref) {
  if (metadata.FindSnapshot(ref.snapshot_id) == nullptr) {
    return CorruptData("reference \"{}\" is at snapshot {}, which is not there", name, ref.snapshot_id);
  }
  if (name != kMainBranch || ref.snapshot_id == metadata.current_snapshot_id) return Ok();
  return CorruptData("branch main is at snapshot {}, but \"current-snapshot-id\" is {}", ref.snapshot_id,
                     metadata.current_snapshot_id);
}

Status ReadRefs(const Json& json, TableMetadata& metadata) {
  if (FindMember(json, "refs") == nullptr) {
    if (metadata.current_snapshot_id == kNoSnapshot) return Ok();
    metadata.refs[kMainBranch] = {.snapshot_id = metadata.current_snapshot_id};
    return Ok();
  }
  LP_ASSIGN(const Json* refs, GetObject(json, "refs"));
  for (const auto& [name, value] : refs->items()) {
    LP_ASSIGN(auto ref, SnapshotRefFromJson(value), "reading reference \"{}\"", name);
    LP_TRY(CheckRef(metadata, name, ref));
    metadata.refs[name] = std::move(ref);
  }
  return Ok();
}

Status ReadSnapshots(const Json& json, TableMetadata& metadata) {
  LP_ASSIGN(metadata.snapshots, ListFromJson(json, "snapshots", SnapshotFromJson));
  LP_TRY(
      CheckIdsDiffer(metadata.snapshots, "snapshots", [](const Snapshot& snapshot) { return snapshot.snapshot_id; }));
  for (const auto& snapshot : metadata.snapshots) {
    if (snapshot.sequence_number <= metadata.last_sequence_number) continue;
    return CorruptData("snapshot {} has sequence number {}, above \"last-sequence-number\" {}", snapshot.snapshot_id,
                       snapshot.sequence_number, metadata.last_sequence_number);
  }
  LP_ASSIGN(auto current, FindInt64(json, "current-snapshot-id"));
  metadata.current_snapshot_id = current.value_or(kNoSnapshot);
  if (metadata.current_snapshot_id != kNoSnapshot && metadata.current_snapshot() == nullptr) {
    return CorruptData("\"current-snapshot-id\" is {}, but there is no such snapshot", metadata.current_snapshot_id);
  }
  LP_TRY(ReadRefs(json, metadata));
  LP_ASSIGN(metadata.snapshot_log, ListFromJson(json, "snapshot-log", SnapshotLogEntryFromJson));
  LP_ASSIGN(metadata.metadata_log, ListFromJson(json, "metadata-log", MetadataLogEntryFromJson));
  return Ok();
}

Status ReadScalars(const Json& json, TableMetadata& metadata) {
  LP_ASSIGN(bool no_uuid, IsMissing(json, metadata.format_version, "table-uuid"));
  if (!no_uuid) {
    LP_ASSIGN(metadata.table_uuid, GetString(json, "table-uuid"));
  }
  LP_ASSIGN(metadata.location, GetString(json, "location"));
  if (metadata.format_version > 1) {
    LP_ASSIGN(metadata.last_sequence_number, GetCount(json, "last-sequence-number"));
  }
  if (metadata.format_version > 2) LP_TRY(GetCount(json, "next-row-id"));
  LP_ASSIGN(metadata.last_updated_ms, GetCount(json, "last-updated-ms"));
  LP_ASSIGN(metadata.last_column_id, GetId(json, "last-column-id"));
  return Ok();
}

}  // namespace

Json TableMetadataToJson(const TableMetadata& metadata) {
  Json json{{"format-version", metadata.format_version}};
  if (!metadata.table_uuid.empty()) json["table-uuid"] = metadata.table_uuid;
  json["location"] = metadata.location;
  if (metadata.format_version > 1) json["last-sequence-number"] = metadata.last_sequence_number;
  json["last-updated-ms"] = metadata.last_updated_ms;
  json["last-column-id"] = metadata.last_column_id;
  WriteSchemas(metadata, json);
  json["properties"] = metadata.properties;
  WriteSnapshots(metadata, json);
  AppendExtraMembers(json, metadata.extra);
  return json;
}

Result<TableMetadata> TableMetadataFromJson(const Json& json) {
  if (!json.is_object()) return CorruptData("table metadata must be an object, not {}", json.type_name());
  TableMetadata metadata;
  LP_ASSIGN(metadata.format_version, GetInt32(json, "format-version"));
  if (metadata.format_version < 1 || metadata.format_version > kNewestVersion) {
    return Unsupported("table metadata has format version {}; versions 1 to {} can be read", metadata.format_version,
                       kNewestVersion);
  }
  LP_TRY(ReadScalars(json, metadata));
  LP_TRY(ReadSchemas(json, metadata));
  LP_TRY(ReadPartitionSpecs(json, metadata));
  LP_TRY(ReadSortOrders(json, metadata));
  LP_TRY(ReadProperties(json, metadata));
  LP_TRY(ReadSnapshots(json, metadata));
  metadata.extra = ExtraMembers(json, kKnownMembers);
  return metadata;
}

}  // namespace lakeport::iceberg
