#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/location.h"
#include "base/result.h"
#include "iceberg/manifest_io.h"
#include "storage/file_io.h"

namespace lakeport::iceberg {

// Writes entries into as many manifests as it takes for each to have about `target_bytes`: "<commit uuid>-m0.avro",
// "<commit uuid>-m1.avro" and on, in one folder. For one thread.
class RollingManifests {
 public:
  struct Options {
    Location folder;
    std::string commit_uuid;
    int64_t snapshot_id = 0;
    int64_t target_bytes = 0;
  };
  RollingManifests(storage::FileIO& io, ManifestHeader header, Options options);

  Status Add(const ManifestEntry& entry);
  // Closes the manifest under way.
  Status Close();
  const std::vector<ManifestFile>& manifests() const { return manifests_; }  // the closed ones

 private:
  storage::FileIO& io_;
  const ManifestHeader header_;
  const Options options_;
  std::unique_ptr<ManifestWriter> writer_;
  std::vector<ManifestFile> manifests_;
};

}  // namespace lakeport::iceberg
