#include "protocol/file_counts.h"

#include <fmt/format.h>

namespace lakeport::protocol {
namespace {

constexpr size_t kMostReasons = 100;

Result<int64_t> ReadCount(const Json& json, const char* key) {
  LP_ASSIGN(auto count, FindInt64(json, key));
  if (count.value_or(0) < 0) return CorruptData("\"{}\" is {}, but a count is never negative", key, *count);
  return count.value_or(0);
}

}  // namespace

int64_t FileCounts::skipped_files() const {
  int64_t files = 0;
  for (const auto& [reason, count] : skipped) files += count;
  return files;
}

void FileCounts::Add(const FileCounts& other) {
  listed += other.listed;
  added += other.added;
  rewritten += other.rewritten;
  for (const auto& [reason, count] : other.skipped) skipped[reason] += count;
  removed += other.removed;
}

std::string FileCounts::ToString() const {
  std::string text = fmt::format("{} listed {} {} added", listed, balanced() ? "=" : "is not", added);
  if (rewritten > 0) text += fmt::format(" + {} rewritten", rewritten);
  std::string reasons;
  for (const auto& [reason, count] : skipped) {
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", count, reason);
  }
  if (!skipped.empty()) text += fmt::format(" + {} skipped ({})", skipped_files(), reasons);
  if (removed > 0) text += fmt::format("; {} removed", removed);
  return text;
}

Json ToJson(const FileCounts& counts) {
  Json json{{"listed", counts.listed}, {"added", counts.added}, {"rewritten", counts.rewritten}};
  json["skipped"] = Json::object();
  for (const auto& [reason, count] : counts.skipped) json["skipped"][reason] = count;
  if (counts.removed > 0) json["removed"] = counts.removed;
  return json;
}

Result<FileCounts> ParseFileCounts(const Json& json) {
  if (!json.is_object()) return CorruptData("counts of files are a JSON object, not {}", json.type_name());
  FileCounts counts;
  LP_ASSIGN(counts.listed, ReadCount(json, "listed"));
  LP_ASSIGN(counts.added, ReadCount(json, "added"));
  LP_ASSIGN(counts.rewritten, ReadCount(json, "rewritten"));
  LP_ASSIGN(counts.removed, ReadCount(json, "removed"));
  const Json* skipped = FindMember(json, "skipped");
  if (skipped == nullptr) return counts;
  if (!skipped->is_object() || skipped->size() > kMostReasons) return CorruptData("\"skipped\" is no count by reason");
  for (const auto& [reason, count] : skipped->items()) {
    if (!count.is_number_integer() || count.get<int64_t>() < 0) return CorruptData("\"{}\" is no count", reason);
    counts.skipped[reason] = count.get<int64_t>();
  }
  return counts;
}

}  // namespace lakeport::protocol
