#include "iceberg/append.h"

#include <set>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "base/testing/fake_clock.h"
#include "base/testing/matchers.h"
#include "iceberg/manifest_io.h"
#include "iceberg/table_metadata_json.h"
#include "iceberg/testing/fixture.h"
#include "iceberg/testing/memory_catalog.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

using std::chrono::milliseconds;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class AppendTest : public testing::Test {
 protected:
  AppendTest() { EXPECT_THAT(catalog_.CreateNamespace(orders_.ns, {}), IsOk()); }

  static NewTable Orders() {
    NewTable table{
        .location = *Location::Parse("file:///warehouse/db/orders"),
        .schema = Schema(0, {{.id = 1, .name = "id", .type = Type::Primitive(TypeId::kInt), .required = true},
                             {.id = 2, .name = "region", .type = Type::Primitive(TypeId::kString)}}),
        .spec = {},
        .properties = {{"owner", "ops"}}};
    table.spec.fields = {{.source_id = 2, .field_id = 1000, .name = "region", .transform = {}}};
    return table;
  }

  static DataFile File(const std::string& name, const std::string& region, int64_t records) {
    return {.file_path = "file:///warehouse/db/orders/data/" + name + ".parquet",
            .partition = {region},
            .file_size_in_bytes = records * 100,
            .metrics = {.record_count = records},
            .sort_order_id = 0};
  }

  AppendOptions Options() {
    return {.clock = &clock_, .wait = [this](milliseconds time) { waits_.push_back(time); }};
  }

  std::unique_ptr<Append> ToNew() { return AppendToNewTable(catalog_, orders_, Orders(), Options()); }
  std::unique_ptr<Append> ToExisting() {
    return AppendToTable(catalog_, orders_, *catalog_.LoadTable(orders_), Options());
  }

  // The table with one file, made by another client.
  LoadedTable Make() { return AddBy(rival_, File("first", "eu", 10), true); }

  LoadedTable AddBy(Catalog& catalog, const DataFile& file, bool create = false) {
    auto append = create ? AppendToNewTable(catalog, orders_, Orders(), Options())
                         : AppendToTable(catalog, orders_, *catalog.LoadTable(orders_), Options());
    EXPECT_THAT(append->Add(file), IsOk());
    auto committed = append->Commit({});
    EXPECT_THAT(committed, IsOk());
    return *committed;
  }

  // Paths of the table's data files, in the order of its manifests.
  std::vector<std::string> Paths(const LoadedTable& table) {
    std::vector<std::string> paths;
    auto manifests = ReadManifestList(io_, *Location::Parse(table.metadata.current_snapshot()->manifest_list));
    EXPECT_THAT(manifests, IsOk());
    for (const ManifestFile& manifest : *manifests) {
      auto collect = [&](const ManifestEntry& entry) { return paths.push_back(entry.data_file.file_path), Ok(); };
      EXPECT_THAT(ReadManifest(io_, manifest, collect), IsOk());
    }
    return paths;
  }

  size_t CountFiles(const std::string& part) const {
    size_t count = 0;
    for (const auto& [location, bytes] : io_.files()) count += location.name().find(part) != std::string::npos;
    return count;
  }

  FakeClock clock_;
  storage::MemoryFileIO io_;
  MemoryCatalogState state_;
  Location warehouse_ = *Location::Parse("file:///warehouse");
  MemoryCatalog catalog_{state_, io_, warehouse_, clock_};
  MemoryCatalog rival_{state_, io_, warehouse_, clock_};
  std::vector<milliseconds> waits_;
  const TableIdentifier orders_{{"db"}, "orders"};
};

TEST_F(AppendTest, ANewTableIsOneMetadataFileWithItsSnapshotInside) {
  auto append = ToNew();
  ASSERT_THAT(append->Add(File("a", "eu", 10)), IsOk());
  auto table = append->Commit({{"lakeport.job-id", "j-1"}});
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(CountFiles("metadata.json"), 1);
  EXPECT_EQ(table->metadata.location, "file:///warehouse/db/orders");
  EXPECT_EQ(table->metadata.properties.at("owner"), "ops");
  const Snapshot* snapshot = table->metadata.current_snapshot();
  ASSERT_NE(snapshot, nullptr);
  EXPECT_EQ(snapshot->sequence_number, 1);
  EXPECT_EQ(snapshot->parent_snapshot_id, std::nullopt);
  EXPECT_EQ(snapshot->schema_id, 0);
  EXPECT_EQ(FindSummary(*snapshot, "lakeport.job-id"), "j-1");
  EXPECT_THAT(Paths(*table), ElementsAre("file:///warehouse/db/orders/data/a.parquet"));
}

TEST_F(AppendTest, FilesAreNamedAsIcebergsJavaLibraryNamesThem) {
  auto options = Options();
  options.commit_uuid = "c0ffee00-0000-4000-8000-000000000000";
  auto append = AppendToNewTable(catalog_, orders_, Orders(), options);
  ASSERT_THAT(append->Add(File("a", "eu", 10)), IsOk());
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  std::string folder = "file:///warehouse/db/orders/metadata/";
  const Snapshot* snapshot = table->metadata.current_snapshot();
  EXPECT_EQ(snapshot->manifest_list,
            fmt::format("{}snap-{}-1-{}.avro", folder, snapshot->snapshot_id, options.commit_uuid));
  EXPECT_GT(snapshot->snapshot_id, 0);
  auto manifests = ReadManifestList(io_, *Location::Parse(snapshot->manifest_list));
  EXPECT_EQ(manifests->at(0).manifest_path, folder + options.commit_uuid + "-m0.avro");
  EXPECT_EQ(manifests->at(0).sequence_number, 1);
  EXPECT_EQ(manifests->at(0).min_sequence_number, 1);
}

// What Iceberg's Java library writes for the same two appends: fixtures/README.md.
TEST_F(AppendTest, SnapshotsAreAsIcebergsJavaLibraryWritesThem) {
  auto first = ToNew();
  ASSERT_THAT(first->Add(File("a", "eu", 10)), IsOk());
  ASSERT_THAT(first->Add(File("b", "us", 20)), IsOk());
  ASSERT_THAT(first->Commit({{"lakeport.job-id", "j-1"}}), IsOk());
  auto table = AddBy(catalog_, File("c", "eu", 30));

  auto javas = TableMetadataFromJson(ReadJsonFixture("tables/appends.metadata.json"));
  ASSERT_THAT(javas, IsOk());
  for (size_t i = 0; i < 2; ++i) {
    Snapshot ours = table.metadata.snapshots.at(i);
    Snapshot expected = javas->snapshots.at(i);
    expected.summary.pop_back();  // iceberg-version
    if (i == 0) {                 // Java keeps what a caller gave in a map without order
      std::sort(expected.summary.begin(), expected.summary.end());
      std::sort(ours.summary.begin(), ours.summary.end());
    }
    EXPECT_EQ(ours.summary, expected.summary);
    EXPECT_EQ(ours.sequence_number, expected.sequence_number);
    EXPECT_EQ(ours.operation, expected.operation);
    EXPECT_EQ(ours.schema_id, expected.schema_id);
    EXPECT_EQ(ours.parent_snapshot_id.has_value(), expected.parent_snapshot_id.has_value());
  }
  EXPECT_EQ(table.metadata.last_sequence_number, javas->last_sequence_number);
  EXPECT_EQ(table.metadata.partition_specs, javas->partition_specs);
}

TEST_F(AppendTest, ManifestsOfTheSnapshotBeforeAreKept) {
  auto before = Make();
  auto table = AddBy(catalog_, File("second", "us", 5));
  EXPECT_THAT(Paths(table), ElementsAre(HasSubstr("second"), HasSubstr("first")));
  EXPECT_EQ(table.metadata.current_snapshot()->parent_snapshot_id, before.metadata.current_snapshot_id);
  EXPECT_EQ(table.metadata.snapshots.size(), 2);
}

TEST_F(AppendTest, WithoutFilesAnExistingTableStaysAsItIs) {
  auto before = Make();
  auto after = ToExisting()->Commit({{"a", "b"}});
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->metadata_location, before.metadata_location);
  EXPECT_EQ(catalog_.LoadTable(orders_)->metadata_location, before.metadata_location);
}

TEST_F(AppendTest, WithoutFilesANewTableHasNoSnapshot) {
  auto table = ToNew()->Commit({});
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->metadata.current_snapshot(), nullptr);
  EXPECT_EQ(CountFiles(".avro"), 0);
}

TEST_F(AppendTest, PropertiesSetLaterComeWithTheSameCommit) {
  auto append = ToNew();
  append->SetProperties({{"schema.name-mapping.default", "[]"}, {"owner", "me"}});
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->metadata.properties.at("schema.name-mapping.default"), "[]");
  EXPECT_EQ(table->metadata.properties.at("owner"), "me");
  EXPECT_EQ(CountFiles("metadata.json"), 1);
}

TEST_F(AppendTest, ALostRaceIsRunAgainUponWhatWon) {
  Make();
  auto append = ToExisting();
  ASSERT_THAT(append->Add(File("ours", "eu", 1)), IsOk());
  bool raced = false;
  catalog_.before_swap = [&] {
    if (!std::exchange(raced, true)) AddBy(rival_, File("theirs", "eu", 1));
    return Ok();
  };
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(Paths(*table), ElementsAre(HasSubstr("ours"), HasSubstr("theirs"), HasSubstr("first")));
  const Snapshot* snapshot = table->metadata.current_snapshot();
  EXPECT_EQ(snapshot->sequence_number, 3);
  EXPECT_EQ(FindSummary(*snapshot, "total-data-files"), "3");
  EXPECT_THAT(snapshot->manifest_list, HasSubstr(fmt::format("snap-{}-2-", snapshot->snapshot_id)));
  EXPECT_EQ(CountFiles("snap-"), 3) << "the list of the lost attempt is gone";
  EXPECT_THAT(waits_, SizeIs(1));
}

TEST_F(AppendTest, RacesLostToTheEndAreAConflictThatLeavesNothing) {
  Make();
  size_t files = io_.files().size();
  auto append = ToExisting();
  ASSERT_THAT(append->Add(File("ours", "eu", 1)), IsOk());
  catalog_.before_swap = [] { return Conflict("someone was first"); };
  EXPECT_THAT(append->Commit({}, 4), FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(io_.files().size(), files);
  ASSERT_THAT(waits_, SizeIs(3));
  EXPECT_THAT(waits_, Each(testing::Ge(milliseconds(50))));
  EXPECT_GE(waits_[2], milliseconds(200));
}

TEST_F(AppendTest, ATableThatIsThereAlreadyLeavesNothing) {
  Make();
  size_t files = io_.files().size();
  auto append = ToNew();
  ASSERT_THAT(append->Add(File("ours", "eu", 1)), IsOk());
  EXPECT_THAT(append->Commit({}), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_EQ(io_.files().size(), files);
  EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(AppendTest, AnUnknownOutcomeThatWasASuccessIsFound) {
  Make();
  auto append = ToExisting();
  ASSERT_THAT(append->Add(File("ours", "eu", 1)), IsOk());
  catalog_.after_swap = [] { return CommitUnknown("the connection broke"); };
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  append.reset();
  EXPECT_THAT(Paths(*table), ElementsAre(HasSubstr("ours"), HasSubstr("first")));
}

TEST_F(AppendTest, AnUnknownOutcomeOfANewTableWithoutFilesIsFoundByItsUuid) {
  catalog_.after_swap = [] { return CommitUnknown("the connection broke"); };
  EXPECT_THAT(ToNew()->Commit({}), IsOk());
}

TEST_F(AppendTest, AnOutcomeThatStaysUnknownDeletesNothingAndIsNotTriedAgain) {
  Make();
  auto append = ToExisting();
  ASSERT_THAT(append->Add(File("ours", "eu", 1)), IsOk());
  int attempts = 0;
  catalog_.before_swap = [&attempts] { return ++attempts, CommitUnknown("the connection broke"); };
  auto committed = append->Commit({});
  EXPECT_THAT(committed, FailsWith(ErrorKind::kCommitUnknown));
  EXPECT_THAT(committed.error().ToString(), HasSubstr("looking for snapshot"));
  append.reset();
  EXPECT_EQ(attempts, 1);
  EXPECT_EQ(CountFiles("-m0.avro"), 2);
  EXPECT_EQ(CountFiles("snap-"), 2);
}

TEST_F(AppendTest, AFailureThatSaysNothingOfTheOutcomeDeletesNothing) {
  Make();
  auto append = ToExisting();
  ASSERT_THAT(append->Add(File("ours", "eu", 1)), IsOk());
  catalog_.after_swap = [] { return Timeout("no answer"); };
  EXPECT_THAT(append->Commit({}), FailsWith(ErrorKind::kTimeout));
  append.reset();
  EXPECT_THAT(Paths(*rival_.LoadTable(orders_)), ElementsAre(HasSubstr("ours"), HasSubstr("first")));
}

TEST_F(AppendTest, DestroyedBeforeCommitItLeavesNothing) {
  {
    auto append = ToNew();
    ASSERT_THAT(append->Add(File("a", "eu", 1)), IsOk());
    ASSERT_THAT(append->Finish(), IsOk());
    EXPECT_EQ(CountFiles("-m0.avro"), 1);
  }
  EXPECT_THAT(io_.files(), IsEmpty());
}

TEST_F(AppendTest, ManifestsAreRolledAtTheirTargetSize) {
  NewTable created = Orders();
  created.properties["commit.manifest.target-size-bytes"] = "20000";
  auto append = AppendToNewTable(catalog_, orders_, created, Options());
  for (int i = 0; i < 2000; ++i) ASSERT_THAT(append->Add(File(fmt::format("{:04}", i), "eu", 1)), IsOk());
  auto manifests = append->Finish();
  ASSERT_THAT(manifests, IsOk());
  EXPECT_GT(manifests->size(), 3);
  int64_t files = 0;
  for (const ManifestFile& manifest : *manifests) files += manifest.added_files_count;
  EXPECT_EQ(files, 2000);
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  auto paths = Paths(*table);
  EXPECT_EQ(std::set<std::string>(paths.begin(), paths.end()).size(), 2000);
  EXPECT_EQ(FindSummary(*table->metadata.current_snapshot(), "manifests-created"), std::to_string(manifests->size()));
}

TEST_F(AppendTest, AStopBetweenTwoAttemptsEndsIt) {
  Make();
  size_t files = io_.files().size();
  std::stop_source stop;
  auto options = Options();
  options.stop = stop.get_token();
  auto append = AppendToTable(catalog_, orders_, *catalog_.LoadTable(orders_), options);
  ASSERT_THAT(append->Add(File("ours", "eu", 1)), IsOk());
  catalog_.before_swap = [&stop] { return stop.request_stop(), Conflict("someone was first"); };
  EXPECT_THAT(append->Commit({}), FailsWith(ErrorKind::kCancelled));
  EXPECT_EQ(io_.files().size(), files);
}

TEST_F(AppendTest, WhoeverLooksAtTheTableAfterALostRaceMayEndIt) {
  Make();
  auto options = Options();
  size_t seen = 0;
  options.before_retry = [&seen](const LoadedTable& now) -> Status {
    seen = now.metadata.snapshots.size();
    return AlreadyExists("it was done by somebody else");
  };
  auto append = AppendToTable(catalog_, orders_, *catalog_.LoadTable(orders_), options);
  ASSERT_THAT(append->Add(File("ours", "eu", 1)), IsOk());
  catalog_.before_swap = [&] {
    AddBy(rival_, File("theirs", "eu", 1));
    return Ok();
  };
  EXPECT_THAT(append->Commit({}), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_THAT(Paths(*catalog_.LoadTable(orders_)), ElementsAre(HasSubstr("theirs"), HasSubstr("first")));
  EXPECT_EQ(seen, 2u);
}

TEST_F(AppendTest, AnotherTableThatTookTheNameIsAConflict) {
  Make();
  auto append = ToExisting();
  ASSERT_THAT(append->Add(File("ours", "eu", 1)), IsOk());
  ASSERT_THAT(catalog_.DropTable(orders_), IsOk());
  Make();
  auto committed = append->Commit({});
  ASSERT_THAT(committed, FailsWith(ErrorKind::kConflict));
  EXPECT_THAT(committed.error().ToString(), HasSubstr("another table has taken the name"));
}

TEST_F(AppendTest, OnlyTablesOfVersionTwoAreAddedTo) {
  auto table = Make();
  for (int32_t version : {1, 3}) {
    table.metadata.format_version = version;
    auto append = AppendToTable(catalog_, orders_, table, Options());
    EXPECT_THAT(append->Add(File("ours", "eu", 1)), FailsWith(ErrorKind::kUnsupported));
    EXPECT_THAT(append->Commit({}), FailsWith(ErrorKind::kUnsupported));
  }
}

TEST_F(AppendTest, AFileOfAnotherPartitionTypeIsRefusedAndNotCounted) {
  auto append = ToNew();
  DataFile wrong = File("wrong", "eu", 1);
  wrong.partition = {int32_t{1}};
  EXPECT_THAT(append->Add(wrong), FailsWith(ErrorKind::kInvalidArgument));
  ASSERT_THAT(append->Add(File("right", "eu", 1)), IsOk());
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(FindSummary(*table->metadata.current_snapshot(), "added-data-files"), "1");
}

TEST_F(AppendTest, TotalsThatTheParentDoesNotHaveAreLeftOut) {
  auto table = Make();
  auto& summary = table.metadata.snapshots.back().summary;
  std::erase_if(summary, [](const auto& entry) { return entry.first == "total-records"; });
  for (auto& [key, value] : summary) value = key == "total-data-files" ? "many" : value;
  auto append = AppendToTable(catalog_, orders_, table, Options());
  ASSERT_THAT(append->Add(File("ours", "eu", 7)), IsOk());
  auto after = append->Commit({});
  ASSERT_THAT(after, IsOk());
  const Snapshot& snapshot = *after->metadata.current_snapshot();
  EXPECT_EQ(FindSummary(snapshot, "total-records"), std::nullopt);
  EXPECT_EQ(FindSummary(snapshot, "total-data-files"), std::nullopt);
  EXPECT_EQ(FindSummary(snapshot, "total-files-size"), "1700");
}

TEST_F(AppendTest, ASnapshotIsNotOlderThanTheTable) {
  auto before = Make();
  clock_.Advance(milliseconds(-3'600'000));
  auto after = AddBy(catalog_, File("second", "us", 5));
  EXPECT_EQ(after.metadata.current_snapshot()->timestamp_ms, before.metadata.last_updated_ms);
}

TEST_F(AppendTest, ASequenceNumberTakenByAnotherBranchIsALostRaceToo) {
  auto base = Make();
  auto append = ToExisting();
  ASSERT_THAT(append->Add(File("ours", "eu", 1)), IsOk());
  Snapshot other = *base.metadata.current_snapshot();
  other.snapshot_id = 77;
  other.sequence_number = 2;
  ASSERT_THAT(rival_.CommitTable(orders_, {}, {AddSnapshot{other}, SetSnapshotRef{"audit", {.snapshot_id = 77}}}),
              IsOk());
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->metadata.current_snapshot()->sequence_number, 3);
  EXPECT_THAT(waits_, SizeIs(1));
}

TEST_F(AppendTest, ManyAppendersLoseNothing) {
  Make();
  constexpr int kThreads = 4;
  constexpr int kEach = 4;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      MemoryCatalog catalog(state_, io_, warehouse_, clock_);
      AppendOptions options{.clock = &clock_, .wait = [](milliseconds) { std::this_thread::yield(); }};
      for (int i = 0; i < kEach; ++i) {
        auto append = AppendToTable(catalog, orders_, *catalog.LoadTable(orders_), options);
        EXPECT_THAT(append->Add(File(fmt::format("{}-{}", t, i), "eu", 1)), IsOk());
        EXPECT_THAT(append->Commit({}, 10'000), IsOk());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  auto table = catalog_.LoadTable(orders_);
  ASSERT_THAT(table, IsOk());
  auto paths = Paths(*table);
  EXPECT_EQ(std::set<std::string>(paths.begin(), paths.end()).size(), kThreads * kEach + 1);
  EXPECT_EQ(table->metadata.snapshots.size(), kThreads * kEach + 1);
}

}  // namespace
}  // namespace lakeport::iceberg
