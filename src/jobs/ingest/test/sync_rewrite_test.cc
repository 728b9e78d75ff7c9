#include "formats/row_reader.h"
#include "jobs/ingest/partition_version.h"
#include "jobs/ingest/test/way.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::FileCounts;
using protocol::IfExists;
using protocol::IngestMode;
using protocol::TableStatus;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr const char* kSecondJob = "0192f0c1-7a5e-7cc3-8a44-222222222222";
constexpr const char* kThirdJob = "0192f0c1-7a5e-7cc3-8a44-333333333333";

// "daily", written anew by a first job: rows 1 to 3 on the 1st, 4 and 5 without a day. A second job is to bring it up
// to date.
class SyncRewriteTest : public ::testing::TestWithParam<Way> {
 protected:
  void MakeFirst() {
    GetParam().Ask(lake_);
    lake_.AddDaily();
    auto ran = lake_.Run();
    ASSERT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.daily").message;
    ASSERT_EQ(ran.Of("sales.daily").accounting, (FileCounts{.listed = 2, .rewritten = 2}));
    lake_.job_id = kSecondJob;
    lake_.request.if_exists = IfExists::kSync;
  }
  void SetTable(const std::function<void(hive::Table&)>& change) {
    hive::Table table = lake_.hive.tables[{"sales", "daily"}];
    change(table);
    lake_.hive.Add(table, lake_.hive.partitions[{"sales", "daily"}]);
  }
  // Row 6, of "upper_case.parquet", on a day of their own.
  void AddSecondDay() {
    lake_.PutFixture("daily/day=2024-01-02/f", "upper_case.parquet");
    auto partitions = lake_.hive.partitions[{"sales", "daily"}];
    partitions.push_back(lake_.PartitionOf("daily", "day=2024-01-02", {"2024-01-02"}));
    lake_.hive.Add(lake_.hive.tables[{"sales", "daily"}], partitions);
  }
  Ingested Sync() {
    auto ran = lake_.Run();
    EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.daily").message;
    return ran;
  }
  std::multiset<std::string> Ids() {
    std::multiset<std::string> ids;
    iceberg::Schema one(0, {*lake_.Load("daily")->metadata.schema().FindField("id")});
    for (const auto& file : lake_.DataFiles("daily")) {
      std::shared_ptr<const storage::InputFile> opened = lake_.io().Open(*Location::Parse(file.file_path)).value();
      auto reader = formats::OpenRowReader(file.file_format, opened, {.schema = one});
      EXPECT_THAT(reader, IsOk());
      while (auto rows = *(*reader)->Next()) {
        for (int64_t row = 0; row < rows->row_count(); ++row) {
          ids.insert(std::to_string(std::get<int64_t>(rows->At(row, 0).value)));
        }
      }
    }
    return ids;
  }
  std::set<std::string> Paths() {
    std::set<std::string> paths;
    for (const auto& file : lake_.DataFiles("daily")) paths.insert(file.file_path);
    return paths;
  }
  static bool KeepsPartitionsApart() { return GetParam().partition_by.empty(); }

  Lake lake_;
};

INSTANTIATE_TEST_SUITE_P(Ways, SyncRewriteTest, ::testing::Values(kRewriteWay, kSortWay, kRepartitionWay), NameOfWay());

TEST_P(SyncRewriteTest, NothingNewCommitsNothingAndReadsNoRows) {
  MakeFirst();
  std::string before = lake_.Load("daily")->metadata_location;
  auto files = lake_.Files("lake");
  auto ran = Sync();
  EXPECT_EQ(ran.Of("sales.daily").status, TableStatus::kUnchanged);
  EXPECT_EQ(ran.Of("sales.daily").accounting, (FileCounts{.listed = 2, .skipped = {{"unchanged", 2}}}));
  EXPECT_EQ(ran.plans[0]["tables"][0]["action"], "unchanged");
  EXPECT_EQ(lake_.Load("daily")->metadata_location, before);
  EXPECT_EQ(lake_.Files("lake"), files);
}

TEST_P(SyncRewriteTest, ANewPartitionIsWrittenForItselfWherePartitionsAreKeptApart) {
  MakeFirst();
  auto before = Paths();
  AddSecondDay();
  auto ran = Sync();
  EXPECT_THAT(Ids(), UnorderedElementsAre("1", "2", "3", "4", "5", "6"));
  EXPECT_THAT(lake_.Load("daily")->metadata.snapshots, SizeIs(2));
  EXPECT_THAT(lake_.Orphans({"daily"}), IsEmpty());
  auto counts = *ran.Of("sales.daily").accounting;
  if (KeepsPartitionsApart()) {
    EXPECT_EQ(counts, (FileCounts{.listed = 3, .rewritten = 1, .skipped = {{"unchanged", 2}}}));
    EXPECT_THAT(Paths(), IsSupersetOf(before));
    EXPECT_EQ(lake_.Load("daily")->metadata.current_snapshot()->operation, "append");
  } else {
    EXPECT_EQ(counts.rewritten, 3);
    EXPECT_EQ(counts.removed, static_cast<int64_t>(before.size()));
    EXPECT_EQ(lake_.Load("daily")->metadata.current_snapshot()->operation, "overwrite");
  }
}

TEST_P(SyncRewriteTest, AChangedPartitionsRowsAreReplacedInOneSnapshotAndTheNextSyncFindsNothing) {
  MakeFirst();
  lake_.PutFixture("daily/day=2024-01-01/g", "upper_case.parquet");
  ASSERT_THAT(lake_.io().Delete(lake_.HivePath("daily/day=2024-01-01/f")), IsOk());
  Sync();
  EXPECT_THAT(Ids(), UnorderedElementsAre("4", "5", "6"));
  auto metadata = lake_.Load("daily")->metadata;
  EXPECT_THAT(metadata.snapshots, SizeIs(2));
  EXPECT_EQ(metadata.current_snapshot()->operation, "overwrite");
  EXPECT_THAT(lake_.Orphans({"daily"}), IsEmpty());
  lake_.job_id = kThirdJob;
  EXPECT_EQ(Sync().Of("sales.daily").status, TableStatus::kUnchanged);
}

TEST_P(SyncRewriteTest, AVanishedPartitionsRowsGo) {
  MakeFirst();
  lake_.hive.Add(lake_.hive.tables[{"sales", "daily"}], {lake_.PartitionOf("daily", "day=2024-01-01", {"2024-01-01"})});
  Sync();
  EXPECT_THAT(Ids(), UnorderedElementsAre("1", "2", "3"));
  EXPECT_THAT(lake_.Orphans({"daily"}), IsEmpty());
}

TEST_P(SyncRewriteTest, AnotherTimeOrAnotherWayOfReadingWritesThePartitionAnew) {
  MakeFirst();
  auto before = Paths();
  SetTable([](hive::Table& table) { table.parameters["skip.header.line.count"] = "1"; });
  Sync();
  for (const auto& path : Paths()) EXPECT_FALSE(before.contains(path));
  EXPECT_THAT(Ids(), UnorderedElementsAre("1", "2", "3", "4", "5"));
  lake_.job_id = kThirdJob;
  SetTable([](hive::Table& table) { table.parameters["numRows"] = "5"; });
  EXPECT_EQ(Sync().Of("sales.daily").status, TableStatus::kUnchanged);
}

TEST_P(SyncRewriteTest, ANewColumnIsReadFromTheFilesThatHadItBeforeHiveNamedIt) {
  lake_.PutFixture("daily/day=2024-01-01/n", "with_note.parquet");
  GetParam().Ask(lake_);
  lake_.AddDaily();
  ASSERT_EQ(lake_.Run().code, ExitCode::kDone);
  lake_.job_id = kSecondJob;
  lake_.request.if_exists = IfExists::kSync;
  lake_.request.verify = protocol::Verify::kChecksum;
  SetTable([](hive::Table& table) { table.columns.push_back({"note", "string"}); });
  Sync();
  auto metadata = lake_.Load("daily")->metadata;
  int32_t note = metadata.schema().FindField("note")->id;
  int64_t notes = 0;
  for (const auto& file : lake_.DataFiles("daily")) {
    auto nulls = file.metrics.null_value_counts.find(note);
    ASSERT_NE(nulls, file.metrics.null_value_counts.end()) << file.file_path << " was written without the column";
    notes += file.metrics.record_count - nulls->second;
  }
  EXPECT_GT(notes, 0);
}

TEST_P(SyncRewriteTest, RowsOfOthersStay) {
  MakeFirst();
  auto spec = lake_.Load("daily")->metadata.spec();
  std::vector<iceberg::Value> partition = {KeepsPartitionsApart() ? iceberg::Value(std::string("2024-05-05"))
                                                                  : iceberg::Value(int32_t{1})};
  lake_.AppendByOthers("daily", "orders_2.parquet", 2, partition);
  AddSecondDay();
  Sync();
  lake_.ExpectWhole("daily", 5 + 1 + 2);
}

TEST_P(SyncRewriteTest, FilesThatOthersTookOutAreRefused) {
  MakeFirst();
  iceberg::MemoryCatalog catalog(lake_.catalog_state(), lake_.io(), lake_.LakePath(""), lake_.clock());
  iceberg::TableIdentifier id{{"sales_iceberg"}, "daily"};
  auto append = iceberg::AppendToTable(catalog, id, *catalog.LoadTable(id));
  ASSERT_THAT(append->Remove(*Paths().begin()), IsOk());
  ASSERT_THAT(append->Commit({}), IsOk());
  AddSecondDay();
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_THAT(ran.Of("sales.daily").message, AllOf(HasSubstr("somebody else has removed"), HasSubstr("replace")));
}

TEST_P(SyncRewriteTest, AnotherLayoutIsRefusedWithTheOneThatTheTableHas) {
  MakeFirst();
  lake_.request.partition_by = {"truncate(2, name)"};
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_THAT(ran.Of("sales.daily").message,
              AllOf(HasSubstr("was laid out by --"), HasSubstr("say so again, or say --if-exists replace")));
}

// Of a partition that only some files are written anew of.
TEST(SyncMixedTest, CopiesStayAndWhatWasWrittenAnewBesideThemIsWrittenAgain) {
  Lake lake;
  hive::Table table = lake.Orders();
  table.columns.push_back({"at", "timestamp"});
  lake.PutFixture("orders/a", "orders_1.parquet");
  lake.PutFixture("orders/b", "int96.parquet");
  lake.hive.Add(table);
  lake.request.mode = IngestMode::kRewrite;
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  std::set<std::string> copies;
  for (const auto& file : lake.DataFiles("orders")) {
    if (!FindVersion(file.file_path)) copies.insert(file.file_path);
  }
  ASSERT_THAT(copies, SizeIs(1));
  lake.PutFixture("orders/c", "orders_2.parquet");
  lake.job_id = kSecondJob;
  lake.request.if_exists = IfExists::kSync;
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.orders").message;
  EXPECT_EQ(ran.Of("sales.orders").accounting,
            (FileCounts{.listed = 3, .added = 1, .rewritten = 1, .skipped = {{"unchanged", 1}}, .removed = 1}));
  lake.ExpectWhole("orders", 3 + 1 + 2);
  std::set<std::string> paths;
  for (const auto& file : lake.DataFiles("orders")) paths.insert(file.file_path);
  EXPECT_THAT(paths, IsSupersetOf(copies));
  EXPECT_THAT(lake.Orphans({"orders"}), IsEmpty());
}

TEST(SyncMixedTest, TwoHivePartitionsOfOneValueAreBroughtUpToDateTogether) {
  for (const Way& way : {kRewriteWay, kSortWay}) {
    Lake lake;
    way.Ask(lake);
    hive::Table table = lake.Orders("daily");
    table.partition_keys = {{"n", "int"}};
    lake.PutFixture("daily/n=1/f", "orders_1.parquet");
    lake.PutFixture("daily/n=01/f", "orders_2.parquet");
    std::vector<hive::Partition> partitions = {lake.PartitionOf("daily", "n=1", {"1"}),
                                               lake.PartitionOf("daily", "n=01", {"01"})};
    lake.hive.Add(table, partitions);
    ASSERT_EQ(lake.Run().code, ExitCode::kDone);
    lake.job_id = kSecondJob;
    lake.request.if_exists = IfExists::kSync;
    EXPECT_EQ(lake.Run().Of("sales.daily").status, TableStatus::kUnchanged);
    lake.PutFixture("daily/n=2/f", "upper_case.parquet");
    partitions.push_back(lake.PartitionOf("daily", "n=2", {"2"}));
    lake.hive.Add(table, partitions);
    EXPECT_EQ(lake.Run().code, ExitCode::kDone);
    lake.ExpectWhole("daily", 6);
    lake.job_id = kThirdJob;
    partitions.erase(partitions.begin());
    lake.hive.Add(table, partitions);
    EXPECT_EQ(lake.Run().code, ExitCode::kDone);
    lake.ExpectWhole("daily", 3);
  }
}

}  // namespace
}  // namespace lakeport::ingest
