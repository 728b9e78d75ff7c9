#pragma once

#include <cstdint>
#include <map>

#include <arrow/record_batch.h>

#include "iceberg/schema.h"

namespace lakeport::formats {

// Adds to `counts` how many values of each float and double column, outside lists and maps, are NaN; by field id.
void CountNaNs(const iceberg::Schema& schema, const arrow::RecordBatch& batch, std::map<int32_t, int64_t>* counts);

}  // namespace lakeport::formats
