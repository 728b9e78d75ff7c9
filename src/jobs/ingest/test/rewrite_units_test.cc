#include "jobs/ingest/rewrite_units.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr int64_t kMb = 1 << 20;

std::shared_ptr<const SourcePartition> Partition(hive::StorageFormat format) {
  return std::make_shared<SourcePartition>(
      SourcePartition{.path = "", .values = {}, .format = format, .location = *Location::Parse("/warehouse/t")});
}

RewriteFile File(const std::shared_ptr<const SourcePartition>& partition, int64_t size) {
  return {.source = {{.location = *Location::Parse("/warehouse/t/f"), .size = size}, partition}, .mapping = {}};
}

std::vector<int64_t> Sizes(const std::vector<RewriteUnit>& units) {
  std::vector<int64_t> sizes;
  for (const auto& unit : units) sizes.push_back(unit.bytes / kMb);
  return sizes;
}

TEST(RewriteUnitsTest, SmallFilesOfOnePartitionGoTogether) {
  auto one = Partition(hive::StorageFormat::kOrc);
  auto other = Partition(hive::StorageFormat::kOrc);
  auto units =
      MakeUnits({File(one, 10 * kMb), File(one, 10 * kMb), File(one, 10 * kMb), File(other, 10 * kMb)}, 64 * kMb);
  EXPECT_THAT(Sizes(units), ElementsAre(30, 10));
}

TEST(RewriteUnitsTest, ABigFileIsSplitWithoutGapsWhereItCanBe) {
  auto units = MakeUnits({File(Partition(hive::StorageFormat::kParquet), 200 * kMb)}, 64 * kMb);
  ASSERT_THAT(units, SizeIs(3));
  int64_t end = 0;
  for (const auto& unit : units) {
    ASSERT_THAT(unit.parts, SizeIs(1));
    EXPECT_EQ(unit.parts[0].range.begin, end);
    end = unit.parts[0].range.end;
  }
  EXPECT_EQ(end, formats::FileRange().end);
  EXPECT_THAT(MakeUnits({File(Partition(hive::StorageFormat::kOrc), 200 * kMb)}, 64 * kMb), SizeIs(1));
}

TEST(RewriteUnitsTest, ManyFilesAreSharedOut) {
  auto partition = Partition(hive::StorageFormat::kOrc);
  std::vector<RewriteFile> files(10, File(partition, 20 * kMb));
  EXPECT_THAT(Sizes(MakeUnits(files, 64 * kMb)), ElementsAre(60, 60, 60, 20));
}

}  // namespace
}  // namespace lakeport::ingest
