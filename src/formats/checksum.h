#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "formats/row_reader.h"

namespace lakeport::formats {

// A column's values, whatever their order: docs/formats/checksum.md.
struct ColumnChecksum {
  int64_t count = 0;  // of values that are not null
  uint64_t sum = 0;   // of their hashes

  std::string ToString() const;  // "3:8f0c59a2c1d00b17"
  friend bool operator==(const ColumnChecksum&, const ColumnChecksum&) = default;
};

// The checksums of all columns of a table, batch by batch and part by part. For one thread.
class TableChecksum {
 public:
  void Add(const RowBatch& batch);
  void Add(const TableChecksum& part);

  int64_t row_count() const { return row_count_; }
  const std::vector<ColumnChecksum>& columns() const { return columns_; }  // empty before the first Add
  friend bool operator==(const TableChecksum&, const TableChecksum&) = default;

 private:
  int64_t row_count_ = 0;
  std::vector<ColumnChecksum> columns_;
};

// Reads a reader to its end.
Result<TableChecksum> ChecksumRows(RowReader& reader);

}  // namespace lakeport::formats
