#include "base/result.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport {
namespace {

Result<std::string> ReadObject(const std::string& location) {
  if (location.empty()) return InvalidArgument("empty location");
  if (location.ends_with("missing")) return NotFound("no such object {}", location);
  return "bytes of " + location;
}

Result<size_t> CountBytes(const std::string& location) {
  LP_ASSIGN(auto bytes, ReadObject(location), "counting {}", location);
  return bytes.size();
}

Status Check(const std::string& location) {
  LP_TRY(CountBytes(location), "checking the table");
  return Ok();
}

TEST(ResultTest, CarriesAValue) {
  auto count = CountBytes("file:/a");
  ASSERT_THAT(count, IsOk());
  EXPECT_EQ(*count, 16u);
}

TEST(ResultTest, ErrorKeepsItsKindAndGathersContextOnTheWayUp) {
  auto status = Check("file:/missing");
  ASSERT_THAT(status, FailsWith(ErrorKind::kNotFound));
  EXPECT_EQ(status.error().ToString(),
            "NotFound: no such object file:/missing; while counting file:/missing; while checking the table");
}

TEST(ResultTest, HoldsMoveOnlyValues) {
  Result<std::unique_ptr<int>> made = std::make_unique<int>(7);
  ASSERT_THAT(made, IsOk());
  auto owned = std::move(made).value();
  EXPECT_EQ(*owned, 7);
}

TEST(ErrorKindTest, OnlyTransientKindsAreRetryable) {
  EXPECT_TRUE(IsRetryable(ErrorKind::kUnavailable));
  EXPECT_TRUE(IsRetryable(ErrorKind::kTimeout));
  EXPECT_FALSE(IsRetryable(ErrorKind::kConflict));
  EXPECT_FALSE(IsRetryable(ErrorKind::kCommitUnknown));
}

}  // namespace
}  // namespace lakeport
