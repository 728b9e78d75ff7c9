#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "iceberg/append.h"
#include "jobs/ingest/accounting.h"
#include "jobs/ingest/file_check.h"
#include "jobs/ingest/file_set.h"
#include "jobs/ingest/footer_reader.h"
#include "jobs/ingest/plan.h"
#include "jobs/ingest/rewriter.h"
#include "jobs/ingest/row_counts.h"
#include "jobs/ingest/sync_selection.h"

namespace lakeport::ingest {

struct AdoptionContext {
  hive::Source& source;
  Stores& stores;
  hive::NestedFiles nested = hive::NestedFiles::kLeave;
  int threads = 8;
  std::stop_token stop{};
};

// Turns a Hive table's files into an append's data files: lists them, reads their footers many at once, checks each,
// and adds it, or hands it on to be written anew. Holds some thousand files at a time, whatever their number. For one
// thread.
class Adoption {
 public:
  // Where a file will be for readers of the new table. Called once per file, on the calling thread.
  using Place = std::function<Result<Location>(const SourceFile&)>;
  using OnFile = std::function<void(const SourceFile&)>;
  // The files of one batch that can't stay as they are.
  using OnRewrite = std::function<Status(std::vector<RewriteFile>)>;

  Adoption(const AdoptionContext& context, const TablePlan& plan);

  // Before AddFiles: only what `selection` asks for is added, and what it replaces is removed.
  void Select(SyncSelection& selection) { selection_ = &selection; }

  // InvalidArgument when files can't be adopted, with the first few of them and why; nothing of the append may be used
  // then. Unavailable when the directories changed in a way that the plan did not foresee.
  Status AddFiles(iceberg::Append& append, const Place& place, const OnFile& on_file, const OnRewrite& on_rewrite);

  // The files that were added or handed on, again, in the same order. Unavailable when the source is not what it was.
  Status VisitAgain(const std::function<Status(std::vector<SourceFile>)>& visit);
  // True for a file that was handed on to be written anew.
  bool IsRewritten(const SourceFile& file) const;

  const TargetSchema& target() const { return target_; }
  const RowCounts& counts() const { return counts_; }
  RowCounts& counts() { return counts_; }  // for the rows that are written anew
  const protocol::FileCounts& accounting() const { return accounting_; }
  const FileSet& file_set() const { return file_set_; }
  const OwnSet& added() const { return added_; }
  const iceberg::NameMapping& mapping() const { return mapping_; }                // with the adopted files' own names
  const iceberg::NameMapping& source_mapping() const { return source_mapping_; }  // with all files' own names

 private:
  struct Checked {
    int64_t record_count = 0;
    FileCheck check{};
  };

  std::vector<SourceFile> WithoutUnchanged(std::vector<SourceFile> files);
  Status Visit(const std::function<Status(const std::vector<ListedPartition>&)>& visit);
  Status RefuseNews(const std::vector<ListedPartition>& listed);
  // Adds what can be adopted; the others.
  Result<std::vector<RewriteFile>> AddBatch(std::vector<SourceFile> files, iceberg::Append& append, const Place& place,
                                            const OnFile& on_file);
  Result<Checked> Check(const SourceFile& file) const;
  // Notes what speaks against the file, or that it has no rows; true when it is to become part of the table.
  Result<bool> Judge(const SourceFile& file, const Result<Checked>& checked);
  bool MayRewrite() const;
  bool MustRewrite(const FileCheck& check) const;
  Status Add(const SourceFile& file, Checked checked, iceberg::Append& append, const Place& place);
  void LeaveOut(const SourceFile& file, const char* reason);
  Status Problems() const;

  const AdoptionContext& context_;
  const TablePlan& plan_;
  const TargetSchema target_;
  iceberg::NameMapping mapping_;
  iceberg::NameMapping source_mapping_;
  RowCounts counts_;
  protocol::FileCounts accounting_;
  FileSet file_set_;
  std::unordered_set<size_t> seen_;  // hashes of locations
  std::unordered_set<size_t> left_out_;
  std::unordered_set<size_t> rewritten_;
  SyncSelection* selection_ = nullptr;
  OwnSet added_;
  Examples problems_;
};

}  // namespace lakeport::ingest
