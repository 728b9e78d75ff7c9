#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <arrow/record_batch.h>

#include "formats/row_reader.h"

namespace lakeport::formats {

// Columns are of ArrowType(field.type), in the schema's order.
struct RowBatch::Data {
  iceberg::Schema schema;
  std::shared_ptr<arrow::RecordBatch> batch;
};

// Rows as a file holds them: all of some of its columns.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  // nullptr at the end.
  virtual Result<std::shared_ptr<arrow::RecordBatch>> Next() = 0;
  // Of all batches together, as the file says; nullopt where only reading it can tell.
  virtual std::optional<int64_t> row_count() const = 0;
};

// `columns` are places among the file's top-level columns, ascending: a batch has just these. Of Parquet the row groups
// that begin in `range`.
Result<std::unique_ptr<BatchSource>> OpenParquetBatches(std::shared_ptr<const storage::InputFile> file,
                                                        const std::vector<int>& columns, int64_t batch_rows,
                                                        FileRange range = {});
Result<std::unique_ptr<BatchSource>> OpenOrcBatches(std::shared_ptr<const storage::InputFile> file,
                                                    const std::vector<int>& columns, int64_t batch_rows);

}  // namespace lakeport::formats
