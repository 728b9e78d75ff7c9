#include "jobs/ingest/progress.h"

#include <algorithm>

namespace lakeport::ingest {

constexpr auto kInterval = std::chrono::milliseconds(200);

void Progress::PlanTable() {
  std::lock_guard lock(mutex_);
  counts_.tables_total += 1;
  EmitIfDue();
}

void Progress::PlanFiles(int64_t files, int64_t bytes) {
  std::lock_guard lock(mutex_);
  counts_.files_total += files;
  counts_.bytes_total += bytes;
  EmitIfDue();
}

void Progress::StartRunning() {
  std::lock_guard lock(mutex_);
  counts_.phase = "running";
  next_ = {};
  EmitIfDue();
}

void Progress::AddBytes(int64_t bytes) {
  std::lock_guard lock(mutex_);
  table_bytes_ += bytes;
  EmitIfDue();
}

void Progress::AddFile() {
  std::lock_guard lock(mutex_);
  table_files_ += 1;
  EmitIfDue();
}

void Progress::FinishTable(int64_t files, int64_t bytes) {
  std::lock_guard lock(mutex_);
  counts_.tables_done = std::min(counts_.tables_done + 1, counts_.tables_total);
  counts_.files_done = std::min(counts_.files_done + files, counts_.files_total);
  counts_.bytes_done = std::min(counts_.bytes_done + bytes, counts_.bytes_total);
  table_files_ = 0;
  table_bytes_ = 0;
  EmitIfDue();
}

void Progress::Flush() {
  std::lock_guard lock(mutex_);
  next_ = {};
  EmitIfDue();
}

void Progress::EmitIfDue() {
  auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kInterval;
  told_ = Snapshot();
  sink_.Emit(told_);
}

protocol::ProgressEvent Progress::Snapshot() const {
  protocol::ProgressEvent now = counts_;
  now.files_done = std::clamp(now.files_done + table_files_, told_.files_done, now.files_total);
  now.bytes_done = std::clamp(now.bytes_done + table_bytes_, told_.bytes_done, now.bytes_total);
  return now;
}

}  // namespace lakeport::ingest
