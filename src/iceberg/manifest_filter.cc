#include "iceberg/manifest_filter.h"

#include <memory>
#include <string_view>
#include <utility>

#include "iceberg/manifest_io.h"
#include "iceberg/snapshot_summary.h"

namespace lakeport::iceberg {
namespace {

bool HoldsLiveFiles(const ManifestFile& manifest) {
  return manifest.added_files_count > 0 || manifest.existing_files_count > 0;
}

bool IsLive(const ManifestEntry& entry) { return entry.status != ManifestStatus::kDeleted; }

void Count(const DataFile& file, const Type& partition, RemovedFiles& removed) {
  removed.files += 1;
  removed.records += file.metrics.record_count;
  removed.bytes += file.file_size_in_bytes;
  removed.partitions.insert(PartitionKey(partition, file.partition));
}

void AddTo(const RemovedFiles& part, RemovedFiles& all) {
  all.files += part.files;
  all.records += part.records;
  all.bytes += part.bytes;
  all.partitions.insert(part.partitions.begin(), part.partitions.end());
}

}  // namespace

Result<std::vector<ManifestFile>> ManifestFilter::Apply(const std::vector<ManifestFile>& manifests) {
  std::vector<ManifestFile> kept;
  std::vector<const Filtered*> parts;
  removed_ = {};
  replaced_ = 0;
  for (const ManifestFile& manifest : manifests) {
    if (manifest.content == ManifestContent::kDeletes) {
      kept.push_back(manifest);
      continue;
    }
    if (!HoldsLiveFiles(manifest)) continue;
    LP_ASSIGN(const Filtered* filtered, Filter(manifest));
    kept.push_back(filtered->manifest);
    replaced_ += filtered->rewritten ? 1 : 0;
    AddTo(filtered->removed, removed_);
    parts.push_back(filtered);
  }
  LP_TRY(CheckAllFound(parts));
  return kept;
}

Result<const ManifestFilter::Filtered*> ManifestFilter::Filter(const ManifestFile& manifest) {
  auto known = filtered_.find(manifest.manifest_path);
  if (known != filtered_.end()) return &known->second;
  Filtered filtered{.manifest = manifest};
  LP_TRY(ReadManifest(io_, manifest, [&](const ManifestEntry& entry) {
    const std::string& path = entry.data_file.file_path;
    if (IsLive(entry) && paths_.contains(path)) filtered.found.push_back(path);
    return Ok();
  }));
  if (!filtered.found.empty()) LP_TRY(Rewrite(manifest, filtered));
  return &filtered_.emplace(manifest.manifest_path, std::move(filtered)).first->second;
}

Status ManifestFilter::Rewrite(const ManifestFile& manifest, Filtered& filtered) {
  LP_ASSIGN(Location location,
            options_.folder.Child(fmt::format("{}-f{}.avro", options_.commit_uuid, written().size())));
  ManifestHeader header;
  std::unique_ptr<ManifestWriter> writer;
  TypePtr partition;
  auto copy = [&](const ManifestEntry& entry) -> Status {
    if (!IsLive(entry)) return Ok();
    if (writer == nullptr) {
      header.format_version = 2;
      LP_ASSIGN(partition, header.spec.PartitionType(header.schema));
      LP_ASSIGN(writer, NewManifestWriter(io_, location, header, options_.snapshot_id));
    }
    ManifestEntry copied = entry;
    copied.status = ManifestStatus::kExisting;
    if (paths_.contains(entry.data_file.file_path)) {
      copied.status = ManifestStatus::kDeleted;
      copied.snapshot_id = options_.snapshot_id;
      Count(entry.data_file, *partition, filtered.removed);
    }
    return writer->Add(copied);
  };
  LP_TRY(ReadManifest(io_, manifest, copy, &header));
  LP_ASSIGN(filtered.manifest, writer->Finish());
  filtered.rewritten = true;
  return Ok();
}

Status ManifestFilter::CheckAllFound(const std::vector<const Filtered*>& parts) const {
  std::unordered_set<std::string_view> found;
  for (const Filtered* part : parts) found.insert(part->found.begin(), part->found.end());
  if (found.size() == paths_.size()) return Ok();
  for (const std::string& path : paths_) {
    if (!found.contains(path)) return Conflict("{} is no longer in the table: somebody else removed it", path);
  }
  return Ok();
}

std::vector<std::string> ManifestFilter::written() const {
  std::vector<std::string> paths;
  for (const auto& [path, filtered] : filtered_) {
    if (filtered.rewritten) paths.push_back(filtered.manifest.manifest_path);
  }
  return paths;
}

}  // namespace lakeport::iceberg
