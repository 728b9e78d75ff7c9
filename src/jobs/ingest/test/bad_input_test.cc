#include "jobs/ingest/test/lake.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::IngestMode;
using protocol::TableEvent;
using protocol::TableStatus;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// A lake with one good table, so that each test sees that the rest of the job goes on.
class BadInputTest : public ::testing::TestWithParam<IngestMode> {
 protected:
  BadInputTest() {
    lake_.AddOrders("good");
    lake_.request.mode = GetParam();
  }

  // Runs the job, in which `bad` is to be refused; why. Nothing may be left of it, and the good table must be there.
  std::string WhyRefused() {
    auto ran = lake_.Run();
    EXPECT_EQ(ran.code, ExitCode::kFailed);
    EXPECT_EQ(ran.summary.status, "failed");
    EXPECT_EQ(ran.Of("sales.good").status, TableStatus::kCommitted);
    lake_.ExpectWhole("good", 5);
    EXPECT_THAT(lake_.Load("bad"), FailsWith(ErrorKind::kNotFound));
    EXPECT_THAT(lake_.Orphans({"good"}), IsEmpty());
    EXPECT_FALSE(lake_.DirectoryExists("lake/sales_iceberg/bad"));
    const TableEvent& event = ran.Of("sales.bad");
    EXPECT_EQ(event.status, TableStatus::kRefused);
    EXPECT_FALSE(event.may_retry);
    EXPECT_EQ(event.message.find('\n'), std::string::npos);
    return event.message;
  }

  Lake lake_;
};

INSTANTIATE_TEST_SUITE_P(Modes, BadInputTest, ::testing::Values(IngestMode::kCopy, IngestMode::kInPlace),
                         [](const auto& mode) { return mode.param == IngestMode::kCopy ? "Copy" : "InPlace"; });

TEST_P(BadInputTest, P16AMissingLocationIsNamed) {
  lake_.hive.Add(lake_.Orders("bad"));
  EXPECT_THAT(WhyRefused(), AllOf(HasSubstr("is not there: " + lake_.HivePath("bad").ToString()),
                                  HasSubstr("restore what is missing")));
}

TEST_P(BadInputTest, P16AMissingPartitionDirectoryIsNamed) {
  hive::Table table = lake_.Orders("bad");
  table.partition_keys = {{"day", "string"}};
  lake_.PutFixture("bad/day=1/f", "orders_1.parquet");
  lake_.hive.Add(table, {lake_.PartitionOf("bad", "day=1", {"1"}), lake_.PartitionOf("bad", "day=2", {"2"})});
  EXPECT_THAT(WhyRefused(), HasSubstr("1 directory is not there: " + lake_.HivePath("bad/day=2").ToString()));
}

TEST_P(BadInputTest, ATruncatedFileIsNamed) {
  std::string bytes = Fixture("orders_1.parquet");
  lake_.PutFixture("bad/a", "orders_1.parquet");
  lake_.Put("bad/b", bytes.substr(0, bytes.size() / 2));
  lake_.hive.Add(lake_.Orders("bad"));
  EXPECT_THAT(WhyRefused(), AllOf(HasSubstr(lake_.HivePath("bad/b").ToString()), HasSubstr("restore or remove")));
}

TEST_P(BadInputTest, AForeignFileIsNamed) {
  lake_.PutFixture("bad/a", "orders_1.parquet");
  lake_.Put("bad/notes.txt", "these are not the rows that you are looking for");
  lake_.hive.Add(lake_.Orders("bad"));
  EXPECT_THAT(WhyRefused(), HasSubstr(lake_.HivePath("bad/notes.txt").ToString()));
}

TEST_P(BadInputTest, AnOrcFileInAParquetTableIsNamed) {
  lake_.PutFixture("bad/a", "orders.orc");
  lake_.hive.Add(lake_.Orders("bad"));
  EXPECT_THAT(WhyRefused(), HasSubstr(lake_.HivePath("bad/a").ToString()));
}

TEST_P(BadInputTest, P14ASchemaOnWhichFileAndMetastoreDisagreeIsNamedWithColumnAndFile) {
  lake_.PutFixture("bad/a", "orders_1.parquet");
  lake_.PutFixture("bad/b", "id_is_text.parquet");
  lake_.hive.Add(lake_.Orders("bad"));
  EXPECT_THAT(WhyRefused(), AllOf(HasSubstr(lake_.HivePath("bad/b").ToString()), HasSubstr("column id: the file has")));
}

TEST_P(BadInputTest, P6AFilesOwnValuesOfAPartitionKeyMustBeThePartitions) {
  hive::Table table = lake_.Orders("bad");
  table.partition_keys = {{"day", "string"}};
  lake_.PutFixture("bad/day=2024-01-01/f", "with_day.parquet");
  lake_.hive.Add(table, {lake_.PartitionOf("bad", "day=2024-01-01", {"2024-01-01"})});
  EXPECT_THAT(WhyRefused(), HasSubstr("column day of its own, with other values"));
}

TEST_P(BadInputTest, FieldIdsOfAnotherTableAreNamed) {
  lake_.PutFixture("bad/a", "ids_1_2.parquet");
  lake_.PutFixture("bad/b", "ids_2_1.parquet");
  lake_.hive.Add(lake_.Orders("bad"));
  EXPECT_THAT(WhyRefused(), AllOf(HasSubstr("bad/b"), HasSubstr("Iceberg field id"), Not(HasSubstr("bad/a"))));
}

TEST_P(BadInputTest, P1ADirectoryNestedDeeperThanExpectedIsReported) {
  lake_.PutFixture("bad/HIVE_UNION_SUBDIR_1/000000_0", "orders_1.parquet");
  lake_.PutFixture("bad/HIVE_UNION_SUBDIR_2/000000_0", "orders_2.parquet");
  lake_.hive.Add(lake_.Orders("bad"));
  EXPECT_THAT(WhyRefused(), AllOf(HasSubstr("HIVE_UNION_SUBDIR_1"), HasSubstr("--nested-directories take")));
}

TEST_P(BadInputTest, P1NestedDirectoriesAreTakenWhenAskedFilesOfOneNameToo) {
  lake_.PutFixture("union/HIVE_UNION_SUBDIR_1/000000_0", "orders_1.parquet");
  lake_.PutFixture("union/HIVE_UNION_SUBDIR_2/000000_0", "orders_2.parquet");
  lake_.hive.Add(lake_.Orders("union"));
  lake_.request.nested = protocol::NestedDirectories::kTake;
  EXPECT_EQ(lake_.Run().code, ExitCode::kDone);
  EXPECT_THAT(lake_.DataFiles("union"), SizeIs(2));
  lake_.ExpectWhole("union", 5);
}

TEST_P(BadInputTest, P8ATransactionalLayoutIsRefusedEvenWhenNestedDirectoriesAreTaken) {
  lake_.PutFixture("bad/delta_0000001_0000001/bucket_00000", "orders_1.parquet");
  lake_.hive.Add(lake_.Orders("bad"));
  lake_.request.nested = protocol::NestedDirectories::kTake;
  EXPECT_THAT(WhyRefused(), HasSubstr("1 directory of a transactional table"));
}

TEST_P(BadInputTest, P15AFileOfTwoPartitionsIsNamed) {
  hive::Table table = lake_.Orders("bad");
  table.partition_keys = {{"day", "string"}};
  lake_.PutFixture("bad/shared/f", "orders_1.parquet");
  lake_.hive.Add(table, {lake_.PartitionOf("bad", "shared", {"1"}), lake_.PartitionOf("bad", "shared", {"2"})});
  EXPECT_THAT(WhyRefused(), HasSubstr("1 file belongs to two of its partitions at once: " +
                                      lake_.HivePath("bad/shared/f").ToString()));
}

TEST_P(BadInputTest, P6AValueThatIsNoneOfItsKeysTypeNamesPartitionAndKey) {
  hive::Table table = lake_.Orders("bad");
  table.partition_keys = {{"p", "int"}};
  lake_.PutFixture("bad/p=7/f", "orders_1.parquet");
  lake_.PutFixture("bad/p=seven/f", "orders_2.parquet");
  lake_.hive.Add(table, {lake_.PartitionOf("bad", "p=7", {"7"}), lake_.PartitionOf("bad", "p=seven", {"seven"})});
  EXPECT_THAT(WhyRefused(), AllOf(HasSubstr("p=seven"), HasSubstr("Hive reads NULL there")));
}

TEST_P(BadInputTest, ATypeThatIcebergLacksIsNamed) {
  hive::Table table = lake_.Orders("bad");
  table.columns.push_back({"either", "uniontype<int,string>"});
  lake_.PutFixture("bad/a", "orders_1.parquet");
  lake_.hive.Add(table);
  EXPECT_THAT(WhyRefused(), HasSubstr("column either: Iceberg has no uniontype"));
}

TEST_P(BadInputTest, ANameWithQuotesIsRefused) {
  hive::Table table = lake_.Orders("x\"; DROP TABLE y");
  lake_.hive.Add(table);
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_THAT(ran.Of("sales.x\"; DROP TABLE y").message, HasSubstr("can't be used as a name: it holds '\"'"));
  lake_.ExpectWhole("good", 5);
}

TEST_P(BadInputTest, ANameThatLeavesItsDirectoryIsNoTable) {
  lake_.request.tables = {"good", "../good"};
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_THAT(ran.Of("sales.../good").message, HasSubstr("there is no table ../good in sales"));
  lake_.ExpectWhole("good", 5);
}

TEST_P(BadInputTest, ANamespaceWithQuotesEndsTheJobBeforeAnythingIsOpened) {
  lake_.request.target_namespace = "a'b";
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_THAT(ran.summary.error, HasSubstr("\"namespace\": \"a'b\" can't be used"));
  EXPECT_THAT(lake_.Files("lake"), IsEmpty());
}

TEST_P(BadInputTest, ATableThatExistsAlreadyIsLeftAsItIs) {
  ASSERT_EQ(lake_.Run().code, ExitCode::kDone);
  std::string before = lake_.Load("good")->metadata_location;
  lake_.job_id = "0192f0c1-7a5e-7cc3-8a44-999999999999";
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_EQ(ran.Of("sales.good").status, TableStatus::kRefused);
  EXPECT_THAT(ran.Of("sales.good").message, HasSubstr("sales_iceberg.good is there already; say --if-exists sync"));
  EXPECT_EQ(lake_.Load("good")->metadata_location, before);
  EXPECT_THAT(lake_.Orphans({"good"}), IsEmpty());
}

TEST_P(BadInputTest, AnUnknownConnectionIsNamedWithThoseThatThereAre) {
  lake_.request.from = "hvie";
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_THAT(ran.summary.error, AllOf(HasSubstr("hvie"), HasSubstr("hive")));
}

TEST_P(BadInputTest, AnUnknownDatabaseIsNamed) {
  lake_.request.database = "slaes";
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_THAT(ran.summary.error, HasSubstr("slaes"));
}

TEST_P(BadInputTest, AMetastoreThatIsAwayMayBeTriedAgain) {
  lake_.prepare_source = [](hive::MemorySource& source) {
    source.before_call = [](const std::string&) { return Status(Unavailable("connection refused")); };
  };
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kMayRetry);
  EXPECT_THAT(ran.summary.error, HasSubstr("connection refused"));
}

TEST_P(BadInputTest, AMetastoreThatGoesAwayFailsTheTablesThatItStillHasToTell) {
  for (const char* name : {"t1", "t2", "t3", "t4", "t5"}) lake_.AddOrders(name);
  int calls = 0;
  lake_.prepare_source = [&](hive::MemorySource& source) {
    source.before_call = [&](const std::string& call) {
      bool away = call == "GetTable" && ++calls > 1;
      return away ? Status(Unavailable("connection reset")) : Ok();
    };
  };
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kMayRetry);
  EXPECT_EQ(ran.Of("sales.good").status, TableStatus::kCommitted);
  EXPECT_EQ(ran.Of("sales.t1").status, TableStatus::kFailed);
  EXPECT_TRUE(ran.Of("sales.t1").may_retry);
  EXPECT_THAT(ran.Of("sales.t5").message, HasSubstr("not tried"));
  EXPECT_EQ(calls, 4);  // three tables in a row are enough
}

TEST_P(BadInputTest, AMetastoreThatGoesAwayAmidThePartitionsLeavesNothing) {
  lake_.AddDaily("bad");
  int visits = 0;
  lake_.prepare_source = [&](hive::MemorySource& source) {
    source.before_call = [&](const std::string& call) {
      bool away = call == "VisitPartitions" && ++visits > 1;  // planned, but not run
      return away ? Status(Unavailable("connection reset")) : Ok();
    };
  };
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kMayRetry);
  EXPECT_TRUE(ran.Of("sales.bad").may_retry);
  EXPECT_THAT(lake_.Orphans({"good"}), IsEmpty());
  EXPECT_FALSE(lake_.DirectoryExists("lake/sales_iceberg/bad"));
}

TEST_P(BadInputTest, APatternThatNoTableMatchesIsAnError) {
  lake_.request.tables = {"nothing*"};
  auto ran = lake_.Run();
  EXPECT_EQ(ran.code, ExitCode::kFailed);
  EXPECT_THAT(ran.summary.error, HasSubstr("no table of sales matches"));
}

}  // namespace
}  // namespace lakeport::ingest
