#include "protocol/engine_event.h"

#include <array>
#include <cmath>
#include <utility>

namespace lakeport::protocol {
namespace {

constexpr std::array kTableStatuses{
    std::pair{TableStatus::kCommitted, std::string_view("committed")},
    std::pair{TableStatus::kUnchanged, std::string_view("unchanged")},
    std::pair{TableStatus::kSkipped, std::string_view("skipped")},
    std::pair{TableStatus::kRefused, std::string_view("refused")},
    std::pair{TableStatus::kFailed, std::string_view("failed")},
    std::pair{TableStatus::kReverted, std::string_view("reverted")},
};

// --- To JSON. Members that say nothing are left out.

void AddText(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

void AddCounts(Json& json, const std::optional<FileCounts>& counts) {
  if (counts) json["accounting"] = ToJson(*counts);
}

Json Write(const StartedEvent& e) { return {{"event", "started"}, {"engine", e.engine}, {"version", e.version}}; }

Json Write(const PlanEvent& e) { return {{"event", "plan"}, {"plan", e.plan}}; }

Json Write(const ProgressEvent& e) {
  return {{"event", "progress"},          {"phase", e.phase},
          {"tables_done", e.tables_done}, {"tables_total", e.tables_total},
          {"files_done", e.files_done},   {"files_total", e.files_total},
          {"bytes_done", e.bytes_done},   {"bytes_total", e.bytes_total}};
}

Json Write(const LogEvent& e) { return {{"event", "log"}, {"level", e.level}, {"message", e.message}}; }

Json Write(const CommittedEvent& e) {
  Json json{{"event", "committed"}, {"table", e.table}, {"target", e.target}};
  json["metadata_location"] = e.metadata_location;
  if (e.snapshot_id != 0) json["snapshot_id"] = e.snapshot_id;
  return json;
}

Json Write(const TableEvent& e) {
  Json json{{"event", "table"}, {"table", e.table}};
  AddText(json, "target", e.target);
  json["status"] = ToString(e.status);
  json["rows"] = e.rows;
  json["files"] = e.files;
  json["bytes"] = e.bytes;
  json["seconds"] = e.seconds;
  AddText(json, "metadata_location", e.metadata_location);
  AddText(json, "message", e.message);
  if (e.may_retry) json["may_retry"] = true;
  AddCounts(json, e.accounting);
  if (e.counted_partitions) json["counted_partitions"] = *e.counted_partitions;
  return json;
}

Json Write(const SummaryEvent& e) {
  Json json{{"event", "summary"},       {"status", e.status},   {"tables", e.tables},   {"committed", e.committed},
            {"unchanged", e.unchanged}, {"skipped", e.skipped}, {"refused", e.refused}, {"failed", e.failed},
            {"rows", e.rows},           {"files", e.files},     {"bytes", e.bytes},     {"seconds", e.seconds}};
  if (e.reverted > 0) json["reverted"] = e.reverted;
  AddText(json, "error", e.error);
  AddCounts(json, e.accounting);
  return json;
}

// --- From JSON.

Result<std::string> ReadText(const Json& json, const char* key) {
  LP_ASSIGN(auto text, FindString(json, key));
  return text.value_or("");
}

Status ReadCount(const Json& json, const char* key, int64_t& count) {
  LP_ASSIGN(auto number, FindInt64(json, key));
  count = number.value_or(0);
  if (count < 0) return CorruptData("\"{}\" is {}, but a count is never negative", key, count);
  return Ok();
}

Status ReadCounts(const Json& json, std::optional<FileCounts>& counts) {
  const Json* member = FindMember(json, "accounting");
  if (member == nullptr) return Ok();
  LP_ASSIGN(counts, ParseFileCounts(*member));
  return Ok();
}

Status ReadSeconds(const Json& json, double& seconds) {
  const Json* member = FindMember(json, "seconds");
  seconds = 0;
  if (member == nullptr) return Ok();
  if (!member->is_number()) return CorruptData("\"seconds\" must be a number, not {}", member->type_name());
  seconds = member->get<double>();
  if (!std::isfinite(seconds) || seconds < 0) return CorruptData("\"seconds\" is not a length of time");
  return Ok();
}

// A text that must be one of a few.
Result<std::string> ReadWord(const Json& json, const char* key, std::initializer_list<std::string_view> words) {
  LP_ASSIGN(auto text, GetString(json, key));
  for (auto word : words) {
    if (text == word) return text;
  }
  return CorruptData("\"{}\" is \"{}\", which is none of {}", key, text, fmt::join(words, ", "));
}

Status CheckPair(const char* noun, int64_t done, int64_t total) {
  if (done <= total) return Ok();
  return CorruptData("{} {} are done, of {}", done, noun, total);
}

Result<EngineEvent> ReadStarted(const Json& json) {
  StartedEvent e;
  LP_ASSIGN(e.engine, GetString(json, "engine"));
  LP_ASSIGN(e.version, ReadText(json, "version"));
  return EngineEvent(std::move(e));
}

Result<EngineEvent> ReadPlan(const Json& json) {
  LP_ASSIGN(const Json* plan, GetObject(json, "plan"));
  return EngineEvent(PlanEvent{*plan});
}

Result<EngineEvent> ReadProgress(const Json& json) {
  ProgressEvent e;
  LP_ASSIGN(e.phase, ReadWord(json, "phase", {"planning", "running"}));
  LP_TRY(ReadCount(json, "tables_done", e.tables_done));
  LP_TRY(ReadCount(json, "tables_total", e.tables_total));
  LP_TRY(ReadCount(json, "files_done", e.files_done));
  LP_TRY(ReadCount(json, "files_total", e.files_total));
  LP_TRY(ReadCount(json, "bytes_done", e.bytes_done));
  LP_TRY(ReadCount(json, "bytes_total", e.bytes_total));
  LP_TRY(CheckPair("tables", e.tables_done, e.tables_total));
  LP_TRY(CheckPair("files", e.files_done, e.files_total));
  LP_TRY(CheckPair("bytes", e.bytes_done, e.bytes_total));
  return EngineEvent(std::move(e));
}

Result<EngineEvent> ReadLog(const Json& json) {
  LogEvent e;
  LP_ASSIGN(e.level, ReadWord(json, "level", {"info", "warning", "error"}));
  LP_ASSIGN(e.message, GetString(json, "message"));
  return EngineEvent(std::move(e));
}

Result<EngineEvent> ReadCommitted(const Json& json) {
  CommittedEvent e;
  LP_ASSIGN(e.table, GetString(json, "table"));
  LP_ASSIGN(e.target, GetString(json, "target"));
  LP_ASSIGN(e.metadata_location, ReadText(json, "metadata_location"));
  LP_ASSIGN(auto snapshot_id, FindInt64(json, "snapshot_id"));
  e.snapshot_id = snapshot_id.value_or(0);
  return EngineEvent(std::move(e));
}

Result<TableStatus> ReadTableStatus(const Json& json) {
  LP_ASSIGN(auto text, GetString(json, "status"));
  for (const auto& [status, name] : kTableStatuses) {
    if (text == name) return status;
  }
  return CorruptData("\"status\" is \"{}\", which no table can have", text);
}

Result<EngineEvent> ReadTable(const Json& json) {
  TableEvent e;
  LP_ASSIGN(e.table, GetString(json, "table"));
  LP_ASSIGN(e.target, ReadText(json, "target"));
  LP_ASSIGN(e.status, ReadTableStatus(json));
  LP_TRY(ReadCount(json, "rows", e.rows));
  LP_TRY(ReadCount(json, "files", e.files));
  LP_TRY(ReadCount(json, "bytes", e.bytes));
  LP_TRY(ReadSeconds(json, e.seconds));
  LP_ASSIGN(e.metadata_location, ReadText(json, "metadata_location"));
  LP_ASSIGN(e.message, ReadText(json, "message"));
  LP_ASSIGN(auto may_retry, FindBool(json, "may_retry"));
  e.may_retry = may_retry.value_or(false);
  LP_TRY(ReadCounts(json, e.accounting));
  if (FindMember(json, "counted_partitions") != nullptr) {
    LP_TRY(ReadCount(json, "counted_partitions", e.counted_partitions.emplace()));
  }
  return EngineEvent(std::move(e));
}

Result<EngineEvent> ReadSummary(const Json& json) {
  SummaryEvent e;
  LP_ASSIGN(e.status, ReadWord(json, "status", {"done", "failed", "cancelled"}));
  const std::pair<const char*, int64_t*> counts[] = {
      {"tables", &e.tables},   {"committed", &e.committed}, {"unchanged", &e.unchanged}, {"skipped", &e.skipped},
      {"refused", &e.refused}, {"failed", &e.failed},       {"rows", &e.rows},           {"files", &e.files},
      {"bytes", &e.bytes},     {"reverted", &e.reverted}};
  for (const auto& [key, count] : counts) LP_TRY(ReadCount(json, key, *count));
  LP_TRY(ReadSeconds(json, e.seconds));
  LP_ASSIGN(e.error, ReadText(json, "error"));
  LP_TRY(ReadCounts(json, e.accounting));
  return EngineEvent(std::move(e));
}

struct Reader {
  std::string_view name;
  Result<EngineEvent> (*read)(const Json& json);
};

constexpr std::array kReaders{
    Reader{"started", ReadStarted}, Reader{"plan", ReadPlan},           Reader{"progress", ReadProgress},
    Reader{"log", ReadLog},         Reader{"committed", ReadCommitted}, Reader{"table", ReadTable},
    Reader{"summary", ReadSummary},
};

}  // namespace

std::string_view ToString(TableStatus status) {
  for (const auto& [known, name] : kTableStatuses) {
    if (known == status) return name;
  }
  return "unknown";
}

Json ToJson(const EngineEvent& event) {
  return std::visit([](const auto& e) { return Write(e); }, event);
}

std::string FormatEngineEvent(const EngineEvent& event, Timestamp at) {
  Json line;
  const Json json = ToJson(event);
  for (const auto& [key, value] : json.items()) {
    line[key] = value;
    if (key == "event") line["at"] = FormatTimestamp(at);
  }
  return FormatJson(line);
}

Result<EngineEvent> ParseEngineEvent(const Json& json) {
  if (!json.is_object()) return CorruptData("an event is a JSON object, not {}", json.type_name());
  LP_ASSIGN(auto name, GetString(json, "event"));
  for (const auto& reader : kReaders) {
    if (reader.name != name) continue;
    auto event = reader.read(json);
    if (!event.ok()) return std::move(event).error().With(fmt::format("reading a \"{}\" event", name));
    return event;
  }
  return CorruptData("there is no event \"{}\"", name);
}

}  // namespace lakeport::protocol
