#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

#include "formats/row_reader.h"
#include "formats/rows/spool_block.h"

namespace lakeport::formats {

// Keys from `begin`, up to and without `end`; nullopt: no limit.
struct KeyRange {
  std::optional<std::string> begin{};
  std::optional<std::string> end{};
};

// What sorted runs hold of a range, as one sorted run; `with_keys` is the blocks' Arrow schema, keys last. `file`
// outlives the reader.
std::unique_ptr<RowReader> MergeRuns(const TempFile* file, std::vector<SpoolRun> runs, KeyRange range,
                                     iceberg::Schema schema, std::shared_ptr<arrow::Schema> with_keys);

}  // namespace lakeport::formats
