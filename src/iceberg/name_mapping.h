#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "iceberg/schema.h"

namespace lakeport::iceberg {

// Which names in a file without field ids mean which field (spec, "Column Projection", "Name Mapping Serialization").
struct MappedField {
  std::optional<int32_t> field_id;
  std::vector<std::string> names;
  std::vector<MappedField> fields{};  // within a struct, a list or a map
};
using NameMapping = std::vector<MappedField>;

// A mapping by the schema's own names. A list's element gets the names "element", "array_element" and "bag" too:
// Hive's Parquet writer calls it bag.array_element, and some readers look no further.
NameMapping MakeNameMapping(const Schema& schema);

// The table property that holds the mapping, as JSON.
inline constexpr const char* kNameMappingProperty = "schema.name-mapping.default";
std::string FormatNameMapping(const NameMapping& mapping);
Result<NameMapping> ParseNameMapping(const std::string& json);

}  // namespace lakeport::iceberg
