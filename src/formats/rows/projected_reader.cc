#include "formats/rows/projected_reader.h"

#include <algorithm>
#include <utility>

namespace lakeport::formats {
namespace {

Result<RowBatch> ToRows(const iceberg::Schema& schema, arrow::Result<std::shared_ptr<arrow::RecordBatch>> batch) {
  if (!batch.ok()) return CorruptData("{}", batch.status().message());
  return RowBatch(std::make_shared<RowBatch::Data>(RowBatch::Data{schema, *std::move(batch)}));
}

class ProjectingReader final : public RowReader {
 public:
  ProjectingReader(std::string location, iceberg::Schema schema, Projection projection,
                   std::unique_ptr<BatchSource> source, std::optional<int64_t> row_count)
      : location_(std::move(location)),
        schema_(std::move(schema)),
        projection_(std::move(projection)),
        source_(std::move(source)),
        rows_left_(row_count) {}

  Result<std::optional<RowBatch>> Next() override {
    LP_ASSIGN(auto rows, ReadNext(), "reading the rows of {}", location_);
    return rows;
  }

 private:
  Result<std::optional<RowBatch>> ReadNext() {
    while (true) {
      LP_ASSIGN(auto batch, source_->Next());
      LP_TRY(Count(batch == nullptr ? 0 : batch->num_rows(), batch == nullptr));
      if (batch == nullptr) return std::optional<RowBatch>();
      if (batch->num_rows() == 0) continue;
      LP_ASSIGN(auto rows, ToRows(schema_, projection_.Apply(*batch)));
      return std::optional(std::move(rows));
    }
  }

  Status Count(int64_t rows, bool at_end) {
    if (!rows_left_) return Ok();
    *rows_left_ -= rows;
    if (*rows_left_ < 0) return CorruptData("the file has more rows than its footer says");
    if (at_end && *rows_left_ != 0) return CorruptData("the file ends {} rows before its footer says so", *rows_left_);
    return Ok();
  }

  std::string location_;
  iceberg::Schema schema_;
  Projection projection_;
  std::unique_ptr<BatchSource> source_;
  std::optional<int64_t> rows_left_;
};

class ConstantReader final : public RowReader {
 public:
  ConstantReader(iceberg::Schema schema, Projection projection, int64_t row_count, int64_t batch_rows)
      : schema_(std::move(schema)),
        projection_(std::move(projection)),
        rows_left_(row_count),
        batch_rows_(batch_rows) {}

  Result<std::optional<RowBatch>> Next() override {
    if (rows_left_ == 0) return std::optional<RowBatch>();
    int64_t count = std::min(rows_left_, batch_rows_);
    LP_ASSIGN(auto rows, ToRows(schema_, projection_.MakeRows(count)));
    rows_left_ -= count;
    return std::optional(std::move(rows));
  }

 private:
  iceberg::Schema schema_;
  Projection projection_;
  int64_t rows_left_;
  int64_t batch_rows_;
};

}  // namespace

std::unique_ptr<RowReader> MakeProjectedReader(std::string location, iceberg::Schema schema, Projection projection,
                                               std::unique_ptr<BatchSource> source, std::optional<int64_t> row_count) {
  return std::make_unique<ProjectingReader>(std::move(location), std::move(schema), std::move(projection),
                                            std::move(source), row_count);
}

std::unique_ptr<RowReader> MakeConstantReader(iceberg::Schema schema, Projection projection, int64_t row_count,
                                              int64_t batch_rows) {
  return std::make_unique<ConstantReader>(std::move(schema), std::move(projection), row_count, batch_rows);
}

}  // namespace lakeport::formats
