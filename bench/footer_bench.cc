// Footers a second of CPU time, on one thread: a file on local disk opened, its footer read and turned into the metrics
// of a manifest entry. The files are the tests' own, by Hive, Spark and Arrow; they come from the page cache.
#include <fstream>
#include <iterator>
#include <string>

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "base/json.h"
#include "base/testing/source_tree.h"
#include "formats/footer.h"
#include "iceberg/schema_json.h"
#include "storage/local_file_io.h"

namespace lakeport::formats {
namespace {

struct Adopted {
  iceberg::FileFormat format;
  Location location;
  iceberg::Schema schema;
  iceberg::NameMapping mapping;
};

Adopted Load(const std::string& name) {
  auto path = SourcePath("src/formats/test/fixtures/" + name);
  std::ifstream file(path + ".json");
  auto described = ParseJson(std::string(std::istreambuf_iterator<char>(file), {}), name).value();
  auto format = name.ends_with(".orc") ? iceberg::FileFormat::kOrc : iceberg::FileFormat::kParquet;
  return {format, Location::Parse(path).value(), iceberg::SchemaFromJson(described.at("schema")).value(),
          iceberg::ParseNameMapping(described.at("name-mapping").dump()).value()};
}

double PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void ReadFooters(benchmark::State& state, const std::string& name) {
  auto adopted = Load(name);
  auto io = storage::MakeLocalFileIO();
  for (auto _ : state) {
    auto file = io->Open(adopted.location);
    if (!file.ok()) std::abort();
    auto footer = ReadFooter(adopted.format, **file);
    if (!footer.ok()) std::abort();
    auto metrics = ComputeMetrics(*footer, adopted.schema, adopted.mapping);
    benchmark::DoNotOptimize(metrics);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["peak_MB"] = PeakMegabytes();
}

BENCHMARK_CAPTURE(ReadFooters, parquet_of_hive, std::string("hive.parquet"));
BENCHMARK_CAPTURE(ReadFooters, parquet_of_spark, std::string("spark_micros.parquet"));
BENCHMARK_CAPTURE(ReadFooters, parquet_of_five_row_groups, std::string("groups.parquet"));
BENCHMARK_CAPTURE(ReadFooters, parquet_of_105_columns, std::string("wide.parquet"));
BENCHMARK_CAPTURE(ReadFooters, orc_of_hive, std::string("hive.orc"));
BENCHMARK_CAPTURE(ReadFooters, orc_of_spark, std::string("spark.orc"));
BENCHMARK_CAPTURE(ReadFooters, orc_of_105_columns, std::string("wide.orc"));

}  // namespace
}  // namespace lakeport::formats
