#include "formats/serde/line_rows.h"

#include <algorithm>
#include <utility>

#include <arrow/record_batch.h>
#include <arrow/type.h>

namespace lakeport::formats {
namespace {

constexpr int64_t kBlockRows = 1024;          // whose fields stay in the processor's cache
constexpr size_t kMaxBatchBytes = 32u << 20;  // of text: long lines make batches of few rows

}  // namespace

LineBatches::LineBatches(std::unique_ptr<LineReader> lines, std::unique_ptr<RowSplitter> splitter,
                         std::vector<ColumnDecoderPtr> decoders, std::vector<std::string> names, int64_t batch_rows)
    : lines_(std::move(lines)),
      splitter_(std::move(splitter)),
      decoders_(std::move(decoders)),
      names_(std::move(names)),
      batch_rows_(batch_rows),
      columns_(decoders_.size()) {}

Result<std::shared_ptr<arrow::RecordBatch>> LineBatches::Next() {
  int64_t rows = 0;
  size_t bytes = 0;
  while (rows < batch_rows_ && bytes < kMaxBatchBytes) {
    LP_ASSIGN(auto lines, lines_->Next(static_cast<size_t>(std::min(kBlockRows, batch_rows_ - rows))));
    if (lines.empty()) break;
    LP_TRY(AppendBlock(lines));
    rows += static_cast<int64_t>(lines.size());
    for (auto line : lines) bytes += line.size();
  }
  if (rows == 0) return std::shared_ptr<arrow::RecordBatch>();
  return FinishBatch(rows);
}

Status LineBatches::AppendBlock(Lines lines) {
  for (auto& column : columns_) column.clear();
  LP_TRY(splitter_->Split(lines, &columns_));
  for (size_t i = 0; i < decoders_.size(); ++i)
    LP_TRY(decoders_[i]->Append(columns_[i]), "reading column \"{}\"", names_[i]);
  return Ok();
}

Result<std::shared_ptr<arrow::RecordBatch>> LineBatches::FinishBatch(int64_t rows) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (size_t i = 0; i < decoders_.size(); ++i) {
    LP_ASSIGN(auto array, decoders_[i]->Finish());
    fields.push_back(arrow::field(names_[i], array->type()));
    arrays.push_back(std::move(array));
  }
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows, std::move(arrays));
}

}  // namespace lakeport::formats
