#include "jobs/ingest/plan_text.h"

#include <array>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"
#include "jobs/ingest/counted.h"

namespace lakeport::ingest {
namespace {

std::string Text(const Json& object, const char* key) {
  const Json* member = FindMember(object, key);
  return member != nullptr && member->is_string() ? Printable(member->get<std::string>()) : "";
}

int64_t Number(const Json& object, const char* key) {
  const Json* member = FindMember(object, key);
  return member != nullptr && member->is_number_integer() ? member->get<int64_t>() : 0;
}

std::vector<std::string> Texts(const Json& object, const char* key) {
  std::vector<std::string> texts;
  const Json* member = FindMember(object, key);
  if (member == nullptr || !member->is_array()) return texts;
  for (const Json& one : *member) {
    if (one.is_string()) texts.push_back(Printable(one.get<std::string>()));
  }
  return texts;
}

// "7.1 MB"; powers of 1,000.
std::string FormatBytes(int64_t bytes) {
  constexpr std::array kUnits = {"kB", "MB", "GB", "TB", "PB", "EB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double size = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  for (; size >= 999.95 && unit + 1 < kUnits.size(); ++unit) size /= 1000;
  return fmt::format("{:.1f} {}", size, kUnits[unit]);
}

// "create by copy: 120 Parquet files, 7.1 MB, in 12 partitions"
std::string DescribeWork(const Json& table) {
  std::string action = Text(table, "action");
  std::string reason = Text(table, "reason");
  if (action == "unchanged") return "unchanged: " + (reason.empty() ? "this job has made it already" : reason);
  if (action == "skip" || action == "refuse") return action + ": " + reason;
  if (action == "drop") return "drop, with the files that the job wrote";
  if (action == "restore") return "restore what it was before the job";
  std::string mode = Text(table, "mode");
  std::string work = action + (mode == "in-place" ? " in place" : mode == "rewrite" ? " by rewriting" : " by copy");
  std::string format = Text(table, "format");
  work += fmt::format(": {}, {}", Counted(Number(table, "files"), format.empty() ? "file" : format + " file"),
                      FormatBytes(Number(table, "bytes")));
  if (FindMember(table, "partitions") != nullptr) work += ", in " + Counted(Number(table, "partitions"), "partition");
  return work;
}

// "    written anew: 3 files, 1.2 MB: its timestamps are INT96 (file:///...)"
std::string DescribeRewrites(const Json& table) {
  std::string lines;
  const Json* rewrites = FindMember(table, "rewrite");
  if (rewrites == nullptr || !rewrites->is_array()) return lines;
  for (const Json& one : *rewrites) {
    std::string examples = Text(one, "examples");
    lines += fmt::format("    written anew: {}, {}: {}{}\n", Counted(Number(one, "files"), "file"),
                         FormatBytes(Number(one, "bytes")), Text(one, "reason"),
                         examples.empty() ? "" : " (" + examples + ")");
  }
  return lines;
}

std::string DescribeTable(const Json& table, size_t width) {
  std::string target = Text(table, "target");
  std::string name = Text(table, "table") + (target.empty() ? "" : " -> " + target);
  std::string lines = fmt::format("{:<{}}  {}\n", name, width, DescribeWork(table));
  lines += DescribeRewrites(table);
  for (const std::string& warning : Texts(table, "warnings")) lines += fmt::format("    note: {}\n", warning);
  return lines;
}

size_t NameWidth(const Json& tables) {
  constexpr size_t kWidest = 60;
  size_t width = 0;
  for (const Json& table : tables) {
    std::string target = Text(table, "target");
    width = std::max(width, Text(table, "table").size() + (target.empty() ? 0 : target.size() + 4));
  }
  return std::min(width, kWidest);
}

std::string Done(const std::string& action) {
  if (action == "unchanged") return action;
  if (action == "skip") return "skipped";
  return action == "refuse" ? "refused" : "to " + action;
}

std::string DescribeTotals(const Json& tables) {
  std::map<std::string, int64_t> actions;
  int64_t files = 0;
  int64_t bytes = 0;
  for (const Json& table : tables) {
    std::string action = Text(table, "action");
    actions[action] += 1;
    if (action != "create" && action != "replace" && action != "sync") continue;
    files += Number(table, "files");
    bytes += Number(table, "bytes");
  }
  std::string totals = Counted(static_cast<int64_t>(tables.size()), "table");
  for (const auto& [action, count] : actions) totals += fmt::format(", {} {}", count, Done(action));
  return totals + fmt::format("; {}, {}\n", Counted(files, "file"), FormatBytes(bytes));
}

}  // namespace

std::string FormatPlan(const Json& plan) {
  static const Json kNone = Json::array();
  const Json* found = FindMember(plan, "tables");
  const Json& tables = found != nullptr && found->is_array() ? *found : kNone;
  std::string text;
  size_t width = NameWidth(tables);
  for (const Json& table : tables) text += DescribeTable(table, width);
  for (const std::string& warning : Texts(plan, "warnings")) text += fmt::format("note: {}\n", warning);
  return text + DescribeTotals(tables);
}

}  // namespace lakeport::ingest
