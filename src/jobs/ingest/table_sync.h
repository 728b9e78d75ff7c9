#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "iceberg/append.h"
#include "iceberg/catalog.h"
#include "iceberg/name_mapping.h"
#include "jobs/ingest/plan.h"
#include "jobs/ingest/sync_selection.h"

namespace lakeport::ingest {

// Conflict when another job has brought the table up to date since the plan was made.
Status RefuseOthersSync(const TablePlan& plan, const iceberg::TableMetadata& now);

// The Iceberg table's side of bringing it up to date: what it holds now, and what goes. For one thread.
class TableSync {
 public:
  // Loads the table and reads its manifests. Conflict when it is not what was planned upon.
  static Result<std::unique_ptr<TableSync>> Start(iceberg::Catalog& catalog, const TablePlan& plan);

  const iceberg::LoadedTable& base() const { return base_; }
  SyncSelection& selection() { return selection_; }

  std::unique_ptr<iceberg::Append> NewAppend(iceberg::Catalog& catalog, iceberg::AppendOptions options) const;
  // When all files of the source were shown, and `added` of them added. False: there is nothing to commit.
  Result<bool> Finish(iceberg::Append& append, int64_t added);
  // With the names that files had before.
  iceberg::NameMapping MergeNames(const iceberg::NameMapping& fresh) const;

 private:
  TableSync(const TablePlan& plan, iceberg::LoadedTable base, OwnFiles own);
  const iceberg::Schema& schema() const;

  const TablePlan& plan_;
  const iceberg::LoadedTable base_;
  SyncSelection selection_;
};

}  // namespace lakeport::ingest
