#include "queue/job_state.h"

#include <algorithm>

#include <fmt/ranges.h>

namespace lakeport::queue {
namespace {

using S = JobState;
using T = Trigger;

struct Transition {
  JobState from;
  Trigger trigger;
  JobState to;
};

constexpr std::array kTransitions{
    Transition{S::kScheduled, T::kDue, S::kQueued},           Transition{S::kRetrying, T::kDue, S::kQueued},
    Transition{S::kQueued, T::kClaimed, S::kRunning},         Transition{S::kRunning, T::kSucceeded, S::kDone},
    Transition{S::kRunning, T::kWillRetry, S::kRetrying},     Transition{S::kRunning, T::kGaveUp, S::kFailed},
    Transition{S::kRunning, T::kReleased, S::kQueued},        Transition{S::kRunning, T::kCancelled, S::kCancelled},
    Transition{S::kScheduled, T::kCancelled, S::kCancelled},  Transition{S::kQueued, T::kCancelled, S::kCancelled},
    Transition{S::kRetrying, T::kCancelled, S::kCancelled},   Transition{S::kFailed, T::kRetriedByUser, S::kQueued},
    Transition{S::kCancelled, T::kRetriedByUser, S::kQueued},
};

constexpr std::array<std::string_view, kAllJobStates.size()> kStateNames{"scheduled", "queued", "running",  "retrying",
                                                                         "done",      "failed", "cancelled"};
constexpr std::array<std::string_view, kAllTriggers.size()> kTriggerNames{
    "due", "claimed", "finished", "tried again later", "given up", "released", "cancelled", "retried by a user"};

}  // namespace

std::string_view ToString(JobState state) { return kStateNames.at(static_cast<size_t>(state)); }

std::string_view ToString(Trigger trigger) { return kTriggerNames.at(static_cast<size_t>(trigger)); }

Result<JobState> ParseJobState(std::string_view text) {
  for (JobState state : kAllJobStates) {
    if (ToString(state) == text) return state;
  }
  return InvalidArgument("\"{}\" is not a job's state; there are {}", text, fmt::join(kStateNames, ", "));
}

bool IsFinal(JobState state) { return state == S::kDone || state == S::kFailed || state == S::kCancelled; }

Result<JobState> NextState(JobState state, Trigger trigger) {
  for (const auto& t : kTransitions) {
    if (t.from == state && t.trigger == trigger) return t.to;
  }
  return Conflict("a job that is {} cannot be {}", ToString(state), ToString(trigger));
}

}  // namespace lakeport::queue
