#include "jobs/ingest/table_properties.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lakeport::ingest {
namespace {

using protocol::IngestMode;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

TEST(TablePropertiesTest, APlainTableHasTheDefaultsAndItsOrigin) {
  hive::Table table{.database = "sales", .name = "orders", .format = hive::StorageFormat::kParquet};
  EXPECT_THAT(MakeTableProperties(table, IngestMode::kCopy, "job"),
              ElementsAre(Pair("lakeport.job-id", "job"), Pair("lakeport.source", "sales.orders"),
                          Pair("write.parquet.compression-codec", "zstd")));
}

TEST(TablePropertiesTest, P18InPlaceTablesAreKeptFromHavingHivesFilesDeleted) {
  hive::Table table{.parameters = {{"gc.enabled", "true"}}};
  EXPECT_THAT(MakeTableProperties(table, IngestMode::kInPlace, "job"), Contains(Pair("gc.enabled", "false")));
  EXPECT_THAT(MakeTableProperties(table, IngestMode::kCopy, "job"), Not(Contains(Key("gc.enabled"))));
}

TEST(TablePropertiesTest, P17TablesOfOrcFilesGoOnBeingWrittenAsOrc) {
  hive::Table table{.format = hive::StorageFormat::kOrc};
  EXPECT_THAT(MakeTableProperties(table, IngestMode::kCopy, "job"), Contains(Pair("write.format.default", "orc")));
}

TEST(TablePropertiesTest, TheOwnerStaysTheOwner) {
  hive::Table table{.owner = "ann"};
  auto properties = MakeTableProperties(table, IngestMode::kCopy, "job");
  EXPECT_THAT(properties, Contains(Pair("owner", "ann")));
  EXPECT_THAT(properties, Contains(Pair("hive.metastore.table.owner", "ann")));
}

TEST(TablePropertiesTest, TheUsersParametersAndTheCommentStayHivesBookkeepingGoes) {
  hive::Table table{.parameters = {{"owner.team", "sales"},
                                   {"numRows", "12"},
                                   {"transient_lastDdlTime", "1"},
                                   {"spark.sql.sources.schema", "{}"},
                                   {"metadata_location", "file:///x"},
                                   {"write.format.default", "avro"},
                                   {"lakeport.job-id", "another"},
                                   {"EXTERNAL", "TRUE"},
                                   {"comment", "old"}},
                    .comment = "what was sold"};
  EXPECT_THAT(
      MakeTableProperties(table, IngestMode::kCopy, "job"),
      ElementsAre(Pair("comment", "what was sold"), Pair("lakeport.job-id", "job"), Pair("lakeport.source", "."),
                  Pair("owner.team", "sales"), Pair("write.parquet.compression-codec", "zstd")));
}

}  // namespace
}  // namespace lakeport::ingest
