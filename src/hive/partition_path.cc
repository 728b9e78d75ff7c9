#include "hive/partition_path.h"

#include <algorithm>

#include "hivetype/name.h"

namespace lakeport::hive {
namespace {

constexpr std::string_view kEscaped = "\"#%'*/:=?\\{[]^\x7f";

bool NeedsEscape(char c) { return static_cast<unsigned char>(c) < 0x20 || kEscaped.find(c) != std::string_view::npos; }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A code point below U+0100 as UTF-8.
void AppendCodePoint(std::string& text, int code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  text += static_cast<char>(0xc0 | (code >> 6));
  text += static_cast<char>(0x80 | (code & 0x3f));
}

}  // namespace

std::string EscapePathName(std::string_view text) {
  std::string name;
  for (char c : text) {
    if (NeedsEscape(c)) {
      name += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      name += c;
    }
  }
  return name;
}

std::string UnescapePathName(std::string_view name) {
  std::string text;
  for (size_t i = 0; i < name.size(); ++i) {
    int high = name[i] == '%' && i + 2 < name.size() ? HexDigit(name[i + 1]) : -1;
    int low = high >= 0 ? HexDigit(name[i + 2]) : -1;
    if (low < 0) {
      text += name[i];
      continue;
    }
    AppendCodePoint(text, high * 16 + low);
    i += 2;
  }
  return text;
}

std::optional<PathPart> ParsePathPart(std::string_view directory_name) {
  auto equals = directory_name.find('=');
  if (equals == std::string_view::npos || equals == 0) return std::nullopt;
  PathPart part{.key = LowerName(UnescapePathName(directory_name.substr(0, equals))), .value = std::nullopt};
  std::string_view value = directory_name.substr(equals + 1);
  if (value != kDefaultPartition) part.value = UnescapePathName(value);
  return part;
}

std::string FormatPartitionPath(const std::vector<std::string>& keys,
                                const std::vector<std::optional<std::string>>& values) {
  std::string path;
  for (size_t i = 0; i < std::min(keys.size(), values.size()); ++i) {
    if (!path.empty()) path += '/';
    bool is_default = !values[i].has_value() || values[i]->empty();
    path += EscapePathName(keys[i]) + "=" + (is_default ? std::string(kDefaultPartition) : EscapePathName(*values[i]));
  }
  return path;
}

}  // namespace lakeport::hive
