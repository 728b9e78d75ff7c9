#include "formats/row_reader.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include <arrow/compute/initialize.h>

#include "formats/footer.h"
#include "formats/rows/arrow_file.h"
#include "formats/rows/batch_data.h"
#include "formats/rows/projection.h"

namespace lakeport::formats {
namespace {

Result<RowBatch> ToRows(const iceberg::Schema& schema, arrow::Result<std::shared_ptr<arrow::RecordBatch>> batch) {
  if (!batch.ok()) return CorruptData("{}", batch.status().message());
  return RowBatch(std::make_shared<RowBatch::Data>(RowBatch::Data{schema, *std::move(batch)}));
}

class ProjectingReader final : public RowReader {
 public:
  ProjectingReader(std::string location, iceberg::Schema schema, Projection projection,
                   std::unique_ptr<BatchSource> source, int64_t row_count)
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
      if (batch == nullptr && rows_left_ != 0)
        return CorruptData("the file ends {} rows before its footer says so", rows_left_);
      if (batch == nullptr) return std::optional<RowBatch>();
      rows_left_ -= batch->num_rows();
      if (rows_left_ < 0) return CorruptData("the file has more rows than its footer says");
      if (batch->num_rows() == 0) continue;
      LP_ASSIGN(auto rows, ToRows(schema_, projection_.Apply(*batch)));
      return std::optional(std::move(rows));
    }
  }

  std::string location_;
  iceberg::Schema schema_;
  Projection projection_;
  std::unique_ptr<BatchSource> source_;
  int64_t rows_left_;
};

// Rows of constants alone: the file is not read beyond its footer.
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

// Arrow's casts live in a library that must be told to register them.
Status PrepareArrow() {
  static std::once_flag once;
  static arrow::Status status;
  std::call_once(once, [] { status = arrow::compute::Initialize(); });
  return status.ok() ? Ok() : Status(Internal("Arrow can't be set up: {}", status.message()));
}

Result<std::unique_ptr<RowReader>> Open(iceberg::FileFormat format, std::shared_ptr<const storage::InputFile> file,
                                        RowReaderOptions options) {
  if (options.batch_rows <= 0) return InvalidArgument("a batch of {} rows was asked for", options.batch_rows);
  LP_TRY(PrepareArrow());
  LP_ASSIGN(auto footer, ReadFooter(format, *file));
  LP_ASSIGN(auto projection, Projection::Plan(footer, options));
  if (projection.file_columns().empty()) {
    return std::unique_ptr<RowReader>(std::make_unique<ConstantReader>(options.schema, std::move(projection),
                                                                       footer.record_count, options.batch_rows));
  }
  auto location = file->location().ToString();
  bool orc = format == iceberg::FileFormat::kOrc;
  auto open = orc ? OpenOrcBatches : OpenParquetBatches;
  LP_ASSIGN(auto source, open(std::move(file), projection.file_columns(), options.batch_rows));
  return std::unique_ptr<RowReader>(std::make_unique<ProjectingReader>(
      std::move(location), options.schema, std::move(projection), std::move(source), footer.record_count));
}

}  // namespace

Result<std::unique_ptr<RowReader>> OpenRowReader(iceberg::FileFormat format,
                                                 std::shared_ptr<const storage::InputFile> file,
                                                 RowReaderOptions options) {
  auto location = file->location().ToString();
  LP_ASSIGN(auto reader, Open(format, std::move(file), std::move(options)), "opening the rows of {}", location);
  return reader;
}

}  // namespace lakeport::formats
