#include "hive/table_schema.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::hive {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Table Orders() {
  Table table{.database = "sales", .name = "orders"};
  table.columns = {{"Id", "bigint", "the order's number"}, {"items", "array<struct<sku:string>>"}};
  table.partition_keys = {{"day", "date", "when"}, {"region", "string"}};
  return table;
}

TEST(TableSchemaTest, PartitionKeysComeLastAndIdsAreFresh) {
  auto made = ToTableSchema(Orders());
  ASSERT_THAT(made, IsOk());
  const auto& fields = made->schema.fields();
  ASSERT_EQ(fields.size(), 4u);
  EXPECT_EQ(fields[0].name, "id");
  EXPECT_EQ(fields[3].name, "region");
  EXPECT_EQ(fields[3].id, 4);
  EXPECT_EQ(made->schema.highest_field_id(), 6);
}

TEST(TableSchemaTest, CommentsBecomeDocsOfColumnsAndKeys) {
  auto made = ToTableSchema(Orders());
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->schema.FindField("id")->doc, "the order's number");
  EXPECT_EQ(made->schema.FindField("day")->doc, "when");
  EXPECT_EQ(made->schema.FindField("items")->doc, std::nullopt);
}

TEST(TableSchemaTest, EachKeyIsAnIdentityPartitionField) {
  auto made = ToTableSchema(Orders());
  ASSERT_THAT(made, IsOk());
  const auto& fields = made->spec.fields;
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_EQ(fields[0], (iceberg::PartitionField{3, 1000, "day", {}}));
  EXPECT_EQ(fields[1], (iceberg::PartitionField{4, 1001, "region", {}}));
}

TEST(TableSchemaTest, P12NamesThatDifferInCaseOnlyAreTheSameColumn) {
  Table table = Orders();
  table.columns.push_back({"ITEMS", "int"});
  auto made = ToTableSchema(table);
  ASSERT_THAT(made, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(made.error().message(), HasSubstr("\"items\" occurs twice"));
}

TEST(TableSchemaTest, AKeyOfAColumnsNameIsRefused) {
  Table table = Orders();
  table.partition_keys.push_back({"id", "int"});
  EXPECT_THAT(ToTableSchema(table), FailsWith(ErrorKind::kInvalidArgument));
}

TEST(TableSchemaTest, EveryColumnThatCannotBeHadIsNamed) {
  Table table = Orders();
  table.columns.push_back({"span", "interval_day_time"});
  table.columns.push_back({"either", "uniontype<int,string>"});
  auto made = ToTableSchema(table);
  ASSERT_THAT(made, FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(made.error().message(), HasSubstr("column span: "));
  EXPECT_THAT(made.error().message(), HasSubstr("column either: "));
}

TEST(TableSchemaTest, KeysOfNestedTypesAreRefused) {
  Table table = Orders();
  table.partition_keys.push_back({"tags", "array<string>"});
  EXPECT_THAT(ToTableSchema(table), FailsWith(ErrorKind::kUnsupported));
}

TEST(TableSchemaTest, CharColumnsAreNoted) {
  Table table = Orders();
  table.columns.push_back({"code", "char(10)"});
  auto made = ToTableSchema(table);
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(made->notes, ElementsAre("column code is char(10): its values come without the padding that Hive adds"));
}

}  // namespace
}  // namespace lakeport::hive
