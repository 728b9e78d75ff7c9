#include <utility>

#include <arrow/adapters/orc/adapter.h>
#include <arrow/memory_pool.h>
#include <arrow/type.h>

#include "formats/rows/arrow_file.h"
#include "formats/rows/batch_data.h"

namespace lakeport::formats {
namespace {

using arrow::adapters::orc::ORCFileReader;

class OrcBatches final : public BatchSource {
 public:
  OrcBatches(std::shared_ptr<ArrowFile> file, std::unique_ptr<ORCFileReader> reader,
             std::shared_ptr<arrow::RecordBatchReader> batches)
      : file_(std::move(file)), reader_(std::move(reader)), batches_(std::move(batches)) {}

  Result<std::shared_ptr<arrow::RecordBatch>> Next() override { return ReadNext(*batches_, *file_); }

  std::optional<int64_t> row_count() const override { return reader_->NumberOfRows(); }

 private:
  std::shared_ptr<ArrowFile> file_;
  std::unique_ptr<ORCFileReader> reader_;
  std::shared_ptr<arrow::RecordBatchReader> batches_;
};

// By name and in one go: reading by place goes stripe by stripe, and seeks through row indexes that a damaged file may
// lack, which ORC's library does not survive.
arrow::Result<std::shared_ptr<arrow::RecordBatchReader>> OpenBatches(ORCFileReader& reader,
                                                                     const std::vector<int>& columns,
                                                                     int64_t batch_rows) {
  ARROW_ASSIGN_OR_RAISE(auto schema, reader.ReadSchema());
  std::vector<std::string> names;
  for (int column : columns) {
    if (column >= schema->num_fields()) return arrow::Status::Invalid("Arrow sees no column ", column, " in the file");
    names.push_back(schema->field(column)->name());
  }
  return reader.GetRecordBatchReader(batch_rows, names);
}

}  // namespace

Result<std::unique_ptr<BatchSource>> OpenOrcBatches(std::shared_ptr<const storage::InputFile> file,
                                                    const std::vector<int>& columns, int64_t batch_rows) {
  auto arrow_file = std::make_shared<ArrowFile>(std::move(file));
  try {
    auto reader = ORCFileReader::Open(arrow_file, arrow::default_memory_pool());
    if (!reader.ok()) return ToError(*arrow_file, reader.status());
    auto batches = OpenBatches(**reader, columns, batch_rows);
    if (!batches.ok()) return ToError(*arrow_file, batches.status());
    return std::unique_ptr<BatchSource>(
        std::make_unique<OrcBatches>(arrow_file, *std::move(reader), *std::move(batches)));
  } catch (const std::exception& e) {
    return ToError(*arrow_file, arrow::Status::Invalid(e.what()));
  }
}

}  // namespace lakeport::formats
