#include "iceberg/name_mapping.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::iceberg {
namespace {

NestedField Field(int32_t id, const char* name, TypePtr type) {
  return {.id = id, .name = name, .type = std::move(type)};
}

// a, tags[{x}], m{key: value}
Schema Columns() {
  auto text = Type::Primitive(TypeId::kString);
  auto tags = Type::List(Field(5, "element", Type::Struct({Field(8, "x", text)})));
  return Schema(0, {Field(1, "a", text), Field(2, "tags", tags),
                    Field(3, "m", Type::Map(Field(6, "key", text), Field(7, "value", text)))});
}

constexpr const char* kMapping =
    R"([{"field-id":1,"names":["a"]},)"
    R"({"field-id":2,"names":["tags"],"fields":[{"field-id":5,"names":["element","array_element","bag"],)"
    R"("fields":[{"field-id":8,"names":["x"]}]}]},)"
    R"({"field-id":3,"names":["m"],"fields":[{"field-id":6,"names":["key"]},{"field-id":7,"names":["value"]}]}])";

TEST(NameMappingTest, AListsElementAlsoHasTheNamesThatHiveGivesIt) {
  EXPECT_EQ(FormatNameMapping(MakeNameMapping(Columns())), kMapping);
}

TEST(NameMappingTest, AMappingIsReadAndWrittenTheSame) {
  auto mapping = ParseNameMapping(kMapping);
  ASSERT_THAT(mapping, IsOk());
  EXPECT_EQ(FormatNameMapping(*mapping), kMapping);
}

TEST(NameMappingTest, AFieldMayHaveNoIdOrNoNames) {
  auto mapping = ParseNameMapping(R"([{"names":["old","new"]},{"field-id":4}])");
  ASSERT_THAT(mapping, IsOk());
  EXPECT_EQ((*mapping)[0].field_id, std::nullopt);
  EXPECT_EQ((*mapping)[0].names.size(), 2u);
  EXPECT_TRUE((*mapping)[1].names.empty());
}

TEST(NameMappingTest, WhatIsNotAMappingIsRefused) {
  for (const char* text : {"", "{}", "[1]", R"([{"field-id":"1"}])", R"([{"names":"a"}])", R"([{"names":[1]}])",
                           R"([{"fields":{}}])", R"([{"field-id":99999999999}])"}) {
    EXPECT_THAT(ParseNameMapping(text), FailsWith(ErrorKind::kCorruptData)) << text;
  }
}

}  // namespace
}  // namespace lakeport::iceberg
