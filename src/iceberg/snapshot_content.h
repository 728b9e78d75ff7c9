#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "iceberg/manifest_filter.h"
#include "iceberg/rolling_manifests.h"
#include "iceberg/snapshot_summary.h"

namespace lakeport::iceberg {

// The manifests of one new snapshot: files that come, files that go, and all others of its parent. For one thread.
class SnapshotContent {
 public:
  // Entries are of the header's partition spec.
  SnapshotContent(storage::FileIO& io, ManifestHeader header, TypePtr partition, RollingManifests::Options options);

  Status Add(const DataFile& file);
  void Remove(std::string path) { filter_.Remove(std::move(path)); }
  // No Add and no Remove after that.
  Status Close();

  bool empty() const { return added().empty() && filter_.empty(); }
  const std::vector<ManifestFile>& added() const { return manifests_.manifests(); }

  // What the snapshot is to hold upon `parent`: nullptr, there is none. May be called again for another parent.
  Result<std::vector<ManifestFile>> ApplyTo(const Snapshot* parent);

  // Of the last ApplyTo. `first` comes first in the summary.
  std::string operation() const;
  Summary MakeSummary(const Summary& first, const Snapshot* parent) const;

  // Every manifest that was written, and those of them that the last ApplyTo did not give back.
  std::vector<std::string> written() const;
  std::vector<std::string> unused() const;

 private:
  storage::FileIO& io_;
  const int64_t snapshot_id_;
  RollingManifests manifests_;
  ManifestFilter filter_;
  SnapshotSummary summary_;
  std::vector<ManifestFile> applied_;
};

}  // namespace lakeport::iceberg
