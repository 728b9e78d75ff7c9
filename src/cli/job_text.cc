#include "cli/job_text.h"

#include "cli/text_table.h"

namespace lakeport::cli {
namespace {

std::string TimeText(const std::optional<Timestamp>& time) { return time ? FormatTimestamp(*time) : ""; }

// What was stored as JSON, or null if it can't be read.
Json Stored(const std::string& text) {
  auto json = ParseJson(text, "a stored text");
  return json.ok() ? *std::move(json) : Json();
}

}  // namespace

std::string FormatJobList(const std::vector<queue::Job>& jobs) {
  TextTable table({{"ID"}, {"STATE"}, {"ENGINE"}, {"CREATED"}, {"USER"}, {"WHAT"}});
  for (const auto& job : jobs) {
    table.AddRow(
        {job.id, std::string(ToString(job.state)), job.engine, FormatTimestamp(job.created_at), job.user, job.label});
  }
  return table.ToString();
}

std::string FormatJob(const queue::Job& job, const std::string& request,
                      const std::vector<queue::TableResult>& tables) {
  TextTable facts({{"JOB"}, {job.id}});
  facts.AddRow({"what", job.label});
  facts.AddRow({"state", std::string(ToString(job.state)) + (job.cancel_requested ? ", cancel requested" : "")});
  facts.AddRow({"user", job.user});
  facts.AddRow({"attempt", std::to_string(job.attempt)});
  facts.AddRow({"created", FormatTimestamp(job.created_at)});
  facts.AddRow({"started", TimeText(job.started_at)});
  facts.AddRow({"finished", TimeText(job.finished_at)});
  facts.AddRow({"request", request});
  if (!job.error.empty()) facts.AddRow({"error", job.error});
  if (tables.empty()) return facts.ToString();
  TextTable results({{"TABLE"}, {"STATUS"}, {"MESSAGE"}});
  for (const auto& result : tables) {
    Json event = Stored(result.event);
    results.AddRow({result.table, result.status, TextOr(event, "message")});
  }
  return facts.ToString() + "\n" + results.ToString();
}

Json JobToJson(const queue::Job& job) {
  Json json{{"id", job.id},
            {"engine", job.engine},
            {"state", ToString(job.state)},
            {"label", job.label},
            {"user", job.user},
            {"source", job.source},
            {"attempt", job.attempt},
            {"created_at", FormatTimestamp(job.created_at)}};
  if (job.started_at) json["started_at"] = FormatTimestamp(*job.started_at);
  if (job.finished_at) json["finished_at"] = FormatTimestamp(*job.finished_at);
  if (job.exit_code) json["exit_code"] = *job.exit_code;
  if (!job.error.empty()) json["error"] = job.error;
  if (!job.summary.empty()) json["summary"] = Stored(job.summary);
  return json;
}

Json JobToJson(const queue::Job& job, const std::string& request, const std::vector<queue::TableResult>& tables) {
  Json json = JobToJson(job);
  json["request"] = Stored(request);
  json["tables"] = Json::array();
  for (const auto& result : tables) json["tables"].push_back(Stored(result.event));
  return json;
}

}  // namespace lakeport::cli
