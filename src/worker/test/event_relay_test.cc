#include "worker/event_relay.h"

#include "base/testing/fake_clock.h"
#include "queue/testing/unreliable_job_store.h"
#include "worker/testing/worker_test_base.h"

namespace lakeport::worker {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

class EventRelayTest : public WorkerTestBase {
 protected:
  EventRelayTest() {
    id_ = Submit("[[]]");
    auto claimed = store_->Claim("w", settings_.lease, 1);
    EXPECT_THAT(claimed, IsOk());
    attempt_ = claimed->front().attempt();
    MakeRelay();
  }

  void MakeRelay() { relay_ = std::make_unique<EventRelay>(unreliable_, attempt_, settings_, log_, clock_); }
  void Say(const std::string& line) { relay_->OnOutput(Quoted(line)); }
  void Progress(int done) {
    Say(fmt::format("{{'event':'progress','phase':'running','files_done':{},'files_total':100}}", done));
  }
  void StoreAfter(milliseconds passed) { ASSERT_THAT(relay_->StoreIfDue(now_ += passed), IsOk()); }

  std::string id_;
  WorkerSettings settings_;
  FakeClock clock_;
  LogFile log_{directory_.path("log"), 1 << 20, clock_};
  queue::UnreliableJobStore unreliable_{*store_};
  queue::Attempt attempt_;
  EventRelay::SteadyTime now_{};
  std::unique_ptr<EventRelay> relay_;
};

TEST_F(EventRelayTest, LinesWaitToBeStoredTogether) {
  StoreAfter(settings_.flush_interval);
  Say("one");
  Say("two");
  StoreAfter(milliseconds(1));
  EXPECT_EQ(Get(id_).last_seq, 0);
  StoreAfter(settings_.flush_interval);
  EXPECT_EQ(Get(id_).last_seq, 2);
}

TEST_F(EventRelayTest, OfProgressThatComesFasterThanItIsStoredOnlyTheLatestIsKept) {
  for (int done = 1; done <= 50; ++done) Progress(done);
  StoreAfter(settings_.flush_interval);
  EXPECT_EQ(Events(id_).size(), 1u);
  EXPECT_THAT(Get(id_).progress, HasSubstr("\"files_done\":50"));
}

// Promise 6.
TEST_F(EventRelayTest, ProgressThatFallsOrPassesItsTotalIsNotShown) {
  Progress(60);
  Progress(40);
  StoreAfter(settings_.flush_interval);
  EXPECT_THAT(Get(id_).progress, HasSubstr("\"files_done\":60"));
  Progress(101);
  StoreAfter(settings_.flush_interval);
  EXPECT_THAT(Get(id_).progress, HasSubstr("\"files_done\":60"));
}

TEST_F(EventRelayTest, NothingIsLostWhileTheDatabaseIsOutOfReach) {
  unreliable_.SetReachable(false);
  for (int i = 0; i < 1000; ++i) {
    Say("line " + std::to_string(i));
    StoreAfter(settings_.flush_interval);
  }
  EXPECT_THAT(relay_->StoreLast(), FailsWith(ErrorKind::kUnavailable));
  unreliable_.SetReachable(true);
  ASSERT_THAT(relay_->StoreLast(), IsOk());
  ASSERT_THAT(relay_->StoreLast(), IsOk());
  auto events = Events(id_);
  ASSERT_EQ(events.size(), 1000u);
  EXPECT_EQ(*GetString(events[999], "message"), "line 999");
}

TEST_F(EventRelayTest, MemoryIsBoundedWhileTheDatabaseIsOutOfReachAndResultsAreKept) {
  unreliable_.SetReachable(false);
  for (int i = 0; i < 300; ++i) Say(std::string(60'000, 'x'));
  Say("{'event':'table','table':'s.a','status':'committed'}");
  unreliable_.SetReachable(true);
  ASSERT_THAT(relay_->StoreLast(), IsOk());
  auto events = Events(id_);
  EXPECT_LT(events.size(), 150u);
  EXPECT_THAT(*GetString(events.back(), "message"), HasSubstr("more lines are only in the log"));
  EXPECT_EQ(store_->ListTables(id_, "", 10)->size(), 1u);
}

TEST_F(EventRelayTest, AnAttemptThatIsNotTheOwnerIsToldSo) {
  ASSERT_EQ(store_->RescueFrom("w")->size(), 1u);
  Say("late");
  EXPECT_THAT(relay_->StoreIfDue(now_ + settings_.flush_interval), FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(Get(id_).last_seq, 0);
}

// Promise 8, S06.
TEST_F(EventRelayTest, WhatLooksLikeASecretReachesNeitherEventsNorLogNorReason) {
  Say("{'event':'log','level':'error','message':'GET https://u:canary@h/x?sig=canary failed'}");
  Say("raw password=canary");
  Say("{'event':'table','table':'a','status':'failed','message':'AccountKey=canary;'}");
  Say("{'event':'summary','status':'failed','error':'token=canary'}");
  relay_->OnErrorOutput("Authorization: Bearer canary");
  ASSERT_THAT(relay_->StoreLast(), IsOk());
  std::string all = relay_->Reason() + relay_->summary() + Read(directory_.path("log"));
  for (const auto& event : Events(id_)) all += FormatJson(event);
  auto tables = store_->ListTables(id_, "", 10);
  ASSERT_THAT(tables, IsOk());
  for (const auto& table : *tables) all += table.event;
  EXPECT_THAT(all, testing::Not(HasSubstr("canary")));
  EXPECT_EQ(Events(id_).size(), 4u) << "and each line is still what it was";
}

TEST_F(EventRelayTest, TheReasonIsTheSummarysOrElseTheLastError) {
  relay_->OnErrorOutput("noise");
  EXPECT_EQ(relay_->Reason(), "noise");
  Say("{'event':'log','level':'error','message':'broken'}");
  EXPECT_EQ(relay_->Reason(), "broken");
  Say("{'event':'summary','status':'failed','error':'two tables failed'}");
  EXPECT_EQ(relay_->Reason(), "two tables failed");
}

TEST_F(EventRelayTest, BytesThatNoDatabaseTakesLoseNothingElse) {
  relay_->OnErrorOutput(std::string("nul \0 and \xff", 10));
  Say("{'event':'table','table':'s.\\u0000x','status':'failed','message':'\\u0000'}");
  Say("{'event':'summary','status':'failed','error':'why \\u0000'}");
  ASSERT_THAT(relay_->StoreLast(), IsOk());
  EXPECT_EQ(Events(id_).size(), 2u);
  EXPECT_EQ(store_->ListTables(id_, "", 10)->front().table, "s.\\x00x");
  auto job = store_->Finish(
      attempt_, {.outcome = queue::Outcome::kFailed, .error = relay_->Reason(), .summary = relay_->summary()});
  ASSERT_THAT(job, IsOk());
  EXPECT_EQ(job->error, "why \\x00");
}

TEST_F(EventRelayTest, ARedactedEventIsStillAnEvent) {
  Say("{'event':'table','table':'a','status':'committed','rows':5,'metadata_location':'abfss://c@a/m?sig=x'}");
  ASSERT_THAT(relay_->StoreLast(), IsOk());
  EXPECT_EQ(*GetInt64(Events(id_).front(), "rows"), 5);
  EXPECT_EQ(*GetString(Events(id_).front(), "metadata_location"), "abfss://c@a/m?sig=***");
}

}  // namespace
}  // namespace lakeport::worker
