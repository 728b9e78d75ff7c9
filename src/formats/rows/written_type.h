#pragma once

#include <memory>

#include <arrow/array/data.h>
#include <arrow/type_fwd.h>

#include "iceberg/schema.h"

namespace lakeport::formats {

// A schema for Arrow's Parquet writer: columns as ArrowType has them, with field ids, and with UUIDs that Parquet's
// readers know as such. Every type within must have an ArrowType.
std::shared_ptr<arrow::Schema> WrittenSchema(const iceberg::Schema& schema);

// Values of ArrowType(t) as those of WrittenSchema's type for t; nothing is copied.
std::shared_ptr<arrow::ArrayData> AsWritten(const arrow::ArrayData& data, std::shared_ptr<arrow::DataType> type);

// True when every type within has an ArrowType.
bool CanBeWritten(const iceberg::Type& type);

}  // namespace lakeport::formats
