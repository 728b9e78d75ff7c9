#include "jobs/ingest/test/lake.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::IfExists;
using protocol::IngestMode;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr const char* kSecondJob = "0192f0c1-7a5e-7cc3-8a44-222222222222";

// A table that a first job has made, and a second job that is to replace it by other rows.
class ReplaceTest : public ::testing::TestWithParam<IngestMode> {
 protected:
  static void MakeFirst(Lake& lake) {
    lake.request.mode = GetParam();
    lake.AddOrders();
    ASSERT_EQ(lake.Run().code, ExitCode::kDone);
    hive::Table table = lake.Orders();
    table.columns = {{"note", "string"}, {"name", "string"}, {"id", "bigint"}};
    table.location = lake.HivePath("new").ToString();
    lake.PutFixture("new/f", "with_note.parquet");
    lake.hive.Add(table);
    lake.job_id = kSecondJob;
    lake.request.if_exists = IfExists::kReplace;
  }
};

INSTANTIATE_TEST_SUITE_P(Modes, ReplaceTest, ::testing::Values(IngestMode::kCopy, IngestMode::kInPlace),
                         [](const auto& mode) { return mode.param == IngestMode::kCopy ? "Copy" : "InPlace"; });

TEST_P(ReplaceTest, TheTableHoldsTheNewRowsAndItsOldSnapshotStays) {
  Lake lake;
  MakeFirst(lake);
  auto before = lake.Load("orders")->metadata;
  auto files = lake.Files("lake");
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.plans[0]["tables"][0]["action"], "replace");
  EXPECT_THAT(ran.plans[0]["tables"][0]["warnings"], Contains(HasSubstr("stays in its 1 snapshot")));
  auto after = lake.Load("orders")->metadata;
  EXPECT_EQ(after.table_uuid, before.table_uuid);
  EXPECT_THAT(after.snapshots, SizeIs(2));
  EXPECT_THAT(after.properties, Contains(Pair("lakeport.job-id", kSecondJob)));
  lake.ExpectWhole("orders", 1);
  for (const auto& file : files) EXPECT_THAT(lake.Files("lake"), Contains(file));
}

TEST_P(ReplaceTest, ColumnsKeepTheIdsThatTheirNamesHad) {
  Lake lake;
  MakeFirst(lake);
  auto before = lake.Load("orders")->metadata.schema();
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  auto after = lake.Load("orders")->metadata.schema();
  EXPECT_EQ(after.FindField("id")->id, before.FindField("id")->id);
  EXPECT_EQ(after.FindField("name")->id, before.FindField("name")->id);
  EXPECT_EQ(after.FindField("note")->id, 3);
  EXPECT_THAT(lake.DataFiles("orders").at(0).metrics.value_counts, Contains(Pair(3, 1)));
}

TEST_P(ReplaceTest, RunAgainByTheSameJobItIsNotReplacedAgain) {
  Lake lake;
  MakeFirst(lake);
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  std::string before = lake.Load("orders")->metadata_location;
  lake.attempt = 2;
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  EXPECT_EQ(lake.Load("orders")->metadata_location, before);
}

TEST_P(ReplaceTest, AStoppedAttemptThatWakesUpDoesNotReplaceASecondTime) {
  Lake lake;
  MakeFirst(lake);
  bool woken = false;
  lake.prepare_catalog = [&](iceberg::MemoryCatalog& catalog) {
    if (std::exchange(woken, true)) return;
    catalog.before_swap = [&] {  // the first attempt is stopped right before its commit
      EventLog inner;
      EXPECT_EQ(lake.RunAttempt(2, inner).code, ExitCode::kDone);
      return Ok();
    };
  };
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  EXPECT_THAT(lake.Load("orders")->metadata.snapshots, SizeIs(2));
  lake.ExpectWhole("orders", 1);
}

TEST_P(ReplaceTest, AFailureLeavesTheTableAsItWas) {
  Lake lake;
  MakeFirst(lake);
  auto files = lake.Files("lake");
  lake.prepare_catalog = [](iceberg::MemoryCatalog& catalog) {
    catalog.before_swap = [] { return Status(Error(ErrorKind::kPermissionDenied, "read only")); };
  };
  EXPECT_EQ(lake.Run().code, ExitCode::kFailed);
  lake.ExpectWhole("orders", 5);
  auto left = lake.Files("lake");
  std::erase_if(left,
                [&](const std::string& file) { return files.contains(file) || file.ends_with(".metadata.json"); });
  EXPECT_THAT(left, IsEmpty());
}

TEST_P(ReplaceTest, ATableThatIsNotThereIsCreated) {
  Lake lake;
  lake.AddOrders();
  lake.request.mode = GetParam();
  lake.request.if_exists = IfExists::kReplace;
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  lake.ExpectWhole("orders", 5);
}

TEST(ReplaceInPlaceTest, P18ACopyThatReplacesAnInPlaceTableStaysProtectedForItsOldSnapshotsSake) {
  Lake lake;
  lake.AddOrders();
  lake.request.mode = IngestMode::kInPlace;
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  lake.job_id = kSecondJob;
  lake.request.mode = IngestMode::kCopy;
  lake.request.if_exists = IfExists::kReplace;
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  EXPECT_THAT(lake.Load("orders")->metadata.properties, Contains(Pair("gc.enabled", "false")));
}

}  // namespace
}  // namespace lakeport::ingest
