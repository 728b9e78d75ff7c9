#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/serde/column.h"
#include "formats/serde/timestamp_format.h"
#include "hivetype/hive_type.h"

namespace lakeport::formats {

// How LazySimpleSerDe takes a row apart.
struct LazyRules {
  std::vector<char> separators;  // the fields', then those of each level of nesting below
  std::string null_format = "\\N";
  std::optional<char> escape{};
  bool last_column_takes_rest = false;
  TimestampFormats timestamps{};

  Field FieldOf(std::string_view text) const { return text == null_format ? Field{} : Field::Of(text); }
};

// Undoes escapes: "\n" and "\r" are line ends, any other escaped character is itself. The text itself where there are
// none, else in `scratch`.
std::string_view Unescape(std::string_view text, char escape, std::string* scratch);

// A decoder of the texts of one column; `rules` must outlive it. `level` is the place of its own separator.
// Unsupported for a type that it has no values for, or that is nested deeper than there are separators.
Result<ColumnDecoderPtr> MakeLazyColumn(const hive::HiveType& type, const LazyRules& rules, size_t level);

}  // namespace lakeport::formats
