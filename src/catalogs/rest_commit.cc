#include "catalogs/rest_commit.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/uuid.h"
#include "iceberg/schema_json.h"
#include "iceberg/table_metadata_json.h"
#include "iceberg/table_update_json.h"

namespace lakeport::catalogs {
namespace {

using iceberg::TableRequirement;
using iceberg::TableUpdate;

constexpr int32_t kLastAdded = -1;

template <typename T, typename Variant>
bool Holds(const std::vector<Variant>& list) {
  return std::any_of(list.begin(), list.end(), [](const Variant& one) { return std::holds_alternative<T>(one); });
}

template <typename T>
bool Is(const TableUpdate& update) {
  return std::holds_alternative<T>(update);
}

// Drops the one Add, and has the one Set that means it say `id`.
template <typename Add, typename Set>
void DropKnown(std::vector<TableUpdate>& updates, int32_t Set::*member, int32_t id) {
  if (std::count_if(updates.begin(), updates.end(), Is<Add>) != 1) return;
  if (std::count_if(updates.begin(), updates.end(), Is<Set>) != 1) return;
  auto& set = std::get<Set>(*std::find_if(updates.begin(), updates.end(), Is<Set>));
  if (set.*member != kLastAdded) return;
  set.*member = id;
  std::erase_if(updates, Is<Add>);
}

bool IsStructure(const TableUpdate& update) {
  return Is<iceberg::AddSchema>(update) || Is<iceberg::SetCurrentSchema>(update) ||
         Is<iceberg::AddPartitionSpec>(update) || Is<iceberg::SetDefaultSpec>(update) ||
         Is<iceberg::AddSortOrder>(update) || Is<iceberg::SetDefaultSortOrder>(update);
}

}  // namespace

Json CommitToJson(const iceberg::TableIdentifier& table, const std::vector<TableRequirement>& requirements,
                  const std::vector<TableUpdate>& updates) {
  Json json{{"identifier", {{"namespace", table.ns}, {"name", table.name}}},
            {"requirements", Json::array()},
            {"updates", Json::array()}};
  for (const auto& requirement : requirements) {
    json["requirements"].push_back(iceberg::TableRequirementToJson(requirement));
  }
  for (const auto& update : updates) json["updates"].push_back(iceberg::TableUpdateToJson(update));
  return json;
}

bool CreatesTable(const std::vector<TableRequirement>& requirements) {
  return Holds<iceberg::AssertCreate>(requirements);
}

bool WantsNoBranch(const std::vector<TableRequirement>& requirements) {
  return std::any_of(requirements.begin(), requirements.end(), [](const TableRequirement& one) {
    const auto* branch = std::get_if<iceberg::AssertRefSnapshotId>(&one);
    return branch != nullptr && !branch->snapshot_id;
  });
}

bool NamesLocation(const std::vector<TableUpdate>& updates) { return Holds<iceberg::SetLocation>(updates); }

std::vector<TableUpdate> WithCreation(const std::vector<TableUpdate>& updates) {
  std::vector<TableUpdate> whole;
  if (!Holds<iceberg::AssignUuid>(updates)) whole.emplace_back(iceberg::AssignUuid{NewUuid4()});
  if (!Holds<iceberg::UpgradeFormatVersion>(updates)) whole.emplace_back(iceberg::UpgradeFormatVersion{2});
  whole.insert(whole.end(), updates.begin(), updates.end());
  if (!Holds<iceberg::AddPartitionSpec>(updates)) {
    whole.emplace_back(iceberg::AddPartitionSpec{});
    whole.emplace_back(iceberg::SetDefaultSpec{});
  }
  if (!Holds<iceberg::AddSortOrder>(updates)) {
    whole.emplace_back(iceberg::AddSortOrder{});
    whole.emplace_back(iceberg::SetDefaultSortOrder{});
  }
  return whole;
}

bool AddsStructure(const std::vector<TableUpdate>& updates) {
  return Holds<iceberg::AddSchema>(updates) || Holds<iceberg::AddPartitionSpec>(updates) ||
         Holds<iceberg::AddSortOrder>(updates);
}

Result<std::vector<TableUpdate>> WithoutKnown(const iceberg::TableMetadata& base, std::vector<TableUpdate> updates) {
  std::vector<TableUpdate> structure;
  std::copy_if(updates.begin(), updates.end(), std::back_inserter(structure), IsStructure);
  LP_ASSIGN(auto next, iceberg::ApplyUpdates(&base, structure, FromMillis(base.last_updated_ms)));
  if (int32_t id = next.current_schema_id; base.FindSchema(id) != nullptr) {
    DropKnown<iceberg::AddSchema>(updates, &iceberg::SetCurrentSchema::schema_id, id);
  }
  if (int32_t id = next.default_spec_id; base.FindSpec(id) != nullptr) {
    DropKnown<iceberg::AddPartitionSpec>(updates, &iceberg::SetDefaultSpec::spec_id, id);
  }
  if (int32_t id = next.default_sort_order_id; base.FindSortOrder(id) != nullptr) {
    DropKnown<iceberg::AddSortOrder>(updates, &iceberg::SetDefaultSortOrder::order_id, id);
  }
  return updates;
}

bool HoldsCommit(const iceberg::TableMetadata& metadata, const std::vector<TableUpdate>& updates) {
  bool tells = false;
  for (const auto& update : updates) {
    if (const auto* assigned = std::get_if<iceberg::AssignUuid>(&update)) {
      if (metadata.table_uuid != assigned->uuid) return false;
      tells = true;
    }
    if (const auto* added = std::get_if<iceberg::AddSnapshot>(&update)) {
      if (metadata.FindSnapshot(added->snapshot.snapshot_id) == nullptr) return false;
      tells = true;
    }
  }
  return tells;
}

Result<iceberg::LoadedTable> LoadedTableFromJson(const Json& json) {
  iceberg::LoadedTable loaded;
  LP_ASSIGN(loaded.metadata_location, GetString(json, "metadata-location"));
  LP_ASSIGN(const Json* metadata, GetObject(json, "metadata"));
  LP_ASSIGN(loaded.metadata, iceberg::TableMetadataFromJson(*metadata), "reading table metadata");
  return loaded;
}

Json StageToJson(const iceberg::TableIdentifier& table) {
  iceberg::Schema schema(0, {{.id = 1, .name = "id", .type = iceberg::Type::Primitive(iceberg::TypeId::kLong)}});
  return {{"name", table.name}, {"schema", iceberg::SchemaToJson(schema)}, {"stage-create", true}};
}

}  // namespace lakeport::catalogs
