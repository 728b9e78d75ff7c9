#include "catalogs/hive_row.h"

#include "base/testing/matchers.h"

namespace lakeport::catalogs {
namespace {

using iceberg::LoadedTable;
using iceberg::Transform;
using iceberg::Type;
using iceberg::TypeId;
using testing::ElementsAre;
using testing::Pair;

constexpr const char* kFirstLocation = "file:/w/golden.db/t/metadata/00000-a.metadata.json";
constexpr const char* kSecondLocation = "file:/w/golden.db/t/metadata/00001-b.metadata.json";

// A table as Spark made it with Iceberg 1.12, and after its first insert.
LoadedTable Created() {
  LoadedTable table{.metadata = {}, .metadata_location = kFirstLocation};
  auto& metadata = table.metadata;
  metadata.table_uuid = "6dfe598b-a780-4a78-a893-1da503146337";
  metadata.location = "file:/w/golden.db/t";
  metadata.schemas = {iceberg::Schema(
      0, {{.id = 1, .name = "id", .type = Type::Primitive(TypeId::kLong), .required = true, .doc = "the id"},
          {.id = 2, .name = "ts", .type = Type::Primitive(TypeId::kTimestampTz)}})};
  metadata.partition_specs = {
      {0,
       {{.source_id = 1, .field_id = 1000, .name = "id_bucket", .transform = Transform::Parse("bucket[4]")},
        {.source_id = 2, .field_id = 1001, .name = "ts_day", .transform = Transform::Parse("day")}}}};
  metadata.sort_orders = {{}};
  metadata.properties = {{"gc.enabled", "false"}, {"my.prop", "1"}, {"write.parquet.compression-codec", "snappy"}};
  return table;
}

LoadedTable Inserted() {
  LoadedTable table = Created();
  table.metadata_location = kSecondLocation;
  auto& metadata = table.metadata;
  metadata.properties.erase("my.prop");
  metadata.properties.erase("gc.enabled");
  metadata.sort_orders.push_back({1,
                                  {{.transform = Transform::Parse("identity"),
                                    .source_id = 1,
                                    .direction = iceberg::SortDirection::kDescending,
                                    .null_order = iceberg::NullOrder::kNullsLast}}});
  metadata.default_sort_order_id = 1;
  metadata.current_snapshot_id = 6392265069808223992;
  metadata.snapshots = {{.snapshot_id = 6392265069808223992, .timestamp_ms = 1795547935877, .operation = "append"}};
  metadata.snapshots[0].summary = {{"total-records", "1"}, {"total-files-size", "3462"}, {"total-data-files", "2"}};
  return table;
}

metastore::Table NewRow(const LoadedTable& table, const RowRules& rules = {}) {
  auto row = MakeRow({{"golden"}, "t"}, "ann", FromMillis(1'795'547'864'123));
  UpdateRow(row, nullptr, table, rules);
  return row;
}

// Parameter for parameter what Iceberg 1.12's HiveCatalog wrote.
TEST(HiveRowTest, ANewTablesParametersAreThoseOfHiveCatalog) {
  EXPECT_THAT(
      NewRow(Created()).parameters,
      ElementsAre(
          Pair("DO_NOT_UPDATE_STATS", "true"), Pair("EXTERNAL", "TRUE"),
          Pair(
              "current-schema",
              R"({"type":"struct","schema-id":0,"fields":[{"id":1,"name":"id","required":true,"type":"long","doc":"the id"},{"id":2,"name":"ts","required":false,"type":"timestamptz"}]})"),
          Pair(
              "default-partition-spec",
              R"({"spec-id":0,"fields":[{"name":"id_bucket","transform":"bucket[4]","source-id":1,"field-id":1000},{"name":"ts_day","transform":"day","source-id":2,"field-id":1001}]})"),
          Pair("external.table.purge", "false"), Pair("metadata_location", kFirstLocation), Pair("my.prop", "1"),
          Pair("snapshot-count", "0"), Pair("table_type", "ICEBERG"),
          Pair("uuid", "6dfe598b-a780-4a78-a893-1da503146337"), Pair("write.parquet.compression-codec", "snappy")));
}

TEST(HiveRowTest, ANewTablesRowIsThatOfHiveCatalog) {
  auto row = NewRow(Created());
  EXPECT_EQ(row.database, "golden");
  EXPECT_EQ(row.owner, "ann");
  EXPECT_EQ(row.owner_type, 1);
  EXPECT_EQ(row.type, "EXTERNAL_TABLE");
  EXPECT_EQ(row.create_time, 1'795'547'864);
  EXPECT_EQ(row.last_access_time, 1'795'547'864);
  EXPECT_EQ(row.retention, 2147483647);
  EXPECT_THAT(row.partition_keys, testing::IsEmpty());
  EXPECT_THAT(row.storage.columns,
              ElementsAre(metastore::Column{"id", "bigint", "the id"}, metastore::Column{"ts", "timestamp"}));
  EXPECT_EQ(row.storage.location, "file:/w/golden.db/t");
  EXPECT_EQ(row.storage.input_format, "org.apache.hadoop.mapred.FileInputFormat");
  EXPECT_EQ(row.storage.output_format, "org.apache.hadoop.mapred.FileOutputFormat");
  EXPECT_EQ(row.storage.serde, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe");
}

TEST(HiveRowTest, ACommitAddsTheSnapshotAndTheStatisticsAndTakesAwayWhatWasUnset) {
  auto base = Created();
  auto row = NewRow(base);
  row.parameters["COLUMN_STATS_ACCURATE"] = "true";
  UpdateRow(row, &base, Inserted(), {});
  EXPECT_EQ(row.parameters.at("metadata_location"), kSecondLocation);
  EXPECT_EQ(row.parameters.at("previous_metadata_location"), kFirstLocation);
  EXPECT_EQ(row.parameters.at("current-snapshot-id"), "6392265069808223992");
  EXPECT_EQ(row.parameters.at("current-snapshot-timestamp-ms"), "1795547935877");
  EXPECT_EQ(row.parameters.at("current-snapshot-summary"),
            R"({"total-records":"1","total-files-size":"3462","total-data-files":"2"})");
  EXPECT_EQ(
      row.parameters.at("default-sort-order"),
      R"({"order-id":1,"fields":[{"transform":"identity","source-id":1,"direction":"desc","null-order":"nulls-last"}]})");
  EXPECT_EQ(row.parameters.at("numFiles"), "2");
  EXPECT_EQ(row.parameters.at("numRows"), "1");
  EXPECT_EQ(row.parameters.at("totalSize"), "3462");
  EXPECT_EQ(row.parameters.at("snapshot-count"), "1");
  for (const auto* gone : {"my.prop", "external.table.purge", "gc.enabled", "COLUMN_STATS_ACCURATE"}) {
    EXPECT_FALSE(row.parameters.contains(gone)) << gone;
  }
}

// P22
TEST(HiveRowTest, ValuesThatTheMetastoresDatabaseCantHoldAreLeftOut) {
  auto base = Created();
  base.metadata.properties["schema.name-mapping.default"] = std::string(4001, 'x');
  auto row = NewRow(base, {.max_parameter_bytes = 100});
  for (const auto* left_out : {"schema.name-mapping.default", "current-schema", "default-partition-spec"}) {
    EXPECT_FALSE(row.parameters.contains(left_out)) << left_out;
  }
  EXPECT_EQ(row.parameters.at("metadata_location"), kFirstLocation);
  EXPECT_EQ(row.parameters.at("my.prop"), "1");
}

TEST(HiveRowTest, ATableForHiveItselfHasIcebergsClasses) {
  auto table = Created();
  table.metadata.properties["engine.hive.enabled"] = "true";
  auto row = NewRow(table);
  EXPECT_EQ(row.parameters.at("storage_handler"), "org.apache.iceberg.mr.hive.HiveIcebergStorageHandler");
  EXPECT_EQ(row.storage.serde, "org.apache.iceberg.mr.hive.HiveIcebergSerDe");

  table.metadata.properties.erase("engine.hive.enabled");
  UpdateRow(row, nullptr, table, {});
  EXPECT_EQ(row.storage.serde, "org.apache.iceberg.mr.hive.HiveIcebergSerDe");

  table.metadata.properties["engine.hive.enabled"] = "false";
  UpdateRow(row, nullptr, table, {});
  EXPECT_EQ(row.storage.serde, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe");
  EXPECT_FALSE(row.parameters.contains("storage_handler"));
}

TEST(HiveRowTest, AnIcebergTableIsKnownByItsTypeInAnyCase) {
  metastore::Table row{.database = "d", .name = "t", .type = "EXTERNAL_TABLE"};
  EXPECT_FALSE(IsIcebergTable(row));
  row.parameters["table_type"] = "iceberg";
  EXPECT_TRUE(IsIcebergTable(row));
  EXPECT_THAT(MetadataLocation(row), FailsWith(ErrorKind::kCorruptData));
  row.type = "VIRTUAL_VIEW";
  EXPECT_FALSE(IsIcebergTable(row));
}

}  // namespace
}  // namespace lakeport::catalogs
