#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace lakeport::iceberg {

// As GetInt32 and GetInt64, and CorruptData for a negative number: ids, counts, times.
template <typename Int>
Result<Int> NotNegative(const std::string& key, Result<Int> number) {
  if (number.ok() && *number < 0) return CorruptData("\"{}\" is {}, but it cannot be negative", key, *number);
  return number;
}
inline Result<int32_t> GetId(const Json& object, const std::string& key) {
  return NotNegative(key, GetInt32(object, key));
}
inline Result<int64_t> GetCount(const Json& object, const std::string& key) {
  return NotNegative(key, GetInt64(object, key));
}

// The members of `object` that `known` does not name: what a reader keeps of what it does not understand.
inline Json ExtraMembers(const Json& object, std::span<const std::string_view> known) {
  Json extra = Json::object();
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) extra[key] = value;
  }
  return extra;
}

// Writes them back, behind what `object` holds already and without replacing any of it.
inline void AppendExtraMembers(Json& object, const Json& extra) {
  for (const auto& [key, value] : extra.items()) {
    if (!object.contains(key)) object[key] = value;
  }
}

}  // namespace lakeport::iceberg
