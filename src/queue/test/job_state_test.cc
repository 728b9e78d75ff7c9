#include "queue/job_state.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::queue {
namespace {

TEST(JobStateTest, FinalStatesAreLeftOnlyByAUsersRetry) {
  for (JobState state : kAllJobStates) {
    for (Trigger trigger : kAllTriggers) {
      if (!IsFinal(state) || trigger == Trigger::kRetriedByUser) continue;
      EXPECT_THAT(NextState(state, trigger), FailsWith(ErrorKind::kConflict)) << ToString(state);
    }
  }
}

TEST(JobStateTest, AJobThatIsDoneStaysDone) {
  auto next = NextState(JobState::kDone, Trigger::kRetriedByUser);
  ASSERT_THAT(next, FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(next.error().message(), "a job that is done cannot be retried by a user");
}

TEST(JobStateTest, OnlyAQueuedJobIsClaimed) {
  for (JobState state : kAllJobStates) {
    EXPECT_EQ(NextState(state, Trigger::kClaimed).ok(), state == JobState::kQueued) << ToString(state);
  }
}

TEST(JobStateTest, WhateverHasNotEndedCanBeCancelled) {
  for (JobState state : kAllJobStates) {
    EXPECT_EQ(NextState(state, Trigger::kCancelled).ok(), !IsFinal(state)) << ToString(state);
  }
}

TEST(JobStateTest, EveryStateReadsBackFromItsName) {
  for (JobState state : kAllJobStates) EXPECT_EQ(*ParseJobState(ToString(state)), state);
  EXPECT_THAT(ParseJobState("Running"), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(ParseJobState(""), FailsWith(ErrorKind::kInvalidArgument));
}

}  // namespace
}  // namespace lakeport::queue
