#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace lakeport::hive {

// The directory name that stands for null, and for the empty string: Hive cannot tell them apart.
inline constexpr std::string_view kDefaultPartition = "__HIVE_DEFAULT_PARTITION__";

// A partition key's name or value as Hive writes it in a directory's name: %XX for the characters that
// FileUtils.escapePathName escapes, everything else as it is.
std::string EscapePathName(std::string_view text);
// The reverse, once: "%2525" is "%25". A '%' without two hexadecimal digits after it stands for itself; %80 and above
// stand for the code point of that number, as in Hive.
std::string UnescapePathName(std::string_view name);

// One `key=value` directory, unescaped; the key in lower case.
struct PathPart {
  std::string key;
  std::optional<std::string> value;  // nullopt: the default partition
  friend bool operator==(const PathPart&, const PathPart&) = default;
};
// nullopt for a name without '=', or with nothing before it.
std::optional<PathPart> ParsePathPart(std::string_view directory_name);

// "year=2024/city=a%2Fb": the path below the table for these values.
std::string FormatPartitionPath(const std::vector<std::string>& keys,
                                const std::vector<std::optional<std::string>>& values);

}  // namespace lakeport::hive
