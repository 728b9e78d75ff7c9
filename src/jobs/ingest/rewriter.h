#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/row_writer.h"
#include "iceberg/manifest.h"
#include "jobs/ingest/file_check.h"
#include "jobs/ingest/footer_reader.h"
#include "jobs/ingest/stores.h"
#include "jobs/ingest/table_layout.h"

namespace lakeport::ingest {

// A file whose rows are written anew.
struct RewriteFile {
  SourceFile source;
  iceberg::NameMapping mapping;  // by which its columns are found
};

// What rewriting needs. References outlive the rewriter.
struct RewriteContext {
  Stores& stores;       // of the source
  storage::FileIO& io;  // of the new table
  const TargetSchema& target;
  const TableLayout& layout;
  int64_t source_bytes = 0;  // of the whole table, about: says how the work is shared out
  int threads = 2;           // that decode and encode at once: as many as there are cores
  std::stop_token stop{};
  // Where a new file goes, by its partition's folder and its name, which is unique within the job's attempt.
  std::function<Result<Location>(const std::string& folder, const std::string& name)> place;
  // Told of what was read, on any thread.
  std::function<void(int64_t bytes)> on_bytes = [](int64_t) {};
  std::function<void()> on_file = [] {};
};

// Writes the rows of Hive's files into new Parquet files. Holds, whatever the table's size, a row group and a batch for
// each thread, and what it gathers within a budget: some hundred megabytes in all. For one thread, but for what it
// starts itself.
class Rewriter {
 public:
  using OnRows = std::function<void(const std::vector<iceberg::Value>& partition, int64_t rows)>;
  using OnFile = std::function<Status(iceberg::DataFile)>;

  virtual ~Rewriter() = default;

  // Some files more. Files of one partition come one after the other.
  virtual Status Add(std::vector<RewriteFile> files) = 0;
  // Once, at the end.
  virtual Status Finish() = 0;
};

// `on_file` is called on the calling thread for each new file, within Add or Finish; `on_rows` before that for the rows
// that were read, by the partition that they belong to in the new table.
std::unique_ptr<Rewriter> MakeRewriter(const RewriteContext& context, Rewriter::OnRows on_rows,
                                       Rewriter::OnFile on_file);

// For Parquet files as `context` wants them: row groups share what memory there is for all threads.
formats::RowWriterOptions WriterOptions(const RewriteContext& context);

// Each partition's rows where they are: those of a Hive partition stay together, nothing is sorted.
std::unique_ptr<Rewriter> MakeDirectRewriter(const RewriteContext& context, Rewriter::OnRows on_rows,
                                             Rewriter::OnFile on_file);
// Rows by their new partition, and sorted: first all are read, then all are written.
std::unique_ptr<Rewriter> MakeGatheringRewriter(const RewriteContext& context, Rewriter::OnRows on_rows,
                                                Rewriter::OnFile on_file);

}  // namespace lakeport::ingest
