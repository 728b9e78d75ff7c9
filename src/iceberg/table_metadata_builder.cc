#include "iceberg/table_metadata_builder.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace lakeport::iceberg {
namespace {

constexpr int32_t kNewestWritten = 2;
constexpr int32_t kLastAdded = -1;
constexpr int32_t kFirstPartitionId = 1000;
// Readers refuse a snapshot log whose times go further back than this.
constexpr int64_t kClockToleranceMs = 60'000;

constexpr std::array kTypesOfVersion3{TypeId::kTimestampNs, TypeId::kTimestampTzNs, TypeId::kUnknown,
                                      TypeId::kVariant,     TypeId::kGeometry,      TypeId::kGeography};

Status CheckVersion(const std::vector<NestedField>& fields, int32_t format_version) {
  if (format_version >= 3) return Ok();
  for (const auto& field : fields) {
    TypeId id = field.type->id();
    if (std::find(kTypesOfVersion3.begin(), kTypesOfVersion3.end(), id) != kTypesOfVersion3.end()) {
      return InvalidArgument("column \"{}\" has type {}, which tables of format version {} cannot have", field.name,
                             field.type->ToString(), format_version);
    }
    if (field.initial_default) {
      return InvalidArgument("column \"{}\" has a default, which tables of format version {} cannot have", field.name,
                             format_version);
    }
    LP_TRY(CheckVersion(field.type->fields(), format_version));
  }
  return Ok();
}

// The id given, or that of the one added last.
Result<int32_t> Resolve(int32_t id, std::optional<int32_t> added, const char* what) {
  if (id != kLastAdded) return id;
  if (added) return *added;
  return InvalidArgument("the last added {} cannot become the current one: none was added", what);
}

// One above `highest`, which may be the last there is in metadata that someone else wrote.
Result<int32_t> NextId(int32_t highest) {
  if (highest < std::numeric_limits<int32_t>::max()) return highest + 1;
  return InvalidArgument("the table has used up its ids");
}

Status CheckFieldsDiffer(const std::vector<PartitionField>& fields) {
  std::set<std::string> names;
  std::set<int32_t> ids;
  for (const auto& field : fields) {
    if (!names.insert(field.name).second) return InvalidArgument("two partition fields are named \"{}\"", field.name);
    if (!ids.insert(field.field_id).second)
      return InvalidArgument("two partition fields have the id {}", field.field_id);
  }
  return Ok();
}

// Version 1 tells partition fields apart by their place alone.
Status CheckIdsInOrder(const std::vector<PartitionField>& fields) {
  int32_t expected = kFirstPartitionId;
  for (const auto& field : fields) {
    if (field.field_id == expected++) continue;
    return InvalidArgument("partition field \"{}\" has id {}, but format version 1 numbers them from {}", field.name,
                           field.field_id, kFirstPartitionId);
  }
  return Ok();
}

Status CheckSortOrder(const SortOrder& order, const Schema& schema) {
  for (const auto& field : order.fields) {
    if (schema.FindField(field.source_id) != nullptr) continue;
    return InvalidArgument("sort order {} is by column {}, which the current schema does not have", order.order_id,
                           field.source_id);
  }
  return Ok();
}

}  // namespace

TableMetadataBuilder::TableMetadataBuilder(const TableMetadata* base, Timestamp now) {
  if (base != nullptr) metadata_ = *base;
  snapshot_before_ = metadata_.current_snapshot_id;
  metadata_.last_updated_ms = std::max(metadata_.last_updated_ms, ToMillis(now));
}

Status TableMetadataBuilder::Apply(const AssignUuid& update) {
  if (update.uuid.empty()) return InvalidArgument("a table's uuid cannot be empty");
  if (!metadata_.table_uuid.empty() && metadata_.table_uuid != update.uuid) {
    return InvalidArgument("the table's uuid is {} and cannot become {}", metadata_.table_uuid, update.uuid);
  }
  metadata_.table_uuid = update.uuid;
  return Ok();
}

Status TableMetadataBuilder::Apply(const UpgradeFormatVersion& update) {
  if (update.format_version == metadata_.format_version) return Ok();
  if (update.format_version < metadata_.format_version) {
    return InvalidArgument("a table of format version {} cannot go back to {}", metadata_.format_version,
                           update.format_version);
  }
  if (update.format_version > kNewestWritten) {
    return Unsupported("tables cannot be upgraded to format version {}; {} is the newest that is written",
                       update.format_version, kNewestWritten);
  }
  metadata_.format_version = update.format_version;
  return Ok();
}

Status TableMetadataBuilder::Apply(const AddSchema& update) {
  LP_TRY(CheckVersion(update.schema.fields(), metadata_.format_version));
  metadata_.last_column_id = std::max(metadata_.last_column_id, update.schema.highest_field_id());
  int32_t highest_id = -1;
  for (const auto& schema : metadata_.schemas) {
    highest_id = std::max(highest_id, schema.schema_id());
    if (!schema.SameFields(update.schema)) continue;
    added_schema_id_ = schema.schema_id();
    return Ok();
  }
  LP_ASSIGN(int32_t id, NextId(highest_id));
  added_schema_id_ = id;
  metadata_.schemas.push_back(update.schema.WithId(id));
  return Ok();
}

Status TableMetadataBuilder::Apply(const SetCurrentSchema& update) {
  LP_ASSIGN(int32_t id, Resolve(update.schema_id, added_schema_id_, "schema"));
  if (metadata_.FindSchema(id) == nullptr) return InvalidArgument("the table has no schema {}", id);
  metadata_.current_schema_id = id;
  return Ok();
}

Status TableMetadataBuilder::Apply(const AddPartitionSpec& update) {
  PartitionSpec spec = update.spec;
  int32_t highest_id = -1;
  for (const auto& other : metadata_.partition_specs) {
    highest_id = std::max(highest_id, other.spec_id);
    if (!other.SameFields(spec)) continue;
    added_spec_id_ = other.spec_id;
    return Ok();
  }
  LP_ASSIGN(spec.spec_id, NextId(highest_id));
  int32_t last_id = std::max(metadata_.last_partition_id, spec.last_assigned_id());
  for (auto& field : spec.fields) {
    if (field.field_id != 0) continue;
    LP_ASSIGN(last_id, NextId(last_id));
    field.field_id = last_id;
  }
  LP_TRY(CheckFieldsDiffer(spec.fields));
  if (metadata_.format_version == 1) LP_TRY(CheckIdsInOrder(spec.fields));
  metadata_.last_partition_id = last_id;
  added_spec_id_ = spec.spec_id;
  metadata_.partition_specs.push_back(std::move(spec));
  return Ok();
}

Status TableMetadataBuilder::Apply(const SetDefaultSpec& update) {
  LP_ASSIGN(int32_t id, Resolve(update.spec_id, added_spec_id_, "partition spec"));
  if (metadata_.FindSpec(id) == nullptr) return InvalidArgument("the table has no partition spec {}", id);
  metadata_.default_spec_id = id;
  return Ok();
}

Status TableMetadataBuilder::Apply(const AddSortOrder& update) {
  SortOrder order = update.order;
  int32_t highest_id = 0;  // which is kept for unsorted
  for (const auto& other : metadata_.sort_orders) {
    highest_id = std::max(highest_id, other.order_id);
    if (other.fields != order.fields) continue;
    added_order_id_ = other.order_id;
    return Ok();
  }
  order.order_id = 0;
  if (!order.fields.empty()) {
    LP_ASSIGN(order.order_id, NextId(highest_id));
  }
  added_order_id_ = order.order_id;
  metadata_.sort_orders.push_back(std::move(order));
  return Ok();
}

Status TableMetadataBuilder::Apply(const SetDefaultSortOrder& update) {
  LP_ASSIGN(int32_t id, Resolve(update.order_id, added_order_id_, "sort order"));
  if (metadata_.FindSortOrder(id) == nullptr) return InvalidArgument("the table has no sort order {}", id);
  metadata_.default_sort_order_id = id;
  return Ok();
}

Status TableMetadataBuilder::Apply(const SetLocation& update) {
  auto end = update.location.find_last_not_of('/');
  if (end == std::string::npos) return InvalidArgument("a table's location cannot be \"{}\"", update.location);
  metadata_.location = update.location.substr(0, end + 1);
  return Ok();
}

Status TableMetadataBuilder::Apply(const SetProperties& update) {
  for (const auto& [key, value] : update.properties) metadata_.properties[key] = value;
  return Ok();
}

Status TableMetadataBuilder::Apply(const RemoveProperties& update) {
  for (const auto& key : update.keys) metadata_.properties.erase(key);
  return Ok();
}

Status TableMetadataBuilder::CheckSnapshot(const Snapshot& snapshot) const {
  if (metadata_.FindSnapshot(snapshot.snapshot_id) != nullptr || snapshot.snapshot_id < 0) {
    return InvalidArgument("snapshot {} cannot be added: its id is taken or negative", snapshot.snapshot_id);
  }
  if (metadata_.format_version > 1 && snapshot.sequence_number <= metadata_.last_sequence_number) {
    return Conflict("snapshot {} has sequence number {}, but the table is at {} already", snapshot.snapshot_id,
                    snapshot.sequence_number, metadata_.last_sequence_number);
  }
  if (snapshot.schema_id && metadata_.FindSchema(*snapshot.schema_id) == nullptr) {
    return InvalidArgument("snapshot {} is of schema {}, which the table does not have", snapshot.snapshot_id,
                           *snapshot.schema_id);
  }
  if (metadata_.snapshot_log.empty()) return Ok();
  int64_t behind_ms = metadata_.snapshot_log.back().timestamp_ms - snapshot.timestamp_ms;
  if (behind_ms <= kClockToleranceMs) return Ok();
  return InvalidArgument("snapshot {} is {} s older than the table's latest; check this machine's clock",
                         snapshot.snapshot_id, behind_ms / 1000);
}

// Row lineage, of version 3 on: the snapshot says which row ids it takes.
Status TableMetadataBuilder::AdvanceRowIds(const Snapshot& snapshot) {
  if (metadata_.format_version < 3) return Ok();
  LP_ASSIGN(int64_t next_row_id, GetInt64(metadata_.extra, "next-row-id"));
  LP_ASSIGN(auto first_row_id, FindInt64(snapshot.extra, "first-row-id"));
  LP_ASSIGN(auto added_rows, FindInt64(snapshot.extra, "added-rows"));
  if (!first_row_id || !added_rows) {
    return Unsupported("a table of format version 3 takes only snapshots that number their rows");
  }
  bool fits = *added_rows >= 0 && *first_row_id <= std::numeric_limits<int64_t>::max() - *added_rows;
  if (*first_row_id < next_row_id || !fits) {
    return InvalidArgument("snapshot {} numbers its rows from {}, but the table is at {} already", snapshot.snapshot_id,
                           *first_row_id, next_row_id);
  }
  metadata_.extra["next-row-id"] = *first_row_id + *added_rows;
  return Ok();
}

Status TableMetadataBuilder::Apply(const AddSnapshot& update) {
  const Snapshot& snapshot = update.snapshot;
  LP_TRY(CheckSnapshot(snapshot));
  LP_TRY(AdvanceRowIds(snapshot));
  if (metadata_.format_version > 1) metadata_.last_sequence_number = snapshot.sequence_number;
  metadata_.last_updated_ms = std::max(metadata_.last_updated_ms, snapshot.timestamp_ms);
  metadata_.snapshots.push_back(snapshot);
  added_snapshot_ids_.insert(snapshot.snapshot_id);
  return Ok();
}

Status TableMetadataBuilder::Apply(const SetSnapshotRef& update) {
  if (metadata_.FindSnapshot(update.ref.snapshot_id) == nullptr) {
    return InvalidArgument("{} cannot be set to snapshot {}, which the table does not have", update.name,
                           update.ref.snapshot_id);
  }
  if (update.name == kMainBranch) {
    if (update.ref.type != "branch") return InvalidArgument("main is a branch and cannot become a {}", update.ref.type);
    metadata_.current_snapshot_id = update.ref.snapshot_id;
  }
  metadata_.refs[update.name] = update.ref;
  return Ok();
}

Status TableMetadataBuilder::Apply(const RemoveSnapshotRef& update) {
  metadata_.refs.erase(update.name);
  if (update.name == kMainBranch) metadata_.current_snapshot_id = kNoSnapshot;
  return Ok();
}

// History before a snapshot that is gone is forgotten, since it would have a gap.
Status TableMetadataBuilder::Apply(const RemoveSnapshots& update) {
  std::set<int64_t> gone(update.snapshot_ids.begin(), update.snapshot_ids.end());
  std::erase_if(metadata_.snapshots, [&](const Snapshot& snapshot) { return gone.contains(snapshot.snapshot_id); });
  std::erase_if(metadata_.refs, [&](const auto& ref) { return gone.contains(ref.second.snapshot_id); });
  if (gone.contains(metadata_.current_snapshot_id)) metadata_.current_snapshot_id = kNoSnapshot;
  auto& log = metadata_.snapshot_log;
  auto last =
      std::find_if(log.rbegin(), log.rend(), [&](const auto& entry) { return gone.contains(entry.snapshot_id); });
  log.erase(log.begin(), last.base());
  return Ok();
}

// Only where main ends: snapshots that it passed on the way were never current.
void TableMetadataBuilder::LogCurrentSnapshot() {
  const Snapshot* current = metadata_.current_snapshot();
  if (current == nullptr || current->snapshot_id == snapshot_before_) return;
  bool added = added_snapshot_ids_.contains(current->snapshot_id);
  metadata_.snapshot_log.push_back(
      {.timestamp_ms = added ? current->timestamp_ms : metadata_.last_updated_ms, .snapshot_id = current->snapshot_id});
}

Status TableMetadataBuilder::CheckDefaultSpec(const Schema& schema) const {
  const PartitionSpec* spec = metadata_.FindSpec(metadata_.default_spec_id);
  if (spec == nullptr) return InvalidArgument("the table has no default partition spec");
  for (const auto& field : spec->fields) {
    if (field.transform.kind == TransformKind::kVoid) continue;
    const NestedField* source = schema.FindField(field.source_id);
    if (source == nullptr) {
      return InvalidArgument("partition field \"{}\" is made of column {}, which the current schema does not have",
                             field.name, field.source_id);
    }
    if (spec->spec_id != added_spec_id_) continue;  // others wrote it, and know how to use it
    if (!field.transform.CanTransform(*source->type)) {
      return InvalidArgument("partition field \"{}\" cannot be {} of column \"{}\", which is {}", field.name,
                             field.transform.ToString(), source->name, source->type->ToString());
    }
    const NestedField* namesake = schema.FindField(field.name);
    if (namesake != nullptr && namesake != source) {
      return InvalidArgument("partition field \"{}\" has the name of a column that it is not made of", field.name);
    }
  }
  return Ok();
}

Status TableMetadataBuilder::CheckWhole() const {
  if (metadata_.table_uuid.empty() && metadata_.format_version > 1) return InvalidArgument("the table has no uuid");
  if (metadata_.location.empty()) return InvalidArgument("the table has no location");
  const Schema* schema = metadata_.FindSchema(metadata_.current_schema_id);
  if (schema == nullptr) return InvalidArgument("the table has no current schema");
  const SortOrder* order = metadata_.FindSortOrder(metadata_.default_sort_order_id);
  if (order == nullptr) return InvalidArgument("the table has no default sort order");
  LP_TRY(CheckSortOrder(*order, *schema));
  return CheckDefaultSpec(*schema);
}

Result<TableMetadata> TableMetadataBuilder::Build() && {
  if (metadata_.partition_specs.empty()) metadata_.partition_specs.emplace_back();
  if (metadata_.sort_orders.empty()) metadata_.sort_orders.emplace_back();
  LP_TRY(CheckWhole());
  LogCurrentSnapshot();
  return std::move(metadata_);
}

}  // namespace lakeport::iceberg
