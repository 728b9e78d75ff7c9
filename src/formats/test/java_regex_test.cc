#include "formats/serde/java_regex.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::formats {
namespace {

using ::testing::HasSubstr;

// The groups of a match joined by '|', "-" for one that took no part; "no" when it does not match.
std::string Match(std::string_view pattern, std::string_view text, bool ignore_case = false) {
  auto regex = JavaRegex::Compile(pattern, ignore_case);
  if (!regex.ok()) return regex.error().ToString();
  JavaRegex::Matcher matcher(*regex);
  auto matches = matcher.Matches(text);
  if (!matches.ok()) return matches.error().ToString();
  if (!*matches) return "no";
  std::string joined;
  for (const Field& group : matcher.groups()) {
    if (!joined.empty()) joined += '|';
    joined += group.is_null() ? "-" : std::string(group.text());
  }
  return joined;
}

TEST(JavaRegexTest, FitsTheWholeText) {
  EXPECT_EQ(Match("(a+)(b)?", "aab"), "aa|b");
  EXPECT_EQ(Match("(a+)(b)?", "aa"), "aa|-");
  EXPECT_EQ(Match("(a+)(b)?", "aabc"), "no");
  EXPECT_EQ(Match("(a|ab)", "ab"), "ab");
}

TEST(JavaRegexTest, KnowsWhatJavasPatternsHave) {
  EXPECT_EQ(Match(R"x(([^ ]*) \[(.*?)\] "([^"]*)" (\d{3})(?: (-|\d+))?)x", R"x(1.2.3.4 [x] "GET /" 200 17)x"),
            "1.2.3.4|x|GET /|200|17");
  EXPECT_EQ(Match(R"((?<name>\w+)-\k<name>)", "ab-ab"), "ab");
  EXPECT_EQ(Match(R"((a++)(?!c).*)", "aab"), "aa");
  EXPECT_EQ(Match(R"((\Qa.b\E).)", "a.bx"), "a.b");
  EXPECT_EQ(Match(R"((\p{Lu}\p{Alpha}+)\x{20}(é))", "Ab é"), "Ab|é");
  EXPECT_EQ(Match(R"((A).)", "ax", true), "a");
  EXPECT_EQ(Match(R"((.).*$)", "żółć"), "ż");
  EXPECT_EQ(Match(R"((.+))", "a\u2028b"), "no");
}

TEST(JavaRegexTest, RefusesByNameWhatWouldMeanSomethingElse) {
  EXPECT_THAT(Match("([a-z&&[^b]])", "a"), HasSubstr("intersection"));
  EXPECT_THAT(Match("([a[bc]])", "a"), HasSubstr("class within a class"));
  EXPECT_THAT(Match("(?x)( a )", "a"), HasSubstr("flags"));
  EXPECT_THAT(Match(R"((\p{javaLowerCase}))", "a"), HasSubstr("javaLowerCase"));
  EXPECT_THAT(Match(R"((\X))", "a"), HasSubstr("\\X"));
  EXPECT_THAT(Match("(a", "a"), HasSubstr("use the spark executor"));
  EXPECT_THAT(Match("[a", "a"), HasSubstr("does not end"));
}

TEST(JavaRegexTest, APatternThatTakesForeverIsStopped) {
  EXPECT_THAT(Match("((a+)+)[bc]", std::string(40, 'a')), HasSubstr("takes too much"));
}

}  // namespace
}  // namespace lakeport::formats
