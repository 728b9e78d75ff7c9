#include "worker/event_text.h"

#include <fmt/format.h>

namespace lakeport::worker {
namespace {

using protocol::TableStatus;

LogLine Line(const protocol::StartedEvent& e) { return {"info", fmt::format("{} {} started", e.engine, e.version)}; }

LogLine Line(const protocol::PlanEvent& e) {
  const Json* tables = FindMember(e.plan, "tables");
  if (tables == nullptr || !tables->is_array()) return {"info", "the plan is made"};
  return {"info", fmt::format("the plan is made: {} tables", tables->size())};
}

LogLine Line(const protocol::ProgressEvent&) { return {}; }

LogLine Line(const protocol::LogEvent& e) { return {e.level, e.message}; }

LogLine Line(const protocol::CommittedEvent& e) {
  return {"info", fmt::format("{} is committed as {}: {}", e.table, e.target, e.metadata_location)};
}

LogLine Line(const protocol::TableEvent& e) {
  std::string level = e.status == TableStatus::kFailed ? "error" : "info";
  if (e.status == TableStatus::kRefused || e.status == TableStatus::kSkipped) level = "warning";
  std::string text = fmt::format("{} {}: {} rows, {} files, {} bytes in {:.1f} s", e.table, ToString(e.status), e.rows,
                                 e.files, e.bytes, e.seconds);
  if (e.accounting) text += "; files: " + e.accounting->ToString();
  return {level, e.message.empty() ? text : fmt::format("{} {}: {}", e.table, ToString(e.status), e.message)};
}

LogLine Line(const protocol::SummaryEvent& e) {
  std::string text =
      fmt::format("{}: {} of {} tables committed, {} unchanged, {} skipped, {} refused, {} failed; {} rows", e.status,
                  e.committed, e.tables, e.unchanged, e.skipped, e.refused, e.failed, e.rows);
  if (e.reverted > 0) text += fmt::format("; {} reverted", e.reverted);
  if (e.accounting) text += "; files: " + e.accounting->ToString();
  if (!e.error.empty()) text += "; " + e.error;
  return {e.status == "failed" ? "error" : "info", text};
}

}  // namespace

LogLine MakeLogLine(const protocol::EngineEvent& event) {
  return std::visit([](const auto& e) { return Line(e); }, event);
}

}  // namespace lakeport::worker
