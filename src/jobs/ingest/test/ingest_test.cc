#include "jobs/ingest/ingest.h"

#include "jobs/ingest/test/lake.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::IngestMode;
using protocol::TableStatus;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

std::vector<std::string> Paths(const std::vector<iceberg::DataFile>& files) {
  std::vector<std::string> paths;
  for (const auto& file : files) paths.push_back(file.file_path);
  return paths;
}

TEST(IngestTest, InPlaceTheNewTableRefersToHivesFiles) {
  Lake lake;
  lake.AddOrders();
  lake.request.mode = IngestMode::kInPlace;
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.Of("sales.orders").rows, 5);
  EXPECT_EQ(ran.Of("sales.orders").files, 2);
  EXPECT_THAT(Paths(lake.DataFiles("orders")), UnorderedElementsAre(lake.HivePath("orders/000000_0").ToString(),
                                                                    lake.HivePath("orders/000001_0").ToString()));
  EXPECT_THAT(lake.Orphans({"orders"}), IsEmpty());
}

TEST(IngestTest, CopyPutsTheSameBytesBesideTheNewTablesMetadata) {
  Lake lake;
  lake.AddOrders();
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  std::vector<std::string> copies;
  for (const auto& path : Paths(lake.DataFiles("orders"))) {
    EXPECT_THAT(path, StartsWith(lake.LakePath("sales_iceberg/orders/data").ToString()));
    copies.push_back(*storage::ReadFile(lake.io(), *Location::Parse(path)));
  }
  EXPECT_THAT(copies, UnorderedElementsAre(Fixture("orders_1.parquet"), Fixture("orders_2.parquet")));
  EXPECT_THAT(lake.Orphans({"orders"}), IsEmpty());
  EXPECT_EQ(lake.Files("hive").size(), 2u);
}

TEST(IngestTest, TheTableSaysWhatItIsMadeOfAndByWhom) {
  Lake lake;
  hive::Table table = lake.Orders();
  table.comment = "what was sold";
  lake.PutFixture("orders/f", "orders_1.parquet");
  lake.hive.Add(table);
  lake.Run();
  auto loaded = lake.Load("orders");
  ASSERT_THAT(loaded, IsOk());
  const auto& metadata = loaded->metadata;
  EXPECT_EQ(metadata.format_version, 2);
  EXPECT_THAT(metadata.properties, Contains(Pair("comment", "what was sold")));
  EXPECT_THAT(metadata.properties, Contains(Pair("schema.name-mapping.default", HasSubstr("\"name\""))));
  EXPECT_THAT(metadata.properties, Contains(Pair("lakeport.job-id", kJobId)));
  EXPECT_THAT(metadata.properties, Not(Contains(Key("gc.enabled"))));
  EXPECT_EQ(metadata.schema().FindField("id")->doc, "the number");
  EXPECT_EQ(iceberg::FindSummary(*metadata.current_snapshot(), "lakeport.job-id"), kJobId);
}

TEST(IngestTest, P18InPlaceTablesAreMarkedSoThatNobodyDeletesHivesFiles) {
  Lake lake;
  lake.AddOrders();
  lake.request.mode = IngestMode::kInPlace;
  lake.Run();
  EXPECT_THAT(lake.Load("orders")->metadata.properties, Contains(Pair("gc.enabled", "false")));
}

TEST(IngestTest, P47ATableIsOneCommit) {
  Lake lake;
  lake.AddDaily();
  lake.Run();
  EXPECT_EQ(lake.Load("daily")->metadata.snapshots.size(), 1u);
}

TEST(IngestTest, P4PartitionValuesComeFromThePathAndNullsAreNull) {
  Lake lake;
  lake.AddDaily();
  auto ran = lake.Run();
  EXPECT_EQ(ran.Of("sales.daily").rows, 5);
  std::vector<std::pair<iceberg::Value, int64_t>> rows;
  for (const auto& file : lake.DataFiles("daily")) rows.emplace_back(file.partition.at(0), file.metrics.record_count);
  EXPECT_THAT(rows,
              UnorderedElementsAre(Pair(iceberg::Value(std::string("2024-01-01")), 3), Pair(iceberg::Value(), 2)));
}

TEST(IngestTest, P5AwkwardPartitionValuesArriveAsTheyAre) {
  Lake lake;
  hive::Table table = lake.Orders("t");
  table.partition_keys = {{"p", "string"}};
  std::vector<std::string> values = {"a b", "x/y", "ü=日本", "100%", "c:d#e?f\"g", "a+b", "%2F"};
  std::vector<hive::Partition> partitions;
  for (size_t i = 0; i < values.size(); ++i) {
    std::string directory = "p=" + std::to_string(i);
    lake.PutFixture("t/" + directory + "/f", "orders_1.parquet");
    partitions.push_back(lake.PartitionOf("t", directory, {values[i]}));
  }
  lake.hive.Add(table, partitions);
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  std::vector<std::string> arrived;
  for (const auto& file : lake.DataFiles("t")) arrived.push_back(std::get<std::string>(file.partition.at(0)));
  EXPECT_THAT(arrived, ::testing::UnorderedElementsAreArray(values));
  lake.ExpectWhole("t", 21);
}

TEST(IngestTest, P46PartitionsMayLieElsewhereAndHaveAnotherFormat) {
  Lake lake;
  hive::Table table = lake.Orders("mixed");
  table.partition_keys = {{"p", "string"}};
  lake.PutFixture("mixed/p=a/f", "orders_1.parquet");
  lake.PutFixture("elsewhere/odd dir/f", "orders.orc");
  auto orc = lake.PartitionOf("elsewhere", "odd dir", {"b"});
  orc.format = hive::StorageFormat::kOrc;
  lake.hive.Add(table, {lake.PartitionOf("mixed", "p=a", {"a"}), orc});
  EXPECT_EQ(lake.Run().Of("sales.mixed").rows, 5);
  std::vector<iceberg::FileFormat> formats;
  for (const auto& file : lake.DataFiles("mixed")) formats.push_back(file.file_format);
  EXPECT_THAT(formats, UnorderedElementsAre(iceberg::FileFormat::kParquet, iceberg::FileFormat::kOrc));
}

TEST(IngestTest, EmptyTablesBecomeEmptyTables) {
  Lake lake;
  lake.Put("empty/_SUCCESS", "");
  lake.hive.Add(lake.Orders("empty"));
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.Of("sales.empty").rows, 0);
  auto loaded = lake.Load("empty");
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->metadata.current_snapshot(), nullptr);
  EXPECT_EQ(loaded->metadata.schema().fields().size(), 2u);
}

TEST(IngestTest, P2FilesWithoutRowsAreNotTakenIntoTheTable) {
  Lake lake;
  lake.PutFixture("orders/a", "orders_1.parquet");
  lake.PutFixture("orders/b", "no_rows.parquet");
  lake.Put("orders/c", "");
  lake.Put("orders/.hidden", "garbage");
  lake.Put("orders/_temporary/0/part", "garbage");
  lake.hive.Add(lake.Orders());
  auto ran = lake.Run();
  EXPECT_EQ(ran.Of("sales.orders").rows, 3);
  EXPECT_EQ(lake.DataFiles("orders").size(), 1u);
  EXPECT_THAT(ran.plans[0]["tables"][0]["warnings"], Contains("not taken: 2 hidden, 1 no rows, 1 zero length"));
}

TEST(IngestTest, P12P13FilesWithOtherNamesAndTypesAreMappedAndMeasured) {
  Lake lake;
  lake.PutFixture("orders/a", "upper_case.parquet");
  lake.PutFixture("orders/b", "narrow.parquet");
  lake.PutFixture("orders/c", "with_note.parquet");
  lake.hive.Add(lake.Orders());
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  EXPECT_THAT(lake.Load("orders")->metadata.properties.at("schema.name-mapping.default"), HasSubstr(R"("Id")"));
  for (const auto& file : lake.DataFiles("orders")) EXPECT_THAT(file.metrics.value_counts, Contains(Pair(1, 1)));
}

TEST(IngestTest, P11PositionalOrcFilesAreMapped) {
  Lake lake;
  hive::Table table = lake.Orders();
  table.format = hive::StorageFormat::kOrc;
  lake.PutFixture("orders/a", "positional.orc");
  lake.hive.Add(table);
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  EXPECT_THAT(lake.DataFiles("orders").at(0).metrics.lower_bounds, Contains(Key(1)));
  EXPECT_THAT(lake.Load("orders")->metadata.properties, Contains(Pair("write.format.default", "orc")));
}

TEST(IngestTest, ATableThatDeclaresNoColumnsGetsThoseOfItsFiles) {
  Lake lake;
  hive::Table table = lake.Orders();
  table.columns.clear();
  lake.PutFixture("orders/a", "orders_1.parquet");
  lake.PutFixture("orders/b", "with_note.parquet");
  lake.hive.Add(table);
  EXPECT_EQ(lake.Run().Of("sales.orders").rows, 4);
  EXPECT_NE(lake.Load("orders")->metadata.schema().FindField("note"), nullptr);
}

TEST(IngestTest, ADirectoryThatShowsNoColumnsIsSkippedWithAWord) {
  Lake lake;
  hive::Table table = lake.Orders("hollow");
  table.columns.clear();
  table.format = hive::StorageFormat::kUnknown;
  table.serde = "";
  lake.Put("hollow/_SUCCESS", "");
  lake.hive.Add(table);
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.Of("sales.hollow").status, TableStatus::kSkipped);
  EXPECT_THAT(ran.Of("sales.hollow").message, HasSubstr("nothing to make a table of"));
}

TEST(IngestTest, ViewsAreSkippedAndTheJobIsDone) {
  Lake lake;
  lake.AddOrders();
  hive::Table view = lake.Orders("v");
  view.kind = hive::TableKind::kView;
  lake.hive.Add(view);
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.Of("sales.v").status, TableStatus::kSkipped);
  EXPECT_THAT(ran.Of("sales.v").message, HasSubstr("it is a view"));
  EXPECT_EQ(ran.summary.skipped, 1);
}

TEST(IngestTest, APlanTellsEverythingAndWritesNothing) {
  Lake lake;
  lake.AddOrders();
  lake.plan_only = true;
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone);
  EXPECT_EQ(ran.summary.status, "done");
  ASSERT_EQ(ran.plans.size(), 1u);
  EXPECT_EQ(ran.plans[0]["tables"][0]["action"], "create");
  EXPECT_EQ(ran.plans[0]["tables"][0]["files"], 2);
  EXPECT_THAT(lake.Files("lake"), IsEmpty());
  EXPECT_FALSE(lake.DirectoryExists("lake"));
  EXPECT_THAT(lake.catalog_state().namespaces, IsEmpty());
}

TEST(IngestTest, OnlyTheTablesAskedForAreTaken) {
  Lake lake;
  for (const char* name : {"orders", "order_items", "customer"}) lake.AddOrders(name);
  lake.request.tables = {"order*"};
  lake.Run();
  EXPECT_THAT(lake.Load("orders"), IsOk());
  EXPECT_THAT(lake.Load("order_items"), IsOk());
  EXPECT_THAT(lake.Load("customer"), FailsWith(ErrorKind::kNotFound));
}

TEST(IngestTest, EventsBeginWithStartedEndWithTheSummaryAndNameEveryCommit) {
  Lake lake;
  lake.AddOrders();
  lake.AddDaily();
  lake.Run();
  auto events = lake.log.all();
  EXPECT_TRUE(std::holds_alternative<protocol::StartedEvent>(events.front()));
  EXPECT_TRUE(std::holds_alternative<protocol::SummaryEvent>(events.back()));
  auto committed = lake.log.Of<protocol::CommittedEvent>();
  ASSERT_EQ(committed.size(), 2u);
  EXPECT_EQ(committed[1].metadata_location, lake.Load("orders")->metadata_location);
  EXPECT_EQ(committed[1].snapshot_id, lake.Load("orders")->metadata.current_snapshot_id);
}

TEST(IngestTest, ProgressGrowsToItsTotalsAndTotalsStandOnceRunning) {
  for (IngestMode mode : {IngestMode::kCopy, IngestMode::kInPlace}) {
    Lake lake;
    lake.AddOrders();
    lake.AddDaily();
    lake.request.mode = mode;
    lake.Run();
    protocol::ProgressEvent last;
    for (const auto& now : lake.log.Of<protocol::ProgressEvent>()) {
      EXPECT_GE(now.files_done, last.files_done);
      EXPECT_LE(now.files_done, now.files_total);
      EXPECT_GE(now.bytes_done, last.bytes_done);
      EXPECT_LE(now.bytes_done, now.bytes_total);
      EXPECT_TRUE(last.phase != "running" || now.files_total == last.files_total);
      last = now;
    }
    EXPECT_EQ(last.tables_done, 2);
    EXPECT_EQ(last.files_done, 4);
    EXPECT_EQ(last.bytes_done, last.bytes_total);
  }
}

TEST(IngestTest, TheDefaultNamespaceIsNamedAfterTheDatabase) {
  Lake lake;
  lake.AddOrders();
  lake.request.target_namespace = "";
  EXPECT_EQ(lake.Run().Of("sales.orders").target, "sales_iceberg.orders");
}

}  // namespace
}  // namespace lakeport::ingest
