#pragma once

#include <chrono>
#include <stop_token>

namespace lakeport {

// How long to wait before the next try: the first wait, doubled with every further failure, up to the cap, and then
// shortened by chance, so that a thousand callers that failed together do not come back together.
struct Backoff {
  std::chrono::milliseconds first{1000};
  std::chrono::milliseconds cap{60'000};
  double jitter = 0.5;  // at most this part is taken off; 0 to 1
};

// The wait after `failures` failures (1: the first one). `chance` is from 0 up to, but not including, 1.
std::chrono::milliseconds Delay(const Backoff& backoff, int failures, double chance);

// A number for `chance`. Safe from any thread.
double RandomChance();

// Waits so long; false, and at once, when `stop` asks for it.
bool WaitUnlessStopped(std::chrono::milliseconds time, std::stop_token stop);

}  // namespace lakeport
