#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "hive/source.h"
#include "hive/table_schema.h"
#include "iceberg/catalog.h"
#include "jobs/ingest/examples.h"
#include "jobs/ingest/kept_footers.h"
#include "jobs/ingest/source_files.h"
#include "jobs/ingest/stores.h"
#include "jobs/ingest/sync_survey.h"
#include "jobs/ingest/table_rules.h"
#include "protocol/file_counts.h"
#include "protocol/job_request.h"

namespace lakeport::ingest {

// A table of the target's name, which is there already.
struct ExistingTable {
  iceberg::LoadedTable loaded;
  bool by_this_job = false;
};

// Files that can't be adopted, but written anew, for one and the same reason.
struct RewriteReason {
  std::string reason;
  int64_t files = 0;
  int64_t bytes = 0;
  Examples examples{};
};

// Everything that was read about one table before anything is decided.
struct TableFacts {
  hive::Table table;
  iceberg::TableIdentifier target;

  std::optional<Error> unreadable{};     // the source, the catalog or a store failed: nothing more is known
  std::optional<RuleVerdict> verdict{};  // the metadata alone says no: the files were not looked at
  std::optional<Error> schema_error{};   // no schema can be made
  std::optional<hive::TableSchema> schema{};
  std::optional<Location> target_location{};
  std::optional<ExistingTable> existing{};
  std::optional<SyncFacts> sync{};  // when the existing table is to be brought up to date

  int64_t partitions = 0;
  int64_t files = 0;  // but for those that the existing table has already
  int64_t bytes = 0;
  protocol::FileCounts accounting{};  // but for what was added: that is for the plan to say
  Examples missing{};                 // directories that are not there
  Examples nested{};                  // directories within a partition's
  Examples acid{};                    // those of a transactional table's layout
  Examples bad_partitions{};          // values that are none of their key's type
  Examples duplicates{};              // files that belong to two partitions

  int64_t row_files = 0;  // files that have no footers
  int64_t footers_read = 0;
  int64_t rows = 0;                       // of the footers read
  Examples bad_files{};                   // footers that can't be read
  Examples mismatches{};                  // footers that contradict the schema, and can't be dealt with in this mode
  bool rewriting_helps = false;           // with all of the mismatches
  std::vector<RewriteReason> rewrites{};  // of the footers read; in mode rewrite only
  Examples doubts{};
  bool has_int96 = false;

  std::shared_ptr<KeptFooters> footers{};
};

// What surveying needs. References outlive the survey.
struct SurveyContext {
  hive::Source& source;
  iceberg::Catalog& catalog;
  Stores& stores;
  const protocol::IngestRequest& request;
  iceberg::Namespace target_namespace;
  std::string job_id;
  std::shared_ptr<FooterBudget> budget;
  int threads = 8;
  std::stop_token stop{};
};

// Reads one table's metadata, lists its files and reads the footers of the first thousand; of every file when the table
// declares no columns. Writes nothing. What fails is told in the facts; Cancelled is returned.
Result<TableFacts> SurveyTable(const SurveyContext& context, const std::string& table);

// True when the table, or any snapshot that it still has, was made by the job.
bool IsMadeByJob(const iceberg::TableMetadata& metadata, const std::string& job_id);

}  // namespace lakeport::ingest
