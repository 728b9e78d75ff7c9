#include "jobs/ingest/accounting.h"

#include "jobs/ingest/job_report.h"
#include "jobs/ingest/test/way.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::FileCounts;
using protocol::TableStatus;
using ::testing::HasSubstr;

// A table with a file of every kind that can lie in its directory.
void AddMixed(Lake& lake) {
  lake.AddOrders("mixed");
  lake.Put("mixed/_SUCCESS", "");
  lake.Put("mixed/.hidden", "x");
  lake.Put("mixed/empty", "");
  lake.Put("mixed/dir_$folder$", "");
  lake.PutFixture("mixed/none", "no_rows.parquet");
}

class AccountingTest : public ::testing::TestWithParam<Way> {
 protected:
  // Files that are taken, beside what is skipped.
  static FileCounts Taken(int64_t files) {
    bool anew = GetParam().mode == protocol::IngestMode::kRewrite;
    return {.listed = files, .added = anew ? 0 : files, .rewritten = anew ? files : 0};
  }
  static FileCounts Mixed() {
    FileCounts counts{.listed = 5,
                      .skipped = {{"folder marker", 1}, {"hidden", 2}, {"no rows", 1}, {"zero length", 1}}};
    counts.Add(Taken(2));
    return counts;
  }
};

INSTANTIATE_TEST_SUITE_P(Ways, AccountingTest,
                         ::testing::Values(kCopyWay, kInPlaceWay, kRewriteWay, kSortWay, kRepartitionWay), NameOfWay());

TEST_P(AccountingTest, P2P3EveryFileThatWasListedWasAddedOrSkippedForAReason) {
  Lake lake;
  AddMixed(lake);
  lake.AddDaily();
  GetParam().Ask(lake);
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.Of("sales.mixed").accounting, Mixed());
  EXPECT_EQ(ran.plans[0]["tables"][1]["accounting"], ToJson(Mixed()));
  FileCounts job = Mixed();
  job.Add(Taken(2));
  EXPECT_EQ(ran.summary.accounting, job);
}

TEST_P(AccountingTest, ATableTellsInHowManyPartitionsItsRowsWereCounted) {
  Lake lake;
  lake.AddDaily();
  GetParam().Ask(lake);
  EXPECT_EQ(lake.Run().Of("sales.daily").counted_partitions, 2);
  lake.job_id = "0192f0c1-7a5e-7cc3-8a44-222222222222";
  lake.request.if_exists = protocol::IfExists::kReplace;
  lake.request.verify = protocol::Verify::kOff;
  EXPECT_EQ(lake.Run().Of("sales.daily").counted_partitions, std::nullopt);
}

TEST_P(AccountingTest, ALaterAttemptTellsWhatTheEarlierOneCounted) {
  Lake lake;
  AddMixed(lake);
  GetParam().Ask(lake);
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  lake.attempt = 2;
  EXPECT_EQ(lake.Run().Of("sales.mixed").accounting, Mixed());
}

TEST(AccountingCheckTest, P1DirectoriesThatAreLeftAreCountedUnlessTheirFilesAreTaken) {
  ListedPartition partition;
  partition.files.files.resize(3);
  partition.files.nested = {*Location::Parse("file:///t/a"), *Location::Parse("file:///t/b")};
  FileCounts left, taken;
  CountListed(partition, hive::NestedFiles::kLeave, left);
  CountListed(partition, hive::NestedFiles::kTake, taken);
  EXPECT_EQ(left, (FileCounts{.listed = 5, .added = 0, .rewritten = 0, .skipped = {{"nested directory", 2}}}));
  EXPECT_EQ(taken, (FileCounts{.listed = 3}));
}

TEST(AccountingCheckTest, AFileThatWentNowhereStopsTheCommit) {
  std::vector<iceberg::ManifestFile> manifests{{.manifest_path = "m", .added_files_count = 3}};
  EXPECT_THAT(CheckAccounting("sales.t", {.listed = 3, .added = 3}, 0, manifests), IsOk());
  EXPECT_THAT(CheckAccounting("sales.t", {.listed = 3, .added = 1, .rewritten = 2}, 2, manifests), IsOk());
  auto lost = CheckAccounting("sales.t", {.listed = 4, .added = 3}, 0, manifests);
  ASSERT_THAT(lost, FailsWith(ErrorKind::kInternal));
  EXPECT_EQ(lost.error().message(), "the files of sales.t do not add up: 4 listed is not 3 added");
  auto held = CheckAccounting("sales.t", {.listed = 2, .added = 2}, 0, manifests);
  ASSERT_THAT(held, FailsWith(ErrorKind::kInternal));
  EXPECT_THAT(held.error().message(), HasSubstr("hold 3 files, but 2 were added"));
}

TEST(AccountingCheckTest, AJobWithATableWhoseSumsDifferEndsFailed) {
  EventLog log;
  JobReport report(log);
  TablePlan plan{.source = "sales.t", .target = {{"ns"}, "t"}, .table = {}};
  TableResult unbalanced;
  unbalanced.accounting = FileCounts{.listed = 2, .added = 1};
  report.Committed(plan, unbalanced, 0);
  EXPECT_EQ(report.Finish(std::nullopt, 0), ExitCode::kFailed);
  auto table = log.Of<protocol::TableEvent>().at(0);
  EXPECT_EQ(table.status, TableStatus::kFailed);
  EXPECT_THAT(table.message, HasSubstr("Internal: the files of sales.t do not add up: 2 listed is not 1 added"));
}

}  // namespace
}  // namespace lakeport::ingest
