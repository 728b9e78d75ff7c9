#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace lakeport::worker {

struct WorkerSettings {
  using ms = std::chrono::milliseconds;

  std::string name{};         // unique among the workers of a queue; see MakeWorkerName
  std::string executable{};   // the program whose sub-commands are the engines
  std::string config_path{};  // handed on to engines
  std::string state_dir{};    // queue/, logs/, archive/, workers/

  int concurrency = 2;  // jobs at once

  ms lease{45'000};
  ms heartbeat{15'000};     // between renewals of the lease
  ms claim_interval{50};    // between looks for a job, while there is room for one
  ms cancel_interval{500};  // between looks whether a job's end was asked for
  ms rescue_interval{2'000};
  ms files_interval{250};  // between looks at queue/ and at what is to be archived
  ms flush_interval{250};  // the longest that an event waits to be stored

  ms drain{10'000};       // when the worker is told to stop: jobs may end by themselves for so long
  ms kill_after{15'000};  // between SIGTERM and SIGKILL to an engine
  ms settle{2'000};       // a job file that can't be read is rejected when it has not changed for so long

  int64_t max_stored_lines = 200'000;  // of a job's attempt; log lines beyond are only in its log file
  int64_t max_log_bytes = 256 << 20;   // of an attempt
};

// "host-pid-random": no two processes ever have the same.
std::string MakeWorkerName();

}  // namespace lakeport::worker
