#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

#include "protocol/event_sink.h"

namespace lakeport::ingest {

// Counts what a job has done, and tells of it, at most five times a second. Done counts never fall and never pass their
// totals, whatever happens to the files meanwhile. Safe from several threads.
class Progress {
 public:
  explicit Progress(protocol::EventSink& sink) : sink_(sink) {}

  // While planning: totals grow.
  void PlanTable();
  void PlanFiles(int64_t files, int64_t bytes);
  // Totals stand from here on.
  void StartRunning();

  void AddBytes(int64_t bytes);
  void AddFile();
  // A table is done, however it ended: what it had of files and bytes counts as done.
  void FinishTable(int64_t files, int64_t bytes);

  // Tells the counts as they are.
  void Flush();

 private:
  void EmitIfDue();
  protocol::ProgressEvent Snapshot() const;

  protocol::EventSink& sink_;
  std::mutex mutex_;                                     // guards all below
  protocol::ProgressEvent counts_{.phase = "planning"};  // of tables that are finished
  int64_t table_files_ = 0;                              // of the table that is running
  int64_t table_bytes_ = 0;
  protocol::ProgressEvent told_{};
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace lakeport::ingest
