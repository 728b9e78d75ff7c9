#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "columns.h"
#include "formats/serde.h"
#include "iceberg/name_mapping.h"
#include "input.h"

namespace lakeport::fuzz {

// All rows that begin in a part of the file, each of their values looked at.
inline Result<int64_t> CountRows(const formats::Serde& serde, const std::shared_ptr<storage::InputFile>& file,
                                 formats::FileRange range = {}) {
  auto schema = SchemaOf(serde.columns());
  formats::RowReaderOptions options{.schema = schema, .mapping = iceberg::MakeNameMapping(schema), .batch_rows = 1000};
  LP_ASSIGN(auto reader, serde.Open(file, options, range));
  int64_t rows = 0;
  while (true) {
    LP_ASSIGN(auto batch, reader->Next());
    if (!batch) return rows;
    Require(batch->row_count() > 0, "a batch has rows");
    for (int64_t row = 0; row < batch->row_count(); ++row) {
      for (size_t column = 0; column < batch->column_count(); ++column) static_cast<void>(batch->At(row, column));
    }
    rows += batch->row_count();
  }
}

// Reads the file as a whole, and in two parts where it may be read so: every row is in one of them.
inline void ReadTable(const formats::SerdeDescription& description, std::string_view bytes,
                      const std::string& file_name) {
  auto serde = formats::Serde::Make(description);
  if (!serde.ok()) return;
  std::shared_ptr<storage::InputFile> file = FileOf(bytes, file_name);
  auto whole = CountRows(**serde, file);
  if (!whole.ok() || !(*serde)->IsSplittable(file_name)) return;
  int64_t middle = file->size() / 2;
  auto first = CountRows(**serde, file, {.begin = 0, .end = middle});
  auto second = CountRows(**serde, file, {.begin = middle, .end = file->size()});
  Require(first.ok() && second.ok() && *first + *second == *whole, "a file's parts hold the rows of the whole");
}

}  // namespace lakeport::fuzz
