#include "iceberg/path_map.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "storage/resolve.h"

namespace lakeport::iceberg {
namespace {

// What `inner` has behind `outer`: "/a/b" of "/t/a/b" in "/t", "" of itself.
std::string_view Below(const Location& outer, const Location& inner) {
  return outer.path() == "/" ? std::string_view(inner.path())
                             : std::string_view(inner.path()).substr(outer.path().size());
}

bool IsWithin(const PathRule& inner, const PathRule& outer) {
  return outer.from.Contains(inner.from) && Below(outer.from, inner.from) == Below(outer.to, inner.to);
}

// Files of two rules can meet when one's target holds the other's, unless the inner rule says what the outer says.
Status CheckApart(const PathRule& a, const PathRule& b) {
  if (a.from == b.from) return InvalidArgument("{} has two targets", a.from.ToString());
  bool meet = (a.to.Contains(b.to) && !IsWithin(b, a)) || (b.to.Contains(a.to) && !IsWithin(a, b));
  if (!meet) return Ok();
  return InvalidArgument("files of {} and of {} could meet, in {} and {}; give them targets apart from each other",
                         a.from.ToString(), b.from.ToString(), a.to.ToString(), b.to.ToString());
}

}  // namespace

Result<PathMap> PathMap::Make(std::vector<PathRule> rules) {
  for (PathRule& rule : rules) {
    LP_ASSIGN(rule.from, storage::NormalizeLocation(rule.from));
    LP_ASSIGN(rule.to, storage::NormalizeLocation(rule.to));
  }
  for (size_t i = 0; i < rules.size(); ++i) {
    for (size_t j = 0; j < i; ++j) LP_TRY(CheckApart(rules[j], rules[i]));
  }
  std::stable_sort(rules.begin(), rules.end(),
                   [](const PathRule& a, const PathRule& b) { return a.from.path().size() > b.from.path().size(); });
  return PathMap(std::move(rules));
}

Result<std::optional<std::string>> PathMap::Find(std::string_view path) const {
  LP_ASSIGN(auto parsed, Location::Parse(path));
  LP_ASSIGN(auto location, storage::NormalizeLocation(parsed));
  for (const PathRule& rule : rules_) {
    if (!rule.from.Contains(location)) continue;
    LP_ASSIGN(auto target, rule.to.Child(Below(rule.from, location)));
    return std::optional(target.ToString());
  }
  return std::optional<std::string>();
}

Result<std::string> PathMap::Get(std::string_view path) const {
  LP_ASSIGN(auto found, Find(path));
  if (found) return *std::move(found);
  std::string sources;
  for (const PathRule& rule : rules_) sources += (sources.empty() ? "" : ", ") + rule.from.ToString();
  return NotFound("{} lies in none of the directories that are known: {}", Printable(path), sources);
}

}  // namespace lakeport::iceberg
