#include "iceberg/partition_spec.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::iceberg {
namespace {

TEST(TransformTest, EveryTransformReadsBackAsItself) {
  for (const char* text : {"identity", "bucket[16]", "truncate[4]", "year", "month", "day", "hour", "void"}) {
    auto transform = Transform::Parse(text);
    EXPECT_NE(transform.kind, TransformKind::kUnknown) << text;
    EXPECT_EQ(transform.ToString(), text);
  }
  EXPECT_EQ(Transform::Parse("bucket[16]").parameter, 16);
}

TEST(TransformTest, AnUnknownOneKeepsItsText) {
  for (const char* text :
       {"zorder", "bucket", "bucket[]", "bucket[0]", "bucket[-1]", "bucket[99999999999]", "truncate[4", ""}) {
    auto transform = Transform::Parse(text);
    EXPECT_EQ(transform.kind, TransformKind::kUnknown) << text;
    EXPECT_EQ(transform.ToString(), text);
  }
}

Schema Events() {
  return Schema(0, {{.id = 1, .name = "at", .type = Type::Primitive(TypeId::kTimestamp)},
                    {.id = 2, .name = "name", .type = Type::Primitive(TypeId::kString)}});
}

PartitionSpec SpecOf(std::vector<std::pair<int32_t, std::string>> fields) {
  PartitionSpec spec{.spec_id = 1, .fields = {}};
  for (const auto& [source, transform] : fields) {
    auto id = 1000 + static_cast<int32_t>(spec.fields.size());
    spec.fields.push_back({source, id, fmt::format("p{}", id), Transform::Parse(transform)});
  }
  return spec;
}

TEST(PartitionSpecTest, PartitionTypesFollowFromTheTransforms) {
  auto type = SpecOf({{1, "day"}, {1, "month"}, {2, "identity"}, {2, "truncate[3]"}, {2, "bucket[8]"}, {1, "void"}})
                  .PartitionType(Events());
  ASSERT_THAT(type, IsOk());
  EXPECT_EQ((*type)->ToString(),
            "struct<1000: p1000: optional date, 1001: p1001: optional int, 1002: p1002: optional string, "
            "1003: p1003: optional string, 1004: p1004: optional int, 1005: p1005: optional timestamp>");
}

TEST(PartitionSpecTest, ASourceColumnThatIsNotThereIsNamed) {
  auto type = SpecOf({{9, "identity"}}).PartitionType(Events());
  ASSERT_THAT(type, FailsWith(ErrorKind::kCorruptData));
  EXPECT_EQ(type.error().message(), "partition field \"p1000\" is made of column 9, which schema 0 does not have");
}

TEST(PartitionSpecTest, AVoidFieldOutlivesItsColumn) {
  auto type = SpecOf({{9, "void"}}).PartitionType(Events());
  ASSERT_THAT(type, IsOk());
  EXPECT_EQ((*type)->fields()[0].type->id(), TypeId::kUnknown);
}

TEST(PartitionSpecTest, TheLastAssignedIdIsTheHighestOr999) {
  EXPECT_EQ(PartitionSpec{}.last_assigned_id(), 999);
  EXPECT_EQ(SpecOf({{1, "day"}, {2, "identity"}}).last_assigned_id(), 1001);
}

}  // namespace
}  // namespace lakeport::iceberg
