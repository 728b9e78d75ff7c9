#include "worker/log_file.h"

#include <filesystem>

#include <gmock/gmock.h>

#include "base/testing/fake_clock.h"
#include "worker/testing/worker_test_base.h"

namespace lakeport::worker {
namespace {

class LogFileTest : public WorkerTestBase {
 protected:
  FakeClock clock_;
  const std::string path_ = directory_.path("log");
};

TEST_F(LogFileTest, AddsToWhatIsThere) {
  LogFile(path_, 1000, clock_).Write("info", "first");
  LogFile(path_, 1000, clock_).Write("stderr", "second");
  EXPECT_EQ(Read(path_),
            "2023-11-14T22:13:20.000Z info    first\n"
            "2023-11-14T22:13:20.000Z stderr  second\n");
}

// S14.
TEST_F(LogFileTest, NoTextCanForgeALineOrReachTheTerminal) {
  LogFile(path_, 1000, clock_).Write("info", "a\r\n2023-11-14T22:13:20.000Z error forged \x1b[2J \xff");
  std::string text = Read(path_);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_THAT(text, testing::HasSubstr("a\\x0d\\x0a2023"));
  EXPECT_THAT(text, testing::HasSubstr("\\x1b[2J \\xff"));
}

TEST_F(LogFileTest, ALinkInItsPlaceIsNotFollowed) {
  std::filesystem::create_symlink(directory_.path("elsewhere"), path_);
  LogFile(path_, 1000, clock_).Write("info", "text");
  EXPECT_FALSE(std::filesystem::exists(directory_.path("elsewhere")));
}

// F08.
TEST_F(LogFileTest, AFullDiskIsSaidOnceAndEndsNothing) {
  testing::internal::CaptureStderr();
  LogFile log("/dev/full", 1000, clock_);
  for (int i = 0; i < 5; ++i) log.Write("info", "text");
  std::string warnings = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(warnings.begin(), warnings.end(), '\n'), 1) << warnings;
}

}  // namespace
}  // namespace lakeport::worker
