#include <string>

#include <gtest/gtest.h>

#include "formats/footer.h"
#include "formats/test/parquet_file.h"
#include "formats/testing/memory_file.h"

namespace lakeport::formats {
namespace {

using iceberg::TypeId;

// "a: list<element!: int>": children in brackets, '!' for required, '?' for a column that Iceberg has no type for.
std::string Describe(const FileColumn& column) {
  std::string text = column.name + (column.required ? "!" : "") + ": ";
  if (column.type == nullptr) return text + "?";
  if (!column.type->is_nested()) return text + column.type->ToString();
  text += std::string(ToString(column.type->id())) + "<";
  for (size_t i = 0; i < column.children.size(); ++i) text += (i == 0 ? "" : ", ") + Describe(column.children[i]);
  return text + ">";
}

FileColumn Only(std::vector<Element> elements) {
  auto footer = ReadFooter(iceberg::FileFormat::kParquet,
                           MemoryFile(ParquetFile{.elements = std::move(elements), .root_children = 1}.Bytes()));
  EXPECT_THAT(footer, IsOk());
  return footer.ok() && footer->columns.size() == 1 ? footer->columns[0] : FileColumn{};
}

std::string Layout(std::vector<Element> elements) { return Describe(Only(std::move(elements))); }

Element Leaf(const std::string& name, int repetition = 1) {
  return {.name = name, .type = parquet_type::kInt32, .repetition = repetition};
}
Element List(const std::string& name) { return {.name = name, .children = 1, .converted = converted::kList}; }
Element Group(const std::string& name, int children, int repetition = 1) {
  return {.name = name, .repetition = repetition, .children = children};
}

TEST(ParquetSchemaTest, ReadsListsOfThreeLevelsWhateverTheirGroupsAreCalled) {
  EXPECT_EQ(Layout({List("a"), Group("list", 1, 2), Leaf("element")}), "a: list<element: int>");
  EXPECT_EQ(Layout({List("a"), Group("bag", 1, 2), Leaf("array_element")}), "a: list<element: int>");
  EXPECT_EQ(Layout({List("a"), Group("element", 1, 2), Leaf("str", 0)}), "a: list<element!: int>");
}

TEST(ParquetSchemaTest, ReadsListsOfTwoLevels) {
  EXPECT_EQ(Layout({List("a"), Leaf("element", 2)}), "a: list<element!: int>");
  EXPECT_EQ(Layout({List("a"), Group("element", 2, 2), Leaf("x"), Leaf("y")}),
            "a: list<element!: struct<x: int, y: int>>");
  EXPECT_EQ(Layout({List("a"), Group("array", 1, 2), Leaf("x")}), "a: list<element!: struct<x: int>>");
  EXPECT_EQ(Layout({List("a"), Group("a_tuple", 1, 2), Leaf("x")}), "a: list<element!: struct<x: int>>");
}

TEST(ParquetSchemaTest, ReadsListsInLists) {
  EXPECT_EQ(Layout({List("a"), Group("bag", 1, 2), List("array_element"), Group("bag", 1, 2), Leaf("array_element")}),
            "a: list<element: list<element: int>>");
}

TEST(ParquetSchemaTest, ReadsMapsWhateverTheirGroupsAreCalled) {
  Element map{.name = "m", .children = 1, .converted = converted::kMap};
  Element old_map{.name = "m", .children = 1, .converted = converted::kMapKeyValue};
  Element pair{.name = "map", .repetition = 2, .children = 2, .converted = converted::kMapKeyValue};
  EXPECT_EQ(Layout({map, Group("key_value", 2, 2), Leaf("key", 0), Leaf("value")}), "m: map<key!: int, value: int>");
  EXPECT_EQ(Layout({map, pair, Leaf("key", 0), Leaf("value")}), "m: map<key!: int, value: int>");
  EXPECT_EQ(Layout({old_map, Group("map", 2, 2), Leaf("k"), Leaf("v", 0)}), "m: map<key: int, value!: int>");
}

TEST(ParquetSchemaTest, ListsAndMapsOfNoKnownShapeHaveNoType) {
  Element map{.name = "m", .children = 1, .converted = converted::kMap};
  EXPECT_EQ(Layout({List("a"), Leaf("element")}), "a: ?");
  EXPECT_EQ(Layout({map, Group("key_value", 1, 2), Leaf("key", 0)}), "m: ?");
  EXPECT_EQ(Layout({map, Group("key_value", 2, 1), Leaf("key", 0), Leaf("value")}), "m: ?");
}

TEST(ParquetSchemaTest, RepeatedColumnsOutsideListsHaveNoType) {
  auto column = Only({Leaf("r", 2)});
  EXPECT_EQ(Describe(column), "r: ?");
  EXPECT_EQ(column.physical, "repeated INT32");
}

TEST(ParquetSchemaTest, FieldIdsOfElementsKeysAndValuesAreKept) {
  auto list = Only({{.name = "a", .children = 1, .converted = converted::kList, .field_id = 1},
                    Group("list", 1, 2),
                    {.name = "element", .type = parquet_type::kInt32, .field_id = 2}});
  EXPECT_EQ(list.field_id, 1);
  EXPECT_EQ(list.children[0].field_id, 2);
}

struct TypeCase {
  Element element;
  std::string type;
  std::string physical;
};

class ParquetTypeTest : public testing::TestWithParam<TypeCase> {};

TEST_P(ParquetTypeTest, IsIcebergsTypeForThePhysicalOne) {
  auto column = Only({GetParam().element});
  EXPECT_EQ(column.type == nullptr ? "" : column.type->ToString(), GetParam().type);
  EXPECT_EQ(column.physical, GetParam().physical);
}

Element Typed(int type, std::optional<int> converted = {}, int length = 0, int precision = 0, int scale = 0) {
  return {
      .name = "c", .type = type, .converted = converted, .type_length = length, .precision = precision, .scale = scale};
}
Element Logical(int type, const std::vector<thrift::Field>& logical, int length = 0) {
  return {.name = "c", .type = type, .type_length = length, .logical = logical};
}
std::vector<thrift::Field> TimeUnit(int kind, bool utc, int unit) {
  return {{kind, thrift::Struct({{1, thrift::Bool(utc)}, {2, thrift::Struct({{unit, thrift::Struct({})}})}})}};
}
std::vector<thrift::Field> Integer(int width, bool is_signed) {
  return {{10, thrift::Struct({{1, thrift::I8(width)}, {2, thrift::Bool(is_signed)}})}};
}

namespace pt = parquet_type;
INSTANTIATE_TEST_SUITE_P(
    Types, ParquetTypeTest,
    testing::Values(
        TypeCase{Typed(pt::kBoolean), "boolean", "BOOLEAN"}, TypeCase{Typed(pt::kInt32), "int", "INT32"},
        TypeCase{Typed(pt::kInt64), "long", "INT64"}, TypeCase{Typed(pt::kInt96), "timestamp", "INT96, Julian"},
        TypeCase{Typed(pt::kFloat), "float", "FLOAT"}, TypeCase{Typed(pt::kDouble), "double", "DOUBLE"},
        TypeCase{Typed(pt::kByteArray), "binary", "BYTE_ARRAY"},
        TypeCase{Typed(pt::kByteArray, converted::kUtf8), "string", "BYTE_ARRAY (UTF8)"},
        TypeCase{Typed(pt::kInt32, converted::kUtf8), "", "INT32 (UTF8)"},
        TypeCase{Typed(pt::kFixed, {}, 5), "fixed[5]", "FIXED_LEN_BYTE_ARRAY(5)"},
        TypeCase{Typed(pt::kFixed, {}, 0), "", "FIXED_LEN_BYTE_ARRAY(0)"},
        TypeCase{Typed(pt::kInt32, converted::kDate), "date", "INT32 (DATE), Julian"},
        TypeCase{Typed(pt::kInt32, converted::kInt8), "int", "INT32 (INT_8)"},
        TypeCase{Typed(pt::kInt32, converted::kUint32), "", "INT32 (UINT_32)"},
        TypeCase{Typed(pt::kFixed, converted::kInterval, 12), "", "FIXED_LEN_BYTE_ARRAY(12) (INTERVAL)"},
        TypeCase{Typed(pt::kInt32, converted::kDecimal, 0, 9, 2), "decimal(9, 2)", "INT32 (DECIMAL(9,2))"},
        TypeCase{Typed(pt::kFixed, converted::kDecimal, 9, 20, 0), "decimal(20, 0)",
                 "FIXED_LEN_BYTE_ARRAY(9) (DECIMAL(20,0))"},
        TypeCase{Typed(pt::kByteArray, converted::kDecimal, 0, 38, 38), "decimal(38, 38)",
                 "BYTE_ARRAY (DECIMAL(38,38))"},
        TypeCase{Typed(pt::kFixed, converted::kDecimal, 17, 40, 2), "", "FIXED_LEN_BYTE_ARRAY(17) (DECIMAL(40,2))"},
        TypeCase{Typed(pt::kInt32, converted::kDecimal, 0, 9, 10), "", "INT32 (DECIMAL(9,10))"},
        TypeCase{Typed(pt::kInt64, converted::kTimestampMillis), "timestamptz", "INT64 (TIMESTAMP(MILLIS, UTC))"},
        TypeCase{Typed(pt::kInt64, converted::kTimestampMicros), "timestamptz", "INT64 (TIMESTAMP(MICROS, UTC))"},
        TypeCase{Logical(pt::kInt64, TimeUnit(8, false, 2)), "timestamp", "INT64 (TIMESTAMP(MICROS))"},
        TypeCase{Logical(pt::kInt64, TimeUnit(8, true, 3)), "timestamptz_ns", "INT64 (TIMESTAMP(NANOS, UTC))"},
        TypeCase{Logical(pt::kInt32, TimeUnit(7, false, 1)), "time", "INT32 (TIME(MILLIS))"},
        TypeCase{Logical(pt::kInt64, TimeUnit(7, false, 2)), "time", "INT64 (TIME(MICROS))"},
        TypeCase{Logical(pt::kInt32, Integer(16, true)), "int", "INT32 (INT_16)"},
        TypeCase{Logical(pt::kInt64, Integer(64, false)), "", "INT64 (UINT_64)"},
        TypeCase{Logical(pt::kFixed, {{14, thrift::Struct({})}}, 16), "uuid", "FIXED_LEN_BYTE_ARRAY(16) (UUID)"},
        TypeCase{Logical(pt::kFixed, {{15, thrift::Struct({})}}, 2), "", "FIXED_LEN_BYTE_ARRAY(2) (OTHER)"},
        TypeCase{Logical(pt::kInt32, {{11, thrift::Struct({})}}), "", "INT32 (NULL)"}));

}  // namespace
}  // namespace lakeport::formats
