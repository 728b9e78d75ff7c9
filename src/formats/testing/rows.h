#pragma once

#include <utility>
#include <vector>

#include "formats/row_reader.h"

namespace lakeport::formats {

using Rows = std::vector<std::vector<Cell>>;

inline Cell Null() { return {}; }
inline Cell Of(iceberg::Value value) { return {.is_null = false, .value = std::move(value), .children = {}}; }
inline Cell Nested(std::vector<Cell> children) {
  return {.is_null = false, .value = {}, .children = std::move(children)};
}

}  // namespace lakeport::formats
