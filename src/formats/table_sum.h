#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "base/location.h"
#include "base/result.h"
#include "formats/checksum.h"
#include "formats/row_reader.h"
#include "iceberg/manifest.h"
#include "iceberg/partition_spec.h"

namespace lakeport::formats {

// A data file whose rows are to be read, and what is known of them beforehand.
struct RowFile {
  Location location;
  iceberg::FileFormat format = iceberg::FileFormat::kParquet;
  std::map<int32_t, iceberg::Value> constants{};  // as in RowReaderOptions; held against the schema
  std::optional<int64_t> size{};                  // bytes; what a manifest says, and is held against the file
  std::optional<int64_t> row_count{};             // likewise
};

// What a manifest entry's partition values, of `spec`, say of the rows in its file: RowFile::constants. Only identity
// fields say what a column holds.
std::map<int32_t, iceberg::Value> ConstantsOf(const iceberg::PartitionSpec& spec,
                                              const std::vector<iceberg::Value>& partition);

// As a manifest has it, with partition values of `spec`. Fails when the file's path is no location.
Result<RowFile> ToRowFile(const iceberg::DataFile& file, const iceberg::PartitionSpec& spec);

struct TableSumOptions {
  iceberg::Schema schema;
  iceberg::NameMapping mapping{};
  // Called from several threads at once.
  std::function<Result<std::unique_ptr<storage::InputFile>>(const Location&)> open;
  int threads = 8;  // and as many files are read at once
  std::stop_token stop{};
};

// The checksum of a table of many files, which are read several at once and some thousand after the other, so that
// memory does not grow with their number. For one thread.
class TableSum {
 public:
  explicit TableSum(TableSumOptions options) : options_(std::move(options)) {}

  // May read this file and those before. The first error of any, in the order of the files, which ends it all:
  // CorruptData also when a file does not have the size or the rows that were said, or a constant is not of its
  // column's type; Unsupported also for a file without field ids when there is no mapping; Cancelled.
  Status Add(RowFile file);
  // Reads what is left.
  Result<TableChecksum> Finish();

  int64_t file_count() const { return file_count_; }

 private:
  using Part = std::shared_ptr<const TableChecksum>;

  Status ReadBatch();
  Result<Part> Read(const RowFile& file) const;

  const TableSumOptions options_;
  std::vector<RowFile> batch_;
  int64_t file_count_ = 0;
  TableChecksum total_;
};

}  // namespace lakeport::formats
