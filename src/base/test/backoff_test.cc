#include "base/backoff.h"

#include <limits>
#include <set>

#include <gtest/gtest.h>

namespace lakeport {
namespace {

using std::chrono::milliseconds;

TEST(BackoffTest, DoublesUpToTheCap) {
  Backoff backoff{.first = milliseconds(100), .cap = milliseconds(1000), .jitter = 0.5};
  EXPECT_EQ(Delay(backoff, 1, 0), milliseconds(100));
  EXPECT_EQ(Delay(backoff, 2, 0), milliseconds(200));
  EXPECT_EQ(Delay(backoff, 4, 0), milliseconds(800));
  EXPECT_EQ(Delay(backoff, 5, 0), milliseconds(1000));
  EXPECT_EQ(Delay(backoff, std::numeric_limits<int>::max(), 0), milliseconds(1000));
  EXPECT_EQ(Delay(backoff, 0, 0), milliseconds(100));
}

TEST(BackoffTest, JitterTakesOffAtMostItsPart) {
  Backoff backoff{.first = milliseconds(1000), .cap = milliseconds(1000), .jitter = 0.5};
  EXPECT_EQ(Delay(backoff, 1, 0.5), milliseconds(750));
  EXPECT_GE(Delay(backoff, 1, 0.999), milliseconds(500));
}

TEST(BackoffTest, AThousandThatFailTogetherComeBackSpreadOut) {
  Backoff backoff{.first = milliseconds(10'000), .cap = milliseconds(10'000), .jitter = 0.5};
  std::multiset<int64_t> seconds;
  for (int i = 0; i < 1000; ++i) seconds.insert(Delay(backoff, 1, RandomChance()).count() / 1000);
  for (int64_t second = 5; second < 10; ++second) {
    EXPECT_GT(seconds.count(second), 100u);
    EXPECT_LT(seconds.count(second), 300u);
  }
}

TEST(WaitUnlessStopped, EndsAtOnceWhenAStopWasAskedFor) {
  std::stop_source stop;
  EXPECT_TRUE(WaitUnlessStopped(std::chrono::milliseconds(0), stop.get_token()));
  stop.request_stop();
  EXPECT_FALSE(WaitUnlessStopped(std::chrono::hours(1), stop.get_token()));
}

}  // namespace
}  // namespace lakeport
