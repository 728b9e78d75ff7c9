#include "base/backoff.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <random>

namespace lakeport {

std::chrono::milliseconds Delay(const Backoff& backoff, int failures, double chance) {
  double cap = static_cast<double>(backoff.cap.count());
  double whole = std::min(cap, std::ldexp(static_cast<double>(backoff.first.count()), std::max(failures, 1) - 1));
  return std::chrono::milliseconds(std::llround(whole * (1 - backoff.jitter * chance)));
}

double RandomChance() {
  thread_local std::mt19937_64 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

bool WaitUnlessStopped(std::chrono::milliseconds time, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  return !wake.wait_for(lock, stop, time, [&stop] { return stop.stop_requested(); });
}

}  // namespace lakeport
