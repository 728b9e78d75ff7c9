#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "hive/source.h"
#include "hivetype/hive_type.h"
#include "iceberg/value.h"

namespace lakeport::hive {

// A partition value's text as a value of its key's type: "007" of an int is 7; nullopt (Hive's default partition) is
// null of any type. InvalidArgument, with the reason, when the text is no value of the type: "seven", 300 of a tinyint,
// 2023-02-30, more digits than a decimal has. Hive itself reads NULL then.
Result<iceberg::Value> ParsePartitionValue(const HiveType& type, const std::optional<std::string>& text);

// All values of a partition. The error names the partition, the key, and what to do.
Result<std::vector<iceberg::Value>> ParsePartitionValues(const std::vector<Column>& keys,
                                                         const std::vector<HiveType>& types,
                                                         const Partition& partition);

}  // namespace lakeport::hive
