#include "iceberg/snapshot_content.h"

#include <algorithm>
#include <utility>

#include "iceberg/manifest_io.h"

namespace lakeport::iceberg {

SnapshotContent::SnapshotContent(storage::FileIO& io, ManifestHeader header, TypePtr partition,
                                 RollingManifests::Options options)
    : io_(io),
      snapshot_id_(options.snapshot_id),
      manifests_(io, std::move(header), options),
      filter_(io, {.folder = options.folder, .commit_uuid = options.commit_uuid, .snapshot_id = options.snapshot_id}),
      summary_(std::move(partition)) {}

Status SnapshotContent::Add(const DataFile& file) {
  LP_TRY(manifests_.Add({.status = ManifestStatus::kAdded, .snapshot_id = snapshot_id_, .data_file = file}));
  summary_.Add(file);
  return Ok();
}

Status SnapshotContent::Close() { return manifests_.Close(); }

Result<std::vector<ManifestFile>> SnapshotContent::ApplyTo(const Snapshot* parent) {
  std::vector<ManifestFile> kept;
  if (parent != nullptr) {
    LP_ASSIGN(Location location, Location::Parse(parent->manifest_list));
    LP_ASSIGN(kept, ReadManifestList(io_, location));
  }
  if (!filter_.empty()) {
    LP_ASSIGN(kept, filter_.Apply(kept));
  }
  applied_ = added();
  applied_.insert(applied_.end(), std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
  return applied_;
}

std::string SnapshotContent::operation() const {
  if (filter_.empty()) return "append";
  return added().empty() ? "delete" : "overwrite";
}

Summary SnapshotContent::MakeSummary(const Summary& first, const Snapshot* parent) const {
  ManifestCounts counts{.replaced = filter_.replaced()};
  for (const ManifestFile& manifest : applied_) {
    (manifest.added_snapshot_id == snapshot_id_ ? counts.created : counts.kept) += 1;
  }
  return summary_.Make(first, counts, filter_.removed(), parent);
}

std::vector<std::string> SnapshotContent::written() const {
  std::vector<std::string> paths = filter_.written();
  for (const ManifestFile& manifest : added()) paths.push_back(manifest.manifest_path);
  return paths;
}

std::vector<std::string> SnapshotContent::unused() const {
  std::vector<std::string> paths = filter_.written();
  std::erase_if(paths, [this](const std::string& path) {
    return std::any_of(applied_.begin(), applied_.end(),
                       [&](const ManifestFile& manifest) { return manifest.manifest_path == path; });
  });
  return paths;
}

}  // namespace lakeport::iceberg
