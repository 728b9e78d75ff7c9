#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/rows/batch_data.h"
#include "formats/serde.h"
#include "formats/serde/column.h"
#include "formats/serde/line_reader.h"

namespace lakeport::formats {

// How a SerDe takes lines apart. For one thread.
class RowSplitter {
 public:
  virtual ~RowSplitter() = default;
  // Gives each of `columns` one field for each line; they come empty. Valid until the next call.
  virtual Status Split(Lines lines, std::vector<std::vector<Field>>* columns) = 0;
};

// Lines as batches of columns, one of each decoder.
class LineBatches final : public BatchSource {
 public:
  LineBatches(std::unique_ptr<LineReader> lines, std::unique_ptr<RowSplitter> splitter,
              std::vector<ColumnDecoderPtr> decoders, std::vector<std::string> names, int64_t batch_rows);

  Result<std::shared_ptr<arrow::RecordBatch>> Next() override;
  std::optional<int64_t> row_count() const override { return std::nullopt; }

 private:
  Status AppendBlock(Lines lines);
  Result<std::shared_ptr<arrow::RecordBatch>> FinishBatch(int64_t rows);

  std::unique_ptr<LineReader> lines_;
  std::unique_ptr<RowSplitter> splitter_;
  std::vector<ColumnDecoderPtr> decoders_;
  std::vector<std::string> names_;
  int64_t batch_rows_;
  std::vector<std::vector<Field>> columns_;
};

}  // namespace lakeport::formats
