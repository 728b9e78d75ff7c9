#include "jobs/ingest/revert_plan.h"

#include <algorithm>
#include <utility>

#include "jobs/ingest/survey.h"
#include "jobs/ingest/table_properties.h"

namespace lakeport::ingest {
namespace {

using iceberg::Snapshot;
using iceberg::TableMetadata;

constexpr const char* kGoBackByHand = "go back to an earlier snapshot by hand";

bool IsOf(const Snapshot& snapshot, const std::string& job_id) {
  return iceberg::FindSummary(snapshot, kJobIdProperty) == job_id;
}

bool HasProperty(const TableMetadata& table, const char* key, const std::string& value) {
  auto found = table.properties.find(key);
  return found != table.properties.end() && found->second == value;
}

// The first snapshot that somebody else has made, or a reference of somebody's to one of the job's.
std::optional<std::string> FindOthers(const TableMetadata& table, const std::string& job_id) {
  for (const Snapshot& snapshot : table.snapshots) {
    if (!IsOf(snapshot, job_id))
      return fmt::format("snapshot {} ({}) is of somebody else", snapshot.snapshot_id, snapshot.operation);
  }
  if (!HasProperty(table, kJobIdProperty, job_id)) return std::string("another job has changed it");
  return std::nullopt;
}

std::optional<std::string> FindReference(const TableMetadata& table, const std::string& job_id) {
  for (const auto& [name, ref] : table.refs) {
    const Snapshot* snapshot = table.FindSnapshot(ref.snapshot_id);
    if (name != iceberg::kMainBranch && snapshot != nullptr && IsOf(*snapshot, job_id)) {
      return fmt::format("the {} {} keeps a snapshot of the job", ref.type, name);
    }
  }
  return std::nullopt;
}

// True when nobody has changed anything between the two.
bool IsSame(const TableMetadata& a, const TableMetadata& b) {
  return a.current_snapshot_id == b.current_snapshot_id && a.current_schema_id == b.current_schema_id &&
         a.default_spec_id == b.default_spec_id && a.default_sort_order_id == b.default_sort_order_id &&
         a.location == b.location && a.properties == b.properties && a.refs == b.refs &&
         a.snapshots.size() == b.snapshots.size();
}

RevertPlan Refuse(const std::string& why) {
  return {.action = RevertAction::kRefuse,
          .reason = fmt::format("others have committed to it since: {}; revert what came later first, or {}", why,
                                kGoBackByHand)};
}

RevertPlan RefuseLost() {
  return {.action = RevertAction::kRefuse,
          .reason = fmt::format("the table's metadata of before the job is no longer there; {}", kGoBackByHand)};
}

}  // namespace

std::string_view ToString(RevertAction action) {
  switch (action) {
    case RevertAction::kDrop: return "drop";
    case RevertAction::kRestore: return "restore";
    case RevertAction::kRefuse: return "refuse";
  }
  return "refuse";
}

Result<RevertPlan> PlanRevert(const TableMetadata& table, const std::string& job_id,
                              const std::function<Result<TableMetadata>(const std::string&)>& read) {
  if (HasProperty(table, kCreatedByProperty, job_id)) {
    if (auto others = FindOthers(table, job_id)) return Refuse(*others);
    return RevertPlan{.action = RevertAction::kDrop};
  }
  if (auto reference = FindReference(table, job_id)) return Refuse(*reference);
  TableMetadata after = table;
  for (auto entry = table.metadata_log.rbegin(); entry != table.metadata_log.rend(); ++entry) {
    auto metadata = read(entry->metadata_file);
    if (!metadata.ok() && IsRetryable(metadata.error().kind())) return std::move(metadata).error();
    if (!metadata.ok()) return RefuseLost();
    if (IsMadeByJob(*metadata, job_id)) {
      after = std::move(metadata).value();
      continue;
    }
    if (!IsSame(after, table)) return Refuse("it is not what the job left");
    return RevertPlan{.action = RevertAction::kRestore, .before = std::move(metadata).value()};
  }
  return RefuseLost();
}

std::vector<iceberg::TableUpdate> Restoration(const TableMetadata& now, const TableMetadata& before,
                                              const std::string& job_id) {
  std::vector<iceberg::TableUpdate> updates{
      iceberg::SetLocation{before.location}, iceberg::SetCurrentSchema{before.current_schema_id},
      iceberg::SetDefaultSpec{before.default_spec_id}, iceberg::SetDefaultSortOrder{before.default_sort_order_id}};
  auto main = before.refs.find(iceberg::kMainBranch);
  if (main == before.refs.end()) {
    updates.emplace_back(iceberg::RemoveSnapshotRef{iceberg::kMainBranch});
  } else {
    updates.emplace_back(iceberg::SetSnapshotRef{iceberg::kMainBranch, main->second});
  }
  iceberg::RemoveSnapshots removed;
  for (const Snapshot& snapshot : now.snapshots) {
    if (IsOf(snapshot, job_id)) removed.snapshot_ids.push_back(snapshot.snapshot_id);
  }
  if (!removed.snapshot_ids.empty()) updates.emplace_back(std::move(removed));
  iceberg::RemoveProperties unset;
  for (const auto& [key, value] : now.properties) {
    if (!before.properties.contains(key)) unset.keys.push_back(key);
  }
  if (!unset.keys.empty()) updates.emplace_back(std::move(unset));
  updates.emplace_back(iceberg::SetProperties{before.properties});
  return updates;
}

}  // namespace lakeport::ingest
