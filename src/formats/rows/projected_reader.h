#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "formats/rows/batch_data.h"
#include "formats/rows/projection.h"

namespace lakeport::formats {

// Batches of projection.file_columns() as rows of the schema. With `row_count`, a file that has more or fewer is
// damaged.
std::unique_ptr<RowReader> MakeProjectedReader(std::string location, iceberg::Schema schema, Projection projection,
                                               std::unique_ptr<BatchSource> source, std::optional<int64_t> row_count);

// So many rows of constants alone.
std::unique_ptr<RowReader> MakeConstantReader(iceberg::Schema schema, Projection projection, int64_t row_count,
                                              int64_t batch_rows);

}  // namespace lakeport::formats
