#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/row_reader.h"
#include "iceberg/partition_spec.h"

namespace lakeport::formats {

struct SpoolOptions {
  iceberg::Schema schema;
  iceberg::PartitionSpec spec{};       // rows are kept apart by their partition
  iceberg::SortOrder order{};          // of the rows within a piece; without fields they come as they came
  std::string directory{};             // for a temporary file; empty: the machine's own (TMPDIR)
  int64_t memory_bytes = 192ll << 20;  // that may be held before rows go to the disk
  int64_t run_bytes = 32ll << 20;      // of one partition, that go there at once
  size_t merged_runs = 64;             // that one piece is merged from, at most
};

// Some of a partition's rows, to be read by one reader. Sorted pieces of one partition follow each other, unless there
// were too many runs to merge at once.
struct SpoolPiece {
  std::vector<iceberg::Value> partition;
  int64_t row_count = 0;  // exact when the partition has one piece, else about
  size_t place = 0;       // these three are for the spool
  size_t part = 0;
  size_t parts = 1;
  size_t group = 0;
};

// Gathers rows by partition, and gives them back partition by partition, sorted. More than fits into the memory it is
// allowed goes to a temporary file without a name, which ends with the process. Safe from several threads.
class RowSpool {
 public:
  static Result<std::unique_ptr<RowSpool>> Make(SpoolOptions options);
  virtual ~RowSpool() = default;

  // Rows of the options' schema. Unavailable when the disk is full.
  virtual Status Add(const RowBatch& rows) = 0;

  struct PartitionCount {
    std::vector<iceberg::Value> partition;
    int64_t row_count = 0;
  };
  // After the last Add: how many rows each partition has.
  virtual std::vector<PartitionCount> Counts() const = 0;
  // After the last Add, once: pieces of about so many bytes each, as they are in memory.
  virtual Result<std::vector<SpoolPiece>> Cut(int64_t piece_bytes) = 0;
  // Each piece once; the spool must outlive the reader.
  virtual Result<std::unique_ptr<RowReader>> Open(const SpoolPiece& piece) = 0;
};

}  // namespace lakeport::formats
