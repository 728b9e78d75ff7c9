#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "formats/row_reader.h"
#include "jobs/ingest/rewriter.h"

namespace lakeport::ingest {

// A part of a file, read at one go.
struct RewritePart {
  std::shared_ptr<const RewriteFile> file;
  formats::FileRange range{};
  int64_t bytes = 0;
};

// Parts of one partition's files that one thread turns into new files.
struct RewriteUnit {
  std::vector<RewritePart> parts;
  int64_t bytes = 0;
};

// How many bytes of the source a unit should have: as many as a new file, but few enough to keep all threads busy, and
// enough to be worth a file.
int64_t UnitBytes(const RewriteContext& context);

// Cuts files into units; a unit never spans partitions. Big files are split where they can be. Pure.
std::vector<RewriteUnit> MakeUnits(std::vector<RewriteFile> files, int64_t unit_bytes);

// The rows of a unit's files, one after the other. Tells of what it has read. For one thread.
class UnitReader {
 public:
  UnitReader(const RewriteContext& context, const RewriteUnit& unit) : context_(context), unit_(unit) {}

  Result<std::optional<formats::RowBatch>> Next();
  // So many rows that it is worth handing them to another thread.
  Result<std::optional<std::vector<formats::RowBatch>>> NextGroup();
  int64_t row_count() const { return row_count_; }  // so far

 private:
  const RewriteContext& context_;
  const RewriteUnit& unit_;
  size_t part_ = 0;
  std::unique_ptr<formats::RowReader> reader_;
  int64_t row_count_ = 0;
};

}  // namespace lakeport::ingest
