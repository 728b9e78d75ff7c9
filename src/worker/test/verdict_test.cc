#include "worker/verdict.h"

#include <csignal>

#include <gtest/gtest.h>

namespace lakeport::worker {
namespace {

using queue::Outcome;

TEST(VerdictTest, AnExitCodeMeansWhatTheProtocolSays) {
  EXPECT_EQ(OutcomeOf({0, 0}, Asked::kNothing), Outcome::kSucceeded);
  EXPECT_EQ(OutcomeOf({2, 0}, Asked::kNothing), Outcome::kFailed);
  EXPECT_EQ(OutcomeOf({10, 0}, Asked::kNothing), Outcome::kFailed);
  EXPECT_EQ(OutcomeOf({11, 0}, Asked::kNothing), Outcome::kErred);
  EXPECT_EQ(OutcomeOf({12, 0}, Asked::kNothing), Outcome::kLostRace);
  EXPECT_EQ(OutcomeOf({13, 0}, Asked::kNothing), Outcome::kCommitUnknown);
}

TEST(VerdictTest, AnythingElseIsACrash) {
  for (int code : {1, 3, 126, 127, 134, 255}) EXPECT_EQ(OutcomeOf({code, 0}, Asked::kNothing), Outcome::kCrashed);
  EXPECT_EQ(OutcomeOf({-1, SIGKILL}, Asked::kNothing), Outcome::kCrashed);
}

TEST(VerdictTest, AnEngineThatStoppedAsAskedDidNotCrash) {
  EXPECT_EQ(OutcomeOf({130, 0}, Asked::kCancel), Outcome::kCancelled);
  EXPECT_EQ(OutcomeOf({-1, SIGKILL}, Asked::kCancel), Outcome::kCancelled);
  EXPECT_EQ(OutcomeOf({130, 0}, Asked::kRelease), Outcome::kReleased);
  EXPECT_EQ(OutcomeOf({-1, SIGTERM}, Asked::kRelease), Outcome::kReleased);
}

TEST(VerdictTest, AnEngineThatEndedFirstKeepsItsOwnWord) {
  for (Asked asked : {Asked::kCancel, Asked::kRelease}) {
    EXPECT_EQ(OutcomeOf({0, 0}, asked), Outcome::kSucceeded);
    EXPECT_EQ(OutcomeOf({10, 0}, asked), Outcome::kFailed);
    EXPECT_EQ(OutcomeOf({13, 0}, asked), Outcome::kCommitUnknown);
  }
}

TEST(VerdictTest, AStopThatNobodyHereAskedForIsTriedAgain) {
  EXPECT_EQ(OutcomeOf({130, 0}, Asked::kNothing), Outcome::kErred);
}

TEST(VerdictTest, AnEndIsDescribedInWords) {
  EXPECT_EQ(Describe({10, 0}), "failed for good (exit code 10)");
  EXPECT_EQ(Describe({77, 0}), "crashed with exit code 77");
  EXPECT_EQ(Describe({-1, SIGSEGV}), "crashed: ended by signal 11 (Segmentation fault)");
}

}  // namespace
}  // namespace lakeport::worker
