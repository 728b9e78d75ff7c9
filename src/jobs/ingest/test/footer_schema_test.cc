#include "jobs/ingest/footer_schema.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "jobs/ingest/test/footers.h"

namespace lakeport::ingest {
namespace {

using iceberg::Type;
using iceberg::TypeId;
using ::testing::HasSubstr;

// "id long, name string" of files with these columns.
std::string Merged(const std::vector<std::vector<formats::FileColumn>>& files) {
  FooterSchema schema;
  for (const auto& columns : files) {
    Status added = schema.Add(FooterOf(columns));
    if (!added.ok()) return added.error().message();
  }
  std::string text;
  for (const auto& field : schema.FieldsExcept({})) {
    text += (text.empty() ? "" : ", ") + field.name + " " + field.type->ToString();
  }
  return text;
}

TEST(FooterSchemaTest, ColumnsOfLaterFilesComeAfterThoseOfTheFirst) {
  EXPECT_EQ(Merged({{FooterColumn("B", TypeId::kLong), FooterColumn("a", TypeId::kString)},
                    {FooterColumn("c", TypeId::kDate), FooterColumn("b", TypeId::kLong)}}),
            "b long, a string, c date");
}

TEST(FooterSchemaTest, TypesArePromotedWhicheverFileComesFirst) {
  auto wide = Type::Decimal(18, 2);
  auto narrow = Type::Decimal(9, 2);
  EXPECT_EQ(Merged({{FooterColumn("a", TypeId::kInt)}, {FooterColumn("a", TypeId::kLong)}}), "a long");
  EXPECT_EQ(Merged({{FooterColumn("a", TypeId::kDouble)}, {FooterColumn("a", TypeId::kFloat)}}), "a double");
  EXPECT_EQ(Merged({{FooterColumn("a", narrow)}, {FooterColumn("a", wide)}}), "a " + wide->ToString());
}

TEST(FooterSchemaTest, MembersOfStructsAreMergedToo) {
  std::string merged =
      Merged({{StructColumn("s", {FooterColumn("x", TypeId::kInt)})},
              {StructColumn("s", {FooterColumn("x", TypeId::kLong), FooterColumn("y", TypeId::kInt)})}});
  EXPECT_THAT(merged, HasSubstr("x: optional long"));
  EXPECT_THAT(merged, HasSubstr("y: optional int"));
}

TEST(FooterSchemaTest, ContradictionsNameTheColumnAndBothTypes) {
  EXPECT_EQ(Merged({{FooterColumn("a", TypeId::kString)}, {FooterColumn("a", TypeId::kLong)}}),
            "column a is string in one file and long in another");
  EXPECT_THAT(Merged({{FooterColumn("a", TypeId::kLong)}, {StructColumn("a", {FooterColumn("x", TypeId::kInt)})}}),
              HasSubstr("column a is long in one file"));
  EXPECT_THAT(Merged({{FooterColumn("a", TypeId::kLong), FooterColumn("A", TypeId::kLong)}}),
              HasSubstr("two columns are named a"));
  EXPECT_EQ(Merged({{FooterColumn("a", nullptr, "INT32 (TIME_MILLIS)")}}),
            "column a: Iceberg has no type for INT32 (TIME_MILLIS)");
}

TEST(FooterSchemaTest, ListsAndMapsWithoutTheirPartsAreRefused) {
  EXPECT_THAT(Merged({{FooterColumn("l", Type::List({.name = "element", .type = nullptr}), "a list")}}),
              HasSubstr("a list with 0 parts"));
}

TEST(FooterSchemaTest, PartitionKeysAreLeftOut) {
  FooterSchema schema;
  ASSERT_THAT(schema.Add(FooterOf({FooterColumn("id", TypeId::kLong), FooterColumn("Day", TypeId::kString)})), IsOk());
  auto fields = schema.FieldsExcept({"day"});
  ASSERT_EQ(fields.size(), 1u);
  EXPECT_EQ(fields[0].name, "id");
}

}  // namespace
}  // namespace lakeport::ingest
