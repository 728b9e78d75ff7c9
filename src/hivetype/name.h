#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace lakeport::hive {

// Hive compares names without regard to case, and its metastore keeps them in lower case. ASCII letters only.
inline char LowerChar(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string LowerName(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = LowerChar(c);
  return lower;
}

inline bool IsSameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char left, char right) { return LowerChar(left) == LowerChar(right); });
}

}  // namespace lakeport::hive
