#include "iceberg/table_update_json.h"

#include <array>
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

struct UpdateWriter {
  Json operator()(const AssignUuid& u) const { return {{"action", "assign-uuid"}, {"uuid", u.uuid}}; }
  Json operator()(const UpgradeFormatVersion& u) const {
    return {{"action", "upgrade-format-version"}, {"format-version", u.format_version}};
  }
  Json operator()(const AddSchema& u) const {
    return {
        {"action", "add-schema"}, {"schema", SchemaToJson(u.schema)}, {"last-column-id", u.schema.highest_field_id()}};
  }
  Json operator()(const SetCurrentSchema& u) const {
    return {{"action", "set-current-schema"}, {"schema-id", u.schema_id}};
  }
  Json operator()(const AddPartitionSpec& u) const {
    return {{"action", "add-spec"}, {"spec", PartitionSpecToJson(u.spec)}};
  }
  Json operator()(const SetDefaultSpec& u) const { return {{"action", "set-default-spec"}, {"spec-id", u.spec_id}}; }
  Json operator()(const AddSortOrder& u) const {
    return {{"action", "add-sort-order"}, {"sort-order", SortOrderToJson(u.order)}};
  }
  Json operator()(const SetDefaultSortOrder& u) const {
    return {{"action", "set-default-sort-order"}, {"sort-order-id", u.order_id}};
  }
  Json operator()(const SetLocation& u) const { return {{"action", "set-location"}, {"location", u.location}}; }
  Json operator()(const SetProperties& u) const { return {{"action", "set-properties"}, {"updates", u.properties}}; }
  Json operator()(const RemoveProperties& u) const { return {{"action", "remove-properties"}, {"removals", u.keys}}; }
  Json operator()(const AddSnapshot& u) const {
    return {{"action", "add-snapshot"}, {"snapshot", SnapshotToJson(u.snapshot, kNewestVersion)}};
  }
  Json operator()(const SetSnapshotRef& u) const {
    Json json{{"action", "set-snapshot-ref"}, {"ref-name", u.name}};
    AppendExtraMembers(json, SnapshotRefToJson(u.ref));
    return json;
  }
  Json operator()(const RemoveSnapshotRef& u) const {
    return {{"action", "remove-snapshot-ref"}, {"ref-name", u.name}};
  }
  Json operator()(const RemoveSnapshots& u) const {
    return {{"action", "remove-snapshots"}, {"snapshot-ids", u.snapshot_ids}};
  }
};

struct RequirementWriter {
  Json operator()(const AssertCreate&) const { return {{"type", "assert-create"}}; }
  Json operator()(const AssertUuid& r) const { return {{"type", "assert-table-uuid"}, {"uuid", r.uuid}}; }
  Json operator()(const AssertRefSnapshotId& r) const {
    Json json{{"type", "assert-ref-snapshot-id"}, {"ref", r.ref}, {"snapshot-id", nullptr}};
    if (r.snapshot_id) json["snapshot-id"] = *r.snapshot_id;
    return json;
  }
  Json operator()(const AssertCurrentSchemaId& r) const {
    return {{"type", "assert-current-schema-id"}, {"current-schema-id", r.schema_id}};
  }
  Json operator()(const AssertDefaultSpecId& r) const {
    return {{"type", "assert-default-spec-id"}, {"default-spec-id", r.spec_id}};
  }
  Json operator()(const AssertLastAssignedFieldId& r) const {
    return {{"type", "assert-last-assigned-field-id"}, {"last-assigned-field-id", r.last_column_id}};
  }
  Json operator()(const AssertLastAssignedPartitionId& r) const {
    return {{"type", "assert-last-assigned-partition-id"}, {"last-assigned-partition-id", r.last_partition_id}};
  }
  Json operator()(const AssertDefaultSortOrderId& r) const {
    return {{"type", "assert-default-sort-order-id"}, {"default-sort-order-id", r.order_id}};
  }
};

// A kind of update or requirement whose struct holds one scalar: its member's name, and how it is read.
template <typename Union, typename Struct, auto Get>
Result<Union> ReadScalar(const Json& json, const char* key) {
  LP_ASSIGN(auto value, Get(json, key));
  return Union(Struct{std::move(value)});
}

// One whose struct holds something with a reader of its own.
template <typename Struct, auto FromJson>
Result<TableUpdate> ReadObject(const Json& json, const char* key) {
  LP_ASSIGN(const Json* member, GetObject(json, key));
  LP_ASSIGN(auto value, FromJson(*member));
  return TableUpdate(Struct{std::move(value)});
}

Result<TableUpdate> ReadAddSpec(const Json& json, const char* key) {
  LP_ASSIGN(const Json* member, GetObject(json, key));
  LP_ASSIGN(auto spec, PartitionSpecFromJson(*member));
  // Fields without ids are for the table to number.
  for (size_t i = 0; i < spec.fields.size(); ++i) {
    if (FindMember(member->at("fields")[i], "field-id") == nullptr) spec.fields[i].field_id = 0;
  }
  return TableUpdate(AddPartitionSpec{std::move(spec)});
}

Result<TableUpdate> ReadSetProperties(const Json& json, const char* key) {
  SetProperties update;
  LP_ASSIGN(const Json* members, GetObject(json, key));
  for (const auto& [name, value] : members->items()) {
    if (!value.is_string()) return CorruptData("property \"{}\" must be a string, not {}", name, value.type_name());
    update.properties[name] = value.get<std::string>();
  }
  return TableUpdate(std::move(update));
}

Result<TableUpdate> ReadSetRef(const Json& json, const char* key) {
  SetSnapshotRef update;
  LP_ASSIGN(update.name, GetString(json, key));
  LP_ASSIGN(update.ref, SnapshotRefFromJson(json));
  update.ref.extra.erase("action");
  update.ref.extra.erase(key);
  return TableUpdate(std::move(update));
}

Result<TableUpdate> ReadRemoveSnapshots(const Json& json, const char* key) {
  RemoveSnapshots update;
  LP_ASSIGN(const Json* ids, GetArray(json, key));
  for (const auto& id : *ids) {
    if (!id.is_number_integer()) return CorruptData("\"{}\" holds {}, which is no snapshot id", key, id.type_name());
    update.snapshot_ids.push_back(id.get<int64_t>());
  }
  return TableUpdate(std::move(update));
}

Result<TableRequirement> ReadAssertRef(const Json& json, const char* key) {
  AssertRefSnapshotId requirement;
  LP_ASSIGN(requirement.ref, GetString(json, key));
  LP_ASSIGN(requirement.snapshot_id, FindInt64(json, "snapshot-id"));
  return TableRequirement(std::move(requirement));
}

Result<TableRequirement> ReadAssertCreate(const Json&, const char*) { return TableRequirement(AssertCreate{}); }

// A kind by its name in JSON, the member that its reader looks at first, and the reader.
template <typename Union>
struct Kind {
  std::string_view name;
  const char* member;
  Result<Union> (*read)(const Json&, const char*);
};

using U = TableUpdate;
constexpr std::array<Kind<U>, 15> kUpdates{{
    {"assign-uuid", "uuid", ReadScalar<U, AssignUuid, GetString>},
    {"upgrade-format-version", "format-version", ReadScalar<U, UpgradeFormatVersion, GetInt32>},
    {"add-schema", "schema", ReadObject<AddSchema, SchemaFromJson>},
    {"set-current-schema", "schema-id", ReadScalar<U, SetCurrentSchema, GetInt32>},
    {"add-spec", "spec", ReadAddSpec},
    {"set-default-spec", "spec-id", ReadScalar<U, SetDefaultSpec, GetInt32>},
    {"add-sort-order", "sort-order", ReadObject<AddSortOrder, SortOrderFromJson>},
    {"set-default-sort-order", "sort-order-id", ReadScalar<U, SetDefaultSortOrder, GetInt32>},
    {"set-location", "location", ReadScalar<U, SetLocation, GetString>},
    {"set-properties", "updates", ReadSetProperties},
    {"remove-properties", "removals", ReadScalar<U, RemoveProperties, FindStrings>},
    {"add-snapshot", "snapshot", ReadObject<AddSnapshot, SnapshotFromJson>},
    {"set-snapshot-ref", "ref-name", ReadSetRef},
    {"remove-snapshot-ref", "ref-name", ReadScalar<U, RemoveSnapshotRef, GetString>},
    {"remove-snapshots", "snapshot-ids", ReadRemoveSnapshots},
}};

using R = TableRequirement;
constexpr std::array<Kind<R>, 8> kRequirements{{
    {"assert-create", "", ReadAssertCreate},
    {"assert-table-uuid", "uuid", ReadScalar<R, AssertUuid, GetString>},
    {"assert-ref-snapshot-id", "ref", ReadAssertRef},
    {"assert-current-schema-id", "current-schema-id", ReadScalar<R, AssertCurrentSchemaId, GetInt32>},
    {"assert-default-spec-id", "default-spec-id", ReadScalar<R, AssertDefaultSpecId, GetInt32>},
    {"assert-last-assigned-field-id", "last-assigned-field-id", ReadScalar<R, AssertLastAssignedFieldId, GetInt32>},
    {"assert-last-assigned-partition-id", "last-assigned-partition-id",
     ReadScalar<R, AssertLastAssignedPartitionId, GetInt32>},
    {"assert-default-sort-order-id", "default-sort-order-id", ReadScalar<R, AssertDefaultSortOrderId, GetInt32>},
}};

template <typename Kinds>
auto ReadByKind(const Kinds& kinds, const Json& json, const std::string& key)
    -> decltype(kinds.front().read(json, nullptr)) {
  LP_ASSIGN(auto name, GetString(json, key));
  for (const auto& kind : kinds) {
    if (kind.name != name) continue;
    auto read = kind.read(json, kind.member);
    if (!read.ok()) return std::move(read).error().With("reading " + name);
    return read;
  }
  return Unsupported("\"{}\" is not among the changes and requirements that are understood", name);
}

}  // namespace

Json TableUpdateToJson(const TableUpdate& update) { return std::visit(UpdateWriter(), update); }
Result<TableUpdate> TableUpdateFromJson(const Json& json) { return ReadByKind(kUpdates, json, "action"); }

Json TableRequirementToJson(const TableRequirement& requirement) {
  return std::visit(RequirementWriter(), requirement);
}
Result<TableRequirement> TableRequirementFromJson(const Json& json) { return ReadByKind(kRequirements, json, "type"); }

}  // namespace lakeport::iceberg
