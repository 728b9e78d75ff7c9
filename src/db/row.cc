#include "db/database.h"

namespace lakeport::db {

int64_t Row::Int64(size_t column) const { return std::get<int64_t>(values_.at(column)); }

std::string Row::Text(size_t column) const { return FindText(column).value_or(""); }

std::optional<std::string> Row::FindText(size_t column) const {
  if (IsNull(column)) return std::nullopt;
  const Value& value = values_[column];
  if (const auto* number = std::get_if<int64_t>(&value)) return std::to_string(*number);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
  return std::get<std::string>(value);
}

std::optional<int64_t> Row::FindInt64(size_t column) const {
  if (IsNull(column)) return std::nullopt;
  return Int64(column);
}

}  // namespace lakeport::db
