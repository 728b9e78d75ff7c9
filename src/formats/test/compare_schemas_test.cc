#include <string>

#include <gtest/gtest.h>

#include "formats/file_column.h"
#include "formats/footer.h"
#include "formats/testing/adopted_file.h"

namespace lakeport::formats {
namespace {

using iceberg::NestedField;
using iceberg::Schema;
using iceberg::Type;
using iceberg::TypeId;
using iceberg::TypePtr;
using testing::ElementsAre;
using testing::IsEmpty;

FileColumn Column(const std::string& name, TypePtr type, const std::string& physical = "INT32") {
  FileColumn column;
  column.name = name;
  column.type = std::move(type);
  column.physical = physical;
  return column;
}
FileColumn Int(const std::string& name) { return Column(name, Type::Primitive(TypeId::kInt)); }
FileColumn Named(const std::string& name, FileColumn column) {
  column.name = name;
  return column;
}

NestedField Field(int32_t id, const std::string& name, TypeId type = TypeId::kInt, bool required = false) {
  return {.id = id, .name = name, .type = Type::Primitive(type), .required = required};
}

FileFooter Footer(std::vector<FileColumn> columns) {
  FileFooter footer;
  footer.record_count = 3;
  footer.columns = std::move(columns);
  return footer;
}

// "column: problem" of each mismatch.
std::vector<std::string> Compare(std::vector<FileColumn> columns, std::vector<NestedField> fields) {
  auto footer = Footer(std::move(columns));
  Schema schema(0, std::move(fields));
  std::vector<std::string> mismatches;
  for (const auto& [column, problem] : CompareSchemas(footer, schema, MakeNameMapping(schema))) {
    mismatches.push_back(column + ": " + problem);
  }
  return mismatches;
}

TEST(CompareSchemasTest, EqualColumnsAgreeInAnyOrder) {
  EXPECT_THAT(Compare({Int("b"), Int("a")}, {Field(1, "a"), Field(2, "b")}), IsEmpty());
}

TEST(CompareSchemasTest, MissingAndExtraColumnsAreNoMismatch) {
  EXPECT_THAT(Compare({Int("a"), Int("extra")}, {Field(1, "a"), Field(2, "added_later")}), IsEmpty());
}

TEST(CompareSchemasTest, P13ARequiredColumnMustBeThereWithoutNulls) {
  auto nulls = Int("a");
  nulls.null_count = 2;
  EXPECT_THAT(Compare({nulls}, {Field(1, "a", TypeId::kInt, true), Field(2, "b", TypeId::kInt, true)}),
              ElementsAre("a: the file has 2 nulls in it, the table requires a value",
                          "b: the file lacks it, the table requires it"));
}

TEST(CompareSchemasTest, P14SmallIntegersReadAsInt) {
  EXPECT_THAT(Compare({Column("a", Type::Primitive(TypeId::kInt), "INT32 (INT_8)"),
                       Column("b", Type::Primitive(TypeId::kInt), "ORC tinyint")},
                      {Field(1, "a"), Field(2, "b")}),
              IsEmpty());
}

TEST(CompareSchemasTest, PromotionsReadButNarrowingDoesNot) {
  EXPECT_THAT(Compare({Int("a")}, {Field(1, "a", TypeId::kLong)}), IsEmpty());
  EXPECT_THAT(Compare({Column("a", Type::Primitive(TypeId::kLong), "INT64")}, {Field(1, "a", TypeId::kInt)}),
              ElementsAre("a: the file has INT64, the table int"));
}

TEST(CompareSchemasTest, OrcPromotesNoTinyint) {
  EXPECT_THAT(Compare({Column("a", Type::Primitive(TypeId::kInt), "ORC tinyint")}, {Field(1, "a", TypeId::kLong)}),
              ElementsAre("a: the file has ORC tinyint, the table long"));
}

TEST(CompareSchemasTest, P9Int96ReadsAsATimestampWithOrWithoutZone) {
  auto int96 = Column("a", Type::Primitive(TypeId::kTimestamp), "INT96");
  EXPECT_THAT(Compare({int96}, {Field(1, "a", TypeId::kTimestamp)}), IsEmpty());
  EXPECT_THAT(Compare({int96}, {Field(1, "a", TypeId::kTimestampTz)}), IsEmpty());
  EXPECT_THAT(Compare({int96}, {Field(1, "a", TypeId::kString)}),
              ElementsAre("a: the file has INT96, the table string"));
}

TEST(CompareSchemasTest, P10AnOrcTimestampIsWithoutZone) {
  auto timestamp = Column("a", Type::Primitive(TypeId::kTimestamp), "ORC timestamp");
  EXPECT_THAT(Compare({timestamp}, {Field(1, "a", TypeId::kTimestamp)}), IsEmpty());
  EXPECT_THAT(Compare({timestamp}, {Field(1, "a", TypeId::kTimestampTz)}),
              ElementsAre("a: the file has ORC timestamp, the table timestamptz"));
}

TEST(CompareSchemasTest, ParquetMillisecondsAreRefusedForWhatReadersMakeOfThem) {
  auto millis = Column("a", Type::Primitive(TypeId::kTimestampTz), "INT64 (TIMESTAMP(MILLIS, UTC))");
  EXPECT_THAT(Compare({millis}, {Field(1, "a", TypeId::kTimestampTz)}),
              ElementsAre("a: the file has INT64 (TIMESTAMP(MILLIS, UTC)), whose milliseconds readers take for "
                          "microseconds, the table timestamptz"));
}

TEST(CompareSchemasTest, BytesAreNoText) {
  EXPECT_THAT(Compare({Column("a", Type::Primitive(TypeId::kBinary), "BYTE_ARRAY")}, {Field(1, "a", TypeId::kString)}),
              ElementsAre("a: the file has BYTE_ARRAY, the table string"));
}

TEST(CompareSchemasTest, ColumnsThatIcebergHasNoTypeForAreNamed) {
  EXPECT_THAT(Compare({Column("a", nullptr, "INT32 (UINT_32)")}, {Field(1, "a", TypeId::kLong)}),
              ElementsAre("a: the file has INT32 (UINT_32), which Iceberg has no type for"));
}

TEST(CompareSchemasTest, P11PositionalNamesAreNamed) {
  EXPECT_THAT(Compare({Int("_col0"), Int("_col1")}, {Field(1, "a"), Field(2, "b")}),
              ElementsAre(": the file has none of the table's columns; it has \"_col0\", \"_col1\""));
}

TEST(CompareSchemasTest, P12NamesThatDifferInCaseAreNamed) {
  EXPECT_THAT(Compare({Int("Id")}, {Field(1, "id")}),
              ElementsAre("id: the file calls it \"Id\", which the table's name mapping does not list"));
}

TEST(CompareSchemasTest, P12BothSpellingsInOneFileAreAmbiguousWhenTheMappingListsBoth) {
  auto footer = Footer({Int("Id"), Int("id")});
  Schema schema(0, {Field(1, "id")});
  auto mismatches = CompareSchemas(footer, schema, {{.field_id = 1, .names = {"id", "Id"}}});
  ASSERT_EQ(mismatches.size(), 1u);
  EXPECT_EQ(mismatches[0].problem, "the file has 2 columns for it");
}

TEST(CompareSchemasTest, FieldIdsCountAndNamesDoNotWhenTheFileHasIds) {
  auto renamed = Int("old_name");
  renamed.field_id = 1;
  auto other = Int("b");
  other.field_id = 9;
  EXPECT_THAT(Compare({renamed, other}, {Field(1, "a"), Field(2, "b", TypeId::kString)}), IsEmpty());
}

TEST(CompareSchemasTest, LooksIntoNestedColumns) {
  NestedField list{.id = 1, .name = "a", .type = Type::List(Field(2, "element", TypeId::kString))};
  NestedField map{.id = 3, .name = "m", .type = Type::Map(Field(4, "key", TypeId::kInt, true), Field(5, "value"))};
  NestedField record{.id = 6, .name = "s", .type = Type::Struct({Field(7, "x", TypeId::kDate)})};
  EXPECT_THAT(
      Compare(
          {Named("a", ListColumn(Int("element"), "group (LIST)")),
           Named("m", MapColumn(Int("key"), Column("value", Type::Primitive(TypeId::kLong), "INT64"), "group (MAP)")),
           Named("s", StructColumn({Int("x")}, "group"))},
          {list, map, record}),
      ElementsAre("a.element: the file has INT32, the table string", "m.value: the file has INT64, the table int",
                  "s.x: the file has INT32, the table date"));
}

TEST(CompareSchemasTest, NestedAndPlainColumnsDisagree) {
  NestedField list{.id = 1, .name = "a", .type = Type::List(Field(2, "element"))};
  EXPECT_THAT(Compare({Int("a")}, {list}), ElementsAre("a: the file has INT32, the table list"));
  EXPECT_THAT(Compare({Named("a", StructColumn({Int("x")}, "group"))}, {Field(1, "a")}),
              ElementsAre("a: the file has group, the table int"));
}

class AdoptedSchemaTest : public testing::TestWithParam<std::string> {};

TEST_P(AdoptedSchemaTest, AgreesWithItsTable) {
  AdoptedFile adopted(GetParam());
  auto footer = ReadFooter(adopted.format, adopted.file);
  ASSERT_THAT(footer, IsOk());
  for (const auto& [column, problem] : CompareSchemas(*footer, adopted.schema, adopted.mapping)) {
    ADD_FAILURE() << column << ": " << problem;
  }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, AdoptedSchemaTest, testing::ValuesIn(AdoptedFileNames()), AdoptedFileTestName);

}  // namespace
}  // namespace lakeport::formats
