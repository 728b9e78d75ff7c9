#include "jobs/ingest/test/attempts.h"
#include "jobs/ingest/test/way.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::IfExists;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kSecondJob = "0192f0c1-7a5e-7cc3-8a44-222222222222";

// A table of five rows that is to become one of six: a file more, one that changed, one that is gone.
class SyncRetryTest : public ::testing::TestWithParam<Way> {
 protected:
  static void MakeFirst(Lake& lake) {
    GetParam().Ask(lake);
    lake.AddOrders();
    ASSERT_EQ(lake.Run().code, ExitCode::kDone);
    lake.PutFixture("orders/000000_0", "with_note.parquet");
    ASSERT_THAT(lake.io().Delete(lake.HivePath("orders/000001_0")), IsOk());
    lake.PutFixture("orders/000002_0", "orders_1.parquet");
    lake.PutFixture("orders/000003_0", "orders_2.parquet");
    hive::Table table = lake.Orders();
    table.columns.push_back({"note", "string"});
    lake.hive.Add(table);
    lake.job_id = kSecondJob;
    lake.request.if_exists = IfExists::kSync;
  }
  static void ExpectSynchronized(Lake& lake) {
    lake.ExpectWhole("orders", 6);
    auto metadata = lake.Load("orders")->metadata;
    EXPECT_THAT(metadata.snapshots, SizeIs(2));
    EXPECT_NE(metadata.schema().FindField("note"), nullptr);
    EXPECT_THAT(lake.Orphans({"orders"}), IsEmpty());
  }
};

INSTANTIATE_TEST_SUITE_P(Ways, SyncRetryTest,
                         ::testing::Values(kCopyWay, kInPlaceWay, kRewriteWay, kSortWay, kRepartitionWay), NameOfWay());

TEST_P(SyncRetryTest, KilledAtAnyChangeTheNextAttemptSynchronizesOnceAndCleansUp) {
  for (int changes = 0;; ++changes) {
    SCOPED_TRACE(changes);
    Lake lake(Lake::Disk::kMemory);
    MakeFirst(lake);
    bool finished = RunAgainAfterDying(lake, changes);
    ExpectSynchronized(lake);
    if (finished) break;
    ASSERT_LT(changes, 1'000);
  }
}

TEST_P(SyncRetryTest, TwoAttemptsAtOnceSynchronizeOnceAndHarmNothing) {
  for (int round = 0; round < 10; ++round) {
    Lake lake(Lake::Disk::kMemory);
    MakeFirst(lake);
    RunTwoAtOnce(lake, "sales.orders");
    lake.ExpectWhole("orders", 6);
    EXPECT_THAT(lake.Load("orders")->metadata.snapshots, SizeIs(2));
  }
}

TEST_P(SyncRetryTest, AStoppedAttemptThatWakesUpAfterTheNextHasCommittedHarmsNothing) {
  Lake lake;
  MakeFirst(lake);
  EventLog log;
  log.on_event = [&](const protocol::EngineEvent& event) {
    if (!std::holds_alternative<protocol::PlanEvent>(event)) return;
    EventLog inner;
    EXPECT_EQ(lake.RunAttempt(2, inner).code, ExitCode::kDone);
  };
  EXPECT_EQ(lake.RunAttempt(1, log).code, ExitCode::kDone);
  ExpectSynchronized(lake);
}

TEST_P(SyncRetryTest, ALostAnswerOfTheCatalogIsLookedUpNotRepeated) {
  Lake lake;
  MakeFirst(lake);
  lake.prepare_catalog = [](iceberg::MemoryCatalog& catalog) {
    catalog.after_swap = [] { return Status(CommitUnknown("connection lost")); };
  };
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  ExpectSynchronized(lake);
}

TEST_P(SyncRetryTest, AFailedCommitLeavesTheTableAsItWas) {
  Lake lake;
  MakeFirst(lake);
  auto files = lake.Files("lake");
  lake.prepare_catalog = [](iceberg::MemoryCatalog& catalog) {
    catalog.before_swap = [] { return Status(Error(ErrorKind::kPermissionDenied, "read only")); };
  };
  EXPECT_EQ(lake.Run().code, ExitCode::kFailed);
  auto left = lake.Files("lake");
  std::erase_if(left,
                [&](const std::string& file) { return files.contains(file) || file.ends_with(".metadata.json"); });
  EXPECT_THAT(left, IsEmpty());
}

}  // namespace
}  // namespace lakeport::ingest
