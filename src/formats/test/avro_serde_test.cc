#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/test/serde_table.h"

namespace lakeport::formats {
namespace {

using ::testing::HasSubstr;

// The first row of a file with the fields i (int), "Name" (null or string), l (long), e (enum) and others, read as a
// table of these fields.
std::string FirstRow(const std::string& fields, const std::vector<SerdeColumn>& columns) {
  SerdeTable table("avro");
  table.description.table_properties["avro.schema.literal"] =
      R"({"type":"record","name":"t","fields":[)" + fields + "]}";
  auto rows = table.Read(table.bytes, SchemaOf(columns), 10);
  return rows.ok() ? rows->at(0).dump() : rows.error().ToString();
}

TEST(AvroSerdeTest, ADefaultOfAnotherTypeIsAnError) {
  EXPECT_THAT(FirstRow(R"({"name":"n","type":"int","default":"one"})", {{"n", "int"}}), HasSubstr("is no Avro int"));
}

TEST(AvroSerdeTest, TypesThatDoNotMatchAreAnErrorThatNamesTheField) {
  auto row = FirstRow(R"({"name":"l","type":"int"})", {{"l", "int"}});
  EXPECT_THAT(row, HasSubstr("\"l\""));
  EXPECT_THAT(row, HasSubstr("long"));
}

TEST(AvroSerdeTest, FieldsThatAreNotAskedForNeedNotMatch) {
  EXPECT_EQ(FirstRow(R"({"name":"l","type":"int"},{"name":"i","type":"long"})", {{"i", "bigint"}}), "[1]");
}

TEST(AvroSerdeTest, NullWhereTheTableHasNoneIsAnError) {
  SerdeTable table("avro");
  table.description.table_properties["avro.schema.literal"] =
      R"({"type":"record","name":"t","fields":[{"name":"Name","type":"string"}]})";
  auto rows = table.Read(table.bytes, SchemaOf({{"name", "string"}}), 10);
  ASSERT_THAT(rows, FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(rows.error().ToString(), HasSubstr("null where the table has none"));
}

}  // namespace
}  // namespace lakeport::formats
