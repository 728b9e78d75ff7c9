#include "iceberg/avro/schema.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::iceberg::avro {
namespace {

TEST(AvroSchema, ReadsTheAttributesThatIcebergAdds) {
  auto schema = ParseSchema(R"({"type":"record","name":"r","fields":[
      {"name":"a","type":["null",{"type":"long","logicalType":"timestamp-micros","adjust-to-utc":true}],"field-id":7},
      {"name":"b","type":{"type":"array","items":"int","element-id":8}},
      {"name":"c","type":{"type":"map","values":"bytes","key-id":9,"value-id":10}},
      {"name":"d","type":{"type":"fixed","name":"f","size":4,"logicalType":"decimal","precision":9,"scale":2}}]})");
  ASSERT_THAT(schema, IsOk());
  const auto& fields = (*schema)->fields;
  EXPECT_EQ(fields[0].id, 7);
  EXPECT_EQ(fields[0].type->children[1]->logical_type, "timestamp-micros");
  EXPECT_EQ(fields[0].type->children[1]->adjust_to_utc, true);
  EXPECT_EQ(fields[1].type->element_id, 8);
  EXPECT_EQ(fields[2].type->key_id, 9);
  EXPECT_EQ(fields[2].type->value_id, 10);
  EXPECT_EQ(fields[3].id, std::nullopt);
  EXPECT_EQ(fields[3].type->size, 4);
  EXPECT_EQ(fields[3].type->precision, 9);
  EXPECT_EQ(fields[3].type->scale, 2);
}

TEST(AvroSchema, ANameStandsForTheTypeDefinedBefore) {
  auto schema = ParseSchema(R"({"type":"record","name":"a.b.r","fields":[
      {"name":"x","type":{"type":"fixed","name":"f","size":2}}, {"name":"y","type":"f"},
      {"name":"z","type":["null","a.b.f"]}]})");
  ASSERT_THAT(schema, IsOk());
  EXPECT_EQ((*schema)->fields[0].type->name, "a.b.f");
  EXPECT_EQ((*schema)->fields[1].type, (*schema)->fields[0].type);
  EXPECT_EQ((*schema)->fields[2].type->children[1], (*schema)->fields[0].type);
}

TEST(AvroSchema, RefusesWhatIsNoSchema) {
  for (const char* text :
       {"", "7", "null", "[]", "{}", "\"nothing\"", R"({"type":"array"})", R"({"type":"map"})", R"({"type":"record"})",
        R"({"type":"record","name":"r"})", R"({"type":"record","name":"r","fields":[{"name":"x"}]})",
        R"({"type":"record","name":"r","fields":[{"type":"int"}]})", R"({"type":"fixed","name":"f"})",
        R"({"type":"fixed","name":"f","size":-1})", R"({"type":"enum","name":"e"})",
        R"([{"type":"fixed","name":"f","size":1},{"type":"fixed","name":"f","size":2}])"}) {
    EXPECT_THAT(ParseSchema(text), FailsWith(ErrorKind::kCorruptData)) << text;
  }
}

TEST(AvroSchema, RefusesATypeThatHoldsItself) {
  EXPECT_THAT(ParseSchema(R"({"type":"record","name":"list","fields":[{"name":"next","type":["null","list"]}]})"),
              FailsWith(ErrorKind::kUnsupported));
}

TEST(AvroSchema, RefusesDeepNestingInTheTextAndThroughNames) {
  std::string deep = "\"int\"";
  for (int i = 0; i < 70; ++i) deep = R"({"type":"array","items":)" + deep + "}";
  EXPECT_THAT(ParseSchema(deep), FailsWith(ErrorKind::kCorruptData));

  std::string wide =
      R"({"type":"record","name":"r","fields":[{"name":"f0","type":{"type":"record","name":"r0","fields":[]}})";
  for (int i = 1; i < 70; ++i) {
    wide += fmt::format(
        R"(,{{"name":"f{0}","type":{{"type":"record","name":"r{0}","fields":[{{"name":"x","type":"r{1}"}}]}}}})", i,
        i - 1);
  }
  EXPECT_THAT(ParseSchema(wide + "]}"), FailsWith(ErrorKind::kCorruptData));
}

}  // namespace
}  // namespace lakeport::iceberg::avro
