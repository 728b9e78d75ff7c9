#include "jobs/ingest/job_report.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::TableStatus;

// Of several ways in which tables ended, the one that the caller must react to first.
constexpr std::array kByUrgency = {ExitCode::kCommitUnknown, ExitCode::kCancelled, ExitCode::kMayRetry,
                                   ExitCode::kConflict,      ExitCode::kFailed,    ExitCode::kDone};

}  // namespace

void JobReport::Committed(const TablePlan& plan, const TableResult& result, double seconds) {
  if (result.accounting && !result.accounting->balanced()) return Unbalanced(plan, result, seconds);
  std::string target = plan.target.ToString();
  sink_.Emit(protocol::CommittedEvent{.table = plan.source,
                                      .target = target,
                                      .metadata_location = result.metadata_location,
                                      .snapshot_id = result.snapshot_id});
  Tell({.table = plan.source,
        .target = target,
        .status = TableStatus::kCommitted,
        .rows = result.rows,
        .files = result.files,
        .bytes = result.bytes,
        .seconds = seconds,
        .metadata_location = result.metadata_location,
        .accounting = result.accounting,
        .counted_partitions = result.counted_partitions});
}

// The table is there, but nobody can say that it is whole.
void JobReport::Unbalanced(const TablePlan& plan, const TableResult& result, double seconds) {
  Failed(plan, Internal("the files of {} do not add up: {}", plan.source, result.accounting->ToString()), seconds);
}

void JobReport::Unchanged(const TablePlan& plan, const TableResult& table, double seconds) {
  if (table.accounting && !table.accounting->balanced()) return Unbalanced(plan, table, seconds);
  Tell({.table = plan.source,
        .target = plan.target.ToString(),
        .status = TableStatus::kUnchanged,
        .rows = table.rows,
        .files = table.files,
        .bytes = table.bytes,
        .seconds = seconds,
        .metadata_location = table.metadata_location,
        .accounting = table.accounting});
}

void JobReport::Skipped(const TablePlan& plan) {
  Tell({.table = plan.source, .status = TableStatus::kSkipped, .message = plan.reason});
}

void JobReport::Refused(const TablePlan& plan) {
  Note(plan.may_retry ? ExitCode::kMayRetry : ExitCode::kFailed);
  Tell({.table = plan.source,
        .status = plan.may_retry ? TableStatus::kFailed : TableStatus::kRefused,
        .message = plan.reason,
        .may_retry = plan.may_retry});
}

void JobReport::Failed(const TablePlan& plan, const Error& error, double seconds) {
  ExitCode code = protocol::ExitCodeFor(error);
  Note(code);
  Tell({.table = plan.source,
        .target = plan.target.ToString(),
        .status = TableStatus::kFailed,
        .seconds = seconds,
        .message = Printable(error.ToString()),
        .may_retry = code != ExitCode::kFailed});
}

void JobReport::Reverted(const TablePlan& plan, const std::string& what, double seconds) {
  Tell({.table = plan.source,
        .target = plan.target.ToString(),
        .status = TableStatus::kReverted,
        .seconds = seconds,
        .message = what});
}

ExitCode JobReport::Finish(const std::optional<Error>& error, double seconds) {
  if (error) {
    Note(protocol::ExitCodeFor(*error));
    summary_.error = Printable(error->ToString());
  }
  summary_.seconds = seconds;
  summary_.status = code_ == ExitCode::kDone ? "done" : code_ == ExitCode::kCancelled ? "cancelled" : "failed";
  sink_.Emit(summary_);
  return code_;
}

void JobReport::Tell(protocol::TableEvent event) {
  summary_.tables += 1;
  summary_.rows += event.rows;
  summary_.files += event.files;
  summary_.bytes += event.bytes;
  if (event.accounting) {
    if (!summary_.accounting) summary_.accounting.emplace();
    summary_.accounting->Add(*event.accounting);
  }
  switch (event.status) {
    case TableStatus::kCommitted: summary_.committed += 1; break;
    case TableStatus::kUnchanged: summary_.unchanged += 1; break;
    case TableStatus::kSkipped: summary_.skipped += 1; break;
    case TableStatus::kRefused: summary_.refused += 1; break;
    case TableStatus::kFailed: summary_.failed += 1; break;
    case TableStatus::kReverted: summary_.reverted += 1; break;
  }
  sink_.Emit(std::move(event));
}

void JobReport::Note(ExitCode code) {
  auto urgency = [](ExitCode one) { return std::find(kByUrgency.begin(), kByUrgency.end(), one); };
  if (urgency(code) < urgency(code_)) code_ = code;
}

}  // namespace lakeport::ingest
