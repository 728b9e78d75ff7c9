#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "protocol/file_counts.h"

namespace lakeport::protocol {

// What an engine prints on standard output with --json, one object a line: {"event": "progress", "at": "...", ...}.
// The worker stores and relays lines as they are; it reads only what it must.

struct StartedEvent {
  std::string engine{};
  std::string version{};
};

// Before anything is written: what the job is going to do.
struct PlanEvent {
  Json plan;  // see api/engine-protocol.md
};

// Totals grow only while `phase` is "planning"; the done counts never fall and never pass the totals.
struct ProgressEvent {
  std::string phase{};  // "planning", "running"
  int64_t tables_done = 0, tables_total = 0;
  int64_t files_done = 0, files_total = 0;
  int64_t bytes_done = 0, bytes_total = 0;
};

struct LogEvent {
  std::string level{};  // "info", "warning", "error"
  std::string message{};
};

// A table became visible.
struct CommittedEvent {
  std::string table{};
  std::string target{};
  std::string metadata_location{};
  int64_t snapshot_id = 0;  // 0: none, the table is empty
};

// kReverted: what an earlier job had made was taken back.
enum class TableStatus { kCommitted, kUnchanged, kSkipped, kRefused, kFailed, kReverted };
std::string_view ToString(TableStatus status);

// One table's outcome: the last word on it.
struct TableEvent {
  std::string table{};   // "sales.orders"
  std::string target{};  // "sales_iceberg.orders"; empty when there is none
  TableStatus status = TableStatus::kCommitted;
  int64_t rows = 0, files = 0, bytes = 0;
  double seconds = 0;
  std::string metadata_location{};
  std::string message{};  // why it was skipped, refused or failed, and what to do; what was reverted
  bool may_retry = false;
  std::optional<FileCounts> accounting{};  // when its directories were listed
  // Partitions that rows and files were counted of in the source and in the new table, and are equal; 1 for a table
  // without. Absent when nothing was counted.
  std::optional<int64_t> counted_partitions{};
};

// The last line.
struct SummaryEvent {
  std::string status{};  // "done", "failed", "cancelled"
  int64_t tables = 0, committed = 0, unchanged = 0, skipped = 0, refused = 0, failed = 0;
  int64_t rows = 0, files = 0, bytes = 0;
  double seconds = 0;
  std::string error{};  // when the job failed as a whole
  std::optional<FileCounts> accounting{};
  int64_t reverted = 0;
};

using EngineEvent =
    std::variant<StartedEvent, PlanEvent, ProgressEvent, LogEvent, CommittedEvent, TableEvent, SummaryEvent>;

Json ToJson(const EngineEvent& event);
// The line an engine prints, without its line end: the event with "at", when it happened.
std::string FormatEngineEvent(const EngineEvent& event, Timestamp at);

// CorruptData for anything that is not an event: no such name, a member of the wrong type, a negative count, or a done
// count above its total. Members it does not know are skipped, and a count that is missing is 0, so that a worker can
// run an engine that is older or newer than itself.
Result<EngineEvent> ParseEngineEvent(const Json& json);

}  // namespace lakeport::protocol
