#include "worker/lease_keeper.h"

#include <algorithm>

#include "base/log.h"

namespace lakeport::worker {

LeaseKeeper::LeaseKeeper(queue::JobStore& store, queue::Attempt attempt, const WorkerSettings& settings,
                         SteadyTime claimed)
    : store_(store),
      attempt_(std::move(attempt)),
      settings_(settings),
      held_until_(claimed + settings.lease),
      next_renewal_(claimed + settings.heartbeat),
      next_look_(claimed + settings.cancel_interval) {}

LeaseState LeaseKeeper::Tick(SteadyTime now) {
  if (state_ == LeaseState::kLost) return state_;
  if (now >= next_renewal_) {
    Renew(now);
  } else if (now >= next_look_ && state_ == LeaseState::kHeld) {
    Look(now);
  }
  return state_;
}

void LeaseKeeper::Renew(SteadyTime now) {
  auto renewed = store_.Renew(attempt_, settings_.lease);
  Note(renewed);
  if (renewed.ok()) {
    held_until_ = now + settings_.lease;
    next_renewal_ = now + settings_.heartbeat;
    next_look_ = now + settings_.cancel_interval;
    return;
  }
  next_renewal_ = now + std::min(settings_.heartbeat / 4, std::chrono::milliseconds(1000));
  if (state_ == LeaseState::kLost) return;
  LogWarning("job {}: its lease was not renewed: {}", attempt_.job_id, renewed.error().ToString());
  if (now >= held_until_) state_ = LeaseState::kLost;
}

void LeaseKeeper::Look(SteadyTime now) {
  next_look_ = now + settings_.cancel_interval;
  Note(store_.CheckLease(attempt_));
}

void LeaseKeeper::Note(const Result<bool>& cancel_requested) {
  if (cancel_requested.ok()) {
    if (*cancel_requested) state_ = LeaseState::kCancelRequested;
    return;
  }
  auto kind = cancel_requested.error().kind();
  if (kind == ErrorKind::kConflict || kind == ErrorKind::kNotFound) state_ = LeaseState::kLost;
}

}  // namespace lakeport::worker
