#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "base/uuid.h"
#include "hive/testing/memory_source.h"
#include "iceberg/append.h"
#include "iceberg/manifest_io.h"
#include "iceberg/scan.h"
#include "iceberg/testing/memory_catalog.h"
#include "jobs/ingest/delete_tree.h"
#include "jobs/ingest/ingest.h"
#include "jobs/ingest/test/event_log.h"
#include "jobs/ingest/test/fixtures.h"
#include "storage/local_file_io.h"
#include "storage/testing/forwarding_file_io.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::ingest {

inline constexpr const char* kJobId = "0192f0c1-7a5e-7cc3-8a44-1f2e3d4c5b6a";

// How one run of the engine went.
struct Ingested {
  protocol::ExitCode code = protocol::ExitCode::kDone;
  std::vector<protocol::TableEvent> tables;
  protocol::SummaryEvent summary;
  std::vector<Json> plans;

  const protocol::TableEvent& Of(const std::string& table) const {
    static const protocol::TableEvent kNone;
    auto found = std::find_if(tables.begin(), tables.end(), [&](const auto& event) { return event.table == table; });
    EXPECT_NE(found, tables.end()) << "no event for " << table;
    return found == tables.end() ? kNone : *found;
  }
};

// Files below a directory of its own: Hive's in hive/, Iceberg's in lake/. Hive's tables and the catalog's names are in
// memory, and so are the files when a test would wait for the disk too often.
class Lake {
 public:
  enum class Disk { kReal, kMemory };

  explicit Lake(Disk disk = Disk::kReal) : io_(MakeDisk(disk)) {
    config_.path = "lakeport.toml";
    config_.connections["hive"] = {.name = "hive", .type = "hive", .settings = {}};
    config_.connections["lake"] = {.name = "lake", .type = "iceberg-sql", .settings = {}};
    request.from = "hive";
    request.database = "sales";
    request.to = "lake";
    request.target_namespace = "sales_iceberg";
  }

  protocol::IngestRequest request;
  std::string job_id = kJobId;
  int attempt = 1;
  bool plan_only = false;
  EventLog log;
  std::stop_source stop;
  hive::MemorySourceState hive;
  std::function<void(hive::MemorySource&)> prepare_source = [](hive::MemorySource&) {};
  std::function<void(iceberg::MemoryCatalog&)> prepare_catalog = [](iceberg::MemoryCatalog&) {};
  // What the engine works on instead of the local disk, for source and target alike.
  storage::FileIO* broken_io = nullptr;

  storage::FileIO& io() { return *io_; }
  Location HivePath(const std::string& path) const { return dir_.location("hive/" + path); }
  Location LakePath(const std::string& path) const { return dir_.location("lake/" + path); }

  void Put(const std::string& path, const std::string& bytes) {
    EXPECT_THAT(storage::WriteFile(*io_, HivePath(path), bytes, storage::WriteMode::kReplace), IsOk());
  }
  void PutFixture(const std::string& path, const std::string& fixture) { Put(path, Fixture(fixture)); }

  // orders(id bigint, name string), Parquet, at hive/<name>.
  hive::Table Orders(const std::string& name = "orders") const {
    return {.database = "sales",
            .name = name,
            .columns = {{"id", "bigint", "the number"}, {"name", "string"}},
            .format = hive::StorageFormat::kParquet,
            .serde = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
            .location = HivePath(name).ToString()};
  }
  // An unpartitioned table of five rows in two files.
  void AddOrders(const std::string& name = "orders") {
    PutFixture(name + "/000000_0", "orders_1.parquet");
    PutFixture(name + "/000001_0", "orders_2.parquet");
    hive.Add(Orders(name));
  }
  hive::Partition PartitionOf(const std::string& table, const std::string& path,
                              std::vector<std::optional<std::string>> values) const {
    return {.values = std::move(values),
            .location = HivePath(table + "/" + path).ToString(),
            .format = hive::StorageFormat::kParquet};
  }
  // Partitioned by day (string): three rows on the 1st, two without a day.
  void AddDaily(const std::string& name = "daily") {
    hive::Table table = Orders(name);
    table.partition_keys = {{"day", "string", "when"}};
    PutFixture(name + "/day=2024-01-01/f", "orders_1.parquet");
    PutFixture(name + "/day=__HIVE_DEFAULT_PARTITION__/f", "orders_2.parquet");
    hive.Add(table, {PartitionOf(name, "day=2024-01-01", {"2024-01-01"}),
                     PartitionOf(name, "day=__HIVE_DEFAULT_PARTITION__", {std::nullopt})});
  }

  Ingested Run() { return RunAttempt(attempt, log); }

  // The events of this run alone; `sink` may hold those of earlier ones.
  Ingested RunAttempt(int number, EventLog& sink) {
    size_t before = sink.all().size();
    IngestEnvironment environment{
        .config = config_,
        .sink = sink,
        .stop = stop.get_token(),
        .job_id = job_id,
        .attempt = number,
        .plan_only = plan_only,
        .threads = 4,
        .open_source = [this](const config::Connection&) { return OpenSource(); },
        .open_catalog = [this](const config::Connection&) { return OpenCatalog(); },
        .open_store = [this](const Location&) -> Result<std::unique_ptr<storage::FileIO>> {
          return std::unique_ptr<storage::FileIO>(std::make_unique<storage::ForwardingFileIO>(ActiveDisk()));
        }};
    Ingested ingested;
    ingested.code = RunIngest(request, environment);
    auto events = sink.all();
    for (size_t i = before; i < events.size(); ++i) {
      if (const auto* table = std::get_if<protocol::TableEvent>(&events[i])) ingested.tables.push_back(*table);
      if (const auto* plan = std::get_if<protocol::PlanEvent>(&events[i])) ingested.plans.push_back(plan->plan);
      if (const auto* last = std::get_if<protocol::SummaryEvent>(&events[i])) ingested.summary = *last;
    }
    return ingested;
  }

  Result<iceberg::LoadedTable> Load(const std::string& name) {
    return iceberg::MemoryCatalog(catalog_state_, *io_, LakePath(""), clock_).LoadTable({{"sales_iceberg"}, name});
  }

  // The live data files of a table's current snapshot.
  std::vector<iceberg::DataFile> DataFiles(const std::string& name) {
    auto loaded = Load(name);
    EXPECT_THAT(loaded, IsOk());
    if (!loaded.ok() || loaded->metadata.current_snapshot() == nullptr) return {};
    return DataFilesOf(*loaded->metadata.current_snapshot());
  }

  std::vector<iceberg::DataFile> DataFilesOf(const iceberg::Snapshot& snapshot) {
    std::vector<iceberg::DataFile> files;
    auto visited = iceberg::VisitDataFiles(*io_, snapshot, [&](const iceberg::ManifestEntry& entry, const auto&) {
      files.push_back(entry.data_file);
      return Ok();
    });
    EXPECT_THAT(visited, IsOk());
    return files;
  }

  // Somebody else, Spark say, puts a file of some rows into the table, as its writers do.
  void AppendByOthers(const std::string& name, const std::string& fixture, int64_t rows,
                      std::vector<iceberg::Value> partition = {}) {
    iceberg::TableIdentifier id{{"sales_iceberg"}, name};
    iceberg::MemoryCatalog catalog(catalog_state_, *io_, LakePath(""), clock_);
    auto loaded = *catalog.LoadTable(id);
    std::string path = loaded.metadata.location + "/data/00000-0-" + NewUuid4() + ".parquet";
    EXPECT_THAT(storage::WriteFile(*io_, *Location::Parse(path), Fixture(fixture), storage::WriteMode::kCreate),
                IsOk());
    auto append = iceberg::AppendToTable(catalog, id, loaded);
    EXPECT_THAT(append->Add({.file_path = path,
                             .partition = std::move(partition),
                             .file_size_in_bytes = static_cast<int64_t>(Fixture(fixture).size()),
                             .metrics = {.record_count = rows}}),
                IsOk());
    EXPECT_THAT(append->Commit({{"engine-name", "spark"}}), IsOk());
  }

  // Changes the table as somebody else does.
  Status CommitByOthers(const std::string& name, const std::vector<iceberg::TableUpdate>& updates) {
    iceberg::MemoryCatalog catalog(catalog_state_, *io_, LakePath(""), clock_);
    LP_TRY(catalog.CommitTable({{"sales_iceberg"}, name}, {}, updates));
    return Ok();
  }

  // Every file below hive/ or lake/, relative to it.
  std::set<std::string> Files(const std::string& below) const {
    std::set<std::string> files;
    std::string prefix = dir_.location(below).ToString() + "/";
    EXPECT_THAT(VisitTree(*io_, dir_.location(below),
                          [&](const storage::FileInfo& file) {
                            files.insert(file.location.ToString().substr(prefix.size()));
                            return Ok();
                          }),
                IsOk());
    return files;
  }
  bool DirectoryExists(const std::string& path) const { return std::filesystem::exists(dir_.path(path)); }

  // The files of the lake that no table refers to, and that keep no copies from being deleted; the metadata files that
  // a table's own log does not name count too.
  std::set<std::string> Orphans(const std::vector<std::string>& tables) {
    std::set<std::string> files = Files("lake");
    for (const std::string& table : tables) {
      auto loaded = Load(table);
      if (!loaded.ok()) continue;
      Forget(files, loaded->metadata_location);
      for (const auto& entry : loaded->metadata.metadata_log) Forget(files, entry.metadata_file);
      for (const auto& snapshot : loaded->metadata.snapshots) {
        Forget(files, snapshot.manifest_list);
        auto manifests = iceberg::ReadManifestList(*io_, *Location::Parse(snapshot.manifest_list));
        EXPECT_THAT(manifests, IsOk());
        for (const auto& manifest : *manifests) Forget(files, manifest.manifest_path);
        for (const auto& file : DataFilesOf(snapshot)) ForgetCopy(files, file.file_path);
      }
    }
    return files;
  }

  // Every data file is where the table says, as long as it says, and holds what one of Hive's files holds.
  void ExpectWhole(const std::string& table, int64_t rows) {
    int64_t found = 0;
    for (const auto& file : DataFiles(table)) {
      auto bytes = storage::ReadFile(*io_, *Location::Parse(file.file_path));
      ASSERT_THAT(bytes, IsOk());
      EXPECT_EQ(static_cast<int64_t>(bytes->size()), file.file_size_in_bytes);
      found += file.metrics.record_count;
    }
    EXPECT_EQ(found, rows);
  }

  iceberg::MemoryCatalogState& catalog_state() { return catalog_state_; }
  const Clock& clock() const { return clock_; }

 private:
  static std::unique_ptr<storage::FileIO> MakeDisk(Disk disk) {
    if (disk == Disk::kReal) return storage::MakeLocalFileIO();
    return std::make_unique<storage::MemoryFileIO>();
  }
  storage::FileIO& ActiveDisk() { return broken_io != nullptr ? *broken_io : *io_; }
  Result<std::unique_ptr<hive::Source>> OpenSource() {
    auto source = std::make_unique<hive::MemorySource>(hive);
    prepare_source(*source);
    return std::unique_ptr<hive::Source>(std::move(source));
  }
  Result<std::unique_ptr<iceberg::Catalog>> OpenCatalog() {
    auto catalog =
        std::make_unique<iceberg::MemoryCatalog>(catalog_state_, ActiveDisk(), dir_.location("lake"), clock_);
    prepare_catalog(*catalog);
    return std::unique_ptr<iceberg::Catalog>(std::move(catalog));
  }
  // And the word to an attempt that its copies are used by another.
  void ForgetCopy(std::set<std::string>& files, const std::string& location) const {
    Forget(files, location);
    std::string folder = location.substr(0, location.find('/', location.find("/data/") + 6));
    auto owner = storage::ReadFile(*io_, *Location::Parse(folder + "/_owner"));
    if (owner.ok() && !folder.ends_with(*owner)) Forget(files, folder + "/_owner");
  }
  void Forget(std::set<std::string>& files, const std::string& location) const {
    std::string prefix = dir_.location("lake").ToString() + "/";
    if (location.starts_with(prefix)) files.erase(location.substr(prefix.size()));
  }

  TempDir dir_;
  std::unique_ptr<storage::FileIO> io_;
  config::Config config_;
  SystemClock clock_;
  iceberg::MemoryCatalogState catalog_state_;
};

}  // namespace lakeport::ingest
