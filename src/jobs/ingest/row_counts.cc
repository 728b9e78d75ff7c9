#include "jobs/ingest/row_counts.h"

#include <string>
#include <string_view>

#include "iceberg/manifest_io.h"

namespace lakeport::ingest {
namespace {

size_t Combine(size_t seed, size_t hash) { return (seed * 0x9e3779b97f4a7c15u) ^ (hash + (seed >> 7)); }

template <typename T>
size_t HashOf(const T& value) {
  return std::hash<T>()(value);
}
size_t HashOf(const iceberg::Decimal& value) {
  return Combine(HashOf(static_cast<int64_t>(value.unscaled >> 64)), HashOf(static_cast<int64_t>(value.unscaled)));
}

size_t HashPartition(const std::vector<iceberg::Value>& partition) {
  size_t hash = partition.size();
  for (const iceberg::Value& value : partition) {
    size_t one = std::visit([](const auto& held) { return HashOf(held); }, value);
    hash = Combine(Combine(hash, value.index()), one);
  }
  return hash;
}

}  // namespace

void RowCounts::Add(const std::vector<iceberg::Value>& partition, int64_t rows, int64_t files) {
  Counts& counts = by_partition_[HashPartition(partition)];
  counts.files += files;
  counts.rows += rows;
  files_ += files;
  rows_ += rows;
}

Status RowCounts::CompareWith(storage::FileIO& io, const std::vector<iceberg::ManifestFile>& manifests) const {
  RowCounts found;
  std::string some_file;
  for (const iceberg::ManifestFile& manifest : manifests) {
    LP_TRY(iceberg::ReadManifest(io, manifest, [&](const iceberg::ManifestEntry& entry) -> Status {
      found.Add(entry.data_file.partition, entry.data_file.metrics.record_count);
      return Ok();
    }));
  }
  if (found.files_ != files_ || found.rows_ != rows_) {
    return Internal("the new manifests hold {} rows in {} files, the source {} in {}", found.rows_, found.files_, rows_,
                    files_);
  }
  if (found.by_partition_ == by_partition_) return Ok();
  return Internal("the new manifests hold as many rows as the source, but not in the same partitions");
}

}  // namespace lakeport::ingest
