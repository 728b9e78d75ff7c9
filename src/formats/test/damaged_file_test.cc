#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "formats/testing/adopted_file.h"

namespace lakeport::formats {
namespace {

// Whatever comes of it, it comes as a result. What reads is used to the end.
void ReadAll(const AdoptedFile& adopted, const std::string& bytes) {
  auto footer = ReadFooter(adopted.format, MemoryFile(bytes));
  if (!footer.ok()) return;
  auto metrics = ComputeMetrics(*footer, adopted.schema, adopted.mapping);
  EXPECT_EQ(metrics.record_count, footer->record_count);
  static_cast<void>(CompareSchemas(*footer, adopted.schema, adopted.mapping));
}

size_t FooterOf(const std::string& bytes) { return bytes.size() > 2500 ? bytes.size() - 2500 : 0; }

class DamagedFileTest : public testing::TestWithParam<std::string> {};

TEST_P(DamagedFileTest, CutShortAnywhereItIsCorrupt) {
  AdoptedFile adopted(GetParam());
  const auto& bytes = adopted.file.bytes();
  size_t step = bytes.size() < 2000 ? 1 : 7;
  for (size_t size = 0; size < bytes.size(); size += step) {
    EXPECT_THAT(ReadFooter(adopted.format, MemoryFile(bytes.substr(0, size))), FailsWith(ErrorKind::kCorruptData))
        << size;
  }
}

TEST_P(DamagedFileTest, WithOneBitChangedAnywhereItDoesNotCrash) {
  AdoptedFile adopted(GetParam());
  auto bytes = adopted.file.bytes();
  for (size_t i = FooterOf(bytes); i < bytes.size(); ++i) {
    char whole = bytes[i];
    bytes[i] = static_cast<char>(whole ^ (1 << (i % 8)));
    ReadAll(adopted, bytes);
    bytes[i] = whole;
  }
}

TEST_P(DamagedFileTest, WithOneByteAsLargeAsItGetsItDoesNotCrash) {
  AdoptedFile adopted(GetParam());
  auto bytes = adopted.file.bytes();
  for (size_t i = FooterOf(bytes); i < bytes.size(); ++i) {
    char whole = bytes[i];
    bytes[i] = '\xff';
    ReadAll(adopted, bytes);
    bytes[i] = whole;
  }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, DamagedFileTest,
                         testing::Values("hive.parquet", "groups.parquet", "lists.parquet", "hive.orc",
                                         "hive_plain.orc", "iceberg.orc", "values.orc", "no_rows.orc"),
                         AdoptedFileTestName);

}  // namespace
}  // namespace lakeport::formats
