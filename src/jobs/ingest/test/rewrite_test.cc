#include "formats/row_reader.h"
#include "iceberg/transform.h"
#include "jobs/ingest/test/lake.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::IngestMode;
using protocol::Verify;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class RewriteTest : public ::testing::Test {
 protected:
  RewriteTest() {
    lake_.request.mode = IngestMode::kRewrite;
    lake_.request.verify = Verify::kChecksum;
  }

  // The texts or numbers of one column of one file, in the file's order.
  std::vector<std::string> Column(const iceberg::DataFile& file, const std::string& table, const std::string& column) {
    auto schema = lake_.Load(table)->metadata.schema();
    iceberg::Schema one(0, {*schema.FindField(column)});
    std::shared_ptr<const storage::InputFile> opened = lake_.io().Open(*Location::Parse(file.file_path)).value();
    auto reader = formats::OpenRowReader(file.file_format, opened, {.schema = one});
    EXPECT_THAT(reader, IsOk());
    std::vector<std::string> values;
    while (auto rows = *(*reader)->Next()) {
      for (int64_t row = 0; row < rows->row_count(); ++row) values.push_back(Text(rows->At(row, 0)));
    }
    return values;
  }
  static std::string Text(const formats::Cell& cell) {
    if (cell.is_null) return "null";
    if (const auto* number = std::get_if<int64_t>(&cell.value)) return std::to_string(*number);
    return std::get<std::string>(cell.value);
  }

  std::vector<std::string> AllOfColumn(const std::string& table, const std::string& column) {
    std::vector<std::string> all;
    for (const auto& file : lake_.DataFiles(table)) {
      for (auto& value : Column(file, table, column)) all.push_back(std::move(value));
    }
    return all;
  }

  Json Planned(const Ingested& ran) { return ran.plans[0]["tables"][0]; }

  Lake lake_;
};

TEST_F(RewriteTest, OnlyTheFilesThatCantBeAdoptedAreWrittenAnew) {
  hive::Table table = lake_.Orders();
  table.columns.push_back({"at", "timestamp"});
  lake_.PutFixture("orders/a", "orders_1.parquet");
  lake_.PutFixture("orders/b", "int96.parquet");
  lake_.hive.Add(table);
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.orders").message;
  auto rewrite = Planned(ran)["rewrite"];
  ASSERT_THAT(rewrite, SizeIs(1));
  EXPECT_THAT(rewrite[0]["reason"].get<std::string>(), HasSubstr("INT96"));
  EXPECT_EQ(rewrite[0]["files"], 1);
  EXPECT_THAT(rewrite[0]["examples"].get<std::string>(), EndsWith("/orders/b"));
  lake_.ExpectWhole("orders", 4);
  auto files = lake_.DataFiles("orders");
  ASSERT_THAT(files, SizeIs(2));
  auto rewritten = std::find_if(files.begin(), files.end(), [](const auto& f) { return f.metrics.record_count == 1; });
  EXPECT_THAT(rewritten->metrics.lower_bounds, SizeIs(3));
  EXPECT_EQ(storage::ReadFile(lake_.io(), lake_.HivePath("orders/a"))->size(),
            static_cast<size_t>(files[rewritten == files.begin() ? 1 : 0].file_size_in_bytes));
}

TEST_F(RewriteTest, P6AColumnOfAPartitionKeysNameGetsThePartitionsValue) {
  hive::Table table = lake_.Orders("daily");
  table.partition_keys = {{"day", "string"}};
  lake_.PutFixture("daily/day=2024-01-01/f", "with_day.parquet");
  lake_.hive.Add(table, {lake_.PartitionOf("daily", "day=2024-01-01", {"2024-01-01"})});
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.daily").message;
  EXPECT_THAT(Planned(ran)["rewrite"][0]["reason"].get<std::string>(), HasSubstr("column day of its own"));
  EXPECT_THAT(AllOfColumn("daily", "day"), ElementsAre("2024-01-01"));
}

TEST_F(RewriteTest, WhatCantBecomeTheColumnsTypeIsRefusedByName) {
  lake_.PutFixture("orders/a", "id_is_text.parquet");
  lake_.hive.Add(lake_.Orders());
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_THAT(ran.Of("sales.orders").message, AllOf(HasSubstr("column \"id\""), HasSubstr("spark executor")));
  EXPECT_THAT(lake_.Files("lake"), IsEmpty());
}

TEST_F(RewriteTest, CopyingSaysThatRewritingWouldHelp) {
  lake_.request.mode = IngestMode::kCopy;
  hive::Table table = lake_.Orders("daily");
  table.partition_keys = {{"day", "string"}};
  lake_.PutFixture("daily/day=2024-01-01/f", "with_day.parquet");
  lake_.hive.Add(table, {lake_.PartitionOf("daily", "day=2024-01-01", {"2024-01-01"})});
  EXPECT_THAT(lake_.Run().Of("sales.daily").message, HasSubstr("say --mode rewrite"));
}

TEST_F(RewriteTest, AFileSizePutsThePartitionsSmallFilesTogether) {
  lake_.request.target_file_size = 64 << 20;
  lake_.AddDaily();
  lake_.PutFixture("daily/day=2024-01-01/g", "narrow.parquet");
  lake_.PutFixture("daily/day=2024-01-01/h", "upper_case.parquet");
  lake_.PutFixture("daily/day=2024-01-01/i", "no_rows.parquet");
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.daily").message;
  EXPECT_EQ(Planned(ran)["rewrite"][0]["files"], 5);
  auto files = lake_.DataFiles("daily");
  ASSERT_THAT(files, SizeIs(2));
  lake_.ExpectWhole("daily", 7);
  EXPECT_THAT(AllOfColumn("daily", "id"), UnorderedElementsAre("1", "2", "3", "4", "5", "6", "10"));
  for (const auto& file : files) {
    EXPECT_THAT(file.file_path, AllOf(HasSubstr("/day="), EndsWith(".parquet")));
    EXPECT_EQ(file.sort_order_id, 0);
  }
}

TEST_F(RewriteTest, P17AnOrcTableThatIsWrittenAnewGoesOnAsParquet) {
  lake_.request.target_file_size = 64 << 20;
  hive::Table table = lake_.Orders();
  table.format = hive::StorageFormat::kOrc;
  lake_.PutFixture("orders/a", "orders.orc");
  lake_.PutFixture("orders/b", "positional.orc");
  lake_.hive.Add(table);
  EXPECT_EQ(lake_.Run().code, ExitCode::kDone);
  auto files = lake_.DataFiles("orders");
  ASSERT_THAT(files, SizeIs(1));
  EXPECT_EQ(files[0].file_format, iceberg::FileFormat::kParquet);
  EXPECT_THAT(AllOfColumn("orders", "id"), ElementsAre("14", "15", "16"));
  EXPECT_FALSE(lake_.Load("orders")->metadata.properties.contains("write.format.default"));
}

TEST_F(RewriteTest, RowsGoToThePartitionsThatAreAskedFor) {
  lake_.request.partition_by = {"bucket(2, id)", "truncate(7, name)"};
  lake_.AddDaily();
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.daily").message;
  auto loaded = lake_.Load("daily");
  const auto& fields = loaded->metadata.spec().fields;
  ASSERT_THAT(fields, SizeIs(2));
  EXPECT_EQ(fields[0].name, "id_bucket");
  EXPECT_EQ(fields[1].transform.ToString(), "truncate[7]");
  lake_.ExpectWhole("daily", 5);
  auto type = iceberg::Type::Primitive(iceberg::TypeId::kLong);
  for (const auto& file : lake_.DataFiles("daily")) {
    for (const auto& id : Column(file, "daily", "id")) {
      EXPECT_EQ(iceberg::ApplyTransform(fields[0].transform, *type, int64_t{std::stoll(id)}), file.partition[0]);
    }
    for (const auto& name : Column(file, "daily", "name")) {
      EXPECT_EQ(iceberg::Value(name.substr(0, 7)), file.partition[1]);
    }
  }
  EXPECT_THAT(AllOfColumn("daily", "day"),
              UnorderedElementsAre("2024-01-01", "2024-01-01", "2024-01-01", "null", "null"));
}

TEST_F(RewriteTest, RowsAreSortedAndTheTableSaysHow) {
  lake_.request.sort_by = {"id desc"};
  lake_.AddOrders();
  EXPECT_EQ(lake_.Run().code, ExitCode::kDone);
  auto metadata = lake_.Load("orders")->metadata;
  EXPECT_EQ(metadata.default_sort_order_id, 1);
  ASSERT_THAT(metadata.FindSortOrder(1)->fields, SizeIs(1));
  auto files = lake_.DataFiles("orders");
  ASSERT_THAT(files, SizeIs(1));
  EXPECT_EQ(files[0].sort_order_id, 1);
  EXPECT_THAT(Column(files[0], "orders", "id"), ElementsAre("5", "4", "3", "2", "1"));
}

TEST_F(RewriteTest, SortingAloneKeepsHivesPartitions) {
  lake_.request.sort_by = {"name desc"};
  lake_.AddDaily();
  EXPECT_EQ(lake_.Run().code, ExitCode::kDone);
  EXPECT_EQ(lake_.Load("daily")->metadata.spec().fields[0].name, "day");
  for (const auto& file : lake_.DataFiles("daily")) {
    auto names = Column(file, "daily", "name");
    EXPECT_TRUE(std::is_sorted(names.rbegin(), names.rend()));
  }
  lake_.ExpectWhole("daily", 5);
}

TEST_F(RewriteTest, AReplacedTableKeepsItsSortOrdersId) {
  lake_.request.sort_by = {"id"};
  lake_.AddOrders();
  ASSERT_EQ(lake_.Run().code, ExitCode::kDone);
  lake_.job_id = "0192f0c1-7a5e-7cc3-8a44-222222222222";
  lake_.request.if_exists = protocol::IfExists::kReplace;
  lake_.request.sort_by = {"name"};
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.orders").message;
  EXPECT_EQ(lake_.Load("orders")->metadata.default_sort_order_id, 2);
  EXPECT_EQ(lake_.DataFiles("orders")[0].sort_order_id, 2);
}

TEST_F(RewriteTest, ALayoutThatTheTableCantHaveIsRefusedWithTheTerm) {
  lake_.AddOrders();
  struct Case {
    std::vector<std::string> partition_by, sort_by;
    std::string message;
  };
  for (const auto& one : {Case{{"day(id)"}, {}, "day can't be made of id, which is long"},
                          Case{{"region"}, {}, "it has no column region"}, Case{{"id", "id"}, {}, "asked for twice"},
                          Case{{}, {"nothing"}, "it has no column nothing"}}) {
    lake_.request.partition_by = one.partition_by;
    lake_.request.sort_by = one.sort_by;
    EXPECT_THAT(lake_.Run().Of("sales.orders").message, HasSubstr(one.message));
  }
  EXPECT_THAT(lake_.Files("lake"), IsEmpty());
}

TEST_F(RewriteTest, AnEmptyTableIsMadeAsItIsAskedFor) {
  lake_.request.partition_by = {"bucket(4, id)"};
  lake_.request.sort_by = {"name"};
  lake_.Put("orders/_SUCCESS", "");
  lake_.hive.Add(lake_.Orders());
  EXPECT_EQ(lake_.Run().code, ExitCode::kDone);
  auto metadata = lake_.Load("orders")->metadata;
  EXPECT_EQ(metadata.spec().fields[0].name, "id_bucket");
  EXPECT_EQ(metadata.default_sort_order_id, 1);
  EXPECT_THAT(metadata.snapshots, IsEmpty());
}

// orders(id bigint, name string) as Hive's text: fields are parted by \\x01.
hive::Table TextOrders(const Lake& lake, const std::string& name) {
  hive::Table table = lake.Orders(name);
  table.format = hive::StorageFormat::kText;
  table.serde = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
  table.input_format = "org.apache.hadoop.mapred.TextInputFormat";
  return table;
}

TEST_F(RewriteTest, TextBecomesParquet) {
  lake_.Put("orders/a", "1\x01one\n2\x01\\N\nx\x01three\n");
  lake_.Put("orders/b", "");
  lake_.hive.Add(TextOrders(lake_, "orders"));
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.orders").message;
  EXPECT_THAT(Planned(ran)["rewrite"][0]["reason"].get<std::string>(), HasSubstr("files can't be data files"));
  EXPECT_THAT(AllOfColumn("orders", "id"), ElementsAre("1", "2", "null"));
  EXPECT_THAT(AllOfColumn("orders", "name"), ElementsAre("one", "null", "three"));
  lake_.ExpectWhole("orders", 3);
}

TEST_F(RewriteTest, P46APartitionOfAnotherFormatIsWrittenAnewAndTheOthersCopied) {
  lake_.AddDaily();
  hive::Table table = lake_.Orders("daily");
  table.partition_keys = {{"day", "string", "when"}};
  lake_.Put("daily/day=2024-01-02/f", "7;seven\n");
  auto text = lake_.PartitionOf("daily", "day=2024-01-02", {"2024-01-02"});
  text.format = hive::StorageFormat::kText;
  text.storage = {.serde = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                  .input_format = "org.apache.hadoop.mapred.TextInputFormat",
                  .serde_parameters = {{"field.delim", ";"}}};
  lake_.hive.Add(table, {lake_.PartitionOf("daily", "day=2024-01-01", {"2024-01-01"}), text});
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.daily").message;
  EXPECT_EQ(Planned(ran)["rewrite"][0]["files"], 1);
  lake_.ExpectWhole("daily", 4);
  for (const auto& file : lake_.DataFiles("daily")) {
    if (file.metrics.record_count != 1) continue;
    EXPECT_THAT(Column(file, "daily", "name"), ElementsAre("seven"));
  }
}

TEST_F(RewriteTest, CharLosesItsPaddingAndWhatIsBeyondItsLength) {
  hive::Table table = TextOrders(lake_, "orders");
  table.columns[1].type = "char(4)";
  lake_.Put("orders/a", "1\x01one \n2\x01seven\n3\x01\n");
  lake_.hive.Add(table);
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.orders").message;
  EXPECT_THAT(AllOfColumn("orders", "name"), ElementsAre("one", "seve", ""));
}

TEST_F(RewriteTest, ARegexTableIsTakenByItsGroups) {
  hive::Table table = TextOrders(lake_, "orders");
  table.format = hive::StorageFormat::kRegex;
  table.serde = "org.apache.hadoop.hive.serde2.RegexSerDe";
  table.serde_parameters = {{"input.regex", "([0-9]*) (.*)"}};
  lake_.Put("orders/a", "1 one\nnot so\n");
  lake_.hive.Add(table);
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.orders").message;
  EXPECT_THAT(AllOfColumn("orders", "id"), ElementsAre("1", "null"));
  EXPECT_THAT(AllOfColumn("orders", "name"), ElementsAre("one", "null"));
}

TEST_F(RewriteTest, P14ColumnsAreThoseOfTheSerDeWithTheMetastoresComments) {
  hive::Table table = TextOrders(lake_, "orders");
  table.format = hive::StorageFormat::kCsv;
  table.serde = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
  lake_.Put("orders/a", "x,one\n");
  lake_.hive.Add(table);
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.orders").message;
  EXPECT_THAT(Planned(ran)["warnings"].dump(), HasSubstr("the columns are those of"));
  EXPECT_THAT(AllOfColumn("orders", "id"), ElementsAre("x"));
  EXPECT_EQ(lake_.Load("orders")->metadata.schema().FindField("id")->doc, "the number");
}

TEST_F(RewriteTest, P13APartitionsOwnColumnsAreTheTablesByTheirPosition) {
  hive::Table table = TextOrders(lake_, "orders");
  table.partition_keys = {{"day", "string"}};
  lake_.Put("orders/day=1/a", "7\x01seven\n");
  auto old = lake_.PartitionOf("orders", "day=1", {"1"});
  old.format = table.format;
  old.storage = {.columns = {{"number", "int"}, {"id", "string"}}};
  lake_.hive.Add(table, {old});
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.Of("sales.orders").message;
  EXPECT_THAT(AllOfColumn("orders", "id"), ElementsAre("7"));
  EXPECT_THAT(AllOfColumn("orders", "name"), ElementsAre("seven"));
}

TEST_F(RewriteTest, TextInAnyOtherModeIsRefusedWithTheModeThatTakesIt) {
  lake_.request.mode = IngestMode::kCopy;
  lake_.Put("orders/a", "1\x01one\n");
  lake_.hive.Add(TextOrders(lake_, "orders"));
  EXPECT_THAT(lake_.Run().Of("sales.orders").message, HasSubstr("say --mode rewrite"));
}

TEST_F(RewriteTest, AFailureHalfwayLeavesNothing) {
  lake_.request.target_file_size = 64 << 20;
  lake_.AddOrders();
  lake_.PutFixture("orders/000002_0", "orders_1.parquet");
  auto bytes = *storage::ReadFile(lake_.io(), lake_.HivePath("orders/000002_0"));
  std::fill_n(bytes.begin() + 4, 20, '\xff');  // the header of the first page
  lake_.Put("orders/000002_0", bytes);
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed) << ran.summary.error;
  EXPECT_THAT(lake_.Load("orders"), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(lake_.Files("lake"), IsEmpty());
}

}  // namespace
}  // namespace lakeport::ingest
