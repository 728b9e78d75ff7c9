#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <utility>

#include "jobs/ingest/test/dying_disk.h"
#include "jobs/ingest/test/lake.h"

namespace lakeport::ingest {

// Runs the job on a disk that dies after so many changes, then once more on one that lives, which must succeed. True
// when the first run came to its end.
inline bool RunAgainAfterDying(Lake& lake, int changes) {
  DyingDisk disk(lake.io(), changes);
  lake.broken_io = &disk;
  lake.Run();
  bool finished = !disk.is_dead();
  lake.broken_io = nullptr;
  lake.attempt = 2;
  EXPECT_EQ(lake.Run().code, protocol::ExitCode::kDone);
  return finished;
}

// Runs two attempts of the job at once; both have planned before either commits. At least one must succeed, and the
// other may lose to it. `table` is that whose message tells why one failed.
inline void RunTwoAtOnce(Lake& lake, const std::string& table) {
  using protocol::ExitCode;
  std::atomic<int> planned = 0;
  auto wait_for_both = [&](const protocol::EngineEvent& event) {
    if (!std::holds_alternative<protocol::PlanEvent>(event)) return;
    ++planned;
    while (planned < 2) std::this_thread::yield();
  };
  auto run = [&](int attempt) {
    EventLog log;
    log.on_event = wait_for_both;
    auto ran = lake.RunAttempt(attempt, log);
    return std::pair(ran.code, ran.Of(table).message);
  };
  std::pair<ExitCode, std::string> first;
  std::thread other([&] { first = run(1); });
  auto second = run(2);
  other.join();
  auto is_harmless = ::testing::AnyOf(ExitCode::kDone, ExitCode::kConflict);
  EXPECT_THAT(first.first, is_harmless) << first.second;
  EXPECT_THAT(second.first, is_harmless) << second.second;
  EXPECT_TRUE(first.first == ExitCode::kDone || second.first == ExitCode::kDone);
}

}  // namespace lakeport::ingest
