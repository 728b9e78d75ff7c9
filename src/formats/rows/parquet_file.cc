#include <map>
#include <utility>

#include <arrow/array.h>
#include <arrow/memory_pool.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include "base/json.h"
#include "base/version.h"
#include "formats/footer.h"
#include "formats/row_writer.h"
#include "formats/rows/arrow_output.h"
#include "formats/rows/batch_data.h"
#include "formats/rows/nan_counts.h"
#include "formats/rows/written_type.h"
#include "iceberg/schema_json.h"

namespace lakeport::formats {
namespace {

// Row groups end by their memory; rows without any (a column of one value) end by their number.
constexpr int64_t kMaxRowGroupRows = 32ll << 20;
constexpr int64_t kMaxPageRows = 20'000;  // write.parquet.page-row-limit

std::shared_ptr<parquet::WriterProperties> FileProperties(const RowWriterOptions& options, arrow::MemoryPool* pool) {
  return parquet::WriterProperties::Builder()
      .memory_pool(pool)
      ->version(parquet::ParquetVersion::PARQUET_2_6)
      ->compression(parquet::Compression::ZSTD)
      ->compression_level(options.compression_level)
      ->data_pagesize(options.page_bytes)
      ->dictionary_pagesize_limit(options.dictionary_page_bytes)
      ->max_rows_per_page(kMaxPageRows)
      ->max_row_group_length(kMaxRowGroupRows)
      ->enable_store_decimal_as_integer()
      ->created_by(fmt::format("lakeport version {}", kVersion))
      ->build();
}

// The first null where there may be none, within what lies in `field`: its name.
std::string FindForbiddenNull(const arrow::Field& field, const arrow::Array& array) {
  if (!field.nullable() && array.null_count() > 0) return field.name();
  if (array.type_id() != arrow::Type::MAP) return "";
  const auto& map = static_cast<const arrow::MapArray&>(array);
  return map.keys()->null_count() > 0 ? field.name() + ".key" : "";
}

class ParquetFile final : public RowWriter {
 public:
  ParquetFile(storage::FileIO& io, Location location, RowWriterOptions options, std::shared_ptr<ArrowOutput> output)
      : io_(io),
        location_(std::move(location)),
        options_(std::move(options)),
        schema_(WrittenSchema(options_.schema)),
        pool_(arrow::default_memory_pool()),
        output_(std::move(output)) {}

  Status Open() {
    auto writer = parquet::arrow::FileWriter::Open(*schema_, &pool_, output_, FileProperties(options_, &pool_));
    if (!writer.ok()) return output_->ToError(writer.status());
    writer_ = *std::move(writer);
    auto schema = FormatJson(iceberg::SchemaToJson(options_.schema));
    return Check(writer_->AddKeyValueMetadata(arrow::key_value_metadata({"iceberg.schema"}, {schema})));
  }

  Status Write(const RowBatch& rows) override {
    LP_TRY(WriteBatch(*rows.data().batch), "writing rows to {}", location_.ToString());
    return Ok();
  }

  int64_t size() const override { return output_->size() + pool_.bytes_allocated(); }
  int64_t row_count() const override { return row_count_; }

  Result<iceberg::DataFile> Finish() override {
    LP_ASSIGN(auto file, CloseAndDescribe(), "finishing {}", location_.ToString());
    return file;
  }

 private:
  Status Check(const arrow::Status& status) const { return status.ok() ? Ok() : Status(output_->ToError(status)); }

  Status WriteBatch(const arrow::RecordBatch& batch) {
    if (batch.num_columns() != schema_->num_fields()) {
      return InvalidArgument("rows of {} columns are no rows of a file of {}", batch.num_columns(),
                             schema_->num_fields());
    }
    std::vector<std::shared_ptr<arrow::ArrayData>> columns;
    for (int i = 0; i < batch.num_columns(); ++i) {
      auto null = FindForbiddenNull(*schema_->field(i), *batch.column(i));
      if (!null.empty()) return InvalidArgument("column \"{}\" is required, and a row has null for it", null);
      columns.push_back(AsWritten(*batch.column_data(i), schema_->field(i)->type()));
    }
    try {
      if (pool_.bytes_allocated() >= options_.row_group_bytes) LP_TRY(Check(writer_->NewBufferedRowGroup()));
      LP_TRY(
          Check(writer_->WriteRecordBatch(*arrow::RecordBatch::Make(schema_, batch.num_rows(), std::move(columns)))));
    } catch (const std::exception& e) {
      return output_->ToError(arrow::Status::Invalid(e.what()));
    }
    row_count_ += batch.num_rows();
    CountNaNs(options_.schema, batch, &nan_counts_);
    return Ok();
  }

  Status Close() {
    try {
      LP_TRY(Check(writer_->Close()));
    } catch (const std::exception& e) {
      return output_->ToError(arrow::Status::Invalid(e.what()));
    }
    return output_->Publish();
  }

  Result<iceberg::DataFile> CloseAndDescribe() {
    LP_TRY(Close());
    LP_ASSIGN(auto opened, io_.Open(location_));
    LP_ASSIGN(auto footer, ReadFooter(iceberg::FileFormat::kParquet, *opened));
    if (footer.record_count != row_count_ || opened->size() != output_->size()) {
      return Internal("{} rows in {} bytes were written, and {} rows in {} bytes are there", row_count_,
                      output_->size(), footer.record_count, opened->size());
    }
    iceberg::DataFile file{.file_path = location_.ToString(),
                           .file_format = iceberg::FileFormat::kParquet,
                           .file_size_in_bytes = opened->size(),
                           .metrics = ComputeMetrics(footer, options_.schema, {}),
                           .split_offsets = footer.split_offsets};
    for (const auto& [id, count] : nan_counts_) {
      if (file.metrics.value_counts.contains(id)) file.metrics.nan_value_counts[id] = count;
    }
    return file;
  }

  storage::FileIO& io_;
  const Location location_;
  const RowWriterOptions options_;
  const std::shared_ptr<arrow::Schema> schema_;
  arrow::ProxyMemoryPool pool_;
  std::shared_ptr<ArrowOutput> output_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;  // gone before the pool that it takes from
  int64_t row_count_ = 0;
  std::map<int32_t, int64_t> nan_counts_;
};

}  // namespace

Result<std::unique_ptr<RowWriter>> CreateParquetFile(storage::FileIO& io, const Location& location,
                                                     RowWriterOptions options) {
  for (const auto& field : options.schema.fields()) {
    if (CanBeWritten(*field.type)) continue;
    return Unsupported("column \"{}\" is of type {}, which can't be written to Parquet here", field.name,
                       field.type->ToString());
  }
  LP_ASSIGN(auto output, io.Create(location, storage::WriteMode::kCreate), "creating {}", location.ToString());
  auto file =
      std::make_unique<ParquetFile>(io, location, std::move(options), std::make_shared<ArrowOutput>(std::move(output)));
  LP_TRY(file->Open(), "creating {}", location.ToString());
  return std::unique_ptr<RowWriter>(std::move(file));
}

}  // namespace lakeport::formats
