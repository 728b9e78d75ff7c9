#include "base/json.h"

#include <cstdint>
#include <limits>
#include <string>

#include <gmock/gmock.h>

#include "base/testing/matchers.h"

namespace lakeport {
namespace {

std::string Nested(int depth) {
  return std::string(static_cast<size_t>(depth), '[') + std::string(static_cast<size_t>(depth), ']');
}

TEST(ParseJsonTest, ErrorsSayWhatAndWhere) {
  auto json = ParseJson("{\"a\": tru}", "file x.json");
  ASSERT_THAT(json, FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(json.error().message(), testing::StartsWith("file x.json is not valid JSON: parse error at line 1"));
}

TEST(ParseJsonTest, StopsAtWhatIsNestedTooDeep) {
  EXPECT_THAT(ParseJson(Nested(200), "text"), IsOk());
  EXPECT_THAT(ParseJson(Nested(202), "text"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(ParseJson(std::string(5'000'000, '['), "text"), FailsWith(ErrorKind::kCorruptData));
}

TEST(JsonMemberTest, AWholeNumberMustFitHoweverItCameIn) {
  Json parsed = ParseJson(R"({"high": 2147483648, "low": -2147483649, "huge": 18446744073709551615})", "x").value();
  Json built = {{"high", int64_t{2147483648}}, {"least", int64_t{-2147483648}}, {"most", int64_t{2147483647}}};
  EXPECT_THAT(GetInt32(parsed, "high"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(GetInt32(parsed, "low"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(GetInt64(parsed, "huge"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(GetInt32(built, "high"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_EQ(GetInt32(built, "least").value(), std::numeric_limits<int32_t>::min());
  EXPECT_EQ(GetInt32(built, "most").value(), std::numeric_limits<int32_t>::max());
}

TEST(ParseStrictJsonTest, RefusesAMemberNamedTwice) {
  EXPECT_THAT(ParseStrictJson(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})", "text"), IsOk());
  auto twice = ParseStrictJson(R"({"x":[{"a":1,"a":2}]})", "text");
  ASSERT_THAT(twice, FailsWith(ErrorKind::kCorruptData));
  EXPECT_EQ(twice.error().message(), "text names \"a\" twice");
}

TEST(ParseStrictJsonTest, RefusesAnObjectWithVeryManyMembers) {
  std::string text = "{\"a\":0";
  for (int i = 0; i < 10'000; ++i) text += fmt::format(",\"{}\":0", i);
  EXPECT_THAT(ParseStrictJson(text + "}", "text"), FailsWith(ErrorKind::kCorruptData));
}

}  // namespace
}  // namespace lakeport
