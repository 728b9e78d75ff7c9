#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "iceberg/manifest.h"
#include "iceberg/partition_spec.h"
#include "storage/file_io.h"

namespace lakeport::ingest {

// How many files and rows a table should have, partition by partition: filled from the files' footers, then compared
// with what the manifests say. For one thread.
class RowCounts {
 public:
  // By the new table's partition. Rows that are written anew are counted when they are read, their files when written.
  void Add(const std::vector<iceberg::Value>& partition, int64_t rows, int64_t files = 1);

  int64_t files() const { return files_; }
  int64_t rows() const { return rows_; }
  int64_t partitions() const { return static_cast<int64_t>(by_partition_.size()); }

  // Reads the new files of the manifests, whose partition values are those of `partition`. Internal, which names the
  // first partition, when one has other files or rows: then nothing may be committed.
  Status CompareWith(storage::FileIO& io, const std::vector<iceberg::ManifestFile>& manifests,
                     const iceberg::Type& partition) const;

 private:
  struct Counts {
    int64_t files = 0;
    int64_t rows = 0;
    std::vector<iceberg::Value> partition;
  };
  using ByPartition = std::unordered_map<size_t, Counts>;  // by a hash of the values

  Status Compare(const ByPartition& these, const RowCounts& found, const iceberg::Type& partition) const;

  ByPartition by_partition_;
  int64_t files_ = 0;
  int64_t rows_ = 0;
};

}  // namespace lakeport::ingest
