#pragma once

#include <memory>

#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "formats/row_reader.h"
#include "iceberg/partition_spec.h"

namespace lakeport::formats {

// A key for each row, such that keys compared byte by byte are in the order's order (spec, "Sort Orders": -0.0 below
// 0.0, NaN above all; nulls where the order says).
arrow::Result<std::shared_ptr<arrow::Array>> MakeSortKeys(const RowBatch& rows, const iceberg::SortOrder& order);

// The rows in the keys' order, equal ones in theirs, with the keys as one more column at the end.
arrow::Result<std::shared_ptr<arrow::RecordBatch>> SortWithKeys(const RowBatch& rows, const iceberg::SortOrder& order);

}  // namespace lakeport::formats
