#include "jobs/ingest/accounting.h"

namespace lakeport::ingest {

void CountListed(const ListedPartition& partition, hive::NestedFiles nested, protocol::FileCounts& counts) {
  const hive::FileListing& files = partition.files;
  counts.listed += static_cast<int64_t>(files.files.size() + files.skipped.size());
  for (const auto& skipped : files.skipped) counts.skipped[std::string(hive::ToString(skipped.reason))] += 1;
  if (nested == hive::NestedFiles::kTake || files.nested.empty()) return;
  counts.listed += static_cast<int64_t>(files.nested.size());
  counts.skipped[kSkippedNested] += static_cast<int64_t>(files.nested.size());
}

Status CheckAccounting(const std::string& source, const protocol::FileCounts& counts, int64_t written,
                       const std::vector<iceberg::ManifestFile>& manifests) {
  if (!counts.balanced()) return Internal("the files of {} do not add up: {}", source, counts.ToString());
  int64_t held = 0;
  for (const auto& manifest : manifests) held += manifest.added_files_count;
  if (held == counts.added + written) return Ok();
  return Internal("the new manifests of {} hold {} files, but {} were added and {} written", source, held, counts.added,
                  written);
}

std::optional<protocol::FileCounts> FindAccounting(const iceberg::Snapshot& snapshot) {
  auto text = iceberg::FindSummary(snapshot, kAccountingProperty);
  if (!text) return std::nullopt;
  auto json = ParseJson(*text, kAccountingProperty);
  if (!json.ok()) return std::nullopt;
  auto counts = protocol::ParseFileCounts(*json);
  return counts.ok() ? std::optional(*counts) : std::nullopt;
}

}  // namespace lakeport::ingest
