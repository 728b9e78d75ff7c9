#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "base/json.h"

namespace lakeport::iceberg {

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
