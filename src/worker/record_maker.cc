#include "worker/record_maker.h"

#include "base/json.h"
#include "base/version.h"
#include "protocol/engine_event.h"

namespace lakeport::worker {
namespace {

Json ObjectOr(const std::string& text, const char* what, Json otherwise) {
  auto json = ParseJson(text, what);
  return json.ok() && json->is_object() ? *std::move(json) : std::move(otherwise);
}

audit::TableOutcome MakeOutcome(const queue::TableResult& result) {
  audit::TableOutcome outcome{.table = result.table, .status = result.status};
  auto event = protocol::ParseEngineEvent(ObjectOr(result.event, "event", Json::object()));
  if (!event.ok() || !std::holds_alternative<protocol::TableEvent>(*event)) return outcome;
  const auto& table = std::get<protocol::TableEvent>(*event);
  outcome.target = table.target;
  outcome.rows = table.rows;
  outcome.files = table.files;
  outcome.bytes = table.bytes;
  outcome.seconds = table.seconds;
  outcome.metadata_location = table.metadata_location;
  outcome.message = table.message;
  if (table.accounting) outcome.accounting = ToJson(*table.accounting);
  return outcome;
}

void AddTables(const queue::FinishedJob& finished, audit::Record& record) {
  for (const auto& result : finished.tables) {
    record.tables.push_back(MakeOutcome(result));
    const auto& table = record.tables.back();
    if (table.status != ToString(protocol::TableStatus::kCommitted)) continue;
    record.rows += table.rows;
    record.files += table.files;
    record.bytes += table.bytes;
  }
}

// Said by the engine itself, or else this program's: they are one executable.
std::string EngineVersion(const queue::Job& job) {
  if (job.attempt == 0) return "";
  auto version = FindString(ObjectOr(job.summary, "summary", Json::object()), "engine_version");
  return version.ok() && version->has_value() ? **version : kVersion;
}

}  // namespace

audit::Record MakeRecord(const queue::FinishedJob& finished, int64_t sequence, const std::string& previous_hash) {
  const auto& job = finished.job;
  audit::Record record{.sequence = sequence, .previous = previous_hash, .job_id = job.id, .engine = job.engine};
  record.engine_version = EngineVersion(job);
  record.label = job.label;
  record.user = job.user;
  record.source = job.source;
  record.parent = job.parent;
  record.children = finished.children;
  record.request = ObjectOr(finished.request, "request", Json{{"text", finished.request}});
  record.state = ToString(job.state);
  record.error = job.error;
  record.exit_code = job.exit_code;
  record.cancelled_by = job.cancelled_by;
  record.worker = job.worker;
  record.attempts = job.attempt;
  record.errors = job.errors;
  record.crashes = job.crashes;
  record.created_at = job.created_at;
  record.started_at = job.started_at;
  record.finished_at = job.finished_at.value_or(job.created_at);
  if (job.started_at.has_value()) {
    record.seconds = std::chrono::duration<double>(record.finished_at - *job.started_at).count();
  }
  AddTables(finished, record);
  return record;
}

}  // namespace lakeport::worker
