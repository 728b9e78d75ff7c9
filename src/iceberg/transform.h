#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "iceberg/partition_spec.h"
#include "iceberg/value.h"

namespace lakeport::iceberg {

// The 32-bit hash that buckets are made of (spec, Appendix B). The type must be one that bucket can transform, the
// value not null.
int32_t HashValue(const Type& type, const Value& value);

// The partition value of a column's value (spec, "Partition Transforms"); null for null. `source` is the column's type,
// and one that the transform can be made of (CanTransform).
Value ApplyTransform(const Transform& transform, const Type& source, const Value& value);

// A partition value as Iceberg's Java library writes it into paths: "2017-11-16" for a day, "null" for null.
std::string FormatPartitionValue(const Transform& transform, const Type& source, const Value& value);

// "ts_day=2017-11-16/name=a%2Fb": the folder of a partition below a table's data. Names and values are escaped as URLs'
// queries are; a level longer than stores take (255 bytes) is cut and ends with its hash. CorruptData when a source
// column is not in `schema`.
Result<std::string> FormatPartitionPath(const PartitionSpec& spec, const Schema& schema,
                                        const std::vector<Value>& values);

// What Iceberg's Java library calls a partition field: "ts", "ts_day", "id_bucket", "name_trunc".
std::string PartitionFieldName(const Transform& transform, const std::string& column);

}  // namespace lakeport::iceberg
