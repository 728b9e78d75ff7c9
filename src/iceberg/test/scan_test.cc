#include "iceberg/scan.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "iceberg/manifest_io.h"
#include "iceberg/table_metadata_json.h"
#include "iceberg/testing/fixture.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;

// A table of fixtures/tables, its files where its metadata says.
class ScanTest : public testing::Test {
 protected:
  void Load(const std::string& table) {
    auto metadata = TableMetadataFromJson(ReadJsonFixture("tables/" + table + ".metadata.json"));
    ASSERT_THAT(metadata, IsOk());
    snapshot_ = *metadata->current_snapshot();
    Put(snapshot_.manifest_list, "tables/" + table + ".list.avro");
    auto manifests = ReadManifestList(io_, *Location::Parse(snapshot_.manifest_list));
    ASSERT_THAT(manifests, IsOk());
    for (const ManifestFile& manifest : *manifests) {
      Put(manifest.manifest_path, fmt::format("tables/{}.m{}.avro", table, manifests_.size()));
      manifests_.push_back(manifest.manifest_path);
    }
  }

  void Put(const std::string& location, const std::string& fixture) {
    auto bytes = ReadFixture(fixture);
    ASSERT_THAT(WriteFile(io_, *Location::Parse(location), bytes, storage::WriteMode::kCreate), IsOk());
  }

  std::vector<ManifestEntry> Files() {
    std::vector<ManifestEntry> files;
    auto collect = [&](const ManifestEntry& entry, const PartitionSpec& spec) {
      EXPECT_EQ(spec.fields.size(), entry.data_file.partition.size());
      files.push_back(entry);
      return Ok();
    };
    EXPECT_THAT(VisitDataFiles(io_, snapshot_, collect), IsOk());
    return files;
  }

  std::vector<std::string> Paths() {
    std::vector<std::string> paths;
    for (const auto& entry : Files()) paths.push_back(entry.data_file.file_path);
    return paths;
  }

  storage::MemoryFileIO io_;
  Snapshot snapshot_;
  std::vector<std::string> manifests_;
};

TEST_F(ScanTest, FindsTheFilesThatLiveAndNotTheDeletedOnes) {
  Load("changes");
  EXPECT_THAT(Paths(), ElementsAre(EndsWith("a.parquet"), EndsWith("c.parquet"), EndsWith("pos.parquet"),
                                   EndsWith("eq.parquet")));
  auto files = Files();
  EXPECT_EQ(files[0].data_file.content, FileContent::kData);
  EXPECT_EQ(files[0].sequence_number, 1);
  EXPECT_EQ(files[3].data_file.content, FileContent::kEqualityDeletes);
  EXPECT_EQ(files[3].sequence_number, 2);
}

TEST_F(ScanTest, ReadsTablesOfVersionsOneAndThree) {
  Load("v1");
  EXPECT_THAT(Paths(), ElementsAre(EndsWith("b.parquet"), EndsWith("a.parquet")));
  manifests_.clear();
  Load("v3");
  EXPECT_THAT(Paths(), ElementsAre(EndsWith("a.parquet"), EndsWith("b.parquet"), EndsWith("dv.puffin")));
}

TEST_F(ScanTest, ReadsATableOfPyIceberg) {
  Load("pyiceberg");
  auto files = Files();
  ASSERT_EQ(files.size(), 2);
  EXPECT_THAT(files[0].data_file.file_path, testing::HasSubstr("/region=eu/day=2024-01-01/price=12.50/"));
  EXPECT_EQ(files[0].data_file.partition,
            (std::vector<Value>{std::string("eu"), int32_t{19'723}, Decimal{1250}, int64_t{1'704'110'400'000'000}}));
  EXPECT_EQ(files[0].data_file.metrics.column_sizes.size(), 5);
  EXPECT_EQ(files[0].data_file.metrics.lower_bounds.at(2), "eu");
  EXPECT_EQ(files[1].data_file.partition, std::vector<Value>(4));
  EXPECT_EQ(files[1].sequence_number, 1);
}

TEST_F(ScanTest, ReadsOldMetadataThatNamesItsManifests) {
  Load("v1");
  snapshot_.manifest_list.clear();
  snapshot_.manifests = manifests_;
  EXPECT_THAT(Paths(), ElementsAre(EndsWith("b.parquet"), EndsWith("a.parquet")));
}

TEST_F(ScanTest, ManifestsCanBeChosenFrom) {
  Load("changes");
  auto manifests = ListManifests(io_, snapshot_);
  ASSERT_THAT(manifests, IsOk());
  std::erase_if(*manifests, [](const ManifestFile& manifest) { return manifest.content != ManifestContent::kDeletes; });
  std::vector<FileContent> contents;
  auto collect = [&](const ManifestEntry& entry, const PartitionSpec&) {
    contents.push_back(entry.data_file.content);
    return Ok();
  };
  ASSERT_THAT(VisitDataFiles(io_, *manifests, collect), IsOk());
  EXPECT_THAT(contents, ElementsAre(FileContent::kPositionDeletes, FileContent::kEqualityDeletes));
}

TEST_F(ScanTest, ASnapshotOfNoManifestsHasNoFiles) { EXPECT_THAT(Files(), IsEmpty()); }

TEST_F(ScanTest, StopsAtTheVisitorsErrorAndAtAMissingManifest) {
  Load("changes");
  int seen = 0;
  auto stop = [&seen](const ManifestEntry&, const PartitionSpec&) -> Status { return ++seen, Cancelled("enough"); };
  EXPECT_THAT(VisitDataFiles(io_, snapshot_, stop), FailsWith(ErrorKind::kCancelled));
  EXPECT_EQ(seen, 1);
  ASSERT_THAT(io_.Delete(*Location::Parse(manifests_[1])), IsOk());
  auto status = VisitDataFiles(io_, snapshot_, [](const ManifestEntry&, const PartitionSpec&) { return Ok(); });
  EXPECT_THAT(status, FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(status.error().ToString(), testing::HasSubstr("while looking through snapshot"));
}

}  // namespace
}  // namespace lakeport::iceberg
