#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "formats/serde.h"
#include "formats/serde/line_rows.h"
#include "formats/serde/properties.h"
#include "hivetype/hive_type.h"

namespace lakeport::formats {

// What all SerDes have in common whose rows are lines of text.
class LineSerde : public Serde {
 public:
  const std::vector<FileColumn>& columns() const override { return columns_; }
  bool IsSplittable(std::string_view file_name) const override;
  Result<std::unique_ptr<RowReader>> Open(std::shared_ptr<const storage::InputFile> file, RowReaderOptions options,
                                          FileRange range) const override;

 protected:
  // Reads what concerns all of them, and each column's type.
  Status Init(const SerdeDescription& description, const SerdeProperties& properties);

  // `wanted` are places of columns, ascending.
  virtual Result<std::unique_ptr<RowSplitter>> MakeSplitter(const std::vector<int>& wanted) const = 0;
  virtual Result<ColumnDecoderPtr> MakeDecoder(size_t column) const = 0;

  const std::vector<hive::HiveType>& types() const { return types_; }
  bool is_latin1() const { return latin1_; }
  void MakeAllStrings();

 private:
  Result<std::unique_ptr<LineReader>> OpenLines(const std::shared_ptr<const storage::InputFile>& file,
                                                FileRange range) const;
  Result<int64_t> FindHeaderEnd(const std::shared_ptr<const storage::InputFile>& file) const;
  Result<std::unique_ptr<RowReader>> OpenRows(std::shared_ptr<const storage::InputFile> file,
                                              const RowReaderOptions& options, FileRange range) const;

  std::vector<hive::HiveType> types_;
  std::vector<FileColumn> columns_;
  size_t header_lines_ = 0;
  size_t footer_lines_ = 0;
  bool latin1_ = false;
};

}  // namespace lakeport::formats
