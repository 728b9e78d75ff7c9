#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/footer.h"
#include "formats/parquet/file_metadata.h"
#include "iceberg/value.h"

namespace lakeport::formats {

// Iceberg's type for a primitive column; nullptr when Iceberg's readers have none for it (unsigned 32 and 64 bit
// integers, intervals, decimals beyond 38 digits ...).
iceberg::TypePtr ParquetLeafType(const ParquetElement& element);
// "INT64 (TIMESTAMP(MICROS, UTC))", "FIXED_LEN_BYTE_ARRAY(9) (DECIMAL(20,2))".
std::string DescribeParquetLeaf(const ParquetElement& element);

// What a file's writer is known to have got wrong.
struct ParquetWriter {
  explicit ParquetWriter(std::string_view created_by);

  // PARQUET-251: statistics of byte arrays can't be trusted, not even when minimum and maximum are the same.
  bool corrupt_byte_array_statistics = false;
};

// Gathers one leaf's size, counts and bounds over the row groups.
class LeafAccumulator {
 public:
  // `element` must outlive this.
  LeafAccumulator(const ParquetElement& element, bool type_order, const ParquetWriter& writer);

  // CorruptData for negative counts and sizes.
  Status Add(const ParquetChunk& chunk);
  // Moves what was gathered into the column.
  void Finish(FileColumn* column);

 private:
  void AddBounds(const ParquetChunk& chunk);

  const ParquetElement& element_;
  iceberg::TypePtr type_;
  bool type_order_;
  bool corrupt_byte_array_statistics_;
  std::optional<int64_t> size_;
  int64_t value_count_ = 0;
  std::optional<int64_t> null_count_ = 0;
  bool bounded_ = true;
  iceberg::Value lower_;
  iceberg::Value upper_;
};

}  // namespace lakeport::formats
