#include "formats/checksum.h"

#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "formats/testing/adopted_file.h"

namespace lakeport::formats {
namespace {

// Iceberg's Java reader takes a fraction of a second before 1970 for one in the second before, in files that ORC's C++
// library wrote.
const std::set<std::string> kMisreadByJava = {"values.orc ts", "values.orc tz"};
// Not in the years that nanoseconds reach.
const std::set<std::string> kOutOfReach = {"hive_old_dates.orc", "spark_old_dates.orc"};

class SparkChecksumTest : public testing::TestWithParam<std::string> {};

TEST_P(SparkChecksumTest, IsTheSameForAnAdoptedFile) {
  AdoptedFile adopted(GetParam());
  auto reader = OpenRowReader(adopted.format, std::make_shared<MemoryFile>(adopted.file.bytes()),
                              {.schema = adopted.schema, .mapping = adopted.mapping, .batch_rows = 3});
  ASSERT_THAT(reader, IsOk());
  auto checksum = ChecksumRows(**reader);
  if (kOutOfReach.contains(adopted.name)) {
    EXPECT_THAT(checksum, FailsWith(ErrorKind::kUnsupported));
    return;
  }
  ASSERT_THAT(checksum, IsOk());
  const auto& expected = adopted.expected.at("checksums");
  EXPECT_EQ(checksum->row_count(), expected.at("rows").get<int64_t>());
  const auto& fields = adopted.schema.fields();
  for (size_t i = 0; i < checksum->columns().size(); ++i) {
    if (kMisreadByJava.contains(adopted.name + " " + fields[i].name)) continue;
    EXPECT_EQ(checksum->columns()[i].ToString(), expected.at("columns").at(fields[i].name).get<std::string>())
        << fields[i].name;
  }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, SparkChecksumTest, testing::ValuesIn(AdoptedFileNames()), AdoptedFileTestName);

TEST(ChecksumTest, PartsAddUp) {
  AdoptedFile adopted("groups.parquet");
  auto checksum = [&](int64_t batch_rows) {
    auto reader = OpenRowReader(adopted.format, std::make_shared<MemoryFile>(adopted.file.bytes()),
                                {.schema = adopted.schema, .mapping = adopted.mapping, .batch_rows = batch_rows});
    return ChecksumRows(**reader).value();
  };
  TableChecksum twice = checksum(1);
  TableChecksum sum;
  sum.Add(checksum(100));
  EXPECT_EQ(sum, twice);
  sum.Add(checksum(100));
  twice.Add(checksum(3));
  EXPECT_EQ(sum, twice);
}

TEST(ChecksumTest, IsWrittenAsCountAndSum) {
  EXPECT_EQ((ColumnChecksum{.count = 3, .sum = 0xab}).ToString(), "3:00000000000000ab");
}

}  // namespace
}  // namespace lakeport::formats
