#pragma once

#include <string>

#include "queue/retry_rule.h"
#include "worker/settings.h"

namespace lakeport::worker {

// A worker that does in milliseconds what another one does in seconds.
inline WorkerSettings ShortTimes(const std::string& state_dir, const std::string& executable) {
  using ms = std::chrono::milliseconds;
  WorkerSettings settings{.name = MakeWorkerName(), .executable = executable, .state_dir = state_dir};
  settings.lease = ms(10'000);
  settings.heartbeat = ms(100);
  settings.claim_interval = ms(10);
  settings.cancel_interval = ms(20);
  settings.rescue_interval = ms(20);
  settings.files_interval = ms(10);
  settings.flush_interval = ms(10);
  settings.drain = ms(200);
  settings.kill_after = ms(500);
  settings.settle = ms(50);
  return settings;
}

inline queue::RetryRule ShortRetries() {
  using ms = std::chrono::milliseconds;
  Backoff backoff{.first = ms(5), .cap = ms(20)};
  return {.erred = backoff, .lost_race = backoff, .commit_unknown = backoff, .crashed = backoff};
}

}  // namespace lakeport::worker
