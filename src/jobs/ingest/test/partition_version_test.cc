#include "jobs/ingest/partition_version.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/time.h"

namespace lakeport::ingest {
namespace {

hive::Table TableOf() { return {.name = "t", .columns = {{"a", "int"}}, .serde = "LazySimpleSerDe"}; }

hive::FileListing Listing(int64_t size, int64_t time, const std::string& name = "f") {
  hive::FileListing listing;
  listing.files.push_back(
      {.location = *Location::Parse("file:///t/" + name), .size = size, .modified = FromMillis(time)});
  return listing;
}

std::string VersionOf(const hive::Table& table, const hive::Partition& partition, const hive::FileListing& files) {
  return PartitionVersions(table).Of(partition, "day=1", files);
}

TEST(PartitionVersionTest, IsAnotherForAnyChangeOfTheFiles) {
  std::string version = VersionOf(TableOf(), {}, Listing(1, 1));
  EXPECT_EQ(version, VersionOf(TableOf(), {}, Listing(1, 1)));
  EXPECT_NE(version, VersionOf(TableOf(), {}, Listing(2, 1)));
  EXPECT_NE(version, VersionOf(TableOf(), {}, Listing(1, 2)));
  EXPECT_NE(version, VersionOf(TableOf(), {}, Listing(1, 1, "g")));
  EXPECT_NE(version, VersionOf(TableOf(), {}, {}));
}

TEST(PartitionVersionTest, IsAnotherWhenFilesAreReadOtherwise) {
  std::string version = VersionOf(TableOf(), {}, Listing(1, 1));
  hive::Table table = TableOf();
  table.serde_parameters["field.delim"] = "|";
  EXPECT_NE(version, VersionOf(table, {}, Listing(1, 1)));
  table = TableOf();
  table.columns[0].type = "bigint";
  EXPECT_NE(version, VersionOf(table, {}, Listing(1, 1)));
  hive::Partition partition;
  partition.storage.serde_parameters["field.delim"] = "|";
  EXPECT_NE(version, VersionOf(TableOf(), partition, Listing(1, 1)));
  partition = {};
  partition.format = hive::StorageFormat::kOrc;
  EXPECT_NE(version, VersionOf(TableOf(), partition, Listing(1, 1)));
}

TEST(PartitionVersionTest, IsTheSameWhenTheMetastoreOnlyCountsAgain) {
  hive::Table table = TableOf();
  table.columns[0].comment = "new";
  table.parameters = {{"transient_lastDdlTime", "1"}, {"numRows", "2"}, {"COLUMN_STATS_ACCURATE", "{}"}};
  hive::Partition partition;
  partition.storage.parameters = {{"totalSize", "3"}};
  EXPECT_EQ(VersionOf(TableOf(), {}, Listing(1, 1)), VersionOf(table, partition, Listing(1, 1)));
}

TEST(PartitionVersionTest, IsFoundInTheNamesOfNewFilesAndNoOthers) {
  std::string version = VersionOf(TableOf(), {}, Listing(1, 1));
  ASSERT_EQ(version.size(), 32u);
  EXPECT_EQ(FindVersion("s3://b/t/data/j/day=1/" + NewFileName(1, 0, 2, version)), version);
  EXPECT_EQ(NewFileName(1, 0, 2, ""), "00001-0-00002.parquet");
  for (const std::string& name :
       {NewFileName(1, 0, 2, ""), std::string("000000_0-5d41402abc4b2a76.parquet"), "a~" + version + ".orc",
        version + ".parquet", std::string("a~b.parquet"), std::string("")}) {
    EXPECT_EQ(FindVersion("file:///t~" + version + "/" + name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace lakeport::ingest
