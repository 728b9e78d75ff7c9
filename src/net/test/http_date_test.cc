#include "net/http_date.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::net {
namespace {

TEST(HttpDateTest, WritesAndReadsTheExampleOfTheStandard) {
  EXPECT_EQ(FormatHttpDate(FromMillis(784'111'777'999)), "Sun, 06 Nov 1994 08:49:37 GMT");
  auto time = ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT");
  ASSERT_THAT(time, IsOk());
  EXPECT_EQ(ToMillis(*time), 784'111'777'000);
}

TEST(HttpDateTest, LeapDayIsADay) {
  auto time = ParseHttpDate("Thu, 29 Feb 2024 23:59:59 GMT");
  ASSERT_THAT(time, IsOk());
  EXPECT_EQ(FormatHttpDate(*time), "Thu, 29 Feb 2024 23:59:59 GMT");
}

TEST(HttpDateTest, WhatIsNoneIsRefused) {
  for (const char* text :
       {"", "now", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT "}) {
    EXPECT_THAT(ParseHttpDate(text), FailsWith(ErrorKind::kCorruptData)) << text;
  }
}

}  // namespace
}  // namespace lakeport::net
