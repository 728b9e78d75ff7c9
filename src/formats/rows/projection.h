#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "formats/column_match.h"
#include "formats/row_reader.h"

namespace lakeport::formats {

// Where one of the schema's fields comes from.
struct ColumnPlan {
  iceberg::NestedField field;
  std::optional<int> source{};  // its place among what its parent holds in the file; nullopt: not in the file
  iceberg::Value constant{};    // when it is not in the file
  bool padded = false;          // Hive's char: spaces at the end don't count, as in Iceberg's readers
  bool julian = false;          // dates and times are counted by the Julian calendar, and wanted by the Gregorian
  std::vector<ColumnPlan> children{};
};

// How a file's columns become a schema's. Immutable.
class Projection {
 public:
  // Unsupported, with the column's name, when a column can't become what the schema has.
  static Result<Projection> Plan(const FileFooter& footer, const RowReaderOptions& options);

  const std::vector<int>& file_columns() const { return file_columns_; }  // that are read; ascending
  // A batch of the schema's columns from one of file_columns().
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Apply(const arrow::RecordBatch& batch) const;
  // The same, of a file none of whose columns are needed.
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> MakeRows(int64_t count) const;

 private:
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Assemble(const arrow::RecordBatch* batch, int64_t rows) const;

  std::vector<ColumnPlan> columns_;  // `source` counts within file_columns_
  std::vector<int> file_columns_;
};

}  // namespace lakeport::formats
