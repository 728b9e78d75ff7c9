#include "formats/row_reader.h"

#include <algorithm>
#include <utility>

#include "formats/footer.h"
#include "formats/rows/arrow_file.h"
#include "formats/rows/batch_data.h"
#include "formats/rows/prepare_arrow.h"
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

bool IsWhole(FileRange range) { return range.begin <= 0 && range.end == FileRange().end; }

Result<std::unique_ptr<BatchSource>> OpenBatches(iceberg::FileFormat format,
                                                 std::shared_ptr<const storage::InputFile> file,
                                                 const std::vector<int>& columns, int64_t batch_rows, FileRange range) {
  if (format == iceberg::FileFormat::kOrc) return OpenOrcBatches(std::move(file), columns, batch_rows);
  return OpenParquetBatches(std::move(file), columns, batch_rows, range);
}

Result<std::unique_ptr<RowReader>> Open(iceberg::FileFormat format, std::shared_ptr<const storage::InputFile> file,
                                        RowReaderOptions options, FileRange range) {
  if (options.batch_rows <= 0) return InvalidArgument("a batch of {} rows was asked for", options.batch_rows);
  if (!IsWhole(range) && !IsSplittable(format)) return InvalidArgument("the file can be read as a whole only");
  LP_TRY(PrepareArrow());
  LP_ASSIGN(auto footer, ReadFooter(format, *file));
  LP_ASSIGN(auto projection, Projection::Plan(footer, options));
  if (projection.file_columns().empty()) {
    int64_t rows = range.begin <= 0 ? footer.record_count : 0;
    return std::unique_ptr<RowReader>(
        std::make_unique<ConstantReader>(options.schema, std::move(projection), rows, options.batch_rows));
  }
  auto location = file->location().ToString();
  LP_ASSIGN(auto source, OpenBatches(format, std::move(file), projection.file_columns(), options.batch_rows, range));
  int64_t rows = IsWhole(range) ? footer.record_count : source->row_count();
  return std::unique_ptr<RowReader>(std::make_unique<ProjectingReader>(std::move(location), options.schema,
                                                                       std::move(projection), std::move(source), rows));
}

}  // namespace

bool IsSplittable(iceberg::FileFormat format) { return format == iceberg::FileFormat::kParquet; }

Status CheckReadable(const FileFooter& footer, const RowReaderOptions& options) {
  LP_TRY(Projection::Plan(footer, options));
  return Ok();
}

Result<std::unique_ptr<RowReader>> OpenRowReader(iceberg::FileFormat format,
                                                 std::shared_ptr<const storage::InputFile> file,
                                                 RowReaderOptions options, FileRange range) {
  auto location = file->location().ToString();
  LP_ASSIGN(auto reader, Open(format, std::move(file), std::move(options), range), "opening the rows of {}", location);
  return reader;
}

}  // namespace lakeport::formats
