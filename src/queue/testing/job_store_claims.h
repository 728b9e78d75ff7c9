#pragma once

// Part of job_store_suite.h: submitting and claiming.

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "queue/testing/job_store_suite.h"

namespace lakeport::queue {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(JobStoreSuite, AJobReadsBackAsItWasSubmitted) {
  NewJob job{.id = "01890000-0000-7000-8000-000000000001", .engine = "ingest", .request = R"({"a":"'\"%_ü"})"};
  job.label = "sales 'to' lake; DROP TABLE lakeport_jobs";
  job.user = "zoë";
  job.source = "queue/a.json";
  job.priority = -3;
  job.max_errors = 7;
  job.max_crashes = 2;
  Submit(job);
  Job read = Get(job.id);
  EXPECT_EQ(read.engine, job.engine);
  EXPECT_EQ(read.label, job.label);
  EXPECT_EQ(read.user, job.user);
  EXPECT_EQ(read.source, job.source);
  EXPECT_EQ(read.parent, "");
  EXPECT_EQ(read.priority, -3);
  EXPECT_EQ(read.max_errors, 7);
  EXPECT_EQ(read.max_crashes, 2);
  EXPECT_EQ(read.state, JobState::kQueued);
  EXPECT_EQ(read.created_at, clock_.Now());
  EXPECT_EQ(read.attempt, 0);
  EXPECT_FALSE(read.started_at || read.finished_at || read.lease_expires || read.exit_code);
  EXPECT_EQ(*store_->GetRequest(job.id), job.request);
}

TEST_P(JobStoreSuite, AnIdIsSubmittedOnce) {
  std::string id = Submit({.label = "first"});
  EXPECT_THAT(store_->Submit({.id = id, .engine = "ingest", .label = "second"}), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_EQ(Get(id).label, "first");
}

TEST_P(JobStoreSuite, OneIdFromManyThreadsIsOneJob) {
  std::atomic<int> submitted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      auto store = open_(clock_);
      auto job = store->Submit({.id = "01890000-0000-7000-8000-000000000001", .engine = "ingest"});
      EXPECT_TRUE(job.ok() || job.error().kind() == ErrorKind::kAlreadyExists);
      submitted += job.ok() ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(submitted, 1);
  EXPECT_EQ(ListIds({}).size(), 1u);
}

TEST_P(JobStoreSuite, AJobThatCannotBeRunIsNotSubmitted) {
  EXPECT_THAT(store_->Submit({.engine = ""}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(store_->Submit({.id = "../etc/passwd", .engine = "ingest"}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(store_->Submit({.engine = "ingest", .label = std::string(1025, 'x')}),
              FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(store_->Submit({.engine = "ingest", .max_errors = 0}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(ListIds({}), IsEmpty());
}

TEST_P(JobStoreSuite, AClaimHandsOutTheJobWithItsRequestAndALease) {
  std::string id = Submit({.request = R"({"engine":"ingest"})"});
  auto claimed = store_->Claim("worker-7", kLease, 5);
  ASSERT_THAT(claimed, IsOk());
  ASSERT_EQ(claimed->size(), 1u);
  const auto& [job, request] = claimed->front();
  EXPECT_EQ(job.id, id);
  EXPECT_EQ(request, R"({"engine":"ingest"})");
  EXPECT_EQ(job.state, JobState::kRunning);
  EXPECT_EQ(job.attempt, 1);
  EXPECT_EQ(job.worker, "worker-7");
  EXPECT_EQ(job.started_at, clock_.Now());
  EXPECT_EQ(job.lease_expires, clock_.Now() + kLease);
}

TEST_P(JobStoreSuite, ClaimsByPriorityAndThenWhatWaitedLongest) {
  std::string first = Submit();
  clock_.Advance(ms(1));
  std::string second = Submit();
  clock_.Advance(ms(1));
  std::string urgent = Submit({.priority = 10});
  std::string idle = Submit({.priority = -10});
  EXPECT_THAT(ClaimIds(2), ElementsAre(urgent, first));
  EXPECT_THAT(ClaimIds(10), ElementsAre(second, idle));
  EXPECT_THAT(ClaimIds(10), IsEmpty());
}

TEST_P(JobStoreSuite, AJobIsNotClaimedBeforeItsTime) {
  std::string id = Submit({.run_at = clock_.Now() + ms(1000)});
  EXPECT_EQ(Get(id).state, JobState::kScheduled);
  EXPECT_FALSE(*store_->HasClaimable());
  EXPECT_THAT(ClaimIds(1), IsEmpty());
  clock_.Advance(ms(1000));
  EXPECT_TRUE(*store_->HasClaimable());
  EXPECT_THAT(ClaimIds(1), ElementsAre(id));
  EXPECT_FALSE(*store_->HasClaimable());
}

TEST_P(JobStoreSuite, TwoWritersOfOneTableDoNotRunAtOnce) {
  std::string first = Submit({.targets = {{"lake/sales", "orders"}, {"lake/sales", "items"}}});
  clock_.Advance(ms(1));
  std::string second = Submit({.targets = {{"lake/sales", "orders"}}});
  clock_.Advance(ms(1));
  std::string other = Submit({.targets = {{"lake/sales", "clicks"}}});
  EXPECT_THAT(ClaimIds(10), ElementsAre(first, other));
  EXPECT_FALSE(*store_->HasClaimable());
  End({first, 1}, Outcome::kSucceeded);
  EXPECT_TRUE(*store_->HasClaimable());
  EXPECT_THAT(ClaimIds(10), ElementsAre(second));
}

TEST_P(JobStoreSuite, AWriterOfAWholeScopeExcludesEachTableInItAndTheOtherWayRound) {
  std::string all = Submit({.targets = {{"lake/sales", ""}}});
  clock_.Advance(ms(1));
  std::string one = Submit({.targets = {{"lake/sales", "orders"}}});
  std::string elsewhere = Submit({.targets = {{"lake/sales_backup", "orders"}}});
  EXPECT_THAT(ClaimIds(10), testing::UnorderedElementsAre(all, elsewhere));
  End({all, 1}, Outcome::kErred);
  EXPECT_THAT(ClaimIds(10), ElementsAre(one));
  clock_.Advance(kLongest);
  EXPECT_THAT(ClaimIds(10), IsEmpty());
  End({one, 1}, Outcome::kReleased);
  End(ClaimOne(), Outcome::kFailed);
  EXPECT_THAT(ClaimIds(10), ElementsAre(all));
}

TEST_P(JobStoreSuite, ALostWorkersTargetsAreFreeAgain) {
  Submit({.targets = {{"lake/sales", "orders"}}});
  ClaimOne();
  std::string next = Submit({.targets = {{"lake/sales", "orders"}}});
  EXPECT_THAT(ClaimIds(1), IsEmpty());
  clock_.Advance(kLease + ms(1));
  EXPECT_EQ(store_->RescueExpired(10)->size(), 1u);
  EXPECT_THAT(ClaimIds(10), ElementsAre(next));
}

// F16. Each thread is a worker with a store of its own.
TEST_P(JobStoreSuite, ManyWorkersClaimEachJobOnceAndNoTwoOfOneTarget) {
  for (int i = 0; i < 60; ++i) {
    std::string table = "t" + std::to_string(i % 3);
    Submit({.label = table, .targets = {{"lake/sales", table}}});
  }
  std::mutex mutex;
  std::set<std::string> claimed;
  std::set<std::string> written;  // just now
  auto take = [&](const Job& job) {
    std::lock_guard lock(mutex);
    EXPECT_TRUE(claimed.insert(job.id).second) << "claimed twice";
    EXPECT_TRUE(written.insert(job.label).second) << "two writers";
  };
  auto give_back = [&](const Job& job) {
    std::lock_guard lock(mutex);
    written.erase(job.label);
  };
  auto all_claimed = [&] {
    std::lock_guard lock(mutex);
    return claimed.size() == 60;
  };
  auto work = [&] {
    auto store = open_(clock_);
    while (!all_claimed()) {
      auto jobs = store->Claim("w", kLease, 2);
      ASSERT_THAT(jobs, IsOk());
      for (const auto& job : *jobs) take(job.job);
      for (const auto& job : *jobs) {
        give_back(job.job);
        EXPECT_THAT(store->Finish(job.attempt(), {.outcome = Outcome::kSucceeded}), IsOk());
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(store_->CountByState({})->at(JobState::kDone), 60);
}

}  // namespace lakeport::queue
