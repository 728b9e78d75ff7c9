#pragma once

// Part of job_store_suite.h: from claim to end.

#include <algorithm>

#include "queue/testing/job_store_suite.h"

namespace lakeport::queue {

TEST_P(JobStoreSuite, EventsAreNumberedOverAllAttemptsAndReadInPages) {
  std::string id = Submit();
  Attempt first = ClaimOne();
  EXPECT_EQ(*store_->Append(first, {.lines = {"a", "b"}}), 2);
  EXPECT_EQ(*store_->Append(first, {}), 2);
  clock_.Advance(ms(5));
  EXPECT_EQ(*store_->Append(first, {.lines = {"c"}}), 3);
  End(first, Outcome::kErred);
  clock_.Advance(kLongest);
  EXPECT_EQ(*store_->Append(ClaimOne(), {.lines = {"d"}}), 4);

  auto page = store_->ListEvents(id, 1, 2);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->size(), 2u);
  EXPECT_EQ((*page)[0].seq, 2);
  EXPECT_EQ((*page)[1].line, "c");
  EXPECT_EQ((*page)[1].attempt, 1);
  EXPECT_EQ((*page)[1].at - (*page)[0].at, ms(5));
  EXPECT_EQ(store_->ListEvents(id, 3, 100)->front().attempt, 2);
  EXPECT_TRUE(store_->ListEvents(id, 4, 100)->empty());
  EXPECT_EQ(Get(id).last_seq, 4);
}

TEST_P(JobStoreSuite, LinesOfAnyLengthAndScriptAreKept) {
  std::string id = Submit();
  std::vector<std::string> lines{"", "'; DROP TABLE lakeport_jobs; --", "\xf0\x9f\x8f\x94 %s $1 ?", "a\nb\r\x1b[31m",
                                 std::string(1 << 20, 'x')};
  EXPECT_EQ(*store_->Append(ClaimOne(), {.lines = lines}), 5);
  auto events = store_->ListEvents(id, 0, 100);
  ASSERT_EQ(events->size(), lines.size());
  for (size_t i = 0; i < lines.size(); ++i) EXPECT_EQ((*events)[i].line, lines[i]);
}

TEST_P(JobStoreSuite, ProgressIsTheLatestAndBelongsToTheAttempt) {
  std::string id = Submit();
  Attempt first = ClaimOne();
  ASSERT_THAT(store_->Append(first, {.progress = "{1}"}), IsOk());
  ASSERT_THAT(store_->Append(first, {.lines = {"x"}}), IsOk());
  EXPECT_EQ(Get(id).progress, "{1}");
  End(first, Outcome::kErred);
  clock_.Advance(kLongest);
  ClaimOne();
  EXPECT_EQ(Get(id).progress, "");
}

TEST_P(JobStoreSuite, ATablesLatestResultCounts) {
  std::string id = Submit();
  Attempt attempt = ClaimOne();
  ASSERT_THAT(store_->Append(attempt, {.tables = {{"b", "failed", "{1}"}, {"a", "committed", "{2}"}}}), IsOk());
  ASSERT_THAT(store_->Append(attempt, {.tables = {{"b", "committed", "{3}"}, {"c", "skipped", "{4}"}}}), IsOk());
  auto tables = store_->ListTables(id, "a", 10);
  ASSERT_THAT(tables, IsOk());
  ASSERT_EQ(tables->size(), 2u);
  EXPECT_EQ((*tables)[0].table, "b");
  EXPECT_EQ((*tables)[0].status, "committed");
  EXPECT_EQ((*tables)[0].event, "{3}");
  EXPECT_EQ(store_->ListTables(id, "", 1)->front().table, "a");
}

TEST_P(JobStoreSuite, ARenewedLeaseIsNotRescued) {
  std::string id = Submit();
  Attempt attempt = ClaimOne();
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(kLease - ms(1));
    EXPECT_THAT(store_->RescueExpired(10), IsOk());
    EXPECT_THAT(store_->Renew(attempt, kLease), IsOk());
  }
  EXPECT_EQ(Get(id).state, JobState::kRunning);
  EXPECT_EQ(Get(id).lease_expires, clock_.Now() + kLease);
}

TEST_P(JobStoreSuite, ALeaseThatRanOutIsRevivedAsLongAsNobodyTookIt) {
  Submit();
  Attempt attempt = ClaimOne();
  clock_.Advance(kLongest);
  EXPECT_THAT(store_->Renew(attempt, kLease), IsOk());
  EXPECT_TRUE(store_->RescueExpired(10)->empty());
}

TEST_P(JobStoreSuite, ALostJobIsRescuedAndCountedAsACrash) {
  std::string id = Submit();
  ClaimOne();
  clock_.Advance(kLease + ms(1));
  auto rescued = store_->RescueExpired(10);
  ASSERT_THAT(rescued, IsOk());
  ASSERT_EQ(rescued->size(), 1u);
  EXPECT_EQ(rescued->front().state, JobState::kRetrying);
  EXPECT_EQ(rescued->front().crashes, 1);
  EXPECT_EQ(rescued->front().errors, 0);
  EXPECT_GT(rescued->front().run_at, clock_.Now());
  EXPECT_THAT(rescued->front().error, testing::HasSubstr("worker-1"));
  EXPECT_FALSE(rescued->front().lease_expires.has_value());
  clock_.Advance(kLongest);
  EXPECT_EQ(ClaimOne().number, 2);
}

TEST_P(JobStoreSuite, OnlyAsManyAreRescuedAsAskedFor) {
  for (int i = 0; i < 5; ++i) Submit();
  ClaimIds(5);
  clock_.Advance(kLease + ms(1));
  EXPECT_EQ(store_->RescueExpired(3)->size(), 3u);
  EXPECT_EQ(store_->RescueExpired(3)->size(), 2u);
}

TEST_P(JobStoreSuite, TheJobsOfADeadWorkerAreRescuedAtOnceAndNoOthers) {
  Submit();
  Submit();
  ASSERT_THAT(store_->Claim("dead", kLease, 1), IsOk());
  Attempt other = ClaimOne();
  auto rescued = store_->RescueFrom("dead");
  ASSERT_THAT(rescued, IsOk());
  ASSERT_EQ(rescued->size(), 1u);
  EXPECT_NE(rescued->front().id, other.job_id);
  EXPECT_EQ(rescued->front().state, JobState::kRetrying);
  EXPECT_EQ(rescued->front().crashes, 1);
  EXPECT_EQ(rescued->front().error, "worker dead died at attempt 1");
  EXPECT_TRUE(store_->RescueFrom("dead")->empty());
  EXPECT_THAT(store_->CheckLease(other), IsOk());
}

TEST_P(JobStoreSuite, AnOldAttemptCanDoNothingToARescuedJob) {
  std::string id = Submit();
  Attempt old = ClaimOne();
  auto refused = [&] {
    EXPECT_THAT(store_->Append(old, {.lines = {"x"}, .progress = "{}"}), FailsWith(ErrorKind::kConflict));
    EXPECT_THAT(store_->Renew(old, kLease), FailsWith(ErrorKind::kConflict));
    EXPECT_THAT(store_->CheckLease(old), FailsWith(ErrorKind::kConflict));
    EXPECT_THAT(store_->Finish(old, {.outcome = Outcome::kSucceeded}), FailsWith(ErrorKind::kConflict));
  };
  clock_.Advance(kLease + ms(1));
  ASSERT_EQ(store_->RescueExpired(10)->size(), 1u);
  refused();
  clock_.Advance(kLongest);
  Attempt current = ClaimOne();
  refused();
  EXPECT_EQ(Get(id).last_seq, 0);
  EXPECT_EQ(End(current, Outcome::kSucceeded).state, JobState::kDone);
  refused();
}

// F17. A lease from before the clock was set back would otherwise hold a lost job for as long.
TEST_P(JobStoreSuite, AClockSetBackDoesNotKeepALostJob) {
  std::string id = Submit();
  ClaimOne();
  clock_.Advance(-std::chrono::hours(1));
  ASSERT_EQ(store_->RescueExpired(10)->size(), 1u);
  EXPECT_EQ(Get(id).state, JobState::kRetrying);
}

TEST_P(JobStoreSuite, AClockSetForwardLosesNothing) {
  std::string id = Submit();
  Attempt attempt = ClaimOne();
  clock_.Advance(std::chrono::hours(1));
  ASSERT_EQ(store_->RescueExpired(10)->size(), 1u);
  EXPECT_THAT(store_->Finish(attempt, {.outcome = Outcome::kSucceeded}), FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(TryOnce(Outcome::kSucceeded).state, JobState::kDone);
}

TEST_P(JobStoreSuite, EachEndLeadsToItsState) {
  const std::pair<Outcome, JobState> ends[] = {
      {Outcome::kSucceeded, JobState::kDone},         {Outcome::kFailed, JobState::kFailed},
      {Outcome::kErred, JobState::kRetrying},         {Outcome::kLostRace, JobState::kRetrying},
      {Outcome::kCommitUnknown, JobState::kRetrying}, {Outcome::kCrashed, JobState::kRetrying},
      {Outcome::kCancelled, JobState::kCancelled},    {Outcome::kReleased, JobState::kQueued}};
  for (const auto& [outcome, state] : ends) {
    Submit({.priority = 1});
    Attempt attempt = ClaimOne();
    Job job = *store_->Finish(attempt, {.outcome = outcome, .exit_code = 42, .error = "why", .summary = "{}"});
    EXPECT_EQ(job.state, state);
    EXPECT_EQ(job.finished_at.has_value(), IsFinal(state));
    EXPECT_EQ(job.exit_code, 42);
    EXPECT_EQ(job.error, "why");
    EXPECT_EQ(job.summary, "{}");
    EXPECT_FALSE(job.lease_expires.has_value());
    EXPECT_EQ(job.run_at > clock_.Now(), state == JobState::kRetrying);
    if (state == JobState::kQueued) End(ClaimOne(), Outcome::kFailed);
  }
}

TEST_P(JobStoreSuite, AFinishedJobStaysFinished) {
  std::string id = Submit();
  Attempt attempt = ClaimOne();
  End(attempt, Outcome::kSucceeded);
  EXPECT_THAT(store_->Finish(attempt, {.outcome = Outcome::kFailed}), FailsWith(ErrorKind::kConflict));
  clock_.Advance(kLongest);
  EXPECT_TRUE(store_->RescueExpired(10)->empty());
  EXPECT_THAT(ClaimIds(1), testing::IsEmpty());
  EXPECT_EQ(Get(id).state, JobState::kDone);
}

TEST_P(JobStoreSuite, ErrorsAndCrashesAreCountedApart) {
  Submit({.max_errors = 3, .max_crashes = 3});
  TryOnce(Outcome::kErred);
  TryOnce(Outcome::kCrashed);
  TryOnce(Outcome::kReleased);
  TryOnce(Outcome::kLostRace);
  Job job = TryOnce(Outcome::kCrashed);
  EXPECT_EQ(job.state, JobState::kRetrying);
  EXPECT_EQ(job.errors, 2);
  EXPECT_EQ(job.crashes, 2);
  job = TryOnce(Outcome::kCommitUnknown);
  EXPECT_EQ(job.state, JobState::kFailed);
  EXPECT_EQ(job.error, "it went wrong; given up after 3 errors and 2 crashes");
}

// F19.
TEST_P(JobStoreSuite, AJobThatKillsItsWorkerEachTimeIsGivenUpAndOthersGoOn) {
  std::string poison = Submit({.priority = 9, .max_crashes = 3});
  std::string other = Submit();
  for (int crash = 1; crash <= 3; ++crash) {
    ASSERT_THAT(ClaimIds(1), testing::ElementsAre(poison));
    clock_.Advance(kLease + ms(1));
    ASSERT_EQ(store_->RescueExpired(10)->size(), 1u);
    EXPECT_EQ(Get(poison).state, crash < 3 ? JobState::kRetrying : JobState::kFailed);
    if (crash < 3) clock_.Advance(kLongest);
  }
  EXPECT_THAT(ClaimIds(10), testing::ElementsAre(other));
}

// F20.
TEST_P(JobStoreSuite, JobsThatFailTogetherComeBackSpreadOut) {
  std::set<Timestamp> times;
  for (int i = 0; i < 200; ++i) Submit();
  auto claimed = store_->Claim("w", kLease, 200);
  ASSERT_THAT(claimed, IsOk());
  for (const auto& job : *claimed) times.insert(End(job.attempt(), Outcome::kErred).run_at);
  EXPECT_GT(times.size(), 100u);
  EXPECT_GE(*times.begin() - clock_.Now(), ms(1000));
}

TEST_P(JobStoreSuite, WaitsGrowWithEachErrorUpToACap) {
  Submit({.max_errors = 30});
  ms longest{0};
  for (int i = 0; i < 20; ++i) {
    Timestamp run_at = TryOnce(Outcome::kErred).run_at;
    ms wait = run_at - clock_.Now();
    EXPECT_GE(wait, longest / 2);
    longest = std::max(longest, wait);
  }
  EXPECT_GT(longest, ms(60'000));
  EXPECT_LE(longest, kLongest);
}

TEST_P(JobStoreSuite, AChainedJobComesIntoBeingWithTheEndOfTheFirst) {
  std::string id = Submit();
  AttemptEnd end{.outcome = Outcome::kSucceeded};
  end.then = {{.engine = "register", .request = "{2}", .label = "next", .user = "ann"}};
  ASSERT_THAT(store_->Finish(ClaimOne(), end), IsOk());
  auto children = ListIds({.parent = id});
  ASSERT_EQ(children.size(), 1u);
  EXPECT_EQ(Get(children[0]).parent, id);
  EXPECT_EQ(Get(children[0]).user, "ann");
  EXPECT_EQ(*store_->GetRequest(children[0]), "{2}");
  EXPECT_THAT(ClaimIds(10), testing::ElementsAre(children[0]));
}

TEST_P(JobStoreSuite, NothingIsChainedToAnAttemptThatDidNotSucceed) {
  Submit();
  AttemptEnd end{.outcome = Outcome::kFailed};
  end.then = {{.engine = "register"}};
  ASSERT_THAT(store_->Finish(ClaimOne(), end), IsOk());
  EXPECT_EQ(ListIds({}).size(), 1u);
}

TEST_P(JobStoreSuite, AnEndWhoseChainedJobCannotBeMadeDoesNotHappen) {
  std::string id = Submit();
  Attempt attempt = ClaimOne();
  AttemptEnd end{.outcome = Outcome::kSucceeded};
  end.then = {{.engine = "register"}, {.id = id, .engine = "register"}};
  EXPECT_THAT(store_->Finish(attempt, end), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_EQ(Get(id).state, JobState::kRunning);
  EXPECT_EQ(ListIds({}).size(), 1u);
  EXPECT_EQ(End(attempt, Outcome::kSucceeded).state, JobState::kDone);
}

TEST_P(JobStoreSuite, AWaitingJobIsCancelledAtOnce) {
  std::string queued = Submit();
  std::string scheduled = Submit({.run_at = clock_.Now() + ms(1)});
  for (const auto& id : {queued, scheduled}) {
    auto job = store_->Cancel(id, "ann");
    ASSERT_THAT(job, IsOk());
    EXPECT_EQ(job->state, JobState::kCancelled);
    EXPECT_EQ(job->cancelled_by, "ann");
    EXPECT_EQ(job->finished_at, clock_.Now());
    EXPECT_THAT(store_->Cancel(id, "bob"), FailsWith(ErrorKind::kConflict));
  }
  clock_.Advance(kLongest);
  EXPECT_THAT(ClaimIds(10), testing::IsEmpty());
}

TEST_P(JobStoreSuite, ARunningJobIsAskedToEnd) {
  std::string id = Submit();
  Attempt attempt = ClaimOne();
  EXPECT_FALSE(*store_->CheckLease(attempt));
  EXPECT_EQ(store_->Cancel(id, "ann")->state, JobState::kRunning);
  EXPECT_EQ(store_->Cancel(id, "bob")->cancelled_by, "ann");
  EXPECT_TRUE(*store_->CheckLease(attempt));
  EXPECT_TRUE(*store_->Renew(attempt, kLease));
  EXPECT_EQ(End(attempt, Outcome::kCancelled).state, JobState::kCancelled);
}

TEST_P(JobStoreSuite, AJobAskedToEndIsNotTriedAgainButMayStillSucceed) {
  const std::pair<Outcome, JobState> ends[] = {{Outcome::kErred, JobState::kCancelled},
                                               {Outcome::kCrashed, JobState::kCancelled},
                                               {Outcome::kReleased, JobState::kCancelled},
                                               {Outcome::kFailed, JobState::kFailed},
                                               {Outcome::kSucceeded, JobState::kDone}};
  for (const auto& [outcome, state] : ends) {
    std::string id = Submit();
    Attempt attempt = ClaimOne();
    ASSERT_THAT(store_->Cancel(id, "ann"), IsOk());
    EXPECT_EQ(End(attempt, outcome).state, state);
  }
  std::string lost = Submit();
  ClaimOne();
  ASSERT_THAT(store_->Cancel(lost, "ann"), IsOk());
  clock_.Advance(kLease + ms(1));
  EXPECT_EQ(store_->RescueExpired(10)->front().state, JobState::kCancelled);
}

TEST_P(JobStoreSuite, AUsersRetryStartsCountingAnewButNotItsAttempts) {
  std::string id = Submit({.max_errors = 1});
  Attempt first = ClaimOne();
  EXPECT_EQ(End(first, Outcome::kErred).state, JobState::kFailed);
  auto again = store_->Retry(id);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->state, JobState::kQueued);
  EXPECT_EQ(again->errors, 0);
  EXPECT_FALSE(again->finished_at.has_value());
  EXPECT_EQ(ClaimOne().number, 2);
  EXPECT_THAT(store_->Finish(first, {.outcome = Outcome::kSucceeded}), FailsWith(ErrorKind::kConflict));
}

TEST_P(JobStoreSuite, OnlyAFailedOrCancelledJobIsRetried) {
  std::string id = Submit();
  EXPECT_THAT(store_->Retry(id), FailsWith(ErrorKind::kConflict));
  Attempt attempt = ClaimOne();
  EXPECT_THAT(store_->Retry(id), FailsWith(ErrorKind::kConflict));
  End(attempt, Outcome::kSucceeded);
  EXPECT_THAT(store_->Retry(id), FailsWith(ErrorKind::kConflict));
  std::string cancelled = Submit();
  ASSERT_THAT(store_->Cancel(cancelled, "ann"), IsOk());
  EXPECT_FALSE(store_->Retry(cancelled)->cancel_requested);
}

TEST_P(JobStoreSuite, AnUnknownJobIsNotFound) {
  std::string id = "01890000-0000-7000-8000-00000000dead";
  EXPECT_THAT(store_->Get(id), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(store_->GetRequest(id), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(store_->Cancel(id, "ann"), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(store_->Retry(id), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(store_->ListEvents(id, 0, 10), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(store_->ListTables(id, "", 10), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(store_->Renew({id, 1}, kLease), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(store_->CheckLease({id, 1}), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(store_->Append({id, 1}, {}), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(store_->Finish({id, 1}, {}), FailsWith(ErrorKind::kNotFound));
}

}  // namespace lakeport::queue
