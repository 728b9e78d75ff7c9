#include "iceberg/scan.h"

#include <vector>

#include "iceberg/manifest_io.h"

namespace lakeport::iceberg {
namespace {

// Old metadata of version 1 names the manifests itself, and says no more of them.
std::vector<ManifestFile> ManifestsNamed(const Snapshot& snapshot) {
  std::vector<ManifestFile> manifests;
  for (const std::string& path : snapshot.manifests) {
    manifests.push_back({.manifest_path = path,
                         .sequence_number = 0,
                         .min_sequence_number = 0,
                         .added_snapshot_id = snapshot.snapshot_id});
  }
  return manifests;
}

}  // namespace

Result<std::vector<ManifestFile>> ListManifests(storage::FileIO& io, const Snapshot& snapshot) {
  if (snapshot.manifest_list.empty()) return ManifestsNamed(snapshot);
  LP_ASSIGN(Location location, Location::Parse(snapshot.manifest_list));
  return ReadManifestList(io, location);
}

Status VisitDataFiles(storage::FileIO& io, const std::vector<ManifestFile>& manifests, const VisitFile& visit) {
  for (const ManifestFile& manifest : manifests) {
    ManifestHeader header;
    auto visit_live = [&](const ManifestEntry& entry) -> Status {
      return entry.status == ManifestStatus::kDeleted ? Ok() : visit(entry, header.spec);
    };
    LP_TRY(ReadManifest(io, manifest, visit_live, &header));
  }
  return Ok();
}

Status VisitDataFiles(storage::FileIO& io, const Snapshot& snapshot, const VisitFile& visit) {
  LP_ASSIGN(auto manifests, ListManifests(io, snapshot), "looking through snapshot {}", snapshot.snapshot_id);
  LP_TRY(VisitDataFiles(io, manifests, visit), "looking through snapshot {}", snapshot.snapshot_id);
  return Ok();
}

}  // namespace lakeport::iceberg
