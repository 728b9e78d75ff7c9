#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "base/testing/fake_clock.h"
#include "formats/checksum.h"
#include "formats/testing/adopted_file.h"
#include "iceberg/append.h"
#include "iceberg/manifest_io.h"
#include "iceberg/testing/fixture.h"
#include "iceberg/testing/memory_catalog.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::browse {

// An Iceberg catalog in memory. Its data files are all copies of one Parquet file of ten rows that Hive could have
// written: without field ids, and without the column day, which is the partition's.
class IcebergLake {
 public:
  using Days = std::vector<iceberg::Value>;

  storage::MemoryFileIO& io() { return io_; }
  const formats::AdoptedFile& file() const { return file_; }
  iceberg::MemoryCatalog Catalog() {
    return iceberg::MemoryCatalog(state_, io_, Location::Parse("memory://lake").value(), clock_);
  }

  // shop.<name>, partitioned by day, with a file for each of `days`.
  iceberg::LoadedTable AddTable(const std::string& name, const Days& days) {
    auto catalog = Catalog();
    bool exists = catalog.NamespaceExists({"shop"}).value();
    EXPECT_TRUE(exists || catalog.CreateNamespace({"shop"}, {}).ok());
    iceberg::NewTable table{.location = Location::Parse("memory://lake/shop/" + name).value(),
                            .schema = Schema(),
                            .spec = {0, {{.source_id = kDayId, .field_id = 1000, .name = "day", .transform = {}}}},
                            .properties = {{"schema.name-mapping.default", iceberg::FormatNameMapping(file_.mapping)}}};
    auto append = iceberg::AppendToNewTable(catalog, {{"shop"}, name}, table, {.clock = &clock_});
    return Commit(*append, name, days);
  }
  iceberg::LoadedTable AddFiles(const iceberg::LoadedTable& base, const std::string& name, const Days& days) {
    auto catalog = Catalog();
    auto append = iceberg::AppendToTable(catalog, {{"shop"}, name}, base, {.clock = &clock_});
    return Commit(*append, name, days);
  }

  // A table of src/iceberg/test/fixtures, with its metadata and its manifests but without data files.
  std::string PutFixtureTable(const std::string& table) {
    auto location = "memory://fixtures/" + table + ".metadata.json";
    Put(location, iceberg::ReadFixture("tables/" + table + ".metadata.json"));
    auto snapshot = *iceberg::ReadTableMetadata(io_, location)->current_snapshot();
    Put(snapshot.manifest_list, iceberg::ReadFixture("tables/" + table + ".list.avro"));
    auto manifests = iceberg::ReadManifestList(io_, *Location::Parse(snapshot.manifest_list));
    int number = 0;
    for (const auto& manifest : *manifests) {
      Put(manifest.manifest_path, iceberg::ReadFixture(fmt::format("tables/{}.m{}.avro", table, number++)));
    }
    return location;
  }

  void Put(const std::string& location, const std::string& bytes) {
    EXPECT_THAT(storage::WriteFile(io_, *Location::Parse(location), bytes, storage::WriteMode::kReplace), IsOk());
  }

  // What the checksum of a column is when the file is there so many times; day, which it has not, apart.
  std::string Expected(const std::string& column, int64_t files) const {
    auto text = file_.expected.at("checksums").at("columns").at(column).get<std::string>();
    auto colon = text.find(':');
    formats::ColumnChecksum sum{.count = std::stoll(text.substr(0, colon)) * files,
                                .sum = std::stoull(text.substr(colon + 1), nullptr, 16) * static_cast<uint64_t>(files)};
    return sum.ToString();
  }

 private:
  static constexpr int32_t kDayId = 100;

  iceberg::Schema Schema() const {
    auto fields = file_.schema.fields();
    fields.push_back({.id = kDayId, .name = "day", .type = iceberg::Type::Primitive(iceberg::TypeId::kString)});
    return iceberg::Schema(0, std::move(fields));
  }

  iceberg::LoadedTable Commit(iceberg::Append& append, const std::string& name, const Days& days) {
    for (const auto& day : days) {
      auto path = fmt::format("memory://hive/{}/f{}.parquet", name, ++files_);
      Put(path, file_.file.bytes());
      EXPECT_THAT(append.Add({.file_path = path,
                              .partition = {day},
                              .file_size_in_bytes = file_.file.size(),
                              .metrics = {.record_count = 10}}),
                  IsOk());
    }
    auto committed = append.Commit({});
    EXPECT_THAT(committed, IsOk());
    return std::move(committed).value();
  }

  formats::AdoptedFile file_{"groups.parquet"};
  storage::MemoryFileIO io_;
  iceberg::MemoryCatalogState state_;
  FakeClock clock_;
  int files_ = 0;
};

}  // namespace lakeport::browse
