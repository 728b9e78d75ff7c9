#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "jobs/ingest/plan.h"
#include "jobs/ingest/table_run.h"
#include "protocol/event_sink.h"
#include "protocol/exit_code.h"

namespace lakeport::ingest {

// Tells how each table ended, and adds up what the job's last line and its exit code say. For one thread.
class JobReport {
 public:
  explicit JobReport(protocol::EventSink& sink) : sink_(sink) {}

  void Committed(const TablePlan& plan, const TableResult& result, double seconds);
  // `table`: what there is of it.
  void Unchanged(const TablePlan& plan, const TableResult& table, double seconds);
  void Skipped(const TablePlan& plan);
  void Refused(const TablePlan& plan);
  void Failed(const TablePlan& plan, const Error& error, double seconds);
  void Reverted(const TablePlan& plan, const std::string& what, double seconds);

  // The summary. `error` is what ended the job as a whole. After this nothing more is told.
  protocol::ExitCode Finish(const std::optional<Error>& error, double seconds);

 private:
  void Tell(protocol::TableEvent event);
  void Unbalanced(const TablePlan& plan, const TableResult& result, double seconds);
  void Note(protocol::ExitCode code);

  protocol::EventSink& sink_;
  protocol::SummaryEvent summary_{};
  protocol::ExitCode code_ = protocol::ExitCode::kDone;
};

}  // namespace lakeport::ingest
