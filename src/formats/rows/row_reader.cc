#include "formats/row_reader.h"

#include <utility>

#include "formats/footer.h"
#include "formats/rows/batch_data.h"
#include "formats/rows/prepare_arrow.h"
#include "formats/rows/projected_reader.h"
#include "formats/rows/projection.h"

namespace lakeport::formats {
namespace {

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
    return MakeConstantReader(options.schema, std::move(projection), rows, options.batch_rows);
  }
  auto location = file->location().ToString();
  LP_ASSIGN(auto source, OpenBatches(format, std::move(file), projection.file_columns(), options.batch_rows, range));
  auto rows = IsWhole(range) ? footer.record_count : source->row_count();
  return MakeProjectedReader(std::move(location), options.schema, std::move(projection), std::move(source), rows);
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
