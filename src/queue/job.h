#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "queue/job_state.h"

namespace lakeport::queue {

// What a job writes to. `item` empty: anything in `scope`. While a job runs, no other with the same scope, and the same
// item or one of the two items empty, is claimed.
struct Target {
  std::string scope{};
  std::string item{};

  friend bool operator==(const Target&, const Target&) = default;
};

// A job to be submitted. All texts but `id` are opaque to the queue.
struct NewJob {
  std::string id{};  // a UUID; empty: a new one is made. Name it to submit the same job once, however often it is tried
  std::string engine{};
  std::string request{};  // JSON; with what is chained to it
  std::string label{};    // one line for lists and for search, "sales to lake.sales_iceberg"
  std::string user{};
  std::string source{};               // how it came: "api", "cli", "queue/orders.json", "chain"
  std::string parent{};               // id of the job it is chained to; else empty
  int priority = 0;                   // higher is claimed first
  std::optional<Timestamp> run_at{};  // not before; default now
  int max_errors = 5;                 // attempts that may fail in a way that could pass
  int max_crashes = 3;                // attempts that may crash or lose their worker
  std::vector<Target> targets{};
};

// A job, but for its request and its results per table.
struct Job {
  std::string id{};
  std::string engine{};
  std::string label{};
  std::string user{};
  std::string source{};
  std::string parent{};
  int priority = 0;

  JobState state = JobState::kQueued;
  bool cancel_requested = false;
  std::string cancelled_by{};  // who asked for that
  int attempt = 0;             // 0 until first claimed; names the owner of the lease
  int errors = 0, max_errors = 0;
  int crashes = 0, max_crashes = 0;

  Timestamp created_at{};
  Timestamp run_at{};                        // not claimed before
  std::optional<Timestamp> started_at{};     // of the latest attempt
  std::optional<Timestamp> finished_at{};    // set in a final state
  std::string worker{};                      // that has, or last had, the lease
  std::optional<Timestamp> lease_expires{};  // set while running

  int64_t last_seq = 0;            // of its events; 0: none yet
  std::string progress{};          // JSON: the latest progress event; empty: none yet
  std::string summary{};           // JSON: the latest attempt's summary event; empty: none
  std::string error{};             // why the latest attempt ended badly; empty after a good one
  std::optional<int> exit_code{};  // of the latest attempt; missing when it has none: running, killed, lost
};

// One line that an engine, or the worker about it, said.
struct Event {
  int64_t seq = 0;  // 1, 2, ... within the job, over all its attempts
  int attempt = 0;
  Timestamp at{};  // when it was stored
  std::string line{};
};

// The last word on one of a job's tables.
struct TableResult {
  std::string table{};
  std::string status{};
  std::string event{};  // JSON
};

// An attempt at a job: what fences its owner off from later attempts.
struct Attempt {
  std::string job_id{};
  int number = 0;
};

// What is stored of an attempt in one step.
struct EventBatch {
  std::vector<std::string> lines{};
  std::string progress{};             // replaces the job's; empty: leave as it is
  std::vector<TableResult> tables{};  // replace those of the same table
};

enum class Outcome {
  kSucceeded,
  kFailed,         // for good
  kErred,          // may be tried again
  kLostRace,       // may be tried again, soon
  kCommitUnknown,  // may be tried again: the engine looks first
  kCrashed,
  kCancelled,  // because that was asked for
  kReleased,   // not the job's doing; counts as nothing
};

struct AttemptEnd {
  Outcome outcome = Outcome::kFailed;
  std::optional<int> exit_code{};
  std::string error{};
  std::string summary{};       // JSON
  std::vector<NewJob> then{};  // submitted with it when it succeeded, parent filled in
};

struct JobFilter {
  std::vector<JobState> states{};  // empty: all
  std::string engine{};            // empty: all; so below
  std::string user{};
  std::string parent{};
  std::string text{};  // in the id, label, user or source, whatever the case (of ASCII)
};

// Newest first.
struct JobPage {
  std::vector<Job> jobs{};
  std::string next{};  // pass as `after` to go on; empty: that was all
};

struct ClaimedJob {
  Job job{};
  std::string request{};

  Attempt attempt() const { return {job.id, job.attempt}; }
};

// A job in a final state, with all that its record is made of.
struct FinishedJob {
  Job job{};
  std::string request{};
  std::vector<TableResult> tables{};
  std::vector<std::string> children{};  // ids of the jobs chained to it
};

// A finished job's record. Sequence numbers have no gap; each record is made with the hash of the one before.
struct Record {
  int64_t sequence = 0;  // 1, 2, ...
  std::string job_id{};
  std::string text{};
};

}  // namespace lakeport::queue
