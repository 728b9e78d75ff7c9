#include "formats/table_sum.h"

#include <atomic>

#include <gmock/gmock.h>

#include "formats/testing/adopted_file.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::formats {
namespace {

using testing::HasSubstr;

// Many copies of one file of ten rows.
class TableSumTest : public testing::Test {
 protected:
  RowFile Put(const std::string& name) {
    auto location = Location::Parse("memory://t/" + name).value();
    EXPECT_THAT(storage::WriteFile(io_, location, adopted_.file.bytes(), storage::WriteMode::kReplace), IsOk());
    return {.location = location, .format = adopted_.format, .size = adopted_.file.size(), .row_count = 10};
  }
  TableSumOptions Options() {
    return {.schema = adopted_.schema,
            .mapping = adopted_.mapping,
            .open = [this](const Location& location) { return ++opened_, io_.Open(location); },
            .threads = 3};
  }
  Result<TableChecksum> Sum(const std::vector<RowFile>& files) {
    TableSum sum(Options());
    for (const RowFile& file : files) LP_TRY(sum.Add(file));
    EXPECT_EQ(sum.file_count(), static_cast<int64_t>(files.size()));
    return sum.Finish();
  }

  AdoptedFile adopted_{"groups.parquet"};
  storage::MemoryFileIO io_;
  std::atomic<int> opened_ = 0;
};

TEST_F(TableSumTest, IsTheSumOfItsFiles) {
  auto one = Sum({Put("a")});
  ASSERT_THAT(one, IsOk());
  EXPECT_EQ(one->columns()[0].ToString(), adopted_.expected.at("checksums").at("columns").at("i").get<std::string>());
  auto three = Sum({Put("a"), Put("b"), Put("c")});
  ASSERT_THAT(three, IsOk());
  EXPECT_EQ(three->row_count(), 30);
  EXPECT_EQ(three->columns()[0].sum, one->columns()[0].sum * 3);
}

TEST_F(TableSumTest, HoldsNoMoreThanSomeThousandFiles) {
  RowFile file = Put("a");
  TableSum sum(Options());
  for (int i = 0; i < 3'000; ++i) ASSERT_THAT(sum.Add(file), IsOk());
  EXPECT_GT(opened_, 1'500);
  EXPECT_EQ(sum.Finish()->row_count(), 30'000);
  EXPECT_EQ(opened_, 3'000);
}

TEST_F(TableSumTest, ATableWithoutFilesHasNoRows) {
  auto none = Sum({});
  ASSERT_THAT(none, IsOk());
  EXPECT_EQ(none->row_count(), 0);
}

TEST_F(TableSumTest, AConstantOfAnotherTypeIsDamage) {
  RowFile file = Put("a");
  file.constants = {{1, std::string("7")}};
  auto failed = Sum({file});
  ASSERT_THAT(failed, FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(failed.error().message(), HasSubstr("column \"i\" is no int"));
  file.constants = {{1, int32_t{7}}};
  EXPECT_EQ(Sum({file})->columns()[0].count, 10);
}

TEST_F(TableSumTest, WhichColumnIsWhichIsNotGuessed) {
  auto options = Options();
  options.mapping.clear();
  TableSum sum(std::move(options));
  ASSERT_THAT(sum.Add(Put("a")), IsOk());
  auto failed = sum.Finish();
  ASSERT_THAT(failed, FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(failed.error().message(), HasSubstr("memory://t/a has no field ids"));
}

TEST_F(TableSumTest, TheFirstBadFileIsNamed) {
  RowFile missing{.location = Location::Parse("memory://t/none").value()};
  auto failed = Sum({Put("a"), missing, Put("b")});
  EXPECT_THAT(failed, FailsWith(ErrorKind::kNotFound));
  RowFile short_of_rows = Put("short");
  short_of_rows.row_count = 11;
  failed = Sum({Put("a"), short_of_rows, missing});
  ASSERT_THAT(failed, FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(failed.error().message(), HasSubstr("memory://t/short has 10 rows, and not 11"));
  RowFile other_size = Put("size");
  *other_size.size += 1;
  EXPECT_THAT(Sum({other_size}), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(TableSumTest, StopsWhenItIsAsked) {
  std::stop_source stop;
  stop.request_stop();
  auto options = Options();
  options.stop = stop.get_token();
  TableSum sum(std::move(options));
  ASSERT_THAT(sum.Add(Put("a")), IsOk());
  EXPECT_THAT(sum.Finish(), FailsWith(ErrorKind::kCancelled));
}

TEST(RowFileTest, OnlyIdentityFieldsSayWhatAColumnHolds) {
  iceberg::PartitionSpec spec{.fields = {{1, 1000, "day", {}},
                                         {2, 1001, "bucket", iceberg::Transform::Parse("bucket[4]")},
                                         {3, 1002, "gone", {}}}};
  iceberg::DataFile file{.file_path = "memory://t/f",
                         .partition = {std::string("monday"), int32_t{3}, iceberg::Value()},
                         .file_size_in_bytes = 7,
                         .metrics = {.record_count = 5}};
  auto rows = ToRowFile(file, spec);
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ(rows->constants, (std::map<int32_t, iceberg::Value>{{1, std::string("monday")}, {3, iceberg::Value()}}));
  EXPECT_EQ(rows->size, 7);
  EXPECT_EQ(rows->row_count, 5);
  file.file_path = "a/../b";
  EXPECT_THAT(ToRowFile(file, spec), FailsWith(ErrorKind::kInvalidArgument));
}

}  // namespace
}  // namespace lakeport::formats
