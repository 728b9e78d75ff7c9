#include "jobs/ingest/table_names.h"

#include <algorithm>
#include <set>

#include <fnmatch.h>

#include "hivetype/name.h"
#include "jobs/ingest/table_rules.h"

namespace lakeport::ingest {
namespace {

bool IsGlob(const std::string& text) { return text.find_first_of("*?[") != std::string::npos; }

bool Matches(const std::string& glob, const std::string& name) {
  return fnmatch(glob.c_str(), name.c_str(), FNM_CASEFOLD | FNM_NOESCAPE) == 0;
}

}  // namespace

SelectedTables SelectTables(const std::vector<std::string>& wanted, const std::vector<std::string>& existing) {
  if (wanted.empty()) return {.names = existing, .missing = {}};
  std::set<std::string> plain;
  std::vector<std::string> globs;
  for (const std::string& text : wanted) {
    if (IsGlob(text)) {
      globs.push_back(text);
    } else {
      plain.insert(hive::LowerName(text));
    }
  }
  SelectedTables selected;
  for (const std::string& name : existing) {
    bool named = plain.erase(hive::LowerName(name)) > 0;
    bool matched = std::any_of(globs.begin(), globs.end(), [&](const auto& glob) { return Matches(glob, name); });
    if (named || matched) selected.names.push_back(name);
  }
  selected.missing.assign(plain.begin(), plain.end());
  return selected;
}

Result<iceberg::Namespace> ParseNamespace(const std::string& text) {
  std::string_view rest = text;
  iceberg::Namespace levels;
  while (true) {
    std::string level(rest.substr(0, rest.find('.')));
    if (auto reason = JudgeName(level)) return InvalidArgument("\"namespace\": {}", *reason);
    levels.push_back(level);
    if (rest.size() == level.size()) return levels;
    rest.remove_prefix(level.size() + 1);
  }
}

}  // namespace lakeport::ingest
