#pragma once

#include "formats/serde/lazy_columns.h"

namespace lakeport::formats {

// MakeLazyColumn for arrays, maps and structs.
Result<ColumnDecoderPtr> MakeLazyNested(const hive::HiveType& type, const LazyRules& rules, size_t level);

}  // namespace lakeport::formats
