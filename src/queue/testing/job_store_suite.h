#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "base/testing/fake_clock.h"
#include "base/testing/matchers.h"
#include "base/time.h"
#include "queue/job_store.h"

namespace lakeport::queue {

// Opens a store on one database; each call gives another store on the same one, as another process would.
using OpenStore = std::function<std::unique_ptr<JobStore>(const Clock& clock)>;

// What every JobStore must do. A store joins with one line, and links job_store_suite's parts by including them:
//   INSTANTIATE_TEST_SUITE_P(Sqlite, JobStoreSuite, testing::Values(JobStoreFactory{"sqlite", MakeNewDatabase}));
struct JobStoreFactory {
  std::string name;
  std::function<OpenStore()> make;  // a new, empty database
};

class JobStoreSuite : public testing::TestWithParam<JobStoreFactory> {
 protected:
  using ms = std::chrono::milliseconds;
  static constexpr ms kLease{45'000};
  static constexpr ms kLongest{3'600'000};  // longer than any wait between attempts

  std::string Submit(NewJob job = {}) {
    if (job.engine.empty()) job.engine = "ingest";
    auto submitted = store_->Submit(job);
    EXPECT_THAT(submitted, IsOk());
    return submitted.ok() ? submitted->id : "";
  }

  std::vector<std::string> ClaimIds(int limit, JobStore* store = nullptr) {
    auto claimed = (store == nullptr ? store_.get() : store)->Claim("worker-1", kLease, limit);
    EXPECT_THAT(claimed, IsOk());
    std::vector<std::string> ids;
    for (const auto& job : *claimed) ids.push_back(job.job.id);
    return ids;
  }

  // The one job that can be claimed.
  Attempt ClaimOne() {
    auto claimed = store_->Claim("worker-1", kLease, 1);
    EXPECT_THAT(claimed, IsOk());
    EXPECT_EQ(claimed->size(), 1u);
    return claimed->empty() ? Attempt{} : claimed->front().attempt();
  }

  Job End(const Attempt& attempt, Outcome outcome, const std::string& error = "") {
    auto job = store_->Finish(attempt, {.outcome = outcome, .error = error});
    EXPECT_THAT(job, IsOk());
    return job.ok() ? *job : Job{};
  }

  // Claims the job, when its time has come, and ends the attempt.
  Job TryOnce(Outcome outcome) {
    clock_.Advance(kLongest);
    return End(ClaimOne(), outcome, "it went wrong");
  }

  Job Get(const std::string& id) {
    auto job = store_->Get(id);
    EXPECT_THAT(job, IsOk());
    return job.ok() ? *job : Job{};
  }

  std::vector<std::string> ListIds(const JobFilter& filter) {
    auto page = store_->List(filter, "", 1000);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> ids;
    for (const auto& job : page->jobs) ids.push_back(job.id);
    return ids;
  }

  FakeClock clock_;
  OpenStore open_ = GetParam().make();
  std::unique_ptr<JobStore> store_ = open_(clock_);
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(JobStoreSuite);

}  // namespace lakeport::queue

#include "queue/testing/job_store_attempts.h"
#include "queue/testing/job_store_claims.h"
#include "queue/testing/job_store_lists.h"
#include "queue/testing/job_store_records.h"
