#include <filesystem>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/testing/source_tree.h"
#include "formats/test/serde_table.h"

namespace lakeport::formats {
namespace {

std::vector<std::string> SerdeFixtures() {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(SourcePath("src/formats/test/fixtures/serde"))) {
    if (entry.path().extension() == ".json") names.insert(entry.path().stem().string());
  }
  return {names.begin(), names.end()};
}

class SerdeSparkTest : public testing::TestWithParam<std::string> {};

TEST_P(SerdeSparkTest, ReadsWhatSparkReads) {
  SerdeTable table(GetParam());
  auto rows = table.Read(table.bytes, table.schema(), 3);
  if (table.described.contains("fails")) {
    EXPECT_FALSE(rows.ok()) << "Spark: " << table.described.at("fails");
    return;
  }
  ASSERT_THAT(rows, IsOk());
  const Json expected = table.expected();
  ASSERT_EQ(rows->size(), expected.size());
  for (size_t i = 0; i < rows->size(); ++i) EXPECT_EQ((*rows)[i].dump(), expected[i].dump()) << "row " << i;
}

INSTANTIATE_TEST_SUITE_P(Fixtures, SerdeSparkTest, testing::ValuesIn(SerdeFixtures()), AdoptedFileTestName);

}  // namespace
}  // namespace lakeport::formats
