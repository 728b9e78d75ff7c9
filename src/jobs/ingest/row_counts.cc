#include "jobs/ingest/row_counts.h"

#include <string>

#include "base/utf8.h"
#include "iceberg/manifest_io.h"
#include "jobs/ingest/counted.h"
#include "jobs/ingest/partition_hash.h"

namespace lakeport::ingest {
namespace {

// "day=2024-01-01/region=null"
std::string Describe(const iceberg::Type& partition, const std::vector<iceberg::Value>& values) {
  std::string text;
  for (size_t i = 0; i < values.size() && i < partition.fields().size(); ++i) {
    const iceberg::NestedField& field = partition.fields()[i];
    Json value = iceberg::IsNull(values[i]) ? Json() : iceberg::ValueToJson(*field.type, values[i]);
    text += fmt::format("{}{}={}", text.empty() ? "" : "/", field.name,
                        value.is_string() ? value.get<std::string>() : FormatJson(value));
  }
  return Printable(text);
}

}  // namespace

void RowCounts::Add(const std::vector<iceberg::Value>& partition, int64_t rows, int64_t files) {
  Counts& counts = by_partition_[HashPartition(partition)];
  if (counts.partition.empty()) counts.partition = partition;
  counts.files += files;
  counts.rows += rows;
  files_ += files;
  rows_ += rows;
}

Status RowCounts::CompareWith(storage::FileIO& io, const std::vector<iceberg::ManifestFile>& manifests,
                              const iceberg::Type& partition) const {
  RowCounts found;
  for (const iceberg::ManifestFile& manifest : manifests) {
    LP_TRY(iceberg::ReadManifest(io, manifest, [&](const iceberg::ManifestEntry& entry) -> Status {
      if (entry.status != iceberg::ManifestStatus::kAdded) return Ok();
      found.Add(entry.data_file.partition, entry.data_file.metrics.record_count);
      return Ok();
    }));
  }
  LP_TRY(Compare(by_partition_, found, partition));
  return Compare(found.by_partition_, found, partition);
}

// Looks up each partition of `these` on both sides.
Status RowCounts::Compare(const ByPartition& these, const RowCounts& found, const iceberg::Type& partition) const {
  auto counts_of = [](const ByPartition& all, size_t key) {
    auto one = all.find(key);
    return one == all.end() ? Counts() : one->second;
  };
  for (const auto& [key, counts] : these) {
    Counts source = counts_of(by_partition_, key), target = counts_of(found.by_partition_, key);
    if (source.files == target.files && source.rows == target.rows) continue;
    std::string where = counts.partition.empty() ? "" : "partition " + Describe(partition, counts.partition) + ": ";
    return Internal("{}the source has {} in {}, the new manifests {} in {}", where, Counted(source.rows, "row"),
                    Counted(source.files, "file"), target.rows, target.files);
  }
  return Ok();
}

}  // namespace lakeport::ingest
