#include "cli/explore_text.h"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>

namespace lakeport::cli {
namespace {

using browse::View;
using testing::HasSubstr;

std::string Shown(View view, const std::vector<Json>& found) {
  std::ostringstream out;
  ExploreText text(view, out);
  for (const auto& json : found) text.Add(json);
  text.Finish();
  return out.str();
}

Json File(const std::string& path, Json partition) {
  return {{"path", path}, {"content", "data"}, {"format", "orc"}, {"partition", std::move(partition)},
          {"spec_id", 0}, {"rows", 1234},      {"bytes", 56}};
}

TEST(ExploreTextTest, FilesAreRowsOfATable) {
  Json deletes = File("/d", Json::object());
  deletes["content"] = "position-deletes";
  EXPECT_EQ(Shown(View::kFiles, {File("/a", {{"day", "2024-01-01"}, {"n", nullptr}}), deletes}),
            " ROWS  BYTES  FORMAT                PARTITION               FILE\n"
            "1,234     56  orc                   day=2024-01-01, n=null  /a\n"
            "1,234     56  orc position-deletes                          /d\n");
}

TEST(ExploreTextTest, FilesGoOutBeforeTheLastIsFound) {
  std::ostringstream out;
  ExploreText text(View::kFiles, out);
  for (int i = 0; i < 600; ++i) text.Add(File("/a", Json::object()));
  EXPECT_EQ(std::count(out.view().begin(), out.view().end(), '\n'), 501);
  text.Finish();
  EXPECT_EQ(std::count(out.view().begin(), out.view().end(), '\n'), 601);
}

Json Snapshot() {
  return {{"snapshot_id", 7},
          {"parent_snapshot_id", nullptr},
          {"timestamp", "2024-01-01T00:00:00.000Z"},
          {"operation", "append"},
          {"schema_id", 0},
          {"manifest_list", "/m"},
          {"current", true},
          {"refs", Json::array({"main", "audit"})},
          {"summary", {{"total-records", "10"}, {"total-data-files", "2"}}}};
}

TEST(ExploreTextTest, SnapshotsAreRowsOfATable) {
  EXPECT_EQ(Shown(View::kSnapshots, {Snapshot()}),
            "SNAPSHOT  PARENT  TIME                      OPERATION  ROWS  FILES  REFERENCES\n"
            "7                 2024-01-01T00:00:00.000Z  append       10      2  main, audit\n");
}

TEST(ExploreTextTest, AnIcebergTableIsShownWithItsColumns) {
  Json table{
      {"kind", "iceberg"},
      {"table", "shop.orders"},
      {"metadata_location", "/v1.metadata.json"},
      {"table_uuid", "u"},
      {"format_version", 2},
      {"location", "/t"},
      {"columns",
       Json::array({{{"id", 1}, {"name", "id"}, {"type", "long"}, {"required", true}, {"comment", "the number"}}})},
      {"partitioned_by", Json::array({"day", "bucket[4](id)"})},
      {"current_snapshot", Snapshot()},
      {"snapshots", 3},
      {"properties", Json{{"owner", "me"}}}};
  auto text = Shown(View::kTable, {table});
  EXPECT_THAT(text, HasSubstr("TABLE           shop.orders\n"));
  EXPECT_THAT(text, HasSubstr("partitioned by  day, bucket[4](id)\n"));
  EXPECT_THAT(text, HasSubstr("made by         append at 2024-01-01T00:00:00.000Z\n"));
  EXPECT_THAT(text, HasSubstr("ID  COLUMN  TYPE  NULLS  COMMENT\n 1  id      long  no     the number\n"));
  EXPECT_THAT(text, HasSubstr("PROPERTY  VALUE\nowner     me\n"));
  table["table"] = "";
  table["current_snapshot"] = nullptr;
  text = Shown(View::kTable, {table});
  EXPECT_THAT(text, HasSubstr("TABLE           /v1.metadata.json\n"));
  EXPECT_THAT(text, HasSubstr("snapshot        none yet\n"));
}

TEST(ExploreTextTest, AHiveTableIsShownWithItsKeys) {
  Json table{{"kind", "hive"},
             {"table", "shop.orders"},
             {"type", "external"},
             {"columns", Json::array({{{"name", "id"}, {"type", "bigint"}, {"comment", ""}}})},
             {"partition_keys", Json::array({{{"name", "day"}, {"type", "date"}, {"comment", "when"}}})},
             {"partitions", 31},
             {"format", "Parquet"},
             {"serde", "s"},
             {"location", "/t"},
             {"bucket_count", 0},
             {"comment", ""},
             {"properties", Json::object()}};
  auto text = Shown(View::kTable, {table});
  EXPECT_THAT(text, HasSubstr("partitions  31\n"));
  EXPECT_THAT(text, HasSubstr("COLUMN  TYPE    KEY        COMMENT\n"
                              "id      bigint             \n"
                              "day     date    partition  when\n"));
}

TEST(ExploreTextTest, AChecksumIsShownColumnByColumn) {
  Json sum{{"table", "shop.orders"},
           {"metadata_location", "/v1"},
           {"snapshot_id", 7},
           {"files", 2},
           {"rows", 20},
           {"columns", Json{{"id", "3:8f0c59a2c1d00b17"}}}};
  EXPECT_EQ(Shown(View::kChecksum, {sum}),
            "TABLE     shop.orders\n"
            "snapshot  7\n"
            "files     2\n"
            "rows      20\n"
            "\n"
            "COLUMN  CHECKSUM\n"
            "id      3:8f0c59a2c1d00b17\n");
}

TEST(ExploreTextTest, NobodysNameMovesTheCursor) {
  EXPECT_EQ(Shown(View::kDatabases, {Json{{"database", "a\x1b[2J\nb"}}}), "a?[2J?b\n");
}

}  // namespace
}  // namespace lakeport::cli
