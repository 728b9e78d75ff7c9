#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>

#include <arrow/array/builder_decimal.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/type.h>
#include <arrow/util/decimal.h>

#include "formats/rows/arrow_type.h"
#include "formats/serde/column.h"
#include "hivetype/hive_type.h"

namespace lakeport::formats {

// Numbers of SerDes to whom a text that is none is null. The parsers are those of lazy_values.h.

// kParse: bool(std::string_view text, int64_t lowest, int64_t highest, int64_t* value).
template <auto kParse, typename Narrow, typename Builder>
ColumnDecoderPtr MakeIntegerColumn(const std::shared_ptr<arrow::DataType>& type) {
  using Value = typename Builder::value_type;
  return MakePrimitiveColumn<Builder, Value>(type, [](std::string_view text, Value* value) {
    int64_t wide = 0;
    bool parsed = kParse(text, std::numeric_limits<Narrow>::min(), std::numeric_limits<Narrow>::max(), &wide);
    *value = static_cast<Value>(wide);
    return ValueIf(parsed);
  });
}

// tinyint, smallint, int or bigint.
template <auto kParse>
ColumnDecoderPtr MakeIntegerColumn(hive::HiveKind kind) {
  switch (kind) {
    case hive::HiveKind::kTinyint: return MakeIntegerColumn<kParse, int8_t, arrow::Int32Builder>(arrow::int32());
    case hive::HiveKind::kSmallint: return MakeIntegerColumn<kParse, int16_t, arrow::Int32Builder>(arrow::int32());
    case hive::HiveKind::kInt: return MakeIntegerColumn<kParse, int32_t, arrow::Int32Builder>(arrow::int32());
    default: return MakeIntegerColumn<kParse, int64_t, arrow::Int64Builder>(arrow::int64());
  }
}

// kParse: bool(std::string_view text, int precision, int scale, iceberg::Int128* unscaled).
template <auto kParse>
ColumnDecoderPtr MakeDecimalColumn(const hive::HiveType& type) {
  auto parse = [precision = type.precision, scale = type.scale](std::string_view text, arrow::Decimal128* value) {
    iceberg::Int128 unscaled = 0;
    bool parsed = kParse(text, precision, scale, &unscaled);
    *value = ToArrowDecimal(unscaled);
    return ValueIf(parsed);
  };
  return MakePrimitiveColumn<arrow::Decimal128Builder, arrow::Decimal128>(arrow::decimal128(type.precision, type.scale),
                                                                          parse);
}

}  // namespace lakeport::formats
