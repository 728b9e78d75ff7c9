#include "catalogs/hive_column.h"

#include <gmock/gmock.h>

namespace lakeport::catalogs {
namespace {

using iceberg::Type;
using iceberg::TypeId;

TEST(HiveColumnTest, PrimitiveTypesHaveHivesNames) {
  EXPECT_EQ(ToHiveTypeText(*Type::Primitive(TypeId::kLong), 3), "bigint");
  EXPECT_EQ(ToHiveTypeText(*Type::Primitive(TypeId::kUuid), 3), "string");
  EXPECT_EQ(ToHiveTypeText(*Type::Fixed(16), 3), "binary");
  EXPECT_EQ(ToHiveTypeText(*Type::Decimal(10, 2), 3), "decimal(10,2)");
}

TEST(HiveColumnTest, ATimestampWithAZoneIsOneOnlyWhereTheMetastoreKnowsIt) {
  EXPECT_EQ(ToHiveTypeText(*Type::Primitive(TypeId::kTimestampTz), 3), "timestamp");
  EXPECT_EQ(ToHiveTypeText(*Type::Primitive(TypeId::kTimestampTz), 4), "timestamp with local time zone");
  EXPECT_EQ(ToHiveTypeText(*Type::Primitive(TypeId::kTimestamp), 4), "timestamp");
}

TEST(HiveColumnTest, NestedTypesNest) {
  auto string = Type::Primitive(TypeId::kString);
  auto list = Type::List({.id = 4, .name = "element", .type = string});
  auto map =
      Type::Map({.id = 5, .name = "key", .type = string, .required = true}, {.id = 6, .name = "value", .type = list});
  auto record = Type::Struct(
      {{.id = 2, .name = "a", .type = Type::Primitive(TypeId::kInt)}, {.id = 3, .name = "m", .type = map}});
  EXPECT_EQ(ToHiveTypeText(*record, 3), "struct<a:int,m:map<string,array<string>>>");
}

// P22
TEST(HiveColumnTest, ACommentIsCutBetweenLettersToWhatFits) {
  std::string text(255, 'x');
  iceberg::Schema schema(0,
                         {{.id = 1, .name = "id", .type = Type::Primitive(TypeId::kInt), .doc = text + "ü and more"}});
  auto columns = ToHiveColumns(schema, 3);
  ASSERT_EQ(columns.size(), 1u);
  EXPECT_EQ(columns[0].name, "id");
  EXPECT_EQ(columns[0].comment, text);
}

}  // namespace
}  // namespace lakeport::catalogs
