#include "jobs/ingest/sync_record.h"
#include "jobs/ingest/test/lake.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::FileCounts;
using protocol::IfExists;
using protocol::IngestMode;
using protocol::TableStatus;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr const char* kSecondJob = "0192f0c1-7a5e-7cc3-8a44-222222222222";
constexpr const char* kThirdJob = "0192f0c1-7a5e-7cc3-8a44-333333333333";

// "daily", ingested by a first job; a second one is to bring it up to date.
class SyncTest : public ::testing::TestWithParam<IngestMode> {
 protected:
  static void MakeFirst(Lake& lake) {
    lake.request.mode = GetParam();
    lake.AddDaily();
    ASSERT_EQ(lake.Run().code, ExitCode::kDone);
    lake.job_id = kSecondJob;
    lake.request.if_exists = IfExists::kSync;
  }

  // Three rows of the second day.
  static void AddSecondDay(Lake& lake) {
    lake.PutFixture("daily/day=2024-01-02/f", "orders_1.parquet");
    auto partitions = lake.hive.partitions[{"sales", "daily"}];
    partitions.push_back(lake.PartitionOf("daily", "day=2024-01-02", {"2024-01-02"}));
    lake.hive.Add(lake.hive.tables[{"sales", "daily"}], partitions);
  }
  static void DropNullDay(Lake& lake) {
    auto partitions = lake.hive.partitions[{"sales", "daily"}];
    partitions.erase(partitions.begin() + 1);
    lake.hive.Add(lake.hive.tables[{"sales", "daily"}], partitions);
  }

  static std::string Operation(Lake& lake) { return lake.Load("daily")->metadata.current_snapshot()->operation; }
};

INSTANTIATE_TEST_SUITE_P(Modes, SyncTest,
                         ::testing::Values(IngestMode::kCopy, IngestMode::kInPlace, IngestMode::kRewrite),
                         [](const auto& mode) {
                           if (mode.param == IngestMode::kRewrite) return "Rewrite";
                           return mode.param == IngestMode::kCopy ? "Copy" : "InPlace";
                         });

TEST_P(SyncTest, NothingNewCommitsNothing) {
  Lake lake;
  MakeFirst(lake);
  std::string before = lake.Load("daily")->metadata_location;
  auto files = lake.Files("lake");
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.Of("sales.daily").status, TableStatus::kUnchanged);
  EXPECT_EQ(ran.Of("sales.daily").rows, 5);
  EXPECT_EQ(ran.Of("sales.daily").accounting,
            (FileCounts{.listed = 2, .added = 0, .rewritten = 0, .skipped = {{"unchanged", 2}}}));
  EXPECT_EQ(ran.plans[0]["tables"][0]["action"], "unchanged");
  EXPECT_EQ(lake.Load("daily")->metadata_location, before);
  EXPECT_EQ(lake.Files("lake"), files);
}

TEST_P(SyncTest, ANewPartitionIsAppended) {
  Lake lake;
  MakeFirst(lake);
  AddSecondDay(lake);
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.Of("sales.daily").status, TableStatus::kCommitted);
  EXPECT_EQ(ran.plans[0]["tables"][0]["action"], "sync");
  EXPECT_THAT(ran.plans[0]["tables"][0]["warnings"], Contains(HasSubstr("1 file to add, 0 to take out")));
  EXPECT_EQ(ran.Of("sales.daily").accounting,
            (FileCounts{.listed = 3, .added = 1, .rewritten = 0, .skipped = {{"unchanged", 2}}}));
  lake.ExpectWhole("daily", 8);
  EXPECT_EQ(Operation(lake), "append");
  EXPECT_THAT(lake.Orphans({"daily"}), IsEmpty());
}

TEST_P(SyncTest, AVanishedPartitionIsTakenOut) {
  Lake lake;
  MakeFirst(lake);
  DropNullDay(lake);
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.Of("sales.daily").accounting->removed, 1);
  lake.ExpectWhole("daily", 3);
  EXPECT_EQ(Operation(lake), "delete");
  EXPECT_EQ(lake.Files("hive").size(), 2u);
}

TEST_P(SyncTest, AFileThatWasWrittenAnewTakesTheOldOnesPlaceInOneSnapshot) {
  Lake lake;
  MakeFirst(lake);
  lake.PutFixture("daily/day=2024-01-01/f", "upper_case.parquet");
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  lake.ExpectWhole("daily", 3);
  EXPECT_EQ(Operation(lake), "overwrite");
  EXPECT_THAT(lake.Load("daily")->metadata.snapshots, SizeIs(2));
}

TEST_P(SyncTest, P15ComingChangingAndGoingIsOneSnapshotAndTheNextSyncFindsNothing) {
  Lake lake;
  MakeFirst(lake);
  AddSecondDay(lake);
  lake.PutFixture("daily/day=2024-01-01/f", "upper_case.parquet");
  DropNullDay(lake);
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  lake.ExpectWhole("daily", 4);
  EXPECT_THAT(lake.Load("daily")->metadata.snapshots, SizeIs(2));
  EXPECT_THAT(lake.Orphans({"daily"}), IsEmpty());
  lake.job_id = kThirdJob;
  EXPECT_EQ(lake.Run().Of("sales.daily").status, TableStatus::kUnchanged);
}

TEST_P(SyncTest, P37AFileOfTheSameLengthAndAnotherTimeIsLookedInto) {
  Lake lake;
  MakeFirst(lake);
  std::string bytes = Fixture("orders_1.parquet");
  auto disk_time = std::filesystem::last_write_time(lake.HivePath("daily/day=2024-01-01/f").path());
  lake.Put("daily/day=2024-01-01/f", bytes);
  std::filesystem::last_write_time(lake.HivePath("daily/day=2024-01-01/f").path(), disk_time + std::chrono::hours(1));
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  lake.ExpectWhole("daily", 5);
  // A copy of this version is made; in place, the table says already what is true of it.
  EXPECT_EQ(ran.Of("sales.daily").status,
            GetParam() == IngestMode::kInPlace ? TableStatus::kUnchanged : TableStatus::kCommitted);
  EXPECT_THAT(lake.Load("daily")->metadata.snapshots, SizeIs(GetParam() == IngestMode::kInPlace ? 1 : 2));
}

TEST_P(SyncTest, RowsOfOthersAreNeverLost) {
  Lake lake;
  MakeFirst(lake);
  lake.AppendByOthers("daily", "orders_2.parquet", 2, {std::string("2024-05-05")});
  AddSecondDay(lake);
  DropNullDay(lake);
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_THAT(ran.plans[0]["tables"][0]["warnings"], Contains(HasSubstr("1 file of others stay")));
  lake.ExpectWhole("daily", 3 + 3 + 2);
}

TEST_P(SyncTest, ATableThatOthersHaveOnlyAddedToIsUnchangedWhenHiveIs) {
  Lake lake;
  MakeFirst(lake);
  lake.AppendByOthers("daily", "orders_2.parquet", 2, {std::string("2024-05-05")});
  EXPECT_EQ(lake.Run().Of("sales.daily").status, TableStatus::kUnchanged);
}

TEST_P(SyncTest, FilesThatOthersTookOutOrRewroteDoNotComeBack) {
  Lake lake;
  MakeFirst(lake);
  iceberg::MemoryCatalog catalog(lake.catalog_state(), lake.io(), lake.LakePath(""), lake.clock());
  iceberg::TableIdentifier id{{"sales_iceberg"}, "daily"};
  auto append = iceberg::AppendToTable(catalog, id, *catalog.LoadTable(id));
  ASSERT_THAT(append->Remove(lake.DataFiles("daily")[0].file_path), IsOk());
  ASSERT_THAT(append->Commit({}), IsOk());
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_EQ(ran.Of("sales.daily").status, TableStatus::kRefused);
  EXPECT_THAT(ran.Of("sales.daily").message, HasSubstr("somebody else has removed or rewritten files"));
}

TEST_P(SyncTest, AfterGoingBackToAnEarlierSnapshotTheDifferenceIsMadeUpAgain) {
  Lake lake;
  MakeFirst(lake);
  int64_t first = lake.Load("daily")->metadata.current_snapshot_id;
  AddSecondDay(lake);
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  ASSERT_THAT(lake.CommitByOthers("daily", {iceberg::SetSnapshotRef{"main", {.snapshot_id = first}}}), IsOk());
  lake.job_id = kThirdJob;
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  lake.ExpectWhole("daily", 8);
}

TEST_P(SyncTest, NewAndWidenedColumnsComeInTheSameCommitWithTheirIdsKept) {
  Lake lake;
  lake.request.mode = GetParam();
  hive::Table table = lake.Orders();
  table.columns = {{"id", "int"}, {"name", "string"}};
  lake.PutFixture("orders/a", "narrow.parquet");
  lake.hive.Add(table);
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  table.columns = {{"id", "bigint"}, {"name", "string"}, {"note", "string"}};
  lake.PutFixture("orders/b", "with_note.parquet");
  lake.hive.Add(table);
  lake.job_id = kSecondJob;
  lake.request.if_exists = IfExists::kSync;
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.orders").message;
  auto metadata = lake.Load("orders")->metadata;
  EXPECT_EQ(metadata.schema().FindField("id")->id, 1);
  EXPECT_EQ(metadata.schema().FindField("id")->type->ToString(), "long");
  EXPECT_EQ(metadata.schema().FindField("note")->id, 3);
  EXPECT_THAT(metadata.snapshots, SizeIs(2));
  EXPECT_EQ(metadata.current_snapshot()->schema_id, metadata.current_schema_id);
  EXPECT_THAT(metadata.properties, Contains(Pair("schema.name-mapping.default", HasSubstr("note"))));
  lake.ExpectWhole("orders", 2);
}

TEST_P(SyncTest, ColumnsAloneAreACommitWithoutASnapshot) {
  Lake lake;
  MakeFirst(lake);
  hive::Table table = lake.hive.tables[{"sales", "daily"}];
  table.columns.push_back({"note", "string"});
  lake.hive.Add(table, lake.hive.partitions[{"sales", "daily"}]);
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.Of("sales.daily").status, TableStatus::kCommitted);
  auto metadata = lake.Load("daily")->metadata;
  EXPECT_NE(metadata.schema().FindField("note"), nullptr);
  EXPECT_THAT(metadata.snapshots, SizeIs(1));
  lake.attempt = 2;
  std::string before = lake.Load("daily")->metadata_location;
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  EXPECT_EQ(lake.Load("daily")->metadata_location, before);
}

TEST_P(SyncTest, ATypeThatIcebergCantFollowIsRefusedWithBothTypes) {
  Lake lake;
  MakeFirst(lake);
  hive::Table table = lake.hive.tables[{"sales", "daily"}];
  table.columns[0].type = "string";
  lake.hive.Add(table, lake.hive.partitions[{"sales", "daily"}]);
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_THAT(ran.Of("sales.daily").message, HasSubstr("column id was long and is string now"));
  EXPECT_THAT(ran.Of("sales.daily").message, HasSubstr("--if-exists replace"));
}

TEST_P(SyncTest, AnotherTableOrAnotherModeIsRefusedByName) {
  Lake lake;
  MakeFirst(lake);
  lake.request.mode = GetParam() == IngestMode::kCopy ? IngestMode::kInPlace : IngestMode::kCopy;
  EXPECT_THAT(lake.Run().Of("sales.daily").message, HasSubstr("was ingested by --mode"));
  lake.request.mode = GetParam();
  ASSERT_THAT(lake.CommitByOthers("daily", {iceberg::SetProperties{{{"lakeport.source", "sales.other"}}}}), IsOk());
  EXPECT_THAT(lake.Run().Of("sales.daily").message, HasSubstr("was ingested from sales.other"));
  ASSERT_THAT(lake.CommitByOthers("daily", {iceberg::RemoveProperties{{"lakeport.source"}}}), IsOk());
  EXPECT_THAT(lake.Run().Of("sales.daily").message, HasSubstr("was not ingested from sales.daily"));
}

TEST_P(SyncTest, ATableWithoutARecordIsRefused) {
  Lake lake;
  MakeFirst(lake);
  ASSERT_THAT(lake.CommitByOthers("daily", {iceberg::SetProperties{{{"lakeport.sync", "{}"}}}}), IsOk());
  EXPECT_THAT(lake.Run().Of("sales.daily").message, HasSubstr("has no record of which file holds which rows"));
}

TEST_P(SyncTest, ATableThatIsNotThereIsCreatedAndAnEmptyOneFilled) {
  Lake lake;
  lake.request.mode = GetParam();
  lake.request.if_exists = IfExists::kSync;
  lake.Put("orders/_SUCCESS", "");
  lake.hive.Add(lake.Orders());
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  lake.PutFixture("orders/f", "orders_1.parquet");
  lake.job_id = kSecondJob;
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  lake.ExpectWhole("orders", 3);
  lake.job_id = kThirdJob;
  EXPECT_EQ(lake.Run().Of("sales.orders").status, TableStatus::kUnchanged);
}

TEST_P(SyncTest, FilesWithoutRowsAreNoNews) {
  Lake lake;
  MakeFirst(lake);
  lake.PutFixture("daily/day=2024-01-01/none", "no_rows.parquet");
  EXPECT_EQ(lake.Run().Of("sales.daily").status, TableStatus::kUnchanged);
}

TEST_P(SyncTest, ChecksumsCompareWhatIsAdded) {
  Lake lake;
  MakeFirst(lake);
  AddSecondDay(lake);
  lake.request.verify = protocol::Verify::kChecksum;
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  lake.ExpectWhole("daily", 8);
}

TEST_P(SyncTest, P15TwoJobsAtOnceDoNotAddTheSameFilesTwice) {
  Lake lake;
  MakeFirst(lake);
  AddSecondDay(lake);
  bool overtaken = false;
  lake.prepare_catalog = [&](iceberg::MemoryCatalog& catalog) {
    if (std::exchange(overtaken, true)) return;
    catalog.before_swap = [&] {
      EventLog inner;
      lake.job_id = kThirdJob;
      EXPECT_EQ(lake.RunAttempt(1, inner).code, ExitCode::kDone);
      return Ok();
    };
  };
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kConflict);
  EXPECT_THAT(ran.Of("sales.daily").message, HasSubstr("another job has brought sales_iceberg.daily up to date"));
  lake.ExpectWhole("daily", 8);
  EXPECT_THAT(lake.Orphans({"daily"}), IsEmpty());
}

TEST_P(SyncTest, OthersWhoCommitInBetweenKeepTheirRows) {
  Lake lake;
  MakeFirst(lake);
  AddSecondDay(lake);
  DropNullDay(lake);
  bool overtaken = false;
  lake.prepare_catalog = [&](iceberg::MemoryCatalog& catalog) {
    catalog.before_swap = [&] {
      if (!std::exchange(overtaken, true)) lake.AppendByOthers("daily", "orders_2.parquet", 2, {std::string("x")});
      return Ok();
    };
  };
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  lake.ExpectWhole("daily", 3 + 3 + 2);
}

TEST(SyncCopyTest, DroppedAndAddedColumnsOfOthersAndOfHive) {
  Lake lake;
  lake.AddOrders();
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  auto fields = lake.Load("orders")->metadata.schema().fields();
  fields.push_back({.id = 3, .name = "theirs", .type = iceberg::Type::Primitive(iceberg::TypeId::kLong)});
  ASSERT_THAT(
      lake.CommitByOthers("orders", {iceberg::AddSchema{iceberg::Schema(0, fields)}, iceberg::SetCurrentSchema{}}),
      IsOk());
  hive::Table table = lake.Orders();
  table.columns = {{"id", "bigint"}};
  lake.hive.Add(table);
  lake.job_id = kSecondJob;
  lake.request.if_exists = IfExists::kSync;
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  const auto schema = lake.Load("orders")->metadata.schema();
  EXPECT_EQ(schema.FindField("name"), nullptr);
  EXPECT_NE(schema.FindField("theirs"), nullptr);
}

}  // namespace
}  // namespace lakeport::ingest
