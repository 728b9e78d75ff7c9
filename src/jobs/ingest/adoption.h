#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "iceberg/append.h"
#include "jobs/ingest/file_check.h"
#include "jobs/ingest/footer_reader.h"
#include "jobs/ingest/plan.h"
#include "jobs/ingest/row_counts.h"

namespace lakeport::ingest {

// Which files there were, whatever their order: two listings of a table that did not change have equal ones.
struct FileSet {
  int64_t files = 0;
  int64_t bytes = 0;
  uint64_t hash = 0;

  void Add(const storage::FileInfo& info);
  friend bool operator==(const FileSet&, const FileSet&) = default;
};

struct AdoptionContext {
  hive::Source& source;
  Stores& stores;
  hive::NestedFiles nested = hive::NestedFiles::kLeave;
  int threads = 8;
  std::stop_token stop{};
};

// Turns a Hive table's files into an append's data files: lists them, reads their footers many at once, checks each,
// and adds it. Holds some thousand files at a time, whatever their number. For one thread.
class Adoption {
 public:
  // Where a file will be for readers of the new table. Called once per file, on the calling thread.
  using Place = std::function<Result<Location>(const SourceFile&)>;
  using OnFile = std::function<void(const SourceFile&)>;

  Adoption(const AdoptionContext& context, const TablePlan& plan);

  // InvalidArgument when files can't be adopted, with the first few of them and why; nothing of the append may be used
  // then. Unavailable when the directories changed in a way that the plan did not foresee.
  Status AddFiles(iceberg::Append& append, const Place& place, const OnFile& on_file);

  // The same files again, in the same order, each with its place; those without rows are left out. Unavailable when the
  // source is not what it was.
  Status VisitAgain(const std::function<Status(std::vector<SourceFile>)>& visit);

  const TargetSchema& target() const { return target_; }
  const RowCounts& counts() const { return counts_; }
  const FileSet& file_set() const { return file_set_; }
  const iceberg::NameMapping& mapping() const { return mapping_; }  // with the files' own names

 private:
  struct Checked {
    int64_t record_count = 0;
    FileCheck check{};
  };

  Status Visit(const std::function<Status(std::vector<SourceFile>)>& visit);
  Status RefuseNews(const std::vector<ListedPartition>& listed);
  Status AddBatch(std::vector<SourceFile> files, iceberg::Append& append, const Place& place, const OnFile& on_file);
  Result<Checked> Check(const SourceFile& file) const;
  Status Add(const SourceFile& file, Result<Checked> checked, iceberg::Append& append, const Place& place);
  Status Problems() const;

  const AdoptionContext& context_;
  const TablePlan& plan_;
  const TargetSchema target_;
  iceberg::NameMapping mapping_;
  RowCounts counts_;
  FileSet file_set_;
  std::unordered_set<size_t> seen_;  // hashes of locations
  std::unordered_set<size_t> without_rows_;
  Examples problems_;
};

}  // namespace lakeport::ingest
