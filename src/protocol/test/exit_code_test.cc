#include "protocol/exit_code.h"

#include <gtest/gtest.h>

#include "base/result.h"

namespace lakeport::protocol {
namespace {

TEST(ExitCodeTest, TellsWhatTheCallerMayDo) {
  EXPECT_EQ(ExitCodeFor(Unavailable("no answer")), ExitCode::kMayRetry);
  EXPECT_EQ(ExitCodeFor(Timeout("no answer")), ExitCode::kMayRetry);
  EXPECT_EQ(ExitCodeFor(Conflict("lost")), ExitCode::kConflict);
  EXPECT_EQ(ExitCodeFor(CommitUnknown("perhaps")), ExitCode::kCommitUnknown);
  EXPECT_EQ(ExitCodeFor(Cancelled("stopped")), ExitCode::kCancelled);
}

TEST(ExitCodeTest, WhatFailsAgainIsNotTriedAgain) {
  EXPECT_EQ(ExitCodeFor(NotFound("no table")), ExitCode::kFailed);
  EXPECT_EQ(ExitCodeFor(InvalidArgument("wrong")), ExitCode::kFailed);
  EXPECT_EQ(ExitCodeFor(CorruptData("torn")), ExitCode::kFailed);
  EXPECT_EQ(ExitCodeFor(Error(ErrorKind::kPermissionDenied, "no")), ExitCode::kFailed);
}

TEST(ExitCodeTest, ANumberThatIsNoneOfOursIsACrash) {
  EXPECT_EQ(FindExitCode(0), ExitCode::kDone);
  EXPECT_EQ(FindExitCode(130), ExitCode::kCancelled);
  for (int number : {-1, 1, 3, 14, 127, 137, 139, 255}) EXPECT_EQ(FindExitCode(number), std::nullopt) << number;
}

}  // namespace
}  // namespace lakeport::protocol
