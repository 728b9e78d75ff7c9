#include "formats/rows/partition_split.h"

#include <unordered_map>
#include <utility>

#include <arrow/array/builder_primitive.h>
#include <arrow/compute/api_vector.h>
#include <arrow/datum.h>

#include "formats/rows/batch_data.h"
#include "iceberg/transform.h"

namespace lakeport::formats {
namespace {

using iceberg::NestedField;
using iceberg::Value;

// Which of a column's partition values each row has.
class ColumnValues {
 public:
  ColumnValues(const RowBatch& rows, const iceberg::PartitionField& field) : rows_(rows), field_(field) {
    const auto& fields = rows.data().schema.fields();
    for (size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].id == field.source_id) column_ = i;
    }
    source_ = fields[column_].type;
    result_ = field.transform.ResultType(source_);
  }

  // The place of the row's value among those met so far.
  size_t At(int64_t row) {
    Cell cell = rows_.At(row, column_);
    if (has_last_ && cell == last_) return last_place_;
    Value value = cell.is_null ? Value() : iceberg::ApplyTransform(field_.transform, *source_, cell.value);
    std::string key = IsNull(value) ? "" : "v" + EncodeValue(*result_, value);
    auto [found, is_new] = places_.try_emplace(key, values_.size());
    if (is_new) {
      values_.push_back(std::move(value));
      keys_.push_back(std::move(key));
    }
    last_ = std::move(cell);
    has_last_ = true;
    last_place_ = found->second;
    return last_place_;
  }

  const Value& value(size_t place) const { return values_[place]; }
  const std::string& key(size_t place) const { return keys_[place]; }

 private:
  const RowBatch& rows_;
  const iceberg::PartitionField& field_;
  size_t column_ = 0;
  iceberg::TypePtr source_;
  iceberg::TypePtr result_;
  std::unordered_map<std::string, size_t> places_;
  std::vector<Value> values_;
  std::vector<std::string> keys_;
  Cell last_;
  bool has_last_ = false;
  size_t last_place_ = 0;
};

// A partition, as the chain of its fields' values: that of the fields before, and one more.
struct Node {
  size_t before = 0;
  size_t place = 0;
};

// Numbers the different combinations of the columns' values.
class Combinations {
 public:
  explicit Combinations(std::vector<ColumnValues> columns) : columns_(std::move(columns)), levels_(columns_.size()) {}

  size_t At(int64_t row) {
    size_t number = 0;
    for (size_t i = 0; i < columns_.size(); ++i) {
      size_t place = columns_[i].At(row);
      Level& level = levels_[i];
      auto [found, is_new] = level.numbers.try_emplace((number << 32) + place, level.nodes.size());
      if (is_new) level.nodes.push_back({number, place});
      number = found->second;
    }
    return number;
  }

  PartitionRows Describe(size_t number) const {
    PartitionRows described;
    described.partition.resize(columns_.size());
    std::vector<const std::string*> keys(columns_.size());
    for (size_t i = columns_.size(); i-- > 0;) {
      const Node& node = levels_[i].nodes[number];
      described.partition[i] = columns_[i].value(node.place);
      keys[i] = &columns_[i].key(node.place);
      number = node.before;
    }
    for (const std::string* key : keys) described.key += std::to_string(key->size()) + ":" + *key;
    return described;
  }

 private:
  struct Level {
    std::unordered_map<uint64_t, size_t> numbers;
    std::vector<Node> nodes;
  };
  std::vector<ColumnValues> columns_;
  std::vector<Level> levels_;
};

}  // namespace

arrow::Result<std::vector<PartitionRows>> SplitByPartition(const RowBatch& rows, const iceberg::PartitionSpec& spec) {
  std::vector<ColumnValues> columns;
  for (const auto& field : spec.fields) columns.emplace_back(rows, field);
  Combinations combinations(std::move(columns));
  std::vector<std::vector<int64_t>> rows_of;
  for (int64_t row = 0; row < rows.row_count(); ++row) {
    size_t number = combinations.At(row);
    if (number >= rows_of.size()) rows_of.resize(number + 1);
    rows_of[number].push_back(row);
  }
  std::vector<PartitionRows> split;
  for (size_t i = 0; i < rows_of.size(); ++i) {
    split.push_back(combinations.Describe(i));
    if (rows_of.size() == 1) {
      split.back().rows = rows.data().batch;
      break;
    }
    arrow::Int64Builder builder;
    ARROW_RETURN_NOT_OK(builder.AppendValues(rows_of[i]));
    ARROW_ASSIGN_OR_RAISE(auto indices, builder.Finish());
    ARROW_ASSIGN_OR_RAISE(
        auto taken, arrow::compute::Take(rows.data().batch, indices, arrow::compute::TakeOptions::NoBoundsCheck()));
    split.back().rows = taken.record_batch();
  }
  return split;
}

}  // namespace lakeport::formats
