#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "formats/row_reader.h"
#include "iceberg/partition_spec.h"

namespace lakeport::formats {

// The rows of one partition.
struct PartitionRows {
  std::string key;  // equal for equal partitions
  std::vector<iceberg::Value> partition;
  std::shared_ptr<arrow::RecordBatch> rows;
};

// A batch's rows by partition, in their order. The spec's sources must be top-level columns of the rows' schema.
arrow::Result<std::vector<PartitionRows>> SplitByPartition(const RowBatch& rows, const iceberg::PartitionSpec& spec);

}  // namespace lakeport::formats
