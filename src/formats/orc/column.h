#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <orc_metadata.pb.h>

#include "formats/footer.h"

namespace lakeport::formats {

// Iceberg's type for a primitive ORC type, by its attributes where it has them; nullptr for those Iceberg has none for.
iceberg::TypePtr OrcLeafType(const orc_metadata::Type& type);
// "ORC timestamp", "ORC decimal(10,2)".
std::string DescribeOrcType(const orc_metadata::Type& type);

// A type's attribute, where Iceberg's writers leave ids and what ORC's types can't say.
std::optional<std::string_view> FindOrcAttribute(const orc_metadata::Type& type, std::string_view key);
std::optional<int32_t> FindOrcNumber(const orc_metadata::Type& type, std::string_view key);

// ORC's kinds of types, by their numbers in the format.
enum class OrcKind : uint32_t {
  kBoolean,
  kByte,
  kShort,
  kInt,
  kLong,
  kFloat,
  kDouble,
  kString,
  kBinary,
  kTimestamp,
  kList,
  kMap,
  kStruct,
  kUnion,
  kDecimal,
  kDate,
  kVarchar,
  kChar,
  kTimestampInstant,
};

// Puts what a file's statistics say of one column into it. `row_count` is the file's; `repeated` says that the column
// lies within a list or a map, where nulls can't be told.
void FillOrcStatistics(const orc_metadata::ColumnStatistics& statistics, int64_t row_count, bool repeated,
                       FileColumn* column);

}  // namespace lakeport::formats
