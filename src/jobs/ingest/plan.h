#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "hive/source.h"
#include "hive/table_schema.h"
#include "iceberg/catalog.h"
#include "jobs/ingest/survey.h"
#include "jobs/ingest/table_layout.h"
#include "protocol/job_request.h"

namespace lakeport::ingest {

enum class PlanAction {
  kCreate,
  kReplace,
  kSync,
  kUnchanged,  // this very job has made it already, or Hive has nothing new
  kSkip,       // nothing to do by its nature: a view
  kRefuse,     // the job does not touch it, and ends failed
};
std::string_view ToString(PlanAction action);  // "create"

// What bringing a table up to date needs to know.
struct SyncPlan {
  std::optional<iceberg::Schema> schema{};  // the table's new columns
  std::string record{};                     // the table's, as it was planned upon
  SyncSelection::Parts same{};              // parts of the source that have not changed
  bool rewrites_again = false;              // what was written anew is written again
};

// What the job is going to do with one table. Everything is decided here; running it decides nothing.
struct TablePlan {
  PlanAction action = PlanAction::kRefuse;
  std::string source;  // "sales.orders"
  iceberg::TableIdentifier target;
  protocol::IngestMode mode = protocol::IngestMode::kCopy;
  std::string reason{};    // why it is skipped or refused, and what to do
  bool may_retry = false;  // refused because something could not be reached just now
  std::vector<std::string> warnings{};
  std::vector<RewriteReason> rewrites{};  // files that are written anew, as far as they were looked into

  int64_t partitions = 0;
  int64_t files = 0;
  int64_t bytes = 0;
  protocol::FileCounts accounting{};  // of a table that will run: those that were not looked into are to be added

  hive::Table table;
  std::optional<hive::TableSchema> schema{};       // to create, to replace, to sync
  std::optional<TableLayout> layout{};             // to create, to replace, to sync
  std::optional<Location> target_location{};       // to create, to replace, to sync
  std::optional<iceberg::LoadedTable> existing{};  // to replace, to sync, unchanged
  std::optional<SyncPlan> sync{};                  // to sync
  bool nothing_new = false;                        // unchanged because Hive has nothing new
  std::shared_ptr<KeptFooters> footers{};
};

// Pure: the same facts make the same plan.
TablePlan PlanTable(const protocol::IngestRequest& request, TableFacts facts);

// The plan of a table that could not even be looked at.
TablePlan RefuseTable(const protocol::IngestRequest& request, const std::string& table, std::string reason);

// As api/openapi.yaml has it ("PlannedTable").
Json ToJson(const TablePlan& plan);

// The plan of a whole job, in pieces that each fit into one event: the tables of several plan events belong together.
std::vector<Json> ToPlanPieces(const std::vector<TablePlan>& tables, const std::vector<std::string>& warnings);

}  // namespace lakeport::ingest
