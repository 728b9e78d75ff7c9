#pragma once

#include <chrono>

#include "base/backoff.h"
#include "queue/job.h"

namespace lakeport::queue {

// What becomes of a job whose attempt has ended.
struct Verdict {
  Trigger trigger = Trigger::kGaveUp;
  int errors = 0;  // the job's counts from now on
  int crashes = 0;
  std::chrono::milliseconds delay{0};  // until it may be tried again
};

// How long a job waits after each kind of bad end. Errors and crashes are counted apart, each with the job's own limit.
struct RetryRule {
  using ms = std::chrono::milliseconds;
  Backoff erred{.first = ms(5'000), .cap = ms(600'000)};
  Backoff lost_race{.first = ms(1'000), .cap = ms(60'000)};
  Backoff commit_unknown{.first = ms(5'000), .cap = ms(600'000)};
  Backoff crashed{.first = ms(10'000), .cap = ms(600'000)};

  // `chance` as for Delay. A job whose end was asked for is not tried again.
  Verdict Decide(const Job& job, Outcome outcome, double chance) const;
};

}  // namespace lakeport::queue
