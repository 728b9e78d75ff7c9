#include "iceberg/metadata_changes.h"

#include <algorithm>
#include <string_view>

#include "iceberg/partition_spec_json.h"
#include "iceberg/schema_json.h"
#include "iceberg/snapshot_json.h"

namespace lakeport::iceberg {
namespace {

using Updates = std::vector<TableUpdate>;

int32_t SchemaId(const Schema& schema) { return schema.schema_id(); }
int32_t SpecId(const PartitionSpec& spec) { return spec.spec_id; }
int32_t OrderId(const SortOrder& order) { return order.order_id; }

// Updates can't choose the ids of what they add: it gets the next ones.
template <typename T, typename IdOf>
Status CheckNumbered(const std::vector<T>& from, const std::vector<const T*>& added, IdOf id_of,
                     std::string_view what) {
  int32_t highest = -1;
  for (const T& one : from) highest = std::max(highest, id_of(one));
  for (const T* one : added) {
    if (id_of(*one) == ++highest) continue;
    return Unsupported("{} {} would get the id {} in the table that is there", what, id_of(*one), highest);
  }
  return Ok();
}

// Things of one kind that only `to` has, by their ids. Unsupported when one with the same id is another.
template <typename T, typename Find, typename IdOf, typename ToJson>
Result<std::vector<const T*>> OnlyIn(const std::vector<T>& to, Find find, IdOf id_of, ToJson to_json,
                                     std::string_view what) {
  std::vector<const T*> added;
  for (const T& one : to) {
    const T* there = find(id_of(one));
    if (there == nullptr) {
      added.push_back(&one);
    } else if (to_json(*there) != to_json(one)) {
      return Unsupported("{} {} is another in the table that is there", what, id_of(one));
    }
  }
  return added;
}

Status AddSchemas(const TableMetadata& from, const TableMetadata& to, Updates& updates) {
  LP_ASSIGN(auto added,
            OnlyIn(
                to.schemas, [&](int32_t id) { return from.FindSchema(id); }, SchemaId, SchemaToJson, "schema"));
  LP_TRY(CheckNumbered(from.schemas, added, SchemaId, "schema"));
  for (const Schema* schema : added) updates.emplace_back(AddSchema{*schema});
  if (to.current_schema_id != from.current_schema_id) updates.emplace_back(SetCurrentSchema{to.current_schema_id});
  return Ok();
}

Status AddSpecs(const TableMetadata& from, const TableMetadata& to, Updates& updates) {
  LP_ASSIGN(auto added, OnlyIn(
                            to.partition_specs, [&](int32_t id) { return from.FindSpec(id); }, SpecId,
                            PartitionSpecToJson, "partition spec"));
  LP_TRY(CheckNumbered(from.partition_specs, added, SpecId, "partition spec"));
  for (const PartitionSpec* spec : added) updates.emplace_back(AddPartitionSpec{*spec});
  if (to.default_spec_id != from.default_spec_id) updates.emplace_back(SetDefaultSpec{to.default_spec_id});
  return Ok();
}

Status AddOrders(const TableMetadata& from, const TableMetadata& to, Updates& updates) {
  LP_ASSIGN(auto added, OnlyIn(
                            to.sort_orders, [&](int32_t id) { return from.FindSortOrder(id); }, OrderId,
                            SortOrderToJson, "sort order"));
  LP_TRY(CheckNumbered(from.sort_orders, added, OrderId, "sort order"));
  for (const SortOrder* order : added) updates.emplace_back(AddSortOrder{*order});
  if (to.default_sort_order_id != from.default_sort_order_id) {
    updates.emplace_back(SetDefaultSortOrder{to.default_sort_order_id});
  }
  return Ok();
}

void ChangeProperties(const TableMetadata& from, const TableMetadata& to, Updates& updates) {
  SetProperties set;
  RemoveProperties remove;
  for (const auto& [key, value] : to.properties) {
    auto there = from.properties.find(key);
    if (there == from.properties.end() || there->second != value) set.properties[key] = value;
  }
  for (const auto& [key, value] : from.properties) {
    if (!to.properties.contains(key)) remove.keys.push_back(key);
  }
  if (!set.properties.empty()) updates.emplace_back(std::move(set));
  if (!remove.keys.empty()) updates.emplace_back(std::move(remove));
}

Status AddSnapshots(const TableMetadata& from, const TableMetadata& to, Updates& updates) {
  LP_ASSIGN(auto added, OnlyIn(
                            to.snapshots, [&](int64_t id) { return from.FindSnapshot(id); },
                            [](const Snapshot& one) { return one.snapshot_id; },
                            [&](const Snapshot& one) { return SnapshotToJson(one, to.format_version); }, "snapshot"));
  std::stable_sort(added.begin(), added.end(),
                   [](const Snapshot* a, const Snapshot* b) { return a->sequence_number < b->sequence_number; });
  for (const Snapshot* snapshot : added) updates.emplace_back(AddSnapshot{*snapshot});
  return Ok();
}

void ChangeRefs(const TableMetadata& from, const TableMetadata& to, Updates& updates) {
  for (const auto& [name, ref] : to.refs) {
    auto there = from.refs.find(name);
    if (there == from.refs.end() || there->second != ref) updates.emplace_back(SetSnapshotRef{name, ref});
  }
  for (const auto& [name, ref] : from.refs) {
    if (!to.refs.contains(name)) updates.emplace_back(RemoveSnapshotRef{name});
  }
  RemoveSnapshots gone;
  for (const Snapshot& snapshot : from.snapshots) {
    if (to.FindSnapshot(snapshot.snapshot_id) == nullptr) gone.snapshot_ids.push_back(snapshot.snapshot_id);
  }
  if (!gone.snapshot_ids.empty()) updates.emplace_back(std::move(gone));
}

}  // namespace

Result<std::vector<TableUpdate>> ChangesBetween(const TableMetadata& from, const TableMetadata& to) {
  if (from.table_uuid != to.table_uuid) {
    return Unsupported("it is another table: its uuid is {}, not {}", from.table_uuid, to.table_uuid);
  }
  if (to.format_version < from.format_version) {
    return Unsupported("its format version is {}, and can't become {}", from.format_version, to.format_version);
  }
  Updates updates;
  if (to.format_version > from.format_version) updates.emplace_back(UpgradeFormatVersion{to.format_version});
  if (to.location != from.location) updates.emplace_back(SetLocation{to.location});
  LP_TRY(AddSchemas(from, to, updates));
  LP_TRY(AddSpecs(from, to, updates));
  LP_TRY(AddOrders(from, to, updates));
  ChangeProperties(from, to, updates);
  LP_TRY(AddSnapshots(from, to, updates));
  ChangeRefs(from, to, updates);
  return updates;
}

std::vector<TableRequirement> RequireUnchanged(const TableMetadata& seen) {
  std::vector<TableRequirement> requirements{AssertUuid{seen.table_uuid},
                                             AssertCurrentSchemaId{seen.current_schema_id},
                                             AssertLastAssignedFieldId{seen.last_column_id},
                                             AssertDefaultSpecId{seen.default_spec_id},
                                             AssertLastAssignedPartitionId{seen.last_partition_id},
                                             AssertDefaultSortOrderId{seen.default_sort_order_id}};
  for (const auto& [name, ref] : seen.refs) requirements.emplace_back(AssertRefSnapshotId{name, ref.snapshot_id});
  if (!seen.refs.contains(kMainBranch)) requirements.emplace_back(AssertRefSnapshotId{kMainBranch, std::nullopt});
  return requirements;
}

}  // namespace lakeport::iceberg
