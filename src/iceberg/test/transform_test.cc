#include "iceberg/transform.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "iceberg/testing/fixture.h"

namespace lakeport::iceberg {
namespace {

TypePtr TypeOf(const std::string& text) { return *ParsePrimitiveType(text); }

Value ValueOf(const Type& type, const Json& json) { return json.is_null() ? Value() : *ValueFromJson(type, json); }

TEST(TransformTest, ValuesAndPathsAreThoseOfIcebergsJavaLibrary) {
  for (const auto& row : ReadJsonFixture("java_transforms.json")) {
    auto type = TypeOf(row.at("type"));
    auto transform = Transform::Parse(row.at("transform"));
    auto result_type = transform.ResultType(type);
    EXPECT_EQ(*result_type, *TypeOf(row.at("result_type"))) << row;
    auto result = ApplyTransform(transform, *type, ValueOf(*type, row.at("value")));
    auto expected = ValueOf(*result_type, row.at("result"));
    EXPECT_EQ(EncodeValue(*result_type, result), EncodeValue(*result_type, expected)) << row;
    EXPECT_EQ(IsNull(result), IsNull(expected)) << row;

    Schema schema(0, {{.id = 1, .name = "a column", .type = type}});
    PartitionSpec spec{.fields = {{.source_id = 1,
                                   .field_id = 1000,
                                   .name = PartitionFieldName(transform, "a column"),
                                   .transform = transform}}};
    auto path = FormatPartitionPath(spec, schema, {result});
    ASSERT_THAT(path, IsOk());
    EXPECT_EQ(*path, row.at("path")) << row;
  }
}

TEST(TransformTest, HashesAreThoseOfTheSpecification) {
  auto hash = [](const std::string& type, const Json& json) {
    return HashValue(*TypeOf(type), *ValueFromJson(*TypeOf(type), json));
  };
  EXPECT_EQ(hash("int", 34), 2017239379);
  EXPECT_EQ(hash("long", 34), 2017239379);
  EXPECT_EQ(hash("decimal(9,2)", "14.20"), -500754589);
  EXPECT_EQ(hash("date", "2017-11-16"), -653330422);
  EXPECT_EQ(hash("time", "22:31:08"), -662762989);
  EXPECT_EQ(hash("timestamp", "2017-11-16T22:31:08"), -2047944441);
  EXPECT_EQ(hash("timestamp", "2017-11-16T22:31:08.000001"), -1207196810);
  EXPECT_EQ(hash("timestamptz", "2017-11-16T22:31:08+00:00"), -2047944441);
  EXPECT_EQ(hash("timestamp_ns", "2017-11-16T22:31:08.000001001"), -1207196810);
  EXPECT_EQ(hash("string", "iceberg"), 1210000089);
  EXPECT_EQ(hash("uuid", "f79c3e09-677c-4bbd-a479-3f349cb785e7"), 1488055340);
  EXPECT_EQ(hash("fixed[4]", "00010203"), -188683207);
  EXPECT_EQ(hash("binary", "00010203"), -188683207);
}

TEST(TransformTest, EveryTransformKeepsTheOrderOfItsColumn) {
  std::mt19937_64 random(7);
  for (const char* text : {"identity", "truncate[10]", "year", "month", "day", "hour"}) {
    auto transform = Transform::Parse(text);
    auto source = TypeOf(std::string(text).starts_with("truncate") ? "long" : "timestamp");
    auto result = transform.ResultType(source);
    for (int i = 0; i < 2'000; ++i) {
      auto shift = 1 + random() % 50;  // hours of the highest timestamps are no ints
      Value a = static_cast<int64_t>(random()) >> shift;
      Value b = static_cast<int64_t>(random()) >> shift;
      if (CompareValues(*source, a, b) > 0) std::swap(a, b);
      if (transform.kind == TransformKind::kTruncate && std::get<int64_t>(a) < INT64_MIN + 10) continue;
      EXPECT_LE(CompareValues(*result, ApplyTransform(transform, *source, a), ApplyTransform(transform, *source, b)), 0)
          << text;
    }
  }
}

TEST(TransformTest, VoidMakesNothingOfEverything) {
  Transform transform{.kind = TransformKind::kVoid};
  EXPECT_EQ(ApplyTransform(transform, *TypeOf("long"), Value(int64_t{5})), Value());
}

TEST(TransformTest, P5ALevelThatIsTooLongForStoresIsCutAndStaysUnlikeOthers) {
  Schema schema(0, {{.id = 1, .name = "p", .type = TypeOf("string")}});
  PartitionSpec spec{.fields = {{.source_id = 1, .field_id = 1000, .name = "p", .transform = {}}}};
  auto one = *FormatPartitionPath(spec, schema, {Value(std::string(300, 'x') + "1")});
  auto other = *FormatPartitionPath(spec, schema, {Value(std::string(300, 'x') + "2")});
  EXPECT_LE(one.size(), 255u);
  EXPECT_NE(one, other);
}

TEST(TransformTest, APathOfSeveralFieldsHasALevelForEach) {
  Schema schema(
      0, {{.id = 1, .name = "ts", .type = TypeOf("timestamp")}, {.id = 2, .name = "r", .type = TypeOf("string")}});
  PartitionSpec spec{
      .fields = {{.source_id = 1, .field_id = 1000, .name = "ts_day", .transform = {.kind = TransformKind::kDay}},
                 {.source_id = 2, .field_id = 1001, .name = "r", .transform = {}}}};
  EXPECT_EQ(*FormatPartitionPath(spec, schema, {Value(int32_t{17486}), Value("a/b")}), "ts_day=2017-11-16/r=a%2Fb");
  PartitionSpec unknown{.fields = {{.source_id = 9, .field_id = 1000, .name = "x", .transform = {}}}};
  EXPECT_THAT(FormatPartitionPath(unknown, schema, {Value()}), FailsWith(ErrorKind::kCorruptData));
}

}  // namespace
}  // namespace lakeport::iceberg
