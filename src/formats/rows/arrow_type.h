#pragma once

#include <cstdint>
#include <memory>

#include <arrow/result.h>
#include <arrow/type_fwd.h>
#include <arrow/util/decimal.h>

#include "iceberg/value.h"

namespace lakeport::formats {

// The one Arrow type that holds an Iceberg type's values here; nullptr for types without values in Parquet and ORC
// (unknown, variant, geometry, geography).
std::shared_ptr<arrow::DataType> ArrowType(const iceberg::Type& type);
std::shared_ptr<arrow::Field> ArrowField(const iceberg::NestedField& field);

// The same number, of whatever scale.
arrow::Decimal128 ToArrowDecimal(iceberg::Int128 unscaled);

// An array of `length` times the same value of a primitive type; null where the value is.
arrow::Result<std::shared_ptr<arrow::Array>> RepeatValue(const iceberg::Type& type, const iceberg::Value& value,
                                                         int64_t length);

}  // namespace lakeport::formats
