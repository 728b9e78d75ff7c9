#pragma once

#include <array>
#include <string_view>

#include "base/result.h"

namespace lakeport::queue {

enum class JobState {
  kScheduled,  // waits for its time, never tried yet
  kQueued,     // may be claimed now
  kRunning,    // a worker has it, by a lease
  kRetrying,   // an attempt ended badly; waits for its time
  kDone,
  kFailed,
  kCancelled,
};

inline constexpr std::array kAllJobStates{JobState::kScheduled, JobState::kQueued, JobState::kRunning,
                                          JobState::kRetrying,  JobState::kDone,   JobState::kFailed,
                                          JobState::kCancelled};

// Everything that can happen to a job.
enum class Trigger {
  kDue,
  kClaimed,
  kSucceeded,
  kWillRetry,  // the attempt failed, crashed or lost its lease; another one follows
  kGaveUp,     // the same, but no other one follows
  kReleased,   // the worker gave it back untouched, or stopped it on its own way out
  kCancelled,
  kRetriedByUser,
};

inline constexpr std::array kAllTriggers{Trigger::kDue,       Trigger::kClaimed,      Trigger::kSucceeded,
                                         Trigger::kWillRetry, Trigger::kGaveUp,       Trigger::kReleased,
                                         Trigger::kCancelled, Trigger::kRetriedByUser};

// "scheduled", "queued", "running", "retrying", "done", "failed", "cancelled".
std::string_view ToString(JobState state);
std::string_view ToString(Trigger trigger);
// InvalidArgument that lists the states.
Result<JobState> ParseJobState(std::string_view text);

// A final state is left only by a user's retry.
bool IsFinal(JobState state);

// The state after `trigger`, or Conflict when that cannot happen in `state`. Every store applies this, and decides
// nothing by itself.
Result<JobState> NextState(JobState state, Trigger trigger);

}  // namespace lakeport::queue
