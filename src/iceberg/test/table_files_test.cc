#include "iceberg/table_files.h"

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "iceberg/manifest_io.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

using storage::MemoryFileIO;
using testing::ElementsAre;
using testing::HasSubstr;

Location At(const std::string& path) { return Location::Parse(path).value(); }

class TableFilesTest : public testing::Test {
 protected:
  struct File {
    std::string path;
    ManifestStatus status = ManifestStatus::kAdded;
    FileContent content = FileContent::kData;
  };
  ManifestFile WriteManifest(const std::string& path, int64_t snapshot_id, const std::vector<File>& files) {
    bool deletes = files.at(0).content != FileContent::kData;
    ManifestHeader header{.content = deletes ? ManifestContent::kDeletes : ManifestContent::kData};
    auto writer = NewManifestWriter(io_, At(path), header, snapshot_id).value();
    for (const auto& file : files) {
      ManifestEntry entry{.status = file.status, .snapshot_id = snapshot_id};
      entry.sequence_number = entry.file_sequence_number = 1;
      entry.data_file.content = file.content;
      entry.data_file.file_path = file.path;
      entry.data_file.file_size_in_bytes = 10;
      EXPECT_THAT(writer->Add(entry), IsOk());
    }
    auto manifest = writer->Finish().value();
    manifest.sequence_number = manifest.min_sequence_number = 1;
    return manifest;
  }
  void AddSnapshot(int64_t id, const std::vector<ManifestFile>& manifests) {
    auto list = fmt::format("/t/metadata/list-{}", id);
    EXPECT_THAT(WriteManifestList(io_, At(list), {.snapshot_id = id, .sequence_number = 1}, manifests), IsOk());
    metadata_.snapshots.push_back({.snapshot_id = id, .manifest_list = list});
  }
  Result<std::vector<std::string>> List() {
    std::vector<std::string> names;
    LP_TRY(VisitTableFiles(io_, metadata_, [&](const TableFile& file) {
      names.push_back(fmt::format("{} {}", ToString(file.kind), At(file.path).path()));
      return Ok();
    }));
    return names;
  }

  MemoryFileIO io_;
  TableMetadata metadata_;
};

// P23: the snapshot that added "a" is gone, and "a" lives on.
TEST_F(TableFilesTest, AFileIsFoundWhicheverSnapshotAddedIt) {
  AddSnapshot(
      2, {WriteManifest("/t/metadata/m1", 1, {{"/t/data/a"}}), WriteManifest("/t/metadata/m2", 2, {{"/t/data/b"}})});
  auto files = List();
  ASSERT_THAT(files, IsOk());
  EXPECT_THAT(*files, ElementsAre("manifest list /t/metadata/list-2", "manifest /t/metadata/m1", "data file /t/data/a",
                                  "manifest /t/metadata/m2", "data file /t/data/b"));
}

TEST_F(TableFilesTest, AManifestOfSeveralSnapshotsComesOnceAndADeletedFileNotAtAll) {
  auto first = WriteManifest("/t/metadata/m1", 1, {{"/t/data/a"}});
  AddSnapshot(1, {first});
  AddSnapshot(2, {first, WriteManifest("/t/metadata/m2", 2, {{"/t/data/gone", ManifestStatus::kDeleted}})});
  auto files = List();
  ASSERT_THAT(files, IsOk());
  EXPECT_THAT(*files, ElementsAre("manifest list /t/metadata/list-1", "manifest /t/metadata/m1", "data file /t/data/a",
                                  "manifest list /t/metadata/list-2", "manifest /t/metadata/m2"));
}

TEST_F(TableFilesTest, DeletesAndStatisticsAreFilesToo) {
  AddSnapshot(1, {WriteManifest("/t/metadata/m1", 1,
                                {{"/t/data/p", ManifestStatus::kAdded, FileContent::kPositionDeletes},
                                 {"/t/data/e", ManifestStatus::kAdded, FileContent::kEqualityDeletes}})});
  metadata_.extra["statistics"] = {{{"statistics-path", "/t/metadata/s"}, {"file-size-in-bytes", 5}}};
  metadata_.extra["partition-statistics"] = {{{"statistics-path", "/t/metadata/ps"}, {"file-size-in-bytes", 6}}};
  auto files = List();
  ASSERT_THAT(files, IsOk());
  EXPECT_THAT(*files, ElementsAre("manifest list /t/metadata/list-1", "manifest /t/metadata/m1",
                                  "position delete file /t/data/p", "equality delete file /t/data/e",
                                  "statistics file /t/metadata/s", "statistics file /t/metadata/ps"));
}

TEST_F(TableFilesTest, AMissingManifestIsAnErrorThatNamesIt) {
  auto manifest = WriteManifest("/t/metadata/m1", 1, {{"/t/data/a"}});
  AddSnapshot(1, {manifest});
  ASSERT_THAT(io_.Delete(At("/t/metadata/m1")), IsOk());
  auto files = List();
  ASSERT_THAT(files, FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(files.error().ToString(), HasSubstr("/t/metadata/m1"));
}

}  // namespace
}  // namespace lakeport::iceberg
