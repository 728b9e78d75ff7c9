#include "iceberg/table_update.h"

#include <limits>

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "iceberg/table_metadata_json.h"
#include "iceberg/table_update_json.h"
#include "iceberg/testing/fixture.h"

namespace lakeport::iceberg {
namespace {

using testing::HasSubstr;

const Timestamp kNow = FromMillis(1'700'000'000'000);

nlohmann::json Unordered(const Json& json) { return nlohmann::json::parse(json.dump()); }

TEST(TableUpdateTest, UpdatesDoWhatTheyDoInIcebergsJavaLibrary) {
  std::optional<TableMetadata> base;
  for (const auto& step : ReadJsonFixture("java_updates.json")) {
    if (step["name"] == "TableMetadataV1Valid") {
      base = *TableMetadataFromJson(ReadJsonFixture("metadata/TableMetadataV1Valid.json"));
    }
    std::vector<TableUpdate> updates;
    for (const auto& update : step["updates"]) updates.push_back(*TableUpdateFromJson(update));
    auto applied = ApplyUpdates(base ? &*base : nullptr, updates, kNow);
    ASSERT_THAT(applied, IsOk()) << step["name"];
    auto json = TableMetadataToJson(*applied);
    json.erase("last-updated-ms");
    EXPECT_EQ(Unordered(json), Unordered(step["result"])) << step["name"];
    base = *applied;
  }
}

Schema Columns() {
  return Schema(0, {{.id = 1, .name = "id", .type = Type::Primitive(TypeId::kLong), .required = true},
                    {.id = 2, .name = "at", .type = Type::Primitive(TypeId::kTimestamp)}});
}

PartitionSpec SpecOf(std::vector<PartitionField> fields) { return {.spec_id = 0, .fields = std::move(fields)}; }

Snapshot SnapshotOf(int64_t id, int64_t sequence_number, int64_t timestamp_ms = ToMillis(kNow)) {
  Snapshot snapshot{.snapshot_id = id, .sequence_number = sequence_number, .timestamp_ms = timestamp_ms};
  snapshot.manifest_list = fmt::format("s3://b/t/metadata/snap-{}.avro", id);
  snapshot.operation = "append";
  return snapshot;
}

TableMetadata NewTable() {
  auto made =
      ApplyUpdates(nullptr, {AssignUuid{"u"}, SetLocation{"s3://b/t"}, AddSchema{Columns()}, SetCurrentSchema{}}, kNow);
  EXPECT_THAT(made, IsOk());
  return made.ok() ? *made : TableMetadata{};
}

TableMetadata WithSnapshot() {
  auto base = NewTable();
  auto made = ApplyUpdates(&base, {AddSnapshot{SnapshotOf(11, 1)}, SetSnapshotRef{"main", {.snapshot_id = 11}}}, kNow);
  EXPECT_THAT(made, IsOk());
  return made.ok() ? *made : TableMetadata{};
}

TEST(TableUpdateTest, ANewTableIsUnpartitionedAndUnsortedUnlessSaidOtherwise) {
  auto table = NewTable();
  EXPECT_EQ(table.format_version, 2);
  EXPECT_EQ(table.partition_specs, std::vector<PartitionSpec>{PartitionSpec{}});
  EXPECT_EQ(table.sort_orders, std::vector<SortOrder>{SortOrder{}});
  EXPECT_EQ(table.last_column_id, 2);
  EXPECT_EQ(table.last_updated_ms, ToMillis(kNow));
}

TEST(TableUpdateTest, ANewTableNeedsAUuidALocationAndASchema) {
  const std::vector<TableUpdate> whole{AssignUuid{"u"}, SetLocation{"s3://b/t"}, AddSchema{Columns()}};
  for (size_t missing = 0; missing < whole.size(); ++missing) {
    auto updates = whole;
    updates.erase(updates.begin() + static_cast<std::ptrdiff_t>(missing));
    EXPECT_THAT(ApplyUpdates(nullptr, updates, kNow), FailsWith(ErrorKind::kInvalidArgument)) << missing;
  }
  EXPECT_THAT(ApplyUpdates(nullptr, whole, kNow), IsOk());
}

TEST(TableUpdateTest, ALocationLosesItsTrailingSlashes) {
  auto base = NewTable();
  EXPECT_EQ(ApplyUpdates(&base, {SetLocation{"s3://b/u//"}}, kNow)->location, "s3://b/u");
}

TEST(TableUpdateTest, TheOneAddedLastMayBeOneThatWasThere) {
  auto base = NewTable();
  auto same = ApplyUpdates(&base, {AddSchema{Columns().WithId(8)}, SetCurrentSchema{-1}}, kNow);
  ASSERT_THAT(same, IsOk());
  EXPECT_EQ(same->schemas.size(), 1u);
  EXPECT_EQ(same->current_schema_id, 0);
}

TEST(TableUpdateTest, APartitionFieldWithoutAnIdGetsTheNext) {
  auto base = NewTable();
  base.last_partition_id = 1004;
  auto spec = SpecOf({{1, 0, "id_bucket", Transform::Parse("bucket[4]")}, {2, 0, "at_day", Transform::Parse("day")}});
  auto made = ApplyUpdates(&base, {AddPartitionSpec{spec}, SetDefaultSpec{-1}}, kNow);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->spec().fields[0].field_id, 1005);
  EXPECT_EQ(made->spec().fields[1].field_id, 1006);
  EXPECT_EQ(made->last_partition_id, 1006);
}

TEST(TableUpdateTest, TheClockMayNotTakeTheTableBack) {
  auto base = WithSnapshot();
  auto later = ApplyUpdates(&base, {SetProperties{{{"a", "1"}}}}, kNow - std::chrono::hours(1));
  ASSERT_THAT(later, IsOk());
  EXPECT_EQ(later->last_updated_ms, base.last_updated_ms);
  auto old = SnapshotOf(12, 2, ToMillis(kNow - std::chrono::seconds(61)));
  auto status = ApplyUpdates(&base, {AddSnapshot{old}}, kNow);
  ASSERT_THAT(status, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(status.error().message(), HasSubstr("check this machine's clock"));
}

TEST(TableUpdateTest, ASnapshotMakesTheTableAsNewAsItself) {
  auto base = NewTable();
  auto newer = SnapshotOf(11, 1, ToMillis(kNow) + 500);
  EXPECT_EQ(ApplyUpdates(&base, {AddSnapshot{newer}}, kNow)->last_updated_ms, newer.timestamp_ms);
}

TEST(TableUpdateTest, ASnapshotThatIsOnlyAddedIsNotCurrent) {
  auto base = NewTable();
  auto added = ApplyUpdates(&base, {AddSnapshot{SnapshotOf(11, 1)}}, kNow);
  ASSERT_THAT(added, IsOk());
  EXPECT_EQ(added->current_snapshot(), nullptr);
  EXPECT_TRUE(added->snapshot_log.empty());
  EXPECT_EQ(added->last_sequence_number, 1);
}

TEST(TableUpdateTest, RollingBackIsLoggedAtTheTimeItHappened) {
  auto base = WithSnapshot();
  base = *ApplyUpdates(&base, {AddSnapshot{SnapshotOf(12, 2)}, SetSnapshotRef{"main", {.snapshot_id = 12}}}, kNow);
  auto later = kNow + std::chrono::hours(1);
  auto back = ApplyUpdates(&base, {SetSnapshotRef{"main", {.snapshot_id = 11}}}, later);
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->current_snapshot_id, 11);
  EXPECT_EQ(back->snapshot_log.back().snapshot_id, 11);
  EXPECT_EQ(back->snapshot_log.back().timestamp_ms, ToMillis(later));
}

TEST(TableUpdateTest, VersionOneHasNoSequenceNumbers) {
  auto base = *TableMetadataFromJson(ReadJsonFixture("metadata/TableMetadataV1Valid.json"));
  auto added = ApplyUpdates(&base, {AddSnapshot{SnapshotOf(1, 0)}, SetSnapshotRef{"main", {.snapshot_id = 1}}}, kNow);
  ASSERT_THAT(added, IsOk());
  EXPECT_EQ(added->last_sequence_number, 0);
  EXPECT_EQ(added->current_snapshot_id, 1);
}

TEST(TableUpdateTest, VersionThreeTakesOnlySnapshotsThatNumberTheirRows) {
  auto base = *TableMetadataFromJson(ReadJsonFixture("metadata/TableMetadataV3ValidMinimal.json"));
  auto snapshot = SnapshotOf(1, 35);
  EXPECT_THAT(ApplyUpdates(&base, {AddSnapshot{snapshot}}, kNow), FailsWith(ErrorKind::kUnsupported));
  snapshot.extra = {{"first-row-id", 5}, {"added-rows", 10}};
  EXPECT_EQ(ApplyUpdates(&base, {AddSnapshot{snapshot}}, kNow)->extra["next-row-id"], 15);
  base.extra["next-row-id"] = 6;
  EXPECT_THAT(ApplyUpdates(&base, {AddSnapshot{snapshot}}, kNow), FailsWith(ErrorKind::kInvalidArgument));
}

struct Refusal {
  const char* what;
  std::vector<TableUpdate> updates;
  const char* message;
  ErrorKind kind = ErrorKind::kInvalidArgument;
};

NestedField Column(int32_t id, const char* name, TypeId type) {
  return {.id = id, .name = name, .type = Type::Primitive(type)};
}

std::vector<Refusal> Refusals() {
  auto spec = [](std::vector<PartitionField> fields) {
    return std::vector<TableUpdate>{AddPartitionSpec{SpecOf(std::move(fields))}, SetDefaultSpec{-1}};
  };
  auto with_default = Column(3, "n", TypeId::kLong);
  with_default.initial_default = 1;
  Snapshot elsewhere = SnapshotOf(12, 2);
  elsewhere.schema_id = 9;
  return {
      {"another uuid", {AssignUuid{"v"}}, "uuid is u and cannot become v"},
      {"an empty uuid", {AssignUuid{""}}, "cannot be empty"},
      {"an older version", {UpgradeFormatVersion{1}}, "cannot go back to 1"},
      {"a newer version", {UpgradeFormatVersion{3}}, "2 is the newest", ErrorKind::kUnsupported},
      {"no location", {SetLocation{"//"}}, "location cannot be"},
      {"a type of version 3",
       {AddSchema{Schema(0, {Column(3, "n", TypeId::kTimestampNs)})}},
       "format version 2 cannot"},
      {"a default", {AddSchema{Schema(0, {with_default})}}, "\"n\" has a default"},
      {"a schema that is not there", {SetCurrentSchema{4}}, "no schema 4"},
      {"the last of no schemas", {SetCurrentSchema{-1}}, "none was added"},
      {"a spec that is not there", {SetDefaultSpec{4}}, "no partition spec 4"},
      {"an order that is not there", {SetDefaultSortOrder{4}}, "no sort order 4"},
      {"a spec of no column", spec({{7, 1000, "p", Transform::Parse("identity")}}), "column 7"},
      {"a transform that is unknown", spec({{1, 1000, "p", Transform::Parse("zorder")}}), "cannot be zorder"},
      {"a transform of the wrong type", spec({{1, 1000, "p", Transform::Parse("day")}}),
       "cannot be day of column \"id\""},
      {"a column's name", spec({{1, 1000, "at", Transform::Parse("identity")}}), "name of a column"},
      {"a name twice", spec({{1, 1000, "p", Transform::Parse("void")}, {2, 1001, "p", Transform::Parse("void")}}),
       "two partition fields are named"},
      {"an id twice", spec({{1, 1000, "p", Transform::Parse("void")}, {2, 1000, "q", Transform::Parse("void")}}),
       "two partition fields have the id 1000"},
      {"an order by no column",
       {AddSortOrder{{.order_id = 0, .fields = {{.transform = {}, .source_id = 7}}}}, SetDefaultSortOrder{-1}},
       "by column 7"},
      {"a snapshot twice", {AddSnapshot{SnapshotOf(11, 2)}}, "its id is taken"},
      {"a stale sequence number", {AddSnapshot{SnapshotOf(12, 1)}}, "the table is at 1 already", ErrorKind::kConflict},
      {"a snapshot of no schema", {AddSnapshot{elsewhere}}, "is of schema 9"},
      {"a branch to nowhere", {SetSnapshotRef{"b", {.snapshot_id = 99}}}, "snapshot 99"},
      {"a tag named main", {SetSnapshotRef{"main", {.snapshot_id = 11, .type = "tag"}}}, "main is a branch"},
  };
}

TEST(TableUpdateTest, WhatContradictsTheTableIsRefusedWithTheReason) {
  auto base = WithSnapshot();
  for (const auto& refusal : Refusals()) {
    auto applied = ApplyUpdates(&base, refusal.updates, kNow);
    ASSERT_THAT(applied, FailsWith(refusal.kind)) << refusal.what;
    EXPECT_THAT(applied.error().message(), HasSubstr(refusal.message)) << refusal.what;
  }
}

TEST(TableUpdateTest, WithoutMainTheTableHasNoCurrentSnapshotButKeepsItsSnapshots) {
  auto base = WithSnapshot();
  auto applied = ApplyUpdates(&base, {RemoveSnapshotRef{"main"}}, kNow);
  ASSERT_THAT(applied, IsOk());
  EXPECT_EQ(applied->current_snapshot(), nullptr);
  EXPECT_EQ(applied->refs.count("main"), 0);
  EXPECT_EQ(applied->snapshots.size(), base.snapshots.size());
}

TEST(TableUpdateTest, ASnapshotThatIsRemovedTakesItsReferencesAndTheHistoryBeforeItAlong) {
  auto base = WithSnapshot();
  Snapshot next = base.snapshots[0];
  next.snapshot_id += 1;
  next.sequence_number += 1;
  auto both = ApplyUpdates(&base,
                           {AddSnapshot{next}, SetSnapshotRef{"main", {.snapshot_id = next.snapshot_id}},
                            SetSnapshotRef{"kept", {.snapshot_id = next.snapshot_id, .type = "tag"}}},
                           kNow);
  ASSERT_THAT(both, IsOk());
  auto back = ApplyUpdates(&*both,
                           {SetSnapshotRef{"main", {.snapshot_id = base.snapshots[0].snapshot_id}},
                            RemoveSnapshots{{next.snapshot_id, 12345}}},
                           kNow);
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->current_snapshot_id, base.snapshots[0].snapshot_id);
  EXPECT_EQ(back->snapshots.size(), 1u);
  EXPECT_EQ(back->refs.count("kept"), 0u);
  ASSERT_EQ(back->snapshot_log.size(), 1u);
  EXPECT_EQ(back->snapshot_log[0].snapshot_id, base.snapshots[0].snapshot_id);
  EXPECT_EQ(ApplyUpdates(&base, {RemoveSnapshots{{base.snapshots[0].snapshot_id}}}, kNow)->current_snapshot(), nullptr);
}

TEST(TableUpdateTest, IdsThatAreUsedUpDoNotWrap) {
  auto base = NewTable();
  base.schemas = {Columns().WithId(std::numeric_limits<int32_t>::max())};
  base.current_schema_id = std::numeric_limits<int32_t>::max();
  auto more = Schema(0, {Column(3, "n", TypeId::kLong)});
  EXPECT_THAT(ApplyUpdates(&base, {AddSchema{more}}, kNow), FailsWith(ErrorKind::kInvalidArgument));
  base.last_partition_id = std::numeric_limits<int32_t>::max();
  auto spec = SpecOf({{1, 0, "p", Transform::Parse("identity")}});
  EXPECT_THAT(ApplyUpdates(&base, {AddPartitionSpec{spec}}, kNow), FailsWith(ErrorKind::kInvalidArgument));
}

TEST(TableUpdateTest, DroppingTheColumnThatPartitionsTheTableIsRefused) {
  auto base = NewTable();
  auto spec = SpecOf({{2, 1000, "at_day", Transform::Parse("day")}});
  base = *ApplyUpdates(&base, {AddPartitionSpec{spec}, SetDefaultSpec{-1}}, kNow);
  auto without = Schema(0, {Columns().fields()[0]});
  EXPECT_THAT(ApplyUpdates(&base, {AddSchema{without}, SetCurrentSchema{-1}}, kNow),
              FailsWith(ErrorKind::kInvalidArgument));
}

TEST(RequirementTest, WhatHoldsIsOkAndWhatDoesNotIsAConflict) {
  auto base = WithSnapshot();
  const std::pair<TableRequirement, TableRequirement> held_and_not[] = {
      {AssertUuid{"u"}, AssertUuid{"v"}},
      {AssertRefSnapshotId{"main", 11}, AssertRefSnapshotId{"main", 12}},
      {AssertRefSnapshotId{"b", std::nullopt}, AssertRefSnapshotId{"main", std::nullopt}},
      {AssertCurrentSchemaId{0}, AssertCurrentSchemaId{1}},
      {AssertDefaultSpecId{0}, AssertDefaultSpecId{1}},
      {AssertDefaultSortOrderId{0}, AssertDefaultSortOrderId{1}},
      {AssertLastAssignedFieldId{2}, AssertLastAssignedFieldId{3}},
      {AssertLastAssignedPartitionId{999}, AssertLastAssignedPartitionId{1000}}};
  for (const auto& [held, not_held] : held_and_not) {
    EXPECT_THAT(CheckRequirements(&base, {held}), IsOk()) << TableRequirementToJson(held);
    EXPECT_THAT(CheckRequirements(&base, {held, not_held}), FailsWith(ErrorKind::kConflict))
        << TableRequirementToJson(not_held);
    EXPECT_THAT(CheckRequirements(nullptr, {held}), FailsWith(ErrorKind::kConflict)) << TableRequirementToJson(held);
  }
}

TEST(RequirementTest, AConflictSaysWhatIsThereAndWhatWasExpected) {
  auto base = WithSnapshot();
  EXPECT_EQ(CheckRequirements(&base, {AssertRefSnapshotId{"main", 12}}).error().message(),
            "the table's main is at snapshot 11; expected at snapshot 12");
  EXPECT_EQ(CheckRequirements(&base, {AssertRefSnapshotId{"b", 12}}).error().message(),
            "the table's b is not there; expected at snapshot 12");
}

TEST(RequirementTest, ATableToBeCreatedMustNotExist) {
  auto base = NewTable();
  EXPECT_THAT(CheckRequirements(nullptr, {AssertCreate{}}), IsOk());
  EXPECT_THAT(CheckRequirements(&base, {AssertCreate{}}), FailsWith(ErrorKind::kAlreadyExists));
}

}  // namespace
}  // namespace lakeport::iceberg
