#include "iceberg/relocate.h"

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "iceberg/manifest_encode.h"
#include "iceberg/manifest_io.h"
#include "iceberg/table_metadata_json.h"
#include "iceberg/testing/fixture.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

using storage::MemoryFileIO;
using testing::HasSubstr;

Location At(const std::string& path) { return Location::Parse(path).value(); }

// Every directory of the fixtures' tables, whoever wrote them, goes below /new.
PathMap NewPlaces() {
  std::vector<PathRule> rules{{At("/"), At("/new")}};
  return PathMap::Make(std::move(rules)).value();
}

std::string Moved(const std::string& path) { return "file:///new" + At(path).path(); }

// A table of fixtures/tables: its manifest list and manifests, where they say that they are.
struct Table {
  explicit Table(const std::string& name) {
    EXPECT_THAT(WriteFile(io, At("/list.avro"), ReadFixture("tables/" + name + ".list.avro"), kReplace), IsOk());
    manifests = ReadManifestList(io, At("/list.avro")).value();
    for (size_t i = 0; i < manifests.size(); ++i) {
      auto bytes = ReadFixture(fmt::format("tables/{}.m{}.avro", name, i));
      EXPECT_THAT(WriteFile(io, At(manifests[i].manifest_path), bytes, kReplace), IsOk());
    }
  }

  static constexpr auto kReplace = storage::WriteMode::kReplace;
  MemoryFileIO io;
  std::vector<ManifestFile> manifests;
};

std::vector<ManifestEntry> Entries(MemoryFileIO& io, const ManifestFile& manifest, ManifestHeader* header = nullptr) {
  std::vector<ManifestEntry> entries;
  auto collect = [&](const ManifestEntry& entry) { return entries.push_back(entry), Ok(); };
  EXPECT_THAT(ReadManifest(io, manifest, collect, header), IsOk());
  return entries;
}

Result<std::optional<RelocatedDeletes>> NoDeletes(const std::string&) { return std::optional<RelocatedDeletes>(); }

constexpr int64_t kNewLength = 4321;

// As a Puffin file is: written anew, with its blobs where they were.
Result<std::optional<RelocatedDeletes>> SameButLonger(const std::string& path) {
  auto format = path.ends_with(".puffin") ? FileFormat::kPuffin : FileFormat::kParquet;
  return std::optional(RelocatedDeletes{.length = kNewLength, .format = format, .has_its_columns = true});
}

void MoveEntry(ManifestEntry& entry) {
  DataFile& file = entry.data_file;
  file.file_path = Moved(file.file_path);
  if (file.referenced_data_file) file.referenced_data_file = Moved(*file.referenced_data_file);
  if (file.content == FileContent::kPositionDeletes) file.file_size_in_bytes = kNewLength;
}

// Bytes, for a NaN among the partition values equals nothing.
std::string Encoded(const std::vector<ManifestEntry>& entries, const ManifestHeader& header) {
  avro::Encoder encoder;
  auto partition = header.spec.PartitionType(header.schema).value();
  for (const auto& entry : entries) EXPECT_THAT(EncodeManifestEntry(*partition, entry, &encoder), IsOk());
  return encoder.bytes();
}

class RelocateFixtureTest : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Tables, RelocateFixtureTest,
                         testing::Values("all_types", "appends", "changes", "pyiceberg", "replaced", "v1", "v3"));

TEST_P(RelocateFixtureTest, OnlyTheManifestsPathsChange) {
  Table table(GetParam());
  for (const ManifestFile& manifest : table.manifests) {
    auto to = At(Moved(manifest.manifest_path));
    auto length = RelocateManifest(table.io, manifest.manifest_path, table.io, to, NewPlaces(), SameButLonger);
    ASSERT_THAT(length, IsOk());
    EXPECT_EQ(*length, table.io.Stat(to).value().size);

    ManifestFile relocated = manifest;
    relocated.manifest_path = to.ToString();
    ManifestHeader old_header, new_header;
    auto before = Entries(table.io, manifest, &old_header);
    auto after = Entries(table.io, relocated, &new_header);
    for (ManifestEntry& entry : before) MoveEntry(entry);
    EXPECT_EQ(Encoded(before, old_header), Encoded(after, new_header));
    for (size_t i = 0; i < before.size(); ++i) {
      EXPECT_EQ(before[i].data_file.first_row_id, after.at(i).data_file.first_row_id);
      EXPECT_EQ(before[i].data_file.content_offset, after[i].data_file.content_offset);
      EXPECT_EQ(before[i].data_file.content_size_in_bytes, after[i].data_file.content_size_in_bytes);
    }
    EXPECT_EQ(old_header.format_version, new_header.format_version);
    EXPECT_EQ(old_header.spec.spec_id, new_header.spec.spec_id);
  }
}

// P24: the list has the lengths that the new manifests have.
TEST_P(RelocateFixtureTest, TheListHasTheNewManifestsAndTheirLengths) {
  Table table(GetParam());
  std::map<std::string, int64_t> lengths;
  for (const ManifestFile& manifest : table.manifests) lengths[manifest.manifest_path] = manifest.manifest_length + 7;
  auto length_of = [&](const std::string& path) -> Result<int64_t> { return lengths.at(path); };
  auto length = RelocateManifestList(table.io, "/list.avro", table.io, At("/new/list.avro"), NewPlaces(), length_of);
  ASSERT_THAT(length, IsOk());
  EXPECT_EQ(*length, table.io.Stat(At("/new/list.avro")).value().size);
  auto expected = table.manifests;
  for (ManifestFile& manifest : expected) {
    manifest.manifest_path = Moved(manifest.manifest_path);
    manifest.manifest_length += 7;
  }
  EXPECT_EQ(ReadManifestList(table.io, At("/new/list.avro")).value(), expected);
}

// A manifest of one entry, written by ourselves.
class RelocateEntryTest : public testing::Test {
 protected:
  RelocateEntryTest() {
    entry_.data_file.file_path = "/w/t/data/f.parquet";
    entry_.data_file.file_size_in_bytes = 100;
    entry_.snapshot_id = 1;
    entry_.sequence_number = entry_.file_sequence_number = 1;
  }

  Result<ManifestEntry> Relocate(const FindDeletes& find_deletes = NoDeletes) {
    auto content = entry_.data_file.content == FileContent::kData ? ManifestContent::kData : ManifestContent::kDeletes;
    auto writer = NewManifestWriter(io_, At("/w/t/metadata/m.avro"), {.content = content}, 1).value();
    LP_TRY(writer->Add(entry_));
    LP_ASSIGN(auto manifest, writer->Finish());
    auto map = PathMap::Make({{At("/w/t"), At("/new/t")}}).value();
    LP_ASSIGN(manifest.manifest_length,
              RelocateManifest(io_, manifest.manifest_path, io_, At("/new/m.avro"), map, find_deletes));
    manifest.manifest_path = "/new/m.avro";
    return Entries(io_, manifest).at(0);
  }
  static Result<std::optional<RelocatedDeletes>> Rewritten(const std::string& path) {
    EXPECT_EQ(path, "/w/t/data/d.parquet");
    return std::optional(RelocatedDeletes{.length = 1234,
                                          .format = FileFormat::kParquet,
                                          .least_path = "file:///new/t/data/a.parquet",
                                          .greatest_path = "file:///new/t/data/z.parquet"});
  }
  void MakePositionDeletes() {
    entry_.data_file.content = FileContent::kPositionDeletes;
    entry_.data_file.file_path = "/w/t/data/d.parquet";
    entry_.data_file.referenced_data_file = "/w/t/data/f.parquet";
    entry_.data_file.metrics.column_sizes = {{kPathColumn, 10}, {kPositionColumn, 20}};
    entry_.data_file.metrics.lower_bounds = {{kPathColumn, "/w/t/data/a.parquet"}, {kPositionColumn, "12345678"}};
    entry_.data_file.metrics.upper_bounds = {{kPathColumn, "/w/t/data/z.parquet"}, {kPositionColumn, "12345678"}};
    entry_.data_file.split_offsets = {4};
  }

  static constexpr int32_t kPathColumn = 2147483546;
  static constexpr int32_t kPositionColumn = 2147483545;
  MemoryFileIO io_;
  ManifestEntry entry_;
};

// P25, P26
TEST_F(RelocateEntryTest, PositionDeletesNameTheDataFilesWhereTheyAreNow) {
  MakePositionDeletes();
  auto relocated = Relocate(Rewritten);
  ASSERT_THAT(relocated, IsOk());
  const DataFile& file = relocated->data_file;
  EXPECT_EQ(file.file_path, "file:///new/t/data/d.parquet");
  EXPECT_EQ(file.referenced_data_file, "file:///new/t/data/f.parquet");
  EXPECT_EQ(file.file_size_in_bytes, 1234);
  EXPECT_EQ(file.metrics.lower_bounds.at(kPathColumn), "file:///new/t/data/a.parquet");
  EXPECT_EQ(file.metrics.upper_bounds.at(kPathColumn), "file:///new/t/data/z.parquet");
  EXPECT_EQ(file.metrics.lower_bounds.at(kPositionColumn), "12345678");
  EXPECT_TRUE(file.metrics.column_sizes.empty());
  EXPECT_TRUE(file.split_offsets.empty());
}

TEST_F(RelocateEntryTest, PositionDeletesThatWereNotWrittenAnewAreAnError) {
  MakePositionDeletes();
  EXPECT_THAT(Relocate(), FailsWith(ErrorKind::kInternal));
}

TEST_F(RelocateEntryTest, EqualityDeletesHoldNoPathsAndStayAsTheyAre) {
  entry_.data_file.content = FileContent::kEqualityDeletes;
  entry_.data_file.equality_ids = {1};
  auto relocated = Relocate();
  ASSERT_THAT(relocated, IsOk());
  entry_.data_file.file_path = "file:///new/t/data/f.parquet";
  EXPECT_EQ(*relocated, entry_);
}

TEST_F(RelocateEntryTest, ALivingFileOutsideOfEveryDirectoryIsRefusedByName) {
  entry_.data_file.file_path = "/w/t_backup/data/f.parquet";
  auto refused = Relocate();
  ASSERT_THAT(refused, FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(refused.error().ToString(), HasSubstr("/w/t_backup/data/f.parquet"));
}

// P25: such a file may be gone long since, and nobody reads it.
TEST_F(RelocateEntryTest, ADeletedFileMayLieAnywhere) {
  entry_.status = ManifestStatus::kDeleted;
  entry_.data_file.file_path = "/elsewhere/f.parquet";
  EXPECT_EQ(Relocate()->data_file.file_path, "/elsewhere/f.parquet");
}

TEST_F(RelocateEntryTest, AFileThatIsThereAlreadyIsNotOverwritten) {
  ASSERT_THAT(Relocate(), IsOk());
  auto map = PathMap::Make({{At("/w/t"), At("/new/t")}}).value();
  EXPECT_THAT(RelocateManifest(io_, "/w/t/metadata/m.avro", io_, At("/new/m.avro"), map, NoDeletes),
              FailsWith(ErrorKind::kAlreadyExists));
}

TableMetadata ReadMetadataFixture(const std::string& name) {
  return TableMetadataFromJson(ReadJsonFixture("metadata/" + name)).value();
}

TEST(RelocateMetadataTest, StatisticsAndManifestListsHaveTheirNewPlaces) {
  for (const char* name : {"TableMetadataStatisticsFiles.json", "TableMetadataPartitionStatisticsFiles.json"}) {
    auto metadata = ReadMetadataFixture(name);
    std::vector<PathRule> rules{{At(metadata.location), At("/new")}, {At("s3://a/b"), At("/other")}};
    auto relocated = RelocateMetadata(metadata, PathMap::Make(rules).value());
    ASSERT_THAT(relocated, IsOk());
    EXPECT_EQ(relocated->location, "file:///new");
    auto text = FormatJson(TableMetadataToJson(*relocated));
    EXPECT_EQ(text.find("s3://"), std::string::npos) << text;
    EXPECT_THAT(text, HasSubstr("file:///other/"));
  }
}

// P31
TEST(RelocateMetadataTest, FormerMetadataFilesAreNotNamed) {
  auto metadata = ReadMetadataFixture("TableMetadataV2Valid.json");
  metadata.metadata_log = {{1, "s3://gone/v1.metadata.json"}};
  auto relocated = RelocateMetadata(
      metadata, PathMap::Make({{At("s3://bucket"), At("/new")}, {At("s3://a/b"), At("/other")}}).value());
  ASSERT_THAT(relocated, IsOk());
  EXPECT_TRUE(relocated->metadata_log.empty());
}

TEST(RelocateMetadataTest, DirectoriesForWhatIsWrittenLaterMoveOrAreForgotten) {
  TableMetadata metadata;
  metadata.location = "/w/t";
  metadata.properties = {{"write.data.path", "/w/t/d"},
                         {"write.object-storage.path", "/elsewhere"},
                         {"write.metadata.path", "/w/t/m"},
                         {"a", "/w/t"}};
  auto relocated = RelocateMetadata(metadata, PathMap::Make({{At("/w/t"), At("/new")}}).value());
  ASSERT_THAT(relocated, IsOk());
  std::map<std::string, std::string> expected{{"write.data.path", "file:///new/d"}, {"a", "/w/t"}};
  EXPECT_EQ(relocated->properties, expected);
}

}  // namespace
}  // namespace lakeport::iceberg
