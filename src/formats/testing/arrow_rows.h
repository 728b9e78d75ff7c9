#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arrow/array.h>
#include <arrow/array/builder_base.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_decimal.h>
#include <arrow/array/builder_nested.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/builder.h>
#include <arrow/table.h>
#include <arrow/util/decimal.h>

#include "formats/rows/arrow_type.h"
#include "formats/testing/rows.h"

namespace lakeport::formats {

inline void AppendCell(const iceberg::Type& type, const Cell& cell, arrow::ArrayBuilder* builder);

template <typename Builder, typename T>
void AppendValue(const Cell& cell, arrow::ArrayBuilder* builder) {
  EXPECT_TRUE(static_cast<Builder*>(builder)->Append(std::get<T>(cell.value)).ok());
}

inline void AppendDecimal(const Cell& cell, arrow::ArrayBuilder* builder) {
  auto unscaled = std::get<iceberg::Decimal>(cell.value).unscaled;
  auto decimal = ToArrowDecimal(unscaled);
  EXPECT_TRUE(static_cast<arrow::Decimal128Builder*>(builder)->Append(decimal).ok());
}

inline arrow::ArrayBuilder* PartBuilder(const iceberg::Type& type, size_t part, arrow::ArrayBuilder* builder) {
  if (type.id() == iceberg::TypeId::kStruct) return builder->child(static_cast<int>(part));
  if (type.id() == iceberg::TypeId::kList) return static_cast<arrow::ListBuilder*>(builder)->value_builder();
  auto* map = static_cast<arrow::MapBuilder*>(builder);
  return part == 0 ? map->key_builder() : map->item_builder();
}

inline void AppendNested(const iceberg::Type& type, const Cell& cell, arrow::ArrayBuilder* builder) {
  if (type.id() == iceberg::TypeId::kStruct) {
    EXPECT_TRUE(static_cast<arrow::StructBuilder*>(builder)->Append().ok());
  } else if (type.id() == iceberg::TypeId::kList) {
    EXPECT_TRUE(static_cast<arrow::ListBuilder*>(builder)->Append().ok());
  } else {
    EXPECT_TRUE(static_cast<arrow::MapBuilder*>(builder)->Append().ok());
  }
  for (size_t i = 0; i < cell.children.size(); ++i) {
    size_t part = i % type.fields().size();  // always 0 in a list
    AppendCell(*type.fields()[part].type, cell.children[i], PartBuilder(type, part, builder));
  }
}

inline void AppendCell(const iceberg::Type& type, const Cell& cell, arrow::ArrayBuilder* builder) {
  using enum iceberg::TypeId;
  if (cell.is_null) {
    EXPECT_TRUE(builder->AppendNull().ok());
    return;
  }
  switch (type.id()) {
    case kBoolean: return AppendValue<arrow::BooleanBuilder, bool>(cell, builder);
    case kInt: return AppendValue<arrow::Int32Builder, int32_t>(cell, builder);
    case kDate: return AppendValue<arrow::Date32Builder, int32_t>(cell, builder);
    case kLong: return AppendValue<arrow::Int64Builder, int64_t>(cell, builder);
    case kTime: return AppendValue<arrow::Time64Builder, int64_t>(cell, builder);
    case kFloat: return AppendValue<arrow::FloatBuilder, float>(cell, builder);
    case kDouble: return AppendValue<arrow::DoubleBuilder, double>(cell, builder);
    case kDecimal: return AppendDecimal(cell, builder);
    case kString:
    case kBinary: return AppendValue<arrow::BinaryBuilder, std::string>(cell, builder);
    case kUuid:
    case kFixed: return AppendValue<arrow::FixedSizeBinaryBuilder, std::string>(cell, builder);
    case kStruct:
    case kList:
    case kMap: return AppendNested(type, cell, builder);
    default: return AppendValue<arrow::TimestampBuilder, int64_t>(cell, builder);
  }
}

// Rows as an Arrow table, for Arrow's writers to write.
inline std::shared_ptr<arrow::Table> ToArrow(const iceberg::Schema& schema, const Rows& rows) {
  arrow::FieldVector fields;
  arrow::ArrayVector columns;
  for (size_t i = 0; i < schema.fields().size(); ++i) {
    const auto& field = schema.fields()[i];
    auto builder = arrow::MakeBuilder(ArrowType(*field.type)).ValueOrDie();
    for (const auto& row : rows) AppendCell(*field.type, row[i], builder.get());
    fields.push_back(ArrowField(field));
    columns.push_back(builder->Finish().ValueOrDie());
  }
  return arrow::Table::Make(arrow::schema(fields), columns, static_cast<int64_t>(rows.size()));
}

}  // namespace lakeport::formats
