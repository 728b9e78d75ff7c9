#pragma once

#include <chrono>
#include <functional>

#include "queue/job_store.h"
#include "worker/settings.h"

namespace lakeport::worker {

enum class LeaseState {
  kHeld,
  kCancelRequested,  // held, but somebody asked for the job's end
  kLost,             // it may belong to another worker; stop at once, and touch nothing
};

// Keeps the lease of one attempt: renews it in time, and looks whether the job's end was asked for. For one thread.
class LeaseKeeper {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // `claimed` is when the lease was asked for; the store outlives the keeper.
  LeaseKeeper(queue::JobStore& store, queue::Attempt attempt, const WorkerSettings& settings, SteadyTime claimed);

  // Does what is due at `now`. Once lost, it stays so. A lease that could not be renewed for its whole length, because
  // the database was out of reach, counts as lost: this machine can't know better.
  LeaseState Tick(SteadyTime now);

  LeaseState state() const { return state_; }
  // Until when the lease surely holds.
  SteadyTime held_until() const { return held_until_; }

 private:
  void Renew(SteadyTime now);
  void Look(SteadyTime now);
  void Note(const Result<bool>& cancel_requested);

  queue::JobStore& store_;
  const queue::Attempt attempt_;
  const WorkerSettings& settings_;
  SteadyTime held_until_;
  SteadyTime next_renewal_;
  SteadyTime next_look_;
  LeaseState state_ = LeaseState::kHeld;
};

}  // namespace lakeport::worker
