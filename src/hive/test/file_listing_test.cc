#include "hive/file_listing.h"

#include <gtest/gtest.h>

#include "hive/test/warehouse.h"

namespace lakeport::hive {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

FileListing List(Warehouse& warehouse, NestedFiles nested = NestedFiles::kLeave) {
  auto listing = ListDataFiles(warehouse.io(), Warehouse::At("t"), nested);
  EXPECT_THAT(listing, IsOk());
  return listing.ok() ? *listing : FileListing{};
}

std::vector<std::string> Names(const FileListing& listing) {
  std::vector<std::string> names;
  for (const auto& file : listing.files) names.push_back(file.location.ToString().substr(12));
  return names;
}

std::vector<std::string> Skipped(const FileListing& listing) {
  std::vector<std::string> names;
  for (const auto& file : listing.skipped)
    names.push_back(file.location.name() + " " + std::string(ToString(file.reason)));
  return names;
}

TEST(FileListingTest, FilesOfAnyNameAreTakenInOrder) {
  Warehouse warehouse;
  warehouse.Add("t/000001_0").Add("t/000000_0").Add("t/part-0.snappy.parquet").Add("t_backup/x");
  EXPECT_THAT(Names(List(warehouse)), ElementsAre("000000_0", "000001_0", "part-0.snappy.parquet"));
}

TEST(FileListingTest, P2EmptyFilesAndFolderMarkersAreSkippedWithTheReason) {
  Warehouse warehouse;
  warehouse.Add("t/a").Add("t/b", "").Add("t/day=1_$folder$", "").Add("t/c_$folder$", "x");
  FileListing listing = List(warehouse);
  EXPECT_THAT(Names(listing), ElementsAre("a"));
  EXPECT_THAT(Skipped(listing),
              UnorderedElementsAre("b zero length", "c_$folder$ folder marker", "day=1_$folder$ folder marker"));
}

TEST(FileListingTest, P3HiddenFilesAndDirectoriesAreSkippedAtEveryDepth) {
  Warehouse warehouse;
  warehouse.Add("t/a").Add("t/_SUCCESS").Add("t/.a.crc").Add("t/_temporary/0/part-0").Add("t/.hive-staging_1/x/y");
  warehouse.Add("t/sub/.hidden").Add("t/sub/_tmp/z").Add("t/sub/b");
  FileListing listing = List(warehouse, NestedFiles::kTake);
  EXPECT_THAT(Names(listing), ElementsAre("a", "sub/b"));
  EXPECT_THAT(Skipped(listing), UnorderedElementsAre("_SUCCESS hidden", ".a.crc hidden", "_temporary hidden",
                                                     ".hive-staging_1 hidden", ".hidden hidden", "_tmp hidden"));
}

TEST(FileListingTest, P1NestedDirectoriesAreReportedAndTheirFilesLeft) {
  Warehouse warehouse;
  warehouse.Add("t/HIVE_UNION_SUBDIR_1/000000_0").Add("t/HIVE_UNION_SUBDIR_2/000000_0");
  FileListing listing = List(warehouse);
  EXPECT_THAT(Names(listing), IsEmpty());
  EXPECT_THAT(listing.nested,
              ElementsAre(Warehouse::At("t/HIVE_UNION_SUBDIR_1"), Warehouse::At("t/HIVE_UNION_SUBDIR_2")));
}

TEST(FileListingTest, P1NestedFilesAreTakenWhenAsked) {
  Warehouse warehouse;
  warehouse.Add("t/HIVE_UNION_SUBDIR_1/000000_0").Add("t/HIVE_UNION_SUBDIR_2/deep/000000_0").Add("t/x");
  FileListing listing = List(warehouse, NestedFiles::kTake);
  EXPECT_THAT(Names(listing), ElementsAre("HIVE_UNION_SUBDIR_1/000000_0", "HIVE_UNION_SUBDIR_2/deep/000000_0", "x"));
  EXPECT_EQ(listing.nested.size(), 3u);
}

TEST(FileListingTest, NestingIsBounded) {
  Warehouse warehouse;
  std::string path = "t";
  for (int i = 0; i < 40; ++i) path += "/d";
  warehouse.Add(path + "/x");
  EXPECT_THAT(ListDataFiles(warehouse.io(), Warehouse::At("t"), NestedFiles::kTake),
              FailsWith(ErrorKind::kInvalidArgument));
}

TEST(FileListingTest, P16AMissingDirectoryIsNotFoundAndNamed) {
  Warehouse warehouse;
  auto listing = ListDataFiles(warehouse.io(), Warehouse::At("gone"), NestedFiles::kLeave);
  ASSERT_THAT(listing, FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(listing.error().ToString(), ::testing::HasSubstr("file:///w/gone"));
}

TEST(FileListingTest, P8DirectoriesOfTransactionalTablesAreKnown) {
  EXPECT_TRUE(IsAcidDirectory("base_0000005"));
  EXPECT_TRUE(IsAcidDirectory("delta_0000001_0000001_0000"));
  EXPECT_TRUE(IsAcidDirectory("delete_delta_0000002_0000002"));
  EXPECT_FALSE(IsAcidDirectory("base_prices"));
  EXPECT_FALSE(IsAcidDirectory("delta_"));
}

TEST(FileListingTest, APartitionWhoseKeyBeginsWithAnUnderscoreIsNotHidden) {
  EXPECT_FALSE(IsHiddenDirectory("_key=1"));
  EXPECT_TRUE(IsHiddenDirectory("_temporary"));
  EXPECT_TRUE(IsHiddenDirectory(".x=1"));
}

}  // namespace
}  // namespace lakeport::hive
