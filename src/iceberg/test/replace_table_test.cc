#include <utility>

#include <gtest/gtest.h>

#include "base/testing/fake_clock.h"
#include "base/testing/matchers.h"
#include "iceberg/append.h"
#include "iceberg/scan.h"
#include "iceberg/table_metadata_json.h"
#include "iceberg/testing/fixture.h"
#include "iceberg/testing/memory_catalog.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

NestedField Column(int32_t id, std::string name, TypeId type, bool required = false) {
  return {.id = id, .name = std::move(name), .type = Type::Primitive(type), .required = required};
}

NewTable Table(std::vector<NestedField> columns, int32_t partition_source, const std::string& partition) {
  NewTable table{.location = *Location::Parse("file:///warehouse/db/replaced"),
                 .schema = Schema(0, std::move(columns)),
                 .spec = {},
                 .properties = {}};
  table.spec.fields = {{.source_id = partition_source, .field_id = 1000, .name = partition, .transform = {}}};
  return table;
}

// The tables of MakeTables.java's "replaced".
class ReplaceTableTest : public testing::Test {
 protected:
  ReplaceTableTest() {
    EXPECT_THAT(catalog_.CreateNamespace(table_.ns, {}), IsOk());
    auto append = AppendToNewTable(catalog_, table_, Before(), options_);
    EXPECT_THAT(append->Add(File("a", std::string("eu"), 10)), IsOk());
    EXPECT_THAT(append->Commit({}), IsOk());
  }

  static NewTable Before() {
    auto table = Table({Column(1, "id", TypeId::kInt, true), Column(2, "region", TypeId::kString)}, 2, "region");
    table.properties = {{"write.parquet.compression-codec", "zstd"}};
    return table;
  }

  static NewTable After() {
    auto table = Table(
        {Column(1, "key", TypeId::kLong, true), Column(2, "region", TypeId::kString), Column(3, "day", TypeId::kDate)},
        3, "day");
    table.properties = {{"owner", "ops"}};
    return table;
  }

  static DataFile File(const std::string& name, Value partition, int64_t records) {
    return {.file_path = "file:///warehouse/db/replaced/data/" + name + ".parquet",
            .partition = {std::move(partition)},
            .file_size_in_bytes = records * 10,
            .metrics = {.record_count = records}};
  }

  std::unique_ptr<Append> Replace() {
    return ReplaceTable(catalog_, table_, *catalog_.LoadTable(table_), After(), options_);
  }

  std::vector<std::string> Paths(const LoadedTable& table) {
    std::vector<std::string> paths;
    auto collect = [&](const ManifestEntry& entry, const PartitionSpec&) {
      return paths.push_back(entry.data_file.file_path), Ok();
    };
    EXPECT_THAT(VisitDataFiles(io_, *table.metadata.current_snapshot(), collect), IsOk());
    return paths;
  }

  FakeClock clock_;
  storage::MemoryFileIO io_;
  MemoryCatalogState state_;
  MemoryCatalog catalog_{state_, io_, *Location::Parse("file:///warehouse"), clock_};
  const TableIdentifier table_{{"db"}, "replaced"};
  AppendOptions options_{.clock = &clock_, .wait = [](std::chrono::milliseconds) {}};
};

TEST_F(ReplaceTableTest, TheTableIsAsIcebergsJavaLibraryLeavesIt) {
  auto append = Replace();
  ASSERT_THAT(append->Add(File("n", int32_t{19'723}, 4)), IsOk());
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  const TableMetadata& ours = table->metadata;
  auto javas = TableMetadataFromJson(ReadJsonFixture("tables/replaced.metadata.json"));
  ASSERT_THAT(javas, IsOk());
  ASSERT_EQ(ours.schemas.size(), javas->schemas.size());
  for (size_t i = 0; i < ours.schemas.size(); ++i) EXPECT_TRUE(ours.schemas[i].SameFields(javas->schemas[i])) << i;
  EXPECT_EQ(ours.current_schema_id, javas->current_schema_id);
  EXPECT_EQ(ours.last_column_id, javas->last_column_id);
  EXPECT_EQ(ours.partition_specs, javas->partition_specs);
  EXPECT_EQ(ours.default_spec_id, javas->default_spec_id);
  EXPECT_EQ(ours.last_partition_id, javas->last_partition_id);
  EXPECT_EQ(ours.sort_orders, javas->sort_orders);
  EXPECT_EQ(ours.properties, javas->properties);
  EXPECT_EQ(ours.last_sequence_number, javas->last_sequence_number);
  EXPECT_EQ(ours.snapshots.size(), javas->snapshots.size());
  EXPECT_EQ(ours.snapshot_log.size(), javas->snapshot_log.size());
  EXPECT_EQ(ours.refs.size(), javas->refs.size());

  Snapshot expected = *javas->current_snapshot();
  expected.summary.pop_back();  // iceberg-version
  EXPECT_EQ(ours.current_snapshot()->summary, expected.summary);
  EXPECT_EQ(ours.current_snapshot()->operation, expected.operation);
  EXPECT_EQ(ours.current_snapshot()->parent_snapshot_id, std::nullopt);
  EXPECT_EQ(ours.current_snapshot()->schema_id, expected.schema_id);
  EXPECT_THAT(Paths(*table), ElementsAre(HasSubstr("/n.parquet")));
}

TEST_F(ReplaceTableTest, IdsAreTheTablesByNameAndNewOnesAboveItsLast) {
  auto base = catalog_.LoadTable(table_)->metadata;
  NewTable aligned = WithIdsOf(base, After());
  EXPECT_EQ(aligned.schema.FindField("key")->id, 3);
  EXPECT_EQ(aligned.schema.FindField("region")->id, 2);
  EXPECT_EQ(aligned.schema.FindField("day")->id, 4);
  EXPECT_EQ(aligned.spec.fields[0].source_id, 4);
  EXPECT_EQ(aligned.spec.fields[0].field_id, 1001);
  NewTable again = WithIdsOf(base, aligned);
  EXPECT_TRUE(again.schema.SameFields(aligned.schema));
  EXPECT_EQ(again.spec, aligned.spec);
}

TEST_F(ReplaceTableTest, NestedAndIdentifierFieldsKeepTheirIdsByFullName) {
  auto address = [](int32_t id, int32_t within) {
    return NestedField{.id = id, .name = "address", .type = Type::Struct({Column(within, "id", TypeId::kInt)})};
  };
  TableMetadata base;
  base.schemas = {Schema(0, {Column(1, "id", TypeId::kInt, true), address(2, 3)})};
  base.last_column_id = 3;
  NewTable table = Table({address(1, 2), Column(3, "id", TypeId::kInt, true)}, 3, "id");
  table.schema = Schema(0, table.schema.fields(), {3});
  NewTable aligned = WithIdsOf(base, table);
  EXPECT_EQ(aligned.schema.FindField("address")->id, 2);
  EXPECT_EQ(aligned.schema.FindField("address.id")->id, 3);
  EXPECT_EQ(aligned.schema.FindField("id")->id, 1);
  EXPECT_THAT(aligned.schema.identifier_field_ids(), ElementsAre(1));
  EXPECT_EQ(aligned.spec.fields[0].source_id, 1);
}

TEST_F(ReplaceTableTest, ThePartitionFieldThatStaysKeepsItsSpec) {
  auto append = ReplaceTable(catalog_, table_, *catalog_.LoadTable(table_), Before(), options_);
  ASSERT_THAT(append->Add(File("n", std::string("us"), 1)), IsOk());
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->metadata.schemas.size(), 1);
  EXPECT_EQ(table->metadata.partition_specs.size(), 1);
  EXPECT_EQ(FindSummary(*table->metadata.current_snapshot(), "total-data-files"), "1");
}

TEST_F(ReplaceTableTest, WithoutFilesTheTableIsEmptyAndItsSnapshotsStay) {
  auto table = Replace()->Commit({});
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->metadata.current_snapshot(), nullptr);
  EXPECT_EQ(table->metadata.snapshots.size(), 1);
  EXPECT_EQ(table->metadata.schema().FindField("key")->id, 3);
}

TEST_F(ReplaceTableTest, FilesAddedMeanwhileAreReplacedToo) {
  auto append = Replace();
  ASSERT_THAT(append->Add(File("n", int32_t{1}, 4)), IsOk());
  auto rival = AppendToTable(catalog_, table_, *catalog_.LoadTable(table_), options_);
  ASSERT_THAT(rival->Add(File("b", std::string("eu"), 1)), IsOk());
  ASSERT_THAT(rival->Commit({}), IsOk());
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(Paths(*table), ElementsAre(HasSubstr("/n.parquet")));
  EXPECT_EQ(table->metadata.snapshots.size(), 3);
  EXPECT_EQ(table->metadata.current_snapshot()->sequence_number, 3);
}

TEST_F(ReplaceTableTest, ColumnsAddedMeanwhileAreAConflictThatLeavesNothing) {
  auto append = Replace();
  ASSERT_THAT(append->Add(File("n", int32_t{1}, 4)), IsOk());
  Schema wider(
      0, {Column(1, "id", TypeId::kInt, true), Column(2, "region", TypeId::kString), Column(3, "x", TypeId::kInt)});
  ASSERT_THAT(catalog_.CommitTable(table_, {}, {AddSchema{wider}, SetCurrentSchema{}}), IsOk());
  size_t files = io_.files().size();
  auto committed = append->Commit({});
  ASSERT_THAT(committed, FailsWith(ErrorKind::kConflict));
  EXPECT_THAT(committed.error().ToString(), HasSubstr("changed the table's columns"));
  EXPECT_EQ(io_.files().size(), files);
}

}  // namespace
}  // namespace lakeport::iceberg
