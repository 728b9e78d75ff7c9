#include <string>
#include <utility>

#include <arrow/array.h>
#include <arrow/util/decimal.h>

#include "formats/row_reader.h"
#include "formats/rows/batch_data.h"

namespace lakeport::formats {
namespace {

using iceberg::Type;
using iceberg::TypeId;
using iceberg::Value;

Cell CellAt(const Type& type, const arrow::Array& array, int64_t row);

template <typename ArrayType>
Value ValueAt(const arrow::Array& array, int64_t row) {
  return static_cast<const ArrayType&>(array).Value(row);
}

template <typename ArrayType>
Value BytesAt(const arrow::Array& array, int64_t row) {
  return std::string(static_cast<const ArrayType&>(array).GetView(row));
}

Value DecimalAt(const arrow::Array& array, int64_t row) {
  arrow::Decimal128 decimal(static_cast<const arrow::Decimal128Array&>(array).GetValue(row));
  auto high = static_cast<iceberg::Int128>(decimal.high_bits());
  return iceberg::Decimal{high * (static_cast<iceberg::Int128>(1) << 64) + decimal.low_bits()};
}

Value PrimitiveAt(const Type& type, const arrow::Array& array, int64_t row) {
  switch (type.id()) {
    case TypeId::kBoolean: return ValueAt<arrow::BooleanArray>(array, row);
    case TypeId::kInt: return ValueAt<arrow::Int32Array>(array, row);
    case TypeId::kDate: return ValueAt<arrow::Date32Array>(array, row);
    case TypeId::kLong: return ValueAt<arrow::Int64Array>(array, row);
    case TypeId::kFloat: return ValueAt<arrow::FloatArray>(array, row);
    case TypeId::kDouble: return ValueAt<arrow::DoubleArray>(array, row);
    case TypeId::kDecimal: return DecimalAt(array, row);
    case TypeId::kTime: return ValueAt<arrow::Time64Array>(array, row);
    case TypeId::kString:
    case TypeId::kBinary: return BytesAt<arrow::BinaryArray>(array, row);
    case TypeId::kUuid:
    case TypeId::kFixed: return BytesAt<arrow::FixedSizeBinaryArray>(array, row);
    default: return ValueAt<arrow::TimestampArray>(array, row);
  }
}

std::vector<Cell> ChildrenAt(const Type& type, const arrow::Array& array, int64_t row) {
  std::vector<Cell> children;
  if (type.id() == TypeId::kStruct) {
    const auto& members = static_cast<const arrow::StructArray&>(array);
    for (int i = 0; i < members.num_fields(); ++i) {
      children.push_back(CellAt(*type.fields()[static_cast<size_t>(i)].type, *members.field(i), row));
    }
    return children;
  }
  const auto& list = static_cast<const arrow::ListArray&>(array);  // a map is a list of pairs
  for (int64_t i = list.value_offset(row); i < list.value_offset(row + 1); ++i) {
    if (type.id() == TypeId::kList) {
      children.push_back(CellAt(*type.element().type, *list.values(), i));
      continue;
    }
    const auto& pairs = static_cast<const arrow::StructArray&>(*list.values());
    children.push_back(CellAt(*type.key().type, *pairs.field(0), i));
    children.push_back(CellAt(*type.value().type, *pairs.field(1), i));
  }
  return children;
}

Cell CellAt(const Type& type, const arrow::Array& array, int64_t row) {
  if (array.IsNull(row)) return {};
  if (type.is_nested()) return {.is_null = false, .children = ChildrenAt(type, array, row)};
  return {.is_null = false, .value = PrimitiveAt(type, array, row)};
}

}  // namespace

int64_t RowBatch::row_count() const { return data_->batch->num_rows(); }

size_t RowBatch::column_count() const { return data_->schema.fields().size(); }

Cell RowBatch::At(int64_t row, size_t column) const {
  return CellAt(*data_->schema.fields()[column].type, *data_->batch->column(static_cast<int>(column)), row);
}

}  // namespace lakeport::formats
