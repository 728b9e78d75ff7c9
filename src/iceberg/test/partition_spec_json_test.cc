#include "iceberg/partition_spec_json.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::iceberg {
namespace {

Json Parse(const std::string& text) {
  auto json = ParseJson(text, "test");
  EXPECT_TRUE(json.ok()) << text;
  return json.ok() ? *json : Json();
}

TEST(PartitionSpecJsonTest, ASpecIsReadAndWrittenTheSame) {
  const std::string text = R"({"spec-id":2,"fields":[{"name":"d","transform":"day","source-id":4,"field-id":1003},)"
                           R"({"name":"z","transform":"zorder[2]","source-id":5,"field-id":1004}]})";
  auto spec = PartitionSpecFromJson(Parse(text));
  ASSERT_THAT(spec, IsOk());
  EXPECT_EQ(spec->last_assigned_id(), 1004);
  EXPECT_EQ(FormatJson(PartitionSpecToJson(*spec)), text);
}

TEST(PartitionSpecJsonTest, FieldsWithoutIdsAreNumberedFrom1000) {
  auto fields = PartitionFieldsFromJson(Parse(R"([{"name":"a","transform":"identity","source-id":1},)"
                                              R"({"name":"b","transform":"void","source-ids":[2]}])"));
  ASSERT_THAT(fields, IsOk());
  EXPECT_EQ((*fields)[0].field_id, 1000);
  EXPECT_EQ((*fields)[1].field_id, 1001);
  EXPECT_EQ((*fields)[1].source_id, 2);
}

TEST(PartitionSpecJsonTest, ATransformOfSeveralColumnsIsUnsupported) {
  auto fields = PartitionFieldsFromJson(Parse(R"([{"name":"a","transform":"bucketV2[4]","source-ids":[1,2]}])"));
  EXPECT_THAT(fields, FailsWith(ErrorKind::kUnsupported));
}

TEST(PartitionSpecJsonTest, WhatIsWrongIsNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({})", "partition fields must be a list, not object"},
      {R"([{"transform":"day","source-id":4}])", "\"name\" is missing"},
      {R"([{"name":"a","source-id":4}])", "\"transform\" is missing"},
      {R"([{"name":"a","transform":"day"}])", "\"source-id\" is missing"},
      {R"([{"name":"a","transform":"day","source-ids":["x"]}])", "\"source-ids\" must be a whole number, not string"},
      {R"([{"name":"a","transform":"day","source-ids":[]}])", "\"source-ids\" must be a list of field ids"},
      {R"([{"name":"a","transform":"day","source-id":4,"field-id":1000},)"
       R"({"name":"b","transform":"day","source-id":4,"field-id":1000}])",
       "two partition fields have the id 1000"},
      {R"([{"name":"a","transform":"day","source-id":4},{"name":"a","transform":"hour","source-id":4}])",
       "two partition fields are named \"a\""},
  };
  for (const auto& [text, message] : cases) {
    auto fields = PartitionFieldsFromJson(Parse(text));
    ASSERT_THAT(fields, FailsWith(ErrorKind::kCorruptData)) << text;
    EXPECT_EQ(fields.error().message(), message);
  }
}

TEST(SortOrderJsonTest, AnOrderIsReadAndWrittenTheSame) {
  const std::string text =
      R"({"order-id":3,"fields":[{"transform":"identity","source-id":2,"direction":"asc","null-order":"nulls-first"},)"
      R"({"transform":"bucket[4]","source-id":3,"direction":"desc","null-order":"nulls-last"}]})";
  auto order = SortOrderFromJson(Parse(text));
  ASSERT_THAT(order, IsOk());
  EXPECT_EQ(order->fields[1].direction, SortDirection::kDescending);
  EXPECT_EQ(FormatJson(SortOrderToJson(*order)), text);
}

TEST(SortOrderJsonTest, UnknownDirectionsAreRefused) {
  for (const char* members :
       {R"("direction":"up","null-order":"nulls-last")", R"("direction":"asc","null-order":"last")",
        R"("direction":1,"null-order":"nulls-last")"}) {
    auto text = fmt::format(R"({{"order-id":1,"fields":[{{"transform":"identity","source-id":2,{}}}]}})", members);
    EXPECT_THAT(SortOrderFromJson(Parse(text)), FailsWith(ErrorKind::kCorruptData)) << text;
  }
}

}  // namespace
}  // namespace lakeport::iceberg
