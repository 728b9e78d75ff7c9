#include "jobs/ingest/test/attempts.h"
#include "jobs/ingest/test/way.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::TableStatus;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RetryTest : public ::testing::TestWithParam<Way> {
 protected:
  static void Fill(Lake& lake) {
    lake.AddDaily();
    GetParam().Ask(lake);
  }
};

INSTANTIATE_TEST_SUITE_P(Ways, RetryTest,
                         ::testing::Values(kCopyWay, kInPlaceWay, kRewriteWay, kSortWay, kRepartitionWay), NameOfWay());

TEST_P(RetryTest, KilledAtAnyChangeTheNextAttemptMakesTheTableWholeOnceAndCleansUp) {
  for (int changes = 0;; ++changes) {
    SCOPED_TRACE(changes);
    Lake lake(Lake::Disk::kMemory);
    Fill(lake);
    bool finished = RunAgainAfterDying(lake, changes);
    lake.ExpectWhole("daily", 5);
    EXPECT_THAT(lake.Load("daily")->metadata.snapshots, SizeIs(1));
    EXPECT_THAT(lake.Orphans({"daily"}), IsEmpty());
    if (finished) break;
    ASSERT_LT(changes, 1'000);
  }
}

TEST_P(RetryTest, KilledTwiceTheThirdAttemptStillMakesItWhole) {
  for (int first = 0; first < 12; ++first) {
    for (int second = 0; second < 12; second += 3) {
      SCOPED_TRACE(fmt::format("{} {}", first, second));
      Lake lake(Lake::Disk::kMemory);
      Fill(lake);
      DyingDisk disk1(lake.io(), first), disk2(lake.io(), second);
      lake.broken_io = &disk1;
      lake.Run();
      lake.broken_io = &disk2;
      lake.attempt = 2;
      lake.Run();
      lake.broken_io = nullptr;
      lake.attempt = 3;
      EXPECT_EQ(lake.Run().code, ExitCode::kDone);
      lake.ExpectWhole("daily", 5);
    }
  }
}

TEST_P(RetryTest, ARetryDoesOnlyWhatIsMissing) {
  Lake lake;
  Fill(lake);
  lake.hive.Add(lake.Orders("late"));
  EXPECT_EQ(lake.Run().code, ExitCode::kFailed);
  std::string before = lake.Load("daily")->metadata_location;
  lake.PutFixture("late/f", "orders_1.parquet");
  lake.attempt = 2;
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.Of("sales.daily").status, TableStatus::kCommitted);
  EXPECT_EQ(ran.Of("sales.daily").rows, 5);
  EXPECT_EQ(lake.Load("daily")->metadata_location, before);
  lake.ExpectWhole("late", 3);
}

TEST_P(RetryTest, AnEmptyTableOfAnEarlierAttemptCountsAsMade) {
  Lake lake;
  lake.Put("empty/_SUCCESS", "");
  lake.hive.Add(lake.Orders("empty"));
  GetParam().Ask(lake);
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  std::string before = lake.Load("empty")->metadata_location;
  lake.attempt = 2;
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  EXPECT_EQ(lake.Load("empty")->metadata_location, before);
}

TEST_P(RetryTest, TwoAttemptsAtOnceMakeTheTableOnceAndHarmNothing) {
  for (int round = 0; round < 10; ++round) {
    Lake lake;
    Fill(lake);
    RunTwoAtOnce(lake, "sales.daily");
    lake.ExpectWhole("daily", 5);
    EXPECT_THAT(lake.Load("daily")->metadata.snapshots, SizeIs(1));
  }
}

TEST_P(RetryTest, AStoppedAttemptThatWakesUpAfterTheNextHasCommittedHarmsNothing) {
  Lake lake;
  Fill(lake);
  EventLog log;
  log.on_event = [&](const protocol::EngineEvent& event) {
    if (!std::holds_alternative<protocol::PlanEvent>(event)) return;
    EventLog inner;
    EXPECT_EQ(lake.RunAttempt(2, inner).code, ExitCode::kDone);
  };
  auto ran = lake.RunAttempt(1, log);
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.Of("sales.daily").status, TableStatus::kCommitted);
  lake.ExpectWhole("daily", 5);
  EXPECT_THAT(lake.Orphans({"daily"}), IsEmpty());
}

TEST_P(RetryTest, ALostAnswerOfTheCatalogIsLookedUpNotRepeated) {
  Lake lake;
  Fill(lake);
  lake.prepare_catalog = [](iceberg::MemoryCatalog& catalog) {
    catalog.after_swap = [] { return Status(CommitUnknown("connection lost")); };
  };
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  lake.ExpectWhole("daily", 5);
  EXPECT_THAT(lake.Load("daily")->metadata.snapshots, SizeIs(1));
}

TEST_P(RetryTest, ACatalogThatFailsAfterTheCommitHasNotLostIt) {
  for (ErrorKind kind : {ErrorKind::kUnavailable, ErrorKind::kTimeout, ErrorKind::kInternal}) {
    Lake lake;
    Fill(lake);
    lake.prepare_catalog = [&](iceberg::MemoryCatalog& catalog) {
      catalog.after_swap = [&] { return Status(Error(kind, "no answer")); };
    };
    EXPECT_EQ(lake.Run().code, ExitCode::kDone);
    lake.ExpectWhole("daily", 5);
  }
}

TEST_P(RetryTest, TidyingUpLeavesWhatOthersAreAboutToCommitUponTheTable) {
  Lake lake;
  Fill(lake);
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  auto made = *lake.Load("daily");
  auto prepared = made.metadata;  // as an append of somebody else has it, before the catalog moves to it
  prepared.snapshots.push_back({.snapshot_id = 7, .parent_snapshot_id = prepared.current_snapshot_id});
  prepared.current_snapshot_id = 7;
  std::string location = made.metadata.location + "/metadata/00001-somebody-elses.metadata.json";
  ASSERT_THAT(iceberg::WriteTableMetadata(lake.io(), *Location::Parse(location), prepared), IsOk());
  lake.attempt = 2;
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  EXPECT_THAT(lake.io().Stat(*Location::Parse(location)), IsOk());
}

TEST_P(RetryTest, AnUnknownOutcomeLeavesEverythingAndTheNextAttemptTidiesUp) {
  Lake lake;
  Fill(lake);
  lake.prepare_catalog = [](iceberg::MemoryCatalog& catalog) {
    catalog.before_swap = [] { return Status(CommitUnknown("connection lost")); };
  };
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kCommitUnknown);
  EXPECT_TRUE(ran.Of("sales.daily").may_retry);
  EXPECT_THAT(lake.Files("lake"), ::testing::Not(IsEmpty()));
  lake.prepare_catalog = [](iceberg::MemoryCatalog&) {};
  lake.attempt = 2;
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  lake.ExpectWhole("daily", 5);
  EXPECT_THAT(lake.Orphans({"daily"}), IsEmpty());
}

TEST_P(RetryTest, AFailedCommitLeavesNothing) {
  Lake lake;
  Fill(lake);
  lake.prepare_catalog = [](iceberg::MemoryCatalog& catalog) {
    catalog.before_swap = [] { return Status(Error(ErrorKind::kPermissionDenied, "read only")); };
  };
  EXPECT_EQ(lake.Run().code, ExitCode::kFailed);
  auto left = lake.Files("lake");
  std::erase_if(left, [](const std::string& file) { return file.ends_with(".metadata.json"); });
  EXPECT_THAT(left, IsEmpty());
  EXPECT_THAT(lake.catalog_state().namespaces, IsEmpty());
}

TEST_P(RetryTest, ASafeStopLeavesNothingHalfMade) {
  Lake lake;
  Fill(lake);
  lake.AddOrders("zebra");
  lake.log.on_event = [&](const protocol::EngineEvent& event) {
    if (std::holds_alternative<protocol::CommittedEvent>(event)) lake.stop.request_stop();
  };
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kCancelled);
  EXPECT_EQ(ran.summary.status, "cancelled");
  EXPECT_EQ(ran.Of("sales.daily").status, TableStatus::kCommitted);
  EXPECT_EQ(ran.Of("sales.zebra").status, TableStatus::kFailed);
  lake.ExpectWhole("daily", 5);
  EXPECT_THAT(lake.Orphans({"daily"}), IsEmpty());
}

TEST_P(RetryTest, AStopWhilePlanningWritesNothing) {
  Lake lake;
  Fill(lake);
  lake.log.on_event = [&](const protocol::EngineEvent& event) {
    if (std::holds_alternative<protocol::StartedEvent>(event)) lake.stop.request_stop();
  };
  EXPECT_EQ(lake.Run().code, ExitCode::kCancelled);
  EXPECT_THAT(lake.Files("lake"), IsEmpty());
}

TEST_P(RetryTest, AStopAmidTheFilesLeavesNothing) {
  Lake lake;
  Fill(lake);
  lake.log.on_event = [&](const protocol::EngineEvent& event) {
    if (std::holds_alternative<protocol::PlanEvent>(event)) lake.stop.request_stop();
  };
  EXPECT_EQ(lake.Run().code, ExitCode::kCancelled);
  EXPECT_THAT(lake.Files("lake"), IsEmpty());
  EXPECT_FALSE(lake.DirectoryExists("lake/sales_iceberg/daily"));
}

}  // namespace
}  // namespace lakeport::ingest
