#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/serde/column.h"

namespace lakeport::formats {

// Which value a key has that a map has twice.
enum class DuplicateKeys { kFirstCounts, kLastCounts };

// Maps from the texts of their entries. Entries whose key is null are dropped.
class MapBuilder {
 public:
  // `probe` reads keys as `key` does.
  MapBuilder(std::shared_ptr<arrow::DataType> type, DuplicateKeys duplicates, ColumnDecoderPtr probe,
             ColumnDecoderPtr key, ColumnDecoderPtr value);

  Status Start(size_t maps);  // of the block that ends with Append
  void AddEntry(Field key, Field value) { entries_.emplace_back(key, value); }
  void EndMap(bool there);
  Status Append();
  Result<ArrayPtr> Finish();

 private:
  struct Map {
    bool there;
    size_t end;  // of its entries
  };
  void Select(const arrow::Array& keys, size_t begin, size_t end);

  std::shared_ptr<arrow::DataType> type_;
  DuplicateKeys duplicates_;
  ColumnDecoderPtr probe_;
  ColumnDecoderPtr key_;
  ColumnDecoderPtr value_;
  std::vector<std::pair<Field, Field>> entries_;
  std::vector<Map> maps_;
  std::vector<Field> keys_;    // of the entries that stay
  std::vector<Field> values_;  // likewise
  NestedParts parts_;
  int64_t count_ = 0;
};

}  // namespace lakeport::formats
