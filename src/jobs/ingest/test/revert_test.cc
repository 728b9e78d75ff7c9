#include "jobs/ingest/revert.h"

#include "jobs/ingest/test/way.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::IfExists;
using protocol::TableStatus;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr const char* kSecondJob = "0192f0c1-7a5e-7cc3-8a44-222222222222";
constexpr const char* kRevertJob = "0192f0c1-7a5e-7cc3-8a44-999999999999";

class RevertTest : public ::testing::TestWithParam<Way> {
 protected:
  static void MakeFirst(Lake& lake) {
    GetParam().Ask(lake);
    lake.AddOrders();
    ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  }
  // A second job that replaces or synchronizes the table.
  static void MakeSecond(Lake& lake, IfExists how) {
    lake.PutFixture("orders/000002_0", "with_note.parquet");
    hive::Table table = lake.Orders();
    table.columns.push_back({"note", "string"});
    lake.hive.Add(table);
    lake.job_id = kSecondJob;
    lake.request.if_exists = how;
    ASSERT_EQ(lake.Run().code, ExitCode::kDone);
    lake.ExpectWhole("orders", 6);
  }
  static Ingested Revert(Lake& lake, const std::string& job) {
    lake.job_id = kRevertJob;
    lake.request.revert = job;
    return lake.Run();
  }
  // A partition of null, where there are partitions.
  static std::vector<iceberg::Value> Nowhere() { return std::vector<iceberg::Value>(GetParam().partition_by.size()); }
  // Files that are no metadata files, which stay as the table's log.
  static std::set<std::string> FilesButMetadata(Lake& lake) {
    auto files = lake.Files("lake");
    std::erase_if(files, [](const std::string& file) { return file.ends_with(".metadata.json"); });
    return files;
  }
};

INSTANTIATE_TEST_SUITE_P(Ways, RevertTest,
                         ::testing::Values(kCopyWay, kInPlaceWay, kRewriteWay, kSortWay, kRepartitionWay), NameOfWay());

TEST_P(RevertTest, P18ATableThatTheJobMadeIsDroppedWithItsFilesAndHivesStay) {
  Lake lake;
  MakeFirst(lake);
  auto hive = lake.Files("hive");
  auto ran = Revert(lake, kJobId);
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.plans[0]["tables"][0]["action"], "drop");
  EXPECT_EQ(ran.Of("sales.orders").status, TableStatus::kReverted);
  EXPECT_EQ(ran.summary.reverted, 1);
  EXPECT_THAT(lake.Load("orders"), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(lake.Files("lake"), IsEmpty());
  EXPECT_EQ(lake.Files("hive"), hive);
}

TEST_P(RevertTest, AReplacementAndASyncAreGoneBackBehindTheWholeTableWithThem) {
  for (IfExists how : {IfExists::kReplace, IfExists::kSync}) {
    Lake lake;
    MakeFirst(lake);
    auto before = lake.Load("orders")->metadata;
    auto files = FilesButMetadata(lake);
    MakeSecond(lake, how);
    auto ran = Revert(lake, kSecondJob);
    EXPECT_EQ(ran.code, ExitCode::kDone);
    EXPECT_EQ(ran.plans[0]["tables"][0]["action"], "restore");
    EXPECT_THAT(ran.Of("sales.orders").message, HasSubstr("the table is back at snapshot"));
    auto after = lake.Load("orders")->metadata;
    EXPECT_EQ(after.current_snapshot_id, before.current_snapshot_id);
    EXPECT_THAT(after.snapshots, SizeIs(1));
    EXPECT_EQ(after.properties, before.properties);
    EXPECT_TRUE(after.schema().SameFields(before.schema()));
    EXPECT_EQ(after.refs, before.refs);
    lake.ExpectWhole("orders", 5);
    EXPECT_EQ(FilesButMetadata(lake), files);
    EXPECT_EQ(lake.Files("hive").size(), 3u);
  }
}

TEST_P(RevertTest, ASyncThatWasRevertedCanBeRunAgain) {
  Lake lake;
  MakeFirst(lake);
  MakeSecond(lake, IfExists::kSync);
  ASSERT_EQ(Revert(lake, kSecondJob).code, ExitCode::kDone);
  lake.request.revert.clear();
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  lake.ExpectWhole("orders", 6);
}

TEST_P(RevertTest, OneJobAfterTheOtherCanBeRevertedInTheReverseOrder) {
  Lake lake;
  MakeFirst(lake);
  MakeSecond(lake, IfExists::kSync);
  auto too_early = Revert(lake, kJobId);
  EXPECT_EQ(too_early.code, ExitCode::kFailed);
  EXPECT_EQ(too_early.Of("sales.orders").status, TableStatus::kRefused);
  EXPECT_THAT(too_early.Of("sales.orders").message, HasSubstr("others have committed to it since"));
  EXPECT_EQ(Revert(lake, kSecondJob).code, ExitCode::kDone);
  EXPECT_EQ(Revert(lake, kJobId).code, ExitCode::kDone);
  EXPECT_THAT(lake.Files("lake"), IsEmpty());
}

TEST_P(RevertTest, RowsOfOthersAreNeverDropped) {
  Lake lake;
  MakeFirst(lake);
  lake.AppendByOthers("orders", "orders_2.parquet", 2, Nowhere());
  auto files = lake.Files("lake");
  auto ran = Revert(lake, kJobId);
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_THAT(ran.Of("sales.orders").message, HasSubstr("(append) is of somebody else"));
  EXPECT_EQ(lake.Files("lake"), files);
}

TEST_P(RevertTest, ASyncUponWhichOthersHaveCommittedStays) {
  Lake lake;
  MakeFirst(lake);
  MakeSecond(lake, IfExists::kSync);
  lake.AppendByOthers("orders", "orders_2.parquet", 2, Nowhere());
  EXPECT_EQ(Revert(lake, kSecondJob).code, ExitCode::kFailed);
  lake.ExpectWhole("orders", 8);
}

TEST_P(RevertTest, FilesOfAJobWhoseSnapshotsHaveExpiredStay) {
  Lake lake;
  MakeFirst(lake);
  MakeSecond(lake, IfExists::kSync);
  int64_t second = lake.Load("orders")->metadata.current_snapshot_id;
  lake.AppendByOthers("orders", "orders_2.parquet", 2, Nowhere());
  ASSERT_THAT(lake.CommitByOthers("orders", {iceberg::RemoveSnapshots{{second}},
                                             iceberg::SetProperties{{{"lakeport.job-id", kRevertJob}}}}),
              IsOk());
  auto ran = Revert(lake, kSecondJob);
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_THAT(ran.tables, IsEmpty());
  lake.ExpectWhole("orders", 8);
}

TEST_P(RevertTest, ATagThatKeepsTheJobsSnapshotIsTold) {
  Lake lake;
  MakeFirst(lake);
  MakeSecond(lake, IfExists::kReplace);
  int64_t snapshot = lake.Load("orders")->metadata.current_snapshot_id;
  ASSERT_THAT(lake.CommitByOthers("orders", {iceberg::SetSnapshotRef{"q1", {.snapshot_id = snapshot, .type = "tag"}}}),
              IsOk());
  EXPECT_THAT(Revert(lake, kSecondJob).Of("sales.orders").message, HasSubstr("the tag q1 keeps a snapshot"));
}

TEST_P(RevertTest, AJobThatMadeNothingLeavesEverything) {
  Lake lake;
  MakeFirst(lake);
  auto files = lake.Files("lake");
  auto ran = Revert(lake, kSecondJob);
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_THAT(ran.tables, IsEmpty());
  EXPECT_THAT(ran.plans[0]["warnings"][0], HasSubstr("has made nothing that is there"));
  EXPECT_EQ(lake.Files("lake"), files);
}

TEST_P(RevertTest, OnlyTheTablesThatAreNamedAreReverted) {
  Lake lake;
  lake.AddOrders("other");
  MakeFirst(lake);
  lake.request.tables = {"oth*"};
  EXPECT_EQ(Revert(lake, kJobId).code, ExitCode::kDone);
  EXPECT_THAT(lake.Load("other"), FailsWith(ErrorKind::kNotFound));
  lake.ExpectWhole("orders", 5);
}

TEST_P(RevertTest, APlanTellsAndDoesNothing) {
  Lake lake;
  MakeFirst(lake);
  auto files = lake.Files("lake");
  lake.plan_only = true;
  auto ran = Revert(lake, kJobId);
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.plans[0]["tables"][0]["action"], "drop");
  EXPECT_EQ(lake.Files("lake"), files);
}

// A disk on which only some deletions go through.
class TiredDisk final : public storage::ForwardingFileIO {
 public:
  TiredDisk(storage::FileIO& target, int deletions) : ForwardingFileIO(target), left_(deletions) {}
  Status Delete(const Location& location) override {
    if (left_-- <= 0) return Unavailable("the process is dead");
    return target_.Delete(location);
  }

 private:
  int left_;
};

TEST_P(RevertTest, KilledAtAnyDeletionTheNextAttemptFinishes) {
  for (IfExists how : {IfExists::kFail, IfExists::kReplace, IfExists::kSync}) {
    for (int deletions = 0; deletions < 12; ++deletions) {
      SCOPED_TRACE(deletions);
      Lake lake(Lake::Disk::kMemory);
      MakeFirst(lake);
      auto files = FilesButMetadata(lake);
      if (how != IfExists::kFail) MakeSecond(lake, how);
      std::string job = lake.job_id;
      TiredDisk disk(lake.io(), deletions);
      lake.broken_io = &disk;
      Revert(lake, job);
      lake.broken_io = nullptr;
      EXPECT_EQ(Revert(lake, job).code, ExitCode::kDone);
      EXPECT_EQ(FilesButMetadata(lake), how == IfExists::kFail ? std::set<std::string>() : files);
    }
  }
}

TEST_P(RevertTest, ALostAnswerOfTheCatalogIsLookedUp) {
  Lake lake;
  MakeFirst(lake);
  MakeSecond(lake, IfExists::kSync);
  lake.prepare_catalog = [](iceberg::MemoryCatalog& catalog) {
    catalog.after_swap = [] { return Status(CommitUnknown("connection lost")); };
  };
  EXPECT_EQ(Revert(lake, kSecondJob).code, ExitCode::kDone);
  lake.ExpectWhole("orders", 5);
}

}  // namespace
}  // namespace lakeport::ingest
