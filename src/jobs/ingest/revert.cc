#include "jobs/ingest/revert.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "base/utf8.h"
#include "base/version.h"
#include "iceberg/table_metadata_io.h"
#include "jobs/ingest/delete_tree.h"
#include "jobs/ingest/job_report.h"
#include "jobs/ingest/leftovers.h"
#include "jobs/ingest/progress.h"
#include "jobs/ingest/revert_plan.h"
#include "jobs/ingest/survey.h"
#include "jobs/ingest/table_names.h"
#include "jobs/ingest/table_properties.h"

namespace lakeport::ingest {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// A table that bears the job's mark, and what is to become of it.
struct MarkedTable {
  iceberg::TableIdentifier id;
  iceberg::LoadedTable loaded;
  RevertPlan plan;
};

std::string SourceOf(const MarkedTable& table) {
  auto source = table.loaded.metadata.properties.find(kSourceProperty);
  return source == table.loaded.metadata.properties.end() ? table.id.ToString() : Printable(source->second);
}

class RevertJob {
 public:
  RevertJob(const protocol::IngestRequest& request, const IngestEnvironment& environment)
      : request_(request),
        environment_(environment),
        mark_("_revert-" + request.revert + "-"),
        progress_(environment.sink),
        report_(environment.sink) {}

  protocol::ExitCode Run() {
    auto start = Clock::now();
    environment_.sink.Emit(protocol::StartedEvent{.engine = "ingest", .version = kVersion});
    Status planned = Plan();
    if (!planned.ok()) return report_.Finish(planned.error(), SecondsSince(start));
    environment_.sink.Emit(protocol::PlanEvent{ToJson()});
    if (environment_.plan_only) return report_.Finish(std::nullopt, SecondsSince(start));
    progress_.StartRunning();
    for (const MarkedTable& table : tables_) RunOne(table);
    Status swept = Sweep();
    progress_.Flush();
    std::optional<Error> error;
    if (!swept.ok()) error = std::move(swept).error().With("removing what is left of the job");
    return report_.Finish(error, SecondsSince(start));
  }

 private:
  Status Plan() {
    LP_ASSIGN(namespace_, ParseNamespace(request_.target_namespace));
    LP_ASSIGN(auto to, environment_.config.GetConnection(request_.to));
    LP_ASSIGN(catalog_, environment_.open_catalog(to), "opening connection {}", to.name);
    LP_ASSIGN(exists_, catalog_->NamespaceExists(namespace_));
    if (!exists_) return Ok();
    LP_ASSIGN(auto tables, catalog_->ListTables(namespace_));
    std::vector<std::string> names;
    for (const auto& table : tables) names.push_back(table.name);
    there_.insert(names.begin(), names.end());
    for (const std::string& name : SelectTables(request_.tables, names).names) {
      if (environment_.stop.stop_requested()) return Cancelled("stopped while planning");
      LP_TRY(PlanOne({namespace_, name}));
    }
    return Ok();
  }

  Status PlanOne(const iceberg::TableIdentifier& id) {
    auto loaded = catalog_->LoadTable(id);
    if (!loaded.ok() && loaded.error().kind() == ErrorKind::kNotFound) return Ok();
    if (!loaded.ok()) return std::move(loaded).error().With("looking for what the job made");
    if (!IsMadeByJob(loaded->metadata, request_.revert)) return FindMark(id, loaded->metadata);
    auto read = [this](const std::string& location) { return iceberg::ReadTableMetadata(catalog_->io(), location); };
    LP_ASSIGN(RevertPlan plan, PlanRevert(loaded->metadata, request_.revert, read), "planning {}", id.ToString());
    progress_.PlanTable();
    tables_.push_back({id, std::move(loaded).value(), std::move(plan)});
    return Ok();
  }

  Status FindMark(const iceberg::TableIdentifier& id, const iceberg::TableMetadata& metadata) {
    LP_ASSIGN(Location location, Location::Parse(metadata.location));
    LP_ASSIGN(Location mark, Mark(location, metadata.table_uuid));
    auto found = catalog_->io().Stat(mark);
    if (found.ok()) restored_.push_back(id);
    return found.ok() || found.error().kind() == ErrorKind::kNotFound ? Ok() : Status(found.error());
  }

  Json ToJson() const {
    Json tables = Json::array();
    for (const MarkedTable& table : tables_) {
      Json one{{"table", SourceOf(table)}, {"target", table.id.ToString()}, {"action", ToString(table.plan.action)}};
      if (!table.plan.reason.empty()) one["reason"] = table.plan.reason;
      tables.push_back(std::move(one));
    }
    Json plan{{"tables", std::move(tables)}};
    if (tables_.empty()) {
      plan["warnings"] = {fmt::format("job {} has made nothing that is there in {}", request_.revert,
                                      iceberg::FormatNamespace(namespace_))};
    }
    return plan;
  }

  void RunOne(const MarkedTable& table) {
    auto start = Clock::now();
    TablePlan plan{.source = SourceOf(table), .target = table.id, .reason = table.plan.reason, .table = {}};
    if (table.plan.action == RevertAction::kRefuse) {
      report_.Refused(plan);
    } else {
      Status reverted =
          environment_.stop.stop_requested() ? Cancelled("stopped before {} was begun", plan.source) : Revert(table);
      reverted.ok() ? report_.Reverted(plan, Describe(table), SecondsSince(start))
                    : report_.Failed(plan, reverted.error(), SecondsSince(start));
    }
    progress_.FinishTable(0, 0);
  }

  static std::string Describe(const MarkedTable& table) {
    if (table.plan.action == RevertAction::kDrop) return "the table is dropped, with the files that the job wrote";
    const iceberg::Snapshot* snapshot = table.plan.before->current_snapshot();
    if (snapshot == nullptr) return "the table is empty, as it was before the job";
    return fmt::format("the table is back at snapshot {}", snapshot->snapshot_id);
  }

  // The mark tells a later attempt that the files are still to go, once the table no longer tells it.
  Status Revert(const MarkedTable& table) {
    LP_ASSIGN(Location location, Location::Parse(table.loaded.metadata.location));
    LP_ASSIGN(Location mark, Mark(location, table.loaded.metadata.table_uuid));
    LP_TRY(storage::WriteFile(catalog_->io(), mark, "", storage::WriteMode::kReplace));
    if (table.plan.action == RevertAction::kRestore) {
      LP_TRY(Restore(table));
      return SweepRestored(table.id);
    }
    LP_TRY(Drop(table));
    return DeleteDropped(location, table.id, mark);
  }

  Result<Location> Mark(const Location& table, const std::string& uuid) const {
    return table.Child(fmt::format("metadata/{}{}", mark_, uuid));
  }

  // Not if somebody has committed since it was planned.
  Status Drop(const MarkedTable& table) {
    LP_ASSIGN(auto now, catalog_->LoadTable(table.id));
    if (now.metadata_location != table.loaded.metadata_location) {
      return Conflict("somebody else has committed to {} meanwhile", table.id.ToString());
    }
    return catalog_->DropTable(table.id);
  }

  Status DeleteDropped(const Location& location, const iceberg::TableIdentifier& id, const Location& mark) {
    LP_TRY(DeleteFilesOfJob(catalog_->io(), location, id, request_.revert, true));
    LP_TRY(catalog_->io().Delete(mark));
    RemoveEmptyDirectories(*catalog_, id, location);
    return Ok();
  }

  Status Restore(const MarkedTable& table) {
    const iceberg::TableMetadata& now = table.loaded.metadata;
    auto main = now.refs.find(iceberg::kMainBranch);
    std::optional<int64_t> snapshot;
    if (main != now.refs.end()) snapshot = main->second.snapshot_id;
    auto committed = catalog_->CommitTable(
        table.id,
        {iceberg::AssertUuid{now.table_uuid}, iceberg::AssertRefSnapshotId{iceberg::kMainBranch, snapshot},
         iceberg::AssertCurrentSchemaId{now.current_schema_id}},
        Restoration(now, *table.plan.before, request_.revert));
    if (committed.ok()) return Ok();
    auto looked = catalog_->LoadTable(table.id);  // the answer alone may have been lost
    if (looked.ok() && !IsMadeByJob(looked->metadata, request_.revert)) return Ok();
    return std::move(committed).error();
  }

  Status SweepRestored(const iceberg::TableIdentifier& id) {
    LP_ASSIGN(auto loaded, catalog_->LoadTable(id));
    storage::FileIO& io = catalog_->io();
    LP_ASSIGN(bool uses, UsesFilesOfJob(io, loaded.metadata, id, request_.revert));
    if (uses) return Conflict("{} refers to files of the job again", id.ToString());
    LP_ASSIGN(Location location, Location::Parse(loaded.metadata.location));
    LP_TRY(DeleteFilesOfJob(io, location, id, request_.revert, false));
    LP_ASSIGN(Location mark, Mark(location, loaded.metadata.table_uuid));
    return io.Delete(mark);
  }

  // What an attempt that was killed had still to delete.
  Status Sweep() {
    for (const iceberg::TableIdentifier& id : restored_) LP_TRY(SweepRestored(id));
    return exists_ ? SweepDropped() : Ok();
  }

  Status SweepDropped() {
    LP_ASSIGN(Location some_table, catalog_->DefaultTableLocation({namespace_, "table"}));
    std::string parent = some_table.ToString();
    LP_ASSIGN(Location directory, Location::Parse(parent.substr(0, parent.rfind('/'))));
    LP_ASSIGN(auto listing, ListIfThere(catalog_->io(), directory));
    std::vector<std::string> names;
    for (const Location& child : listing.directories) names.push_back(child.name());
    for (const std::string& name : SelectTables(request_.tables, names).names) {
      if (there_.contains(name) || environment_.stop.stop_requested()) continue;
      LP_ASSIGN(Location location, directory.Child(name));
      if (!IsOfMarkedTable(location)) LP_TRY(SweepDirectory(location, {namespace_, name}));
    }
    return Ok();
  }

  // A table that was given another name still lies where it was.
  bool IsOfMarkedTable(const Location& location) const {
    return std::any_of(tables_.begin(), tables_.end(),
                       [&](const auto& table) { return table.loaded.metadata.location == location.ToString(); });
  }

  Status SweepDirectory(const Location& location, const iceberg::TableIdentifier& id) {
    LP_ASSIGN(Location metadata, location.Child("metadata"));
    LP_ASSIGN(auto listing, ListIfThere(catalog_->io(), metadata));
    for (const storage::FileInfo& file : listing.files) {
      if (file.location.name().starts_with(mark_)) LP_TRY(DeleteDropped(location, id, file.location));
    }
    return Ok();
  }

  const protocol::IngestRequest& request_;
  const IngestEnvironment& environment_;
  iceberg::Namespace namespace_;
  std::unique_ptr<iceberg::Catalog> catalog_;
  const std::string mark_;  // begins the names of the marks
  bool exists_ = false;     // the namespace
  std::set<std::string> there_;
  std::vector<MarkedTable> tables_;
  std::vector<iceberg::TableIdentifier> restored_;  // by an earlier attempt, which had still to delete
  Progress progress_;
  JobReport report_;
};

}  // namespace

protocol::ExitCode RunRevert(const protocol::IngestRequest& request, const IngestEnvironment& environment) {
  return RevertJob(request, environment).Run();
}

}  // namespace lakeport::ingest
