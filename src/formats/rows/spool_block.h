#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/type_fwd.h>

#include "base/result.h"
#include "formats/rows/temp_file.h"

namespace lakeport::formats {

// Some rows that are kept for later: in memory, or in a temporary file.
struct SpoolBlock {
  std::shared_ptr<arrow::RecordBatch> held{};  // nullptr: in the file
  int64_t offset = 0;
  int64_t length = 0;
  int64_t row_count = 0;
  std::string first_key{};  // of sorted rows
};

// Consecutive rows; sorted ones when they have keys.
using SpoolRun = std::vector<SpoolBlock>;

// Rows cut into blocks, each compressed and put into the file. The last column of sorted rows is their keys.
Result<SpoolRun> WriteRun(TempFile& file, const arrow::RecordBatch& rows, bool with_keys);
// The same in memory.
SpoolRun HoldRun(const std::shared_ptr<arrow::RecordBatch>& rows, bool with_keys);

Result<std::shared_ptr<arrow::RecordBatch>> ReadBlock(const TempFile* file, const SpoolBlock& block,
                                                      const std::shared_ptr<arrow::Schema>& schema);

}  // namespace lakeport::formats
