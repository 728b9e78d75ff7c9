#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakeport::config {

// One key of a TOML text.
struct TomlEntry {
  enum class Kind { kTable, kString, kScalar, kOther };

  std::vector<std::string> path;  // {"connections", "hive", "uri"}
  Kind kind = Kind::kString;
  std::string text{};  // a string's or a number's; "a list", "a date or a time" for kOther
  int line = 0;
};

// The keys of a TOML text, tables before what is in them, else in the order of lines. `file` stands in errors, which
// show a line's number and never its text: it may hold a secret.
Result<std::vector<TomlEntry>> ParseToml(std::string_view text, const std::string& file);

}  // namespace lakeport::config
