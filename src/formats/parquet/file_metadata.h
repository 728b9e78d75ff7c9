#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

// The parts of a Parquet file's metadata that Lakeport needs (parquet-format, src/main/thrift/parquet.thrift), as views
// into the footer's bytes. Decoded here and not by Arrow, because Arrow hides the null counts of the string columns
// that parquet-mr wrote before 1.10, which are Hive's own.
namespace lakeport::formats {

enum class ParquetType { kBoolean, kInt32, kInt64, kInt96, kFloat, kDouble, kByteArray, kFixed };
enum class ParquetRepetition { kRequired, kOptional, kRepeated };

enum class ParquetMeaning {
  kNone,
  kString,
  kMap,
  kMapKeyValue,
  kList,
  kEnum,
  kDecimal,
  kDate,
  kTime,
  kTimestamp,
  kInteger,
  kNull,
  kJson,
  kBson,
  kUuid,
  kInterval,
  kOther,  // float16, variant, geometry, geography and what is still to come
};

enum class ParquetUnit { kMillis, kMicros, kNanos };

// A logical type, or the converted type that says the same in older files.
struct ParquetAnnotation {
  ParquetMeaning meaning = ParquetMeaning::kNone;
  int32_t precision = 0;
  int32_t scale = 0;
  ParquetUnit unit = ParquetUnit::kMillis;
  bool adjusted_to_utc = true;
  int32_t bit_width = 0;
  bool is_signed = true;
};

struct ParquetElement {
  std::string_view name;
  std::optional<ParquetType> type;  // nullopt: a group
  int32_t type_length = 0;
  ParquetRepetition repetition = ParquetRepetition::kRequired;
  int32_t child_count = 0;
  std::optional<int32_t> field_id;
  ParquetAnnotation annotation;
};

struct ParquetStatistics {
  std::optional<std::string_view> old_min;  // compared as signed bytes, whatever the column's type
  std::optional<std::string_view> old_max;
  std::optional<std::string_view> min;  // compared by the column's order
  std::optional<std::string_view> max;
  std::optional<int64_t> null_count;
};

struct ParquetChunk {
  int64_t value_count = 0;  // nulls included
  int64_t compressed_size = 0;
  int64_t data_page_offset = 0;
  std::optional<int64_t> dictionary_page_offset;
  std::string_view file_path;  // set when the data lies in another file
  bool encrypted = false;
  ParquetStatistics statistics;
};

class ParquetMetadata {
 public:
  // `bytes` must outlive the result. CorruptData for what is not a FileMetaData; Unsupported for one with more than
  // 100,000 schema elements.
  static Result<ParquetMetadata> Decode(std::string_view bytes);

  int64_t row_count() const { return row_count_; }
  std::string_view created_by() const { return created_by_; }
  std::optional<std::string_view> FindNote(std::string_view key) const;      // among the file's key-value metadata
  const std::vector<ParquetElement>& elements() const { return elements_; }  // depth first; the root is the first
  bool encrypted() const { return encrypted_; }
  // Whether min and max of a leaf follow its type's order. True for files that say nothing of orders.
  bool has_type_order(size_t leaf) const;

  struct RowGroupVisitor {
    std::function<Status(size_t column, const ParquetChunk& chunk)> on_chunk;
    std::function<Status(size_t column_count, int64_t row_count)> on_row_group_end;
  };
  // In the file's order, decoding on the way, so that memory does not grow with the number of row groups.
  Status VisitRowGroups(const RowGroupVisitor& visitor) const;

 private:
  std::vector<ParquetElement> elements_;
  std::vector<bool> type_orders_;
  bool has_orders_ = false;
  int64_t row_count_ = 0;
  std::string_view created_by_;
  std::vector<std::pair<std::string_view, std::string_view>> notes_;
  std::string_view row_groups_;
  bool encrypted_ = false;
};

}  // namespace lakeport::formats
