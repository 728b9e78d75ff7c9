#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>

#include "iceberg/manifest.h"
#include "iceberg/snapshot.h"
#include "iceberg/type.h"

namespace lakeport::iceberg {

// Counts what an append adds, and makes a snapshot's summary of it: keys, values and order as Iceberg's Java library
// 1.12 writes them.
class AppendSummary {
 public:
  explicit AppendSummary(TypePtr partition) : partition_(std::move(partition)) {}

  // `file.partition` must be of the partition type.
  void Add(const DataFile& file);

  // `first` comes first. `parent` nullptr: the table's first snapshot; totals that a parent does not have are left out.
  Summary Make(const Summary& first, size_t manifests_created, size_t manifests_kept, const Snapshot* parent) const;

 private:
  TypePtr partition_;
  int64_t files_ = 0;
  int64_t records_ = 0;
  int64_t bytes_ = 0;
  std::unordered_set<std::string> partitions_;
};

}  // namespace lakeport::iceberg
