#include "server/job_json.h"

namespace lakeport::server {
namespace {

void PutText(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

void PutTime(Json& json, const char* key, const std::optional<Timestamp>& time) {
  if (time) json[key] = FormatTimestamp(*time);
}

// An event's members without what only makes it an event.
void PutEvent(Json& json, const char* key, const std::string& text) {
  if (text.empty()) return;
  auto event = ParseJson(text, key);
  if (!event.ok() || !event->is_object()) return;
  event->erase("event");
  json[key] = *std::move(event);
}

bool IsDue(queue::JobState state) {
  return state == queue::JobState::kScheduled || state == queue::JobState::kRetrying;
}

}  // namespace

Json JobJson(const queue::Job& job) {
  Json json{{"id", job.id},
            {"engine", job.engine},
            {"label", job.label},
            {"user", job.user},
            {"source", job.source},
            {"priority", job.priority},
            {"state", ToString(job.state)},
            {"cancel_requested", job.cancel_requested && !queue::IsFinal(job.state)},
            {"attempt", job.attempt},
            {"errors", job.errors},
            {"max_errors", job.max_errors},
            {"crashes", job.crashes},
            {"max_crashes", job.max_crashes},
            {"created_at", FormatTimestamp(job.created_at)}};
  PutText(json, "cancelled_by", job.cancelled_by);
  PutText(json, "worker", job.worker);
  if (IsDue(job.state)) json["run_at"] = FormatTimestamp(job.run_at);
  PutTime(json, "started_at", job.started_at);
  PutTime(json, "finished_at", job.finished_at);
  PutEvent(json, "progress", job.progress);
  PutEvent(json, "summary", job.summary);
  if (job.exit_code) json["exit_code"] = *job.exit_code;
  PutText(json, "error", job.error);
  PutText(json, "parent", job.parent);
  return json;
}

Json TableResultJson(const queue::TableResult& result) {
  Json json{{"table", result.table}, {"status", result.status}, {"rows", 0}, {"files", 0}, {"bytes", 0},
            {"seconds", 0},          {"may_retry", false}};
  auto event = ParseJson(result.event, "a table's result");
  if (!event.ok() || !event->is_object()) return json;
  event->erase("event");
  json.update(*event);
  return json;
}

Json EventJson(const queue::Event& event) {
  Json json{{"seq", event.seq}, {"attempt", event.attempt}, {"at", FormatTimestamp(event.at)}};
  auto line = ParseJson(event.line, "an engine's line");
  bool is_event = line.ok() && line->is_object() && line->contains("event");
  if (is_event) {
    for (auto& [key, value] : line->items()) {
      if (!json.contains(key) || key == "at") json[key] = value;
    }
    return json;
  }
  json["event"] = "log";
  json["level"] = "info";
  json["message"] = event.line;
  return json;
}

}  // namespace lakeport::server
