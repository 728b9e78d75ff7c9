#include <set>
#include <utility>

#include <gtest/gtest.h>

#include "base/testing/fake_clock.h"
#include "base/testing/matchers.h"
#include "iceberg/append.h"
#include "iceberg/manifest_io.h"
#include "iceberg/testing/memory_catalog.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr const char* kData = "file:///warehouse/db/orders/data/";

class OverwriteTest : public testing::Test {
 protected:
  OverwriteTest() { EXPECT_THAT(catalog_.CreateNamespace(orders_.ns, {}), IsOk()); }

  static Schema Columns() {
    return {0,
            {{.id = 1, .name = "id", .type = Type::Primitive(TypeId::kInt)},
             {.id = 2, .name = "region", .type = Type::Primitive(TypeId::kString)}}};
  }

  static DataFile File(const std::string& name, const std::string& region, int64_t records) {
    return {.file_path = kData + name,
            .partition = {region},
            .file_size_in_bytes = records * 100,
            .metrics = {.record_count = records, .lower_bounds = {{1, std::string("\1\0\0\0", 4)}}},
            .sort_order_id = 0};
  }

  AppendOptions Options() {
    return {.clock = &clock_, .wait = [](std::chrono::milliseconds) {}};
  }

  // One manifest a commit: a and b, then c.
  LoadedTable Make() {
    NewTable table{
        .location = *Location::Parse("file:///warehouse/db/orders"), .schema = Columns(), .spec = {}, .properties = {}};
    table.spec.fields = {{.source_id = 2, .field_id = 1000, .name = "region", .transform = {}}};
    auto append = AppendToNewTable(catalog_, orders_, table, Options());
    EXPECT_THAT(append->Add(File("a", "eu", 10)), IsOk());
    EXPECT_THAT(append->Add(File("b", "us", 20)), IsOk());
    EXPECT_THAT(append->Commit({}), IsOk());
    return Change({File("c", "eu", 30)}, {});
  }

  LoadedTable Load() { return *catalog_.LoadTable(orders_); }

  std::unique_ptr<Append> Begin(const std::vector<DataFile>& added, const std::vector<std::string>& removed) {
    auto append = AppendToTable(catalog_, orders_, Load(), Options());
    for (const DataFile& file : added) EXPECT_THAT(append->Add(file), IsOk());
    for (const std::string& name : removed) EXPECT_THAT(append->Remove(kData + name), IsOk());
    return append;
  }
  LoadedTable Change(const std::vector<DataFile>& added, const std::vector<std::string>& removed) {
    auto committed = Begin(added, removed)->Commit({});
    EXPECT_THAT(committed, IsOk());
    return *committed;
  }

  std::vector<ManifestFile> Manifests(const Snapshot& snapshot) {
    return *ReadManifestList(io_, *Location::Parse(snapshot.manifest_list));
  }
  std::vector<ManifestEntry> Entries(const Snapshot& snapshot) {
    std::vector<ManifestEntry> entries;
    for (const ManifestFile& manifest : Manifests(snapshot)) {
      EXPECT_THAT(ReadManifest(io_, manifest, [&](const auto& entry) { return entries.push_back(entry), Ok(); }),
                  IsOk());
    }
    return entries;
  }
  std::set<std::string> Live() {
    std::set<std::string> names;
    for (const auto& entry : Entries(*Load().metadata.current_snapshot())) {
      if (entry.status != ManifestStatus::kDeleted) names.insert(entry.data_file.file_path.substr(strlen(kData)));
    }
    return names;
  }
  size_t CountManifests() const {
    size_t count = 0;
    for (const auto& [location, bytes] : io_.files()) {
      count += location.name().ends_with(".avro") && !location.name().starts_with("snap-");
    }
    return count;
  }

  FakeClock clock_;
  storage::MemoryFileIO io_;
  MemoryCatalogState state_;
  Location warehouse_ = *Location::Parse("file:///warehouse");
  MemoryCatalog catalog_{state_, io_, warehouse_, clock_};
  MemoryCatalog rival_{state_, io_, warehouse_, clock_};
  const TableIdentifier orders_{{"db"}, "orders"};
};

TEST_F(OverwriteTest, FilesComeAndGoInOneSnapshot) {
  Make();
  auto table = Change({File("d", "eu", 5)}, {"a"});
  EXPECT_THAT(Live(), ElementsAre("b", "c", "d"));
  const Snapshot& snapshot = *table.metadata.current_snapshot();
  EXPECT_EQ(snapshot.operation, "overwrite");
  EXPECT_EQ(snapshot.sequence_number, 3);
  EXPECT_THAT(
      snapshot.summary,
      ElementsAre(Pair("manifests-created", "2"), Pair("manifests-kept", "1"), Pair("manifests-replaced", "1"),
                  Pair("added-data-files", "1"), Pair("deleted-data-files", "1"), Pair("added-records", "5"),
                  Pair("deleted-records", "10"), Pair("added-files-size", "500"), Pair("removed-files-size", "1000"),
                  Pair("changed-partition-count", "1"), Pair("total-records", "55"), Pair("total-files-size", "5500"),
                  Pair("total-data-files", "3"), Pair("total-delete-files", "0"), Pair("total-position-deletes", "0"),
                  Pair("total-equality-deletes", "0")));
}

TEST_F(OverwriteTest, EntriesKeepTheirSequenceNumbersAndMetricsAndSayWhoRemovedThem) {
  auto before = Make();
  auto old = Entries(*before.metadata.current_snapshot());
  const auto& added = std::as_const(old);
  auto table = Change({}, {"a"});
  const Snapshot& snapshot = *table.metadata.current_snapshot();
  for (const auto& entry : Entries(snapshot)) {
    auto same = std::find_if(added.begin(), added.end(),
                             [&](const auto& e) { return e.data_file.file_path == entry.data_file.file_path; });
    ASSERT_NE(same, added.end());
    EXPECT_EQ(entry.data_file, same->data_file);
    EXPECT_EQ(entry.sequence_number, same->sequence_number);
    EXPECT_EQ(entry.file_sequence_number, same->file_sequence_number);
    bool removed = entry.data_file.file_path.ends_with("/a");
    EXPECT_EQ(entry.status == ManifestStatus::kDeleted, removed);
    EXPECT_EQ(entry.snapshot_id, removed ? snapshot.snapshot_id : same->snapshot_id);
  }
}

TEST_F(OverwriteTest, OnlyManifestsThatHoldARemovedFileAreWrittenAnew) {
  auto before = Make();
  auto kept = Manifests(*before.metadata.current_snapshot());
  auto after = Manifests(*Change({}, {"a"}).metadata.current_snapshot());
  ASSERT_EQ(after.size(), 2u);
  EXPECT_EQ(after[0], kept[0]);  // that of c
  EXPECT_NE(after[1].manifest_path, kept[1].manifest_path);
  EXPECT_EQ(after[1].existing_files_count, 1);
  EXPECT_EQ(after[1].deleted_files_count, 1);
  EXPECT_EQ(after[1].deleted_rows_count, 10);
  EXPECT_EQ(after[1].sequence_number, 3);
  EXPECT_EQ(after[1].min_sequence_number, 1);
  EXPECT_EQ(CountManifests(), 3u);
}

TEST_F(OverwriteTest, FilesThatOnlyGoMakeADelete) {
  Make();
  EXPECT_EQ(Change({}, {"a", "b", "c"}).metadata.current_snapshot()->operation, "delete");
  EXPECT_THAT(Live(), ElementsAre());
  EXPECT_EQ(FindSummary(*Load().metadata.current_snapshot(), "total-records"), "0");
}

TEST_F(OverwriteTest, WhatWasRemovedBeforeIsLeftOutTheNextTime) {
  Make();
  Change({}, {"a", "c"});
  auto table = Change({}, {"b"});
  auto entries = Entries(*table.metadata.current_snapshot());
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_TRUE(entries[0].data_file.file_path.ends_with("/b"));
}

TEST_F(OverwriteTest, AFileThatIsNotThereIsAConflictAndLeavesNothingBehind) {
  Make();
  size_t files = io_.files().size();
  auto committed = Begin({File("d", "eu", 5)}, {"a", "nope"})->Commit({});
  ASSERT_THAT(committed, FailsWith(ErrorKind::kConflict));
  EXPECT_THAT(committed.error().message(), HasSubstr("data/nope is no longer in the table"));
  EXPECT_EQ(io_.files().size(), files);
}

TEST_F(OverwriteTest, AfterALostRaceTheCompetitorsFilesStay) {
  Make();
  bool lost = false;
  catalog_.before_swap = [&] {
    if (std::exchange(lost, true)) return Ok();
    auto append = AppendToTable(rival_, orders_, *rival_.LoadTable(orders_), Options());
    EXPECT_THAT(append->Add(File("theirs", "eu", 7)), IsOk());
    EXPECT_THAT(append->Commit({}), IsOk());
    return Ok();
  };
  auto table = Change({File("d", "eu", 5)}, {"a"});
  EXPECT_THAT(Live(), UnorderedElementsAre("b", "c", "d", "theirs"));
  EXPECT_EQ(table.metadata.snapshots.size(), 4u);
}

TEST_F(OverwriteTest, ACompetitorThatRemovedTheSameFileFirstIsAConflict) {
  Make();
  bool lost = false;
  catalog_.before_swap = [&] {
    if (std::exchange(lost, true)) return Ok();
    auto append = AppendToTable(rival_, orders_, *rival_.LoadTable(orders_), Options());
    EXPECT_THAT(append->Remove(std::string(kData) + "a"), IsOk());
    EXPECT_THAT(append->Commit({}), IsOk());
    return Ok();
  };
  size_t manifests = 3;  // two of the table, and the competitor's
  EXPECT_THAT(Begin({}, {"a"})->Commit({}), FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(CountManifests(), manifests);
}

TEST_F(OverwriteTest, ColumnsChangeInTheSameCommit) {
  auto before = Make();
  auto fields = Columns().fields();
  fields[0].type = Type::Primitive(TypeId::kLong);
  fields.push_back({.id = 3, .name = "note", .type = Type::Primitive(TypeId::kString)});
  auto append = AppendWithSchema(catalog_, orders_, before, Schema(0, fields), Options());
  ASSERT_THAT(append->Remove(std::string(kData) + "a"), IsOk());
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->metadata.schemas.size(), 2u);
  EXPECT_EQ(table->metadata.schema().FindField("note")->id, 3);
  EXPECT_EQ(table->metadata.last_column_id, 3);
  EXPECT_EQ(table->metadata.current_snapshot()->schema_id, table->metadata.current_schema_id);
}

TEST_F(OverwriteTest, ColumnsAloneChangeWithoutASnapshot) {
  auto before = Make();
  auto fields = Columns().fields();
  fields.push_back({.id = 3, .name = "note", .type = Type::Primitive(TypeId::kString)});
  auto append = AppendWithSchema(catalog_, orders_, before, Schema(0, fields), Options());
  append->SetProperties({{"k", "v"}});
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->metadata.current_snapshot_id, before.metadata.current_snapshot_id);
  EXPECT_NE(table->metadata.schema().FindField("note"), nullptr);
  EXPECT_EQ(table->metadata.properties.at("k"), "v");
}

TEST_F(OverwriteTest, FilesMayBeAddedUnderAnEarlierPartitionSpec) {
  Make();
  ASSERT_THAT(catalog_.CommitTable(orders_, {}, {AddPartitionSpec{}, SetDefaultSpec{}}), IsOk());
  auto options = Options();
  options.spec_id = 0;
  auto append = AppendToTable(catalog_, orders_, Load(), options);
  ASSERT_THAT(append->Add(File("d", "eu", 5)), IsOk());
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(Manifests(*table->metadata.current_snapshot())[0].partition_spec_id, 0);
  options.spec_id = 9;
  EXPECT_THAT(AppendToTable(catalog_, orders_, Load(), options)->Add(File("e", "eu", 5)),
              FailsWith(ErrorKind::kInvalidArgument));
}

}  // namespace
}  // namespace lakeport::iceberg
