#include "base/log.h"

#include <string>

#include <gmock/gmock.h>

#include "base/json.h"
#include "base/testing/matchers.h"
#include "base/time.h"

namespace lakeport {
namespace {

std::string Capture(const std::function<void()>& write) {
  testing::internal::CaptureStderr();
  write();
  return testing::internal::GetCapturedStderr();
}

TEST(LogTest, WritesJsonLines) {
  StartLog(LogFormat::kJson, LogLevel::kDebug);
  auto line = ParseJson(Capture([] { LogWarning("job {} is \"odd\"\n\x1b[31m", 7); }), "log line");
  ASSERT_THAT(line, IsOk());
  EXPECT_EQ(*GetString(*line, "level"), "warning");
  EXPECT_EQ(*GetString(*line, "message"), "job 7 is \"odd\"\n\x1b[31m");
  EXPECT_THAT(ParseTimestamp(*GetString(*line, "at")), IsOk());
}

TEST(LogTest, NoTextCanForgeALine) {
  StartLog(LogFormat::kText, LogLevel::kInfo);
  std::string text = Capture([] { LogInfo("{}", "a\r\n2026-01-31T10:00:00.123Z error forged \x1b[31m \xff"); });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_THAT(text, testing::HasSubstr(" info    a\\x0d\\x0a2026"));
  EXPECT_THAT(text, testing::HasSubstr("\\x1b[31m \\xff"));
}

TEST(LogTest, LeavesOutWhatIsBelowItsLevel) {
  StartLog(LogFormat::kText, LogLevel::kWarning);
  EXPECT_EQ(Capture([] { LogInfo("quiet"); }), "");
  EXPECT_THAT(Capture([] { LogError("loud"); }), testing::EndsWith("error   loud\n"));
  StartLog(LogFormat::kText, LogLevel::kInfo);
}

}  // namespace
}  // namespace lakeport
