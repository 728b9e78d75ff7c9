#pragma once

#include <atomic>

#include "base/time.h"

namespace lakeport {

// A clock that moves only when told to. Safe from any thread.
class FakeClock final : public Clock {
 public:
  Timestamp Now() const override { return now_.load(); }
  void Advance(std::chrono::milliseconds by) { now_ = now_.load() + by; }

 private:
  std::atomic<Timestamp> now_{FromMillis(1'700'000'000'000)};
};

}  // namespace lakeport
