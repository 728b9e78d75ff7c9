#pragma once

// Part of job_store_suite.h: lists and counts.

#include <set>

#include "queue/testing/job_store_suite.h"

namespace lakeport::queue {

TEST_P(JobStoreSuite, AListGoesFromTheNewestInPagesWithoutGapOrRepeat) {
  std::vector<std::string> ids;
  for (int i = 0; i < 25; ++i) ids.push_back(Submit());
  std::sort(ids.rbegin(), ids.rend());
  std::vector<std::string> listed;
  int pages = 0;
  for (std::string after; pages == 0 || !after.empty(); ++pages) {
    auto page = store_->List({}, after, 10);
    ASSERT_THAT(page, IsOk());
    for (const auto& job : page->jobs) listed.push_back(job.id);
    after = page->next;
    Submit({.label = "newer than all: on no later page"});
  }
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(listed, ids);
}

TEST_P(JobStoreSuite, AListIsFilteredByWhatItsRowsHold) {
  std::string a = Submit({.label = "Sales to lake", .user = "ann"});
  std::string b = Submit({.engine = "register", .label = "100% of_all 'x'", .user = "bob", .source = "api"});
  ASSERT_THAT(store_->Cancel(b, "ann"), IsOk());
  EXPECT_THAT(ListIds({.engine = "register"}), testing::ElementsAre(b));
  EXPECT_THAT(ListIds({.user = "ann"}), testing::ElementsAre(a));
  EXPECT_THAT(ListIds({.states = {JobState::kQueued, JobState::kRunning}}), testing::ElementsAre(a));
  EXPECT_THAT(ListIds({.text = "sALES"}), testing::ElementsAre(a));
  EXPECT_THAT(ListIds({.text = "0% of_all 'X'"}), testing::ElementsAre(b));
  EXPECT_THAT(ListIds({.text = "%"}), testing::ElementsAre(b));
  EXPECT_THAT(ListIds({.text = "o_a"}), testing::IsEmpty());
  EXPECT_THAT(ListIds({.text = a.substr(4)}), testing::ElementsAre(a));
  EXPECT_THAT(ListIds({.states = {JobState::kCancelled}, .engine = "register", .user = "bob", .text = "api"}),
              testing::ElementsAre(b));
  EXPECT_THAT(ListIds({.states = {JobState::kQueued}, .user = "bob"}), testing::IsEmpty());
}

TEST_P(JobStoreSuite, JobsAreCountedByState) {
  for (int i = 0; i < 3; ++i) Submit({.user = "ann"});
  Submit({.user = "bob", .run_at = clock_.Now() + ms(1)});
  End(ClaimOne(), Outcome::kFailed);
  using Counts = std::map<JobState, int64_t>;
  EXPECT_EQ(*store_->CountByState({}),
            (Counts{{JobState::kScheduled, 1}, {JobState::kQueued, 2}, {JobState::kFailed, 1}}));
  EXPECT_EQ(*store_->CountByState({.states = {JobState::kDone}, .user = "bob"}), (Counts{{JobState::kScheduled, 1}}));
}

TEST_P(JobStoreSuite, APageHasAtLeastOneRowWhateverIsAskedFor) {
  Submit();
  Submit();
  for (int limit : {-5, 0, 1}) {
    auto page = store_->List({}, "", limit);
    ASSERT_THAT(page, IsOk());
    EXPECT_EQ(page->jobs.size(), 1u);
    EXPECT_FALSE(page->next.empty());
  }
}

}  // namespace lakeport::queue
