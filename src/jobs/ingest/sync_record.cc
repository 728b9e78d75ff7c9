#include "jobs/ingest/sync_record.h"

#include <charconv>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"

namespace lakeport::ingest {
namespace {

using protocol::IngestMode;

constexpr int32_t kHighestId = 10'000'000;

// "1-12,15"
std::string FormatIds(const std::set<int32_t>& ids) {
  std::string text;
  for (auto id = ids.begin(); id != ids.end();) {
    int32_t first = *id, last = *id;
    for (++id; id != ids.end() && *id == last + 1; ++id) last = *id;
    text += fmt::format("{}{}", text.empty() ? "" : ",", first);
    if (last > first) text += fmt::format("-{}", last);
  }
  return text;
}

bool TakeId(std::string_view& text, int32_t& id) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return error == std::errc() && id > 0 && id <= kHighestId;
}

std::optional<std::set<int32_t>> ParseIds(std::string_view text) {
  std::set<int32_t> ids;
  while (!text.empty()) {
    int32_t first = 0;
    if (!TakeId(text, first)) return std::nullopt;
    int32_t last = first;
    if (text.starts_with('-')) {
      text.remove_prefix(1);
      if (!TakeId(text, last)) return std::nullopt;
    }
    for (int32_t id = first; id <= last; ++id) ids.insert(id);
    if (text.empty()) break;
    if (text.front() != ',') return std::nullopt;
    text.remove_prefix(1);
  }
  return ids;
}

std::optional<IngestMode> ParseMode(const std::string& word) {
  for (IngestMode mode : {IngestMode::kCopy, IngestMode::kInPlace, IngestMode::kRewrite}) {
    if (protocol::ToString(mode) == word) return mode;
  }
  return std::nullopt;
}

std::string Text(const Json& json, const char* key) {
  auto text = FindString(json, key);
  return text.ok() ? text->value_or("") : "";
}

void Collect(const std::vector<iceberg::NestedField>& fields, std::set<int32_t>& ids) {
  for (const auto& field : fields) {
    ids.insert(field.id);
    Collect(field.type->fields(), ids);
  }
}

}  // namespace

std::string FormatSyncRecord(const SyncRecord& record) {
  Json json{{"mode", protocol::ToString(record.mode)},
            {"source", record.source.ToString()},
            {"own", record.own.ToString()},
            {"columns", FormatIds(record.columns)}};
  if (!record.layout.empty()) json["layout"] = record.layout;
  return FormatJson(json);
}

std::optional<SyncRecord> FindSyncRecord(const iceberg::TableMetadata& metadata) {
  auto property = metadata.properties.find(kSyncProperty);
  if (property == metadata.properties.end()) return std::nullopt;
  auto json = ParseJson(property->second, kSyncProperty);
  if (!json.ok() || !json->is_object()) return std::nullopt;
  auto mode = ParseMode(Text(*json, "mode"));
  auto source = FileSet::Parse(Text(*json, "source"));
  auto own = OwnSet::Parse(Text(*json, "own"));
  auto columns = ParseIds(Text(*json, "columns"));
  if (!mode || !source || !own || !columns) return std::nullopt;
  return SyncRecord{
      .mode = *mode, .source = *source, .own = *own, .columns = *std::move(columns), .layout = Text(*json, "layout")};
}

std::string LayoutWords(const protocol::IngestRequest& request) {
  constexpr size_t kMostBytes = 800;
  std::string words;
  auto add = [&words](const char* option, const std::string& value) {
    words += fmt::format("{}{} '{}'", words.empty() ? "" : " ", option, value);
  };
  for (const std::string& term : request.partition_by) add("--partition-by", term);
  for (const std::string& term : request.sort_by) add("--sort-by", term);
  if (request.target_file_size > 0) add("--target-file-size", std::to_string(request.target_file_size));
  return words.size() <= kMostBytes ? words : fmt::format("#{:016x}", StableHash(words));
}

std::set<int32_t> FieldIds(const iceberg::Schema& schema) {
  std::set<int32_t> ids;
  Collect(schema.fields(), ids);
  return ids;
}

}  // namespace lakeport::ingest
