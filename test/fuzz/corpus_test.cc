// Replays what the fuzzers have found: each saved input once, without libFuzzer.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "base/testing/source_tree.h"
#include "targets.h"

namespace lakeport::fuzz {
namespace {

struct Target {
  const char* name;
  void (*run)(std::string_view input);
};
void PrintTo(const Target& target, std::ostream* out) { *out << target.name; }

constexpr Target kTargets[] = {
    {"avro_container", AvroContainer},
    {"avro_serde", AvroSerde},
    {"compressed_text", CompressedText},
    {"csv_serde", CsvSerde},
    {"hive_type", HiveType},
    {"json_serde", JsonSerde},
    {"lazy_serde", LazySerde},
    {"manifest", Manifest},
    {"manifest_list", ManifestList},
    {"orc_footer", OrcFooter},
    {"parquet_footer", ParquetFooter},
    {"partition_path", PartitionPath},
    {"regex_serde", RegexSerde},
    {"table_metadata", TableMetadata},
};

std::filesystem::path Corpus() { return SourcePath("test/fuzz/corpus"); }

class CorpusTest : public testing::TestWithParam<Target> {};

TEST_P(CorpusTest, HoldsNoInputThatCrashes) {
  int inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(Corpus() / GetParam().name)) {
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream file(entry.path(), std::ios::binary);
    ASSERT_TRUE(file.good());
    GetParam().run(std::string(std::istreambuf_iterator<char>(file), {}));
    ++inputs;
  }
  EXPECT_GT(inputs, 0);
}

INSTANTIATE_TEST_SUITE_P(Fuzz, CorpusTest, testing::ValuesIn(kTargets),
                         [](const auto& target) { return std::string(target.param.name); });

TEST(CorpusTest, IsReplayedWhole) {
  size_t folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(Corpus())) folders += entry.is_directory();
  EXPECT_EQ(folders, std::size(kTargets));
}

}  // namespace
}  // namespace lakeport::fuzz
