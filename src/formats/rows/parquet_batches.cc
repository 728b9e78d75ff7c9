#include <algorithm>
#include <numeric>
#include <utility>

#include <arrow/memory_pool.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/schema.h>

#include "formats/rows/arrow_file.h"
#include "formats/rows/batch_data.h"

namespace lakeport::formats {
namespace {

class ParquetBatches final : public BatchSource {
 public:
  ParquetBatches(std::shared_ptr<ArrowFile> file, std::unique_ptr<parquet::arrow::FileReader> reader,
                 std::unique_ptr<arrow::RecordBatchReader> batches)
      : file_(std::move(file)), reader_(std::move(reader)), batches_(std::move(batches)) {}

  Result<std::shared_ptr<arrow::RecordBatch>> Next() override {
    try {
      std::shared_ptr<arrow::RecordBatch> batch;
      if (auto status = batches_->ReadNext(&batch); !status.ok()) return ToError(*file_, status);
      return batch;
    } catch (const std::exception& e) {
      return ToError(*file_, arrow::Status::Invalid(e.what()));
    }
  }

 private:
  std::shared_ptr<ArrowFile> file_;
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::unique_ptr<arrow::RecordBatchReader> batches_;
};

// The leaves below these top-level columns.
std::vector<int> LeavesOf(const parquet::SchemaDescriptor& schema, const std::vector<int>& columns) {
  std::vector<int> leaves;
  for (int leaf = 0; leaf < schema.num_columns(); ++leaf) {
    int root = schema.group_node()->FieldIndex(*schema.GetColumnRoot(leaf));
    if (std::binary_search(columns.begin(), columns.end(), root)) leaves.push_back(leaf);
  }
  return leaves;
}

arrow::Result<std::unique_ptr<parquet::arrow::FileReader>> OpenReader(std::shared_ptr<ArrowFile> file,
                                                                      int64_t batch_rows) {
  parquet::ArrowReaderProperties properties(/*use_threads=*/false);
  properties.set_batch_size(batch_rows);
  properties.set_pre_buffer(false);
  properties.set_coerce_int96_timestamp_unit(arrow::TimeUnit::MICRO);
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Open(std::move(file)));
  return builder.memory_pool(arrow::default_memory_pool())->properties(properties)->Build();
}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenBatches(parquet::arrow::FileReader& reader,
                                                                     const std::vector<int>& columns) {
  const auto& metadata = *reader.parquet_reader()->metadata();
  std::vector<int> row_groups(static_cast<size_t>(metadata.num_row_groups()));
  std::iota(row_groups.begin(), row_groups.end(), 0);
  return reader.GetRecordBatchReader(row_groups, LeavesOf(*metadata.schema(), columns));
}

}  // namespace

Result<std::unique_ptr<BatchSource>> OpenParquetBatches(std::shared_ptr<const storage::InputFile> file,
                                                        const std::vector<int>& columns, int64_t batch_rows) {
  auto arrow_file = std::make_shared<ArrowFile>(std::move(file));
  try {
    auto reader = OpenReader(arrow_file, batch_rows);
    if (!reader.ok()) return ToError(*arrow_file, reader.status());
    auto batches = OpenBatches(**reader, columns);
    if (!batches.ok()) return ToError(*arrow_file, batches.status());
    return std::unique_ptr<BatchSource>(
        std::make_unique<ParquetBatches>(arrow_file, *std::move(reader), *std::move(batches)));
  } catch (const std::exception& e) {
    return ToError(*arrow_file, arrow::Status::Invalid(e.what()));
  }
}

}  // namespace lakeport::formats
