#include "formats/rows/sort_keys.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/compute/api_vector.h>
#include <arrow/datum.h>

#include "formats/rows/batch_data.h"
#include "iceberg/transform.h"

namespace lakeport::formats {
namespace {

using iceberg::TypeId;
using iceberg::Value;

// Highest byte first, the sign turned so that negative numbers come first.
template <typename Unsigned>
void AppendNumber(Unsigned bits, std::string& key) {
  bits ^= static_cast<Unsigned>(Unsigned{1} << (sizeof(bits) * 8 - 1));
  for (size_t i = sizeof(bits); i-- > 0;) key += static_cast<char>(bits >> (i * 8));
}

__extension__ using UInt128 = unsigned __int128;

void AppendDouble(double value, std::string& key) {
  if (std::isnan(value)) value = std::bit_cast<double>(uint64_t{0x7ff8000000000000});
  auto bits = std::bit_cast<uint64_t>(value);
  // Of a negative number a larger magnitude is less; the sign bit is turned by AppendNumber.
  if (bits >> 63 != 0) bits = ~bits ^ (uint64_t{1} << 63);
  AppendNumber(bits, key);
}

// A text's end must come before any byte that another text goes on with.
void AppendBytes(std::string_view bytes, std::string& key) {
  for (char c : bytes) {
    key += c;
    if (c == '\0') key += '\xff';
  }
  key += '\0';
  key += '\0';
}

void AppendValue(const iceberg::Type& type, const Value& value, std::string& key) {
  switch (type.id()) {
    case TypeId::kBoolean: key += std::get<bool>(value) ? '\1' : '\0'; break;
    case TypeId::kFloat: AppendDouble(static_cast<double>(std::get<float>(value)), key); break;
    case TypeId::kDouble: AppendDouble(std::get<double>(value), key); break;
    case TypeId::kDecimal: AppendNumber(static_cast<UInt128>(std::get<iceberg::Decimal>(value).unscaled), key); break;
    case TypeId::kInt:
    case TypeId::kDate: AppendNumber(static_cast<uint32_t>(std::get<int32_t>(value)), key); break;
    case TypeId::kLong:
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz:
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTzNs: AppendNumber(static_cast<uint64_t>(std::get<int64_t>(value)), key); break;
    default: AppendBytes(std::get<std::string>(value), key);
  }
}

struct SortColumn {
  size_t place = 0;
  iceberg::SortField field;
  iceberg::TypePtr source;
  iceberg::TypePtr result;

  void AppendKey(const RowBatch& rows, int64_t row, std::string& key) const {
    Cell cell = rows.At(row, place);
    Value value = cell.is_null ? Value() : iceberg::ApplyTransform(field.transform, *source, cell.value);
    bool nulls_first = field.null_order == iceberg::NullOrder::kNullsFirst;
    if (IsNull(value)) {
      key += nulls_first ? '\0' : '\2';
      return;
    }
    key += '\1';
    size_t begin = key.size();
    AppendValue(*result, value, key);
    if (field.direction == iceberg::SortDirection::kAscending) return;
    for (size_t i = begin; i < key.size(); ++i) key[i] = static_cast<char>(~key[i]);
  }
};

std::vector<SortColumn> SortColumns(const iceberg::Schema& schema, const iceberg::SortOrder& order) {
  std::vector<SortColumn> columns;
  for (const auto& field : order.fields) {
    for (size_t i = 0; i < schema.fields().size(); ++i) {
      const auto& source = schema.fields()[i];
      if (source.id == field.source_id) {
        columns.push_back({i, field, source.type, field.transform.ResultType(source.type)});
      }
    }
  }
  return columns;
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::Array>> MakeSortKeys(const RowBatch& rows, const iceberg::SortOrder& order) {
  auto columns = SortColumns(rows.data().schema, order);
  arrow::BinaryBuilder keys;
  ARROW_RETURN_NOT_OK(keys.Reserve(rows.row_count()));
  std::string key;
  for (int64_t row = 0; row < rows.row_count(); ++row) {
    key.clear();
    for (const auto& column : columns) column.AppendKey(rows, row, key);
    ARROW_RETURN_NOT_OK(keys.Append(key));
  }
  return keys.Finish();
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> SortWithKeys(const RowBatch& rows, const iceberg::SortOrder& order) {
  ARROW_ASSIGN_OR_RAISE(auto keys, MakeSortKeys(rows, order));
  const auto& texts = static_cast<const arrow::BinaryArray&>(*keys);
  std::vector<int64_t> places(static_cast<size_t>(rows.row_count()));
  std::iota(places.begin(), places.end(), 0);
  std::stable_sort(places.begin(), places.end(),
                   [&](int64_t a, int64_t b) { return texts.GetView(a) < texts.GetView(b); });
  arrow::Int64Builder builder;
  ARROW_RETURN_NOT_OK(builder.AppendValues(places));
  ARROW_ASSIGN_OR_RAISE(auto indices, builder.Finish());
  const auto& batch = *rows.data().batch;
  ARROW_ASSIGN_OR_RAISE(auto with_keys, batch.AddColumn(batch.num_columns(), "", keys));
  ARROW_ASSIGN_OR_RAISE(auto sorted,
                        arrow::compute::Take(with_keys, indices, arrow::compute::TakeOptions::NoBoundsCheck()));
  return sorted.record_batch();
}

}  // namespace lakeport::formats
