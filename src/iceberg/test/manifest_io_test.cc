#include "iceberg/manifest_io.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "iceberg/avro/container_reader.h"
#include "iceberg/testing/fixture.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

using storage::MemoryFileIO;
using testing::ElementsAre;
using testing::HasSubstr;

Location At(const std::string& path) { return *Location::Parse(path); }

void Put(MemoryFileIO& io, const std::string& path, const std::string& bytes) {
  ASSERT_THAT(storage::WriteFile(io, At(path), bytes, storage::WriteMode::kReplace), IsOk());
}

// fixtures/README.md tells how the tables were made.
struct Fixture {
  explicit Fixture(const std::string& table) {
    Put(io, "/list.avro", ReadFixture("tables/" + table + ".list.avro"));
    auto read = ReadManifestList(io, At("/list.avro"));
    EXPECT_THAT(read, IsOk());
    if (read.ok()) manifests = *std::move(read);
    for (size_t i = 0; i < manifests.size(); ++i) {
      Put(io, At(manifests[i].manifest_path).path(), ReadFixture(fmt::format("tables/{}.m{}.avro", table, i)));
    }
  }

  std::vector<ManifestEntry> Entries(size_t manifest, ManifestHeader* header = nullptr) {
    std::vector<ManifestEntry> entries;
    auto collect = [&](const ManifestEntry& entry) { return entries.push_back(entry), Ok(); };
    EXPECT_THAT(ReadManifest(io, manifests.at(manifest), collect, header), IsOk());
    return entries;
  }

  MemoryFileIO io;
  std::vector<ManifestFile> manifests;
};

struct Container {
  std::map<std::string, std::string> metadata;
  std::string records;
};

Container Unpack(MemoryFileIO& io, const std::string& path) {
  auto reader = avro::ContainerReader::Start(io.Open(At(path)).value());
  EXPECT_THAT(reader, IsOk());
  Container container{reader->metadata(), ""};
  for (auto block = reader->NextBlock(); block.ok() && *block; block = reader->NextBlock()) {
    container.records += (*block)->bytes;
  }
  return container;
}

TEST(ManifestFixture, EveryTypeOfPartitionValueIsReadAsJavaWroteIt) {
  auto entries = Fixture("all_types").Entries(0);
  ASSERT_EQ(entries.size(), 3);
  std::string wide_digits = "12345678901234567890123456780123456789";
  Int128 wide = 0;
  for (char digit : wide_digits) wide = wide * 10 + (digit - '0');
  std::string one = "\xf7\x9c\x3e\x09\x67\x7c\x4b\xbd\xa4\x79\x3f\x34\x9c\xb7\x85\xe7";
  std::string two("\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);
  std::vector<Value> expected{true,
                              int32_t{7},
                              int64_t{1} << 40,
                              1.5F,
                              -2.25,
                              Decimal{123456789},
                              int32_t{19000},
                              int64_t{3'600'000'001},
                              int64_t{1'600'000'000'123'456},
                              int64_t{-1},
                              std::string("grün"),
                              one,
                              std::string("\x00\xff", 2),
                              Decimal{wide},
                              two,
                              Decimal{-1},
                              int32_t{3},
                              std::string("gr"),
                              int32_t{52},
                              int32_t{608},
                              int32_t{18'518},
                              Value{}};
  EXPECT_EQ(entries[0].data_file.partition, expected);
  EXPECT_TRUE(std::isnan(std::get<float>(entries[1].data_file.partition[3])));
  EXPECT_EQ(entries[2].data_file.partition, std::vector<Value>(22));
}

TEST(ManifestFixture, EveryMemberOfAnEntryIsReadAsJavaWroteIt) {
  Fixture fixture("all_types");
  auto entry = fixture.Entries(0).at(0);
  EXPECT_EQ(entry.status, ManifestStatus::kAdded);
  EXPECT_EQ(entry.snapshot_id, fixture.manifests[0].added_snapshot_id);
  EXPECT_EQ(entry.sequence_number, 1);
  EXPECT_EQ(entry.file_sequence_number, 1);
  const DataFile& file = entry.data_file;
  EXPECT_EQ(file.content, FileContent::kData);
  EXPECT_EQ(file.file_path, "file:///warehouse/db/all_types/data/a b/é=1/00000-0.parquet");
  EXPECT_EQ(file.file_format, FileFormat::kParquet);
  EXPECT_EQ(file.file_size_in_bytes, 1000);
  Metrics metrics{.record_count = 3,
                  .column_sizes = {{1, 80}},
                  .value_counts = {{1, 3}, {5, 3}},
                  .null_value_counts = {{1, 0}, {5, 1}},
                  .nan_value_counts = {{5, 1}},
                  .lower_bounds = {{1, std::string("\1\0\0\0\0\0\0\0", 8)}, {12, "a"}},
                  .upper_bounds = {{1, std::string("\3\0\0\0\0\0\0\0", 8)}, {12, "z"}}};
  EXPECT_EQ(file.metrics, metrics);
  EXPECT_THAT(file.split_offsets, ElementsAre(4, 500));
  EXPECT_EQ(file.sort_order_id, 0);
  EXPECT_EQ(fixture.Entries(0).at(2).data_file.file_format, FileFormat::kOrc);
}

TEST(ManifestFixture, DeleteFilesAndCarriedOverEntriesAreReadAsJavaWroteThem) {
  Fixture fixture("changes");
  auto data = fixture.Entries(0);
  ASSERT_EQ(data.size(), 3);
  EXPECT_EQ(data[0].status, ManifestStatus::kExisting);
  EXPECT_EQ(data[0].sequence_number, 1);
  EXPECT_EQ(data[1].status, ManifestStatus::kDeleted);
  EXPECT_EQ(data[1].snapshot_id, fixture.manifests[0].added_snapshot_id);
  EXPECT_NE(data[0].snapshot_id, data[1].snapshot_id);

  ManifestHeader header;
  auto deletes = fixture.Entries(1, &header);
  EXPECT_EQ(header.content, ManifestContent::kDeletes);
  ASSERT_EQ(deletes.size(), 2);
  EXPECT_EQ(deletes[0].data_file.content, FileContent::kPositionDeletes);
  EXPECT_EQ(deletes[0].data_file.referenced_data_file, "file:///warehouse/db/changes/data/a.parquet");
  EXPECT_EQ(deletes[0].sequence_number, 2);
  EXPECT_EQ(deletes[1].data_file.content, FileContent::kEqualityDeletes);
  EXPECT_THAT(deletes[1].data_file.equality_ids, ElementsAre(1));
}

TEST(ManifestFixture, VersionOneHasNoSequenceNumbers) {
  Fixture fixture("v1");
  ASSERT_EQ(fixture.manifests.size(), 2);
  EXPECT_EQ(fixture.manifests[0].sequence_number, 0);
  EXPECT_EQ(fixture.manifests[0].content, ManifestContent::kData);
  EXPECT_EQ(fixture.manifests[0].added_rows_count, 20);
  ManifestHeader header;
  auto entry = fixture.Entries(1, &header).at(0);
  EXPECT_EQ(header.format_version, 1);
  EXPECT_EQ(entry.sequence_number, 0);
  EXPECT_EQ(entry.data_file.partition, std::vector<Value>{1.5});
  EXPECT_EQ(entry.data_file.metrics.record_count, 10);
}

TEST(ManifestFixture, VersionThreeNumbersItsRowsAndPointsAtDeletionVectors) {
  Fixture fixture("v3");
  auto data = fixture.Entries(0);
  EXPECT_EQ(fixture.manifests[0].first_row_id, 0);
  EXPECT_EQ(data.at(0).data_file.first_row_id, 0);
  EXPECT_EQ(data.at(1).data_file.first_row_id, 10);
  EXPECT_EQ(data.at(0).data_file.partition, std::vector<Value>{int64_t{1'600'000'000'123'456'789}});
  auto vector = fixture.Entries(1).at(0).data_file;
  EXPECT_EQ(vector.file_format, FileFormat::kPuffin);
  EXPECT_EQ(vector.content_offset, 4);
  EXPECT_EQ(vector.content_size_in_bytes, 40);
  EXPECT_EQ(vector.referenced_data_file, "file:///warehouse/db/v3/data/b.parquet");
  EXPECT_EQ(vector.first_row_id, std::nullopt);
}

// Reads a fixture's manifest and writes it again, to /again.avro.
class Rewritten : public testing::TestWithParam<std::pair<const char*, size_t>> {
 protected:
  Result<ManifestFile> Write() {
    auto writer = NewManifestWriter(fixture.io, At("/again.avro"), header, source.added_snapshot_id);
    if (!writer.ok()) return writer.error();
    for (ManifestEntry entry : entries) {
      if (entry.status == ManifestStatus::kAdded) entry.sequence_number = entry.file_sequence_number = std::nullopt;
      LP_TRY((*writer)->Add(entry));
    }
    return (*writer)->Finish();
  }

  Fixture fixture{GetParam().first};
  ManifestFile source = fixture.manifests.at(GetParam().second);
  ManifestHeader header;
  std::vector<ManifestEntry> entries = fixture.Entries(GetParam().second, &header);
};

TEST_P(Rewritten, ManifestEqualsJavas) {
  auto written = Write();
  ASSERT_THAT(written, IsOk());
  auto ours = Unpack(fixture.io, "/again.avro");
  auto javas = Unpack(fixture.io, source.manifest_path);
  EXPECT_EQ(ours.metadata, javas.metadata);
  // Java's maps have no order of their own.
  bool maps = !entries[0].data_file.metrics.value_counts.empty();
  EXPECT_EQ(ours.records.size(), javas.records.size());
  EXPECT_TRUE(maps || ours.records == javas.records);

  bool added = source.added_files_count > 0;
  EXPECT_EQ(written->sequence_number, kUnassignedSequenceNumber);
  EXPECT_EQ(written->min_sequence_number, added ? kUnassignedSequenceNumber : source.min_sequence_number);
  EXPECT_EQ(written->manifest_length, static_cast<int64_t>(fixture.io.files().at(At("/again.avro")).size()));
  written->manifest_path = source.manifest_path;
  written->manifest_length = source.manifest_length;
  written->sequence_number = source.sequence_number;
  written->min_sequence_number = source.min_sequence_number;
  EXPECT_EQ(*written, source);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Rewritten,
                         testing::Values(std::pair{"all_types", 0}, std::pair{"changes", 0}, std::pair{"changes", 1},
                                         std::pair{"appends", 0}, std::pair{"appends", 1}, std::pair{"replaced", 0}));

class OfIcebergsTest : public Rewritten {};

TEST_P(OfIcebergsTest, ManifestMeansTheSame) {
  auto written = Write();
  ASSERT_THAT(written, IsOk());
  EXPECT_EQ(Unpack(fixture.io, "/again.avro").metadata, Unpack(fixture.io, source.manifest_path).metadata);
  written->manifest_path = "/again.avro";
  written->sequence_number = source.sequence_number;
  std::vector<ManifestEntry> again;
  auto collect = [&again](const ManifestEntry& entry) { return again.push_back(entry), Ok(); };
  ASSERT_THAT(ReadManifest(fixture.io, *written, collect), IsOk());
  EXPECT_EQ(again, entries);
}

INSTANTIATE_TEST_SUITE_P(OfIcebergsTests, OfIcebergsTest,
                         testing::Values(std::pair{"test_base", 0}, std::pair{"test_base", 1},
                                         std::pair{"generated", 0}, std::pair{"generated", 1}));

class RewrittenList : public testing::TestWithParam<const char*> {};

TEST_P(RewrittenList, EqualsJavas) {
  Fixture fixture(GetParam());
  auto javas = Unpack(fixture.io, "/list.avro");
  ManifestListHeader header;
  header.snapshot_id = std::stoll(javas.metadata.at("snapshot-id"));
  header.sequence_number = std::stoll(javas.metadata.at("sequence-number"));
  std::string parent = javas.metadata.at("parent-snapshot-id");
  if (parent != "null") header.parent_snapshot_id = std::stoll(parent);
  for (ManifestFile& manifest : fixture.manifests) {
    if (manifest.added_snapshot_id != header.snapshot_id) continue;
    manifest.sequence_number = kUnassignedSequenceNumber;
    if (manifest.min_sequence_number == header.sequence_number)
      manifest.min_sequence_number = kUnassignedSequenceNumber;
  }

  ASSERT_THAT(WriteManifestList(fixture.io, At("/again.avro"), header, fixture.manifests), IsOk());
  auto ours = Unpack(fixture.io, "/again.avro");
  EXPECT_EQ(ours.metadata, javas.metadata);
  EXPECT_EQ(ours.records, javas.records);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, RewrittenList, testing::Values("all_types", "changes", "appends", "replaced"));
INSTANTIATE_TEST_SUITE_P(OfIcebergsTests, RewrittenList, testing::Values("test_base", "generated"));

TEST(ManifestList, NumbersNoManifestOfAnotherSnapshot) {
  MemoryFileIO io;
  ManifestFile file{.manifest_path = "file:///m.avro", .added_snapshot_id = 1};
  EXPECT_THAT(WriteManifestList(io, At("/list.avro"), {.snapshot_id = 2, .sequence_number = 5}, {file}),
              FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_TRUE(io.files().empty());
}

TEST(ManifestList, SummariesThatAreNotKnownStayUnknown) {
  MemoryFileIO io;
  std::vector<ManifestFile> files{{.manifest_path = "file:///m.avro", .sequence_number = 0, .min_sequence_number = 0},
                                  {.manifest_path = "file:///n.avro", .sequence_number = 0, .min_sequence_number = 0}};
  files[1].partitions.emplace();
  files[1].key_metadata = "key";
  ASSERT_THAT(WriteManifestList(io, At("/list.avro"), {.snapshot_id = 2, .sequence_number = 5}, files), IsOk());
  auto read = ReadManifestList(io, At("/list.avro"));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, files);
}

// Every prefix of a file; every byte of its blocks, and every seventh of its header, with each bit flipped in turn.
template <typename Read>
void Damage(const std::string& whole, size_t header, Read read) {
  for (size_t size = 0; size < whole.size(); ++size) read(whole.substr(0, size));
  for (size_t i = 0; i < whole.size(); i += i < header ? 7 : 1) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    read(std::move(damaged));
  }
}

TEST(DamagedManifest, NeverDoesMoreThanFail) {
  MemoryFileIO io;
  int failed = 0;
  Damage(ReadFixture("tables/changes.m0.avro"), 6900, [&](const std::string& bytes) {
    Put(io, "/m.avro", bytes);
    auto status = ReadManifest(io, {.manifest_path = "file:///m.avro"}, [](const ManifestEntry&) { return Ok(); });
    if (!status.ok()) ++failed;
  });
  EXPECT_GT(failed, 1000);
}

TEST(DamagedManifestList, NeverDoesMoreThanFail) {
  MemoryFileIO io;
  int failed = 0;
  Damage(ReadFixture("tables/changes.list.avro"), 4200, [&](const std::string& bytes) {
    Put(io, "/l.avro", bytes);
    if (!ReadManifestList(io, At("/l.avro")).ok()) ++failed;
  });
  EXPECT_GT(failed, 1000);
}

TEST(Manifest, TheVisitorsErrorStopsTheReading) {
  Fixture fixture("changes");
  int seen = 0;
  auto status = ReadManifest(fixture.io, fixture.manifests[0], [&](const ManifestEntry&) -> Status {
    ++seen;
    return Cancelled("enough");
  });
  EXPECT_THAT(status, FailsWith(ErrorKind::kCancelled));
  EXPECT_EQ(seen, 1);
}

TEST(Manifest, AMissingOneIsNamed) {
  MemoryFileIO io;
  auto status = ReadManifest(io, {.manifest_path = "file:///gone.avro"}, [](const ManifestEntry&) { return Ok(); });
  ASSERT_THAT(status, FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(status.error().ToString(), HasSubstr("while reading the manifest file:///gone.avro"));
}

}  // namespace
}  // namespace lakeport::iceberg
