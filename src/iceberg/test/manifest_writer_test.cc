#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "iceberg/manifest_io.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

Location At(const std::string& path) { return *Location::Parse(path); }

// Partitioned by identity of one column of type `type`.
ManifestHeader By(TypePtr type) {
  ManifestHeader header;
  header.schema = Schema(0, {{.id = 1, .name = "p", .type = std::move(type)}});
  header.spec = {0, {{.source_id = 1, .field_id = 1000, .name = "p", .transform = {}}}};
  return header;
}

ManifestEntry Entry(Value partition) {
  ManifestEntry entry{.data_file = {.file_path = "file:///d.parquet", .partition = {std::move(partition)}}};
  entry.data_file.metrics.record_count = 1;
  return entry;
}

Result<ManifestFile> WriteAll(const ManifestHeader& header, const std::vector<ManifestEntry>& entries) {
  storage::MemoryFileIO io;
  LP_ASSIGN(auto writer, NewManifestWriter(io, At("/m.avro"), header, 7));
  for (const auto& entry : entries) LP_TRY(writer->Add(entry));
  return writer->Finish();
}

TEST(ManifestWriter, SummarisesNullsNansAndWholeBounds) {
  double nan = std::numeric_limits<double>::quiet_NaN();
  auto file =
      WriteAll(By(Type::Primitive(TypeId::kDouble)), {Entry({}), Entry(nan), Entry(2.0), Entry(-0.0), Entry(0.0)});
  ASSERT_THAT(file, IsOk());
  FieldSummary summary = file->partitions->at(0);
  EXPECT_TRUE(summary.contains_null);
  EXPECT_EQ(summary.contains_nan, true);
  EXPECT_EQ(summary.lower_bound, EncodeValue(*Type::Primitive(TypeId::kDouble), -0.0));
  EXPECT_EQ(summary.upper_bound, EncodeValue(*Type::Primitive(TypeId::kDouble), 2.0));

  std::string longest(500, 'x');
  auto text = WriteAll(By(Type::Primitive(TypeId::kString)), {Entry(longest)});
  ASSERT_THAT(text, IsOk());
  EXPECT_EQ(text->partitions->at(0).upper_bound, longest);
  EXPECT_FALSE(text->partitions->at(0).contains_null);
}

TEST(ManifestWriter, AnUnpartitionedManifestHasNoSummaries) {
  ManifestHeader header = By(Type::Primitive(TypeId::kInt));
  header.spec.fields.clear();
  ManifestEntry entry = Entry({});
  entry.data_file.partition.clear();
  auto file = WriteAll(header, {entry});
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->partitions, std::vector<FieldSummary>{});
}

TEST(ManifestWriter, TheLeastSequenceNumberIsThatOfTheFilesThatLive) {
  ManifestEntry existing = Entry(int32_t{1});
  existing.status = ManifestStatus::kExisting;
  existing.sequence_number = 4;
  ManifestEntry deleted = existing;
  deleted.status = ManifestStatus::kDeleted;
  deleted.sequence_number = 2;
  auto file = WriteAll(By(Type::Primitive(TypeId::kInt)), {existing, deleted, Entry(int32_t{1})});
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->min_sequence_number, 4);
  EXPECT_EQ(file->added_files_count, 1);
  EXPECT_EQ(file->existing_files_count, 1);
  EXPECT_EQ(file->deleted_files_count, 1);
}

TEST(ManifestWriter, RefusesAPartitionThatIsNotTheSpecs) {
  ManifestHeader header = By(Type::Decimal(4, 2));
  ManifestEntry two = Entry(Decimal{1});
  two.data_file.partition.emplace_back(int32_t{2});
  EXPECT_THAT(WriteAll(header, {two}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(WriteAll(header, {Entry(int32_t{1})}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(WriteAll(header, {Entry(Decimal{Int128{1} << 70})}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(WriteAll(header, {Entry(Decimal{32768})}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(WriteAll(header, {Entry(Decimal{-32768})}), IsOk());
  EXPECT_THAT(WriteAll(By(Type::Primitive(TypeId::kUuid)), {Entry(std::string("short"))}),
              FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(WriteAll(By(Type::Primitive(TypeId::kInt)), {Entry(int64_t{1})}), FailsWith(ErrorKind::kInvalidArgument));
}

TEST(ManifestWriter, GoesOnAfterAnEntryThatWasRefused) {
  storage::MemoryFileIO io;
  auto writer = NewManifestWriter(io, At("/m.avro"), By(Type::Primitive(TypeId::kInt)), 7);
  ASSERT_THAT(writer, IsOk());
  EXPECT_THAT((*writer)->Add(Entry(std::string("no"))), FailsWith(ErrorKind::kInvalidArgument));
  ASSERT_THAT((*writer)->Add(Entry(int32_t{5})), IsOk());
  auto file = (*writer)->Finish();
  ASSERT_THAT(file, IsOk());
  int entries = 0;
  auto count = [&](const ManifestEntry& entry) {
    ++entries;
    EXPECT_EQ(entry.data_file.partition, std::vector<Value>{int32_t{5}});
    return Ok();
  };
  EXPECT_THAT(ReadManifest(io, *file, count), IsOk());
  EXPECT_EQ(entries, 1);
  EXPECT_EQ(file->added_files_count, 1);
}

TEST(ManifestWriter, KeepsDataFilesAndDeleteFilesApart) {
  ManifestHeader header = By(Type::Primitive(TypeId::kInt));
  ManifestEntry deletes = Entry(int32_t{1});
  deletes.data_file.content = FileContent::kPositionDeletes;
  EXPECT_THAT(WriteAll(header, {deletes}), FailsWith(ErrorKind::kInvalidArgument));
  header.content = ManifestContent::kDeletes;
  EXPECT_THAT(WriteAll(header, {deletes}), IsOk());
  EXPECT_THAT(WriteAll(header, {Entry(int32_t{1})}), FailsWith(ErrorKind::kInvalidArgument));
}

TEST(ManifestWriter, DestroyedBeforeFinishItLeavesNoFile) {
  storage::MemoryFileIO io;
  {
    auto writer = NewManifestWriter(io, At("/m.avro"), By(Type::Primitive(TypeId::kInt)), 7);
    ASSERT_THAT(writer, IsOk());
    ASSERT_THAT((*writer)->Add(Entry(int32_t{1})), IsOk());
  }
  EXPECT_TRUE(io.files().empty());
}

TEST(ManifestWriter, NeverReplacesAManifest) {
  storage::MemoryFileIO io;
  auto first = NewManifestWriter(io, At("/m.avro"), By(Type::Primitive(TypeId::kInt)), 7);
  auto second = NewManifestWriter(io, At("/m.avro"), By(Type::Primitive(TypeId::kInt)), 7);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT((*first)->Finish(), IsOk());
  EXPECT_THAT((*second)->Finish(), FailsWith(ErrorKind::kAlreadyExists));
}

TEST(ManifestWriter, RefusesFormatVersionsThatItDoesNotWrite) {
  ManifestHeader header = By(Type::Primitive(TypeId::kInt));
  for (int32_t version : {1, 3}) {
    header.format_version = version;
    EXPECT_THAT(WriteAll(header, {}), FailsWith(ErrorKind::kUnsupported));
  }
}

TEST(ManifestWriter, RefusesASpecWhoseColumnIsGone) {
  ManifestHeader header = By(Type::Primitive(TypeId::kInt));
  header.schema = Schema(0, {});
  EXPECT_THAT(WriteAll(header, {}), FailsWith(ErrorKind::kCorruptData));
}

}  // namespace
}  // namespace lakeport::iceberg
