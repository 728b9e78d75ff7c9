#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "iceberg/manifest.h"
#include "iceberg/manifest_filter.h"
#include "iceberg/snapshot.h"
#include "iceberg/type.h"
#include "iceberg/value.h"

namespace lakeport::iceberg {

// Different for different partitions. `values` must be of the partition type.
std::string PartitionKey(const Type& partition, const std::vector<Value>& values);

// How many manifests a snapshot has made, kept, and put others in the place of.
struct ManifestCounts {
  int64_t created = 0;
  int64_t kept = 0;
  int64_t replaced = 0;
};

// Counts what a commit adds, and makes a snapshot's summary of it: keys, values and order as Iceberg's Java library
// 1.12 writes them.
class SnapshotSummary {
 public:
  explicit SnapshotSummary(TypePtr partition) : partition_(std::move(partition)) {}

  // `file.partition` must be of the partition type.
  void Add(const DataFile& file);

  // `first` comes first. `parent` nullptr: the table's first snapshot; totals that a parent does not have are left out.
  Summary Make(const Summary& first, const ManifestCounts& manifests, const RemovedFiles& removed,
               const Snapshot* parent) const;

 private:
  TypePtr partition_;
  int64_t files_ = 0;
  int64_t records_ = 0;
  int64_t bytes_ = 0;
  std::unordered_set<std::string> partitions_;
};

}  // namespace lakeport::iceberg
