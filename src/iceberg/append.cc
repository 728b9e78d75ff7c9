#include "iceberg/append.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/uuid.h"
#include "iceberg/snapshot_append.h"

namespace lakeport::iceberg {
namespace {

std::vector<TableUpdate> Creation(const NewTable& table) {
  return {AssignUuid{NewUuid4()},         SetLocation{table.location.ToString()},
          AddSchema{table.schema},        SetCurrentSchema{},
          AddPartitionSpec{table.spec},   SetDefaultSpec{},
          AddSortOrder{table.sort_order}, SetDefaultSortOrder{},
          SetProperties{table.properties}};
}

std::vector<TableUpdate> Replacement(const NewTable& table) {
  return {RemoveSnapshotRef{kMainBranch},
          AddSchema{table.schema},
          SetCurrentSchema{},
          AddPartitionSpec{table.spec},
          SetDefaultSpec{},
          AddSortOrder{table.sort_order},
          SetDefaultSortOrder{},
          SetLocation{table.location.ToString()},
          SetProperties{table.properties}};
}

using Ids = std::map<int32_t, int32_t>;

// Both are the same columns.
void MapIds(const std::vector<NestedField>& from, const std::vector<NestedField>& to, Ids* ids) {
  for (size_t i = 0; i < from.size(); ++i) {
    ids->emplace(from[i].id, to[i].id);
    MapIds(from[i].type->fields(), to[i].type->fields(), ids);
  }
}

int32_t NewId(const Ids& ids, int32_t id) {
  auto found = ids.find(id);
  return found == ids.end() ? id : found->second;
}

// The id that a partition field of the same source and transform has in any spec of the table.
std::optional<int32_t> FindPartitionId(const TableMetadata& base, const PartitionField& field) {
  for (const PartitionSpec& spec : base.partition_specs) {
    for (const PartitionField& other : spec.fields) {
      if (other.source_id == field.source_id && other.transform == field.transform) return other.field_id;
    }
  }
  return std::nullopt;
}

// The id of the same order in the table, or the next one.
int32_t SortOrderId(const TableMetadata& base, const SortOrder& order) {
  if (order.fields.empty()) return 0;
  int32_t next = 1;
  for (const SortOrder& known : base.sort_orders) {
    if (known.fields == order.fields) return known.order_id;
    next = std::max(next, known.order_id + 1);
  }
  return next;
}

}  // namespace

NewTable WithIdsOf(const TableMetadata& base, const NewTable& table) {
  NewTable aligned = table;
  int32_t last_column_id = base.last_column_id;
  auto columns = AssignFreshIds(table.schema.fields(), base.schema(), &last_column_id);
  Ids ids;
  MapIds(table.schema.fields(), columns, &ids);
  std::vector<int32_t> identifiers = table.schema.identifier_field_ids();
  for (int32_t& id : identifiers) id = NewId(ids, id);
  aligned.schema = Schema(table.schema.schema_id(), std::move(columns), std::move(identifiers));
  int32_t last_partition_id = base.last_partition_id;
  for (PartitionField& field : aligned.spec.fields) {
    field.source_id = NewId(ids, field.source_id);
    auto known = FindPartitionId(base, field);
    field.field_id = known ? *known : ++last_partition_id;
  }
  for (SortField& field : aligned.sort_order.fields) field.source_id = NewId(ids, field.source_id);
  aligned.sort_order.order_id = SortOrderId(base, aligned.sort_order);
  return aligned;
}

std::unique_ptr<Append> AppendToNewTable(Catalog& catalog, TableIdentifier table, NewTable created,
                                         AppendOptions options) {
  AppendStart start{.table = std::move(table), .base = std::nullopt, .preparation = Creation(created)};
  return std::make_unique<SnapshotAppend>(catalog, std::move(start), std::move(options));
}

std::unique_ptr<Append> AppendToTable(Catalog& catalog, TableIdentifier table, LoadedTable base,
                                      AppendOptions options) {
  AppendStart start{.table = std::move(table), .base = std::move(base)};
  return std::make_unique<SnapshotAppend>(catalog, std::move(start), std::move(options));
}

std::unique_ptr<Append> AppendWithSchema(Catalog& catalog, TableIdentifier table, LoadedTable base, Schema schema,
                                         AppendOptions options) {
  AppendStart start{.table = std::move(table),
                    .base = std::move(base),
                    .preparation = {AddSchema{std::move(schema)}, SetCurrentSchema{}}};
  return std::make_unique<SnapshotAppend>(catalog, std::move(start), std::move(options));
}

std::unique_ptr<Append> ReplaceTable(Catalog& catalog, TableIdentifier table, LoadedTable base,
                                     const NewTable& replacement, AppendOptions options) {
  auto preparation = Replacement(WithIdsOf(base.metadata, replacement));
  AppendStart start{.table = std::move(table), .base = std::move(base), .preparation = std::move(preparation)};
  return std::make_unique<SnapshotAppend>(catalog, std::move(start), std::move(options));
}

}  // namespace lakeport::iceberg
