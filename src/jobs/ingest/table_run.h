#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "hive/source.h"
#include "iceberg/catalog.h"
#include "jobs/ingest/plan.h"
#include "jobs/ingest/progress.h"
#include "jobs/ingest/stores.h"
#include "protocol/job_request.h"

namespace lakeport::ingest {

struct RunContext {
  hive::Source& source;
  iceberg::Catalog& catalog;
  Stores& stores;
  const protocol::IngestRequest& request;
  std::string job_id;
  int attempt = 1;
  Progress& progress;
  int threads = 8;
  std::stop_token stop{};
};

// A table that is there now.
struct TableResult {
  int64_t rows = 0;
  int64_t files = 0;
  int64_t bytes = 0;
  std::string metadata_location;
  int64_t snapshot_id = 0;  // 0: none, the table is empty
  std::string warning{};    // what could not be cleaned up after the commit
  std::optional<protocol::FileCounts> accounting{};
  std::optional<int64_t> counted_partitions{};  // in Hive's files and in the manifests
  bool unchanged = false;                       // nothing was to be done after all
};

// Carries out one table's plan (create, replace or sync): footers, copies, manifests, checks, then one commit. A table
// that an earlier attempt of the same job has committed meanwhile is a success. After a failure nothing is left of it,
// but for CommitUnknown, after which everything is left as it is.
Result<TableResult> RunTable(const RunContext& context, const TablePlan& plan);

// A table that an earlier attempt of the job has made: what there is of it, after what that attempt may have left
// behind was removed.
TableResult FinishMadeTable(const RunContext& context, const TablePlan& plan, const iceberg::LoadedTable& made);

// What a table that is there already holds, by its snapshot's summary.
TableResult DescribeTable(const iceberg::LoadedTable& table);

}  // namespace lakeport::ingest
