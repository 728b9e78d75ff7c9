#pragma once

// Part of job_store_suite.h: the records of finished jobs.

#include "base/sha256.h"
#include "queue/testing/job_store_suite.h"

namespace lakeport::queue {

// A record that shows all it was made of.
inline Result<std::string> MakeTestRecord(const FinishedJob& finished, int64_t sequence, const std::string& previous) {
  std::string text =
      fmt::format("{} {} {} after [{}]", sequence, finished.job.id, ToString(finished.job.state), previous);
  text += " request " + finished.request;
  for (const auto& table : finished.tables) text += " table " + table.table;
  for (const auto& child : finished.children) text += " child " + child;
  return text;
}

TEST_P(JobStoreSuite, EveryFinishedJobGetsOneRecordChainedToTheOneBefore) {
  std::string first = Submit({.request = "{1}"});
  Attempt attempt = ClaimOne();
  ASSERT_THAT(store_->Append(attempt, {.tables = {{"a", "failed", "{}"}}}), IsOk());
  End(attempt, Outcome::kFailed);
  clock_.Advance(ms(1));
  std::string second = Submit();
  ASSERT_THAT(store_->Cancel(second, "ann"), IsOk());

  auto one = store_->RecordNext(MakeTestRecord);
  ASSERT_THAT(one, IsOk());
  EXPECT_EQ((*one)->text, "1 " + first + " failed after [] request {1} table a");
  auto two = store_->RecordNext(MakeTestRecord);
  ASSERT_THAT(two, IsOk());
  EXPECT_EQ((*two)->sequence, 2);
  EXPECT_EQ((*two)->text, "2 " + second + " cancelled after [" + Sha256((*one)->text) + "] request ");
  EXPECT_FALSE(store_->RecordNext(MakeTestRecord)->has_value());
}

TEST_P(JobStoreSuite, AJobThatHasNotEndedHasNoRecord) {
  Submit();
  Attempt attempt = ClaimOne();
  Submit();
  EXPECT_FALSE(*store_->HasUnrecorded());
  EXPECT_FALSE(store_->RecordNext(MakeTestRecord)->has_value());
  End(attempt, Outcome::kFailed);
  EXPECT_TRUE(*store_->HasUnrecorded());
  EXPECT_TRUE(store_->RecordNext(MakeTestRecord)->has_value());
  EXPECT_FALSE(*store_->HasUnrecorded());
}

TEST_P(JobStoreSuite, ARecordIsKeptUntilItIsWritten) {
  for (int i = 0; i < 3; ++i) {
    Submit();
    End(ClaimOne(), Outcome::kSucceeded);
    ASSERT_TRUE(store_->RecordNext(MakeTestRecord)->has_value());
  }
  ASSERT_THAT(store_->MarkWritten(2), IsOk());
  auto unwritten = open_(clock_)->ListUnwritten(10);
  ASSERT_EQ(unwritten->size(), 2u);
  EXPECT_EQ((*unwritten)[0].sequence, 1);
  EXPECT_EQ((*unwritten)[1].sequence, 3);
  EXPECT_THAT((*unwritten)[1].text, testing::StartsWith("3 "));
}

TEST_P(JobStoreSuite, ARetriedJobGetsAnotherRecordAndTheChainGoesOn) {
  std::string id = Submit();
  End(ClaimOne(), Outcome::kFailed);
  std::string first = (*store_->RecordNext(MakeTestRecord))->text;
  ASSERT_THAT(store_->MarkWritten(1), IsOk());
  ASSERT_THAT(store_->Retry(id), IsOk());
  EXPECT_FALSE(store_->RecordNext(MakeTestRecord)->has_value());
  End(ClaimOne(), Outcome::kSucceeded);
  EXPECT_EQ((*store_->RecordNext(MakeTestRecord))->text, "2 " + id + " done after [" + Sha256(first) + "] request ");
}

TEST_P(JobStoreSuite, ARecordNamesTheJobsThatCameOfIt) {
  Submit();
  AttemptEnd end{.outcome = Outcome::kSucceeded};
  end.then = {{.engine = "register"}};
  ASSERT_THAT(store_->Finish(ClaimOne(), end), IsOk());
  std::string child = ClaimOne().job_id;
  EXPECT_THAT((*store_->RecordNext(MakeTestRecord))->text, testing::EndsWith(" child " + child));
}

TEST_P(JobStoreSuite, AFailedMakingLeavesTheJobWithoutARecord) {
  Submit();
  End(ClaimOne(), Outcome::kSucceeded);
  auto fail = [](const FinishedJob&, int64_t, const std::string&) -> Result<std::string> { return Internal("no"); };
  EXPECT_THAT(store_->RecordNext(fail), FailsWith(ErrorKind::kInternal));
  EXPECT_TRUE(store_->RecordNext(MakeTestRecord)->has_value());
}

}  // namespace lakeport::queue
