#include "hive/directory_source.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "hive/test/warehouse.h"

namespace lakeport::hive {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::unique_ptr<Source> Open(Warehouse& warehouse, const std::string& types = "infer") {
  return MakeDirectorySource(warehouse.TakeIo(), *Location::Parse("file:///w"), *ParsePartitionTypes(types));
}

std::vector<Partition> Partitions(Source& source, const Table& table) {
  std::vector<Partition> all;
  EXPECT_THAT(source.VisitPartitions(table,
                                     [&](const std::vector<Partition>& batch) {
                                       EXPECT_LE(batch.size(), 1'000u);
                                       all.insert(all.end(), batch.begin(), batch.end());
                                       return Ok();
                                     }),
              IsOk());
  return all;
}

// "month int" of a one-key table `db.t` with these partition directories.
std::string KeyOf(const std::vector<std::string>& directories, const std::string& types = "infer") {
  Warehouse warehouse;
  for (const auto& directory : directories) warehouse.Add("db.db/t/" + directory + "/f.parquet");
  auto table = Open(warehouse, types)->GetTable("db", "t");
  if (!table.ok()) return table.error().ToString();
  if (table->partition_keys.size() != 1) return fmt::format("{} keys", table->partition_keys.size());
  return table->partition_keys[0].name + " " + table->partition_keys[0].type;
}

TEST(DirectorySourceTest, DatabasesAreFoldersNamedDb) {
  Warehouse warehouse;
  warehouse.Add("b.db/t/f.parquet").Add("a.db/t/f.parquet").Add("_x.db/t/f").Add(".db/t/f").Add("notes.txt");
  EXPECT_THAT(*Open(warehouse)->ListDatabases(), ElementsAre("a", "b"));
}

TEST(DirectorySourceTest, TablesAtTheRootThatHoldDataFilesAreTheDefaultDatabase) {
  Warehouse warehouse;
  warehouse.Add("a.db/t/f.parquet").Add("flights/month=1/f.parquet").Add("hollow/_SUCCESS");
  auto source = Open(warehouse);
  EXPECT_THAT(*source->ListDatabases(), ElementsAre("a", "default"));
  EXPECT_THAT(*source->ListTables("default"), ElementsAre("flights"));
  EXPECT_EQ(source->GetTable("default", "flights")->location, "file:///w/flights");
}

TEST(DirectorySourceTest, TablesAreTheFoldersOfADatabaseEmptyOnesToo) {
  Warehouse warehouse;
  warehouse.Add("a.db/t2/f.parquet").Add("a.db/t1/_SUCCESS").Add("a.db/.hive-staging/x").Add("a.db/_tmp/x");
  EXPECT_THAT(*Open(warehouse)->ListTables("a"), ElementsAre("t1", "t2"));
}

TEST(DirectorySourceTest, AMissingRootDatabaseOrTableIsNotFoundAndNamed) {
  Warehouse nothing;
  EXPECT_THAT(Open(nothing)->ListDatabases(), FailsWith(ErrorKind::kNotFound));
  Warehouse warehouse;
  warehouse.Add("a.db/t/f.parquet");
  auto source = Open(warehouse);
  auto tables = source->ListTables("b");
  ASSERT_THAT(tables, FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(tables.error().message(), HasSubstr("file:///w/b.db"));
  EXPECT_THAT(source->GetTable("a", "u"), FailsWith(ErrorKind::kNotFound));
}

TEST(DirectorySourceTest, NamesThatWouldLeaveTheWarehouseAreRefused) {
  Warehouse warehouse;
  warehouse.Add("a.db/t/f.parquet").Add("secret/f.parquet");
  auto source = Open(warehouse);
  for (const char* name : {"../secret", "..", ".", "", "t/..", "_hidden", "x\ny"}) {
    EXPECT_THAT(source->GetTable("a", name), FailsWith(ErrorKind::kInvalidArgument)) << name;
  }
  EXPECT_THAT(source->GetTable("../a", "t"), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(source->ListTables("a.db/../b"), FailsWith(ErrorKind::kInvalidArgument));
}

TEST(DirectorySourceTest, FormatComesFromTheExtensionOrElseTheMagic) {
  Warehouse warehouse;
  warehouse.Add("a.db/p/_SUCCESS").Add("a.db/p/x.parquet", "?").Add("a.db/o/000000_0", "ORC...");
  warehouse.Add("a.db/v/k=1/000000_0", std::string("Obj\x01")).Add("a.db/u/data.bin", "?").Add("a.db/e/empty", "");
  auto source = Open(warehouse);
  EXPECT_EQ(source->GetTable("a", "p")->format, StorageFormat::kParquet);
  EXPECT_EQ(source->GetTable("a", "o")->format, StorageFormat::kOrc);
  EXPECT_EQ(source->GetTable("a", "v")->format, StorageFormat::kAvro);
  EXPECT_EQ(source->GetTable("a", "u")->format, StorageFormat::kUnknown);
  EXPECT_EQ(source->GetTable("a", "e")->format, StorageFormat::kUnknown);
}

TEST(DirectorySourceTest, ColumnsAreLeftToTheFootersAndThereAreNoParameters) {
  Warehouse warehouse;
  warehouse.Add("a.db/t/x.parquet");
  auto table = Open(warehouse)->GetTable("a", "t");
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(table->columns, IsEmpty());
  EXPECT_THAT(table->partition_keys, IsEmpty());
  EXPECT_THAT(table->parameters, IsEmpty());
}

TEST(DirectorySourceTest, PartitionsOfSeveralKeysComeUnescapedWithNulls) {
  Warehouse warehouse;
  warehouse.Add("a.db/t/Day=2024-01-02/city=a%2Fb/f.parquet");
  warehouse.Add("a.db/t/Day=2024-01-01/city=__HIVE_DEFAULT_PARTITION__/f.parquet");
  auto source = Open(warehouse);
  auto table = source->GetTable("a", "t");
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->partition_keys[0].name, "day");
  EXPECT_EQ(table->partition_keys[0].type, "date");
  EXPECT_EQ(table->partition_keys[1].type, "string");
  auto partitions = Partitions(*source, *table);
  ASSERT_EQ(partitions.size(), 2u);
  EXPECT_THAT(partitions[0].values, ElementsAre("2024-01-01", std::nullopt));
  EXPECT_THAT(partitions[1].values, ElementsAre("2024-01-02", "a/b"));
  EXPECT_EQ(partitions[1].location, "file:///w/a.db/t/Day=2024-01-02/city=a%2Fb");
  EXPECT_EQ(partitions[1].format, StorageFormat::kParquet);
}

TEST(DirectorySourceTest, P6KeysAreTypedOnlyWhenEveryValueSurvivesIt) {
  EXPECT_EQ(KeyOf({"month=1", "month=12", "month=__HIVE_DEFAULT_PARTITION__"}), "month int");
  EXPECT_EQ(KeyOf({"month=01", "month=12"}), "month string");
  EXPECT_EQ(KeyOf({"id=1", "id=4000000000"}), "id bigint");
  EXPECT_EQ(KeyOf({"id=1", "id=99999999999999999999"}), "id string");
  EXPECT_EQ(KeyOf({"day=2024-01-01", "day=2024-02-29"}), "day date");
  EXPECT_EQ(KeyOf({"day=2024-01-01", "day=2023-02-29"}), "day string");
  EXPECT_EQ(KeyOf({"x=1", "x=2024-01-01"}), "x string");
  EXPECT_EQ(KeyOf({"x=__HIVE_DEFAULT_PARTITION__"}), "x string");
  EXPECT_EQ(KeyOf({"x=-1", "x=0"}), "x int");
  EXPECT_EQ(KeyOf({"x=-0"}), "x string");
}

TEST(DirectorySourceTest, TypesOfKeysMayBeGiven) {
  EXPECT_EQ(KeyOf({"month=1"}, "string"), "month string");
  EXPECT_EQ(KeyOf({"month=01"}, "Month=INT"), "month int");
  EXPECT_EQ(KeyOf({"amount=1.50"}, "x=int,amount=decimal(5%2C2)"), "amount decimal(5,2)");
  EXPECT_THAT(ParsePartitionTypes("month"), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(ParsePartitionTypes("month=wat"), FailsWith(ErrorKind::kInvalidArgument));
}

TEST(DirectorySourceTest, DirectoriesThatDisagreeOnTheKeysAreCorrupt) {
  EXPECT_THAT(KeyOf({"a=1", "b=1"}), HasSubstr("\"a=...\" is expected in file:///w/db.db/t"));
  EXPECT_THAT(KeyOf({"a=1", "misc"}), HasSubstr("CorruptData: directory file:///w/db.db/t/misc is no partition"));
}

TEST(DirectorySourceTest, ADataFileBesidePartitionsIsNotPassedOver) {
  Warehouse warehouse;
  warehouse.Add("a.db/t/day=1/f.parquet").Add("a.db/t/lost.parquet").Add("a.db/t/_SUCCESS");
  auto table = Open(warehouse)->GetTable("a", "t");
  ASSERT_THAT(table, FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(table.error().message(), HasSubstr("lost.parquet lies beside partition directories"));
}

TEST(DirectorySourceTest, TenThousandPartitionsComeInBatches) {
  Warehouse warehouse;
  for (int i = 0; i < 10'000; ++i) warehouse.Add(fmt::format("a.db/t/p={:05}/f.parquet", i));
  auto source = Open(warehouse, "string");
  auto table = source->GetTable("a", "t");
  ASSERT_THAT(table, IsOk());
  auto partitions = Partitions(*source, *table);
  EXPECT_EQ(partitions.size(), 10'000u);
  EXPECT_EQ(partitions.back().values[0], "09999");
}

TEST(DirectorySourceTest, AnErrorFromTheVisitorEndsTheVisit) {
  Warehouse warehouse;
  warehouse.Add("a.db/t/p=1/f.parquet");
  auto source = Open(warehouse);
  EXPECT_THAT(source->VisitPartitions(*source->GetTable("a", "t"),
                                      [](const std::vector<Partition>&) { return Status(Timeout("enough")); }),
              FailsWith(ErrorKind::kTimeout));
}

TEST(DirectorySourceTest, TablesOfOtherFormatsAreGivenAway) {
  Warehouse warehouse;
  warehouse.Add("a.db/ice/metadata/00000-x.metadata.json").Add("a.db/ice/data/f.parquet");
  warehouse.Add("a.db/delta/_delta_log/0.json").Add("a.db/delta/f.parquet").Add("a.db/hudi/.hoodie/h");
  warehouse.Add("a.db/plain/metadata/f.parquet");
  auto source = Open(warehouse);
  EXPECT_EQ(source->GetTable("a", "ice")->parameters["table_type"], "ICEBERG");
  EXPECT_EQ(source->GetTable("a", "delta")->parameters["spark.sql.sources.provider"], "delta");
  EXPECT_EQ(source->GetTable("a", "hudi")->parameters["spark.sql.sources.provider"], "hudi");
  EXPECT_THAT(source->GetTable("a", "plain")->parameters, IsEmpty());
}

}  // namespace
}  // namespace lakeport::hive
