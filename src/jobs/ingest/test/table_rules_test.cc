#include "jobs/ingest/table_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lakeport::ingest {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

hive::Table Plain() {
  return {.database = "sales",
          .name = "orders",
          .columns = {{"id", "bigint"}},
          .format = hive::StorageFormat::kParquet,
          .serde = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
          .location = "file:///w/orders"};
}

std::string Judged(const hive::Table& table) {
  auto verdict = JudgeTable(table);
  if (!verdict) return "taken";
  return (verdict->outcome == RuleOutcome::kSkip ? "skipped: " : "refused: ") + verdict->reason;
}

TEST(TableRulesTest, PlainParquetAndOrcTablesAreTaken) {
  hive::Table table = Plain();
  EXPECT_EQ(Judged(table), "taken");
  table.format = hive::StorageFormat::kOrc;
  EXPECT_EQ(Judged(table), "taken");
}

TEST(TableRulesTest, ViewsAndIcebergTablesAreSkippedWithAWord) {
  hive::Table view = Plain();
  view.kind = hive::TableKind::kView;
  view.location = "";
  EXPECT_THAT(Judged(view), HasSubstr("skipped: it is a view"));
  hive::Table iceberg = Plain();
  iceberg.parameters["table_type"] = "ICEBERG";
  EXPECT_THAT(Judged(iceberg), HasSubstr("skipped: it is an Iceberg table already"));
}

TEST(TableRulesTest, P8TransactionalTablesAreRefusedEarly) {
  hive::Table table = Plain();
  table.format = hive::StorageFormat::kOrc;
  table.parameters["transactional"] = "TRUE";
  EXPECT_THAT(Judged(table), HasSubstr("refused: it is transactional (ACID, "));
  EXPECT_THAT(Judged(table), HasSubstr("use the spark executor"));
}

TEST(TableRulesTest, FormatsThatNobodyHereReadsAreSentToTheSparkExecutor) {
  for (auto format : {hive::StorageFormat::kSequenceFile, hive::StorageFormat::kRcFile}) {
    hive::Table table = Plain();
    table.format = format;
    table.input_format = "org.apache.hadoop.mapred.SequenceFileInputFormat";
    table.serde = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
    for (auto mode : {protocol::IngestMode::kCopy, protocol::IngestMode::kRewrite}) {
      auto verdict = JudgeTable(table, mode);
      ASSERT_TRUE(verdict);
      EXPECT_THAT(verdict->reason, HasSubstr(table.serde));
      EXPECT_THAT(verdict->reason, HasSubstr("use the spark executor"));
    }
  }
}

TEST(TableRulesTest, RowOrientedFilesAreWrittenAnewOrNotTaken) {
  hive::Table table = Plain();
  table.format = hive::StorageFormat::kText;
  table.input_format = "org.apache.hadoop.mapred.TextInputFormat";
  table.serde = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
  EXPECT_THAT(Judged(table), HasSubstr("say --mode rewrite"));
  EXPECT_FALSE(JudgeTable(table, protocol::IngestMode::kRewrite));
}

TEST(TableRulesTest, AnUnknownSerDeIsNamed) {
  hive::Table table = Plain();
  table.format = hive::StorageFormat::kUnknown;
  table.serde = "com.example.OwnSerDe";
  EXPECT_THAT(Judged(table), HasSubstr("com.example.OwnSerDe"));
  EXPECT_THAT(Judged(table), HasSubstr("use the spark executor"));
}

TEST(TableRulesTest, TablesOfOtherSystemsAreRefused) {
  hive::Table hbase = Plain();
  hbase.parameters["storage_handler"] = "org.apache.hadoop.hive.hbase.HBaseStorageHandler";
  EXPECT_THAT(Judged(hbase), HasSubstr("refused: its data lies in another system"));
  hive::Table delta = Plain();
  delta.parameters["spark.sql.sources.provider"] = "delta";
  EXPECT_THAT(Judged(delta), HasSubstr("refused: it is a delta table"));
  hive::Table spark_only = Plain();
  spark_only.parameters["spark.sql.sources.provider"] = "parquet";
  spark_only.format = hive::StorageFormat::kSequenceFile;
  EXPECT_THAT(Judged(spark_only), HasSubstr("it is a parquet table of Spark's own"));
  hive::Table csv = Plain();
  csv.parameters["spark.sql.sources.provider"] = "csv";
  EXPECT_THAT(Judged(csv), AllOf(HasSubstr("it is a csv table of Spark's own"), HasSubstr("use the spark executor")));
}

TEST(TableRulesTest, TextWithoutAMetastoreToSayHowItIsReadIsRefused) {
  hive::Table table = Plain();
  table.format = hive::StorageFormat::kCsv;
  table.serde.clear();
  EXPECT_THAT(Judged(table), HasSubstr("refused: CSV files are read as a SerDe says"));
}

TEST(TableRulesTest, NamesThatNeedQuotingOrLeaveTheirDirectoryAreRefused) {
  for (const char* name :
       {"", "../x", "a/b", "a\\b", "a'b", "a\"b", "a`b", "a;b", "a.b", "..", " a", "a ", "a\nb", "a%2eb"}) {
    hive::Table table = Plain();
    table.name = name;
    EXPECT_THAT(Judged(table), HasSubstr("can't be used as a name")) << name;
  }
  EXPECT_TRUE(JudgeName(std::string(300, 'x')));
  EXPECT_TRUE(JudgeName("\xff"));
  EXPECT_TRUE(JudgeName(std::string("a\0b", 3)));
  EXPECT_FALSE(JudgeName("orders_2024"));
  EXPECT_FALSE(JudgeName("größen"));
}

TEST(TableRulesTest, HostileNamesArePrintableAndShortInTheReason) {
  hive::Table table = Plain();
  table.name = "\x1b[31m" + std::string(10'000, 'x');
  std::string judged = Judged(table);
  EXPECT_EQ(judged.find('\x1b'), std::string::npos);
  EXPECT_LT(judged.size(), 400u);
}

}  // namespace
}  // namespace lakeport::ingest
