#include "audit/record.h"

#include <algorithm>
#include <utility>

#include "base/redact.h"
#include "base/sha256.h"

namespace lakeport::audit {
namespace {

Json TextOrNull(const std::string& text) { return text.empty() ? Json() : Json(RedactText(text)); }

// The same value with every text in it redacted.
Json Redacted(const Json& json) {
  if (json.is_string()) return RedactText(json.get_ref<const std::string&>());
  if (!json.is_structured()) return json;
  Json redacted = json;
  for (auto& item : redacted) item = Redacted(item);
  return redacted;
}

Json ToJson(const TableOutcome& table) {
  Json json{{"table", table.table},
            {"target", TextOrNull(table.target)},
            {"status", table.status},
            {"rows", table.rows},
            {"files", table.files},
            {"bytes", table.bytes},
            {"seconds", table.seconds},
            {"metadata_location", TextOrNull(table.metadata_location)},
            {"message", TextOrNull(table.message)}};
  if (!table.accounting.is_null()) json["accounting"] = Redacted(table.accounting);
  return json;
}

Result<std::string> ReadText(const Json& json, const char* key) {
  LP_ASSIGN(auto text, FindString(json, key));
  return text.value_or("");
}

Result<double> ReadSeconds(const Json& json) {
  const Json* member = FindMember(json, "seconds");
  if (member == nullptr || !member->is_number()) return CorruptData("\"seconds\" must be a number");
  return member->get<double>();
}

Result<Timestamp> ReadTime(const Json& json, const char* key) {
  LP_ASSIGN(auto text, GetString(json, key));
  auto time = ParseTimestamp(text);
  if (!time.ok()) return CorruptData("\"{}\": {}", key, time.error().message());
  return time;
}

Status ReadTexts(const Json& json, std::initializer_list<std::pair<const char*, std::string*>> members) {
  for (const auto& [key, text] : members) {
    LP_ASSIGN(*text, ReadText(json, key));
  }
  return Ok();
}

Status ReadCounts(const Json& json, std::initializer_list<std::pair<const char*, int64_t*>> members) {
  for (const auto& [key, count] : members) {
    LP_ASSIGN(*count, GetInt64(json, key));
  }
  return Ok();
}

Result<TableOutcome> ReadTable(const Json& json) {
  TableOutcome table;
  LP_TRY(ReadTexts(json, {{"table", &table.table},
                          {"target", &table.target},
                          {"status", &table.status},
                          {"metadata_location", &table.metadata_location},
                          {"message", &table.message}}));
  LP_TRY(ReadCounts(json, {{"rows", &table.rows}, {"files", &table.files}, {"bytes", &table.bytes}}));
  LP_ASSIGN(table.seconds, ReadSeconds(json));
  if (const Json* accounting = FindMember(json, "accounting")) table.accounting = *accounting;
  return table;
}

Status ReadTimes(const Json& json, Record& record) {
  LP_ASSIGN(record.created_at, ReadTime(json, "created_at"));
  if (FindMember(json, "started_at") != nullptr) {
    LP_ASSIGN(record.started_at, ReadTime(json, "started_at"));
  }
  LP_ASSIGN(record.finished_at, ReadTime(json, "finished_at"));
  LP_ASSIGN(record.seconds, ReadSeconds(json));
  return Ok();
}

Status ReadAttempts(const Json& json, Record& record) {
  LP_ASSIGN(record.attempts, GetInt32(json, "attempts"));
  LP_ASSIGN(record.errors, GetInt32(json, "errors"));
  LP_ASSIGN(record.crashes, GetInt32(json, "crashes"));
  LP_ASSIGN(record.exit_code, FindInt32(json, "exit_code"));
  return Ok();
}

Result<Record> ReadRecord(const Json& json) {
  Record record;
  LP_ASSIGN(record.job_id, GetString(json, "job"));
  LP_ASSIGN(record.state, GetString(json, "state"));
  LP_TRY(ReadTexts(json, {{"previous", &record.previous},
                          {"engine", &record.engine},
                          {"engine_version", &record.engine_version},
                          {"label", &record.label},
                          {"user", &record.user},
                          {"source", &record.source},
                          {"parent", &record.parent},
                          {"error", &record.error},
                          {"cancelled_by", &record.cancelled_by},
                          {"worker", &record.worker}}));
  LP_TRY(ReadCounts(
      json,
      {{"sequence", &record.sequence}, {"rows", &record.rows}, {"files", &record.files}, {"bytes", &record.bytes}}));
  LP_ASSIGN(record.children, FindStrings(json, "children"));
  LP_ASSIGN(const Json* request, GetObject(json, "request"));
  record.request = *request;
  LP_TRY(ReadAttempts(json, record));
  LP_TRY(ReadTimes(json, record));
  LP_ASSIGN(const Json* tables, GetArray(json, "tables"));
  for (const auto& item : *tables) {
    LP_ASSIGN(auto table, ReadTable(item), "reading the table {}", record.tables.size() + 1);
    record.tables.push_back(std::move(table));
  }
  return record;
}

}  // namespace

std::string FormatRecord(const Record& record) {
  Json json{{"sequence", record.sequence}, {"previous", TextOrNull(record.previous)}, {"job", record.job_id}};
  json["engine"] = record.engine;
  json["engine_version"] = TextOrNull(record.engine_version);
  json["label"] = RedactText(record.label);
  json["user"] = record.user;
  json["source"] = record.source;
  json["parent"] = TextOrNull(record.parent);
  json["children"] = record.children;
  json["request"] = Redacted(record.request);
  json["state"] = record.state;
  json["error"] = TextOrNull(record.error);
  json["exit_code"] = record.exit_code.has_value() ? Json(*record.exit_code) : Json();
  json["cancelled_by"] = TextOrNull(record.cancelled_by);
  json["worker"] = TextOrNull(record.worker);
  json["attempts"] = record.attempts;
  json["errors"] = record.errors;
  json["crashes"] = record.crashes;
  json["created_at"] = FormatTimestamp(record.created_at);
  json["started_at"] = record.started_at.has_value() ? Json(FormatTimestamp(*record.started_at)) : Json();
  json["finished_at"] = FormatTimestamp(record.finished_at);
  json["seconds"] = record.seconds;
  json["rows"] = record.rows;
  json["files"] = record.files;
  json["bytes"] = record.bytes;
  json["tables"] = Json::array();
  for (const auto& table : record.tables) json["tables"].push_back(ToJson(table));
  return FormatJsonIndented(json) + "\n";
}

Result<Record> ParseRecord(const std::string& text) {
  LP_ASSIGN(auto json, ParseJson(text, "the record"));
  LP_ASSIGN(auto record, ReadRecord(json), "reading a record");
  return record;
}

Status VerifyChain(const std::vector<std::string>& texts) {
  std::vector<std::pair<Record, const std::string*>> chain;
  for (const auto& text : texts) {
    LP_ASSIGN(auto record, ParseRecord(text));
    chain.emplace_back(std::move(record), &text);
  }
  std::sort(chain.begin(), chain.end(),
            [](const auto& a, const auto& b) { return a.first.sequence < b.first.sequence; });
  int64_t expected = 1;
  std::string hash;
  for (const auto& [record, text] : chain) {
    if (record.sequence < expected) return CorruptData("there are two records {}", record.sequence);
    if (record.sequence > expected) return CorruptData("record {} is missing", expected);
    if (record.previous != hash) {
      return CorruptData("record {} was changed after record {}, of job {}, was made", expected - 1, expected,
                         record.job_id);
    }
    hash = Sha256(*text);
    ++expected;
  }
  return Ok();
}

}  // namespace lakeport::audit
