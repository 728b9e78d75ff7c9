#include "browse/table_rows.h"

#include "browse/test/iceberg_lake.h"
#include "iceberg/scan.h"
#include "iceberg/table_metadata_json.h"

namespace lakeport::browse {
namespace {

using iceberg::Value;
using testing::HasSubstr;

class TableRowsTest : public testing::Test {
 protected:
  Result<RowsRead> Read(const iceberg::TableMetadata& metadata, std::optional<int64_t> snapshot_id = {}) {
    return ReadRows(lake_.io(), metadata, snapshot_id, {.threads = 2});
  }
  // By the column's place in the schema.
  static std::string SumOf(const Result<RowsRead>& read, size_t column) {
    EXPECT_THAT(read, IsOk());
    return read.ok() && column < read->checksum.columns().size() ? read->checksum.columns()[column].ToString() : "";
  }

  IcebergLake lake_;
  const Value monday_ = std::string("monday");
};

TEST_F(TableRowsTest, AreReadByNameMappingAndPartitionValues) {
  auto read = Read(lake_.AddTable("t", {monday_, Value()}).metadata);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->file_count, 2);
  EXPECT_EQ(read->checksum.row_count(), 20);
  EXPECT_EQ(SumOf(read, 0), lake_.Expected("i", 2));
  EXPECT_EQ(SumOf(read, 4), lake_.Expected("s", 2));
  EXPECT_EQ(read->checksum.columns().back().count, 10) << "of one file's rows, the day is null";
}

TEST_F(TableRowsTest, ATableWithoutSnapshotsHasNoRows) {
  auto read = Read(lake_.AddTable("t", {}).metadata);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->checksum.row_count(), 0);
  EXPECT_EQ(read->file_count, 0);
}

TEST_F(TableRowsTest, AnEarlierSnapshotKeepsItsRows) {
  auto first = lake_.AddTable("t", {monday_});
  auto second = lake_.AddFiles(first, "t", {monday_, Value()});
  EXPECT_EQ(Read(second.metadata)->checksum.row_count(), 30);
  EXPECT_EQ(Read(second.metadata, first.metadata.current_snapshot_id)->checksum.row_count(), 10);
  EXPECT_THAT(Read(second.metadata, 17), FailsWith(ErrorKind::kNotFound));
}

TEST_F(TableRowsTest, AnEarlierSnapshotIsReadWithItsOwnColumns) {
  auto metadata = lake_.AddTable("t", {monday_}).metadata;
  auto fields = metadata.schema().fields();
  fields.erase(fields.begin());
  metadata.schemas.push_back(iceberg::Schema(1, fields));
  metadata.current_schema_id = 1;
  EXPECT_EQ(SumOf(Read(metadata), 0), lake_.Expected("x", 1));
  EXPECT_EQ(SumOf(Read(metadata, metadata.current_snapshot_id), 0), lake_.Expected("i", 1));
}

TEST_F(TableRowsTest, P13AColumnThatWasRenamedAndOneThatWasAddedAreReadById) {
  auto metadata = lake_.AddTable("t", {monday_}).metadata;
  auto fields = metadata.schema().fields();
  fields[0].name = "renamed";
  fields.push_back({.id = 101, .name = "added", .type = iceberg::Type::Primitive(iceberg::TypeId::kLong)});
  metadata.schemas = {iceberg::Schema(0, fields)};
  auto read = Read(metadata);
  EXPECT_EQ(SumOf(read, 0), lake_.Expected("i", 1));
  EXPECT_EQ(SumOf(read, fields.size() - 1), "0:0000000000000000");
}

TEST_F(TableRowsTest, P11FilesWithoutIdsInATableWithoutMappingAreNotReadAsNulls) {
  auto metadata = lake_.AddTable("t", {monday_}).metadata;
  metadata.properties.clear();
  auto read = Read(metadata);
  ASSERT_THAT(read, FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(read.error().ToString(), HasSubstr("memory://hive/t/f1.parquet"));
  metadata.properties["schema.name-mapping.default"] = "[{";
  EXPECT_THAT(Read(metadata), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(TableRowsTest, DeleteFilesAreSaidNotToBeAppliedBeforeAnyRowIsRead) {
  for (const char* table : {"changes", "v3"}) {
    auto metadata = iceberg::ReadTableMetadata(lake_.io(), lake_.PutFixtureTable(table));
    ASSERT_THAT(metadata, IsOk());
    auto read = Read(*metadata);
    ASSERT_THAT(read, FailsWith(ErrorKind::kUnsupported)) << table;
    EXPECT_THAT(read.error().ToString(), HasSubstr("the snapshot has delete files, such as "));
    EXPECT_THAT(read.error().ToString(), HasSubstr("rewrite_data_files"));
  }
}

TEST_F(TableRowsTest, AMissingDataFileIsNamed) {
  auto metadata = lake_.AddTable("t", {monday_, monday_}).metadata;
  ASSERT_THAT(lake_.io().Delete(*Location::Parse("memory://hive/t/f2.parquet")), IsOk());
  auto read = Read(metadata);
  ASSERT_THAT(read, FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(read.error().ToString(), HasSubstr("memory://hive/t/f2.parquet"));
}

TEST_F(TableRowsTest, P44ADataFileThatIsNotWhatItsManifestSaysIsDamage) {
  auto metadata = lake_.AddTable("t", {monday_}).metadata;
  lake_.Put("memory://hive/t/f1.parquet", formats::ReadFixture("no_rows.parquet"));
  EXPECT_THAT(Read(metadata), FailsWith(ErrorKind::kCorruptData));
}

}  // namespace
}  // namespace lakeport::browse
