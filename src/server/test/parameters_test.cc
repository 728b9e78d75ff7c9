#include "server/parameters.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::server {
namespace {

Request Query(const std::string& name, const std::string& value) { return {.method = "GET", .query = {{name, value}}}; }

TEST(ParametersTest, AnAbsentNumberIsTheDefault) {
  EXPECT_EQ(*QueryNumber({.method = "GET"}, "limit", 50, 1, 500), 50);
}

TEST(ParametersTest, ANumberMustBeWholeAndInRange) {
  EXPECT_EQ(*QueryNumber(Query("limit", "500"), "limit", 50, 1, 500), 500);
  for (const char* bad : {"", "0", "501", "-1", "1.5", "5x", " 5", "+5", "99999999999999999999"}) {
    EXPECT_THAT(QueryNumber(Query("limit", bad), "limit", 50, 1, 500), FailsWith(ErrorKind::kInvalidArgument)) << bad;
  }
}

TEST(ParametersTest, AFlagIsTrueOrFalse) {
  EXPECT_TRUE(*QueryFlag(Query("download", "true"), "download"));
  EXPECT_FALSE(*QueryFlag(Query("download", "false"), "download"));
  EXPECT_THAT(QueryFlag(Query("download", "yes"), "download"), FailsWith(ErrorKind::kInvalidArgument));
}

}  // namespace
}  // namespace lakeport::server
