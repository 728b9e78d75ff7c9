#include "iceberg/snapshot_summary.h"

#include <charconv>
#include <optional>

#include "iceberg/value.h"

namespace lakeport::iceberg {
namespace {

std::optional<int64_t> ParseTotal(const std::string& text) {
  int64_t total = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), total);
  if (error != std::errc() || end != text.data() + text.size() || total < 0) return std::nullopt;
  return total;
}

// Adds to `summary` the parent's total and what came to it.
void AddTotal(const char* key, int64_t added, const Snapshot* parent, Summary* summary) {
  std::string before = "0";
  if (parent != nullptr) before = FindSummary(*parent, key).value_or("");
  auto total = ParseTotal(before);
  if (!total || __builtin_add_overflow(*total, added, &*total) || *total < 0) return;
  summary->emplace_back(key, std::to_string(*total));
}

void AddCount(const char* key, int64_t count, Summary* summary) {
  if (count > 0) summary->emplace_back(key, std::to_string(count));
}

}  // namespace

std::string PartitionKey(const Type& partition, const std::vector<Value>& values) {
  std::string key;
  for (size_t i = 0; i < partition.fields().size(); ++i) {
    if (IsNull(values[i])) {
      key += '-';
      continue;
    }
    std::string bytes = EncodeValue(*partition.fields()[i].type, values[i]);
    key += fmt::format("{}:", bytes.size()) + bytes;
  }
  return key;
}

void SnapshotSummary::Add(const DataFile& file) {
  ++files_;
  records_ += file.metrics.record_count;
  bytes_ += file.file_size_in_bytes;
  partitions_.insert(PartitionKey(*partition_, file.partition));
}

Summary SnapshotSummary::Make(const Summary& first, const ManifestCounts& manifests, const RemovedFiles& removed,
                              const Snapshot* parent) const {
  Summary summary = first;
  summary.emplace_back("manifests-created", std::to_string(manifests.created));
  summary.emplace_back("manifests-kept", std::to_string(manifests.kept));
  summary.emplace_back("manifests-replaced", std::to_string(manifests.replaced));
  AddCount("added-data-files", files_, &summary);
  AddCount("deleted-data-files", removed.files, &summary);
  AddCount("added-records", records_, &summary);
  AddCount("deleted-records", removed.records, &summary);
  AddCount("added-files-size", bytes_, &summary);
  AddCount("removed-files-size", removed.bytes, &summary);
  auto changed = partitions_;
  changed.insert(removed.partitions.begin(), removed.partitions.end());
  summary.emplace_back("changed-partition-count", std::to_string(changed.size()));
  AddTotal("total-records", records_ - removed.records, parent, &summary);
  AddTotal("total-files-size", bytes_ - removed.bytes, parent, &summary);
  AddTotal("total-data-files", files_ - removed.files, parent, &summary);
  AddTotal("total-delete-files", 0, parent, &summary);
  AddTotal("total-position-deletes", 0, parent, &summary);
  AddTotal("total-equality-deletes", 0, parent, &summary);
  return summary;
}

}  // namespace lakeport::iceberg
