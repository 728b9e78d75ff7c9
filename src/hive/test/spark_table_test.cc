#include "hive/spark_table.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "hive/table_schema.h"

namespace lakeport::hive {
namespace {

using ::testing::ElementsAre;

constexpr const char* kSchemaText =
    R"({"type":"struct","fields":[{"name":"Id","type":"long","nullable":true,"metadata":{"comment":"its number"}},)"
    R"({"name":"St","type":{"type":"struct","fields":[{"name":"InnerA","type":"short","nullable":true,"metadata":{}}]},)"
    R"("nullable":true,"metadata":{}},{"name":"Day","type":"date","nullable":true,"metadata":{}}]})";

// As Spark makes a table that Hive can read too.
Table Readable() {
  Table table{.database = "sales", .name = "orders"};
  table.columns = {{"id", "bigint", "its number"}, {"st", "struct<InnerA:smallint>"}};
  table.partition_keys = {{"day", "date"}};
  table.format = StorageFormat::kParquet;
  table.location = "file:/lake/orders";
  table.parameters = {{"spark.sql.sources.provider", "parquet"}, {"spark.sql.sources.schema", kSchemaText}};
  return table;
}

// As Spark makes one that Hive can't read.
Table Unreadable() {
  Table table = Readable();
  table.columns = {{"col", "array<string>"}};
  table.format = StorageFormat::kSequenceFile;
  table.location = "file:/warehouse/orders-__PLACEHOLDER__";
  table.serde_parameters = {{"path", "file:/lake/orders"}};
  return table;
}

std::vector<std::string> NamesOf(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(column.name);
  return names;
}

TEST(SparkTableTest, P12NamesKeepTheCaseThatSparkGaveThem) {
  Table table = WithSparkNotes(Readable());
  EXPECT_THAT(NamesOf(table.columns), ElementsAre("Id", "St"));
  EXPECT_THAT(NamesOf(table.partition_keys), ElementsAre("Day"));
  auto schema = ToTableSchema(table);
  ASSERT_THAT(schema, IsOk());
  EXPECT_NE(schema->schema.FindField("St.InnerA"), nullptr);
}

TEST(SparkTableTest, P12ColumnsThatHiveChangedSinceAreHives) {
  Table table = Readable();
  table.columns.push_back({"added", "int"});
  EXPECT_THAT(NamesOf(WithSparkNotes(table).columns), ElementsAre("id", "st", "added"));
}

TEST(SparkTableTest, ATableThatHiveCantReadIsAsSparkHasIt) {
  Table table = WithSparkNotes(Unreadable());
  EXPECT_EQ(table.format, StorageFormat::kParquet);
  EXPECT_EQ(table.location, "file:/lake/orders");
  ASSERT_EQ(table.columns.size(), 2u);
  EXPECT_EQ(table.columns[0].type, "bigint");
  EXPECT_EQ(table.columns[0].comment, "its number");
  EXPECT_EQ(table.columns[1].type, "struct<`InnerA`:smallint>");
}

TEST(SparkTableTest, ASchemaInPartsIsPutTogether) {
  Table table = Unreadable();
  std::string text = table.parameters.extract("spark.sql.sources.schema").mapped();
  table.parameters["spark.sql.sources.schema.numParts"] = "2";
  table.parameters["spark.sql.sources.schema.part.0"] = text.substr(0, 100);
  table.parameters["spark.sql.sources.schema.part.1"] = text.substr(100);
  EXPECT_EQ(WithSparkNotes(table).columns.size(), 2u);
}

TEST(SparkTableTest, EveryTypeOfSparksBecomesHives) {
  auto field = [](const char* name, const char* type, const char* metadata = "{}") {
    return fmt::format(R"j({{"name":"{}","type":{},"nullable":true,"metadata":{}}})j", name, type, metadata);
  };
  std::string fields = field("a", R"j("byte")j") + "," + field("b", R"j("decimal(38,10)")j") + "," +
                       field("c", R"j("timestamp_ntz")j") + "," +
                       field("d", R"j("string")j", R"j({"__CHAR_VARCHAR_TYPE_STRING":"char(5)"})j") + "," +
                       field("e", R"j({"type":"map","keyType":"integer","valueType":{"type":"array",)j"
                                  R"j("elementType":"binary"}})j");
  Table table = Unreadable();
  table.parameters["spark.sql.sources.schema"] = R"j({"type":"struct","fields":[)j" + fields + "]}";
  table.partition_keys.clear();
  std::vector<std::string> types;
  for (const Column& column : WithSparkNotes(table).columns) types.push_back(column.type);
  EXPECT_THAT(types, ElementsAre("tinyint", "decimal(38,10)", "timestamp", "char(5)", "map<int,array<binary>>"));
}

TEST(SparkTableTest, NotesThatCantBeReadCountForNothing) {
  for (const char* text : {"", "{", "[]", R"({"fields":[{}]})", R"({"fields":[{"name":"a","type":{"type":"udt"}}]})"}) {
    Table table = Unreadable();
    table.parameters["spark.sql.sources.schema"] = text;
    EXPECT_EQ(WithSparkNotes(table).columns, table.columns) << text;
  }
}

TEST(SparkTableTest, HivesOwnTablesHaveNoProvider) {
  Table table = Readable();
  EXPECT_EQ(FindSparkProvider(table), "parquet");
  table.parameters["spark.sql.sources.provider"] = "hive";
  EXPECT_EQ(FindSparkProvider(table), std::nullopt);
  EXPECT_EQ(FindSparkFormat(table), std::nullopt);
}

}  // namespace
}  // namespace lakeport::hive
