#include "config/environment.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::config {
namespace {

using Variables = std::map<std::string, std::string>;

TEST(ParseEnvironmentFileTest, ReadsQuotesCommentsAndForeignLineEnds) {
  auto variables = ParseEnvironmentFile(
      "\xef\xbb\xbf# a comment\r\n"
      "\r\n"
      "A=plain\r\n"
      "  B = spaced out   # a comment\n"
      "export C='single # $x \\n'  # a comment\n"
      "D=\"double \\\"quoted\\\" \\$x\\n\\ttab\\\\\"\n"
      "E=\n"
      "F=a#b=c\n"
      "G=#nothing\n"
      "A=again",
      ".env");
  ASSERT_THAT(variables, IsOk());
  EXPECT_EQ(*variables, (Variables{{"A", "again"},
                                   {"B", "spaced out"},
                                   {"C", "single # $x \\n"},
                                   {"D", "double \"quoted\" $x\n\ttab\\"},
                                   {"E", ""},
                                   {"F", "a#b=c"},
                                   {"G", ""}}));
}

TEST(ParseEnvironmentFileTest, BrokenLineIsNamedWithoutItsText) {
  for (const char* broken :
       {"A s3cret", "1A=s3cret", "=s3cret", "A='s3cret", "A=\"s3cret", "A='x' s3cret", "A-B=s3cret", "A=\"s3cret\\"}) {
    auto variables = ParseEnvironmentFile(std::string("X=1\n") + broken, "/etc/lakeport/.env");
    ASSERT_THAT(variables, FailsWith(ErrorKind::kInvalidArgument)) << broken;
    EXPECT_TRUE(variables.error().message().starts_with("/etc/lakeport/.env:2: ")) << variables.error().message();
    EXPECT_EQ(variables.error().message().find("s3cret"), std::string::npos);
  }
}

TEST(FillInTest, ReplacesEveryVariable) {
  Variables variables = {{"LAKEPORT_TEST_X", "1"}, {"LAKEPORT_TEST_Y", "${LAKEPORT_TEST_X}"}};
  EXPECT_EQ(FillIn("", variables).value(), "");
  EXPECT_EQ(FillIn("a $ b $x {c} $", variables).value(), "a $ b $x {c} $");
  EXPECT_EQ(FillIn("<${LAKEPORT_TEST_X}${LAKEPORT_TEST_X}>", variables).value(), "<11>");
  EXPECT_EQ(FillIn("$${LAKEPORT_TEST_X}", variables).value(), "${LAKEPORT_TEST_X}");
  EXPECT_EQ(FillIn("${LAKEPORT_TEST_Y}", variables).value(), "${LAKEPORT_TEST_X}") << "values are not filled in again";
}

TEST(FillInTest, RefusesWhatIsNoNameOrNotSet) {
  for (const char* wrong : {"${", "${}", "${A", "${A B}", "${1A}", "${LAKEPORT_TEST_NONE}"}) {
    EXPECT_THAT(FillIn(wrong, {}), FailsWith(ErrorKind::kInvalidArgument)) << wrong;
  }
}

}  // namespace
}  // namespace lakeport::config
