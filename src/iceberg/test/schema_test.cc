#include "iceberg/schema.h"

#include <optional>

#include <gmock/gmock.h>

namespace lakeport::iceberg {
namespace {

NestedField Field(int32_t id, std::string name, TypePtr type) {
  return {.id = id, .name = std::move(name), .type = std::move(type)};
}
NestedField Long(int32_t id, std::string name) { return Field(id, std::move(name), Type::Primitive(TypeId::kLong)); }

// a, b{c, d[]}, m{key{k}: value[{x, y}]}, z
std::vector<NestedField> Nested() {
  auto b = Type::Struct({Long(0, "c"), Field(0, "d", Type::List(Long(0, "element")))});
  auto key = Field(0, "key", Type::Struct({Long(0, "k")}));
  auto value = Field(0, "value", Type::List(Field(0, "element", Type::Struct({Long(0, "x"), Long(0, "y")}))));
  return {Long(0, "a"), Field(0, "b", b), Field(0, "m", Type::Map(key, value)), Long(0, "z")};
}

TEST(SchemaTest, FreshIdsNumberALevelBeforeWhatLiesWithinAsJavaDoes) {
  Schema schema(0, AssignFreshIds(Nested()));
  const std::vector<std::pair<const char*, int>> ids_by_java{{"a", 1},
                                                             {"b", 2},
                                                             {"b.c", 5},
                                                             {"b.d", 6},
                                                             {"b.d.element", 7},
                                                             {"m", 3},
                                                             {"m.key", 8},
                                                             {"m.key.k", 10},
                                                             {"m.value", 9},
                                                             {"m.value.element", 11},
                                                             {"z", 4},
                                                             {"m.value.element.x", 12},
                                                             {"m.value.element.y", 13}};
  for (const auto& [name, id] : ids_by_java) {
    const NestedField* field = schema.FindField(name);
    ASSERT_NE(field, nullptr) << name;
    EXPECT_EQ(field->id, id) << name;
  }
  EXPECT_EQ(schema.highest_field_id(), 13);
}

TEST(SchemaTest, FieldsAreFoundAtAnyDepthByIdAndByExactName) {
  Schema schema(0, AssignFreshIds(Nested()));
  ASSERT_NE(schema.FindField(12), nullptr);
  EXPECT_EQ(schema.FindField(12)->name, "x");
  EXPECT_EQ(schema.FindField(99), nullptr);
  EXPECT_EQ(schema.FindField("A"), nullptr);
  EXPECT_EQ(schema.FindField("b.d.c"), nullptr);
}

TEST(SchemaTest, WhatWasFoundLivesAsLongAsAnyCopy) {
  const NestedField* found = nullptr;
  std::optional<Schema> copy;
  {
    Schema schema(0, AssignFreshIds(Nested()));
    found = schema.FindField("b.d.element");
    copy = schema;
  }
  EXPECT_EQ(found, copy->FindField(7));
  EXPECT_EQ(found->name, "element");
}

TEST(SchemaTest, AnEmptySchemaHasNoFields) {
  Schema schema;
  EXPECT_TRUE(schema.fields().empty());
  EXPECT_EQ(schema.highest_field_id(), 0);
  EXPECT_EQ(schema.FindField(""), nullptr);
}

TEST(SchemaTest, SameFieldsLooksPastTheSchemaIdButNotPastIdentifierFields) {
  Schema schema(0, {Long(1, "a"), Long(2, "b")}, {1, 2});
  EXPECT_TRUE(schema.SameFields(schema.WithId(7)));
  EXPECT_EQ(schema.WithId(7).schema_id(), 7);
  EXPECT_TRUE(schema.SameFields(Schema(3, {Long(1, "a"), Long(2, "b")}, {2, 1})));
  EXPECT_FALSE(schema.SameFields(Schema(0, {Long(1, "a"), Long(2, "b")}, {1})));
  EXPECT_FALSE(schema.SameFields(Schema(0, {Long(1, "a"), Long(2, "c")}, {1, 2})));
}

}  // namespace
}  // namespace lakeport::iceberg
