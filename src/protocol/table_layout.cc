#include "protocol/table_layout.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace lakeport::protocol {
namespace {

constexpr int64_t kSmallestFile = 1ll << 20;
constexpr int64_t kLargestFile = 1ll << 40;

struct Word {
  std::string_view text;
  std::string_view transform;
};
constexpr std::array<Word, 11> kTransforms{{{"identity", "identity"},
                                            {"bucket", "bucket"},
                                            {"truncate", "truncate"},
                                            {"year", "year"},
                                            {"years", "year"},
                                            {"month", "month"},
                                            {"months", "month"},
                                            {"day", "day"},
                                            {"days", "day"},
                                            {"hour", "hour"},
                                            {"hours", "hour"}}};
constexpr std::string_view kForms = "a column, year(c), month(c), day(c), hour(c), bucket(n, c) or truncate(n, c)";

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string ToLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Error NotATerm(std::string_view text) { return InvalidArgument("\"{}\" is not {}", text, kForms); }

// What stands in the brackets of "bucket(16, id)": the parameter is Spark's first argument, or PyIceberg's last.
Status ReadArguments(std::string_view text, std::string_view arguments, LayoutTerm& term) {
  if (term.transform != "bucket" && term.transform != "truncate") {
    term.column = Trim(arguments);
    return Ok();
  }
  auto comma = arguments.find(',');
  if (comma == std::string_view::npos) return NotATerm(text);
  auto first = Trim(arguments.substr(0, comma));
  auto second = Trim(arguments.substr(comma + 1));
  auto parameter = ParseNumber<int32_t>(first);
  if (!parameter) {
    parameter = ParseNumber<int32_t>(second);
    second = first;
  }
  if (!parameter || *parameter < 1) {
    return InvalidArgument("\"{}\" needs a number of at least 1, as in {}(16, id)", text, term.transform);
  }
  term.parameter = *parameter;
  term.column = second;
  return Ok();
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  for (text = Trim(text); !text.empty(); text = Trim(text)) {
    auto end = std::min(text.find_first_of(" \t"), text.size());
    words.push_back(ToLower(text.substr(0, end)));
    text.remove_prefix(end);
  }
  return words;
}

}  // namespace

Result<LayoutTerm> ParsePartitionTerm(std::string_view text) {
  LayoutTerm term;
  auto trimmed = Trim(text);
  auto open = trimmed.find('(');
  if (open == std::string_view::npos) {
    term.column = trimmed;
  } else {
    auto name = ToLower(Trim(trimmed.substr(0, open)));
    auto known = std::find_if(kTransforms.begin(), kTransforms.end(), [&](const Word& w) { return w.text == name; });
    if (known == kTransforms.end() || !trimmed.ends_with(')')) return NotATerm(text);
    term.transform = known->transform;
    LP_TRY(ReadArguments(text, trimmed.substr(open + 1, trimmed.size() - open - 2), term));
  }
  bool odd = term.column.empty() || term.column.find_first_of("(),") != std::string::npos;
  if (odd) return NotATerm(text);
  return term;
}

Result<SortTerm> ParseSortTerm(std::string_view text) {
  auto trimmed = Trim(text);
  auto close = trimmed.rfind(')');
  auto end = close == std::string_view::npos ? std::min(trimmed.find_first_of(" \t"), trimmed.size()) : close + 1;
  SortTerm sort;
  LP_ASSIGN(sort.term, ParsePartitionTerm(trimmed.substr(0, end)));
  auto words = Words(trimmed.substr(end));
  size_t next = 0;
  if (next < words.size() && (words[next] == "asc" || words[next] == "desc")) sort.descending = words[next++] == "desc";
  sort.nulls_first = !sort.descending;
  bool says_nulls =
      next + 1 < words.size() && words[next] == "nulls" && (words[next + 1] == "first" || words[next + 1] == "last");
  if (says_nulls) {
    sort.nulls_first = words[next + 1] == "first";
    next += 2;
  }
  if (next == words.size()) return sort;
  return InvalidArgument("\"{}\": after the column there may be asc or desc, then nulls first or nulls last", text);
}

Result<int64_t> ParseFileSize(std::string_view text) {
  struct Unit {
    std::string_view name;
    int64_t bytes;
  };
  constexpr std::array<Unit, 12> kUnits{{{"", 1},
                                         {"b", 1},
                                         {"k", 1ll << 10},
                                         {"kb", 1ll << 10},
                                         {"kib", 1ll << 10},
                                         {"m", 1ll << 20},
                                         {"mb", 1ll << 20},
                                         {"mib", 1ll << 20},
                                         {"g", 1ll << 30},
                                         {"gb", 1ll << 30},
                                         {"gib", 1ll << 30},
                                         {"tb", 1ll << 40}}};
  auto trimmed = Trim(text);
  auto digits = std::min(trimmed.find_first_not_of("0123456789"), trimmed.size());
  auto number = ParseNumber<int64_t>(trimmed.substr(0, digits));
  auto name = ToLower(Trim(trimmed.substr(digits)));
  auto unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) { return u.name == name; });
  int64_t bytes = 0;
  if (!number || unit == kUnits.end() || __builtin_mul_overflow(*number, unit->bytes, &bytes)) {
    return InvalidArgument("\"{}\" is no size; write 512MB, 1GB or a number of bytes", text);
  }
  if (bytes < kSmallestFile || bytes > kLargestFile) {
    return InvalidArgument("\"{}\" is not a file size between 1 MB and 1 TB", text);
  }
  return bytes;
}

}  // namespace lakeport::protocol
