#pragma once

#include "formats/serde/json_columns.h"

namespace lakeport::formats {

// MakeJsonColumn for arrays, maps and structs.
Result<ColumnDecoderPtr> MakeJsonNested(const hive::HiveType& type, const JsonRules& rules);

// A raw value, null for JSON's null.
inline Field JsonField(std::string_view raw) { return KindOf(raw) == JsonKind::kNull ? Field{} : Field::Of(raw); }

}  // namespace lakeport::formats
