#include <algorithm>
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
                 std::unique_ptr<arrow::RecordBatchReader> batches, int64_t row_count)
      : file_(std::move(file)), reader_(std::move(reader)), batches_(std::move(batches)), row_count_(row_count) {}

  Result<std::shared_ptr<arrow::RecordBatch>> Next() override { return ReadNext(*batches_, *file_); }

  std::optional<int64_t> row_count() const override { return row_count_; }

 private:
  std::shared_ptr<ArrowFile> file_;
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::unique_ptr<arrow::RecordBatchReader> batches_;
  int64_t row_count_;
};

// Where a row group begins.
int64_t StartOf(const parquet::RowGroupMetaData& row_group) {
  if (row_group.num_columns() == 0) return 0;
  auto first = row_group.ColumnChunk(0);
  int64_t dictionary = first->has_dictionary_page() ? first->dictionary_page_offset() : 0;
  return dictionary > 0 ? std::min(dictionary, first->data_page_offset()) : first->data_page_offset();
}

struct RowGroups {
  std::vector<int> places;
  int64_t row_count = 0;
};

RowGroups RowGroupsIn(const parquet::FileMetaData& metadata, FileRange range) {
  RowGroups found;
  for (int i = 0; i < metadata.num_row_groups(); ++i) {
    auto row_group = metadata.RowGroup(i);
    int64_t start = StartOf(*row_group);
    if (start < range.begin || start >= range.end) continue;
    found.places.push_back(i);
    found.row_count += row_group->num_rows();
  }
  return found;
}

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

}  // namespace

Result<std::unique_ptr<BatchSource>> OpenParquetBatches(std::shared_ptr<const storage::InputFile> file,
                                                        const std::vector<int>& columns, int64_t batch_rows,
                                                        FileRange range) {
  auto arrow_file = std::make_shared<ArrowFile>(std::move(file));
  try {
    auto reader = OpenReader(arrow_file, batch_rows);
    if (!reader.ok()) return ToError(*arrow_file, reader.status());
    const auto& metadata = *(*reader)->parquet_reader()->metadata();
    auto row_groups = RowGroupsIn(metadata, range);
    auto batches = (*reader)->GetRecordBatchReader(row_groups.places, LeavesOf(*metadata.schema(), columns));
    if (!batches.ok()) return ToError(*arrow_file, batches.status());
    return std::unique_ptr<BatchSource>(
        std::make_unique<ParquetBatches>(arrow_file, *std::move(reader), *std::move(batches), row_groups.row_count));
  } catch (const std::exception& e) {
    return ToError(*arrow_file, arrow::Status::Invalid(e.what()));
  }
}

}  // namespace lakeport::formats
