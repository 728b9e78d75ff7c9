#include "iceberg/metadata_changes.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "iceberg/table_metadata_json.h"
#include "iceberg/testing/fixture.h"

namespace lakeport::iceberg {
namespace {

TableMetadata Example() { return TableMetadataFromJson(ReadJsonFixture("metadata/TableMetadataV2Valid.json")).value(); }

Schema Wider(const Schema& schema, int32_t schema_id) {
  auto fields = schema.fields();
  fields.push_back({.id = 90, .name = "more", .type = Type::Primitive(TypeId::kLong)});
  return Schema(schema_id, fields);
}

TEST(MetadataChangesTest, NothingMakesATableOfItself) {
  auto changes = ChangesBetween(Example(), Example());
  ASSERT_THAT(changes, IsOk());
  EXPECT_TRUE(changes->empty());
}

// What the updates say, applied to the one, gives the other.
TEST(MetadataChangesTest, TheChangesMakeTheOtherOfTheOne) {
  auto from = Example(), to = Example();
  from.properties = {{"old", "1"}, {"kept", "1"}};
  to.properties = {{"kept", "2"}, {"new", "1"}};
  to.schemas.push_back(Wider(to.schema(), 2));
  to.current_schema_id = 2;
  to.last_column_id = 90;
  Snapshot snapshot{.snapshot_id = 99, .parent_snapshot_id = to.current_snapshot_id};
  snapshot.sequence_number = to.last_sequence_number + 1;
  snapshot.timestamp_ms = to.last_updated_ms + 1;
  snapshot.operation = "append";
  snapshot.manifest_list = "s3://a/b/3.avro";
  snapshot.schema_id = 2;
  to.snapshots.push_back(snapshot);
  to.last_sequence_number = snapshot.sequence_number;
  to.refs["main"].snapshot_id = to.current_snapshot_id = 99;
  to.refs["tagged"] = {.snapshot_id = 99, .type = "tag"};
  to.refs.erase("test");
  auto changes = ChangesBetween(from, to);
  ASSERT_THAT(changes, IsOk());
  auto applied = ApplyUpdates(&from, *changes, FromMillis(to.last_updated_ms + 2));
  ASSERT_THAT(applied, IsOk());
  EXPECT_EQ(applied->current_schema_id, 2);
  EXPECT_EQ(applied->properties, to.properties);
  EXPECT_EQ(applied->refs, to.refs);
  EXPECT_EQ(applied->current_snapshot_id, 99);
  EXPECT_EQ(applied->last_sequence_number, to.last_sequence_number);
  EXPECT_TRUE(ChangesBetween(*applied, to)->empty());
}

TEST(MetadataChangesTest, SnapshotsThatAreGoneAreRemoved) {
  auto from = Example(), to = Example();
  ASSERT_GE(to.snapshots.size(), 2u);
  auto gone = to.snapshots.front().snapshot_id;
  to.snapshots.erase(to.snapshots.begin());
  std::erase_if(to.refs, [&](const auto& ref) { return ref.second.snapshot_id == gone; });
  auto changes = ChangesBetween(from, to);
  ASSERT_THAT(changes, IsOk());
  auto applied = ApplyUpdates(&from, *changes, FromMillis(to.last_updated_ms));
  ASSERT_THAT(applied, IsOk());
  EXPECT_EQ(applied->FindSnapshot(gone), nullptr);
  EXPECT_EQ(applied->snapshots.size(), to.snapshots.size());
}

TEST(MetadataChangesTest, WhatNoUpdateSaysIsUnsupported) {
  auto from = Example();
  auto uuid = Example(), version = Example(), schema = Example(), snapshot = Example(), number = Example();
  number.schemas.push_back(Wider(number.schema(), 7));
  uuid.table_uuid = "00000000-0000-4000-8000-000000000000";
  version.format_version = 1;
  schema.schemas[0] = Wider(schema.schemas[0], schema.schemas[0].schema_id());
  snapshot.snapshots[0].manifest_list = "s3://elsewhere";
  for (const auto& to : {uuid, version, schema, snapshot, number}) {
    EXPECT_THAT(ChangesBetween(from, to), FailsWith(ErrorKind::kUnsupported));
  }
}

TEST(MetadataChangesTest, ATableThatChangesMeetsItsRequirementsNoMore) {
  auto seen = Example();
  auto requirements = RequireUnchanged(seen);
  EXPECT_THAT(CheckRequirements(&seen, requirements), IsOk());
  auto now = seen;
  now.refs["main"].snapshot_id = now.current_snapshot_id = now.snapshots.front().snapshot_id;
  EXPECT_THAT(CheckRequirements(&now, requirements), FailsWith(ErrorKind::kConflict));
}

}  // namespace
}  // namespace lakeport::iceberg
