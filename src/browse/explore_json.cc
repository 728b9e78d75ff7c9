#include "browse/explore_json.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <variant>

#include "base/time.h"
#include "iceberg/decimal.h"
#include "iceberg/partition_spec_json.h"
#include "iceberg/schema_json.h"
#include "iceberg/value_check.h"

namespace lakeport::browse {
namespace {

using iceberg::Decimal;
using iceberg::Value;

// By hive::TableKind and iceberg::FileContent.
constexpr std::array<const char*, 3> kTableKinds{"managed", "external", "view"};
constexpr std::array<const char*, 3> kContents{"data", "position-deletes", "equality-deletes"};

Json ColumnsToJson(const std::vector<hive::Column>& columns) {
  Json json = Json::array();
  for (const auto& column : columns) {
    json.push_back({{"name", column.name}, {"type", column.type}, {"comment", column.comment}});
  }
  return json;
}

Json ColumnsToJson(const iceberg::Schema& schema) {
  Json json = Json::array();
  for (const auto& field : schema.fields()) {
    json.push_back({{"id", field.id},
                    {"name", field.name},
                    {"type", field.type->ToString()},
                    {"required", field.required},
                    {"comment", field.doc.value_or("")}});
  }
  return json;
}

// A column that was dropped is looked for in the table's earlier schemas.
const iceberg::NestedField* FindColumn(const iceberg::TableMetadata& metadata, int32_t id) {
  if (const auto* field = metadata.schema().FindField(id)) return field;
  for (const auto& schema : metadata.schemas) {
    if (const auto* field = schema.FindField(id)) return field;
  }
  return nullptr;
}

// "day", "bucket[16](id)".
std::string FormatPartitionField(const iceberg::TableMetadata& metadata, const iceberg::PartitionField& field) {
  const auto* source = FindColumn(metadata, field.source_id);
  auto name = source == nullptr ? fmt::format("#{}", field.source_id) : source->name;
  if (field.transform.kind == iceberg::TransformKind::kIdentity) return name;
  return fmt::format("{}({})", field.transform.ToString(), name);
}

// A value whose type nothing says, as it is held.
Json BareValueToJson(const Value& value) {
  return std::visit(
      [](const auto& held) -> Json {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          return nullptr;
        } else if constexpr (std::is_same_v<Held, Decimal>) {
          return iceberg::FormatDecimal(held, 0);
        } else {
          return held;
        }
      },
      value);
}

Json PartitionToJson(const iceberg::TableMetadata& metadata, const std::vector<Value>& values,
                     const iceberg::PartitionSpec& spec) {
  Json json = Json::object();
  for (size_t i = 0; i < spec.fields.size() && i < values.size(); ++i) {
    const auto& field = spec.fields[i];
    const auto* source = FindColumn(metadata, field.source_id);
    auto type = source == nullptr ? nullptr : field.transform.ResultType(source->type);
    bool typed = type != nullptr && iceberg::IsValueOf(*type, values[i]);
    json[field.name] = typed ? iceberg::ValueToJson(*type, values[i]) : BareValueToJson(values[i]);
  }
  return json;
}

}  // namespace

Json HiveTableToJson(const hive::Table& table, int64_t partitions) {
  return {{"kind", "hive"},
          {"table", table.database + "." + table.name},
          {"type", kTableKinds.at(static_cast<size_t>(table.kind))},
          {"columns", ColumnsToJson(table.columns)},
          {"partition_keys", ColumnsToJson(table.partition_keys)},
          {"partitions", partitions},
          {"format", std::string(ToString(table.format))},
          {"serde", table.serde},
          {"location", table.location},
          {"bucket_count", table.bucket_count},
          {"comment", table.comment},
          {"properties", table.parameters}};
}

Json IcebergTableToJson(const std::string& table, const iceberg::LoadedTable& loaded) {
  const auto& metadata = loaded.metadata;
  Json partitioned_by = Json::array();
  for (const auto& field : metadata.spec().fields) partitioned_by.push_back(FormatPartitionField(metadata, field));
  const auto* current = metadata.current_snapshot();
  const auto* order = metadata.FindSortOrder(metadata.default_sort_order_id);
  return {{"kind", "iceberg"},
          {"table", table},
          {"metadata_location", loaded.metadata_location},
          {"table_uuid", metadata.table_uuid},
          {"format_version", metadata.format_version},
          {"location", metadata.location},
          {"columns", ColumnsToJson(metadata.schema())},
          {"partitioned_by", std::move(partitioned_by)},
          {"current_snapshot", current == nullptr ? Json() : SnapshotToJson(metadata, *current)},
          {"snapshots", metadata.snapshots.size()},
          {"properties", metadata.properties},
          {"schema", SchemaToJson(metadata.schema())},
          {"partition_spec", PartitionSpecToJson(metadata.spec())},
          {"sort_order", order == nullptr ? Json() : SortOrderToJson(*order)}};
}

Json SnapshotToJson(const iceberg::TableMetadata& metadata, const iceberg::Snapshot& snapshot) {
  Json refs = Json::array();
  for (const auto& [name, ref] : metadata.refs) {
    if (ref.snapshot_id == snapshot.snapshot_id) refs.push_back(name);
  }
  Json summary = Json::object();
  for (const auto& [key, value] : snapshot.summary) summary[key] = value;
  return {{"snapshot_id", snapshot.snapshot_id},
          {"parent_snapshot_id", snapshot.parent_snapshot_id ? Json(*snapshot.parent_snapshot_id) : Json()},
          {"timestamp", FormatTimestamp(FromMillis(snapshot.timestamp_ms))},
          {"operation", snapshot.operation},
          {"schema_id", snapshot.schema_id ? Json(*snapshot.schema_id) : Json()},
          {"manifest_list", snapshot.manifest_list},
          {"current", snapshot.snapshot_id == metadata.current_snapshot_id},
          {"refs", std::move(refs)},
          {"summary", std::move(summary)}};
}

Json DataFileToJson(const iceberg::TableMetadata& metadata, const iceberg::DataFile& file,
                    const iceberg::PartitionSpec& spec) {
  std::string format(ToString(file.file_format));
  std::transform(format.begin(), format.end(), format.begin(), [](unsigned char c) { return std::tolower(c); });
  return {{"path", file.file_path},
          {"content", kContents.at(static_cast<size_t>(file.content))},
          {"format", format},
          {"partition", PartitionToJson(metadata, file.partition, spec)},
          {"spec_id", spec.spec_id},
          {"rows", file.metrics.record_count},
          {"bytes", file.file_size_in_bytes}};
}

Json ChecksumToJson(const std::string& table, const iceberg::LoadedTable& loaded, std::optional<int64_t> snapshot_id,
                    const RowsRead& read) {
  const auto& schema = ChooseSchema(loaded.metadata, snapshot_id);
  const auto* current = loaded.metadata.current_snapshot();
  if (!snapshot_id && current != nullptr) snapshot_id = current->snapshot_id;
  Json columns = Json::object();
  const auto& sums = read.checksum.columns();
  for (size_t i = 0; i < schema.fields().size(); ++i) {
    auto sum = i < sums.size() ? sums[i] : formats::ColumnChecksum();
    columns[schema.fields()[i].name] = sum.ToString();
  }
  return {{"table", table},
          {"metadata_location", loaded.metadata_location},
          {"snapshot_id", snapshot_id ? Json(*snapshot_id) : Json()},
          {"files", read.file_count},
          {"rows", read.checksum.row_count()},
          {"columns", std::move(columns)}};
}

}  // namespace lakeport::browse
