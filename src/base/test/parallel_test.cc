#include "base/parallel.h"

#include <atomic>
#include <latch>
#include <set>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport {
namespace {

// The numbers from 0 up to `count`.
auto Numbers(int count) {
  return [count, n = 0]() mutable -> Result<std::optional<int>> {
    return n < count ? std::optional<int>(n++) : std::optional<int>();
  };
}

Result<int> Square(const int& n, const std::stop_token&) { return n * n; }

// Returns when a stop has been asked for.
Result<int> WaitForStop(const int&, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait(lock, stop, [] { return false; });
  return Cancelled("stopped");
}

TEST(RunParallelTest, OrderedOutcomesComeInTheOrderOfTheirItems) {
  std::vector<int> squares;
  auto keep = [&](int, Result<int> square) -> Status {
    LP_ASSIGN(int value, std::move(square));
    squares.push_back(value);
    return Ok();
  };
  ASSERT_THAT(RunParallel(Numbers(1000), Square, keep, {.threads = 4, .ordered = true}), IsOk());
  ASSERT_EQ(squares.size(), 1000u);
  for (int n = 0; n < 1000; ++n) EXPECT_EQ(squares[static_cast<size_t>(n)], n * n);
}

TEST(RunParallelTest, UnorderedOutcomesAllComeOnceWithTheirItems) {
  std::set<int> seen;
  auto keep = [&](int n, const Result<int>& square) -> Status {
    EXPECT_EQ(*square, n * n);
    EXPECT_TRUE(seen.insert(n).second);
    return Ok();
  };
  ASSERT_THAT(RunParallel(Numbers(1000), Square, keep, {.threads = 4}), IsOk());
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(RunParallelTest, WorksOnAsManyItemsAtOnceAsItHasThreads) {
  std::latch all_here(3);
  auto meet = [&](const int& n, const std::stop_token&) {
    all_here.arrive_and_wait();
    return n;
  };
  auto ignore = [](int, int) { return Ok(); };
  EXPECT_THAT(RunParallel(Numbers(3), meet, ignore, {.threads = 3}), IsOk());
}

TEST(RunParallelTest, TakesNoMoreItemsThanMayBeInFlight) {
  int taken = 0, consumed = 0, most = 0;
  auto next = [&]() -> Result<std::optional<int>> {
    if (taken == 100) return std::optional<int>();
    most = std::max(most, ++taken - consumed);
    return std::optional<int>(taken);
  };
  auto count = [&](int, const Result<int>&) -> Status {
    ++consumed;
    return Ok();
  };
  ASSERT_THAT(RunParallel(next, Square, count, {.threads = 2, .in_flight = 5, .ordered = true}), IsOk());
  EXPECT_EQ(consumed, 100);
  EXPECT_EQ(most, 5);
}

TEST(RunParallelTest, FailedItemIsForTheConsumerToJudge) {
  auto odd_fails = [](const int& n, const std::stop_token&) -> Result<int> {
    if (n % 2 == 1) return NotFound("no {}", n);
    return n;
  };
  int failed = 0;
  auto count = [&](int, const Result<int>& outcome) -> Status {
    failed += outcome.ok() ? 0 : 1;
    return Ok();
  };
  ASSERT_THAT(RunParallel(Numbers(10), odd_fails, count, {.threads = 2}), IsOk());
  EXPECT_EQ(failed, 5);
}

TEST(RunParallelTest, ErrorOfTheConsumerStopsWorkUnderWay) {
  auto only_first_returns = [](const int& n, const std::stop_token& stop) -> Result<int> {
    return n == 0 ? Result<int>(0) : WaitForStop(n, stop);
  };
  auto fail = [](int, const Result<int>&) -> Status { return CorruptData("bad footer"); };
  EXPECT_THAT(RunParallel(Numbers(100), only_first_returns, fail, {.threads = 3}), FailsWith(ErrorKind::kCorruptData));
}

TEST(RunParallelTest, ErrorOfTheProducerIsReturned) {
  auto next = []() -> Result<std::optional<int>> { return Unavailable("listing broke off"); };
  auto ignore = [](int, const Result<int>&) { return Ok(); };
  EXPECT_THAT(RunParallel(next, Square, ignore, {}), FailsWith(ErrorKind::kUnavailable));
}

TEST(RunParallelTest, StopFromOutsideReachesTheWorkAndEndsTheRun) {
  std::stop_source stop;
  auto stop_then_wait = [&](const int& n, const std::stop_token& token) {
    stop.request_stop();
    return WaitForStop(n, token);
  };
  auto ignore = [](int, const Result<int>&) { return Ok(); };
  EXPECT_THAT(RunParallel(Numbers(100), stop_then_wait, ignore, {.threads = 2, .stop = stop.get_token()}),
              FailsWith(ErrorKind::kCancelled));
}

TEST(RunParallelTest, StopThatWasAskedForBeforeTakesNothing) {
  std::stop_source stop;
  stop.request_stop();
  int taken = 0;
  auto next = [&]() -> Result<std::optional<int>> { return std::optional<int>(++taken); };
  auto ignore = [](int, const Result<int>&) { return Ok(); };
  EXPECT_THAT(RunParallel(next, Square, ignore, {.stop = stop.get_token()}), FailsWith(ErrorKind::kCancelled));
  EXPECT_EQ(taken, 0);
}

TEST(MapParallelTest, KeepsTheOrderOfItems) {
  auto squares = MapParallel(std::vector<int>{3, 1, 2}, Square);
  ASSERT_THAT(squares, IsOk());
  EXPECT_EQ(*squares, (std::vector<int>{9, 1, 4}));
}

TEST(MapParallelTest, ReturnsTheFirstErrorInTheOrderOfItems) {
  std::latch third_failed(1);
  auto fail = [&](const int& n, const std::stop_token&) -> Result<int> {
    if (n == 3) third_failed.count_down();
    if (n == 2) third_failed.wait();
    if (n >= 2) return NotFound("no {}", n);
    return n;
  };
  auto values = MapParallel(std::vector<int>{1, 2, 3}, fail, {.threads = 2});
  ASSERT_THAT(values, FailsWith(ErrorKind::kNotFound));
  EXPECT_EQ(values.error().message(), "no 2");
}

}  // namespace
}  // namespace lakeport
