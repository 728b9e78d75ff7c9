#include "iceberg/table_update_json.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "iceberg/testing/fixture.h"

namespace lakeport::iceberg {
namespace {

Json Parse(const std::string& text) { return *ParseJson(text, "test"); }
nlohmann::json Unordered(const Json& json) { return nlohmann::json::parse(json.dump()); }

TEST(TableUpdateJsonTest, UpdatesByIcebergsJavaLibraryAreReadAndWrittenTheSame) {
  for (const auto& step : ReadJsonFixture("java_updates.json")) {
    for (const auto& json : step["updates"]) {
      auto update = TableUpdateFromJson(json);
      ASSERT_THAT(update, IsOk()) << json;
      EXPECT_EQ(Unordered(TableUpdateToJson(*update)), Unordered(json));
    }
  }
}

TEST(TableUpdateJsonTest, EveryRequirementIsReadAndWrittenTheSame) {
  for (const char* text : {R"({"type":"assert-create"})", R"({"type":"assert-table-uuid","uuid":"u"})",
                           R"({"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":7})",
                           R"({"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":null})",
                           R"({"type":"assert-current-schema-id","current-schema-id":1})",
                           R"({"type":"assert-default-spec-id","default-spec-id":1})",
                           R"({"type":"assert-default-sort-order-id","default-sort-order-id":1})",
                           R"({"type":"assert-last-assigned-field-id","last-assigned-field-id":1})",
                           R"({"type":"assert-last-assigned-partition-id","last-assigned-partition-id":1})"}) {
    auto requirement = TableRequirementFromJson(Parse(text));
    ASSERT_THAT(requirement, IsOk()) << text;
    EXPECT_EQ(FormatJson(TableRequirementToJson(*requirement)), text);
  }
}

TEST(TableUpdateJsonTest, ARefsRemovalIsReadAndWrittenTheSame) {
  const char* text = R"({"action":"remove-snapshot-ref","ref-name":"main"})";
  auto update = TableUpdateFromJson(Parse(text));
  ASSERT_THAT(update, IsOk());
  EXPECT_EQ(FormatJson(TableUpdateToJson(*update)), text);
}

TEST(TableUpdateJsonTest, SnapshotsRemovalIsReadAndWrittenTheSame) {
  const char* text = R"({"action":"remove-snapshots","snapshot-ids":[3051729675574597004,7]})";
  auto update = TableUpdateFromJson(Parse(text));
  ASSERT_THAT(update, IsOk());
  EXPECT_EQ(FormatJson(TableUpdateToJson(*update)), text);
  EXPECT_THAT(TableUpdateFromJson(Parse(R"({"action":"remove-snapshots","snapshot-ids":["x"]})")),
              FailsWith(ErrorKind::kCorruptData));
}

TEST(TableUpdateJsonTest, PartitionFieldsWithoutIdsAreLeftToTheTable) {
  auto update = TableUpdateFromJson(
      Parse(R"({"action":"add-spec","spec":{"spec-id":0,"fields":[{"name":"a","transform":"day","source-id":2}]}})"));
  ASSERT_THAT(update, IsOk());
  EXPECT_EQ(std::get<AddPartitionSpec>(*update).spec.fields[0].field_id, 0);
}

TEST(TableUpdateJsonTest, WhatIsNotUnderstoodIsRefused) {
  EXPECT_THAT(TableUpdateFromJson(Parse(R"({"action":"add-luck"})")), FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(TableRequirementFromJson(Parse(R"({"type":"assert-luck"})")), FailsWith(ErrorKind::kUnsupported));
  for (const char* text :
       {"[]", "{}", R"({"action":7})", R"({"action":"assign-uuid"})", R"({"action":"add-schema","schema":[]})",
        R"({"action":"set-properties","updates":{"a":1}})", R"({"action":"remove-properties","removals":[1]})",
        R"({"action":"set-snapshot-ref","ref-name":"main","snapshot-id":1,"type":"twig"})"}) {
    EXPECT_THAT(TableUpdateFromJson(Parse(text)), FailsWith(ErrorKind::kCorruptData)) << text;
  }
}

TEST(TableUpdateJsonTest, AnErrorSaysWhichActionItWasIn) {
  auto update = TableUpdateFromJson(Parse(R"({"action":"set-location"})"));
  ASSERT_THAT(update, FailsWith(ErrorKind::kCorruptData));
  EXPECT_EQ(update.error().ToString(), "CorruptData: \"location\" is missing; while reading set-location");
}

}  // namespace
}  // namespace lakeport::iceberg
