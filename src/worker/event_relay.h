#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <string_view>

#include "protocol/engine_event.h"
#include "queue/job_store.h"
#include "worker/log_file.h"
#include "worker/settings.h"

namespace lakeport::worker {

// Takes the lines of one engine process, writes them to the job's log, and stores them as the job's events, many in one
// step. Any line survives: what is no event is stored as a message. For one thread.
class EventRelay {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // All but the attempt must outlive the relay.
  EventRelay(queue::JobStore& store, queue::Attempt attempt, const WorkerSettings& settings, LogFile& log,
             const Clock& clock);

  void OnOutput(std::string_view line);
  void OnErrorOutput(std::string_view line);

  // Stores what waits, if it is due at `now`. While the database is out of reach it goes on waiting; when there is too
  // much of it, plain messages are dropped, and counted. Conflict: the attempt is not the job's owner any more.
  Status StoreIfDue(SteadyTime now);
  // Stores all that is left, after the last line. Lines that the database refuses are dropped, with a word in the log.
  Status StoreLast();

  // The engine's last words: its summary (JSON; empty if there was none), and why it failed, as far as it said.
  const std::string& summary() const { return summary_; }
  std::string Reason() const;

 private:
  void OnEvent(const protocol::EngineEvent& event, std::string line);
  void OnProgress(const protocol::ProgressEvent& event, std::string line);
  void OnMessage(std::string_view text);
  void AddLine(std::string line);
  void AddMessageLine(std::string line);
  void AddProgressLine();
  Status Store();

  queue::JobStore& store_;
  const queue::Attempt attempt_;
  const WorkerSettings& settings_;
  LogFile& log_;
  const Clock& clock_;

  queue::EventBatch batch_;
  size_t batch_bytes_ = 0;
  std::string progress_line_;  // the latest; only this one of a batch is stored
  SteadyTime next_store_{};
  int64_t stored_messages_ = 0;
  int64_t dropped_messages_ = 0;

  protocol::ProgressEvent progress_;
  std::string version_;
  std::string summary_;
  std::string error_;                   // of the summary, or the last message of level error
  std::deque<std::string> last_words_;  // on standard error
};

}  // namespace lakeport::worker
