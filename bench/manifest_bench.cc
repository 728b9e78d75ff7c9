// Manifest entries a second of CPU time, on one thread: written as an append writes them (rolled at 8 MB, to local
// disk), and read.
#include <filesystem>
#include <string>

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "iceberg/manifest_io.h"
#include "iceberg/rolling_manifests.h"
#include "storage/local_file_io.h"

namespace lakeport::iceberg {
namespace {

// A table of `columns` bigint columns, by day.
ManifestHeader Table(int32_t columns) {
  std::vector<NestedField> fields{{.id = 1, .name = "day", .type = Type::Primitive(TypeId::kDate)}};
  for (int32_t id = 2; id <= columns; ++id) {
    fields.push_back({.id = id, .name = fmt::format("c{}", id), .type = Type::Primitive(TypeId::kLong)});
  }
  ManifestHeader header{.schema = Schema(0, std::move(fields))};
  header.spec.fields = {{.source_id = 1, .field_id = 1000, .name = "day", .transform = {}}};
  return header;
}

// The `number`th file: sizes, counts and bounds for every column, as a Parquet footer gives them.
ManifestEntry Entry(int64_t number, int32_t columns) {
  auto day = static_cast<int32_t>(19'000 + number / 50);
  ManifestEntry entry{.snapshot_id = 1'234'567'890'123};
  entry.data_file = {
      .file_path = fmt::format("abfss://lake@account.dfs.core.windows.net/sales/orders/day={}/{:06}_0", day, number),
      .partition = {day},
      .file_size_in_bytes = 50'000'000 + number * 977,
      .metrics = {.record_count = 1'000'000 + number % 1'000},
      .split_offsets = {4},
      .sort_order_id = 0};
  Metrics& metrics = entry.data_file.metrics;
  TypePtr bigint = Type::Primitive(TypeId::kLong);
  for (int32_t id = 2; id <= columns; ++id) {
    metrics.column_sizes[id] = 4'000'000 + number * id % 65'536;
    metrics.value_counts[id] = metrics.record_count;
    metrics.null_value_counts[id] = number % 7;
    metrics.lower_bounds[id] = EncodeValue(*bigint, number * id);
    metrics.upper_bounds[id] = EncodeValue(*bigint, number * id + 1'000'000);
  }
  return entry;
}

struct Folder {
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path = std::filesystem::temp_directory_path() / fmt::format("manifest_bench.{}", ::getpid());
};

double PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::vector<ManifestFile> Write(storage::FileIO& io, const Folder& folder, const std::vector<ManifestEntry>& entries,
                                int64_t count, int32_t columns, const std::string& name) {
  RollingManifests manifests(io, Table(columns),
                             {.folder = Location::Parse(folder.path.string()).value(),
                              .commit_uuid = name,
                              .snapshot_id = 1'234'567'890'123,
                              .target_bytes = 8 << 20});
  bool ok = true;
  for (int64_t i = 0; i < count; ++i) ok = ok && manifests.Add(entries[static_cast<size_t>(i) % entries.size()]).ok();
  if (!ok || !manifests.Close().ok()) std::abort();
  return manifests.manifests();
}

std::vector<ManifestEntry> Entries(int64_t count, int32_t columns) {
  std::vector<ManifestEntry> entries;
  for (int64_t i = 0; i < count; ++i) entries.push_back(Entry(i, columns));
  return entries;
}

void WriteManifests(benchmark::State& state) {
  Folder folder;
  auto io = storage::MakeLocalFileIO();
  auto columns = static_cast<int32_t>(state.range(0));
  auto entries = Entries(5'000, columns);
  int64_t bytes = 0;
  int round = 0;
  for (auto _ : state) {
    for (const auto& manifest : Write(*io, folder, entries, state.range(1), columns, std::to_string(round++))) {
      bytes += manifest.manifest_length;
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(1));
  state.SetBytesProcessed(bytes);
  state.counters["peak_MB"] = PeakMegabytes();
}
BENCHMARK(WriteManifests)
    ->ArgNames({"columns", "entries"})
    ->Args({10, 100'000})
    ->Args({10, 1'000'000})
    ->Args({100, 20'000})
    ->Unit(benchmark::kMillisecond);

void ReadManifests(benchmark::State& state) {
  Folder folder;
  auto io = storage::MakeLocalFileIO();
  auto columns = static_cast<int32_t>(state.range(0));
  auto manifests = Write(*io, folder, Entries(5'000, columns), state.range(1), columns, "read");
  for (auto _ : state) {
    int64_t records = 0;
    for (const auto& manifest : manifests) {
      auto count = [&records](const ManifestEntry& entry) {
        return records += entry.data_file.metrics.record_count, Ok();
      };
      if (!ReadManifest(*io, manifest, count).ok()) std::abort();
    }
    benchmark::DoNotOptimize(records);
  }
  state.SetItemsProcessed(state.iterations() * state.range(1));
  state.counters["peak_MB"] = PeakMegabytes();
}
BENCHMARK(ReadManifests)
    ->ArgNames({"columns", "entries"})
    ->Args({10, 100'000})
    ->Args({100, 20'000})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lakeport::iceberg
