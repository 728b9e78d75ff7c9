#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/location.h"
#include "base/result.h"
#include "iceberg/manifest.h"
#include "storage/file_io.h"

namespace lakeport::iceberg {

// What a snapshot no longer holds.
struct RemovedFiles {
  int64_t files = 0;
  int64_t records = 0;
  int64_t bytes = 0;
  std::unordered_set<std::string> partitions{};  // PartitionKey of each
};

// Takes data files out of manifests, by path. A manifest that holds one is written anew: its entry says "deleted", the
// others "existing", all with the sequence numbers that they had; what was deleted before is left out. The other
// manifests are referred to as they are. Each is read once, however often a lost race makes Apply be called.
// For one thread.
class ManifestFilter {
 public:
  struct Options {
    Location folder;
    std::string commit_uuid;  // begins the names of the manifests: "<commit uuid>-f0.avro"
    int64_t snapshot_id = 0;
  };
  ManifestFilter(storage::FileIO& io, Options options) : io_(io), options_(std::move(options)) {}

  void Remove(std::string path) { paths_.insert(std::move(path)); }
  bool empty() const { return paths_.empty(); }

  // The manifests of the new snapshot, made of its parent's. Those without a live file are left out. Conflict, which
  // names a file, when one that is to be removed is not there.
  Result<std::vector<ManifestFile>> Apply(const std::vector<ManifestFile>& manifests);

  // Of the last Apply.
  const RemovedFiles& removed() const { return removed_; }
  int64_t replaced() const { return replaced_; }  // manifests
  // Every manifest that was written.
  std::vector<std::string> written() const;

 private:
  struct Filtered {
    ManifestFile manifest;
    bool rewritten = false;
    std::vector<std::string> found{};
    RemovedFiles removed{};
  };

  Result<const Filtered*> Filter(const ManifestFile& manifest);
  Status Rewrite(const ManifestFile& manifest, Filtered& filtered);
  Status CheckAllFound(const std::vector<const Filtered*>& parts) const;

  storage::FileIO& io_;
  const Options options_;
  std::unordered_set<std::string> paths_;
  std::map<std::string, Filtered> filtered_;  // by the manifest's path
  RemovedFiles removed_;
  int64_t replaced_ = 0;
};

}  // namespace lakeport::iceberg
