#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "hive/source.h"
#include "iceberg/catalog.h"
#include "jobs/ingest/footer_schema.h"
#include "jobs/ingest/sync_record.h"
#include "jobs/ingest/sync_schema.h"
#include "jobs/ingest/sync_selection.h"
#include "protocol/job_request.h"

namespace lakeport::ingest {

// What bringing a table up to date would do, as far as listing Hive's files and reading the table's manifests tells.
struct SyncFacts {
  std::vector<std::string> refusals{};      // why it can't be done
  std::optional<iceberg::Schema> schema{};  // new columns for the table
  std::vector<std::string> notes{};

  bool rewrites_again = false;  // what was written anew: Hive's columns are others, and so may be its rows

  int64_t added = 0;     // files that are new, or another version
  int64_t vanished = 0;  // files of an earlier version among them
  int64_t doubtful = 0;  // in place: files that may have changed without changing their length
  int64_t foreign = 0;   // others' data files, left alone
  bool has_deletes = false;

  std::string record;           // the table's, as its property has it
  SyncSelection::Parts same{};  // parts of the source that have not changed
  bool nothing_new() const { return added == 0 && vanished == 0 && doubtful == 0 && !schema; }
};

// Finds that out, in the order of its functions. For one thread.
class SyncSurvey {
 public:
  SyncSurvey(const hive::Table& source, const iceberg::TableMetadata& table, const protocol::IngestRequest& request,
             SyncFacts& facts)
      : source_(source), table_(table), request_(request), facts_(facts) {}

  // Reads the table's record and its manifests. False: it can't be brought up to date, the facts say why.
  Result<bool> Open(storage::FileIO& io);
  // The columns that a table without declared columns begins with.
  void StartColumns(FooterSchema& columns) const;
  // Every file that is going to be listed, before that: when files were written anew and nothing is different, then no
  // file is to be added. In the other modes each file tells by itself.
  bool wants_listing() const { return record_->mode == protocol::IngestMode::kRewrite; }
  void TakeListing(const FileSet& listing) { all_same_ = parts_count_ && !facts_.schema && listing == record_->source; }
  // True when a listed file is to be added, as far as can be told from outside. To be called once for each.
  bool Takes(const SourceFile& file);
  // `schema` is Hive's; it becomes what the files are to be read as. To be called when the columns are known: before
  // files are listed, unless their footers tell.
  void TakeSchema(hive::TableSchema& schema);
  // When all files were listed.
  void Finish();

 private:
  void Refuse(std::string reason) { facts_.refusals.push_back(std::move(reason)); }
  void CheckRecord();
  void CheckOwn(const OwnSet& own);
  std::optional<OwnSet> NearestOwnSet() const;

  const hive::Table& source_;
  const iceberg::TableMetadata& table_;
  const protocol::IngestRequest& request_;
  SyncFacts& facts_;
  std::optional<SyncRecord> record_;
  std::optional<SyncSelection> selection_;
  bool parts_count_ = true;  // the record is of the table as it is now
  bool all_same_ = false;
  bool is_listed_ = false;
  FileSet now_;
  std::array<int64_t, FileSet::kParts> unchanged_{};
};

}  // namespace lakeport::ingest
