#include "jobs/ingest/file_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hive/table_schema.h"
#include "jobs/ingest/test/footers.h"

namespace lakeport::ingest {
namespace {

using iceberg::TypeId;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

iceberg::Schema SchemaOf(std::vector<hive::Column> columns) {
  return hive::ToTableSchema({.database = "d", .name = "t", .columns = std::move(columns)})->schema;
}

std::vector<FileName> Find(const formats::FileFooter& footer, const iceberg::Schema& schema) {
  return FindFileNames(footer, schema, schema.fields().size(), iceberg::MakeNameMapping(schema));
}

TEST(FileNamesTest, FilesWithTheTablesOwnNamesNeedNone) {
  auto schema = SchemaOf({{"id", "bigint"}, {"name", "string"}});
  EXPECT_THAT(Find(FooterOf({FooterColumn("id", TypeId::kLong), FooterColumn("other", TypeId::kInt)}), schema),
              IsEmpty());
}

TEST(FileNamesTest, P12NamesThatDifferInCaseAreFoundAtEveryDepth) {
  auto schema = SchemaOf({{"id", "bigint"}, {"st", "struct<innera:int>"}, {"l", "array<struct<b:int>>"}});
  formats::FileColumn list = FooterColumn("L", iceberg::Type::List({.name = "element", .type = nullptr}), "a list");
  list.children = {StructColumn("element", {FooterColumn("B", TypeId::kInt)})};
  auto names = Find(
      FooterOf({FooterColumn("Id", TypeId::kLong), StructColumn("st", {FooterColumn("InnerA", TypeId::kInt)}), list}),
      schema);
  EXPECT_THAT(names, UnorderedElementsAre(FileName{schema.FindField("id")->id, "Id"},
                                          FileName{schema.FindField("st.innera")->id, "InnerA"},
                                          FileName{schema.FindField("l")->id, "L"},
                                          FileName{schema.FindField("l.element.b")->id, "B"}));
}

TEST(FileNamesTest, P11PositionalOrcNamesStandForTheTablesColumnsInOrder) {
  auto schema = SchemaOf({{"id", "bigint"}, {"name", "string"}, {"day", "date"}});
  auto footer = FooterOf({FooterColumn("_col0", TypeId::kLong), FooterColumn("_col1", TypeId::kString),
                          FooterColumn("_col2", TypeId::kDate)},
                         iceberg::FileFormat::kOrc);
  auto names = FindFileNames(footer, schema, 2, iceberg::MakeNameMapping(schema));
  EXPECT_THAT(names, ElementsAre(FileName{1, "_col0"}, FileName{2, "_col1"}));
}

TEST(FileNamesTest, P11ColumnsReallyNamedSoAreNotPositional) {
  auto schema = SchemaOf({{"a", "bigint"}, {"_col0", "string"}});
  auto footer = FooterOf({FooterColumn("_col0", TypeId::kString)}, iceberg::FileFormat::kOrc);
  EXPECT_THAT(Find(footer, schema), IsEmpty());
  auto mixed =
      FooterOf({FooterColumn("_col0", TypeId::kLong), FooterColumn("a", TypeId::kLong)}, iceberg::FileFormat::kOrc);
  EXPECT_THAT(Find(mixed, SchemaOf({{"a", "bigint"}, {"b", "bigint"}})), IsEmpty());
}

TEST(FileNamesTest, NamesAreAddedToTheMappingOnce) {
  auto schema = SchemaOf({{"id", "bigint"}, {"st", "struct<a:int>"}});
  auto mapping = iceberg::MakeNameMapping(schema);
  std::vector<FileName> names = {{1, "ID"}, {3, "A"}, {1, "ID"}};
  AddFileNames(names, mapping);
  AddFileNames(names, mapping);
  EXPECT_THAT(mapping[0].names, ElementsAre("id", "ID"));
  EXPECT_THAT(mapping[1].fields[0].names, ElementsAre("a", "A"));
}

}  // namespace
}  // namespace lakeport::ingest
