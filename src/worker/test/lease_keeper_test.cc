#include "worker/lease_keeper.h"

#include "queue/testing/unreliable_job_store.h"
#include "worker/testing/worker_test_base.h"

namespace lakeport::worker {
namespace {

using std::chrono::milliseconds;

class LeaseKeeperTest : public WorkerTestBase {
 protected:
  LeaseKeeperTest() {
    Submit("[[]]");
    auto claimed = store_->Claim("w", settings_.lease, 1);
    EXPECT_THAT(claimed, IsOk());
    attempt_ = claimed->front().attempt();
    keeper_ = std::make_unique<LeaseKeeper>(unreliable_, attempt_, settings_, now_);
  }

  LeaseState TickAfter(milliseconds passed) { return keeper_->Tick(now_ += passed); }

  WorkerSettings settings_;
  queue::UnreliableJobStore unreliable_{*store_};
  queue::Attempt attempt_;
  LeaseKeeper::SteadyTime now_{};
  std::unique_ptr<LeaseKeeper> keeper_;
};

TEST_F(LeaseKeeperTest, RenewsOnceAHeartbeat) {
  EXPECT_EQ(keeper_->held_until(), now_ + settings_.lease);
  EXPECT_EQ(TickAfter(settings_.heartbeat - milliseconds(1)), LeaseState::kHeld);
  EXPECT_LT(keeper_->held_until(), now_ + settings_.lease);
  EXPECT_EQ(TickAfter(milliseconds(1)), LeaseState::kHeld);
  EXPECT_EQ(keeper_->held_until(), now_ + settings_.lease);
}

TEST_F(LeaseKeeperTest, SeesWithinASecondThatTheEndWasAskedFor) {
  ASSERT_THAT(store_->Cancel(attempt_.job_id, "ann"), IsOk());
  EXPECT_EQ(TickAfter(milliseconds(999)), LeaseState::kCancelRequested);
  EXPECT_EQ(TickAfter(settings_.heartbeat), LeaseState::kCancelRequested);
  EXPECT_EQ(keeper_->held_until(), now_ + settings_.lease) << "and goes on renewing";
}

TEST_F(LeaseKeeperTest, SeesSoonThatTheLeaseWasTaken) {
  ASSERT_EQ(store_->RescueFrom("w")->size(), 1u);
  EXPECT_EQ(TickAfter(milliseconds(999)), LeaseState::kLost);
}

TEST_F(LeaseKeeperTest, LostStaysLost) {
  ASSERT_EQ(store_->RescueFrom("w")->size(), 1u);
  EXPECT_EQ(TickAfter(settings_.heartbeat), LeaseState::kLost);
  EXPECT_EQ(TickAfter(settings_.heartbeat), LeaseState::kLost);
}

TEST_F(LeaseKeeperTest, ADatabaseOutOfReachIsWaitedForUntilTheLeaseEnds) {
  unreliable_.SetReachable(false);
  for (milliseconds passed{0}; passed < settings_.lease - milliseconds(1000); passed += milliseconds(1000)) {
    ASSERT_EQ(TickAfter(milliseconds(1000)), LeaseState::kHeld) << passed.count();
  }
  EXPECT_EQ(TickAfter(milliseconds(1000)), LeaseState::kLost);
}

TEST_F(LeaseKeeperTest, ADatabaseThatComesBackInTimeChangesNothing) {
  unreliable_.SetReachable(false);
  EXPECT_EQ(TickAfter(settings_.heartbeat), LeaseState::kHeld);
  unreliable_.SetReachable(true);
  EXPECT_EQ(TickAfter(milliseconds(1000)), LeaseState::kHeld);
  EXPECT_EQ(keeper_->held_until(), now_ + settings_.lease);
}

}  // namespace
}  // namespace lakeport::worker
