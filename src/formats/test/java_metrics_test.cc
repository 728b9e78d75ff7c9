#include <map>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "formats/testing/adopted_file.h"

namespace lakeport::formats {
namespace {

std::string Hex(const std::string& bytes) {
  std::string text;
  for (char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

Json ToJson(const std::map<int32_t, int64_t>& counts) {
  Json json = Json::object();
  for (const auto& [id, count] : counts) json[std::to_string(id)] = count;
  return json;
}

Json ToJson(const std::map<int32_t, std::string>& bounds) {
  Json json = Json::object();
  for (const auto& [id, bound] : bounds) json[std::to_string(id)] = Hex(bound);
  return json;
}

Json ToJson(const iceberg::Metrics& metrics) {
  return {{"record-count", metrics.record_count},
          {"column-sizes", ToJson(metrics.column_sizes)},
          {"value-counts", ToJson(metrics.value_counts)},
          {"null-value-counts", ToJson(metrics.null_value_counts)},
          {"nan-value-counts", ToJson(metrics.nan_value_counts)},
          {"lower-bounds", ToJson(metrics.lower_bounds)},
          {"upper-bounds", ToJson(metrics.upper_bounds)}};
}

class JavaMetricsTest : public testing::TestWithParam<std::string> {};

TEST_P(JavaMetricsTest, AreTheSameForAnAdoptedFile) {
  AdoptedFile adopted(GetParam());
  auto footer = ReadFooter(adopted.format, adopted.file);
  ASSERT_THAT(footer, IsOk());
  auto metrics = ToJson(ComputeMetrics(*footer, adopted.schema, adopted.mapping));
  for (const auto& [map, expected] : adopted.expected.at("metrics").items())
    EXPECT_EQ(metrics.at(map), expected) << map;
}

INSTANTIATE_TEST_SUITE_P(Fixtures, JavaMetricsTest, testing::ValuesIn(AdoptedFileNames()), AdoptedFileTestName);

}  // namespace
}  // namespace lakeport::formats
