#include "iceberg/schema_json.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "iceberg/testing/fixture.h"

namespace lakeport::iceberg {
namespace {

Result<Schema> Parse(const std::string& text) {
  LP_ASSIGN(auto json, ParseJson(text, "schema"));
  return SchemaFromJson(json);
}

std::string Canonical(const std::string& text) { return nlohmann::json::parse(text).dump(); }

TEST(SchemaJsonTest, ASchemaByJavaIsReadAndWrittenTheSame) {
  auto text = ReadFixture("java_schema.json");
  auto schema = Parse(text);
  ASSERT_THAT(schema, IsOk());
  EXPECT_EQ(schema->FindField("m.value.element.y")->id, 26);
  EXPECT_EQ(Canonical(FormatJson(SchemaToJson(*schema))), Canonical(text));
}

TEST(SchemaJsonTest, IdentifierFieldsAndCommentsAreKept) {
  const std::string text = R"({"type":"struct","schema-id":3,"identifier-field-ids":[1],)"
                           R"("fields":[{"id":1,"name":"x","required":true,"type":"int","doc":"the \"key\""}]})";
  auto schema = Parse(text);
  ASSERT_THAT(schema, IsOk());
  EXPECT_EQ(schema->schema_id(), 3);
  EXPECT_EQ(schema->fields()[0].doc, "the \"key\"");
  EXPECT_EQ(FormatJson(SchemaToJson(*schema)), text);
}

TEST(SchemaJsonTest, DefaultsAreKeptAsTheyWereWritten) {
  const std::string text =
      R"j({"type":"struct","schema-id":0,"fields":[{"id":1,"name":"x","required":true,"type":"decimal(9, 2)",)j"
      R"j("initial-default":"1.50","write-default":"2.50"}]})j";
  auto schema = Parse(text);
  ASSERT_THAT(schema, IsOk());
  EXPECT_EQ(schema->fields()[0].initial_default, Json("1.50"));
  EXPECT_EQ(Canonical(FormatJson(SchemaToJson(*schema))), Canonical(text));
}

TEST(SchemaJsonTest, ASchemaOfVersionOneHasNoIdOfItsOwn) {
  auto schema = Parse(R"({"type":"struct","fields":[]})");
  ASSERT_THAT(schema, IsOk());
  EXPECT_EQ(schema->schema_id(), 0);
}

// One field "x" whose members are `members`.
std::string OneField(const std::string& members) {
  return R"({"type":"struct","fields":[{"name":"x",)" + members + "}]}";
}

TEST(SchemaJsonTest, WhatIsWrongIsNamed) {
  const std::pair<std::string, std::string> cases[] = {
      {R"([])", "a schema must be an object, not array"},
      {R"({"fields":[]})", "\"type\" is missing"},
      {R"({"type":"list","fields":[]})", "a schema's type must be struct, not \"list\""},
      {R"({"type":"struct"})", "\"fields\" is missing"},
      {R"({"type":"struct","fields":{}})", "\"fields\" must be a list, not object"},
      {R"({"type":"struct","fields":[7]})", "\"name\" is missing"},
      {R"({"type":"struct","schema-id":3000000000,"fields":[]})", "\"schema-id\" is 3000000000, which is too large"},
      {OneField(R"("required":true,"type":"int")"), "\"id\" is missing"},
      {OneField(R"("id":-1,"required":true,"type":"int")"), "\"id\" is -1, but it cannot be negative"},
      {OneField(R"("id":1,"required":"yes","type":"int")"), "\"required\" must be true or false, not string"},
      {OneField(R"("id":1,"required":true)"), "\"type\" is missing"},
      {OneField(R"("id":1,"required":true,"type":"tinyint")"), "\"tinyint\" is not a type that Iceberg has"},
      {OneField(R"("id":1,"required":true,"type":[])"), "a type must be a string or an object, not array"},
      {OneField(R"("id":1,"required":true,"type":{"type":"union"})"),
       "\"union\" is not a nested type; struct, list and map are"},
      {OneField(R"("id":1,"required":true,"type":{"type":"list","element-id":2,"element":"int"})"),
       "\"element-required\" is missing"},
      {OneField(R"("id":1,"required":true,"type":{"type":"map","key-id":2,"key":"int"})"), "\"value-id\" is missing"},
      {OneField(R"("id":1,"required":true,"type":"int","write-default":"one")"), "\"one\" is not a value of type int"},
      {OneField(
           R"("id":1,"required":true,"type":{"type":"list","element-id":1,"element-required":true,"element":"int"})"),
       "two fields have the id 1"},
      {R"({"type":"struct","fields":[{"id":1,"name":"x","required":true,"type":"int"},)"
       R"({"id":2,"name":"x","required":true,"type":"int"}]})",
       "two fields are named \"x\""},
      {R"({"type":"struct","fields":[],"identifier-field-ids":[4]})", "identifier field 4 is not in the schema"},
  };
  for (const auto& [text, message] : cases) {
    auto schema = Parse(text);
    ASSERT_THAT(schema, FailsWith(ErrorKind::kCorruptData)) << text;
    EXPECT_EQ(schema.error().message(), message) << text;
  }
}

TEST(SchemaJsonTest, AnErrorWithinAFieldSaysWhichOne) {
  auto schema = Parse(OneField(
      R"("id":1,"required":true,"type":{"type":"list","element-id":2,"element-required":true,"element":"int96"})"));
  ASSERT_THAT(schema, FailsWith(ErrorKind::kCorruptData));
  EXPECT_EQ(schema.error().ToString(),
            "CorruptData: \"int96\" is not a type that Iceberg has; while reading a list's element; "
            "while reading field \"x\"");
}

}  // namespace
}  // namespace lakeport::iceberg
